//! How good predicted numbers are.
//!
//! Called by regression models' users.

use super::MetricsError;
use serde::{Deserialize, Serialize};

/// The metrics of predicted numbers ŷ for targets y.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RegressionMetrics {
    /// `1 − Σ (y − ŷ)² / Σ (y − mean y)²`: 1 is perfect, 0 as good as the mean. Where all targets are equal, 1 if they are predicted and 0 if not.
    pub r2: f64,
    /// `1/N Σ |y − ŷ|`, in the unit of the targets.
    pub mean_absolute_error: f64,
    /// `√(1/N Σ (y − ŷ)²)`, in the unit of the targets.
    pub root_mean_square_error: f64,
}

impl RegressionMetrics {
    /// All metrics.
    ///
    /// # Errors
    /// [`MetricsError`] for no samples and lists of different lengths.
    pub fn new(targets: &[f64], predicted: &[f64]) -> Result<Self, MetricsError> {
        if targets.is_empty() {
            return Err(MetricsError::NoSamples);
        }
        let (expected, found) = (targets.len(), predicted.len());
        if expected != found {
            return Err(MetricsError::Lengths { what: "predictions", expected, found });
        }
        let count = expected as f64;
        let mean = targets.iter().sum::<f64>() / count;
        let errors = || targets.iter().zip(predicted).map(|(y, p)| y - p);
        let squares: f64 = errors().map(|e| e * e).sum();
        let total: f64 = targets.iter().map(|y| (y - mean).powi(2)).sum();
        Ok(Self {
            r2: if total > 0.0 { 1.0 - squares / total } else { f64::from(u8::from(squares == 0.0)) },
            mean_absolute_error: errors().map(f64::abs).sum::<f64>() / count,
            root_mean_square_error: (squares / count).sqrt(),
        })
    }
}
