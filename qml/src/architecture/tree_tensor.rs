//! The tree tensor network: pairs of qubits meet in a binary tree, and the root is read.

use super::{Architecture, amplitude_qubits, read};
use crate::network::{AngleStart, Body, Measured};
use crate::readout::z_products;
use crate::{CrossEntropy, DataCircuit, MeanSquaredError, ModelError, Preparation, Readout};
use ansatz_circuits::Circuit;
use serde::{Deserialize, Serialize};

/// Normalised features as amplitudes of `2^m` qubits; in layer `l` RY on every `2^l`-th qubit and CX from each right one of a pair
/// to the left one; a last RY. Two classes: `⟨Z⟩ + b` of the root, mean squared error. More: the tree stops
/// while it has as many roots as tell the classes apart, which a linear layer reads
/// (Grant et al., arXiv:1804.03680; Bowles, Ahmed and Schuld, arXiv:2403.07059).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TreeTensorSettings {}

/// Qubits that so many classes need.
pub(super) fn qubits_of_classes(classes: usize) -> usize {
    classes.max(2).next_power_of_two().trailing_zeros() as usize
}

impl TreeTensorSettings {
    /// The distance between roots.
    fn stride(&self, features: usize, classes: usize) -> usize {
        let n = self.num_qubits(features);
        let roots = qubits_of_classes(classes).next_power_of_two().min(n);
        n / roots
    }
}

impl Architecture for TreeTensorSettings {
    fn check(&self) -> Result<(), ModelError> {
        Ok(())
    }

    fn num_qubits(&self, features: usize) -> usize {
        amplitude_qubits(features).next_power_of_two()
    }

    fn body(&self, features: usize, classes: usize) -> Result<Body, ModelError> {
        let (n, stride) = (self.num_qubits(features), self.stride(features, classes));
        let mut tree = Circuit::new(n);
        let mut count = 0;
        let mut distance = 1;
        loop {
            for qubit in (0..n).step_by(distance) {
                let w = tree.parameter(&format!("w{count}"));
                tree.ry(w, qubit)?;
                count += 1;
            }
            if distance == stride {
                break;
            }
            for qubit in (0..n).step_by(2 * distance) {
                tree.cx(qubit + distance, qubit)?;
            }
            distance *= 2;
        }
        let mut circuit = DataCircuit::new(n, features).with_preparation(Preparation::Copies(1));
        circuit.append_weights(&tree)?;
        Ok(Body { front: None, circuit, start: AngleStart::Circle })
    }

    fn measured(&self, features: usize, classes: usize) -> Result<Measured<usize>, ModelError> {
        let n = self.num_qubits(features);
        let roots: Vec<usize> = (0..n).step_by(self.stride(features, classes)).collect();
        if classes == 2 {
            let observables = z_products(&roots[..1], 1);
            return Ok(read(Readout::Biased, observables, 2, Box::new(MeanSquaredError)));
        }
        if classes > 1 << n {
            return Err(ModelError::TooManyClasses { classes, qubits: n });
        }
        let observables = z_products(&roots, (1 << roots.len().min(16)) - 1);
        Ok(read(Readout::Linear, observables, classes, Box::new(CrossEntropy)))
    }
}
