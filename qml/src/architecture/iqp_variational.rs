//! The variational classifier on an IQP embedding.

use super::{Architecture, DataShape, check_layers};
use crate::ansatz::strongly_entangling_by;
use crate::{EmbeddingShape, ErrorProbability, Model, ModelError, Readout, iqp};
use ansatz_circuits::Circuit;
use serde::{Deserialize, Serialize};

/// The [`iqp`] embedding, repeated, layers of a strongly entangling circuit with CZ, `⟨Z₀Z₁⟩`, and the probability of a wrong class as the loss
/// (Havlíček et al., arXiv:1804.11326, as in Bowles, Ahmed and Schuld, arXiv:2403.07059).
///
/// ```
/// use ansatz_qml::models::{DataShape, iqp_variational};
/// let model = iqp_variational(DataShape { features: 3, classes: 2 }, 10, 1)?;
/// assert_eq!((model.num_weights(), model.num_answers()), (3 * 3 * 10, 2));
/// # Ok::<(), ansatz_qml::ModelError>(())
/// ```
///
/// # Errors
/// More classes than the qubits' products of Z, and whatever the circuit refuses.
pub fn iqp_variational(shape: DataShape, layers: usize, repeats: usize) -> Result<Model, ModelError> {
    let n = shape.features;
    let mut circuit = iqp(EmbeddingShape { num_qubits: n, num_features: n, repeats })?;
    let cz = |circuit: &mut Circuit, a, b| circuit.cz(a, b).map(|_| ());
    circuit.append_weights(&strongly_entangling_by(n, layers, cz)?)?;
    let model = Readout::Margin.read(Model::new(circuit), shape.classes)?.loss(ErrorProbability);
    if shape.classes == 2 && n > 1 { model.observables(["Z0 Z1"]) } else { Ok(model) }
}

/// The settings of [`iqp_variational`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct IqpVariationalSettings {
    /// Layers of the circuit.
    pub layers: usize,
    /// Repetitions of the embedding.
    pub embedding_repeats: usize,
}

impl Default for IqpVariationalSettings {
    fn default() -> Self {
        IqpVariationalSettings { layers: 10, embedding_repeats: 1 }
    }
}

impl Architecture for IqpVariationalSettings {
    fn check(&self) -> Result<(), ModelError> {
        check_layers("layers", self.layers)?;
        check_layers("embedding_repeats", self.embedding_repeats)
    }

    fn num_qubits(&self, features: usize) -> usize {
        features
    }

    fn model(&self, shape: DataShape) -> Result<Model, ModelError> {
        iqp_variational(shape, self.layers, self.embedding_repeats)
    }
}
