//! Parameter-shift from shots that go where they count most. Called by whoever pays for shots.

use super::chain_rule::{GradientEstimate, Slopes, SlotEstimate};
use super::shots::ShotGradient;
use crate::{Backend, Estimate, Result, ShotEstimator, ShotSeed};

/// Every shifted circuit m and every group of terms g is first measured with `pilot` shots, which tell its standard deviation `σ_mg`;
/// then `total` shots are shared as `N_mg ∝ |c_m| A_m σ_mg`, with the shift rule's coefficient `c_m` and the norm `A_m` of its slot's derivative
/// in the parameters. Among all ways to share them this has the smallest sum of variances, `(Σ |c_m| A_m σ_mg)² / total` (Lagrange; Wecker,
/// Hastings and Troyer, arXiv:1507.08969, eq. 11 for terms). The pilot's numbers decide, and are not used again, so the estimate has no bias.
#[derive(Debug, Clone, Copy)]
pub struct AllocatedShots {
    /// Shots of all shifted circuits together, without the pilot's.
    pub total: u64,
    /// Shots of each group of each circuit beforehand, at least 2.
    pub pilot: u64,
    /// The seed.
    pub seed: u64,
}

/// One circuit of a shift rule.
struct Shifted {
    slot: usize,
    coefficient: f64,
    angles: Vec<f64>,
}

impl AllocatedShots {
    /// The gradient at the given parameters; `row` tells bindings apart, so that each has its own random numbers.
    ///
    /// # Errors
    /// A wrong number of parameters, and whatever the backend refuses.
    pub fn gradient(
        &self,
        backend: &dyn Backend,
        estimator: &ShotEstimator,
        params: &[f64],
        row: u64,
    ) -> Result<ShotGradient> {
        let map = estimator.parameter_map();
        let angles = map.angles(params)?;
        let slopes = Slopes::new(map, params);
        let circuits = shifted(estimator, &angles);
        let mut number = row << 32;
        let mut measure = |angles: &[f64], shots: &[u64]| {
            number += 1;
            let seed = ShotSeed { seed: self.seed, evaluation: number - 1 };
            estimator.estimate_groups(backend, angles, shots, seed)
        };
        let groups = estimator.num_groups();
        let pilot = vec![self.pilot.max(2); groups];
        let base = measure(&angles, &pilot)?;
        let value = Estimate {
            mean: estimator.constant() + base.iter().map(|group| group.mean).sum::<f64>(),
            standard_error: base.iter().map(|group| group.standard_error.powi(2)).sum::<f64>().sqrt(),
        };
        let mut weights = Vec::with_capacity(circuits.len() * groups);
        for circuit in &circuits {
            let scale = circuit.coefficient.abs() * slopes.length(circuit.slot);
            let estimates = measure(&circuit.angles, &pilot)?;
            weights.extend(estimates.iter().map(|group| scale * group.standard_error));
        }
        let shots = self.share(&weights);
        let mut of_slots = vec![SlotEstimate::default(); map.num_slots()];
        for (circuit, shots) in circuits.iter().zip(shots.chunks(groups.max(1))) {
            let SlotEstimate { slope, variance } = &mut of_slots[circuit.slot];
            for group in measure(&circuit.angles, shots)? {
                *slope += circuit.coefficient * group.mean;
                *variance += (circuit.coefficient * group.standard_error).powi(2);
            }
        }
        let GradientEstimate { gradient, standard_errors } = slopes.estimates(&of_slots);
        Ok(ShotGradient { value, gradient, standard_errors, evaluations: 1 + 2 * circuits.len() as u64 })
    }

    /// In proportion to the weights; where none has any, all alike.
    fn share(&self, weights: &[f64]) -> Vec<u64> {
        let sum: f64 = weights.iter().sum();
        let even = 1.0 / weights.len().max(1) as f64;
        let part = |weight: &f64| if sum > 0.0 { weight / sum } else { even };
        weights.iter().map(|weight| ((self.total as f64 * part(weight)).round() as u64).max(2)).collect()
    }
}

/// All circuits of all shift rules.
fn shifted(estimator: &ShotEstimator, angles: &[f64]) -> Vec<Shifted> {
    let terms = |(slot, rule): (usize, &ansatz_circuits::ShiftRule)| {
        let shift = move |term: &ansatz_circuits::ShiftTerm| {
            let mut moved = angles.to_vec();
            moved[slot] += term.shift;
            Shifted { slot, coefficient: term.coefficient, angles: moved }
        };
        rule.terms().iter().map(shift).collect::<Vec<_>>()
    };
    estimator.shift_rules().iter().enumerate().flat_map(terms).collect()
}
