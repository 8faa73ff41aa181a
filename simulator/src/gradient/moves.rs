//! Derivatives as sums of expectations at moved angles, each circuit run from its start. Called by SPSA, which moves all
//! slots at once, and where moved circuits are to share nothing.

use super::{Evaluation, SlotGradients};
use crate::{Angles, Cotangents, Inputs, Result, SimulatorError};

/// A copy of a lane's angles, moved. Its expectation, times `coefficient`, counts towards the derivative of the moved
/// slot, or of every slot in proportion to its shift.
pub(super) struct Move {
    pub(super) coefficient: f64,
    pub(super) shift: Shift,
}

/// What is added to a lane's angles.
pub(super) enum Shift {
    /// `(slot, shift)`.
    One(usize, f64),
    /// A shift for each slot.
    All(Vec<f64>),
}

/// At most this many circuits are in flight in one batch, so that their angles stay small.
const CHUNK: usize = 4096;

/// The gradients of all lanes, each by the moves that `moves_of(lane)` lists.
pub(super) fn differentiate(
    evaluation: Evaluation<'_>,
    inputs: &Inputs<'_>,
    cotangents: Cotangents<'_>,
    moves_of: impl Fn(usize) -> Vec<Move>,
) -> Result<SlotGradients> {
    let observed = evaluation.observed;
    let (slots, m) = (observed.num_slots(), observed.num_observables());
    check_cotangents(cotangents, inputs.lanes().saturating_mul(m))?;
    let values = evaluation.backend.expectations(observed, inputs)?;
    let cotangents = Lanes { first: 0, observables: m }.resolve(cotangents, &values);
    let moves: Vec<(usize, Move)> = (0..inputs.lanes())
        .flat_map(|lane| moves_of(lane).into_iter().map(move |copy| (lane, copy)))
        .collect();
    let mut gradient = vec![0.0; inputs.lanes() * slots];
    for chunk in moves.chunks(CHUNK) {
        let moved = run(evaluation, inputs, chunk)?;
        for ((lane, copy), values) in chunk.iter().zip(moved.chunks(m.max(1))) {
            let v = &cotangents[lane * m..(lane + 1) * m];
            let value = copy.coefficient * v.iter().zip(values).map(|(v, value)| v * value).sum::<f64>();
            let of_lane = &mut gradient[lane * slots..(lane + 1) * slots];
            match &copy.shift {
                Shift::One(slot, _) => of_lane[*slot] += value,
                Shift::All(shifts) => {
                    of_lane.iter_mut().zip(shifts).for_each(|(sum, shift)| *sum += value * shift)
                }
            }
        }
    }
    let evaluations = (inputs.lanes() + moves.len()) as u64;
    Ok(SlotGradients { values, slots: gradient, evaluations, work: None })
}

/// Refuses cotangents given in another number than `expected`.
pub(super) fn check_cotangents(cotangents: Cotangents<'_>, expected: usize) -> Result<()> {
    match cotangents {
        Cotangents::Given(all) if all.len() != expected => {
            Err(SimulatorError::Count { what: "cotangents", expected, given: all.len() })
        }
        _ => Ok(()),
    }
}

/// Consecutive lanes of a batch.
pub(super) struct Lanes {
    pub(super) first: usize,
    /// How many each of them has.
    pub(super) observables: usize,
}

impl Lanes {
    /// Their cotangents as numbers, given their values.
    pub(super) fn resolve(&self, cotangents: Cotangents<'_>, values: &[f64]) -> Vec<f64> {
        let Lanes { first, observables: m } = *self;
        match cotangents {
            Cotangents::Given(given) => given[first * m..first * m + values.len()].to_vec(),
            Cotangents::FromValues(f) => {
                let mut all = vec![0.0; values.len()];
                let lanes = values.chunks(m.max(1)).zip(all.chunks_mut(m.max(1)));
                lanes.enumerate().for_each(|(k, (values, v))| f(first + k, values, v));
                all
            }
        }
    }
}

/// The expectations of moved copies, as one batch.
fn run(evaluation: Evaluation<'_>, inputs: &Inputs<'_>, moves: &[(usize, Move)]) -> Result<Vec<f64>> {
    let slots = evaluation.observed.num_slots();
    let mut angles = Vec::with_capacity(moves.len() * slots);
    for (lane, copy) in moves {
        let start = angles.len();
        angles.extend_from_slice(&inputs.angles()[lane * slots..(lane + 1) * slots]);
        match &copy.shift {
            Shift::One(slot, shift) => angles[start + slot] += shift,
            Shift::All(shifts) => {
                angles[start..].iter_mut().zip(shifts).for_each(|(angle, shift)| *angle += shift)
            }
        }
    }
    let amplitudes = inputs.amplitudes().map(|given| {
        let size = 1usize << evaluation.observed.num_qubits();
        moves
            .iter()
            .flat_map(|(lane, _)| given[lane * size..(lane + 1) * size].iter().copied())
            .collect::<Vec<_>>()
    });
    let batch = Inputs::batch(moves.len(), Angles(&angles));
    let batch = amplitudes.as_deref().map_or(batch, |amplitudes| batch.with_amplitudes(amplitudes));
    evaluation.backend.expectations(evaluation.observed, &batch)
}
