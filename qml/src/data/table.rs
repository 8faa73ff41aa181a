//! A table with named columns, whatever file it came from: text cells with their lines, or an array of numbers.
//!
//! Read by `csv`, `npy` and `parquet`; used by `choose`, `csv` and `features`. Must not know what a label or a feature is.

use std::borrow::Cow;
use std::io::Read;

use csv::{ReaderBuilder, StringRecord, Trim};
use ndarray::Array2;

use super::choose::separator_hint;
use super::error::{DataError, Place};
use super::format::{Cell, Missing, TableFormat};
use super::header;

/// A table with named columns and at least one row. Names and cells are only judged where they are used.
#[derive(Debug, Clone)]
pub struct Table {
    pub(super) file: String,
    names: Vec<String>,
    /// Line of the header; 0 without one.
    header_line: u64,
    cells: Cells,
    format: TableFormat,
}

#[derive(Debug, Clone)]
enum Cells {
    Text(Vec<Row>),
    Numbers { features: Array2<f64>, labels: Option<Labels> },
}

/// The last column of an array with labels.
#[derive(Debug, Clone)]
pub(super) enum Labels {
    Numbers(Vec<f64>),
    Text(Vec<String>),
}

#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) line: u64,
    pub(super) cells: StringRecord,
}

impl Table {
    /// Reads text with a separator between cells. A byte-order mark, CR LF line ends, blank lines, quotes, spaces around values and a
    /// separator at the end of every line are accepted.
    ///
    /// # Errors
    /// [`DataError`] for text that is not UTF-8, that holds no rows, or rows of different lengths, and for a first line that is not what
    /// `format` says.
    pub fn from_csv(
        mut reader: impl Read,
        source_name: &str,
        format: &TableFormat,
    ) -> Result<Self, DataError> {
        let file = source_name.to_owned();
        let failed = |source| DataError::Read { file: file.clone(), source };
        let separator = u8::try_from(format.separator)
            .ok()
            .filter(u8::is_ascii)
            .ok_or_else(|| DataError::Separator { file: file.clone(), found: format.separator })?;
        let mut text = Vec::new();
        reader.read_to_end(&mut text).map_err(|error| failed(error.into()))?;
        let mut lines = Lines { text: &text, offset: 0, line: 1 };
        let mut source = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(Trim::All)
            .delimiter(separator)
            .from_reader(&text[..]);
        let mut rows = Vec::new();
        for cells in source.records() {
            let cells = cells.map_err(failed)?;
            let line = lines.line_of(&cells);
            if !is_blank(&cells) {
                rows.push(Row { line, cells });
            }
        }
        Self::of_rows(rows, source_name, format)
    }

    fn of_rows(mut rows: Vec<Row>, file: &str, format: &TableFormat) -> Result<Self, DataError> {
        let file = file.to_owned();
        if rows.is_empty() {
            return Err(DataError::Empty { file });
        }
        let header_line = if format.header == Some(false) { 0 } else { rows[0].line };
        let names = header::names(&mut rows, &file, format)?;
        let used = header::used(&rows, &names, format);
        // A separator at the end of a line adds an empty cell.
        let fits = |row: &Row| match row.cells.len() {
            cells if cells == names.len() || cells == used.end => true,
            cells => cells == names.len() + 1 && row.cells[names.len()].is_empty(),
        };
        if let Some(row) = rows.iter().find(|row| !fits(row)) {
            let (line, expected, found) = (row.line, names.len(), row.cells.len());
            let hint = match names.len() {
                1 => separator_hint(&names),
                _ => "a comma too many or too few?".to_owned(),
            };
            return Err(DataError::RaggedRow { file, line, expected, found, hint });
        }
        if rows.is_empty() {
            return Err(DataError::NoRows { file });
        }
        let names = names[used].to_vec();
        Ok(Self { file, names, header_line, cells: Cells::Text(rows), format: *format })
    }

    /// A table whose names and cells are known already; lines are the numbers of rows, from 1.
    #[cfg(feature = "parquet")]
    pub(super) fn from_cells(
        names: Vec<String>,
        cells: Vec<Vec<String>>,
        file: &str,
    ) -> Result<Self, DataError> {
        let file = file.to_owned();
        if cells.is_empty() {
            return Err(DataError::NoRows { file });
        }
        let row = |(line, cells): (u64, Vec<String>)| Row { line, cells: StringRecord::from(cells) };
        let rows = (1..).zip(cells).map(row).collect();
        Ok(Self { file, names, header_line: 0, cells: Cells::Text(rows), format: TableFormat::default() })
    }

