//! The mean loss of a batch and its gradient in all weights: what the optimizer sees of a network.

use super::{Network, Slopes, Target};
use crate::{Differentiator, Evaluation, ModelError, Objective, ObjectiveError};
use ansatz_simulator::{Backend, Cotangents};
use ndarray::{Array2, Axis};

/// The samples of one step.
pub(crate) struct BatchObjective<'a, T> {
    network: &'a Network<T>,
    backend: &'a dyn Backend,
    differentiator: Box<dyn Differentiator>,
    rows: Vec<usize>,
    samples: Array2<f64>,
    known: Vec<T>,
    /// Sum of the merits of the last evaluation's answers.
    pub(crate) merit: f64,
}

impl<'a, T: Target> BatchObjective<'a, T> {
    pub(crate) fn new(
        network: &'a Network<T>,
        backend: &'a dyn Backend,
        differentiator: Box<dyn Differentiator>,
    ) -> BatchObjective<'a, T> {
        let (rows, samples) = (Vec::new(), Array2::zeros((0, 0)));
        BatchObjective { network, backend, differentiator, rows, samples, known: Vec::new(), merit: 0.0 }
    }

    /// Takes the given rows of a data set.
    pub(crate) fn select(&mut self, features: &Array2<f64>, known: &[T], rows: Vec<usize>) {
        if rows != self.rows {
            self.samples = features.select(Axis(0), &rows);
            self.known = rows.iter().map(|row| known[*row]).collect();
            self.rows = rows;
        }
    }

    fn evaluation(&self) -> Evaluation<'a> {
        Evaluation { backend: self.backend, observed: &self.network.observed }
    }

    /// The mean loss of given expectations; adds the head's own slope to `gradient` if there is one.
    fn total(&mut self, of_head: &[f64], values: &[f64], mut gradient: Option<&mut [f64]>) -> f64 {
        let head = &*self.network.head;
        let (count, observables) = (self.known.len() as f64, self.network.observed.num_observables());
        let mut slope = vec![0.0; observables];
        let (mut sum, mut merit) = (0.0, 0.0);
        for (known, values) in self.known.iter().zip(values.chunks(observables)) {
            let own = gradient.as_deref_mut().map(|gradient| (gradient, 1.0 / count));
            sum += head.loss(of_head, values, *known, Slopes { values: &mut slope, own });
            merit += head.merit(of_head, values, *known);
        }
        self.merit = merit;
        sum / count
    }

    fn gradient(&mut self, weights: &[f64], gradient: &mut [f64]) -> Result<f64, ModelError> {
        let Network { encoder, front, head, .. } = self.network;
        let parts = self.network.parts(weights);
        let seen = self.network.seen(&parts, self.samples.view())?;
        let batch = encoder.encode(parts.circuit, seen.view())?;
        let lanes = batch.lanes as f64;
        let cotangents = |lane: usize, values: &[f64], v: &mut [f64]| {
            head.loss(parts.head, values, self.known[lane], Slopes { values: &mut *v, own: None });
            v.iter_mut().for_each(|slope| *slope /= lanes);
        };
        let cotangents = Cotangents::FromValues(&cotangents);
        let result = self.differentiator.gradients(self.evaluation(), &batch.inputs(), cotangents)?;

        gradient.fill(0.0);
        let (of_front, rest) = gradient.split_at_mut(parts.front.len());
        let (of_circuit, of_head) = rest.split_at_mut(parts.circuit.len());
        let at = (parts.circuit, seen.view());
        match front {
            None => encoder.pullback(at, &result.slots, of_circuit, None),
            Some(dense) => {
                let mut slopes = Array2::zeros(seen.dim());
                encoder.pullback(at, &result.slots, of_circuit, Some(&mut slopes));
                dense.pullback((self.samples.view(), &seen), &slopes, of_front);
            }
        }
        Ok(self.total(parts.head, &result.values, Some(of_head)))
    }

    fn loss(&mut self, weights: &[f64]) -> Result<f64, ModelError> {
        let Network { encoder, observed, .. } = self.network;
        let parts = self.network.parts(weights);
        let seen = self.network.seen(&parts, self.samples.view())?;
        let batch = encoder.encode(parts.circuit, seen.view())?;
        let values = self.backend.expectations(observed, &batch.inputs())?;
        Ok(self.total(parts.head, &values, None))
    }
}

