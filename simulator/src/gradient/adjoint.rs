//! The adjoint sweep as a differentiator: exact, two runs whatever the number of slots.

use super::{Differentiator, Evaluation, SlotGradients};
use crate::{Cotangents, Inputs, Jacobian, Result};

/// Adjoint differentiation (Jones and Gacon, arXiv:2009.02823).
///
/// ```
/// use ansatz_circuits::Circuit;
/// use ansatz_simulator::{Device, Estimator};
/// let mut circuit = Circuit::new(1);
/// let theta = circuit.parameter("theta");
/// circuit.ry(theta, 0)?;
/// let estimator = Estimator::new(&Device::cpu(), &circuit, ["Z0"])?; // the adjoint sweep is the default
/// assert!((estimator.gradient(&[0.3])?[0] + 0.3_f64.sin()).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
    ) -> Result<SlotGradients> {
        let result = evaluation.backend.gradients(evaluation.observed, inputs, cotangents)?;
        Ok(SlotGradients {
            values: result.values,
            slots: result.slots,
            evaluations: 2 * inputs.lanes() as u64,
            work: None,
        })
    }

    /// One forward run, and one backward run for each observable.
    fn jacobian(&self, evaluation: Evaluation<'_>, inputs: &Inputs<'_>) -> Result<Jacobian> {
        evaluation.backend.jacobian(evaluation.observed, inputs)
    }
}
