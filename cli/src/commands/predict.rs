//! `predict`: the classes or numbers that a trained model gives to rows of data.

use crate::csv_table::{CsvTable, number};
use crate::failure::Outcome;
use crate::options::{Common, Format};
use crate::output;
use crate::terminal::Terminal;
use ansatz_jobs::model::{ModelRequest, Predicted, Prediction, predict};
use clap::Args;
use comfy_table::{CellAlignment, Table, presets};
use std::path::PathBuf;

/// A model and the data to apply it to.
#[derive(Args, Debug, Clone)]
pub struct ModelAndData {
    /// A model file, `model.json` in the folder that `train` wrote
    #[arg(value_name = "MODEL")]
    model: PathBuf,
    /// A table of any kind that `train` takes; the model's feature columns are found by name, others are ignored
    #[arg(value_name = "DATA")]
    data: PathBuf,
}

impl ModelAndData {
    /// What the job is asked.
    pub fn request(&self) -> ModelRequest {
        ModelRequest { model: self.model.clone(), data: self.data.clone() }
    }
}

/// Classes with their probabilities, or numbers, for rows of data.
///
/// The file must have the model's feature columns, found by name; other columns, the label too, are ignored. In JSON,
/// `predictions` has a class or a number for each row, `probabilities` a row of numbers in the order of `classes`, and `rows` the
/// numbers of the rows: all, unless the model leaves out rows with missing values. CSV has a line for each row.
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
        let observer = Terminal::new(&self.common);
        let answer = predict(&self.input.request(), &self.common.job(), &observer)?;
        match self.common.format {
            Format::Json => output::print_json(&answer),
            Format::Csv => csv(&answer).print(),
            Format::Text => output::print(&text(&answer)),
        }
    }
}

/// A line for each row: its number, what is predicted, the probability of each class.
fn csv(answer: &Prediction) -> CsvTable {
    let probabilities = answer.classes.iter().map(|class| format!("probability of {class}"));
    let mut table = CsvTable::new(["row", "prediction"].map(String::from).into_iter().chain(probabilities));
    for (place, row) in answer.rows.iter().enumerate() {
        let numbers = answer.probabilities.get(place).into_iter().flatten().map(|p| number(*p));
        table.push([row.to_string(), predicted(answer, place)].into_iter().chain(numbers).collect());
    }
    table
}

/// The answer for people.
fn text(answer: &Prediction) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    let header = ["row", "prediction"].into_iter().chain(answer.classes.iter().map(String::as_str));
    table.set_header(header);
    for (place, row) in answer.rows.iter().enumerate().take(MAX_ROWS) {
        let probabilities = answer.probabilities.get(place).into_iter().flatten();
        let numbers = probabilities.map(|p| format!("{p:.4}"));
        table.add_row([row.to_string(), predicted(answer, place)].into_iter().chain(numbers));
    }
    let is_text = |column: usize| column == 1 && !answer.classes.is_empty();
    for (_, column) in table.column_iter_mut().enumerate().filter(|(column, _)| !is_text(*column)) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    match answer.rows.len().saturating_sub(MAX_ROWS) {
        0 => table.to_string(),
        more => format!("{table}\nand {more} more; --format csv lists them all"),
    }
}

fn predicted(answer: &Prediction, place: usize) -> String {
    match &answer.predictions {
        Predicted::Classes(classes) => classes[place].clone(),
        Predicted::Numbers(numbers) => number(numbers[place]),
    }
}
