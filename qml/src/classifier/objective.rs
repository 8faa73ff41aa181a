//! The mean loss of a batch and its gradient in all weights: what the optimizer sees of a classifier.

use super::network::Network;
use crate::metrics::most_probable;
use crate::{Differentiator, Evaluation, ModelError, Objective, ObjectiveError};
use ansatz_simulator::{Backend, Cotangents};
use ndarray::{Array2, Axis};

/// The samples of one step.
pub(super) struct BatchObjective<'a> {
    pub(super) network: &'a Network,
    pub(super) backend: &'a dyn Backend,
    pub(super) differentiator: Box<dyn Differentiator>,
    pub(super) samples: Array2<f64>,
    pub(super) labels: Vec<usize>,
    /// How many samples of the last evaluation were right.
    pub(super) right: usize,
}

impl<'a> BatchObjective<'a> {
    /// The given rows of a data set.
    pub(super) fn select(&mut self, features: &Array2<f64>, labels: &[usize], rows: &[usize]) {
        self.samples = features.select(Axis(0), rows);
        self.labels = rows.iter().map(|row| labels[*row]).collect();
    }

    fn evaluation(&self) -> Evaluation<'a> {
        Evaluation { backend: self.backend, plan: &self.network.plan, observables: &self.network.observables }
    }

    /// The loss of a lane and its slope in the outputs.
    fn loss_of(&self, readout: &[f64], lane: usize, values: &[f64], slope: &mut [f64]) -> (f64, usize) {
        let mut outputs = vec![0.0; self.network.classes];
        self.network.readout.outputs(readout, values, &mut outputs);
        let loss = self.network.loss.value_and_gradient(&outputs, self.labels[lane], slope);
        (loss, most_probable(outputs.into_iter()))
    }

    /// The mean loss of given expectations; adds the readout's own slope to `gradient` if there is one.
    fn total(&mut self, readout: &[f64], values: &[f64], mut gradient: Option<&mut [f64]>) -> f64 {
        let lanes = self.labels.len() as f64;
        let mut slope = vec![0.0; self.network.classes];
        let (mut sum, mut right) = (0.0, 0);
        for (lane, values) in values.chunks(self.network.observables.len()).enumerate() {
            let (loss, predicted) = self.loss_of(readout, lane, values, &mut slope);
            sum += loss;
            right += usize::from(predicted == self.labels[lane]);
            if let Some(gradient) = gradient.as_deref_mut() {
                slope.iter_mut().for_each(|s| *s /= lanes);
                self.network.readout.weights_slope(values, &slope, gradient);
            }
        }
        self.right = right;
        sum / lanes
    }

    fn gradient(&mut self, weights: &[f64], gradient: &mut [f64]) -> Result<f64, ModelError> {
        let network = self.network;
        let batch = network.encode(weights, self.samples.view())?;
        let readout = network.readout_weights(weights);
        let lanes = batch.lanes as f64;
        let cotangents = |lane: usize, values: &[f64], v: &mut [f64]| {
            let mut slope = vec![0.0; network.classes];
            self.loss_of(readout, lane, values, &mut slope);
            slope.iter_mut().for_each(|s| *s /= lanes);
            network.readout.values_slope(readout, &slope, v);
        };
        let inputs = batch.inputs();
        let result =
            self.differentiator.gradients(self.evaluation(), &inputs, Cotangents::FromValues(&cotangents))?;

        gradient.fill(0.0);
        let (circuit_gradient, readout_gradient) = gradient.split_at_mut(network.data_circuit.num_weights());
        let map = network.plan.parameter_map();
        let mut of_parameters = vec![0.0; map.num_parameters()];
        let mut parameters = vec![0.0; map.num_parameters()];
        for (lane, slots) in result.slots.chunks(map.num_slots().max(1)).enumerate() {
            of_parameters.fill(0.0);
            let features = self.samples.row(lane).to_vec();
            network.data_circuit.parameters(weights, &features, &mut parameters);
            map.pullback_into(&parameters, slots, &mut of_parameters);
            network.data_circuit.pullback(&of_parameters, &features, circuit_gradient);
        }
        Ok(self.total(readout, &result.values, Some(readout_gradient)))
    }

    fn loss(&mut self, weights: &[f64]) -> Result<f64, ModelError> {
        let network = self.network;
        let batch = network.encode(weights, self.samples.view())?;
        let values = self.backend.expectations(&network.plan, &batch.inputs(), &network.observables)?;
        Ok(self.total(network.readout_weights(weights), &values, None))
    }
}

impl Objective for BatchObjective<'_> {
    fn value(&mut self, params: &[f64]) -> Result<f64, ObjectiveError> {
        Ok(self.loss(params)?)
    }

    fn value_and_gradient(&mut self, params: &[f64], gradient: &mut [f64]) -> Result<f64, ObjectiveError> {
        Ok(self.gradient(params, gradient)?)
    }
}
