//! `evaluate`: how good a trained model is on labelled data.

use super::predict::ModelAndData;
use crate::failure::Outcome;
use crate::metrics::{self, NamedMetrics, NamedNumbers};
use crate::options::{AnswerFormat, Common};
use crate::output;
use crate::terminal::Terminal;
use ansatz_jobs::model::{Evaluation, evaluate};
use clap::Args;

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

impl Evaluate {
    pub fn execute(&self) -> Outcome {
        let format = self.common.answer_format()?;
        let observer = Terminal::new(&self.common);
        let answer = evaluate(&self.input.request(), &self.common.job(), &observer)?;
        match format {
            AnswerFormat::Json => output::print_json(&answer),
            AnswerFormat::Text => output::print(&text(&answer)),
        }
    }
}

/// The answer for people.
fn text(answer: &Evaluation) -> String {
    let parts = match answer {
        Evaluation::Classes(answer) => {
            let summary = metrics::summary(&[NamedMetrics { name: String::new(), metrics: &answer.metrics }]);
            let confusion = metrics::confusion(&answer.metrics.confusion, &answer.classes);
            let intervals = answer.intervals.as_ref().map(metrics::named_intervals);
            [Some(summary), intervals.map(metrics::intervals), confusion]
        }
        Evaluation::Numbers(answer) => {
            let summary = metrics::numbers(&[NamedNumbers { name: String::new(), metrics: &answer.metrics }]);
            let intervals = answer.intervals.as_ref().map(metrics::named_number_intervals);
            [Some(summary), intervals.map(metrics::intervals), None]
        }
    };
    parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n")
}
