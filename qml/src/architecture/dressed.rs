//! The dressed circuit: classical layers before and after a circuit, trained with it.

use super::{Architecture, DataShape, check_layers, check_qubits};
use crate::ansatz::ring_of_cx;
use crate::{DataCircuit, Encoding, Model, ModelError, Readout};
use ansatz_circuits::Circuit;
use serde::{Deserialize, Serialize};

/// `a = (π/2) tanh(W x + b)`; H and `RY(a_q)` on every qubit; layers of `[RY(w) on every qubit, ring of CX]`; a linear layer on Z
/// of every qubit; cross-entropy (Mari, Bromley, Izaac, Schuld and Killoran, arXiv:1912.08278).
///
/// ```
/// use ansatz_qml::models::{DataShape, dressed};
/// let model = dressed(DataShape { features: 5, classes: 3 }, 2, 4)?;
/// // W and b, four layers of two angles, and a linear layer from two expectations to three classes.
/// assert_eq!(model.num_weights(), 2 * (5 + 1) + 4 * 2 + 3 * (2 + 1));
/// # Ok::<(), ansatz_qml::ModelError>(())
/// ```
///
/// # Errors
/// Whatever the circuit refuses.
pub fn dressed(shape: DataShape, qubits: usize, layers: usize) -> Result<Model, ModelError> {
    let n = qubits;
    let mut circuit = DataCircuit::empty(n, n);
    let mut embedding = Circuit::new(n);
    for (qubit, x) in embedding.parameter_vector("x", n).into_iter().enumerate() {
        embedding.h(qubit)?.ry(x, qubit)?;
    }
    let encodings: Vec<Encoding> = (0..n).map(Encoding::Feature).collect();
    circuit.append_inputs(&embedding, &encodings)?;
    let mut layer = Circuit::new(n);
    for (qubit, w) in layer.parameter_vector("w", n).into_iter().enumerate() {
        layer.ry(w, qubit)?;
    }
    ring_of_cx(&mut layer, 1)?;
    for _ in 0..layers {
        circuit.append_weights(&layer)?;
    }
    let model = Model::new(circuit).front(shape.features);
    Readout::Linear.read(model, shape.classes)
}

/// The settings of [`dressed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DressedSettings {
    /// Qubits; absent: one for each feature.
    pub qubits: Option<usize>,
    /// Layers of the circuit.
    pub layers: usize,
}

impl Default for DressedSettings {
    fn default() -> Self {
        DressedSettings { qubits: None, layers: 3 }
    }
}

impl Architecture for DressedSettings {
    fn check(&self) -> Result<(), ModelError> {
        check_qubits(self.qubits)?;
        check_layers("layers", self.layers)
    }

    fn num_qubits(&self, features: usize) -> usize {
        self.qubits.unwrap_or(features)
    }

    fn model(&self, shape: DataShape) -> Result<Model, ModelError> {
        dressed(shape, self.num_qubits(shape.features), self.layers)
    }
}
