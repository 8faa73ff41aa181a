//! The circuit-centric classifier: copies of the features as amplitudes.

use super::{Architecture, amplitude_qubits, check_layers, check_size, read};
use crate::network::{AngleStart, Body, Measured};
use crate::{DataCircuit, MeanSquaredError, ModelError, Preparation, Readout, strongly_entangling};
use serde::{Deserialize, Serialize};

/// The tensor product of `copies` of the normalised features as amplitudes, a strongly entangling circuit, `f = ⟨Z₀⟩ + b`, and the
/// mean squared error against ±1 (Schuld, Bocharov, Svore and Wiebe, arXiv:1804.00633).
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

    fn body(&self, features: usize, _: usize) -> Result<Body, ModelError> {
        let n = self.num_qubits(features);
        let mut circuit = DataCircuit::new(n, features).with_preparation(Preparation::Copies(self.copies));
        circuit.append_weights(&strongly_entangling(n, self.layers)?)?;
        Ok(Body { front: None, circuit, start: AngleStart::Circle })
    }

    fn measured(&self, features: usize, classes: usize) -> Result<Measured<usize>, ModelError> {
        let observables = Readout::Biased.observables(classes, self.num_qubits(features))?;
        Ok(read(Readout::Biased, observables, classes, Box::new(MeanSquaredError)))
    }
}
