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
///
/// Anybody can write one, and a machine takes it as a value:
///
/// ```
/// use ansatz_qml::data::moons;
/// use ansatz_qml::kernels::{Kernel, KernelClassifier};
/// use ansatz_qml::models::Classifier;
/// use ndarray::Array2;
/// /// `(1 + x·y)³`.
/// struct Cubic;
/// impl Kernel for Cubic {
///     fn cross(&self, rows: &Array2<f64>, columns: &Array2<f64>) -> Result<Array2<f64>, ansatz_qml::ModelError> {
///         Ok(rows.dot(&columns.t()).mapv(|product| (1.0 + product).powi(3)))
///     }
/// }
/// let data = moons(60, 0.05, 0)?;
/// let mut machine = KernelClassifier::with_kernel(Cubic);
/// machine.fit(&data.features, &data.labels)?;
/// assert!(machine.score(&data.features, &data.labels)? > 0.95);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Kernel: Send + Sync {
    /// `k(x_i, y_j)`, a row for each of `rows` and a column for each of `columns`.
    ///
    /// # Errors
    /// Samples of another width, and whatever the backend refuses.
    fn cross(&self, rows: &Array2<f64>, columns: &Array2<f64>) -> Result<Array2<f64>, ModelError>;

    /// `k(x_i, x_j)` of samples with each other. By default [`cross`](Self::cross) with themselves.
    ///
    /// # Errors
    /// As [`cross`](Self::cross).
    fn gram(&self, samples: &Array2<f64>) -> Result<Array2<f64>, ModelError> {
        self.cross(samples, samples)
    }

    /// The kernel as data, if settings say what it is; whoever made any other makes it again.
    fn save(&self) -> Option<SavedKernel> {
        None
    }
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
    pub fn load(&self, backend: Arc<dyn Backend>) -> Result<Arc<dyn Kernel>, ModelError> {
        if !self.weights.iter().all(|w| w.is_finite()) {
            return Err(ModelError::Saved("a weight of the kernel is not finite".into()));
        }
        self.settings.check()?;
        match (self.settings.kind.as_str(), self.settings.gamma) {
            ("gaussian", None) => Err(ModelError::Saved("a gaussian kernel without `gamma`".into())),
            ("gaussian", Some(gamma)) => Ok(Arc::new(GaussianKernel::new(gamma, self.num_features)?)),
            _ => {
                let kernel = QuantumKernel::new(&self.settings, self.num_features, backend)?;
                Ok(Arc::new(kernel.with_weights(self.weights.clone())?))
            }
        }
    }
}
