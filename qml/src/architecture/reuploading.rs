//! Data re-uploading: features enter again and again, three to a qubit, each with a trainable scale.

use super::{Architecture, DataShape, check_layers};
use crate::{
    DataCircuit, Encoding, Model, ModelError, Source, UnknownName, WeightStart, WeightedFidelities,
    WeightedFidelity,
};
use ansatz_circuits::{Circuit, CircuitError, PauliSum};
use serde::{Deserialize, Serialize};

/// What may be read.
const OBSERVABLES: [&str; 3] = ["single", "half", "full"];

/// With `R(a, b, c) = RZ(c) RY(b) RZ(a)`, in each layer `R(ω ∘ x)` of three features and `R(θ)` on every qubit, then CZ on pairs, even
/// and odd in turn; at the end `R(ω ∘ x + θ)`. Z of the first `read` qubits is measured and trained for weighted fidelities; two classes
/// (Pérez-Salinas, Cervera-Lierta, Gil-Fuster and Latorre, arXiv:1907.02085, as in Bowles, Ahmed and Schuld, arXiv:2403.07059).
///
/// ```
/// let model = ansatz_qml::models::reuploading(2, 5, 1)?;
/// // Six rounds of two scales and three angles, and two weights of fidelities.
/// assert_eq!((model.circuit().circuit().num_qubits(), model.num_weights()), (1, 6 * (2 + 3) + 2));
/// # Ok::<(), ansatz_qml::ModelError>(())
/// ```
///
/// # Errors
/// More qubits to read than there are, one for every three features.
pub fn reuploading(features: usize, layers: usize, read: usize) -> Result<Model, ModelError> {
    let n = features.div_ceil(3);
    let mut circuit = DataCircuit::empty(n, features);
    for layer in 0..layers {
        round(&mut circuit, Rotations::Apart)?;
        let mut pairs = Circuit::new(n);
        for qubit in (layer % 2..n.saturating_sub(1)).step_by(2) {
            pairs.cz(qubit, qubit + 1)?;
        }
        circuit.append_sources(&pairs, Vec::new())?;
    }
    round(&mut circuit, Rotations::Summed)?;
    let model = Model::new(circuit).start(WeightStart::Unit).observables((0..read).map(PauliSum::z))?;
    Ok(model.head(WeightedFidelities).loss(WeightedFidelity))
}

/// The settings of [`reuploading`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReuploadingSettings {
    /// Layers; features enter once more.
    pub layers: usize,
    /// How many qubits are read: `single`, `half` or `full`.
    pub observables: String,
}

impl Default for ReuploadingSettings {
    fn default() -> Self {
        ReuploadingSettings { layers: 5, observables: "full".into() }
    }
}

/// Whether scales and angles are rotations one after the other, or summed.
#[derive(Clone, Copy, PartialEq)]
enum Rotations {
    Apart,
    Summed,
}

/// Appends one round without entangling gates.
fn round(circuit: &mut DataCircuit, rotations: Rotations) -> Result<(), ModelError> {
    let (n, features) = (circuit.circuit().num_qubits(), circuit.num_features());
    let first = circuit.num_weights();
    let mut sources: Vec<Source> =
        (0..features).map(|i| Source::Scaled(first + i, Encoding::Feature(i))).collect();
    sources.extend((0..3 * n).map(|k| Source::Weight(first + features + k)));
    let mut round = Circuit::new(n);
    let scales = round.parameter_vector("s", features);
    let angles = round.parameter_vector("t", 3 * n);
    for qubit in 0..n {
        let turn = |round: &mut Circuit, k: usize, angle| -> Result<(), CircuitError> {
            if k == 1 {
                round.ry(angle, qubit)?
            } else {
                round.rz(angle, qubit)?
            };
            Ok(())
        };
        let scale = |k: usize| scales.get(3 * qubit + k).copied();
        for k in 0..3 {
            if let Some(s) = scale(k) {
                turn(&mut round, k, s)?;
            }
            if rotations == Rotations::Summed {
                turn(&mut round, k, angles[3 * qubit + k])?;
            }
        }
        for k in 0..if rotations == Rotations::Apart { 3 } else { 0 } {
            turn(&mut round, k, angles[3 * qubit + k])?;
        }
    }
    circuit.append_sources(&round, sources)?;
    Ok(())
}

impl ReuploadingSettings {
    fn read_qubits(&self, qubits: usize) -> Result<usize, ModelError> {
        match self.observables.as_str() {
            "single" => Ok(1),
            "half" => Ok((qubits / 2).max(1)),
            "full" => Ok(qubits),
            other => Err(UnknownName::new("choice of observables", other, &OBSERVABLES).into()),
        }
    }
}

impl Architecture for ReuploadingSettings {
    fn check(&self) -> Result<(), ModelError> {
        check_layers("layers", self.layers)?;
        self.read_qubits(1).map(|_| ())
    }

    fn num_qubits(&self, features: usize) -> usize {
        features.div_ceil(3)
    }

    fn model(&self, shape: DataShape) -> Result<Model, ModelError> {
        let DataShape { features, classes } = shape;
        if classes != 2 {
            return Err(ModelError::TwoClasses { kind: "reuploading", classes });
        }
        reuploading(features, self.layers, self.read_qubits(self.num_qubits(features))?)
    }
}
