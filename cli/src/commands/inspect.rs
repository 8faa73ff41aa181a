//! `inspect`: what a data file holds, and a training file to start from.

use crate::failure::Outcome;
use crate::options::{AnswerFormat, Common};
use crate::{help, output};
use ansatz::qml::data::ColumnSummary;
use ansatz_jobs::files::write_file;
use ansatz_jobs::inspect::{InspectAnswer, InspectRequest, inspect};
use clap::Args;
use comfy_table::{CellAlignment, Table, presets};
use std::path::PathBuf;

/// What a data file holds, and a training file to start from.
///
/// For each column: its type, missing cells, different values, and the range of numbers or the most frequent values. How the file
/// is written (separator, decimal sign, header) is found out. Then the likely label and task, and a training file that runs as it is.
#[derive(Args)]
#[command(after_long_help = help::page(
    &[],
    "ansatz inspect data/iris.csv
     ansatz inspect data/wine.csv --toml wine.toml"
))]
pub struct Inspect {
    /// A table: CSV, compressed or not, NPY, NPZ or Parquet
    #[arg(value_name = "DATA")]
    data: PathBuf,
    /// Writes the training file
    #[arg(long, value_name = "OUT.toml")]
    toml: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

impl Inspect {
    pub fn execute(&self) -> Outcome {
        let format = self.common.answer_format()?;
        let request = InspectRequest { data: self.data.clone(), toml: self.toml.clone() };
        let answer = self.common.with_threads(|| inspect(&request))?;
        if let Some(path) = &self.toml {
            write_file(path, |file| file.write_all(answer.suggestion.toml.as_bytes()))?;
        }
        match format {
            AnswerFormat::Json => output::print_json(&answer),
            AnswerFormat::Text => output::print(&self.text(&answer)),
        }
    }

    /// The answer for people.
    fn text(&self, answer: &InspectAnswer) -> String {
        let suggestion = &answer.suggestion;
        let head = format!("{}: {} rows, {} columns", answer.file, answer.rows, answer.columns.len());
        let notes: String = suggestion.notes.iter().map(|note| format!("note: {note}\n")).collect();
        let learnt = format!("{} of `{}`", suggestion.task, suggestion.label);
        let end = match &self.toml {
            Some(path) => format!("training file for {learnt}: {}", path.display()),
            None => {
                format!("a training file for {learnt} (--toml OUT.toml writes it):\n\n{}", suggestion.toml)
            }
        };
        format!("{head}\n{}\n{notes}\n{}", columns(&answer.columns), end.trim_end())
    }
}

/// Columns that a table for people has at most.
const MOST_COLUMNS: usize = 60;

fn columns(columns: &[ColumnSummary]) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    table.set_header(["column", "type", "missing", "different", "values"]);
    for column in columns.iter().take(MOST_COLUMNS) {
        let name = if column.name.is_empty() { "(no name)" } else { &column.name };
        let kind = format!("{:?}", column.kind).to_lowercase();
        let counts = [column.missing, column.distinct].map(|count| count.to_string());
        let cells = [name.to_owned(), kind].into_iter().chain(counts);
        table.add_row(cells.chain([values(column)]));
    }
    for column in [2, 3] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    match columns.len().saturating_sub(MOST_COLUMNS) {
        0 => table.to_string(),
        more => format!("{table}\nand {more} columns more; --format json lists them all"),
    }
}

/// The range of numbers, or the most frequent values.
fn values(column: &ColumnSummary) -> String {
    if let Some(range) = column.range {
        return format!("{} to {}, mean {:.6}", range.min, range.max, range.mean);
    }
    let shown =
        column.values.iter().take(4).map(|value| format!("{} ({})", clipped(&value.value), value.count));
    let more = if column.distinct > 4 { ", …" } else { "" };
    shown.collect::<Vec<_>>().join(", ") + more
}

fn clipped(text: &str) -> String {
    match text.char_indices().nth(24) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
