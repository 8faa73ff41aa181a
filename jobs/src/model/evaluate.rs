//! Predictions of a trained model, and how good they are.
//!
//! Called by whoever applies a model file to data.

use super::saved::{Answered, Labels, ModelRequest};
use crate::error::{JobError, Outcome};
use crate::options::JobOptions;
use crate::place::Place;
use ansatz::qml::metrics::{Bootstrap, MetricIntervals, Metrics, MetricsError, most_probable};
use serde::Serialize;

/// Classes and their probabilities; the keys are the contract of programs that read it.
#[derive(Debug, Clone, Serialize)]
pub struct Prediction {
    /// A class for each row.
    pub predictions: Vec<String>,
    /// A row of numbers for each row.
    pub probabilities: Vec<Vec<f64>>,
    /// Class names, in the order of the probabilities.
    pub classes: Vec<String>,
}

/// How good a model is; the keys are the contract of programs that read it.
#[derive(Debug, Clone, Serialize)]
pub struct Evaluation {
    /// The metrics.
    pub metrics: Metrics,
    /// 95 % intervals by bootstrap; none for more than a hundred classes or very many rows.
    pub intervals: Option<MetricIntervals>,
    /// Class names, in the order of the confusion matrix.
    pub classes: Vec<String>,
}

/// Classes and their probabilities for rows of data.
///
/// # Errors
/// A file is wrong, or they do not fit; there is no room or no such device.
pub fn predict(request: &ModelRequest, options: &JobOptions) -> Outcome<Prediction> {
    options.with_threads(|| {
        let Answered { saved, probabilities, .. } = request.answer(options, Labels::Ignored)?;
        let probabilities: Vec<Vec<f64>> = probabilities.rows().into_iter().map(|row| row.to_vec()).collect();
        let class = |row: &Vec<f64>| saved.classes[most_probable(row.iter().copied())].clone();
        let predictions = probabilities.iter().map(class).collect();
        Ok(Prediction { predictions, probabilities, classes: saved.classes })
    })
}

/// Metrics of a trained model on labelled data.
///
/// # Errors
/// Those of [`predict`]; there are no labels.
pub fn evaluate(request: &ModelRequest, options: &JobOptions) -> Outcome<Evaluation> {
    options.with_threads(|| {
        let Answered { saved, probabilities, labels } = request.answer(options, Labels::Required)?;
        let wrong = |error: MetricsError| JobError::input(Place::file(request.data.display()), error);
        let metrics = Metrics::new(&labels, &probabilities).map_err(wrong)?;
        let predictions: Vec<usize> =
            probabilities.rows().into_iter().map(|row| most_probable(row.iter().copied())).collect();
        let intervals = has_intervals(labels.len(), saved.classes.len())
            .then(|| Bootstrap::default().of_predictions(&labels, &predictions, &probabilities))
            .transpose()
            .map_err(wrong)?;
        Ok(Evaluation { metrics, intervals, classes: saved.classes })
    })
}

/// Rows times classes up to which intervals take no time that anybody notices.
const MOST_CELLS: usize = 100_000;

/// Whether intervals by bootstrap are computed for so many rows and classes.
pub(crate) fn has_intervals(rows: usize, classes: usize) -> bool {
    classes <= 100 && rows.saturating_mul(classes) <= MOST_CELLS
}
