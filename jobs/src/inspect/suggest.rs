//! A training file to start from: the label, the task, columns to leave out, and what else the data asks for.
//!
//! Called by the look at a data file. Only a beginning: whoever knows the data knows better.

use super::InspectRequest;
use ansatz::qml::data::{ColumnKind, ColumnSummary, TableFormat};
use serde::Serialize;
use std::path::PathBuf;

/// What to do with a file.
#[derive(Debug, Clone, Serialize)]
pub struct Suggestion {
    /// The column to learn.
    pub label: String,
    /// `classification` or `regression`.
    pub task: &'static str,
    /// Columns that are no features.
    pub drop: Vec<String>,
    /// Columns that are left after texts have become a column each.
    pub features: usize,
    /// Why, in sentences for people.
    pub notes: Vec<String>,
    /// A training file.
    pub toml: String,
}

/// A file with what is known of it.
pub(super) struct Described<'a> {
    pub(super) request: &'a InspectRequest,
    pub(super) format: TableFormat,
    pub(super) rows: usize,
    pub(super) columns: &'a [ColumnSummary],
}

/// What labels are usually called.
const LABELS: [&str; 8] = ["label", "class", "target", "y", "species", "diagnosis", "outcome", "quality"];
/// Values of a label that are classes rather than numbers.
const MOST_CLASSES: usize = 20;
/// Texts of a feature, as [`Table::dataset`](ansatz::qml::data::Table::dataset) allows them.
const MOST_TEXTS: usize = 100;
/// Qubits to begin with.
const QUBITS: usize = 4;

