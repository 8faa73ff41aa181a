//! Fusion of one-qubit operations: neighbours on the same qubit become factors of one matrix. A grouping, so it can
//! change no result beyond rounding. Called by `Plan` alone.

use super::PlannedOp;
use super::factor::Factor;
use crate::{Action, Fusion};

/// The operations after fusion, in an equivalent order.
pub(crate) fn fuse(ops: impl Iterator<Item = PlannedOp>, fusion: Fusion) -> Vec<PlannedOp> {
    match fusion {
        Fusion::Off => ops.collect(),
        Fusion::OneQubit => fuse_one_qubit(ops),
    }
}

/// A later one-qubit operation moves forward to the last one on its qubit: nothing in between touches that qubit.
fn fuse_one_qubit(ops: impl Iterator<Item = PlannedOp>) -> Vec<PlannedOp> {
    let mut fused: Vec<PlannedOp> = Vec::new();
    let mut open: [Option<usize>; 64] = [None; 64];
    for op in ops {
        match lone_qubit(&op) {
            Some(qubit) => match open[qubit] {
                Some(at) => absorb(&mut fused[at], op),
                None => {
                    open[qubit] = Some(fused.len());
                    fused.push(op);
                }
            },
            None => {
                let touched = touched(&op);
                open.iter_mut()
                    .enumerate()
                    .filter(|(q, _)| touched >> q & 1 == 1)
                    .for_each(|(_, at)| *at = None);
                fused.push(op);
            }
        }
    }
    fused
}

fn lone_qubit(op: &PlannedOp) -> Option<usize> {
    match &op.action {
        Action::Dense { targets } | Action::Diagonal { targets }
            if targets.len() == 1 && op.control_mask == 0 =>
        {
            Some(targets[0] as usize)
        }
        _ => None,
    }
}

fn touched(op: &PlannedOp) -> u64 {
    op.control_mask
        | match &op.action {
            Action::Dense { targets } | Action::Diagonal { targets } => {
                targets.iter().fold(0, |mask, q| mask | 1 << q)
            }
            Action::Parity { mask } => *mask,
        }
}

fn absorb(op: &mut PlannedOp, next: PlannedOp) {
    let both_diagonal =
        matches!((&op.action, &next.action), (Action::Diagonal { .. }, Action::Diagonal { .. }));
    if both_diagonal {
        return op.factors.extend(next.factors);
    }
    let dense = |action: &Action, factors: Vec<Factor>| match action {
        Action::Diagonal { .. } => factors.into_iter().map(Factor::into_dense).collect(),
        _ => factors,
    };
    let mut factors = dense(&op.action, std::mem::take(&mut op.factors));
    factors.extend(dense(&next.action, next.factors));
    if let Action::Dense { targets } | Action::Diagonal { targets } = &op.action {
        op.action = Action::Dense { targets: targets.clone() };
    }
    op.factors = factors;
}
