//! A classifier's settings made real for a number of features and classes: circuit, plan, observables, readout, loss.
//! Called by training and prediction.

use super::ClassifierSettings;
use crate::{
    DataCircuit, EmbeddingShape, Loss, ModelError, Preparation, Readout, ansatz_by_name, embedding_by_name,
    loss_by_name,
};
use ansatz_circuits::{C64, PauliSum};
use ansatz_simulator::{Backend, Inputs, Plan, PlanOptions, Purpose, RandomStream};
use ndarray::{Array2, ArrayView2, Axis, Slice};
use std::f64::consts::TAU;

/// Everything but the weights.
pub(crate) struct Network {
    pub(crate) data_circuit: DataCircuit,
    pub(crate) plan: Plan,
    pub(crate) observables: Vec<PauliSum>,
    pub(crate) readout: Readout,
    pub(crate) loss: Box<dyn Loss>,
    pub(crate) classes: usize,
}

/// A batch of samples as numbers for the backend.
pub(crate) struct EncodedBatch {
    pub(crate) lanes: usize,
    pub(crate) angles: Vec<f64>,
    pub(crate) amplitudes: Option<Vec<C64>>,
}

impl EncodedBatch {
    /// The samples as angles of the plan of a circuit with these weights.
    pub(crate) fn new(
        (data_circuit, plan): (&DataCircuit, &Plan),
        weights: &[f64],
        samples: ArrayView2<'_, f64>,
    ) -> Result<EncodedBatch, ModelError> {
        let expected = data_circuit.num_features();
        if samples.ncols() != expected {
            return Err(ModelError::FeatureCount { expected, found: samples.ncols() });
        }
        let (lanes, slots) = (samples.nrows(), plan.num_slots());
        let mut angles = vec![0.0; lanes * slots];
        let mut parameters = vec![0.0; data_circuit.sources().len()];
        let mut amplitudes = (data_circuit.preparation() == Preparation::Amplitudes).then(Vec::new);
        for (lane, sample) in samples.rows().into_iter().enumerate() {
            let features: Vec<f64> = sample.iter().copied().collect();
            data_circuit.parameters(weights, &features, &mut parameters);
            plan.parameter_map().angles_into(&parameters, &mut angles[lane * slots..(lane + 1) * slots])?;
            if let Some(all) = &mut amplitudes {
                all.extend(data_circuit.amplitudes(&features)?);
            }
        }
        Ok(EncodedBatch { lanes, angles, amplitudes })
    }

    pub(crate) fn inputs(&self) -> Inputs<'_> {
        let inputs = Inputs::batch(self.lanes, &self.angles);
        self.amplitudes.as_deref().map_or(inputs, |amplitudes| inputs.with_amplitudes(amplitudes))
    }
}

/// Samples of one prediction batch.
const PREDICTION_BATCH: usize = 1024;

impl Network {
    pub(crate) fn new(
        settings: &ClassifierSettings,
        features: usize,
        classes: usize,
    ) -> Result<Network, ModelError> {
        settings.check()?;
        let reuploads = settings.embedding == "reuploading";
        let repeats = if reuploads { settings.layers } else { settings.embedding_repeats };
        let shape = EmbeddingShape { num_qubits: settings.qubits, num_features: features, repeats };
        let mut data_circuit = embedding_by_name(&settings.embedding, shape)?;
        if settings.ansatz() != "none" {
            data_circuit.append_weights(&ansatz_by_name(
                settings.ansatz(),
                settings.qubits,
                settings.layers,
            )?)?;
        }
        let readout = Readout::by_name(&settings.readout)?;
        let plan = Plan::compile(data_circuit.circuit(), &PlanOptions::default())?;
        Ok(Network {
            plan,
            observables: readout.observables(classes, settings.qubits)?,
            readout,
            loss: loss_by_name(&settings.loss)?,
            classes,
            data_circuit,
        })
    }

