//! What an energy knows of its circuit beyond values and gradients: geometry of its states, Fourier spectrum, measurements by shots.
//!
//! Called by optimizers that ask for them. Must not know optimizers.

use super::objective::Energy;
use crate::gradient::ShotsByParameter;
use crate::spectrum::parameter_frequencies;
use crate::{Geometry, Measured, Measurements, ObjectiveError, Spectrum, TermShots, quantum_fisher};
use ansatz_simulator::{Inputs, ShotEstimator, fidelity_matrix};

impl Geometry for Energy<'_> {
    fn metric(&mut self, params: &[f64], metric: &mut [f64]) -> Result<(), ObjectiveError> {
        let fisher = quantum_fisher(self.problem.backend, self.observed.plan(), params, &self.shape)?;
        metric.iter_mut().zip(&fisher).for_each(|(entry, f)| *entry = f / 4.0);
        Ok(())
    }

    fn fidelity(&mut self, first: &[f64], second: &[f64]) -> Result<f64, ObjectiveError> {
        let map = self.observed.plan().parameter_map();
        let angles = [map.angles(first)?, map.angles(second)?].concat();
        Ok(fidelity_matrix(self.problem.backend, self.observed.plan(), &Inputs::batch(2, &angles), None)?[1])
    }
}

impl Spectrum for Energy<'_> {
    fn frequencies(&mut self, parameter: usize) -> Result<Vec<f64>, ObjectiveError> {
        Ok(parameter_frequencies(
            self.observed.plan().parameter_map(),
            self.observed.plan().shift_rules(),
            parameter,
        )?)
    }
}

impl Measurements for Energy<'_> {
    /// `‖O‖ · max_j (Σ_s |∂s/∂θ_j| w_s)²` with the highest frequency `w_s` of each slot, the norm bounded by the sum of the coefficients; for one
    /// rotation a parameter that is `Σ|c|`, as in the paper.
    fn lipschitz(&self) -> f64 {
        let map = self.observed.plan().parameter_map();
        let at = vec![0.0; map.num_parameters()];
        let mut speeds = at.clone();
        for (slot, rule) in self.observed.plan().shift_rules().iter().enumerate() {
            let mut slope = vec![0.0; at.len()];
            map.row(slot).add_gradient(&at, rule.frequencies().last().copied().unwrap_or(0.0), &mut slope);
            speeds.iter_mut().zip(&slope).for_each(|(sum, s)| *sum += s.abs());
        }
        let fastest = speeds.iter().fold(0.0, |most: f64, speed| most.max(*speed));
        let norm: f64 = self.problem.observable.terms().iter().map(|(c, _)| c.abs()).sum();
        norm * fastest * fastest
    }

    fn measure(
        &mut self,
        params: &[f64],
        (shots, terms): (&[u64], TermShots),
        number: u64,
    ) -> Result<Measured, ObjectiveError> {
        let backend = self.problem.backend;
        if self.estimator.is_none() {
            let options = backend.plan_options();
            self.estimator =
                Some(ShotEstimator::compile(self.problem.circuit, self.problem.observable, &options)?);
        }
        match &self.estimator {
            Some(estimator) => {
                let by_parameter = ShotsByParameter { shots, terms, seed: self.seed };
                Ok(by_parameter.measure(backend, estimator, (params, number))?)
            }
            // It was just made.
            None => Err("there is no estimator".into()),
        }
    }
}
