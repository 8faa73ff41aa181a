//! A circuit as a layer of a network: a batch of samples to expectations, and cotangents back to weights and features.
//!
//! Called by hybrid networks. Must not know what comes before or after the layer.

use crate::network::{EncodedBatch, Encoder, EncoderPoint, observed};
use crate::{DataCircuit, ModelError, Preparation};
use ansatz_circuits::PauliSum;
use ansatz_simulator::{
    Backend, SimulatorError,
    machine::{Cotangents, ObservedPlan},
};
use ndarray::{Array2, ArrayView2};
use std::sync::Arc;

/// `y_bm = ⟨ψ(x_b, w)|O_m|ψ(x_b, w)⟩`, compiled once; batches forward and, by the adjoint sweep (Jones and Gacon, arXiv:2009.02823), back.
///
/// ```
/// use ansatz_circuits::PauliSum;
/// use ansatz_qml::embeddings::{EmbeddingShape, embedding_by_name};
/// use ansatz_qml::models::CircuitLayer;
/// use ansatz_simulator::Cpu;
/// use ndarray::array;
/// use std::sync::Arc;
/// let circuit = embedding_by_name("angle", EmbeddingShape { num_qubits: 1, num_features: 1, repeats: 1 })?;
/// let layer = CircuitLayer::new(Arc::new(Cpu::<f64>::default()), circuit, vec![PauliSum::z(0)])?;
/// // y = cos x
/// let samples = array![[0.3], [1.0]];
/// let values = layer.values(&[], samples.view())?;
/// let back = layer.gradient(&[], samples.view(), array![[1.0], [2.0]].view())?;
/// assert!((values[[1, 0]] - 1f64.cos()).abs() < 1e-14);
/// assert!((back.features[[1, 0]] + 2.0 * 1f64.sin()).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct CircuitLayer {
    backend: Arc<dyn Backend>,
    encoder: Encoder,
    observed: ObservedPlan,
}

/// What comes back through a layer.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerGradient {
    /// `∂f/∂w`, summed over the samples.
    pub weights: Vec<f64>,
    /// `∂f/∂x`, a row for each sample.
    pub features: Array2<f64>,
}

impl CircuitLayer {
    /// Compiles the circuit.
    ///
    /// # Errors
    /// A circuit that is refused, and no observables.
    pub fn new(
        backend: Arc<dyn Backend>,
        circuit: DataCircuit,
        observables: Vec<PauliSum>,
    ) -> Result<CircuitLayer, ModelError> {
        if observables.is_empty() {
            return Err(ModelError::Size { setting: "observables", expected: "at least one", found: 0 });
        }
        let observed = observed(&circuit, observables, &backend.plan_options())?;
        let encoder = Encoder::new(circuit, observed.parameter_map().clone());
        Ok(CircuitLayer { backend, encoder, observed })
    }

    /// Length of the weights.
    pub fn num_weights(&self) -> usize {
        self.encoder.data_circuit.num_weights()
    }

    /// Width of the samples.
    pub fn num_features(&self) -> usize {
        self.encoder.data_circuit.num_features()
    }

    /// Width of the values.
    pub fn num_outputs(&self) -> usize {
        self.observed.num_observables()
    }

    /// `y`, a row for each sample: one batched run.
    ///
    /// # Errors
    /// Other numbers of weights or features than the circuit has, a sample of zeros in amplitudes, and whatever the backend refuses.
    pub fn values(&self, weights: &[f64], samples: ArrayView2<'_, f64>) -> Result<Array2<f64>, ModelError> {
        let batch = self.encode(weights, samples)?;
        let values = self.backend.expectations(&self.observed, &batch.inputs())?;
        let width = self.num_outputs();
        Ok(Array2::from_shape_fn((batch.lanes, width), |(row, m)| values[row * width + m]))
    }

    /// The gradient of `f = Σ_bm v_bm y_bm` in weights and features: exact, one batched adjoint sweep.
    ///
    /// # Errors
    /// As [`values`](Self::values); also cotangents `v` of another shape than the values.
    pub fn gradient(
        &self,
        weights: &[f64],
        samples: ArrayView2<'_, f64>,
        cotangents: ArrayView2<'_, f64>,
    ) -> Result<LayerGradient, ModelError> {
        check(samples.nrows(), cotangents.nrows(), "rows of cotangents")?;
        check(self.num_outputs(), cotangents.ncols(), "columns of cotangents")?;
        let batch = self.encode(weights, samples)?;
        let data_circuit = &self.encoder.data_circuit;
        let given: Vec<f64> = cotangents.iter().copied().collect();
        let (inputs, given) = (batch.inputs(), Cotangents::Given(&given));
        let mut back =
            LayerGradient { weights: vec![0.0; weights.len()], features: Array2::zeros(samples.raw_dim()) };
        let slots = if data_circuit.preparation() == Preparation::Zero {
            self.backend.gradients(&self.observed, &inputs, given)?.slots
        } else {
            let found = self.backend.amplitude_gradients(&self.observed, &inputs, given)?;
            let states = found.amplitudes.chunks(1 << data_circuit.circuit().num_qubits());
            for ((sample, slopes), mut row) in
                samples.rows().into_iter().zip(states).zip(back.features.rows_mut())
            {
                // Features are real: the imaginary parts do not move.
                let slopes: Vec<f64> = slopes.iter().map(|slope| slope.re).collect();
                let mut gradient = vec![0.0; sample.len()];
                data_circuit.amplitude_pullback(&sample.to_vec(), &slopes, &mut gradient)?;
                row.iter_mut().zip(gradient).for_each(|(to, slope)| *to = slope);
            }
            found.slots
        };
        self.encoder.pullback(
            EncoderPoint { weights, samples },
            &slots,
            &mut back.weights,
            Some(&mut back.features),
        );
        Ok(back)
    }

    fn encode(&self, weights: &[f64], samples: ArrayView2<'_, f64>) -> Result<EncodedBatch, ModelError> {
        check(self.num_weights(), weights.len(), "weights")?;
        self.encoder.encode(weights, samples)
    }
}

fn check(expected: usize, given: usize, what: &'static str) -> Result<(), ModelError> {
    if expected == given { Ok(()) } else { Err(SimulatorError::Count { what, expected, given }.into()) }
}
