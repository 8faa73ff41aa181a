//! SPSA gradients: an unbiased guess from a few evaluations, whatever the number of slots. Approximate.

use super::moves::{Move, Shift, differentiate};
use super::{Differentiator, Evaluation, SlotGradients};
use crate::{Cotangents, Inputs, Purpose, RandomStream, Result};

/// The mean over `repeats` random sign vectors Δ of `(f(θ + hΔ) − f(θ − hΔ)) / 2h · Δ`
/// (Spall, IEEE Trans. Autom. Control 37, 332 (1992)).
///
/// ```
/// use ansatz_circuits::Circuit;
/// use ansatz_simulator::gradient::Simultaneous;
/// use ansatz_simulator::{Device, Estimator};
/// let mut circuit = Circuit::new(1);
/// let theta = circuit.parameter("theta");
/// circuit.ry(theta, 0)?;
/// let estimator = Estimator::new(&Device::cpu(), &circuit, ["Z0"])?.with_differentiator(Simultaneous::default());
/// assert!((estimator.gradient(&[0.3])?[0] + 0.3_f64.sin()).abs() < 1e-6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Simultaneous {
    /// `h`, in radians.
    pub step: f64,
    /// How many sign vectors.
    pub repeats: usize,
    /// Seed of the signs.
    pub seed: u64,
}

impl Default for Simultaneous {
    fn default() -> Self {
        Simultaneous { step: 1e-3, repeats: 16, seed: 0 }
    }
}

impl Differentiator for Simultaneous {
    fn name(&self) -> &'static str {
        "spsa"
    }

    fn gradients(
        &self,
        evaluation: Evaluation<'_>,
        inputs: &Inputs<'_>,
        cotangents: Cotangents<'_>,
    ) -> Result<SlotGradients> {
        let slots = evaluation.observed.num_slots();
        let coefficient = 1.0 / (2.0 * self.step * self.step * self.repeats as f64);
        differentiate(evaluation, inputs, cotangents, |lane| {
            let both = |repeat: usize| {
                let index = (lane * self.repeats + repeat) as u64;
                let mut stream = RandomStream::new(self.seed, Purpose::PERTURBATION, index);
                let delta: Vec<f64> = (0..slots).map(|_| stream.sign() * self.step).collect();
                let back = delta.iter().map(|d| -d).collect();
                [delta, back].map(|shifts| Move { coefficient, shift: Shift::All(shifts) })
            };
            (0..self.repeats).flat_map(both).collect()
        })
    }
}
