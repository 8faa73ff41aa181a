//! What a classifier is made of, as text and numbers that a file can hold.

use crate::ModelError;
use serde::{Deserialize, Serialize};

/// The settings of a [`VariationalClassifier`](super::VariationalClassifier).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClassifierSettings {
    /// Qubits.
    pub qubits: usize,
    /// `angle`, `amplitude`, `iqp`, `zz` or `reuploading`.
    pub embedding: String,
    /// Repetitions of the `iqp` and `zz` embeddings.
    pub embedding_repeats: usize,
    /// `hardware_efficient`, `strongly_entangling`, `basic_entangler`, `real_amplitudes`, `qaoa` or `none`. Absent:
    /// `none` for `reuploading`, which has weights of its own, else `strongly_entangling`.
    pub ansatz: Option<String>,
    /// Layers of the ansatz, or of `reuploading`.
    pub layers: usize,
    /// `scaled` or `linear`.
    pub readout: String,
    /// `cross_entropy`, `mean_squared_error` or `hinge`.
    pub loss: String,
}

impl Default for ClassifierSettings {
    fn default() -> Self {
        ClassifierSettings {
            qubits: 4,
            embedding: "angle".into(),
            embedding_repeats: 1,
            ansatz: None,
            layers: 3,
            readout: "scaled".into(),
            loss: "cross_entropy".into(),
        }
    }
}

/// The most qubits that a state's index can count.
const MOST_QUBITS: usize = 62;
/// The most layers and repetitions; a circuit of more could not be trained.
const MOST_LAYERS: usize = 1000;

impl ClassifierSettings {
    /// Refuses sizes that no circuit has. Whoever makes something of such a size first must ask; `fit` and `load` do.
    ///
    /// # Errors
    /// [`ModelError::Size`] for the first size out of range.
    pub fn check(&self) -> Result<(), ModelError> {
        let sizes = [
            ("qubits", self.qubits, 1..=MOST_QUBITS, "from 1 to 62"),
            ("layers", self.layers, 1..=MOST_LAYERS, "from 1 to 1000"),
            ("embedding_repeats", self.embedding_repeats, 1..=MOST_LAYERS, "from 1 to 1000"),
        ];
        match sizes.into_iter().find(|(_, found, range, _)| !range.contains(found)) {
            Some((setting, found, _, expected)) => Err(ModelError::Size { setting, expected, found }),
            None => Ok(()),
        }
    }

    /// The ansatz with its default filled in.
    pub fn ansatz(&self) -> &str {
        match (&self.ansatz, self.embedding.as_str()) {
            (Some(name), _) => name,
            (None, "reuploading") => "none",
            (None, _) => "strongly_entangling",
        }
    }
}
