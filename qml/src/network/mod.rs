//! A model made real on a backend: its circuit compiled, its parts' weights in one vector.
//!
//! `answer = loss(head(⟨O_m⟩ of circuit(front(x))))`, with the weights of front, circuit and head in that order. Made of a [`Model`]; trained by
//! training runs. Must not know names of models.

mod encoder;
mod end;
mod front;
mod objective;

pub(crate) use encoder::{EncodedBatch, Encoder, EncoderPoint};
pub(crate) use end::{End, OwnSlope, Slopes};
pub(crate) use front::{DenseLayer, FrontPoint};
pub(crate) use objective::BatchObjective;

use crate::heads::HeadPoint;
use crate::model::{Model, Target};
use crate::purposes;
use crate::{DataCircuit, ModelError, Preparation, Samples};
use ansatz_circuits::PauliSum;
use ansatz_simulator::{Backend, Plan, PlanOptions, RandomStream, machine::ObservedPlan};
use ndarray::{Array2, ArrayView2, Axis, Slice};

/// Everything but the weights.
pub(crate) struct Network<T: Target> {
    pub(crate) model: Model<T>,
    encoder: Encoder,
    observed: ObservedPlan,
}

/// The weights of each part.
struct Parts<'a> {
    front: &'a [f64],
    circuit: &'a [f64],
    head: &'a [f64],
}

/// A data circuit with what it is asked: from one state where samples are amplitudes of it.
pub(crate) fn observed(
    circuit: &DataCircuit,
    observables: Vec<PauliSum>,
    options: &PlanOptions,
) -> Result<ObservedPlan, ModelError> {
    Ok(match circuit.preparation() {
        Preparation::Zero => ObservedPlan::compile(circuit.circuit(), observables, options)?,
        _ => ObservedPlan::new(Plan::compile(circuit.circuit(), options)?, observables)?,
    })
}

/// Samples of one prediction batch.
const PREDICTION_BATCH: usize = 1024;

impl<T: Target> Network<T> {
    /// Compiles the circuit.
    pub(crate) fn new(model: Model<T>, options: &PlanOptions) -> Result<Network<T>, ModelError> {
        let observed = observed(&model.circuit, model.observables.clone(), options)?;
        let encoder = Encoder::new(model.circuit.clone(), observed.parameter_map().clone());
        Ok(Network { model, encoder, observed })
    }

    pub(crate) fn data_circuit(&self) -> &DataCircuit {
        &self.encoder.data_circuit
    }

    fn front_weights(&self) -> usize {
        self.model.front.map_or(0, DenseLayer::num_weights)
    }

    fn parts<'a>(&self, weights: &'a [f64]) -> Parts<'a> {
        let (front, rest) = weights.split_at(self.front_weights());
        let (circuit, head) = rest.split_at(self.encoder.data_circuit.num_weights());
        Parts { front, circuit, head }
    }

    /// Starting weights, the same for the same seed and training targets.
    pub(crate) fn starting_weights(&self, known: &[T], seed: u64) -> Vec<f64> {
        let stream = |index| RandomStream::new(seed, purposes::WEIGHTS, index);
        let mut weights = vec![0.0; self.model.num_weights()];
        let (front, rest) = weights.split_at_mut(self.front_weights());
        let (circuit, head) = rest.split_at_mut(self.encoder.data_circuit.num_weights());
        self.model.start.fill(circuit, self.encoder.data_circuit.sources(), &mut stream(0));
        if let Some(layer) = self.model.front {
            layer.start(front, &mut stream(1));
        }
        self.model.head.start(head, &numbers(known), &mut stream(2));
        weights
    }

    /// Which of the weights are the circuit's.
    pub(crate) fn angles(&self) -> std::ops::Range<usize> {
        let first = self.front_weights();
        first..first + self.encoder.data_circuit.num_weights()
    }

    /// Head and loss.
    fn end(&self) -> End<'_, T> {
        let Model { head, criterion, observables, .. } = &self.model;
        End { head: &**head, criterion: &**criterion, outputs: head.num_outputs(observables.len()) }
    }

    /// What the circuit reads of the samples.
    fn seen(&self, parts: &Parts<'_>, samples: ArrayView2<'_, f64>) -> Result<Array2<f64>, ModelError> {
        let (expected, found) = (self.model.num_features(), samples.ncols());
        if expected != found {
            return Err(ModelError::FeatureCount { expected, found });
        }
        let through = |layer: DenseLayer| layer.forward(parts.front, samples);
        Ok(self.model.front.map_or_else(|| samples.to_owned(), through))
    }

    /// Answers, one row for each sample: class probabilities, or one number.
    pub(crate) fn answers(
        &self,
        backend: &dyn Backend,
        weights: &[f64],
        features: &Array2<f64>,
    ) -> Result<Array2<f64>, ModelError> {
        let mut answers = Array2::zeros((features.nrows(), self.model.num_answers()));
        let mut answer = vec![0.0; answers.ncols()];
        let (end, of_head) = (self.end(), self.parts(weights).head);
        self.each(backend, weights, features, &mut |row, values| {
            end.answer(HeadPoint { weights: of_head, values }, &mut answer);
            answers.row_mut(row).iter_mut().zip(&answer).for_each(|(a, x)| *a = *x);
        })?;
        Ok(answers)
    }

    /// Mean loss and mean merit of known samples.
    pub(crate) fn evaluate(
        &self,
        backend: &dyn Backend,
        weights: &[f64],
        samples: Samples<'_, T>,
    ) -> Result<Evaluated, ModelError> {
        let Samples { features, known } = samples;
        let variance = crate::heads::mean_and_variance(&numbers(known)).1;
        let (mut sum, mut merit) = (0.0, 0.0);
        let mut slope = vec![0.0; self.model.observables.len()];
        let (end, of_head) = (self.end(), self.parts(weights).head);
        self.each(backend, weights, features, &mut |row, values| {
            let at = HeadPoint { weights: of_head, values };
            sum += end.loss(at, known[row], Slopes { values: &mut slope, own: None });
            merit += end.decide(at).merit(known[row], variance);
        })?;
        let count = known.len() as f64;
        Ok(Evaluated { loss: sum / count, merit: merit / count })
    }

    /// Calls `take(row, expectations)` for each sample, in order.
    fn each(
        &self,
        backend: &dyn Backend,
        weights: &[f64],
        features: &Array2<f64>,
        take: &mut dyn FnMut(usize, &[f64]),
    ) -> Result<(), ModelError> {
        let (parts, observables) = (self.parts(weights), &self.model.observables);
        for start in (0..features.nrows()).step_by(PREDICTION_BATCH) {
            let end = features.nrows().min(start + PREDICTION_BATCH);
            let seen = self.seen(&parts, features.slice_axis(Axis(0), Slice::from(start..end)))?;
            let batch = self.encoder.encode(parts.circuit, seen.view())?;
            let values = backend.expectations(&self.observed, &batch.inputs())?;
            for (row, values) in (start..end).zip(values.chunks(observables.len())) {
                take(row, values);
            }
        }
        Ok(())
    }
}

/// How a network does on known samples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Evaluated {
    pub(crate) loss: f64,
    pub(crate) merit: f64,
}

/// Targets as numbers.
fn numbers<T: Target>(known: &[T]) -> Vec<f64> {
    known.iter().map(|target| target.number()).collect()
}
