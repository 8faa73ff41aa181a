//! Derivatives as sums of expectations with one slot moved, where the moved circuits share the run up to that slot:
//! what parameter-shift and finite differences are. Called by those differentiators alone.

use super::moves::{self, Lanes, Move, Shift, check_cotangents};
use super::{Evaluation, SlotGradients};
use crate::{Angles, Cotangents, Inputs, ObservedPlan, Result, SlotShift, Work};
use std::ops::Range;

/// Whether moved circuits share the run up to the moved slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sharing {
    /// They do: about half the work.
    #[default]
    Prefixes,
    /// Every circuit is run from its start, as a machine that cannot copy states must.
    Nothing,
}

/// All of them, and whether their circuits share anything.
pub(super) struct Moves {
    pub(super) slot_moves: Vec<SlotMove>,
    pub(super) sharing: Sharing,
}

/// `coefficient · f(θ + shift)` counts towards the derivative of the moved slot, in every lane.
pub(super) struct SlotMove {
    pub(super) coefficient: f64,
    pub(super) shift: SlotShift,
}

/// Lanes are taken together until they have this many moved expectations.
const MOST_VALUES: usize = 1 << 22;

/// The gradients of all lanes.
pub(super) fn differentiate(
    evaluation: Evaluation<'_>,
    inputs: &Inputs<'_>,
    cotangents: Cotangents<'_>,
    moves: Moves,
) -> Result<SlotGradients> {
    let Moves { slot_moves, sharing } = moves;
    if sharing == Sharing::Nothing {
        return moves::differentiate(evaluation, inputs, cotangents, |_| {
            let one = |slot_move: &SlotMove| Move {
                coefficient: slot_move.coefficient,
                shift: Shift::One(slot_move.shift.slot, slot_move.shift.shift),
            };
            slot_moves.iter().map(one).collect()
        });
    }
    let Evaluation { backend, observed } = evaluation;
    let (slots, m) = (observed.num_slots(), observed.num_observables());
    let shifts: Vec<SlotShift> = slot_moves.iter().map(|slot_move| slot_move.shift).collect();
    check_cotangents(cotangents, inputs.lanes().saturating_mul(m))?;
    let per_lane = shifts.len() * m;
    let together = (MOST_VALUES / per_lane.max(1)).max(1);
    let mut result = SlotGradients {
        values: Vec::new(),
        slots: vec![0.0; inputs.lanes() * slots],
        evaluations: (inputs.lanes() * (1 + shifts.len())) as u64,
        work: Some(Work { run: 0, unshared: 0 }),
    };
    for first in (0..inputs.lanes()).step_by(together) {
        let lanes = first..inputs.lanes().min(first + together);
        let answer = backend.shifted_expectations(observed, &slice(observed, inputs, &lanes), &shifts)?;
        let cotangents = Lanes { first, observables: m }.resolve(cotangents, &answer.values);
        for (k, lane) in lanes.enumerate() {
            let v = &cotangents[k * m..(k + 1) * m];
            let of_lane = &mut result.slots[lane * slots..(lane + 1) * slots];
            let moved = answer.shifted[k * per_lane..].chunks(v.len().max(1));
            for (slot_move, values) in slot_moves.iter().zip(moved) {
                let value: f64 = v.iter().zip(values).map(|(v, value)| v * value).sum();
                of_lane[slot_move.shift.slot] += slot_move.coefficient * value;
            }
        }
        result.values.extend(answer.values);
        if let Some(work) = &mut result.work {
            work.run += answer.work.run;
            work.unshared += answer.work.unshared;
        }
    }
    Ok(result)
}

/// Some lanes of a batch.
fn slice<'a>(observed: &ObservedPlan, inputs: &Inputs<'a>, lanes: &Range<usize>) -> Inputs<'a> {
    let part = |size: usize| lanes.start * size..lanes.end * size;
    let some = Inputs::batch(lanes.len(), Angles(&inputs.angles()[part(observed.num_slots())]));
    match inputs.amplitudes() {
        Some(amplitudes) => some.with_amplitudes(&amplitudes[part(1 << observed.num_qubits())]),
        None => some,
    }
}
