//! Bootstrap intervals: how far a metric moves when the samples are drawn again.
//!
//! Called by users and reports; works for any function of the samples.

use super::resampled::{Drawn, Resampled};
use super::{Confusion, Metrics, MetricsError, RegressionMetrics};
use crate::purposes;
use ansatz_simulator::RandomStream;
use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// How intervals are made.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Bootstrap {
    /// How often as many samples are drawn, with replacement. Default 1000.
    pub resamples: usize,
    /// The share of resamples inside, more than 0 and less than 1. Default 0.95.
    pub confidence: f64,
    /// Default 0.
    pub seed: u64,
}

impl Default for Bootstrap {
    fn default() -> Self {
        Bootstrap { resamples: 1000, confidence: 0.95, seed: 0 }
    }
}

/// The intervals of [`Metrics`], each its lower and upper end.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MetricIntervals {
    /// Of the share predicted right.
    pub accuracy: (f64, f64),
    /// Of the mean recall over the classes.
    pub balanced_accuracy: (f64, f64),
    /// Of the mean precision over the classes.
    pub precision: (f64, f64),
    /// Of the mean recall over the classes, as a metric of its own.
    pub recall: (f64, f64),
    /// Of the mean F1 score over the classes.
    pub f1: (f64, f64),
    /// Of the mean logarithmic loss, in nats.
    pub log_loss: (f64, f64),
    /// None where no resample has one.
    pub roc_auc: Option<(f64, f64)>,
}

/// The intervals of [`RegressionMetrics`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RegressionIntervals {
    /// Of the share of the variance that is explained.
    pub r2: (f64, f64),
    /// Of the mean distance from what is known, in its unit.
    pub mean_absolute_error: (f64, f64),
    /// Of the root of the mean squared distance, in its unit.
    pub root_mean_square_error: (f64, f64),
}

impl Bootstrap {
    /// The percentile intervals of some numbers that are computed of samples: `numbers(rows)`, where `rows` may name a sample more than
    /// once. Resample r draws from a stream of its own. Numbers that are not finite in a resample are left out; where none is left,
    /// there is no interval.
    ///
    /// Source: B. Efron, "Bootstrap methods: another look at the jackknife", Ann. Stat. 7, 1 (1979).
    ///
    /// ```
    /// use ansatz_qml::metrics::Bootstrap;
    /// let data: Vec<f64> = (0..100).map(f64::from).collect();
    /// let mean = |rows: &[usize]| [rows.iter().map(|row| data[*row]).sum::<f64>() / 100.0];
    /// let (low, high) = Bootstrap::default().intervals(100, mean)[0].unwrap();
    /// assert!(low < 49.5 && high > 49.5 && high - low < 15.0);
    /// ```
    pub fn intervals<const N: usize>(
        &self,
        samples: usize,
        mut numbers: impl FnMut(&[usize]) -> [f64; N],
    ) -> [Option<(f64, f64)>; N] {
        let mut found: [Vec<f64>; N] = std::array::from_fn(|_| Vec::with_capacity(self.resamples));
        let mut rows = vec![0; samples];
        for resample in 0..self.resamples {
            let mut stream = RandomStream::new(self.seed, purposes::BOOTSTRAP, resample as u64);
            if samples > 0 {
                rows.iter_mut().for_each(|row| *row = stream.below(samples as u64) as usize);
            }
            let numbers = numbers(&rows);
            found.iter_mut().zip(numbers).filter(|(_, n)| n.is_finite()).for_each(|(all, n)| all.push(n));
        }
        let outside = (1.0 - self.confidence.clamp(0.0, 1.0)) / 2.0;
        found.map(|mut all| {
            all.sort_by(f64::total_cmp);
            (!all.is_empty()).then(|| (quantile(&all, outside), quantile(&all, 1.0 - outside)))
        })
    }

    /// The intervals of all metrics.
    ///
    /// # Errors
    /// As [`Metrics::of_predictions`].
    pub fn of_predictions(
        &self,
        labels: &[usize],
        predictions: &[usize],
        probabilities: &Array2<f64>,
    ) -> Result<MetricIntervals, MetricsError> {
        Metrics::of_predictions(labels, predictions, probabilities)?;
        let mut resampled = Resampled::new(labels, predictions, probabilities);
        let numbers = |rows: &[usize]| {
            let Drawn { confusion, log_loss, roc_auc } = resampled.of(rows);
            [
                confusion.accuracy(),
                confusion.balanced_accuracy(),
                confusion.macro_mean(Confusion::precision),
                confusion.macro_mean(Confusion::recall),
                confusion.macro_mean(Confusion::f1),
                log_loss,
                roc_auc.unwrap_or(f64::NAN),
            ]
        };
        let [accuracy, balanced, precision, recall, f1, log_loss, roc_auc] =
            self.intervals(labels.len(), numbers).map(|interval| interval.unwrap_or((f64::NAN, f64::NAN)));
        Ok(MetricIntervals {
            accuracy,
            balanced_accuracy: balanced,
            precision,
            recall,
            f1,
            log_loss,
            roc_auc: (!roc_auc.0.is_nan()).then_some(roc_auc),
        })
    }

    /// The intervals of all metrics of numbers.
    ///
    /// # Errors
    /// As [`RegressionMetrics::new`].
    pub fn of_numbers(
        &self,
        targets: &[f64],
        predicted: &[f64],
    ) -> Result<RegressionIntervals, MetricsError> {
        RegressionMetrics::new(targets, predicted)?;
        let pick = |all: &[f64], rows: &[usize]| rows.iter().map(|row| all[*row]).collect::<Vec<_>>();
        let numbers =
            |rows: &[usize]| match RegressionMetrics::new(&pick(targets, rows), &pick(predicted, rows)) {
                Ok(m) => [m.r2, m.mean_absolute_error, m.root_mean_square_error],
                Err(_) => [f64::NAN; 3],
            };
        let [r2, mean_absolute_error, root_mean_square_error] =
            self.intervals(targets.len(), numbers).map(|interval| interval.unwrap_or((f64::NAN, f64::NAN)));
        Ok(RegressionIntervals { r2, mean_absolute_error, root_mean_square_error })
    }
}

/// Between the neighbours of the place, linearly; `ascending` is not empty.
fn quantile(ascending: &[f64], share: f64) -> f64 {
    let place = share * (ascending.len() - 1) as f64;
    let (low, part) = (place.floor() as usize, place.fract());
    let high = (low + 1).min(ascending.len() - 1);
    ascending[low] + part * (ascending[high] - ascending[low])
}
