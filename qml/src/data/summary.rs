//! What the columns of a table hold, for whoever looks before training.
//!
//! Called with any table. Must not judge what a column is good for.

use super::choose::is_index;
use super::format::Cell;
use super::table::Table;
use serde::Serialize;
use std::collections::HashMap;

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ColumnSummary {
    /// Its name; empty if it has none.
    pub name: String,
    /// What its cells are.
    #[serde(rename = "type")]
    pub kind: ColumnKind,
    /// Cells without a value.
    pub missing: usize,
    /// Different values.
    pub distinct: usize,
    /// Least and largest number and their mean, of a column of numbers.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub range: Option<ColumnRange>,
    /// The most frequent values, the most frequent first, at most [`MOST_SHOWN`] of them.
    pub values: Vec<ValueCount>,
}

/// A value, as it is written, and how often it comes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ValueCount {
    /// The value.
    pub value: String,
    /// Cells that hold it.
    pub count: usize,
}

/// The range of a column of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ColumnRange {
    /// The least number.
    pub min: f64,
    /// The largest number.
    pub max: f64,
    /// The mean.
    pub mean: f64,
}

/// What most cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ColumnKind {
    /// It numbers the rows and has no name.
    Index,
    /// Whole numbers.
    Integer,
    /// Numbers.
    Number,
    /// True and False.
    Boolean,
    /// Texts.
    Text,
    /// Nothing at all.
    Empty,
}

/// Values of a column that a summary names at most.
pub const MOST_SHOWN: usize = 20;

impl Table {
    /// What each column holds.
    ///
    /// ```
    /// use ansatz_qml::data::{ColumnKind, Table, TableFormat};
    /// let text = "mass,island\n1.5,Dream\n,Biscoe\n2.5,Dream\n";
    /// let columns = Table::from_csv(text.as_bytes(), "f.csv", &TableFormat::default())?.summary();
    /// assert_eq!((columns[0].kind, columns[0].missing), (ColumnKind::Number, 1));
    /// assert_eq!((columns[1].values[0].value.as_str(), columns[1].values[0].count), ("Dream", 2));
    /// # Ok::<(), ansatz_qml::data::DataError>(())
    /// ```
    pub fn summary(&self) -> Vec<ColumnSummary> {
        (0..self.names().len()).map(|column| self.column_summary(column)).collect()
    }

    fn column_summary(&self, column: usize) -> ColumnSummary {
        let mut count = Count::default();
        let mut values: HashMap<String, usize> = HashMap::new();
        for row in 0..self.row_count() {
            let cell = self.cell(row, column);
            count.add(cell);
            if cell != Cell::Missing {
                *values.entry(self.text(row, column).into_owned()).or_default() += 1;
            }
        }
        let distinct = values.len();
        let mut values: Vec<ValueCount> =
            values.into_iter().map(|(value, count)| ValueCount { value, count }).collect();
        values.sort_by(|left, right| right.count.cmp(&left.count).then_with(|| left.value.cmp(&right.value)));
        values.truncate(MOST_SHOWN);
        let kind = if is_index(self, column) { ColumnKind::Index } else { count.kind() };
        let range = matches!(kind, ColumnKind::Integer | ColumnKind::Number).then(|| count.range());
        ColumnSummary {
            name: self.names()[column].clone(),
            kind,
            missing: count.missing,
            distinct,
            range,
            values,
        }
    }
}

/// Cells of each kind.
struct Count {
    missing: usize,
    numbers: usize,
    whole: usize,
    truths: usize,
    texts: usize,
    min: f64,
    max: f64,
    mean: f64,
}

impl Default for Count {
    fn default() -> Self {
        let (missing, numbers, whole, truths, texts) = (0, 0, 0, 0, 0);
        Count {
            missing,
            numbers,
            whole,
            truths,
            texts,
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
            mean: 0.0,
        }
    }
}

impl Count {
    fn add(&mut self, cell: Cell<'_>) {
        match cell {
            Cell::Missing => self.missing += 1,
            Cell::Truth(_) => self.truths += 1,
            Cell::Text(_) => self.texts += 1,
            Cell::Number(value) => {
                self.numbers += 1;
                self.whole += usize::from(value.fract() == 0.0);
                (self.min, self.max) = (self.min.min(value), self.max.max(value));
                self.mean += (value - self.mean) / self.numbers as f64;
            }
        }
    }

    /// The rule of features: numbers, if most of what is there is numbers.
    fn kind(&self) -> ColumnKind {
        match *self {
            Count { numbers: 0, truths: 0, texts: 0, .. } => ColumnKind::Empty,
            Count { numbers, truths, texts, .. } if texts > numbers + truths => ColumnKind::Text,
            Count { numbers: 0, .. } => ColumnKind::Boolean,
            Count { numbers, whole, .. } if numbers == whole => ColumnKind::Integer,
            _ => ColumnKind::Number,
        }
    }

    fn range(&self) -> ColumnRange {
        ColumnRange { min: self.min, max: self.max, mean: self.mean }
    }
}
