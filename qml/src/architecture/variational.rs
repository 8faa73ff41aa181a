//! The variational classifier: embedding, ansatz, readout and loss by name.

use super::{Architecture, DataShape, MOST_LAYERS, MOST_QUBITS};
use crate::{
    EmbeddingShape, Model, ModelError, Readout, WeightStart, ansatz_by_name, embedding_by_name, loss_by_name,
};
use serde::{Deserialize, Serialize};

/// The settings of a variational classifier.
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
    /// `scaled`, `linear`, `margin` or `biased`.
    pub readout: String,
    /// `cross_entropy`, `mean_squared_error`, `hinge` or `error_probability`.
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

impl Architecture for ClassifierSettings {
    fn check(&self) -> Result<(), ModelError> {
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

    fn num_qubits(&self, _: usize) -> usize {
        self.qubits
    }

    fn prepares_amplitudes(&self) -> bool {
        self.embedding == "amplitude"
    }

    fn model(&self, shape: DataShape) -> Result<Model, ModelError> {
        let reuploads = self.embedding == "reuploading";
        let repeats = if reuploads { self.layers } else { self.embedding_repeats };
        let sizes = EmbeddingShape { num_qubits: self.qubits, num_features: shape.features, repeats };
        let mut circuit = embedding_by_name(&self.embedding, sizes)?;
        if self.ansatz() != "none" {
            circuit.append_weights(&ansatz_by_name(self.ansatz(), self.qubits, self.layers)?)?;
        }
        // Angles of re-uploading are offsets of the data.
        let start = if reuploads { WeightStart::Normal(0.3) } else { WeightStart::Circle };
        let model = Model::new(circuit).start(start);
        let model = Readout::by_name(&self.readout)?.read(model, shape.classes)?;
        Ok(model.loss(loss_by_name(&self.loss)?))
    }
}