impl<T: Target> Objective for BatchObjective<'_, T> {
    fn value(&mut self, params: &[f64]) -> Result<f64, ObjectiveError> {
        Ok(self.loss(params)?)
    }

    fn value_and_gradient(&mut self, params: &[f64], gradient: &mut [f64]) -> Result<f64, ObjectiveError> {
        Ok(self.gradient(params, gradient)?)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::network::{Measured, NumberHead};
    use crate::{Adjoint, MODELS, ModelSettings, ParameterShift, REGRESSION_LOSSES, Readout, RegressionLoss};
    use ansatz_simulator::{Cpu, Purpose, RandomStream};

    /// Samples of `features` numbers in [−1, 1].
    fn samples(rows: usize, features: usize) -> Array2<f64> {
        let mut stream = RandomStream::new(3, Purpose::Test, 0);
        Array2::from_shape_simple_fn((rows, features), || 2.0 * stream.uniform() - 1.0)
    }

    fn check<T: Target>(network: &Network<T>, known: &[T], what: &str) {
        let cpu = Cpu::<f64>::default();
        let features = samples(known.len(), network.num_features());
        let mut weights = network.starting_weights(1);
        weights.iter_mut().enumerate().for_each(|(k, w)| *w += 0.1 * (k as f64).sin());
        let objective = |differentiator: Box<dyn Differentiator>| {
            let mut objective = BatchObjective::new(network, &cpu, differentiator);
            objective.select(&features, known, (0..known.len()).collect());
            objective
        };
        let (mut of_adjoint, mut of_shift) = (vec![0.0; weights.len()], vec![0.0; weights.len()]);
        let mut adjoint = objective(Box::new(Adjoint));
        let value = adjoint.value_and_gradient(&weights, &mut of_adjoint).unwrap();
        assert!((value - adjoint.value(&weights).unwrap()).abs() < 1e-12, "{what}");
        objective(Box::<ParameterShift>::default()).value_and_gradient(&weights, &mut of_shift).unwrap();
        for k in 0..weights.len() {
            let mut at = |offset: f64| {
                let mut moved = weights.clone();
                moved[k] += offset;
                adjoint.value(&moved).unwrap()
            };
            let slope = (8.0 * (at(1e-3) - at(-1e-3)) - (at(2e-3) - at(-2e-3))) / 12e-3;
            assert!((slope - of_adjoint[k]).abs() < 1e-9, "{what} {k}: {slope} against {}", of_adjoint[k]);
            assert!((of_shift[k] - of_adjoint[k]).abs() < 1e-9, "{what} {k} by shift");
        }
    }

    #[test]
    fn the_gradient_of_every_kind_of_model_is_its_slope() {
        for kind in MODELS {
            for (features, classes) in [(4, 2), (3, 2), (4, 3)] {
                if kind == "reuploading" && classes > 2 {
                    continue;
                }
                let model = ModelSettings::by_name(kind).unwrap();
                let body = model.body(features, classes).unwrap();
                let measured = model.measured(features, classes).unwrap();
                let network = Network::new(body, measured, &Default::default()).unwrap();
                let known: Vec<usize> = (0..5).map(|row| row % classes).collect();
                check(&network, &known, &format!("{kind}, {features} features, {classes} classes"));
            }
        }
    }

    #[test]
    fn the_gradient_of_every_kind_of_regressor_is_its_slope() {
        for kind in MODELS {
            for loss in REGRESSION_LOSSES {
                let loss: Box<dyn RegressionLoss> = loss.parse().unwrap();
                let model = ModelSettings::by_name(kind).unwrap();
                let observables = Readout::Linear.observables(2, model.num_qubits(4)).unwrap();
                let loss = std::sync::Arc::from(loss);
                let head = NumberHead { observables: observables.len(), loss, mean: 0.3, variance: 0.8 };
                let measured = Measured { observables, head: Box::new(head) as _ };
                let network = Network::new(model.body(4, 2).unwrap(), measured, &Default::default()).unwrap();
                check(&network, &[0.3, -2.0, 4.0], kind);
            }
        }
    }
}
