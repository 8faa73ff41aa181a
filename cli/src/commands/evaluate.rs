//! `evaluate`: how good a trained model is on labelled data.

use crate::failure::{Failure, Outcome};
use crate::model_file::{Answered, Labels, ModelAndData, most_probable};
use crate::options::{AnswerFormat, Common};
use crate::{metrics_text, output};
use ansatz::qml::{Bootstrap, MetricIntervals, Metrics};
use clap::Args;
use serde::Serialize;

/// Metrics of a trained model on labelled data, with confidence intervals.
///
/// The file must have the model's feature columns and its label column, found by name. The accuracy comes with its
/// 95 % Wilson interval, and every metric with one by bootstrap (1000 resamples of the rows, seed 0); precision, recall and
/// F1 are plain means over the classes. The confusion matrix has a row for
/// each true class and a column for each predicted one.
#[derive(Args)]
#[command(after_long_help = crate::help::page(
    &[crate::help::MODEL_AND_DATA],
    "ansatz evaluate out/iris/model.json data/iris.csv
     ansatz evaluate out/iris/model.json data/iris.csv --format json"
))]
pub struct Evaluate {
    #[command(flatten)]
    input: ModelAndData,
    #[command(flatten)]
    common: Common,
}

#[derive(Serialize)]
struct Answer {
    metrics: Metrics,
    /// 95 % intervals by bootstrap; none for more than a hundred classes or very many rows.
    intervals: Option<MetricIntervals>,
    /// Class names, in the order of the confusion matrix.
    classes: Vec<String>,
}

impl Evaluate {
    pub fn execute(&self) -> Outcome {
        let format = self.common.answer_format()?;
        let answer = self.common.with_threads(|| self.answer())?;
        match format {
            AnswerFormat::Json => output::print_json(&answer),
            AnswerFormat::Text => {
                let summary = metrics_text::summary(&[("", &answer.metrics)]);
                let confusion = metrics_text::confusion(&answer.metrics.confusion, &answer.classes);
                let intervals = answer.intervals.as_ref().map(metrics_text::intervals);
                let parts = [Some(summary), intervals, Some(confusion)];
                output::print_names(&parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n"))
            }
        }
    }

    fn answer(&self) -> Outcome<Answer> {
        let Answered { saved, probabilities, labels } = self.input.answer(&self.common, Labels::Required)?;
        let metrics = Metrics::new(&labels, &probabilities)
            .map_err(|error| Failure::input(self.input.data.display(), error))?;
        let predictions: Vec<usize> = probabilities
            .rows()
            .into_iter()
            .map(|row| most_probable(row.as_slice().unwrap_or(&[])))
            .collect();
        let intervals = metrics_text::has_intervals(labels.len(), saved.classes.len())
            .then(|| Bootstrap::default().of_predictions(&labels, &predictions, &probabilities))
            .transpose()
            .map_err(|error| Failure::input(self.input.data.display(), error))?;
        Ok(Answer { metrics, intervals, classes: saved.classes })
    }
}