impl Described<'_> {
    pub(super) fn suggestion(&self) -> Suggestion {
        let label = self.label();
        let task = if self.is_regression(label) { "regression" } else { "classification" };
        let features: Vec<&ColumnSummary> = self
            .columns
            .iter()
            .filter(|column| column.name != label.name && !self.is_dropped(column))
            .collect();
        let width =
            |column: &&ColumnSummary| if column.kind == ColumnKind::Text { column.distinct } else { 1 };
        let drop = |column: &&ColumnSummary| {
            self.is_dropped(column) && column.kind != ColumnKind::Index && column.name != label.name
        };
        let mut suggestion = Suggestion {
            label: label.name.clone(),
            task,
            drop: self.columns.iter().filter(drop).map(|column| column.name.clone()).collect(),
            features: features.iter().map(width).sum(),
            notes: self.notes(label, task, &features),
            toml: String::new(),
        };
        suggestion.toml = self.toml(&suggestion, features.iter().any(|column| column.missing > 0), label);
        suggestion
    }

    /// A column with a usual name, the last one otherwise.
    fn label(&self) -> &ColumnSummary {
        let named =
            |name: &&str| self.columns.iter().position(|column| column.name.eq_ignore_ascii_case(name));
        let last = self.columns.len() - 1;
        let fits = |column: &usize| self.columns[*column].distinct > 1;
        let usual = LABELS.iter().find_map(|name| named(name).filter(fits));
        // Only where nothing else is the last column's name.
        let last_is_usual = LABELS.iter().any(|name| self.columns[last].name.eq_ignore_ascii_case(name));
        &self.columns[if last_is_usual { last } else { usual.unwrap_or(last) }]
    }

    fn is_regression(&self, label: &ColumnSummary) -> bool {
        let is_number = matches!(label.kind, ColumnKind::Integer | ColumnKind::Number);
        is_number
            && (label.distinct > MOST_CLASSES || (label.kind == ColumnKind::Number && label.distinct > 10))
    }

    /// Columns that say nothing of a row, or name it.
    fn is_dropped(&self, column: &ColumnSummary) -> bool {
        let names_rows = |column: &ColumnSummary| {
            column.distinct > MOST_TEXTS || (column.distinct > 10 && 2 * column.distinct > self.rows)
        };
        let counts = |column: &ColumnSummary| {
            let name = column.name.to_ascii_lowercase();
            column.distinct == self.rows
                && ["id", "index", "rownames", "row", "unnamed: 0"].contains(&name.as_str())
        };
        match column.kind {
            ColumnKind::Index | ColumnKind::Empty => true,
            ColumnKind::Text => names_rows(column),
            ColumnKind::Integer => counts(column) || column.distinct == 1,
            _ => column.distinct == 1,
        }
    }

    fn notes(&self, label: &ColumnSummary, task: &str, features: &[&ColumnSummary]) -> Vec<String> {
        let mut notes = Vec::new();
        if self.format.header == Some(false) {
            notes.push("the first line is a sample: columns are called c0, c1, …".to_owned());
        }
        if task == "regression" {
            notes.push(format!(
                "`{}` holds {} different numbers: a number is predicted",
                label.name, label.distinct
            ));
        }
        let missing: Vec<String> = features
            .iter()
            .filter(|column| column.missing > 0)
            .map(|column| format!("{} ({})", column.name, column.missing))
            .collect();
        if !missing.is_empty() {
            notes.push(format!("missing values in {}", missing.join(", ")));
        }
        for column in
            self.columns.iter().filter(|column| column.name != label.name && self.is_dropped(column))
        {
            notes.push(match column.kind {
                ColumnKind::Index => "the first column numbers the rows and is left out".to_owned(),
                ColumnKind::Text => {
                    format!("`{}` holds {} different texts: it names rows", column.name, column.distinct)
                }
                _ => format!("`{}` says nothing of a row", column.name),
            });
        }
        notes
    }

    /// How often the most frequent class comes for each time of the rarest one.
    fn imbalance(&self, label: &ColumnSummary) -> f64 {
        let counts = || label.values.iter().map(|value| value.count);
        counts().max().unwrap_or(1) as f64 / counts().min().unwrap_or(1).max(1) as f64
    }

    fn toml(&self, suggestion: &Suggestion, has_missing: bool, label: &ColumnSummary) -> String {
        let text = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let TableFormat { header, separator, decimal, .. } = self.format;
        let mut lines =
            vec!["[data]".to_owned(), format!("file = {}", text(&self.path().display().to_string()))];
        if header == Some(false) {
            lines.push("header = false".into());
        }
        if separator != ',' {
            lines.push(format!("separator = {}", text(&separator.to_string())));
        }
        if decimal != '.' {
            lines.push(format!("decimal = {}", text(&decimal.to_string())));
        }
        lines.push(format!("label = {}", text(&suggestion.label)));
        if !suggestion.drop.is_empty() {
            let names: Vec<String> = suggestion.drop.iter().map(|name| text(name)).collect();
            lines.push(format!("drop = [{}]", names.join(", ")));
        }
        let is_regression = suggestion.task == "regression";
        lines.extend(has_missing.then(|| "missing = \"median\"".to_owned()));
        lines.extend(is_regression.then(|| "task = \"regression\"".to_owned()));
        let wide = suggestion.features > QUBITS;
        let steps = if wide { format!("\"standardize\", \"pca:{QUBITS}\", ") } else { String::new() };
        lines.push(format!("preprocess = [{steps}\"minmax:-pi/2:pi/2\"]"));
        lines.push(format!("\n[model]\nqubits = {}\nlayers = 3", suggestion.features.clamp(1, QUBITS)));
        lines.push("\n[training]\noptimizer = \"adam\"\nlearning_rate = 0.05\nepochs = 60".into());
        let weighs = !is_regression && self.imbalance(label) >= 4.0;
        lines.extend(weighs.then(|| "class_weight = \"balanced\"".to_owned()));
        lines.join("\n") + "\n"
    }

    /// The data file, from the folder of the training file.
    fn path(&self) -> PathBuf {
        let data = &self.request.data;
        let folder = self.request.toml.as_deref().and_then(|toml| toml.parent());
        match folder {
            Some(folder) if !folder.as_os_str().is_empty() => {
                data.canonicalize().unwrap_or_else(|_| data.clone())
            }
            _ => data.clone(),
        }
    }
}
