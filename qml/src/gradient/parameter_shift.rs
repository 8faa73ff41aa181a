//! Parameter-shift as a differentiator: exact, by expectations alone, so it is what hardware can do too.

use super::moves::{Move, Shift, differentiate};
use super::{Differentiator, Evaluation, SlotGradients};
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
        let rules = evaluation.plan.shift_rules();
        differentiate(evaluation, inputs, cotangents, |_| {
            let terms = rules
                .iter()
                .enumerate()
                .flat_map(|(slot, rule)| rule.terms().iter().map(move |term| (slot, term)));
            terms
                .map(|(slot, term)| Move {
                    coefficient: term.coefficient,
                    shift: Shift::One(slot, term.shift),
                })
                .collect()
        })
    }
}
