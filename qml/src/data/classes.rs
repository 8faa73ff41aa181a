//! Labels as classes: the names of the classes in order, and the class of each row.
//!
//! Called by `csv` and `features`.

use std::collections::{BTreeSet, HashMap};

use super::error::DataError;
use super::format::Cell;
use super::table::Table;

/// Classes in order, and the class of each row.
pub(super) struct Classes {
    pub(super) names: Vec<String>,
    pub(super) labels: Vec<usize>,
}

/// The classes of some rows. Texts that are all numbers are classes by their value: `1`, `1.0` and `1e0` are one.
pub(super) fn classes(table: &Table, column: usize, rows: &[usize]) -> Result<Classes, DataError> {
    let texts: Vec<_> = rows.iter().map(|row| table.text(*row, column)).collect();
    let values: Option<Vec<f64>> = rows.iter().map(|row| value(table, *row, column)).collect();
    if let Some(values) = values {
        if let Some(row) = values.iter().position(|value| !value.is_finite()) {
            return Err(table.not_finite(rows[row], column));
        }
        return Ok(of_numbers(&values));
    }
    let distinct: BTreeSet<&str> = texts.iter().map(AsRef::as_ref).collect();
    let place: HashMap<&str, usize> = distinct.iter().copied().zip(0..).collect();
    let labels = texts.iter().map(|text| place[text.as_ref()]).collect();
    Ok(Classes { labels, names: distinct.into_iter().map(str::to_owned).collect() })
}

fn value(table: &Table, row: usize, column: usize) -> Option<f64> {
    match table.cell(row, column) {
        // −0 and 0 are one class.
        Cell::Number(value) => Some(value + 0.0),
        _ => None,
    }
}

fn of_numbers(values: &[f64]) -> Classes {
    let mut distinct = values.to_vec();
    distinct.sort_by(f64::total_cmp);
    distinct.dedup();
    let labels = values.iter().map(|value| distinct.partition_point(|known| known < value)).collect();
    Classes { labels, names: distinct.iter().map(f64::to_string).collect() }
}

/// Classes of a trained model by name, and by value where names are numbers.
pub(super) struct Known<'a> {
    by_name: HashMap<&'a str, usize>,
    by_value: Option<Vec<f64>>,
}

impl<'a> Known<'a> {
    pub(super) fn new(classes: &'a [String]) -> Known<'a> {
        Known {
            by_name: classes.iter().map(String::as_str).zip(0..).collect(),
            by_value: classes.iter().map(|class| class.parse().ok()).collect(),
        }
    }

    /// The class of a row.
    pub(super) fn class(&self, table: &Table, row: usize, column: usize) -> Option<usize> {
        let by_name = self.by_name.get(table.text(row, column).as_ref()).copied();
        by_name.or_else(|| {
            let value = value(table, row, column)?;
            self.by_value.as_ref()?.iter().position(|known| *known == value)
        })
    }
}
