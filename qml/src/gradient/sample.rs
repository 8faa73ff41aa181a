//! Gradients in everything that a sample's expectations depend on: weights, features (encoded as angles or as amplitudes), and the
//! observable's coefficients. Called by saliency, hybrid networks and trainable observables; must not know losses.

use super::Evaluation;
use crate::{DataCircuit, ModelError, Preparation};
use ansatz_simulator::{
    Estimator, SimulatorError,
    machine::{Angles, Cotangents, Inputs},
};
use ndarray::{ArrayView1, ArrayViewMut1};

/// `f = Σ_m v_m ⟨O_m⟩` of one sample and its derivatives.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleGradient {
    /// `f`.
    pub value: f64,
    /// `∂f/∂w`.
    pub weights: Vec<f64>,
    /// `∂f/∂x`, through angles, their scales and products, and the normalised amplitudes `a = x/|x|`, whose
    /// `∂f/∂x = (∂f/∂a − a (a·∂f/∂a)) / |x|`.
    pub features: Vec<f64>,
    /// `∂f/∂v_m = ⟨O_m⟩`: what trains an observable `O(v) = Σ_m v_m O_m`.
    pub coefficients: Vec<f64>,
}

/// Where a gradient is taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SamplePoint<'a> {
    /// `w`.
    pub weights: &'a [f64],
    /// `x`, the features of one sample.
    pub features: &'a [f64],
}

/// All of them from one adjoint sweep; `coefficients` are the `v_m`. The estimator is of the data circuit's circuit and the `O_m`.
///
/// ```
/// use ansatz_qml::embeddings::{EmbeddingShape, embedding_by_name};
/// use ansatz_qml::gradients::{SamplePoint, sample_gradient};
/// use ansatz_simulator::{Device, Estimator};
/// let shape = EmbeddingShape { num_qubits: 1, num_features: 2, repeats: 1 };
/// let data = embedding_by_name("amplitude", shape)?;
/// let estimator = Estimator::new(&Device::cpu(), data.circuit(), ["Z0"])?;
/// // f = (x² − y²)/(x² + y²), at (2, 1).
/// let at = SamplePoint { weights: &[], features: &[2.0, 1.0] };
/// let gradient = sample_gradient(&estimator, &data, at, &[1.0])?;
/// assert!((gradient.value - 0.6).abs() < 1e-15);
/// assert!((gradient.features[0] - 0.32).abs() < 1e-15 && (gradient.features[1] + 0.64).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Other numbers of weights, features or coefficients than the circuit and the observables have, a sample of zeros in amplitudes, and
/// whatever the backend refuses.
pub fn sample_gradient(
    estimator: &Estimator,
    data: &DataCircuit,
    at: SamplePoint<'_>,
    coefficients: &[f64],
) -> Result<SampleGradient, ModelError> {
    let Evaluation { backend, observed } = estimator.evaluation();
    let SamplePoint { weights, features } = at;
    for (what, expected, given) in [
        ("weights", data.num_weights(), weights.len()),
        ("features", data.num_features(), features.len()),
        ("cotangents", observed.num_observables(), coefficients.len()),
    ] {
        if expected != given {
            return Err(SimulatorError::Count { what, expected, given }.into());
        }
    }
    let mut parameters = vec![0.0; data.sources().len()];
    data.parameters(weights, features, &mut parameters)?;
    let angles = observed.parameter_map().angles(&parameters)?;
    let mut found = SampleGradient {
        value: 0.0,
        weights: vec![0.0; weights.len()],
        features: vec![0.0; features.len()],
        coefficients: Vec::new(),
    };
    let (inputs, cotangents) = (Inputs::one(Angles(&angles)), Cotangents::Given(coefficients));
    let slots = match data.preparation() {
        Preparation::Zero => {
            let result = backend.gradients(observed, &inputs, cotangents)?;
            found.coefficients = result.values;
            result.slots
        }
        Preparation::Amplitudes | Preparation::Copies(_) => {
            let amplitudes = data.amplitudes(features)?;
            let inputs = inputs.with_amplitudes(&amplitudes);
            let result = backend.amplitude_gradients(observed, &inputs, cotangents)?;
            // Features are real: the imaginary parts do not move.
            let slopes: Vec<f64> = result.amplitudes.iter().map(|slope| slope.re).collect();
            data.amplitude_pullback(features, &slopes, &mut found.features)?;
            found.coefficients = result.values;
            result.slots
        }
    };
    found.value = found.coefficients.iter().zip(coefficients).map(|(x, v)| x * v).sum();
    let slopes = observed.parameter_map().pullback(&parameters, &slots);
    data.pullback(&slopes, features, &mut found.weights)?;
    let sample = ArrayView1::from(features);
    for (slope, source) in slopes.iter().zip(data.sources()) {
        let gradient = ArrayViewMut1::from(&mut found.features[..]);
        source.add_feature_gradient(*slope, weights, sample, gradient);
    }
    Ok(found)
}
