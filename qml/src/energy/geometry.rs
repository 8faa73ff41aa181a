//! What an energy knows of its circuit beyond values and gradients: geometry of its states, Fourier spectrum, measurements by shots.
//!
//! Called by optimizers that ask for them. Must not know optimizers.

use super::objective::Energy;
use crate::gradient::ShotsByParameter;
use crate::spectrum::parameter_frequencies;
use crate::{Evaluation, Geometry, Measured, Measurements, ObjectiveError, SharedShots, Spectrum};
use ansatz_simulator::{
    ShotEstimator,
    machine::{Angles, Inputs, fidelity_matrix},
};

impl Geometry for Energy {
    fn metric(&mut self, params: &[f64], metric: &mut [f64]) -> Result<(), ObjectiveError> {
        let found = self.estimator.metric_of(params, &self.shape)?;
        metric.iter_mut().zip(&found).for_each(|(entry, g)| *entry = *g);
        Ok(())
    }

    fn fidelity(&mut self, first: &[f64], second: &[f64]) -> Result<f64, ObjectiveError> {
        let Evaluation { backend, observed } = self.estimator.evaluation();
        let map = observed.parameter_map();
        let angles = [map.angles(first)?, map.angles(second)?].concat();
        Ok(fidelity_matrix(backend, observed.plan()?, &Inputs::batch(2, Angles(&angles)), None)?[1])
    }
}

impl Spectrum for Energy {
    fn frequencies(&mut self, parameter: usize) -> Result<Vec<f64>, ObjectiveError> {
        let observed = self.estimator.evaluation().observed;
        Ok(parameter_frequencies(observed.parameter_map(), observed.shift_rules(), parameter)?)
    }
}

impl Measurements for Energy {
    /// `‖O‖ · max_j (Σ_s |∂s/∂θ_j| w_s)²` with the highest frequency `w_s` of each slot, the norm bounded by the sum of the coefficients; for one
    /// rotation a parameter that is `Σ|c|`, as in the paper.
    fn lipschitz(&self) -> f64 {
        let observed = self.estimator.evaluation().observed;
        let map = observed.parameter_map();
        let at = vec![0.0; map.num_parameters()];
        let mut speeds = at.clone();
        for (slot, rule) in observed.shift_rules().iter().enumerate() {
            let mut slope = vec![0.0; at.len()];
            map.row(slot).add_gradient(&at, rule.frequencies().last().copied().unwrap_or(0.0), &mut slope);
            speeds.iter_mut().zip(&slope).for_each(|(sum, s)| *sum += s.abs());
        }
        let fastest = speeds.iter().fold(0.0, |most: f64, speed| most.max(*speed));
        let norm: f64 = self.observable().terms().iter().map(|(c, _)| c.abs()).sum();
        norm * fastest * fastest
    }

    fn measure(
        &mut self,
        params: &[f64],
        shots: SharedShots<'_>,
        number: u64,
    ) -> Result<Measured, ObjectiveError> {
        let backend = self.device.backend(self.circuit.num_qubits())?;
        let known = match self.shots.take() {
            Some(known) => known,
            None => ShotEstimator::compile(&self.circuit, self.observable(), &backend.plan_options())?,
        };
        let by_parameter =
            ShotsByParameter { shots: shots.of_parameter, terms: shots.terms, seed: self.seed };
        let measured = by_parameter.measure(&*backend, self.shots.insert(known), params, number);
        Ok(measured?)
    }
}
