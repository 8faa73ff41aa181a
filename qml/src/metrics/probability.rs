//! Metrics of probabilities: log loss and the area under the ROC curve.
//!
//! Called by [`Metrics`](super::Metrics).

use super::error::{MetricsError, require_parallel};
use ndarray::Array2;

/// Probabilities are kept this far from 0 before their logarithm is taken, so that one sure mistake is not infinitely wrong.
const SMALLEST_PROBABILITY: f64 = 1e-15;

/// `-1/N Σᵢ ln pᵢ`, where pᵢ is the probability that sample i's true class was given, at least 10⁻¹⁵.
///
/// # Errors
/// As [`Confusion::new`](super::Confusion::new).
pub fn log_loss(labels: &[usize], probabilities: &Array2<f64>) -> Result<f64, MetricsError> {
    require_parallel("rows of probabilities", labels, probabilities.nrows())?;
    let mut sum = 0.0;
    for (sample, (&label, row)) in labels.iter().zip(probabilities.rows()).enumerate() {
        let Some(&probability) = row.get(label) else {
            return Err(MetricsError::Class { sample, classes: row.len(), found: label });
        };
        sum += loss_of(probability);
    }
    Ok(sum / labels.len() as f64)
}

/// `-ln p`, p being at least 10⁻¹⁵.
pub(super) fn loss_of(probability: f64) -> f64 {
    -probability.max(SMALLEST_PROBABILITY).ln()
}

/// The area under the receiver operating characteristic: the probability that a sample of the class has a larger score than one of another class, equal
/// scores counting half (Hanley and McNeil, Radiology 143, 29 (1982)). 0.5 knows nothing, 1 is perfect. Two classes: that of class 1.
/// More: the plain mean over the classes, each against the rest, that have a sample inside and outside. None if there is no such class.
///
/// ```
/// use ndarray::array;
/// let probabilities = array![[0.9, 0.1], [0.6, 0.4], [0.65, 0.35], [0.2, 0.8]];
/// assert_eq!(ansatz_qml::metrics::roc_auc(&[0, 0, 1, 1], &probabilities)?, Some(0.75));
/// # Ok::<(), ansatz_qml::metrics::MetricsError>(())
/// ```
///
/// # Errors
/// As [`log_loss`].
pub fn roc_auc(labels: &[usize], probabilities: &Array2<f64>) -> Result<Option<f64>, MetricsError> {
    require_parallel("rows of probabilities", labels, probabilities.nrows())?;
    let classes = probabilities.ncols();
    if let Some((sample, found)) = labels.iter().copied().enumerate().find(|(_, label)| *label >= classes) {
        return Err(MetricsError::Class { sample, classes, found });
    }
    let first = if classes == 2 { 1 } else { 0 };
    let areas: Vec<f64> = (first..classes)
        .filter_map(|class| {
            let scores: Vec<(f64, bool)> = probabilities
                .column(class)
                .iter()
                .zip(labels)
                .map(|(p, label)| (*p, *label == class))
                .collect();
            area(scores)
        })
        .collect();
    Ok((!areas.is_empty()).then(|| areas.iter().sum::<f64>() / areas.len() as f64))
}

/// By the ranks of the positive scores, equal ones sharing theirs (Mann and Whitney).
fn area(mut scores: Vec<(f64, bool)>) -> Option<f64> {
    scores.sort_by(|a, b| a.0.total_cmp(&b.0));
    let positives = scores.iter().filter(|(_, positive)| *positive).count() as f64;
    let negatives = scores.len() as f64 - positives;
    if positives == 0.0 || negatives == 0.0 {
        return None;
    }
    let (mut rank, mut sum) = (0.0, 0.0);
    for equal in scores.chunk_by(|a, b| a.0 == b.0) {
        let count = equal.len() as f64;
        let mean_rank = rank + (count + 1.0) / 2.0;
        sum += mean_rank * equal.iter().filter(|(_, positive)| *positive).count() as f64;
        rank += count;
    }
    Some((sum - positives * (positives + 1.0) / 2.0) / (positives * negatives))
}
