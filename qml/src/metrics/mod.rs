//! How good predictions are: accuracy and its interval, balanced accuracy, precision, recall, F1, confusion matrix, log loss, ROC-AUC; R² and
//! errors of numbers; bootstrap intervals of all of them.
//!
//! Called by training, evaluation and studies. Must not know models.
//!
//! ```
//! use ansatz_qml::metrics::Metrics;
//! let probabilities = ndarray::array![[0.9, 0.1], [0.4, 0.6], [0.6, 0.4], [0.2, 0.8]];
//! let metrics = Metrics::new(&[0, 1, 1, 1], &probabilities)?;
//! assert_eq!(metrics.accuracy, 0.75);
//! # Ok::<(), ansatz_qml::metrics::MetricsError>(())
//! ```

mod bootstrap;
mod confusion;
mod error;
mod probability;
mod regression;
mod resampled;

pub use bootstrap::{Bootstrap, MetricIntervals, RegressionIntervals};
pub use confusion::Confusion;
pub use error::MetricsError;
pub use probability::{log_loss, roc_auc};
pub use regression::RegressionMetrics;

use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// The 97.5 % point of the standard normal distribution, for two-sided 95 % intervals.
const NORMAL_975: f64 = 1.959_963_984_540_054;

/// The metrics of one set of predictions, as they are reported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Metrics {
    /// Share of samples predicted right.
    pub accuracy: f64,
    /// 95 % interval of the accuracy, lower and upper end; see [`wilson_interval`].
    pub accuracy_interval: (f64, f64),
    /// See [`Confusion::balanced_accuracy`].
    pub balanced_accuracy: f64,
    /// Macro mean of [`Confusion::precision`].
    pub precision: f64,
    /// Macro mean of [`Confusion::recall`].
    pub recall: f64,
    /// Macro mean of [`Confusion::f1`].
    pub f1: f64,
    /// See [`log_loss`].
    pub log_loss: f64,
    /// See [`roc_auc`].
    #[serde(default)]
    pub roc_auc: Option<f64>,
    /// See [`Confusion::counts`].
    pub confusion: Confusion,
}

impl Metrics {
    /// All metrics of class probabilities, one row a sample. The predicted class is the most probable one, the first one on ties.
    ///
    /// # Errors
    /// As [`Confusion::new`].
    pub fn new(labels: &[usize], probabilities: &Array2<f64>) -> Result<Self, MetricsError> {
        let predictions: Vec<usize> =
            probabilities.rows().into_iter().map(|row| most_probable(row.iter().copied())).collect();
        Self::of_predictions(labels, &predictions, probabilities)
    }

    /// All metrics where classes are predicted otherwise than by the largest probability.
    ///
    /// # Errors
    /// As [`Confusion::new`].
    pub fn of_predictions(
        labels: &[usize],
        predictions: &[usize],
        probabilities: &Array2<f64>,
    ) -> Result<Self, MetricsError> {
        let confusion = Confusion::new(labels, predictions, probabilities.ncols())?;
        Ok(Self {
            accuracy: confusion.accuracy(),
            accuracy_interval: wilson_interval(confusion.correct(), confusion.total()),
            balanced_accuracy: confusion.balanced_accuracy(),
            precision: confusion.macro_mean(Confusion::precision),
            recall: confusion.macro_mean(Confusion::recall),
            f1: confusion.macro_mean(Confusion::f1),
            log_loss: log_loss(labels, probabilities)?,
            roc_auc: roc_auc(labels, probabilities)?,
            confusion,
        })
    }
}

/// Index of the largest value, the first one on ties; 0 for no values.
///
/// ```
/// assert_eq!(ansatz_qml::metrics::most_probable([0.2, 0.4, 0.4]), 1);
/// ```
pub fn most_probable(values: impl IntoIterator<Item = f64>) -> usize {
    let mut best = (0, f64::NEG_INFINITY);
    for (class, value) in values.into_iter().enumerate() {
        if value > best.1 {
            best = (class, value);
        }
    }
    best.0
}

/// The 95 % Wilson score interval of a share of `correct` in `total`: with p = correct/total, n = total and z = 1.96,
/// `(p + z²/2n ± z sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n)`. It is (0, 1) for no samples.
///
/// Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", J. Am. Stat. Assoc. 22, 209–212 (1927).
pub fn wilson_interval(correct: usize, total: usize) -> (f64, f64) {
    if total == 0 {
        return (0.0, 1.0);
    }
    let (share, count) = (correct as f64 / total as f64, total as f64);
    let square = NORMAL_975 * NORMAL_975 / count;
    let center = share + square / 2.0;
    let reach = (square * (share * (1.0 - share) + square / 4.0)).sqrt();
    (((center - reach) / (1.0 + square)).max(0.0), ((center + reach) / (1.0 + square)).min(1.0))
}