    /// Numbers in columns `x0`, `x1`, …, and a column `label` if there are labels.
    pub(super) fn of_numbers(features: Array2<f64>, labels: Option<Labels>, file: &str) -> Self {
        let names = (0..features.ncols()).map(|column| format!("x{column}"));
        let names = names.chain(labels.is_some().then(|| "label".to_owned())).collect();
        let cells = Cells::Numbers { features, labels };
        Self { file: file.to_owned(), names, header_line: 0, cells, format: TableFormat::default() }
    }

    /// The same table with another rule for missing values.
    #[must_use]
    pub fn with_missing(self, missing: Missing) -> Self {
        Self { format: TableFormat { missing, ..self.format }, ..self }
    }

    /// The names of the columns; some may be empty, or come twice.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Number of rows.
    pub fn row_count(&self) -> usize {
        match &self.cells {
            Cells::Text(rows) => rows.len(),
            Cells::Numbers { features, .. } => features.nrows(),
        }
    }

    /// How it is written.
    pub fn format(&self) -> &TableFormat {
        &self.format
    }

    pub(super) fn header_line(&self) -> u64 {
        self.header_line
    }

    /// Columns without the labels of an array.
    pub(super) fn feature_count(&self) -> usize {
        match &self.cells {
            Cells::Text(_) => self.names.len(),
            Cells::Numbers { features, .. } => features.ncols(),
        }
    }

    /// Whether its columns have numbers instead of names, being an array.
    pub(super) fn is_array(&self) -> bool {
        matches!(self.cells, Cells::Numbers { .. })
    }

    pub(super) fn place(&self, row: usize, column: usize) -> Place {
        let line = match &self.cells {
            Cells::Text(rows) => rows[row].line,
            Cells::Numbers { .. } => row as u64 + 1,
        };
        Place { file: self.file.clone(), line, column: column + 1, name: self.names[column].clone() }
    }

    /// What a cell holds, as a feature.
    pub(super) fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let number = |value: f64| if value.is_nan() { Cell::Missing } else { Cell::Number(value) };
        match &self.cells {
            Cells::Text(rows) => self.format.cell(&rows[row].cells[column]),
            Cells::Numbers { features, labels } if column == features.ncols() => match labels {
                Some(Labels::Numbers(values)) => number(values[row]),
                Some(Labels::Text(texts)) => self.format.cell(&texts[row]),
                None => Cell::Missing,
            },
            Cells::Numbers { features, .. } => number(features[[row, column]]),
        }
    }

    /// The text of a cell, as a person reads it.
    pub(super) fn text(&self, row: usize, column: usize) -> Cow<'_, str> {
        match &self.cells {
            Cells::Text(rows) => Cow::Borrowed(&rows[row].cells[column]),
            Cells::Numbers { labels: Some(Labels::Text(texts)), features } if column == features.ncols() => {
                Cow::Borrowed(&texts[row])
            }
            Cells::Numbers { labels: Some(Labels::Numbers(values)), features }
                if column == features.ncols() =>
            {
                Cow::Owned(values[row].to_string())
            }
            Cells::Numbers { features, .. } => Cow::Owned(features[[row, column]].to_string()),
        }
    }

    /// The error for a cell that holds no value.
    pub(super) fn no_value(&self, row: usize, column: usize) -> DataError {
        match self.is_array() {
            true => self.not_finite(row, column),
            false => DataError::MissingValue {
                place: self.place(row, column),
                found: self.text(row, column).into_owned(),
            },
        }
    }

    /// The error for a number that is none.
    pub(super) fn not_finite(&self, row: usize, column: usize) -> DataError {
        let found = self.text(row, column).into_owned();
        match self.is_array() {
            true => DataError::NotFiniteAt {
                file: self.file.clone(),
                row: row + 1,
                column: column + 1,
                found: found.parse().unwrap_or(f64::NAN),
            },
            false => DataError::NotFinite { place: self.place(row, column), found },
        }
    }
}

/// Counts lines up to a record. The reader's own count stops at the blank lines that it skips before a record.
struct Lines<'a> {
    text: &'a [u8],
    offset: usize,
    line: u64,
}

impl Lines<'_> {
    fn line_of(&mut self, record: &StringRecord) -> u64 {
        let start = record.position().map_or(0, |position| position.byte() as usize);
        while let Some(&byte) = self.text.get(self.offset) {
            let ends_line =
                byte == b'\n' || (byte == b'\r' && self.text.get(self.offset + 1) != Some(&b'\n'));
            if self.offset >= start && !matches!(byte, b'\n' | b'\r') {
                break;
            }
            self.line += u64::from(ends_line);
            self.offset += 1;
        }
        self.line
    }
}

/// A line of spaces, which the reader reports as one empty cell.
fn is_blank(cells: &StringRecord) -> bool {
    cells.len() == 1 && cells[0].is_empty()
}
