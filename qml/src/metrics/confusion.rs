//! Who was taken for whom: the confusion matrix, and the metrics that are functions of it.
//!
//! Called by [`Metrics`](super::Metrics). Must not know probabilities.

use super::error::{MetricsError, require_parallel};
use serde::{Deserialize, Serialize};

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

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0_usize), |(sum, count), value| (sum + value, count + 1));
    if count == 0 { 0.0 } else { sum / count as f64 }
}
