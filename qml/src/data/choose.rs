//! Which columns of a table are features and which one is the label, and which numbers stand for a feature's texts.
//!
//! Called by `csv`, with what a person said about the columns. Must not know models.

use std::collections::{BTreeSet, HashMap};

use ndarray::Array2;

use super::error::DataError;
use super::format::{Cell, Missing};
use super::table::Table;
use crate::names::hint;

/// Which columns are used. By default the last one is the label, and all others are features but an unnamed one that numbers the rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// The column of the label.
    pub label: Option<String>,
    /// These features only, in this order.
    pub features: Option<Vec<String>>,
    /// Columns that are no features.
    pub drop: Vec<String>,
}

/// Chosen columns by number.
#[derive(Debug)]
pub(super) struct Chosen {
    pub(super) label: usize,
    pub(super) features: Vec<usize>,
}

/// What a feature column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Numbers,
    /// Distinct texts in order of their names.
    Texts(Vec<String>),
}

/// Texts that a feature may have at most: each becomes a column.
const MOST_TEXTS: usize = 100;

impl Columns {
    /// The columns of a table.
    pub(super) fn of(&self, table: &Table) -> Result<Chosen, DataError> {
        let label = match &self.label {
            None => table.names().len() - 1,
            Some(name) => named(table, name, &[]).map_err(|hint| DataError::UnknownLabel {
                file: table.file.clone(),
                label: name.clone(),
                hint,
            })?,
        };
        let features = match &self.features {
            Some(names) => self.listed(table, names, label)?,
            None => self.others(table, label)?,
        };
        let names = table.names();
        if features.is_empty() {
            let (file, label) = (table.file.clone(), names[label].clone());
            return Err(DataError::NoFeatures { hint: separator_hint(names), file, label });
        }
        let mut first = HashMap::with_capacity(features.len());
        for column in features.iter().chain([&label]) {
            check_name(table, *column, first.insert(names[*column].as_str(), column))?;
        }
        Ok(Chosen { label, features })
    }

    fn listed(&self, table: &Table, wanted: &[String], label: usize) -> Result<Vec<usize>, DataError> {
        let column = |name: &String| {
            let unknown = |hint| DataError::UnknownColumn {
                file: table.file.clone(),
                key: "features",
                name: name.clone(),
                hint,
            };
            match named(table, name, wanted) {
                Ok(column) if column == label => Err(unknown("it is the label".to_owned())),
                found => found.map_err(unknown),
            }
        };
        wanted.iter().map(column).collect()
    }

    fn others(&self, table: &Table, label: usize) -> Result<Vec<usize>, DataError> {
        for name in &self.drop {
            named(table, name, &[]).map_err(|hint| DataError::UnknownColumn {
                file: table.file.clone(),
                key: "drop",
                name: name.clone(),
                hint,
            })?;
        }
        let names = table.names();
        let is_feature = |column: &usize| {
            *column != label && !self.drop.contains(&names[*column]) && !is_index(table, *column)
        };
        Ok((0..names.len()).filter(is_feature).collect())
    }
}

/// The number of a column, or a hint at the name that was meant, which is none of those in use.
fn named(table: &Table, name: &str, in_use: &[String]) -> Result<usize, String> {
    let names = table.names();
    names.iter().position(|known| known == name).ok_or_else(|| {
        let others: Vec<String> = names.iter().filter(|known| !in_use.contains(known)).cloned().collect();
        hint(name, &others)
    })
}

/// A column that is used needs a name of its own.
fn check_name(table: &Table, column: usize, equal: Option<&usize>) -> Result<(), DataError> {
    let (file, name) = (table.file.clone(), table.names()[column].clone());
    if name.is_empty() {
        return Err(DataError::UnnamedColumn { file, line: table.header_line(), column: column + 1 });
    }
    match equal {
        None => Ok(()),
        Some(other) => {
            let (first, second) = ((*other).min(column) + 1, (*other).max(column) + 1);
            Err(DataError::DuplicateColumn { file, line: table.header_line(), name, first, second })
        }
    }
}

/// A column without a name that numbers the rows, as exports of data frames begin with one.
pub(super) fn is_index(table: &Table, column: usize) -> bool {
    let follows = |row: usize, first: f64| table.cell(row, column) == Cell::Number(first + row as f64);
    table.names()[column].is_empty()
        && match table.cell(0, column) {
            Cell::Number(first) if first == 0.0 || first == 1.0 => {
                (0..table.row_count()).all(|row| follows(row, first))
            }
            _ => false,
        }
}

/// What separates a line that has become one column.
pub(super) fn separator_hint(names: &[String]) -> String {
    let [name] = names else { return "name more columns".to_owned() };
    let most = [';', '\t', '|', ','].into_iter().max_by_key(|mark| name.matches(*mark).count());
    match most.filter(|mark| name.contains(*mark)) {
        Some(mark) => format!(
            "is the separator `{}`? `separator = \"{}\"` says so",
            mark.escape_debug(),
            mark.escape_debug()
        ),
        None => "is the separator a comma?".to_owned(),
    }
}

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    numbers: usize,
    texts: usize,
    first_text: Option<usize>,
}

