//! The circuit-centric classifier: copies of the features as amplitudes.

use super::{Architecture, DataShape, amplitude_qubits, check_layers, check_size};
use crate::{DataCircuit, MeanSquaredError, Model, ModelError, Preparation, Readout, strongly_entangling};
use serde::{Deserialize, Serialize};

/// The tensor product of `copies` of the normalised features as amplitudes, `layers` of a strongly entangling circuit, `f = ⟨Z₀⟩ + b`, and the
/// mean squared error against ±1 (Schuld, Bocharov, Svore and Wiebe, arXiv:1804.00633).
///
/// ```
/// use ansatz_qml::models::{DataShape, circuit_centric};
/// let model = circuit_centric(DataShape { features: 4, classes: 2 }, 3, 2)?;
/// // Two copies of four amplitudes are four qubits, with three angles a layer; and b.
/// assert_eq!(model.num_weights(), 3 * 4 * 3 + 1);
/// # Ok::<(), ansatz_qml::ModelError>(())
/// ```
///
/// # Errors
/// More classes than the qubits' products of Z, and whatever the circuit refuses.
pub fn circuit_centric(shape: DataShape, layers: usize, copies: usize) -> Result<Model, ModelError> {
    let n = copies * amplitude_qubits(shape.features);
    let mut circuit = DataCircuit::empty(n, shape.features).with_preparation(Preparation::Copies(copies));
    circuit.append_weights(&strongly_entangling(n, layers)?)?;
    Ok(Readout::Biased.read(Model::new(circuit), shape.classes)?.loss(MeanSquaredError))
}

/// The settings of [`circuit_centric`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CircuitCentricSettings {
    /// Layers of the circuit.
    pub layers: usize,
    /// Copies of the features.
    pub copies: usize,
}

impl Default for CircuitCentricSettings {
    fn default() -> Self {
        CircuitCentricSettings { layers: 3, copies: 2 }
    }
}

impl Architecture for CircuitCentricSettings {
    fn check(&self) -> Result<(), ModelError> {
        check_layers("layers", self.layers)?;
        check_size("copies", self.copies, 1..=16, "from 1 to 16")
    }

    fn num_qubits(&self, features: usize) -> usize {
        self.copies * amplitude_qubits(features)
    }

    fn prepares_amplitudes(&self) -> bool {
        true
    }

    fn model(&self, shape: DataShape) -> Result<Model, ModelError> {
        circuit_centric(shape, self.layers, self.copies)
    }
}
