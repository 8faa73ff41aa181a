//! What learns, whatever it is called: an optional classical layer, a data circuit, observables, and a head, all trained together.
//!
//! `answer = head(⟨O_m⟩ of circuit(front(x)))`, with the weights of front, circuit and head in that order. Made by
//! architectures; trained by training runs. Must not know names of models.

mod encoder;
mod fidelity_head;
mod front;
mod head;
mod number_head;
mod objective;

pub(crate) use encoder::{EncodedBatch, Encoder};
pub(crate) use fidelity_head::FidelityHead;
pub(crate) use front::Dense;
pub(crate) use head::{ClassHead, Head, Slopes};
pub(crate) use number_head::NumberHead;
pub(crate) use objective::BatchObjective;

use crate::{DataCircuit, ModelError, Source};
use ansatz_circuits::PauliSum;
use ansatz_simulator::{Backend, ObservedPlan, PlanOptions, Purpose, RandomStream};
use ndarray::{Array2, ArrayView2, Axis, Slice};
use std::f64::consts::TAU;

/// What is known of a sample: a class or a number.
pub(crate) trait Target: Copy + Send + Sync {
    /// Its bits, for a fingerprint of data.
    fn bits(self) -> u64;
}

impl Target for usize {
    fn bits(self) -> u64 {
        self as u64
    }
}

impl Target for f64 {
    fn bits(self) -> u64 {
        self.to_bits()
    }
}

/// Where a circuit's weights start; scales of inputs start at 1 or in the same way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum AngleStart {
    /// Uniform in a circle; scales 1.
    Circle,
    /// Normal with this standard deviation; scales 1.
    Normal(f64),
    /// Uniform in `[0, 1)`, scales too.
    Unit,
}

/// Everything before the measurement.
pub(crate) struct Body {
    pub(crate) front: Option<Dense>,
    pub(crate) circuit: DataCircuit,
    pub(crate) start: AngleStart,
}

/// What is measured, and what is made of it.
pub(crate) struct Measured<T> {
    pub(crate) observables: Vec<PauliSum>,
    pub(crate) head: Box<dyn Head<T>>,
}

/// Everything but the weights.
pub(crate) struct Network<T> {
    front: Option<Dense>,
    encoder: Encoder,
    observed: ObservedPlan,
    head: Box<dyn Head<T>>,
    start: AngleStart,
}

/// The weights of each part.
struct Parts<'a> {
    front: &'a [f64],
    circuit: &'a [f64],
    head: &'a [f64],
}

/// Samples of one prediction batch.
const PREDICTION_BATCH: usize = 1024;

impl<T: Target> Network<T> {
    /// Compiles the circuit.
    pub(crate) fn new(
        body: Body,
        measured: Measured<T>,
        options: &PlanOptions,
    ) -> Result<Network<T>, ModelError> {
        let Body { front, circuit, start } = body;
        let Measured { observables, head } = measured;
        let encoder = Encoder::new(circuit, options)?;
        let observed = ObservedPlan::new(encoder.plan.clone(), observables)?;
        Ok(Network { front, encoder, observed, head, start })
    }

    pub(crate) fn data_circuit(&self) -> &DataCircuit {
        &self.encoder.data_circuit
    }

    /// Weights of all parts together.
    pub(crate) fn num_weights(&self) -> usize {
        self.front_weights() + self.encoder.data_circuit.num_weights() + self.head.num_weights()
    }

    /// Features of a sample.
    pub(crate) fn num_features(&self) -> usize {
        self.front.map_or(self.encoder.data_circuit.num_features(), |front| front.inputs)
    }

    fn front_weights(&self) -> usize {
        self.front.map_or(0, Dense::num_weights)
    }

