//! `predict`: the classes that a trained model gives to rows of data.

use crate::failure::Outcome;
use crate::model_file::{Answered, Labels, ModelAndData, most_probable};
use crate::options::{AnswerFormat, Common};
use crate::output;
use clap::Args;
use comfy_table::{CellAlignment, Table, presets};
use serde::Serialize;

/// Classes and their probabilities for rows of data.
///
/// The file must have the model's feature columns, found by name; other columns, the label too, are ignored. In JSON,
/// `predictions` has a class for each row, and `probabilities` a row of numbers in the order of `classes`.
#[derive(Args)]
#[command(after_long_help = crate::help::page(
    &[crate::help::MODEL_AND_DATA],
    "ansatz predict out/iris/model.json data/iris.csv
     ansatz predict out/iris/model.json data/iris.csv --format json"
))]
pub struct Predict {
    #[command(flatten)]
    input: ModelAndData,
    #[command(flatten)]
    common: Common,
}

#[derive(Serialize)]
struct Answer {
    predictions: Vec<String>,
    probabilities: Vec<Vec<f64>>,
    /// Class names, in the order of the probabilities.
    classes: Vec<String>,
}

/// Rows of the text table.
const MAX_ROWS: usize = 40;

impl Predict {
    pub fn execute(&self) -> Outcome {
        let format = self.common.answer_format()?;
        let answer = self.common.with_threads(|| self.answer())?;
        match format {
            AnswerFormat::Json => output::print_json(&answer),
            AnswerFormat::Text => output::print_names(&answer.text()),
        }
    }

    fn answer(&self) -> Outcome<Answer> {
        let Answered { saved, probabilities, .. } = self.input.answer(&self.common, Labels::Ignored)?;
        let probabilities: Vec<Vec<f64>> = probabilities.rows().into_iter().map(|row| row.to_vec()).collect();
        let predictions = probabilities.iter().map(|row| saved.classes[most_probable(row)].clone()).collect();
        Ok(Answer { predictions, probabilities, classes: saved.classes })
    }
}

impl Answer {
    fn text(&self) -> String {
        let mut table = Table::new();
        table.load_style(presets::UTF8_HORIZONTAL_ONLY);
        let header = ["row", "prediction"].into_iter().chain(self.classes.iter().map(String::as_str));
        table.set_header(header);
        let rows = self.predictions.iter().zip(&self.probabilities);
        for (number, (class, probabilities)) in (1..).zip(rows).take(MAX_ROWS) {
            let numbers = probabilities.iter().map(|p| format!("{p:.4}"));
            table.add_row([format!("{number}"), class.clone()].into_iter().chain(numbers));
        }
        let numeric = |(column, _): &(usize, &mut comfy_table::Column)| *column != 1;
        for (_, column) in table.column_iter_mut().enumerate().filter(numeric) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        match self.predictions.len().saturating_sub(MAX_ROWS) {
            0 => table.to_string(),
            more => format!("{table}\nand {more} more; --format json lists them all"),
        }
    }
}
