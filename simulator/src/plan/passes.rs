//! Grouping operations into passes: a pass ends where the qubits it mixes no longer fit a tile. Diagonal operations
//! and controls never need to be local. Called by `Plan` alone.

use super::{PlannedOp, PlannedPass};
use crate::{Action, PlanOptions};

/// Consecutive passes with the operations in their given order.
pub(crate) fn group(ops: Vec<PlannedOp>, num_qubits: usize, options: &PlanOptions) -> Vec<PlannedPass> {
    let tile = options.tile_qubits.min(num_qubits);
    let mut passes: Vec<(u64, Vec<PlannedOp>)> = Vec::new();
    for op in ops {
        let mixed = mixed_qubits(&op);
        match passes.last_mut() {
            Some((local, members)) if fits(*local | mixed, tile, options) => {
                *local |= mixed;
                members.push(op);
            }
            _ => passes.push((mixed, vec![op])),
        }
    }
    let finish = |(mixed, ops)| PlannedPass { local: fill(mixed, tile, num_qubits), ops };
    passes.into_iter().map(finish).collect()
}

/// Qubits whose amplitudes the operation mixes.
fn mixed_qubits(op: &PlannedOp) -> u64 {
    match &op.action {
        Action::Dense { targets } => targets.iter().fold(0, |mask, q| mask | 1 << q),
        Action::Diagonal { .. } | Action::Parity { .. } => 0,
    }
}

/// Whether a tile holds the mixed qubits beside the contiguous ones.
fn fits(mixed: u64, tile: usize, options: &PlanOptions) -> bool {
    let contiguous = (1u64 << options.contiguous_qubits.min(tile)) - 1;
    (mixed | contiguous).count_ones() as usize <= tile
}

/// The mixed qubits, filled up with the lowest others to the size of a tile. A single operation wider than a tile
/// makes a wider tile.
fn fill(mixed: u64, tile: usize, num_qubits: usize) -> Vec<u32> {
    let mut local = mixed;
    for qubit in 0..num_qubits {
        if local.count_ones() as usize >= tile {
            break;
        }
        local |= 1 << qubit;
    }
    (0..num_qubits as u32).filter(|q| local >> q & 1 == 1).collect()
}
