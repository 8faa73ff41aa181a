//! The tree tensor network: pairs of qubits meet in a binary tree, and the root is read.

use super::{Architecture, DataShape, amplitude_qubits};
use crate::readout::z_products;
use crate::{Biased, DataCircuit, Linear, MeanSquaredError, Model, ModelError, Preparation};
use ansatz_circuits::Circuit;
use serde::{Deserialize, Serialize};

/// Normalised features as amplitudes of `2^m` qubits; in layer `l` RY on every `2^l`-th qubit and CX from each right one of a pair
/// to the left one; a last RY. Two classes: `⟨Z⟩ + b` of the root, mean squared error. More: the tree stops
/// while it has as many roots as tell the classes apart, which a linear layer reads
/// (Grant et al., arXiv:1804.03680; Bowles, Ahmed and Schuld, arXiv:2403.07059).
///
/// ```
/// use ansatz_qml::models::{DataShape, tree_tensor};
/// let model = tree_tensor(DataShape { features: 16, classes: 2 })?;
/// // Four leaves, two branches, a root, and an offset.
/// assert_eq!(model.num_weights(), 4 + 2 + 1 + 1);
/// # Ok::<(), ansatz_qml::ModelError>(())
/// ```
///
/// # Errors
/// More classes than the qubits tell apart.
pub fn tree_tensor(shape: DataShape) -> Result<Model, ModelError> {
    let DataShape { features, classes } = shape;
    let n = amplitude_qubits(features).next_power_of_two();
    let stride = n / qubits_of_classes(classes).next_power_of_two().min(n);
    let mut circuit = DataCircuit::empty(n, features).with_preparation(Preparation::Copies(1));
    circuit.append_weights(&tree(n, stride)?)?;
    let roots: Vec<usize> = (0..n).step_by(stride).collect();
    if classes == 2 {
        let root = Model::new(circuit).observables(z_products(&roots[..1], 1))?;
        return Ok(root.head(Biased).loss(MeanSquaredError));
    }
    if classes > 1 << n {
        return Err(ModelError::TooManyClasses { classes, qubits: n });
    }
    let products = z_products(&roots, (1 << roots.len().min(16)) - 1);
    Ok(Model::new(circuit).observables(products)?.head(Linear::new(classes)))
}

/// The binary tree down to roots at this distance.
fn tree(n: usize, stride: usize) -> Result<Circuit, ModelError> {
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
    Ok(tree)
}

/// The settings of [`tree_tensor`], of which there are none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TreeTensorSettings {}

/// Qubits that so many classes need.
pub(super) fn qubits_of_classes(classes: usize) -> usize {
    classes.max(2).next_power_of_two().trailing_zeros() as usize
}

impl Architecture for TreeTensorSettings {
    fn check(&self) -> Result<(), ModelError> {
        Ok(())
    }

    fn num_qubits(&self, features: usize) -> usize {
        amplitude_qubits(features).next_power_of_two()
    }

    fn prepares_amplitudes(&self) -> bool {
        true
    }

    fn model(&self, shape: DataShape) -> Result<Model, ModelError> {
        tree_tensor(shape)
    }
}
