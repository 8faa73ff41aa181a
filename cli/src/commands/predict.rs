//! `predict`: the classes that a trained model gives to rows of data.

use crate::failure::Outcome;
use crate::options::{AnswerFormat, Common};
use crate::output;
use ansatz_jobs::model::{ModelRequest, Prediction, predict};
use clap::Args;
use comfy_table::{CellAlignment, Table, presets};
use std::path::PathBuf;

/// A model and the data to apply it to.
#[derive(Args, Debug, Clone)]
pub struct ModelAndData {
    /// A model file, `model.json` in the folder that `train` wrote
    #[arg(value_name = "MODEL")]
    model: PathBuf,
    /// A CSV file with a header line; the model's feature columns are found by name, others are ignored
    #[arg(value_name = "DATA.csv")]
    data: PathBuf,
}

impl ModelAndData {
    /// What the job is asked.
    pub fn request(&self) -> ModelRequest {
        ModelRequest { model: self.model.clone(), data: self.data.clone() }
    }
}

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

/// Rows of the text table.
const MAX_ROWS: usize = 40;

impl Predict {
    pub fn execute(&self) -> Outcome {
        let format = self.common.answer_format()?;
        let answer = predict(&self.input.request(), &self.common.job())?;
        match format {
            AnswerFormat::Json => output::print_json(&answer),
            AnswerFormat::Text => output::print_names(&text(&answer)),
        }
    }
}

/// The answer for people.
fn text(answer: &Prediction) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    let header = ["row", "prediction"].into_iter().chain(answer.classes.iter().map(String::as_str));
    table.set_header(header);
    let rows = answer.predictions.iter().zip(&answer.probabilities);
    for (number, (class, probabilities)) in (1..).zip(rows).take(MAX_ROWS) {
        let numbers = probabilities.iter().map(|p| format!("{p:.4}"));
        table.add_row([format!("{number}"), class.clone()].into_iter().chain(numbers));
    }
    let numeric = |(column, _): &(usize, &mut comfy_table::Column)| *column != 1;
    for (_, column) in table.column_iter_mut().enumerate().filter(numeric) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    match answer.predictions.len().saturating_sub(MAX_ROWS) {
        0 => table.to_string(),
        more => format!("{table}\nand {more} more; --format json lists them all"),
    }
}