    fn parts<'a>(&self, weights: &'a [f64]) -> Parts<'a> {
        let (front, rest) = weights.split_at(self.front_weights());
        let (circuit, head) = rest.split_at(self.encoder.data_circuit.num_weights());
        Parts { front, circuit, head }
    }

    /// Starting weights, the same for the same seed.
    pub(crate) fn starting_weights(&self, seed: u64) -> Vec<f64> {
        let stream = |index| RandomStream::new(seed, Purpose::Weights, index);
        let mut weights = vec![0.0; self.num_weights()];
        let (front, rest) = weights.split_at_mut(self.front_weights());
        let (circuit, head) = rest.split_at_mut(self.encoder.data_circuit.num_weights());
        self.start.fill(circuit, self.encoder.data_circuit.sources(), &mut stream(0));
        if let Some(dense) = self.front {
            dense.start(front, &mut stream(1));
        }
        self.head.start(head, &mut stream(2));
        weights
    }

    /// What the circuit reads of the samples.
    fn seen(&self, parts: &Parts<'_>, samples: ArrayView2<'_, f64>) -> Result<Array2<f64>, ModelError> {
        let (expected, found) = (self.num_features(), samples.ncols());
        if expected != found {
            return Err(ModelError::FeatureCount { expected, found });
        }
        Ok(self.front.map_or_else(|| samples.to_owned(), |front| front.forward(parts.front, samples)))
    }

    /// Answers, one row for each sample: class probabilities, or one number.
    pub(crate) fn answers(
        &self,
        backend: &dyn Backend,
        weights: &[f64],
        features: &Array2<f64>,
    ) -> Result<Array2<f64>, ModelError> {
        let width = self.head.num_answers();
        let mut answers = Array2::zeros((features.nrows(), width));
        let mut answer = vec![0.0; width];
        let of_head = self.parts(weights).head;
        self.each(backend, (weights, features), &mut |row, values| {
            self.head.answer(of_head, values, &mut answer);
            answers.row_mut(row).iter_mut().zip(&answer).for_each(|(a, x)| *a = *x);
        })?;
        Ok(answers)
    }

    /// The mean loss of known samples.
    pub(crate) fn mean_loss(
        &self,
        backend: &dyn Backend,
        weights: &[f64],
        (features, known): (&Array2<f64>, &[T]),
    ) -> Result<f64, ModelError> {
        if known.is_empty() || features.nrows() != known.len() {
            return Err(ModelError::NoSamples);
        }
        let (mut sum, mut slope) = (0.0, vec![0.0; self.observed.num_observables()]);
        let of_head = self.parts(weights).head;
        self.each(backend, (weights, features), &mut |row, values| {
            let slopes = Slopes { values: &mut slope, own: None };
            sum += self.head.loss(of_head, values, known[row], slopes);
        })?;
        Ok(sum / known.len() as f64)
    }

    /// Calls `take(row, expectations)` for each sample, in order.
    fn each(
        &self,
        backend: &dyn Backend,
        (weights, features): (&[f64], &Array2<f64>),
        take: &mut dyn FnMut(usize, &[f64]),
    ) -> Result<(), ModelError> {
        let parts = self.parts(weights);
        for start in (0..features.nrows()).step_by(PREDICTION_BATCH) {
            let end = features.nrows().min(start + PREDICTION_BATCH);
            let seen = self.seen(&parts, features.slice_axis(Axis(0), Slice::from(start..end)))?;
            let batch = self.encoder.encode(parts.circuit, seen.view())?;
            let values = backend.expectations(&self.observed, &batch.inputs())?;
            for (row, values) in (start..end).zip(values.chunks(self.observed.num_observables())) {
                take(row, values);
            }
        }
        Ok(())
    }
}

impl AngleStart {
    fn fill(self, weights: &mut [f64], sources: &[Source], stream: &mut RandomStream) {
        weights.fill_with(|| match self {
            AngleStart::Circle => TAU * stream.uniform(),
            AngleStart::Normal(deviation) => deviation * stream.normal(),
            AngleStart::Unit => stream.uniform(),
        });
        if self != AngleStart::Unit {
            for source in sources {
                if let Source::Scaled(w, _) = source {
                    weights[*w] = 1.0;
                }
            }
        }
    }
}
