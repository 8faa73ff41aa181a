//! What a kernel is, and a kernel as data.
//!
//! Implemented by quantum and classical kernels; called by kernel models, which know nothing else of them.

use super::gaussian::GaussianKernel;
use super::{KernelSettings, QuantumKernel};
use crate::ModelError;
use ansatz_simulator::Backend;
use ndarray::Array2;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How alike two samples are: `k(x, y)`, symmetric and positive semidefinite over any samples, which are rows of features.
pub trait Kernel: Send + Sync {
    /// `k(x_i, x_j)` of samples with each other.
    ///
    /// # Errors
    /// Samples of another width, and whatever the backend refuses.
    fn gram(&self, samples: &Array2<f64>) -> Result<Array2<f64>, ModelError>;

    /// `k(x_i, y_j)`.
    ///
    /// # Errors
    /// As [`gram`](Self::gram).
    fn cross(&self, rows: &Array2<f64>, columns: &Array2<f64>) -> Result<Array2<f64>, ModelError>;

    /// The kernel as data. Kernels of other crates have a `kind` of their own, which [`SavedKernel::load`] does not know.
    fn save(&self) -> SavedKernel;
}

/// A kernel as data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedKernel {
    /// Its settings, with nothing left to the data.
    pub settings: KernelSettings,
    /// Features of a sample.
    pub num_features: usize,
    /// Weights of its embedding.
    pub weights: Vec<f64>,
}

impl SavedKernel {
    /// The kernel.
    ///
    /// # Errors
    /// [`ModelError::Saved`] for weights that are not finite, and settings that are refused.
    pub fn load(&self, backend: Arc<dyn Backend>) -> Result<Box<dyn Kernel>, ModelError> {
        if !self.weights.iter().all(|w| w.is_finite()) {
            return Err(ModelError::Saved("a weight of the kernel is not finite".into()));
        }
        self.settings.check()?;
        match (self.settings.kind.as_str(), self.settings.gamma) {
            ("gaussian", None) => Err(ModelError::Saved("a gaussian kernel without `gamma`".into())),
            ("gaussian", Some(gamma)) => Ok(Box::new(GaussianKernel::new(gamma, self.num_features)?)),
            _ => {
                let kernel = QuantumKernel::new(&self.settings, self.num_features, backend)?;
                Ok(Box::new(kernel.with_weights(self.weights.clone())?))
            }
        }
    }
}
