//! Parameter-shift as a differentiator: exact, by expectations alone, so it is what hardware can do too.

use super::{Differentiator, Evaluation, Moved, Shift, SlotGradients, resolve, run_moved};
use crate::ModelError;
use ansatz_simulator::{Cotangents, Inputs};

/// Every slot by the shift rule of its generator: two terms, four, or the general solution. Shared and scaled
/// parameters are differentiated slot by slot and put together by the chain rule.
#[derive(Debug, Clone, Copy, Default)]
pub struct ParameterShift;

impl Differentiator for ParameterShift {
    fn name(&self) -> &'static str {
        "parameter-shift"
    }

    fn gradients(
        &self,
        evaluation: Evaluation<'_>,
        inputs: &Inputs<'_>,
        cotangents: Cotangents<'_>,
    ) -> Result<SlotGradients, ModelError> {
        let values = evaluation.backend.expectations(evaluation.plan, inputs, evaluation.observables)?;
        let cotangents = resolve(cotangents, &values, evaluation.observables.len());
        let rules = evaluation.plan.shift_rules();
        let mut moved = Vec::new();
        for lane in 0..inputs.lanes() {
            for (slot, rule) in rules.iter().enumerate() {
                let copy = |term: &ansatz_circuits::ShiftTerm| Moved {
                    lane,
                    slot,
                    coefficient: term.coefficient,
                    shift: Shift::One(term.shift),
                };
                moved.extend(rule.terms().iter().map(copy));
            }
        }
        let mut slots = vec![0.0; inputs.lanes() * rules.len()];
        run_moved(evaluation, inputs, &cotangents, &moved, |copy, value| {
            slots[copy.lane * rules.len() + copy.slot] += copy.coefficient * value;
        })?;
        Ok(SlotGradients { values, slots, evaluations: (inputs.lanes() + moved.len()) as u64 })
    }
}
