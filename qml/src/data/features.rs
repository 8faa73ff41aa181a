//! Rows to predict: the columns that a model was trained on, found by name, with the labels where the file has them.
//!
//! Called by prediction and evaluation. Must not know the model.

use std::collections::HashMap;
use std::io::Read;

use ndarray::Array2;

use super::csv::numbers;
use super::error::DataError;
use super::table::Table;
use crate::names::hint;
use ansatz_circuits::nearest;

/// What a model remembers of the table it was trained on.
#[derive(Debug, Clone, Copy)]
pub struct Schema<'a> {
    /// Feature columns, in the model's order.
    pub features: &'a [String],
    /// The label column.
    pub label: &'a str,
    /// The classes, in the model's order.
    pub classes: &'a [String],
}

/// Feature rows in a model's column order, with the labels if they are known.
#[derive(Debug, Clone, PartialEq)]
pub struct FeatureTable {
    /// One row a sample, one column a feature.
    pub features: Array2<f64>,
    /// Indices into the model's classes, if the file has the label column.
    pub labels: Option<Vec<usize>>,
}

impl FeatureTable {
    /// Reads the columns of `schema` from comma-separated text with a header line; other columns are ignored.
    ///
    /// # Errors
    /// As [`crate::Dataset::from_csv`]; also names every missing feature column, and refuses a label that is none of the classes.
    pub fn from_csv(reader: impl Read, source_name: &str, schema: &Schema<'_>) -> Result<Self, DataError> {
        let table = Table::read(reader, source_name)?;
        let columns: Vec<Option<usize>> = schema.features.iter().map(|name| table.column(name)).collect();
        let missing: Vec<String> = schema
            .features
            .iter()
            .zip(&columns)
            .filter(|(_, column)| column.is_none())
            .map(|(name, _)| name.clone())
            .collect();
        if !missing.is_empty() {
            let hint = missing_hint(&missing, table.names());
            return Err(DataError::MissingColumns { file: table.file(), missing, hint });
        }
        let columns: Vec<usize> = columns.into_iter().flatten().collect();
        let features = numbers(&table, &columns)?;
        let labels = table
            .column(schema.label)
            .map(|column| known_labels(&table, column, schema.classes))
            .transpose()?;
        Ok(Self { features, labels })
    }
}

/// The first missing name that has a near neighbour, otherwise the columns that are there.
fn missing_hint(missing: &[String], columns: &[String]) -> String {
    let near = missing.iter().find_map(|name| {
        nearest(name, columns.iter().map(AsRef::as_ref))
            .map(|near| format!("is `{near}` the column `{name}`?"))
    });
    near.unwrap_or_else(|| hint("", columns))
}

fn known_labels(table: &Table, column: usize, classes: &[String]) -> Result<Vec<usize>, DataError> {
    let index: HashMap<&str, usize> =
        classes.iter().enumerate().map(|(index, class)| (class.as_str(), index)).collect();
    let label = |row| {
        let text = table.text(row, column)?;
        index.get(text).copied().ok_or_else(|| DataError::UnknownClass {
            place: table.place(row, column),
            found: text.to_owned(),
            hint: hint(text, classes),
        })
    };
    (0..table.row_count()).map(label).collect()
}
