//! How good predictions are: accuracy and its interval, balanced accuracy, precision, recall, F1, confusion matrix, log loss.
//!
//! Called by training and evaluation. Must not know models.

use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// The 97.5 % point of the standard normal distribution, for two-sided 95 % intervals.
const NORMAL_975: f64 = 1.959_963_984_540_054;

/// Probabilities are kept this far from 0 before their logarithm is taken, so that one sure mistake is not infinitely wrong.
const SMALLEST_PROBABILITY: f64 = 1e-15;

/// Why metrics cannot be computed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MetricsError {
    /// Nothing to measure on.
    #[error("expected at least one sample to measure on, found none")]
    NoSamples,
    /// Lists that should be parallel are not.
    #[error("expected as many {what} as labels ({expected}), found {found}")]
    Lengths {
        /// What there is too much or too little of.
        what: &'static str,
        /// Number of labels.
        expected: usize,
        /// Number found.
        found: usize,
    },
    /// A label that is no class.
    #[error("sample {sample} (from 0): expected a class below {classes}, found {found}")]
    Class {
        /// Index of the sample.
        sample: usize,
        /// Number of classes.
        classes: usize,
        /// The label.
        found: usize,
    },
}

/// How often each class was taken for each class. The metrics below are its functions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confusion {
    /// `counts[t][p]`: samples of true class t that were predicted as p.
    pub counts: Vec<Vec<usize>>,
}

impl Confusion {
    /// Counts pairs of true and predicted class, both below `classes`.
    ///
    /// # Errors
    /// [`MetricsError`] for no samples, lists of different lengths, or a label that is no class.
    pub fn new(labels: &[usize], predictions: &[usize], classes: usize) -> Result<Self, MetricsError> {
        require_parallel("predictions", labels, predictions.len())?;
        let mut counts = vec![vec![0; classes]; classes];
        for (sample, (&label, &prediction)) in labels.iter().zip(predictions).enumerate() {
            let found = label.max(prediction);
            if found >= classes {
                return Err(MetricsError::Class { sample, classes, found });
            }
            counts[label][prediction] += 1;
        }
        Ok(Self { counts })
    }

    /// Number of samples.
    pub fn total(&self) -> usize {
        self.counts.iter().flatten().sum()
    }

    /// Number of samples predicted right.
    pub fn correct(&self) -> usize {
        (0..self.counts.len()).map(|class| self.counts[class][class]).sum()
    }

    /// Share of samples predicted right.
    pub fn accuracy(&self) -> f64 {
        ratio(self.correct(), self.total())
    }

    /// Mean over the classes that have samples of the share of their samples predicted right.
    pub fn balanced_accuracy(&self) -> f64 {
        mean(self.present(|true_count, _| true_count > 0).map(|class| self.recall(class)))
    }

    /// Share of the samples of `class` that were predicted as it; 0 if it has none.
    pub fn recall(&self, class: usize) -> f64 {
        ratio(self.counts[class][class], self.counts[class].iter().sum())
    }

    /// Share of the predictions of `class` that were right; 0 if it was never predicted.
    pub fn precision(&self, class: usize) -> f64 {
        ratio(self.counts[class][class], self.predicted(class))
    }

    /// `2 · right / (samples of the class + predictions of it)`, the harmonic mean of precision and recall; 0 if there are neither.
    pub fn f1(&self, class: usize) -> f64 {
        ratio(2 * self.counts[class][class], self.counts[class].iter().sum::<usize>() + self.predicted(class))
    }

    /// The plain mean of a metric of one class, such as [`Confusion::f1`], over the classes that have a sample or a prediction.
    pub fn macro_mean(&self, metric: impl Fn(&Self, usize) -> f64) -> f64 {
        mean(
            self.present(|true_count, predicted| true_count + predicted > 0).map(|class| metric(self, class)),
        )
    }

    fn predicted(&self, class: usize) -> usize {
        self.counts.iter().map(|row| row[class]).sum()
    }

    fn present(&self, keep: impl Fn(usize, usize) -> bool) -> impl Iterator<Item = usize> {
        (0..self.counts.len())
            .filter(move |&class| keep(self.counts[class].iter().sum(), self.predicted(class)))
    }
}

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
        let confusion = Confusion::new(labels, &predictions, probabilities.ncols())?;
        Ok(Self {
            accuracy: confusion.accuracy(),
            accuracy_interval: wilson_interval(confusion.correct(), confusion.total()),
            balanced_accuracy: confusion.balanced_accuracy(),
            precision: confusion.macro_mean(Confusion::precision),
            recall: confusion.macro_mean(Confusion::recall),
            f1: confusion.macro_mean(Confusion::f1),
            log_loss: log_loss(labels, probabilities)?,
            confusion,
        })
    }
}

/// Index of the largest value, the first one on ties; 0 for no values.
pub(crate) fn most_probable(values: impl Iterator<Item = f64>) -> usize {
    let mut best = (0, f64::NEG_INFINITY);
    for (class, value) in values.enumerate() {
        if value > best.1 {
            best = (class, value);
        }
    }
    best.0
}

/// `-1/N Σᵢ ln pᵢ`, where pᵢ is the probability that sample i's true class was given, at least 10⁻¹⁵.
///
/// # Errors
/// As [`Confusion::new`].
pub fn log_loss(labels: &[usize], probabilities: &Array2<f64>) -> Result<f64, MetricsError> {
    require_parallel("rows of probabilities", labels, probabilities.nrows())?;
    let mut sum = 0.0;
    for (sample, (&label, row)) in labels.iter().zip(probabilities.rows()).enumerate() {
        let Some(&probability) = row.get(label) else {
            return Err(MetricsError::Class { sample, classes: row.len(), found: label });
        };
        sum -= probability.max(SMALLEST_PROBABILITY).ln();
    }
    Ok(sum / labels.len() as f64)
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

fn require_parallel(what: &'static str, labels: &[usize], found: usize) -> Result<(), MetricsError> {
    if labels.is_empty() {
        return Err(MetricsError::NoSamples);
    }
    let expected = labels.len();
    if found == expected { Ok(()) } else { Err(MetricsError::Lengths { what, expected, found }) }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0_usize), |(sum, count), value| (sum + value, count + 1));
    if count == 0 { 0.0 } else { sum / count as f64 }
}
