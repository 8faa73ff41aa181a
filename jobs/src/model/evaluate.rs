//! Predictions of a trained model, and how good they are.
//!
//! Called by whoever applies a model file to data.

use super::saved::{Answered, Answers, Labels, ModelRequest};
use crate::error::{JobError, Outcome};
use crate::observer::{Notice, Observer};
use crate::options::JobOptions;
use crate::place::Place;
use crate::train::NumberMetrics;
use ansatz::qml::metrics::{Bootstrap, MetricIntervals, Metrics, MetricsError, RegressionIntervals};
use ansatz::qml::models::Predictions;
use serde::Serialize;

/// What a model predicts; the keys are the contract of programs that read it.
#[derive(Debug, Clone, Serialize)]
pub struct Prediction {
    /// A class or a number for each row.
    pub predictions: Predicted,
    /// A row of numbers for each row, of classes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub probabilities: Vec<Vec<f64>>,
    /// Class names, in the order of the probabilities.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<String>,
    /// The rows of the data, from 1: all, unless rows with missing values were left out.
    pub rows: Vec<usize>,
}

/// A class or a number for each row.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum Predicted {
    /// Classes by name.
    Classes(Vec<String>),
    /// Numbers in the unit of the label.
    Numbers(Vec<f64>),
}

/// How good a model is; the keys are the contract of programs that read it.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum Evaluation {
    /// A model of classes.
    Classes(Box<ClassEvaluation>),
    /// A model of numbers.
    Numbers(NumberEvaluation),
}

/// How good a classifier is.
#[derive(Debug, Clone, Serialize)]
pub struct ClassEvaluation {
    /// The metrics.
    pub metrics: Metrics,
    /// 95 % intervals by bootstrap; none for more than a hundred classes or very many rows.
    pub intervals: Option<MetricIntervals>,
    /// Class names, in the order of the confusion matrix.
    pub classes: Vec<String>,
}

/// How good a regressor is.
#[derive(Debug, Clone, Serialize)]
pub struct NumberEvaluation {
    /// The metrics.
    pub metrics: NumberMetrics,
    /// 95 % intervals by bootstrap; none for very many rows.
    pub intervals: Option<RegressionIntervals>,
}

/// What a model says of rows of data.
///
/// # Errors
/// A file is wrong, or they do not fit; there is no room or no such device.
pub fn predict(request: &ModelRequest, options: &JobOptions, observer: &dyn Observer) -> Outcome<Prediction> {
    options.with_threads(|| {
        let Answered { saved, answers, rows, unknown } = request.answer(options, Labels::Ignored)?;
        unknown.iter().for_each(|text| observer.notice(&Notice::UnknownText(text)));
        let rows = rows.into_iter().map(|row| row + 1).collect();
        Ok(match answers {
            Answers::Classes { said: Predictions { classes: predicted, probabilities }, .. } => {
                let probabilities = probabilities.rows().into_iter().map(|row| row.to_vec()).collect();
                let classes = saved.surroundings().schema.classes.to_vec();
                let class = |class: usize| classes[class].clone();
                let predictions = Predicted::Classes(predicted.into_iter().map(class).collect());
                Prediction { predictions, probabilities, classes, rows }
            }
            Answers::Numbers { said, .. } => Prediction {
                predictions: Predicted::Numbers(said),
                probabilities: Vec::new(),
                classes: Vec::new(),
                rows,
            },
        })
    })
}

/// Metrics of a trained model on labelled data.
///
/// # Errors
/// Those of [`predict`]; there are no labels.
pub fn evaluate(
    request: &ModelRequest,
    options: &JobOptions,
    observer: &dyn Observer,
) -> Outcome<Evaluation> {
    options.with_threads(|| {
        let Answered { saved, answers, unknown, .. } = request.answer(options, Labels::Required)?;
        unknown.iter().for_each(|text| observer.notice(&Notice::UnknownText(text)));
        let wrong = |error: MetricsError| JobError::input(Place::file(request.data.display()), error);
        match answers {
            Answers::Classes { said: Predictions { classes: predicted, probabilities }, known } => {
                let metrics = Metrics::of_predictions(&known, &predicted, &probabilities).map_err(wrong)?;
                let classes = saved.surroundings().schema.classes.to_vec();
                let intervals = bootstrap(known.len(), classes.len())
                    .map(|bootstrap| bootstrap.of_predictions(&known, &predicted, &probabilities))
                    .transpose()
                    .map_err(wrong)?;
                Ok(Evaluation::Classes(Box::new(ClassEvaluation { metrics, intervals, classes })))
            }
            Answers::Numbers { said, known } => {
                let metrics = NumberMetrics::new(&known, &said)?;
                let intervals = bootstrap(known.len(), 1)
                    .map(|bootstrap| bootstrap.of_numbers(&known, &said))
                    .transpose()
                    .map_err(wrong)?;
                Ok(Evaluation::Numbers(NumberEvaluation { metrics, intervals }))
            }
        }
    })
}

/// Rows times classes whose intervals take a moment, for all resamples together.
const RESAMPLED_CELLS: usize = 20_000_000;

/// The bootstrap for so many rows and classes: of very many rows fewer resamples, so that it takes no time that anybody notices; none
/// where a hundred resamples would.
pub(crate) fn bootstrap(rows: usize, classes: usize) -> Option<Bootstrap> {
    let standard = Bootstrap::default();
    let resamples = (RESAMPLED_CELLS / rows.saturating_mul(classes).max(1)).min(standard.resamples);
    (classes <= 100 && resamples >= 100).then_some(Bootstrap { resamples, ..standard })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_of_many_rows_take_fewer_resamples() {
        let resamples = |rows, classes| bootstrap(rows, classes).map(|bootstrap| bootstrap.resamples);
        assert_eq!((resamples(10_000, 2), resamples(40_000, 2)), (Some(1000), Some(250)));
        assert_eq!((resamples(1_000_000, 2), resamples(10, 101)), (None, None));
    }
}