impl Counts {
    fn add(&mut self, row: usize, cell: &Cell<'_>) {
        match cell {
            Cell::Missing => {}
            Cell::Number(_) | Cell::Truth(_) => self.numbers += 1,
            Cell::Text(_) => {
                self.texts += 1;
                self.first_text = self.first_text.or(Some(row));
            }
        }
    }
}

/// What feature columns hold: numbers if most of what one holds is numbers, otherwise texts.
pub(super) fn kinds(table: &Table, columns: &[usize]) -> Result<Vec<Kind>, DataError> {
    let mut counts = vec![Counts::default(); columns.len()];
    // Row by row, as the cells lie in memory.
    for row in 0..table.row_count() {
        for (counts, column) in counts.iter_mut().zip(columns) {
            counts.add(row, &table.cell(row, *column));
        }
    }
    columns.iter().zip(counts).map(|(column, counts)| kind(table, *column, counts)).collect()
}

fn kind(table: &Table, column: usize, counts: Counts) -> Result<Kind, DataError> {
    let Counts { numbers, texts, first_text } = counts;
    let Some(row) = first_text else {
        if numbers == 0 && table.format().missing != Missing::Error {
            let (file, name) = (table.file.clone(), table.names()[column].clone());
            return Err(DataError::EmptyColumn { file, name });
        }
        return Ok(Kind::Numbers);
    };
    if numbers >= texts {
        return Err(not_a_number(table, row, column));
    }
    let words = (0..table.row_count()).filter(|row| table.cell(*row, column) != Cell::Missing);
    let words: BTreeSet<String> = words.map(|row| table.text(row, column).into_owned()).collect();
    let rows = numbers + texts;
    if words.len() > MOST_TEXTS || (words.len() > 10 && 2 * words.len() > rows) {
        return match decimal_comma(&table.text(row, column)) {
            true => Err(not_a_number(table, row, column)),
            false => Err(DataError::TooManyTexts {
                file: table.file.clone(),
                name: table.names()[column].clone(),
                found: words.len(),
                rows,
            }),
        };
    }
    if words.iter().all(|word| decimal_comma(word)) {
        return Err(not_a_number(table, row, column));
    }
    Ok(Kind::Texts(words.into_iter().collect()))
}

fn decimal_comma(text: &str) -> bool {
    text.matches(',').count() == 1 && text.replace(',', ".").parse::<f64>().is_ok()
}

fn not_a_number(table: &Table, row: usize, column: usize) -> DataError {
    let found = table.text(row, column).into_owned();
    let hint = match decimal_comma(&found) && table.format().decimal == '.' {
        true => "`decimal = \",\"` reads it",
        false => "encode the column as numbers, or remove it",
    };
    DataError::NotANumber { place: table.place(row, column), found, hint }
}

/// The numbers of the chosen rows and columns: texts by their place among the kind's own (one past the end for others), `NaN` for a
/// missing value that is to be filled in.
pub(super) fn numbers(
    table: &Table,
    rows: &[usize],
    columns: &[Feature<'_>],
) -> Result<Array2<f64>, DataError> {
    let mut numbers = Array2::zeros((rows.len(), columns.len()));
    for (target, &row) in rows.iter().enumerate() {
        for (feature, column) in columns.iter().enumerate() {
            numbers[[target, feature]] = column.number(table, row)?;
        }
    }
    Ok(numbers)
}

/// A feature: a column, and its texts if it holds some.
#[derive(Debug, Clone, Copy)]
pub(super) struct Feature<'a> {
    pub(super) column: usize,
    pub(super) texts: &'a [String],
}

impl Feature<'_> {
    fn number(&self, table: &Table, row: usize) -> Result<f64, DataError> {
        match (table.cell(row, self.column), self.texts) {
            (Cell::Missing, _) if table.format().missing == Missing::Error => {
                Err(table.no_value(row, self.column))
            }
            (Cell::Missing, _) => Ok(f64::NAN),
            (_, [_, ..]) => {
                let text = table.text(row, self.column);
                Ok(self.texts.iter().position(|known| *known == text).unwrap_or(self.texts.len()) as f64)
            }
            (Cell::Number(value), _) if value.is_finite() => Ok(value),
            (Cell::Number(_), _) => Err(table.not_finite(row, self.column)),
            (Cell::Truth(truth), _) => Ok(f64::from(u8::from(truth))),
            (Cell::Text(_), _) => Err(not_a_number(table, row, self.column)),
        }
    }

    pub(super) fn is_missing(&self, table: &Table, row: usize) -> bool {
        table.cell(row, self.column) == Cell::Missing
    }
}
