//! What a kernel is made of, as text and numbers that a file can hold, and how it becomes one.

use super::gaussian::{GaussianKernel, check_gamma, scale_of};
use super::{Kernel, QuantumKernel};
use crate::{DataCircuit, EmbeddingShape, Encoding, ModelError, Source, UnknownName, embedding_by_name};
use ansatz_circuits::Circuit;
use ansatz_simulator::Backend;
use ndarray::Array2;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The names of kernels.
pub const KERNELS: [&str; 3] = ["fidelity", "projected", "gaussian"];

/// The settings of a [`Kernel`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KernelSettings {
    /// `fidelity` or `projected` of [`QuantumKernel`], or `gaussian`: `exp(−γ|x − y|²)`, which has no circuit. Default `fidelity`.
    pub kind: String,
    /// Qubits. Absent: one for each feature; for `amplitude` as many as the features need.
    pub qubits: Option<usize>,
    /// `angle`, `amplitude`, `iqp` or `zz`, and `reuploading` where it is trainable. Default `iqp`; `gaussian` has none.
    pub embedding: String,
    /// Repetitions of the `iqp`, `zz` and `reuploading` embeddings. Default 1.
    pub embedding_repeats: usize,
    /// Whether the embedding has weights, which are trained: those of `reuploading`; for the others a factor of each input
    /// of each repetition, 1 before training. Default false.
    pub trainable: bool,
    /// The γ of `projected` and `gaussian`, more than 0. Absent: 1 for `projected`, `1/(features · variance)` for `gaussian`.
    pub gamma: Option<f64>,
}

impl Default for KernelSettings {
    fn default() -> Self {
        KernelSettings {
            kind: "fidelity".into(),
            qubits: None,
            embedding: "iqp".into(),
            embedding_repeats: 1,
            trainable: false,
            gamma: None,
        }
    }
}

impl KernelSettings {
    /// The kernel for samples like these, which decide its number of features, and γ of `gaussian` where it is absent.
    ///
    /// # Errors
    /// Settings out of range, unknown names, and features that do not fit the qubits.
    pub fn build(
        &self,
        samples: &Array2<f64>,
        backend: Arc<dyn Backend>,
    ) -> Result<Arc<dyn Kernel>, ModelError> {
        self.check()?;
        if self.kind == "gaussian" {
            let gamma = self.gamma.unwrap_or_else(|| scale_of(samples));
            return Ok(Arc::new(GaussianKernel::new(gamma, samples.ncols())?));
        }
        Ok(Arc::new(QuantumKernel::new(self, samples.ncols(), backend)?))
    }

    /// Refuses what no kernel has.
    ///
    /// # Errors
    /// The setting that is wrong.
    pub fn check(&self) -> Result<(), ModelError> {
        if !KERNELS.contains(&self.kind.as_str()) {
            return Err(UnknownName::new("kernel", &self.kind, &KERNELS).into());
        }
        if let Some((setting, reason)) = self.without_effect() {
            return Err(ModelError::NoEffect { setting, reason });
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
        self.gamma.map_or(Ok(()), check_gamma)
    }

    /// A setting that would do nothing, and why.
    fn without_effect(&self) -> Option<(&'static str, &'static str)> {
        let gaussian = self.kind == "gaussian";
        let rules = [
            ("qubits", gaussian && self.qubits.is_some(), "a gaussian kernel has no circuit"),
            ("trainable", gaussian && self.trainable, "a gaussian kernel has no circuit"),
            (
                "gamma",
                self.kind == "fidelity" && self.gamma.is_some(),
                "only `projected` and `gaussian` have one",
            ),
            (
                "embedding",
                !gaussian && !self.trainable && self.embedding == "reuploading",
                "`reuploading` has weights: set `trainable`, or use `iqp`, `zz`, `angle` or `amplitude`",
            ),
            (
                "trainable",
                self.trainable && self.embedding == "amplitude",
                "`amplitude` has no angles to scale; use `iqp`, `zz`, `angle` or `reuploading`",
            ),
        ];
        rules.into_iter().find(|(_, holds, _)| *holds).map(|(setting, _, reason)| (setting, reason))
    }

    /// Qubits for so many features; none for a kernel without a circuit.
    pub fn num_qubits(&self, num_features: usize) -> usize {
        let needed = match (self.kind.as_str(), self.embedding.as_str()) {
            ("gaussian", _) => 0,
            (_, "amplitude") => num_features.next_power_of_two().trailing_zeros().max(1) as usize,
            _ => num_features,
        };
        self.qubits.unwrap_or(needed)
    }

    /// The circuit that embeds samples of so many features; none of a kernel without a circuit.
    ///
    /// # Errors
    /// Unknown names, and features that do not fit the qubits.
    pub fn circuit(&self, num_features: usize) -> Result<Option<Circuit>, ModelError> {
        match self.kind.as_str() {
            "gaussian" => Ok(None),
            _ => Ok(Some(self.data_circuit(num_features)?.circuit().clone())),
        }
    }

    /// The embedding for so many features, with weights if it is trainable.
    pub(super) fn data_circuit(&self, num_features: usize) -> Result<DataCircuit, ModelError> {
        let num_qubits = self.num_qubits(num_features);
        let shape = EmbeddingShape { num_qubits, num_features, repeats: self.embedding_repeats };
        let plain = embedding_by_name(&self.embedding, shape)?;
        if !self.trainable || plain.num_weights() > 0 {
            return Ok(plain);
        }
        let inputs = plain.sources().iter().filter_map(|source| match source {
            Source::Input(encoding) => Some(*encoding),
            _ => None,
        });
        let inputs: Vec<Encoding> = inputs.collect();
        let mut scaled = DataCircuit::empty(num_qubits, num_features);
        scaled.append_scaled_inputs(plain.circuit(), &inputs)?;
        Ok(scaled)
    }
}
