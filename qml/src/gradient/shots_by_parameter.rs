//! Parameter-shift with another number of shots for every parameter. Called by objectives that shot-frugal optimizers measure.

use crate::{Measured, ModelError, TermShots};
use ansatz_simulator::gradient::{GradientEstimate, Slopes, SlotEstimate};
use ansatz_simulator::{Backend, ShotEstimator, ShotSeed, SimulatorError};

/// Shots for each circuit of each parameter's rules; a slot that several parameters feed has the most of theirs.
pub(crate) struct ShotsByParameter<'a> {
    pub(crate) shots: &'a [u64],
    pub(crate) terms: TermShots,
    pub(crate) seed: u64,
}

impl ShotsByParameter<'_> {
    /// Value and gradient at parameters; `number` names the random numbers.
    pub(crate) fn measure(
        &self,
        backend: &dyn Backend,
        estimator: &ShotEstimator,
        params: &[f64],
        number: u64,
    ) -> Result<Measured, ModelError> {
        let map = estimator.parameter_map();
        let angles = map.angles(params)?;
        if self.shots.len() != params.len() {
            let (expected, given) = (params.len(), self.shots.len());
            return Err(SimulatorError::Count { what: "numbers of shots", expected, given }.into());
        }
        let slopes = Slopes::new(map, params);
        let mut evaluation = number << 32;
        let mut estimate = |angles: &[f64], shots: u64| {
            evaluation += 1;
            let seed = ShotSeed { seed: self.seed, evaluation: evaluation - 1 };
            match self.terms {
                TermShots::ByWeight => estimator.estimate(backend, angles, shots, seed),
                TermShots::AtRandom => estimator.estimate_at_random(backend, angles, shots, seed),
            }
        };
        let value = estimate(&angles, self.shots.iter().copied().max().unwrap_or(2))?.mean;
        let mut of_slots = vec![SlotEstimate::default(); map.num_slots()];
        for (slot, rule) in estimator.shift_rules().iter().enumerate() {
            let shots = slopes.parameters(slot).map(|p| self.shots[p]).max().unwrap_or(2);
            for term in rule.terms() {
                let mut moved = angles.clone();
                moved[slot] += term.shift;
                let shifted = estimate(&moved, shots)?;
                of_slots[slot].slope += term.coefficient * shifted.mean;
                of_slots[slot].variance += (term.coefficient * shifted.standard_error).powi(2);
            }
        }
        let GradientEstimate { gradient, standard_errors: errors } = slopes.estimates(&of_slots);
        let one_shot = |(error, shots): (&f64, &u64)| error * error * *shots as f64;
        let variances = errors.iter().zip(self.shots).map(one_shot).collect();
        Ok(Measured { value, gradient, variances })
    }
}
