//! Parameter-shift from shots: what a machine would measure, with the standard error of every number.

use crate::{Backend, Estimate, Result, ShotEstimator, ShotSeed};
use ansatz_circuits::ParameterMap;

/// An estimated value and gradient, with standard errors.
#[derive(Debug, Clone, PartialEq)]
pub struct ShotGradient {
    /// The expectation value.
    pub value: Estimate,
    /// The gradient in the circuit's parameters.
    pub gradient: Vec<f64>,
    /// The standard error of each.
    pub standard_errors: Vec<f64>,
    /// Circuits run.
    pub evaluations: u64,
}

/// Every slot by its shift rule, every shifted circuit from its own `shots` and its own random stream.
///
/// `Var[∂_j f] = Σ_m (A_mj c_m)² Var[f_m]` over the shifted circuits `m`, whose estimates are independent.
#[derive(Debug, Clone, Copy)]
pub struct ShotParameterShift {
    /// Shots of each shifted circuit.
    pub shots: u64,
    /// The seed.
    pub seed: u64,
}

impl ShotParameterShift {
    /// The gradient at the given parameters; `row` tells bindings apart, so that each has its own random numbers.
    ///
    /// # Errors
    /// Whatever the backend refuses.
    pub fn gradient(
        &self,
        backend: &dyn Backend,
        estimator: &ShotEstimator,
        params: &[f64],
        row: u64,
    ) -> Result<ShotGradient> {
        let map: &ParameterMap = estimator.parameter_map();
        let angles = map.angles(params)?;
        let mut evaluation = row << 32;
        let mut estimate = |angles: &[f64]| {
            evaluation += 1;
            let seed = ShotSeed { seed: self.seed, evaluation: evaluation - 1 };
            estimator.estimate(backend, angles, self.shots, seed)
        };
        let value = estimate(&angles)?;
        let mut slopes = Vec::with_capacity(map.num_slots());
        let mut evaluations = 1;
        for (slot, rule) in estimator.shift_rules().iter().enumerate() {
            let (mut slope, mut variance) = (0.0, 0.0);
            for term in rule.terms() {
                let mut moved = angles.clone();
                moved[slot] += term.shift;
                let shifted = estimate(&moved)?;
                slope += term.coefficient * shifted.mean;
                variance += (term.coefficient * shifted.standard_error).powi(2);
                evaluations += 1;
            }
            slopes.push((slope, variance));
        }
        let gradient = map.pullback(params, &slopes.iter().map(|(slope, _)| *slope).collect::<Vec<_>>());
        let mut variances = vec![0.0; params.len()];
        let mut of_slot = vec![0.0; params.len()];
        for (slot, (_, variance)) in slopes.iter().enumerate() {
            of_slot.fill(0.0);
            map.row(slot).add_gradient(params, 1.0, &mut of_slot);
            variances.iter_mut().zip(&of_slot).for_each(|(sum, d)| *sum += d * d * variance);
        }
        let standard_errors = variances.into_iter().map(f64::sqrt).collect();
        Ok(ShotGradient { value, gradient, standard_errors, evaluations })
    }
}
