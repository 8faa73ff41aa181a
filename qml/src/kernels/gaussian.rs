//! The Gaussian kernel of the features themselves: the classical neighbour of every quantum kernel.
//!
//! Made by settings; called by kernel models.

use super::{Kernel, KernelSettings, SavedKernel};
use crate::ModelError;
use ansatz_simulator::TableNeed;
use ndarray::{Array2, ArrayView1, Axis};

/// `k(x, y) = exp(−γ|x − y|²)`.
///
/// ```
/// use ansatz_qml::kernels::{GaussianKernel, Kernel};
/// let kernel = GaussianKernel::new(0.5, 2)?;
/// let gram = kernel.gram(&ndarray::array![[0.0, 0.0], [1.0, 1.0]])?;
/// assert!((gram[[0, 1]] - (-1f64).exp()).abs() < 1e-15);
/// # Ok::<(), ansatz_qml::ModelError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct GaussianKernel {
    gamma: f64,
    num_features: usize,
}

impl GaussianKernel {
    /// The kernel of this γ.
    ///
    /// # Errors
    /// A γ that is not positive and finite.
    pub fn new(gamma: f64, num_features: usize) -> Result<GaussianKernel, ModelError> {
        check_gamma(gamma)?;
        Ok(GaussianKernel { gamma, num_features })
    }

    fn check(&self, samples: &Array2<f64>) -> Result<(), ModelError> {
        let (expected, found) = (self.num_features, samples.ncols());
        if expected == found { Ok(()) } else { Err(ModelError::FeatureCount { expected, found }) }
    }
}

impl Kernel for GaussianKernel {
    fn cross(&self, rows: &Array2<f64>, columns: &Array2<f64>) -> Result<Array2<f64>, ModelError> {
        self.check(rows)?;
        self.check(columns)?;
        check_matrix(rows.nrows(), columns.nrows())?;
        Ok(gaussian(rows, columns, self.gamma))
    }

    fn save(&self) -> Option<SavedKernel> {
        let settings =
            KernelSettings { kind: "gaussian".into(), gamma: Some(self.gamma), ..KernelSettings::default() };
        Some(SavedKernel { settings, num_features: self.num_features, weights: Vec::new() })
    }
}

/// Refuses a kernel matrix that the machine has no room for, before it is made.
pub(super) fn check_matrix(rows: usize, columns: usize) -> Result<(), ModelError> {
    Ok(TableNeed { rows, columns, copies: 1 }.check("a kernel matrix", None)?)
}

/// Refuses a γ that is not positive and finite.
pub(super) fn check_gamma(gamma: f64) -> Result<(), ModelError> {
    if gamma.is_finite() && gamma > 0.0 {
        return Ok(());
    }
    Err(ModelError::Number { setting: "gamma", expected: "finite and more than 0", found: gamma })
}

/// `1/(features · variance of all numbers)`, or 1 where they are all equal.
pub(super) fn scale_of(samples: &Array2<f64>) -> f64 {
    let count = samples.len().max(1) as f64;
    let mean = samples.sum() / count;
    let variance = samples.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / count;
    if variance > 0.0 { 1.0 / (samples.ncols() as f64 * variance) } else { 1.0 }
}

/// `exp(−γ|x_i − y_j|²)`.
pub(super) fn gaussian(x: &Array2<f64>, y: &Array2<f64>, gamma: f64) -> Array2<f64> {
    let square = |row: ArrayView1<'_, f64>| row.dot(&row);
    let (of_x, of_y) = (x.map_axis(Axis(1), square), y.map_axis(Axis(1), square));
    let mut kernel = x.dot(&y.t());
    for ((i, j), value) in kernel.indexed_iter_mut() {
        // Rounding may make a distance of equal samples negative.
        *value = (-gamma * (of_x[i] + of_y[j] - 2.0 * *value).max(0.0)).exp();
    }
    kernel
}
