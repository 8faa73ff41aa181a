//! The mean loss of a batch and its gradient in all weights: what the optimizer sees of a network.

use super::{EncoderPoint, FrontPoint, Network, OwnSlope, Slopes};
use crate::heads::{HeadPoint, mean_and_variance};
use crate::model::Target;
use crate::{Differentiator, Evaluation, ModelError, Objective, ObjectiveError, Samples};
use ansatz_simulator::{Backend, machine::Cotangents};
use ndarray::{Array2, Axis};

/// The samples of one step.
pub(crate) struct BatchObjective<'a, T: Target> {
    network: &'a Network<T>,
    backend: &'a dyn Backend,
    differentiator: &'a dyn Differentiator,
    rows: Vec<usize>,
    samples: Array2<f64>,
    known: Vec<T>,
    /// Variance of all training targets.
    variance: f64,
    /// Sum of the merits of the last evaluation's answers.
    pub(crate) merit: f64,
}

impl<'a, T: Target> BatchObjective<'a, T> {
    pub(crate) fn new(
        network: &'a Network<T>,
        backend: &'a dyn Backend,
        differentiator: &'a dyn Differentiator,
        known: &[T],
    ) -> BatchObjective<'a, T> {
        BatchObjective {
            network,
            backend,
            differentiator,
            rows: Vec::new(),
            samples: Array2::zeros((0, 0)),
            known: Vec::new(),
            variance: mean_and_variance(&super::numbers(known)).1,
            merit: 0.0,
        }
    }

    /// Takes the given rows of a data set.
    pub(crate) fn select(&mut self, all: Samples<'_, T>, rows: Vec<usize>) {
        if rows != self.rows {
            self.samples = all.features.select(Axis(0), &rows);
            self.known = rows.iter().map(|row| all.known[*row]).collect();
            self.rows = rows;
        }
    }

    fn evaluation(&self) -> Evaluation<'a> {
        Evaluation { backend: self.backend, observed: &self.network.observed }
    }

    /// The mean loss of given expectations; adds the head's own slope to `gradient` if there is one.
    fn total(&mut self, of_head: &[f64], values: &[f64], mut gradient: Option<&mut [f64]>) -> f64 {
        let end = self.network.end();
        let (count, observables) = (self.known.len() as f64, self.network.model.observables.len());
        let mut slope = vec![0.0; observables];
        let (mut sum, mut merit) = (0.0, 0.0);
        for (known, values) in self.known.iter().zip(values.chunks(observables)) {
            let at = HeadPoint { weights: of_head, values };
            let own = gradient.as_deref_mut().map(|gradient| OwnSlope { gradient, factor: 1.0 / count });
            sum += end.loss(at, *known, Slopes { values: &mut slope, own });
            merit += end.decide(at).merit(*known, self.variance);
        }
        self.merit = merit;
        sum / count
    }

    fn gradient(&mut self, weights: &[f64], gradient: &mut [f64]) -> Result<f64, ModelError> {
        let Network { encoder, model, .. } = self.network;
        let (parts, end) = (self.network.parts(weights), self.network.end());
        let seen = self.network.seen(&parts, self.samples.view())?;
        let batch = encoder.encode(parts.circuit, seen.view())?;
        let lanes = batch.lanes as f64;
        let cotangents = |lane: usize, values: &[f64], v: &mut [f64]| {
            let at = HeadPoint { weights: parts.head, values };
            end.loss(at, self.known[lane], Slopes { values: &mut *v, own: None });
            v.iter_mut().for_each(|slope| *slope /= lanes);
        };
        let cotangents = Cotangents::FromValues(&cotangents);
        let result = self.differentiator.gradients(self.evaluation(), &batch.inputs(), cotangents)?;

        gradient.fill(0.0);
        let (of_front, rest) = gradient.split_at_mut(parts.front.len());
        let (of_circuit, of_head) = rest.split_at_mut(parts.circuit.len());
        let at = EncoderPoint { weights: parts.circuit, samples: seen.view() };
        match model.front {
            None => encoder.pullback(at, &result.slots, of_circuit, None),
            Some(layer) => {
                let mut slopes = Array2::zeros(seen.dim());
                encoder.pullback(at, &result.slots, of_circuit, Some(&mut slopes));
                layer.pullback(FrontPoint { samples: self.samples.view(), angles: &seen }, &slopes, of_front);
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
    use crate::gradients::ParameterShift;
    use crate::losses::REGRESSION_LOSSES;
    use crate::models::MODELS;
    use crate::{Adjoint, DataShape, ModelSettings, RegressionLoss};
    use ansatz_simulator::{Cpu, Purpose, RandomStream};

    /// Samples of `features` numbers in [−1, 1].
    fn samples(rows: usize, features: usize) -> Array2<f64> {
        let mut stream = RandomStream::new(3, Purpose::TEST, 0);
        Array2::from_shape_simple_fn((rows, features), || 2.0 * stream.uniform() - 1.0)
    }

    fn check<T: Target>(network: &Network<T>, known: &[T], what: &str) {
        let cpu = Cpu::<f64>::default();
        let features = samples(known.len(), network.model.num_features());
        let mut weights = network.starting_weights(known, 1);
        weights.iter_mut().enumerate().for_each(|(k, w)| *w += 0.1 * (k as f64).sin());
        let (adjoint, shift) = (Adjoint, ParameterShift::default());
        let objective = |differentiator| {
            let mut objective = BatchObjective::new(network, &cpu, differentiator, known);
            objective.select(Samples { features: &features, known }, (0..known.len()).collect());
            objective
        };
        let (mut of_adjoint, mut of_shift) = (vec![0.0; weights.len()], vec![0.0; weights.len()]);
        let mut adjoint = objective(&adjoint);
        let value = adjoint.value_and_gradient(&weights, &mut of_adjoint).unwrap();
        assert!((value - adjoint.value(&weights).unwrap()).abs() < 1e-12, "{what}");
        objective(&shift).value_and_gradient(&weights, &mut of_shift).unwrap();
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
                let model = ModelSettings::by_name(kind).unwrap().classifier(DataShape { features, classes });
                let network = Network::new(model.unwrap(), &Default::default()).unwrap();
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
                let model = ModelSettings::by_name(kind).unwrap().regressor(4, loss).unwrap();
                let network = Network::new(model, &Default::default()).unwrap();
                check(&network, &[0.3, -2.0, 4.0], kind);
            }
        }
    }
}
