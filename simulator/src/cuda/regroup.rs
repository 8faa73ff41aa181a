//! Passes that fit the device: a plan may have been made for larger tiles. Operations of a pass that needs more local
//! qubits than a tile has become several passes, in order.

use crate::BoundPass;
use ansatz_kernels::Op;

/// Operations that share a tile.
#[derive(Debug, PartialEq)]
pub(super) struct Part<'a> {
    /// Ascending.
    pub(super) local: Vec<u32>,
    /// Qubits that may read 1 when it starts.
    pub(super) live: u64,
    pub(super) ops: &'a [Op<'a>],
}

/// Qubits whose amplitudes an operation mixes.
fn mixed(op: &Op<'_>) -> u64 {
    let target = |flip: &crate::Flip| 1u64 << flip.target;
    match op {
        Op::Butterfly(butterfly) => butterfly.qubits.iter().fold(0, |mask, q| mask | 1 << q),
        Op::Dense(dense) => dense.targets.iter().fold(0, |mask, q| mask | 1 << q),
        Op::Phases(_) => 0,
        Op::Turns(turns) => {
            let flips = turns.before.iter().chain(turns.after).fold(0, |mask, flip| mask | target(flip));
            turns.turns.iter().fold(flips, |mask, turn| mask | 1 << turn.qubit)
        }
    }
}

/// The pass in parts of at most `most` local qubits; an operation that needs more is a part of its own.
pub(super) fn regroup<'a>(pass: &'a BoundPass<'a>, num_qubits: usize, most: usize) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    let (mut live, mut start) = (pass.live, 0);
    while start < pass.ops.len() {
        let (mut need, mut end) = (0u64, start);
        while end < pass.ops.len() {
            let more = need | mixed(&pass.ops[end]);
            if more.count_ones() as usize > most && end > start {
                break;
            }
            (need, end) = (more, end + 1);
        }
        let local = filled(need, pass, num_qubits, most);
        parts.push(Part { local, live, ops: &pass.ops[start..end] });
        live |= need;
        start = end;
    }
    parts
}

/// The needed qubits and, where there is room, those of the pass, the lowest first: neighbours in memory.
fn filled(need: u64, pass: &BoundPass<'_>, num_qubits: usize, most: usize) -> Vec<u32> {
    let room = most.min(pass.local.len().max(need.count_ones() as usize)).min(num_qubits);
    let mut mask = need;
    let lowest = (0..num_qubits as u32).filter(|q| pass.local.len() > most || pass.local.contains(q));
    for qubit in lowest {
        if (mask.count_ones() as usize) < room {
            mask |= 1 << qubit;
        }
    }
    (0..num_qubits as u32).filter(|q| mask >> q & 1 == 1).collect()
}
