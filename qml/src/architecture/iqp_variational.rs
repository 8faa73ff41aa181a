//! The variational classifier on an IQP embedding.

use super::{Architecture, check_layers, read};
use crate::ansatz::strongly_entangling_by;
use crate::network::{AngleStart, Body, Measured};
use crate::{EmbeddingShape, ErrorProbability, ModelError, Readout, iqp};
use ansatz_circuits::PauliString;
use serde::{Deserialize, Serialize};

/// The [`iqp`] embedding, a strongly entangling circuit with CZ, `⟨Z₀Z₁⟩`, and the probability of a wrong class as the loss
/// (Havlíček et al., arXiv:1804.11326, as in Bowles, Ahmed and Schuld, arXiv:2403.07059).
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

    fn body(&self, features: usize, _: usize) -> Result<Body, ModelError> {
        let shape =
            EmbeddingShape { num_qubits: features, num_features: features, repeats: self.embedding_repeats };
        let mut circuit = iqp(shape)?;
        let cz = |circuit: &mut ansatz_circuits::Circuit, a, b| circuit.cz(a, b).map(|_| ());
        circuit.append_weights(&strongly_entangling_by(features, self.layers, cz)?)?;
        Ok(Body { front: None, circuit, start: AngleStart::Circle })
    }

    fn measured(&self, features: usize, classes: usize) -> Result<Measured<usize>, ModelError> {
        let mut observables = Readout::Margin.observables(classes, features)?;
        if classes == 2 && features > 1 {
            observables = vec![PauliString::from_masks(0, 0b11).expect("two qubits").into()];
        }
        Ok(read(Readout::Margin, observables, classes, Box::new(ErrorProbability)))
    }
}
