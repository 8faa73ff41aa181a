//! The layer: a custom operation of candle whose forward pass is a batch of expectations and whose backward pass is an adjoint sweep.
//!
//! Called by users of candle. Must not know the network around it.

use ansatz_circuits::PauliSum;
use ansatz_qml::{ModelError, embeddings::DataCircuit, models::CircuitLayer};
use ansatz_simulator::Backend;
use candle_core::{CpuStorage, CustomOp2, DType, Error, Layout, Result, Shape, Tensor};
use ndarray::{Array2, ArrayView2};
use std::sync::Arc;

/// `y_bm = ⟨ψ(x_b, w)|O_m|ψ(x_b, w)⟩` for a batch of inputs `x` of shape `[B, features]` and weights `w` of shape `[weights]`; `y` has shape
/// `[B, observables]`. Numbers are f64. Gradients in weights and inputs are exact: one batched adjoint sweep (Jones and Gacon,
/// arXiv:2009.02823), whatever the number of samples, weights and observables. Second derivatives are not tracked.
///
/// ```
/// use ansatz_candle::QuantumLayer;
/// use ansatz_circuits::PauliSum;
/// use ansatz_qml::embeddings::{EmbeddingShape, embedding_by_name};
/// use ansatz_simulator::Cpu;
/// use candle_core::{Device, Tensor, Var};
/// use std::sync::Arc;
/// let circuit = embedding_by_name("angle", EmbeddingShape { num_qubits: 1, num_features: 1, repeats: 1 })?;
/// let layer = QuantumLayer::new(Arc::new(Cpu::<f64>::default()), circuit, vec![PauliSum::z(0)])?;
/// let x = Var::new(&[[0.5f64]], &Device::Cpu)?;
/// let y = layer.forward(&x, &Tensor::zeros(0, candle_core::DType::F64, &Device::Cpu)?)?;
/// let slope = y.backward()?.get(&x).map(|slope| slope.to_vec2::<f64>()).transpose()?;
/// assert!((slope.unwrap_or_default()[0][0] + 0.5f64.sin()).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct QuantumLayer(Arc<CircuitLayer>);

impl QuantumLayer {
    /// Compiles the circuit.
    ///
    /// # Errors
    /// A circuit that is refused, and no observables.
    pub fn new(
        backend: Arc<dyn Backend>,
        circuit: DataCircuit,
        observables: Vec<PauliSum>,
    ) -> std::result::Result<QuantumLayer, ModelError> {
        Ok(QuantumLayer(Arc::new(CircuitLayer::new(backend, circuit, observables)?)))
    }

    /// Length of the weights.
    pub fn num_weights(&self) -> usize {
        self.0.num_weights()
    }

    /// Width of the inputs.
    pub fn num_features(&self) -> usize {
        self.0.num_features()
    }

    /// Width of the outputs.
    pub fn num_outputs(&self) -> usize {
        self.0.num_outputs()
    }

    /// `y` of a batch.
    ///
    /// # Errors
    /// Tensors of other shapes, or of other numbers than f64 on the processor; whatever the backend refuses.
    pub fn forward(&self, inputs: &Tensor, weights: &Tensor) -> Result<Tensor> {
        for (what, tensor) in [("inputs", inputs), ("weights", weights)] {
            if tensor.dtype() != DType::F64 || !tensor.device().is_cpu() {
                let found = tensor.dtype().as_str();
                return Err(Error::Msg(format!(
                    "a quantum layer's {what} are f64 on the processor, found {found}; use to_dtype(DType::F64)"
                )));
            }
        }
        inputs.contiguous()?.apply_op2(&weights.contiguous()?, Operation(Arc::clone(&self.0)))
    }
}

struct Operation(Arc<CircuitLayer>);

fn refused(error: impl std::fmt::Display) -> Error {
    Error::Msg(format!("quantum layer: {error}"))
}

/// The numbers of a contiguous tensor.
fn numbers<'a>(storage: &'a CpuStorage, layout: &Layout) -> Result<&'a [f64]> {
    let (start, end) = layout.contiguous_offsets().ok_or_else(|| refused("expected contiguous numbers"))?;
    Ok(&storage.as_slice::<f64>()?[start..end])
}

impl CustomOp2 for Operation {
    fn name(&self) -> &'static str {
        "quantum layer"
    }

    fn cpu_fwd(
        &self,
        inputs: &CpuStorage,
        of_inputs: &Layout,
        weights: &CpuStorage,
        of_weights: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let samples = ArrayView2::from_shape(of_inputs.shape().dims2()?, numbers(inputs, of_inputs)?);
        of_weights.shape().dims1()?;
        let weights = numbers(weights, of_weights)?;
        let values = self.0.values(weights, samples.map_err(refused)?).map_err(refused)?;
        let shape = Shape::from(values.dim());
        Ok((CpuStorage::F64(values.into_iter().collect()), shape))
    }

    fn bwd(
        &self,
        inputs: &Tensor,
        weights: &Tensor,
        _values: &Tensor,
        cotangents: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let matrix = |tensor: &Tensor| -> Result<Array2<f64>> {
            let shape = tensor.dims2()?;
            Array2::from_shape_vec(shape, tensor.flatten_all()?.to_vec1()?).map_err(refused)
        };
        let (samples, slopes, flat) = (matrix(inputs)?, matrix(cotangents)?, weights.to_vec1::<f64>()?);
        let back = self.0.gradient(&flat, samples.view(), slopes.view()).map_err(refused)?;
        let features = Tensor::from_vec(back.features.into_iter().collect(), samples.dim(), inputs.device())?;
        let count = back.weights.len();
        Ok((Some(features), Some(Tensor::from_vec(back.weights, count, weights.device())?)))
    }
}
