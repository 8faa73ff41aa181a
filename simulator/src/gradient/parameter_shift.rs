//! Parameter-shift as a differentiator: exact, by expectations alone, so it is what hardware can do too.

use super::shared::{Moves, Sharing, SlotMove, differentiate};
use super::{Differentiator, Evaluation, SlotGradients};
use crate::{Cotangents, Inputs, Result, SlotShift};

/// Every slot by the shift rule of its generator: two terms, four, or the general solution. Shared and scaled
/// parameters are differentiated slot by slot and put together by the chain rule.
///
/// `∂f/∂θ = Σ_k c_k f(θ + s_k)` (Mitarai et al., arXiv:1803.00745; Schuld et al., arXiv:1811.11184; for any generator
/// Wierichs et al., arXiv:2107.12390). Shifted circuits share what comes before the shifted slot. What comes after it
/// they cannot share: pulling the observable back through it once for all slots is the adjoint sweep.
///
/// ```
/// use ansatz_circuits::Circuit;
/// use ansatz_simulator::gradient::ParameterShift;
/// use ansatz_simulator::{Device, Estimator};
/// let mut circuit = Circuit::new(1);
/// let theta = circuit.parameter("theta");
/// circuit.ry(theta, 0)?;
/// let estimator = Estimator::new(&Device::cpu(), &circuit, ["Z0"])?.with_differentiator(ParameterShift::default());
/// assert!((estimator.gradient(&[0.3])?[0] + 0.3_f64.sin()).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct ParameterShift {
    /// What shifted circuits share.
    pub sharing: Sharing,
}

impl Differentiator for ParameterShift {
    fn name(&self) -> &'static str {
        "parameter-shift"
    }

    fn gradients(
        &self,
        evaluation: Evaluation<'_>,
        inputs: &Inputs<'_>,
        cotangents: Cotangents<'_>,
    ) -> Result<SlotGradients> {
        let rules = evaluation.observed.shift_rules().iter().enumerate();
        let terms = rules.flat_map(|(slot, rule)| rule.terms().iter().map(move |term| (slot, term)));
        let slot_moves = terms.map(|(slot, term)| SlotMove {
            coefficient: term.coefficient,
            shift: SlotShift { slot, shift: term.shift },
        });
        differentiate(
            evaluation,
            inputs,
            cotangents,
            Moves { slot_moves: slot_moves.collect(), sharing: self.sharing },
        )
    }
}
