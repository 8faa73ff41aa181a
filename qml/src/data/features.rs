//! Rows to predict: the columns that a model was trained on, found by name, with the labels where the file has them.
//!
//! Called by prediction and evaluation. Must not know the model.

use std::collections::HashMap;
use std::io::Read;

use ndarray::Array2;

use super::choose::{Feature, numbers, separator_hint};
use super::classes::Known;
use super::error::DataError;
use super::format::{Missing, TableFormat};
use super::table::Table;
use crate::names::hint;
use ansatz_circuits::nearest;

/// What a model remembers of the table it was trained on.
#[derive(Debug, Clone, Copy)]
pub struct Schema<'a> {
    /// Feature columns, in the model's order.
    pub features: &'a [String],
    /// The texts of each feature, none of one that holds numbers; empty if all do.
    pub categories: &'a [Vec<String>],
    /// The label column.
    pub label: &'a str,
    /// The classes, in the model's order; none where numbers are predicted.
    pub classes: &'a [String],
}

/// Feature rows in a model's column order, with the labels if they are known.
#[derive(Debug, Clone, PartialEq)]
pub struct FeatureTable {
    /// One row a sample, one column a feature; texts by number, as in [`Dataset`](super::Dataset).
    pub features: Array2<f64>,
    /// Indices into the model's classes, if the file has the label column.
    pub labels: Option<Vec<usize>>,
    /// The numbers in the label column, where the model predicts numbers and the file has them.
    pub targets: Option<Vec<f64>>,
    /// The rows of the file that these are, from 0: all, unless rows with missing values are left out.
    pub rows: Vec<usize>,
    /// A text that the model was not trained on, for each feature that holds one.
    pub unknown: Vec<UnknownText>,
}

/// A text that a model was not trained on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownText {
    /// The feature.
    pub feature: String,
    /// The first such text.
    pub text: String,
    /// Rows that hold such texts.
    pub rows: usize,
}

impl FeatureTable {
    /// Reads the columns of `schema` from comma-separated text with a header line; other columns are ignored.
    ///
    /// # Errors
    /// As [`FeatureTable::new`].
    pub fn from_csv(reader: impl Read, source_name: &str, schema: &Schema<'_>) -> Result<Self, DataError> {
        Self::new(&Table::from_csv(reader, source_name, &TableFormat::default())?, schema)
    }

    /// Takes the columns of `schema` from a table, by name; from an array of as many columns, by place.
    ///
    /// # Errors
    /// As [`Table::dataset`]; also names every missing feature column, and refuses a label that is none of the classes.
    pub fn new(table: &Table, schema: &Schema<'_>) -> Result<Self, DataError> {
        let columns = columns(table, schema.features)?;
        let texts = |feature: usize| schema.categories.get(feature).map_or(&[][..], Vec::as_slice);
        let features: Vec<Feature<'_>> = columns
            .iter()
            .enumerate()
            .map(|(feature, column)| Feature { column: *column, texts: texts(feature) })
            .collect();
        let label = (!schema.label.is_empty()).then(|| label(table, schema)).flatten();
        let has_label = |row: usize| {
            label.is_none_or(|column| match schema.classes.is_empty() {
                true => !Feature { column, texts: &[] }.is_missing(table, row),
                false => !table.text(row, column).is_empty(),
            })
        };
        let complete =
            |row: &usize| has_label(*row) && !features.iter().any(|feature| feature.is_missing(table, *row));
        let rows: Vec<usize> = match table.format().missing {
            Missing::Drop => (0..table.row_count()).filter(complete).collect(),
            _ => (0..table.row_count()).collect(),
        };
        if rows.is_empty() {
            return Err(DataError::NoCompleteRows { file: table.file.clone() });
        }
        let values = numbers(table, &rows, &features)?;
        let labels = match label {
            Some(column) if !schema.classes.is_empty() => {
                Some(known_labels(table, column, &rows, schema.classes)?)
            }
            _ => None,
        };
        let targets = match label {
            Some(column) if schema.classes.is_empty() => {
                let known = Feature { column, texts: &[] };
                // A rule for missing features makes no label up.
                if let Some(row) = rows.iter().find(|row| known.is_missing(table, **row)) {
                    return Err(table.no_value(*row, column));
                }
                Some(numbers(table, &rows, &[known])?.into_raw_vec_and_offset().0)
            }
            _ => None,
        };
        let unknown = unknown(table, &rows, schema, &values);
        Ok(Self { features: values, labels, targets, rows, unknown })
    }
}

