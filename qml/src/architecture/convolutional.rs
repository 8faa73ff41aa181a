//! The quantum convolutional network: the same gates on all neighbours, then half of the qubits, again and again.

use super::tree_tensor::qubits_of_classes;
use super::{Architecture, DataShape, check_layers, check_qubits};
use crate::readout::z_products;
use crate::{DataCircuit, EmbeddingShape, Linear, Model, ModelError, embedding_by_name};
use ansatz_circuits::{Circuit, CircuitError, Parameter};
use serde::{Deserialize, Serialize};

/// An embedding; then, while more qubits are left than tell the classes apart, a convolution (one two-qubit gate of 15 angles on every
/// pair of neighbours in the ring, even pairs first) and a pooling (controlled RZ and, on 0, controlled RX from every second qubit
/// to the one before it; 2 angles). All gates of a layer share their weights. A linear layer reads what is left; cross-entropy
/// (Cong, Choi and Lukin, arXiv:1810.03787; Hur, Kim and Park, arXiv:2108.00661).
///
/// ```
/// use ansatz_qml::embeddings::{EmbeddingShape, angle};
/// let embedding = angle(EmbeddingShape { num_qubits: 4, num_features: 4, repeats: 1 })?;
/// let model = ansatz_qml::models::convolutional(embedding, 2)?;
/// // Convolutions of four and of two qubits and of the last one, poolings between them; a linear layer on one qubit.
/// assert_eq!(model.num_weights(), 3 * 15 + 2 * 2 + 2 * (1 + 1));
/// # Ok::<(), ansatz_qml::ModelError>(())
/// ```
///
/// # Errors
/// More classes than the last qubits tell apart.
pub fn convolutional(embedding: DataCircuit, classes: usize) -> Result<Model, ModelError> {
    let n = embedding.circuit().num_qubits();
    let (mut circuit, generations) = (embedding, generations(n, classes));
    for (k, qubits) in generations.iter().enumerate() {
        circuit.append_weights(&layer(n, qubits, k + 1 < generations.len())?)?;
    }
    let last = &generations[generations.len() - 1];
    let qubits = last.len();
    if qubits < 62 && classes > 1 << qubits {
        return Err(ModelError::TooManyClasses { classes, qubits });
    }
    let products = z_products(last, (1 << qubits.min(8)) - 1);
    Ok(Model::new(circuit).observables(products)?.head(Linear::new(classes)))
}

/// The settings of [`convolutional`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ConvolutionalSettings {
    /// Qubits; absent: one for each feature, or as many as `amplitude` needs.
    pub qubits: Option<usize>,
    /// `angle`, `amplitude`, `iqp` or `zz`.
    pub embedding: String,
    /// Repetitions of the `iqp` and `zz` embeddings.
    pub embedding_repeats: usize,
}

impl Default for ConvolutionalSettings {
    fn default() -> Self {
        ConvolutionalSettings { qubits: None, embedding: "angle".into(), embedding_repeats: 1 }
    }
}

/// Angles of a convolution.
const CONVOLUTION: usize = 15;

/// Qubits that are left after each pooling of so many, the last ones are read.
fn generations(qubits: usize, classes: usize) -> Vec<Vec<usize>> {
    let wanted = qubits_of_classes(classes);
    let mut all = vec![(0..qubits).collect::<Vec<usize>>()];
    loop {
        let last = &all[all.len() - 1];
        let next: Vec<usize> = last.iter().copied().step_by(2).collect();
        if next.len() < wanted || next.len() == last.len() {
            return all;
        }
        all.push(next);
    }
}

/// A convolution, and a pooling if there is a next layer.
fn layer(n: usize, qubits: &[usize], is_pooled: bool) -> Result<Circuit, CircuitError> {
    let mut layer = Circuit::new(n);
    let w = layer.parameter_vector("w", CONVOLUTION);
    for pair in neighbours(qubits) {
        convolve(&mut layer, &w, pair)?;
    }
    if is_pooled {
        let p = layer.parameter_vector("p", 2);
        for pair in qubits.chunks_exact(2) {
            pool(&mut layer, &p, Pair { first: pair[1], second: pair[0] })?;
        }
    }
    Ok(layer)
}

impl Architecture for ConvolutionalSettings {
    fn check(&self) -> Result<(), ModelError> {
        check_qubits(self.qubits)?;
        check_layers("embedding_repeats", self.embedding_repeats)?;
        if self.embedding == "reuploading" {
            let reason = "re-uploading brings a circuit of its own; use `angle`, `amplitude`, `iqp` or `zz`";
            return Err(ModelError::NoEffect { setting: "embedding", reason });
        }
        Ok(())
    }

    fn num_qubits(&self, features: usize) -> usize {
        self.qubits.unwrap_or(match self.embedding.as_str() {
            "amplitude" => super::amplitude_qubits(features),
            _ => features,
        })
    }

    fn prepares_amplitudes(&self) -> bool {
        self.embedding == "amplitude"
    }

    fn model(&self, shape: DataShape) -> Result<Model, ModelError> {
        let DataShape { features, classes } = shape;
        let num_qubits = self.num_qubits(features);
        let sizes = EmbeddingShape { num_qubits, num_features: features, repeats: self.embedding_repeats };
        convolutional(embedding_by_name(&self.embedding, sizes)?, classes)
    }
}

/// Two qubits in an order.
#[derive(Clone, Copy)]
struct Pair {
    first: usize,
    second: usize,
}

/// Pairs of neighbours in a ring: from even places, then from odd ones.
fn neighbours(qubits: &[usize]) -> Vec<Pair> {
    let n = qubits.len();
    let pair = |k: usize| Pair { first: qubits[k], second: qubits[(k + 1) % n] };
    match n {
        0 | 1 => Vec::new(),
        2 => vec![pair(0)],
        _ => (0..n).step_by(2).chain((1..n).step_by(2)).map(pair).collect(),
    }
}

/// Any gate on two qubits: `(U ⊗ U′) exp(-i(α XX + β YY + γ ZZ)/2) (U″ ⊗ U‴)`.
fn convolve(circuit: &mut Circuit, w: &[Parameter], pair: Pair) -> Result<(), CircuitError> {
    let Pair { first: a, second: b } = pair;
    turn(circuit, &w[..3], a)?;
    turn(circuit, &w[3..6], b)?;
    circuit.rxx(w[6], a, b)?.ryy(w[7], a, b)?.rzz(w[8], a, b)?;
    turn(circuit, &w[9..12], a)?;
    turn(circuit, &w[12..], b)
}

/// Any turn of one qubit.
fn turn(circuit: &mut Circuit, w: &[Parameter], qubit: usize) -> Result<(), CircuitError> {
    circuit.rz(w[0], qubit)?.ry(w[1], qubit)?.rz(w[2], qubit).map(|_| ())
}

/// Turns the second as the first would read, which is not looked at again.
fn pool(circuit: &mut Circuit, p: &[Parameter], pair: Pair) -> Result<(), CircuitError> {
    let Pair { first: control, second: target } = pair;
    circuit.crz(p[0], control, target)?;
    circuit.x(control)?.crx(p[1], control, target)?.x(control)?;
    Ok(())
}
