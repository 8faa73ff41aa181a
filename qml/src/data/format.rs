//! How a table is written, and what an empty cell of it means.
//!
//! Given by whoever knows the file; remembered by models, which read new rows as they read the first ones.

use serde::{Deserialize, Serialize};

/// How a table is written: what its first line is, what stands between cells, how numbers and missing values are written.
///
/// ```
/// use ansatz_qml::data::{Columns, Table, TableFormat};
/// let format = TableFormat { separator: ';', decimal: ',', ..Default::default() };
/// let table = Table::from_csv(&b"a;b;y\n1,5;2;p\n0,5;1;q\n"[..], "f.csv", &format)?;
/// assert_eq!(table.dataset(&Columns::default())?.features, ndarray::array![[1.5, 2.0], [0.5, 1.0]]);
/// # Ok::<(), ansatz_qml::data::DataError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TableFormat {
    /// Whether the first line names the columns, which are called `c0`, `c1`, … otherwise. If it is not said, the first line holds names,
    /// and a file is refused whose first line looks like a sample.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<bool>,
    /// What stands between two cells: one ASCII character.
    pub separator: char,
    /// What stands before the decimals of a number: `.` or `,`.
    pub decimal: char,
    /// What becomes of rows with missing values.
    pub missing: Missing,
}

impl Default for TableFormat {
    fn default() -> Self {
        TableFormat { header: None, separator: ',', decimal: '.', missing: Missing::Error }
    }
}

/// What becomes of features without a value. A missing label is never filled in: its row is an error, or dropped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Missing {
    /// The file is refused.
    #[default]
    Error,
    /// The row is left out.
    Drop,
    /// The mean of the training rows; their most frequent text, for texts.
    Mean,
    /// The median of the training rows; their most frequent text, for texts.
    Median,
    /// The most frequent value of the training rows, the smallest of several.
    MostFrequent,
}

/// Texts that mean "no value" in common exports, in lower case.
const NO_VALUE: [&str; 7] = ["", "?", "na", "n/a", "nan", "null", "none"];

/// What a feature's cell holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cell<'a> {
    Missing,
    Number(f64),
    /// True or false, which count as 1 and 0.
    Truth(bool),
    Text(&'a str),
}

impl TableFormat {
    /// What a text means.
    pub(super) fn cell<'a>(&self, text: &'a str) -> Cell<'a> {
        if NO_VALUE.iter().any(|word| word.eq_ignore_ascii_case(text)) {
            return Cell::Missing;
        }
        match (self.number(text), text) {
            (Some(number), _) => Cell::Number(number),
            (None, "True" | "true" | "TRUE") => Cell::Truth(true),
            (None, "False" | "false" | "FALSE") => Cell::Truth(false),
            (None, _) => Cell::Text(text),
        }
    }

    /// The number that a text is, with this decimal sign.
    pub(super) fn number(&self, text: &str) -> Option<f64> {
        match self.decimal {
            '.' => text.parse().ok(),
            // A point would be a separator of thousands, which nobody can tell from a decimal one.
            _ if text.contains('.') => None,
            decimal => text.replace(decimal, ".").parse().ok(),
        }
    }
}
