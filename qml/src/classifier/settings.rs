//! What a classifier is made of, as text and numbers that a file can hold.

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

impl ClassifierSettings {
    /// The ansatz with its default filled in.
    pub fn ansatz(&self) -> &str {
        match (&self.ansatz, self.embedding.as_str()) {
            (Some(name), _) => name,
            (None, "reuploading") => "none",
            (None, _) => "strongly_entangling",
        }
    }
}