    /// Weights of circuit and readout together.
    pub(crate) fn num_weights(&self) -> usize {
        self.data_circuit.num_weights() + self.readout.num_weights(self.classes, self.observables.len())
    }

    /// Starting weights: scales of inputs 1, angles uniform in a circle for an ansatz of its own, small for
    /// re-uploading, whose angles are offsets of the data.
    pub(crate) fn start(&self, settings: &ClassifierSettings, seed: u64) -> Vec<f64> {
        let mut stream = RandomStream::new(seed, Purpose::Weights, 0);
        let mut weights = vec![0.0; self.num_weights()];
        let (circuit, readout) = weights.split_at_mut(self.data_circuit.num_weights());
        let small = settings.embedding == "reuploading";
        circuit
            .iter_mut()
            .for_each(|w| *w = if small { 0.3 * stream.normal() } else { TAU * stream.uniform() });
        for source in self.data_circuit.sources() {
            if let crate::Source::Scaled(w, _) = source {
                circuit[*w] = 1.0;
            }
        }
        self.readout.start(readout, self.observables.len());
        weights
    }

    /// The samples at the given weights.
    pub(crate) fn encode(
        &self,
        weights: &[f64],
        samples: ArrayView2<'_, f64>,
    ) -> Result<EncodedBatch, ModelError> {
        EncodedBatch::new((&self.data_circuit, &self.plan), weights, samples)
    }

    /// The readout's own weights.
    pub(crate) fn readout_weights<'a>(&self, weights: &'a [f64]) -> &'a [f64] {
        &weights[self.data_circuit.num_weights()..]
    }

    /// Class probabilities, one row for each sample.
    pub(crate) fn probabilities(
        &self,
        backend: &dyn Backend,
        weights: &[f64],
        features: &Array2<f64>,
    ) -> Result<Array2<f64>, ModelError> {
        let mut probabilities = Array2::zeros((features.nrows(), self.classes));
        let mut of_sample = vec![0.0; self.classes];
        self.each_output(backend, (weights, features), &mut |row, outputs| {
            self.loss.probabilities(outputs, &mut of_sample);
            probabilities.row_mut(row).iter_mut().zip(&of_sample).for_each(|(p, x)| *p = *x);
        })?;
        Ok(probabilities)
    }

    /// The mean loss of samples of known classes.
    pub(crate) fn mean_loss(
        &self,
        backend: &dyn Backend,
        weights: &[f64],
        (features, labels): (&Array2<f64>, &[usize]),
    ) -> Result<f64, ModelError> {
        if labels.is_empty() || features.nrows() != labels.len() {
            return Err(ModelError::NoSamples);
        }
        let (mut sum, mut slope) = (0.0, vec![0.0; self.classes]);
        self.each_output(backend, (weights, features), &mut |row, outputs| {
            sum += self.loss.value_and_gradient(outputs, labels[row], &mut slope);
        })?;
        Ok(sum / labels.len() as f64)
    }

    /// Calls `take(row, outputs)` for each sample, in order.
    fn each_output(
        &self,
        backend: &dyn Backend,
        (weights, features): (&[f64], &Array2<f64>),
        take: &mut dyn FnMut(usize, &[f64]),
    ) -> Result<(), ModelError> {
        let mut outputs = vec![0.0; self.classes];
        for start in (0..features.nrows()).step_by(PREDICTION_BATCH) {
            let end = features.nrows().min(start + PREDICTION_BATCH);
            let batch = self.encode(weights, features.slice_axis(Axis(0), Slice::from(start..end)))?;
            let values = backend.expectations(&self.plan, &batch.inputs(), &self.observables)?;
            for (row, values) in (start..end).zip(values.chunks(self.observables.len())) {
                self.readout.outputs(self.readout_weights(weights), values, &mut outputs);
                take(row, &outputs);
            }
        }
        Ok(())
    }
}