fn label(table: &Table, schema: &Schema<'_>) -> Option<usize> {
    table.names().iter().position(|name| name == schema.label || table.is_array() && name == "label")
}

/// The columns of the features.
fn columns(table: &Table, features: &[String]) -> Result<Vec<usize>, DataError> {
    let names = table.names();
    if table.is_array() {
        let found = table.feature_count();
        return match found == features.len() {
            true => Ok((0..found).collect()),
            false => {
                Err(DataError::FeatureCount { file: table.file.clone(), expected: features.len(), found })
            }
        };
    }
    let mut places: HashMap<&str, Vec<usize>> = HashMap::with_capacity(names.len());
    for (column, name) in names.iter().enumerate() {
        places.entry(name).or_default().push(column);
    }
    let missing: Vec<String> =
        features.iter().filter(|name| !places.contains_key(name.as_str())).cloned().collect();
    if !missing.is_empty() {
        let hint = match names.len() {
            1 => separator_hint(names),
            _ => missing_hint(&missing, features, names),
        };
        return Err(DataError::MissingColumns { file: table.file.clone(), missing, hint });
    }
    let column = |name: &String| match places[name.as_str()][..] {
        [first, second, ..] => Err(DataError::DuplicateColumn {
            file: table.file.clone(),
            line: table.header_line(),
            name: name.clone(),
            first: first + 1,
            second: second + 1,
        }),
        [column] => Ok(column),
        [] => unreachable!("a place is pushed where a name is entered"),
    };
    features.iter().map(column).collect()
}

/// The first missing name that has a near neighbour which is no other feature, otherwise the columns that are there.
fn missing_hint(missing: &[String], features: &[String], columns: &[String]) -> String {
    let free = || columns.iter().filter(|column| !features.contains(column)).map(AsRef::as_ref);
    let near = missing
        .iter()
        .find_map(|name| nearest(name, free()).map(|near| format!("is `{near}` the column `{name}`?")));
    near.unwrap_or_else(|| hint("", columns))
}

fn known_labels(
    table: &Table,
    column: usize,
    rows: &[usize],
    classes: &[String],
) -> Result<Vec<usize>, DataError> {
    let known = Known::new(classes);
    let label = |row: &usize| {
        let text = table.text(*row, column);
        if text.is_empty() {
            return Err(table.no_value(*row, column));
        }
        known.class(table, *row, column).ok_or_else(|| DataError::UnknownClass {
            place: table.place(*row, column),
            hint: hint(&text, classes),
            found: text.into_owned(),
        })
    };
    rows.iter().map(label).collect()
}

fn unknown(table: &Table, rows: &[usize], schema: &Schema<'_>, values: &Array2<f64>) -> Vec<UnknownText> {
    let of_feature = |(feature, texts): (usize, &Vec<String>)| {
        let is_unknown = |row: &usize| values[[*row, feature]] == texts.len() as f64;
        let found: Vec<usize> = (0..rows.len()).filter(is_unknown).collect();
        let name = schema.features[feature].clone();
        let column = table.names().iter().position(|known| *known == name)?;
        let text = table.text(rows[*found.first()?], column).into_owned();
        (!texts.is_empty()).then_some(UnknownText { feature: name, text, rows: found.len() })
    };
    schema.categories.iter().enumerate().filter_map(of_feature).collect()
}
