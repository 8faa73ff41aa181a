//! Central finite differences: approximate, for checking the others.

use super::shared::{Moves, Sharing, SlotMove, differentiate};
use super::{Differentiator, Evaluation, SlotGradients};
use crate::{Cotangents, Inputs, Result, SlotShift};

/// `(f(θ + h) − f(θ − h)) / 2h` in every slot; the error is `O(h²)` plus rounding over `h`.
///
/// ```
/// use ansatz_circuits::Circuit;
/// use ansatz_simulator::gradient::FiniteDifference;
/// use ansatz_simulator::{Device, Estimator};
/// let mut circuit = Circuit::new(1);
/// let theta = circuit.parameter("theta");
/// circuit.ry(theta, 0)?;
/// let estimator = Estimator::new(&Device::cpu(), &circuit, ["Z0"])?.with_differentiator(FiniteDifference::default());
/// assert!((estimator.gradient(&[0.3])?[0] + 0.3_f64.sin()).abs() < 1e-8);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct FiniteDifference {
    /// `h`, in radians.
    pub step: f64,
    /// What moved circuits share.
    pub sharing: Sharing,
}

impl Default for FiniteDifference {
    /// The step that balances truncation and rounding in f64 for functions of size 1.
    fn default() -> Self {
        FiniteDifference { step: 6e-6, sharing: Sharing::Prefixes }
    }
}

impl Differentiator for FiniteDifference {
    fn name(&self) -> &'static str {
        "finite-difference"
    }

    fn gradients(
        &self,
        evaluation: Evaluation<'_>,
        inputs: &Inputs<'_>,
        cotangents: Cotangents<'_>,
    ) -> Result<SlotGradients> {
        let both = |slot: usize| {
            [1.0, -1.0].map(|sign| SlotMove {
                coefficient: sign / (2.0 * self.step),
                shift: SlotShift { slot, shift: sign * self.step },
            })
        };
        let slot_moves = (0..evaluation.observed.num_slots()).flat_map(both).collect();
        differentiate(evaluation, inputs, cotangents, Moves { slot_moves, sharing: self.sharing })
    }
}
