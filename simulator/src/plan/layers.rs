//! Scheduling where one tile holds the whole state, as in small circuits: every qubit is local, so an operation stands in
//! the first layer that it can, by what came before it on its qubits, and nothing has to be tried out. Layers of turns,
//! flips and matrices take turns with layers of phases. Called by `Plan` alone.

use super::butterflies;
use super::dependencies::Axis;
use super::phases::MergedPhases;
use super::queue::Queue;
use super::simplify::bits;
use super::sweep::SweepBuilder;
use super::{PassOp, PlannedOp};
use crate::PlanOptions;
use smallvec::SmallVec;

/// The last operations on a qubit that commute with each other.
#[derive(Clone, Copy)]
struct Run {
    axis: Axis,
    /// The first layer that they may stand in,
    from: u32,
    /// and the last in which one does.
    last: u32,
}

/// The operations of the only pass.
pub(super) fn operations(mut ops: Queue, num_qubits: usize, options: &PlanOptions) -> Vec<PassOp> {
    let local = (1u64 << num_qubits) - 1;
    let layers = layers(&ops);
    let count = layers.iter().max().map_or(0, |last| *last as usize + 1);
    let mut members: Vec<SmallVec<[u32; 16]>> = vec![SmallVec::new(); count];
    layers.iter().enumerate().for_each(|(op, layer)| members[*layer as usize].push(op as u32));
    let mut planned = Vec::with_capacity(count);
    let mut put = |op: PassOp| {
        if options.butterflies { butterflies::push(&mut planned, local, op) } else { planned.push(op) }
    };
    for (layer, members) in members.iter_mut().enumerate() {
        if layer % 2 == 1 && !members.is_empty() {
            put(PassOp::Phases(diagonal(&mut ops, members)));
        }
        while layer % 2 == 0 && !members.is_empty() {
            put(sweep(&mut ops, members, options.sweep_qubits, local));
        }
    }
    if options.butterflies {
        butterflies::finish(&mut planned, local);
    }
    planned
}

/// By operation: its layer. Even ones mix qubits, odd ones are diagonal.
fn layers(ops: &Queue) -> Vec<u32> {
    let mut runs = [Run { axis: Axis::Mixing, from: 0, last: 0 }; 64];
    let place = |op: &PlannedOp| -> u32 {
        let (qubits, mixed) = (op.qubits(), op.mixed_qubits());
        let mut layer = u32::from(mixed == 0);
        for qubit in bits(qubits) {
            let run = &mut runs[qubit];
            let axis = op.axis(qubit, mixed);
            if axis != run.axis || axis == Axis::Mixing {
                *run = Run { axis, from: run.last, last: run.last };
            }
            layer = layer.max(run.from);
        }
        layer += (layer ^ u32::from(mixed == 0)) & 1;
        bits(qubits).for_each(|qubit| runs[qubit].last = runs[qubit].last.max(layer));
        layer
    };
    ops.iter().map(place).collect()
}

fn diagonal(ops: &mut Queue, members: &[u32]) -> MergedPhases {
    let mut merged = MergedPhases::with_capacity(members.len());
    for op in members {
        if let Some(PlannedOp::Phases(part)) = ops.take(*op as usize) {
            merged.add(&part);
        }
    }
    merged
}

/// Takes a matrix, or one sweep: operations that stay on its qubits come before those that add some.
fn sweep(ops: &mut Queue, members: &mut SmallVec<[u32; 16]>, most_qubits: usize, local: u64) -> PassOp {
    if let Some(PlannedOp::Dense(_)) = ops.get(members[0] as usize)
        && let Some(PlannedOp::Dense(dense)) = ops.take(members.remove(0) as usize)
    {
        return PassOp::Dense(dense);
    }
    let mut sweep = SweepBuilder::new(most_qubits, local);
    loop {
        let mut wider = None;
        // Of what has to wait for an operation that is left.
        let mut waiting = 0;
        members.retain(|op| {
            let Some(planned) = ops.get(*op as usize) else { return false };
            let qubits = planned.qubits();
            let admitted = if qubits & waiting == 0 { sweep.admits(planned) } else { None };
            match admitted {
                Some((take, 0)) => {
                    if let Some(planned) = ops.take(*op as usize) {
                        sweep.take(planned, take);
                    }
                    return false;
                }
                Some((take, _)) if wider.is_none() => wider = Some((*op, take)),
                _ => {}
            }
            waiting |= qubits;
            true
        });
        let Some((op, take)) = wider else { return PassOp::Turns(sweep.finish()) };
        members.retain(|member| *member != op);
        if let Some(planned) = ops.take(op as usize) {
            sweep.take(planned, take);
        }
    }
}
