//! The dressed circuit: classical layers before and after a circuit, trained with it.

use super::{Architecture, check_layers, check_qubits, read};
use crate::ansatz::ring_of_cx;
use crate::network::{AngleStart, Body, Dense, Measured};
use crate::{CrossEntropy, DataCircuit, Encoding, ModelError, Readout};
use ansatz_circuits::Circuit;
use serde::{Deserialize, Serialize};

/// `a = (π/2) tanh(W x + b)`; H and `RY(a_q)` on every qubit; layers of `[RY(w) on every qubit, ring of CX]`; a linear layer on Z
/// of every qubit; cross-entropy (Mari, Bromley, Izaac, Schuld and Killoran, arXiv:1912.08278).
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

    fn body(&self, features: usize, _: usize) -> Result<Body, ModelError> {
        let n = self.num_qubits(features);
        let mut circuit = DataCircuit::new(n, n);
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
        for _ in 0..self.layers {
            circuit.append_weights(&layer)?;
        }
        let front = Some(Dense { inputs: features, outputs: n });
        Ok(Body { front, circuit, start: AngleStart::Circle })
    }

    fn measured(&self, features: usize, classes: usize) -> Result<Measured<usize>, ModelError> {
        let observables = Readout::Linear.observables(classes, self.num_qubits(features))?;
        Ok(read(Readout::Linear, observables, classes, Box::new(CrossEntropy)))
    }
}
