//! Scheduling where one tile holds the whole state, as in small circuits: every qubit is local, so an operation stands in
//! the first layer that it can, by what came before it on its qubits, and nothing has to be tried out. A layer is turns,
//! flips and matrices, and then a diagonal. Called by `Plan` alone.

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
    /// The first place that they may have,
    from: u32,
    /// and the last that one has.
    last: u32,
}

/// What a layer mixes, and the diagonal behind it.
#[derive(Default)]
struct Layer {
    mixing: SmallVec<[u32; 16]>,
    phases: MergedPhases,
}

/// The operations of the only pass.
pub(super) fn operations(mut ops: Queue, num_qubits: usize, options: &PlanOptions) -> Vec<PassOp> {
    let local = (1u64 << num_qubits) - 1;
    let layers = layers(&ops, num_qubits);
    let mut planned = Vec::with_capacity(3 * layers.len());
    let mut put = |op: PassOp| {
        if options.butterflies { butterflies::push(&mut planned, local, op) } else { planned.push(op) }
    };
    for Layer { mut mixing, phases } in layers {
        while !mixing.is_empty() {
            put(sweep(&mut ops, &mut mixing, options.sweep_qubits, local));
        }
        if !phases.masks.is_empty() {
            put(PassOp::Phases(phases));
        }
    }
    if options.butterflies {
        butterflies::finish(&mut planned, local);
    }
    planned
}

fn layers(ops: &Queue, num_qubits: usize) -> Vec<Layer> {
    let mut runs = [Run { axis: Axis::Mixing, from: 0, last: 0 }; 64];
    let mut layers: Vec<Layer> = Vec::with_capacity(32);
    for (number, op) in ops.iter().enumerate() {
        let place = place(op, &mut runs);
        while layers.len() <= place / 2 {
            layers.push(Layer::default());
        }
        let Layer { mixing, phases } = &mut layers[place / 2];
        match op {
            PlannedOp::Phases(part) => {
                if phases.masks.is_empty() {
                    *phases = MergedPhases::with_capacity(2 * num_qubits);
                }
                phases.add(part);
            }
            _ => mixing.push(number as u32),
        }
    }
    layers
}

/// Twice the number of an operation's layer, and one more for its diagonal.
fn place(op: &PlannedOp, runs: &mut [Run; 64]) -> usize {
    let (qubits, mixed) = (op.qubits(), op.mixed_qubits());
    let is_phase = u32::from(mixed == 0);
    let mut place = is_phase;
    for qubit in bits(qubits) {
        let (run, axis) = (&mut runs[qubit], op.axis(qubit, mixed));
        if axis != run.axis || axis == Axis::Mixing {
            *run = Run { axis, from: run.last, last: run.last };
        }
        place = place.max(run.from);
    }
    place += (place ^ is_phase) & 1;
    bits(qubits).for_each(|qubit| runs[qubit].last = runs[qubit].last.max(place));
    place as usize
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
