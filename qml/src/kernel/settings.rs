//! What a kernel is made of, as text and numbers that a file can hold.

use crate::{EmbeddingShape, ModelError, UnknownName};
use serde::{Deserialize, Serialize};

/// The names of kernels.
pub const KERNELS: [&str; 2] = ["fidelity", "projected"];

/// The settings of a [`QuantumKernel`](super::QuantumKernel).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KernelSettings {
    /// `fidelity` or `projected`. Default `fidelity`.
    pub kind: String,
    /// Qubits. Absent: one for each feature; for `amplitude` as many as the features need.
    pub qubits: Option<usize>,
    /// `angle`, `amplitude`, `iqp` or `zz`. Default `iqp`.
    pub embedding: String,
    /// Repetitions of the `iqp` and `zz` embeddings. Default 1.
    pub embedding_repeats: usize,
    /// The γ of `projected`, more than 0. Absent: 1.
    pub gamma: Option<f64>,
}

impl Default for KernelSettings {
    fn default() -> Self {
        KernelSettings {
            kind: "fidelity".into(),
            qubits: None,
            embedding: "iqp".into(),
            embedding_repeats: 1,
            gamma: None,
        }
    }
}

impl KernelSettings {
    /// Refuses what no kernel has.
    ///
    /// # Errors
    /// The setting that is wrong.
    pub fn check(&self) -> Result<(), ModelError> {
        if !KERNELS.contains(&self.kind.as_str()) {
            return Err(UnknownName::new("kernel", &self.kind, &KERNELS).into());
        }
        if self.embedding == "reuploading" {
            let reason =
                "a kernel has no weights, and `reuploading` has; use `iqp`, `zz`, `angle` or `amplitude`";
            return Err(ModelError::NoEffect { setting: "embedding", reason });
        }
        let sizes = [
            ("qubits", self.qubits.unwrap_or(1), 1..=62, "from 1 to 62"),
            ("embedding_repeats", self.embedding_repeats, 1..=1000, "from 1 to 1000"),
        ];
        if let Some((setting, found, _, expected)) =
            sizes.into_iter().find(|(_, found, range, _)| !range.contains(found))
        {
            return Err(ModelError::Size { setting, expected, found });
        }
        match self.gamma {
            Some(_) if self.kind != "projected" => {
                Err(ModelError::NoEffect { setting: "gamma", reason: "only the projected kernel has one" })
            }
            Some(gamma) if !(gamma.is_finite() && gamma > 0.0) => {
                Err(ModelError::Number { setting: "gamma", expected: "finite and more than 0", found: gamma })
            }
            _ => Ok(()),
        }
    }

    /// Qubits for so many features.
    pub fn num_qubits(&self, num_features: usize) -> usize {
        let needed = match self.embedding.as_str() {
            "amplitude" => num_features.next_power_of_two().trailing_zeros().max(1) as usize,
            _ => num_features,
        };
        self.qubits.unwrap_or(needed)
    }

    /// The sizes of the embedding for so many features.
    pub(super) fn shape(&self, num_features: usize) -> EmbeddingShape {
        let num_qubits = self.num_qubits(num_features);
        EmbeddingShape { num_qubits, num_features, repeats: self.embedding_repeats }
    }
}
