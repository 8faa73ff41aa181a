//! The adjoint sweep as a differentiator: exact, two runs whatever the number of slots.

use super::{Differentiator, Evaluation, SlotGradients};
use crate::ModelError;
use ansatz_simulator::{Cotangents, Inputs};

/// Adjoint differentiation (Jones and Gacon, arXiv:2009.02823).
#[derive(Debug, Clone, Copy, Default)]
pub struct Adjoint;

impl Differentiator for Adjoint {
    fn name(&self) -> &'static str {
        "adjoint"
    }

    fn gradients(
        &self,
        evaluation: Evaluation<'_>,
        inputs: &Inputs<'_>,
        cotangents: Cotangents<'_>,
    ) -> Result<SlotGradients, ModelError> {
        let Evaluation { backend, plan, observables } = evaluation;
        let result = backend.gradients(plan, inputs, observables, cotangents)?;
        Ok(SlotGradients {
            values: result.values,
            slots: result.slots,
            evaluations: 2 * inputs.lanes() as u64,
            work: None,
        })
    }
}
