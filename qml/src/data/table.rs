//! A comma-separated file as text cells with their places: header checked, every row as long as the header.
//!
//! Used by `csv` and `features`. Must not know what a label or a feature is.

use std::collections::HashMap;
use std::io::Read;

use csv::{ReaderBuilder, StringRecord, Trim};

use super::error::{DataError, Place};

/// Cells that mean "no value" in common exports.
const MISSING: [&str; 7] = ["", "?", "na", "n/a", "nan", "null", "none"];

/// A table of text with named columns and at least one row.
pub(super) struct Table {
    file: String,
    names: Vec<String>,
    rows: Vec<Row>,
}

struct Row {
    line: u64,
    cells: StringRecord,
}

impl Table {
    /// Reads all of `reader`. A byte-order mark, CR LF line ends, blank lines and spaces around values are accepted.
    pub(super) fn read(mut reader: impl Read, file: &str) -> Result<Self, DataError> {
        let failed = |source| DataError::Read { file: file.to_owned(), source };
        let mut text = Vec::new();
        reader.read_to_end(&mut text).map_err(|error| failed(error.into()))?;
        let mut lines = Lines { text: &text, offset: 0, line: 1 };
        let mut source =
            ReaderBuilder::new().has_headers(false).flexible(true).trim(Trim::All).from_reader(&text[..]);
        let mut rows = Vec::new();
        for cells in source.records() {
            let cells = cells.map_err(failed)?;
            let line = lines.line_of(&cells);
            if !is_blank(&cells) {
                rows.push(Row { line, cells });
            }
        }
        Self::checked(rows, file)
    }

    /// A table whose names and cells are known already; lines are the numbers of rows, from 1.
    #[cfg(feature = "parquet")]
    pub(super) fn from_cells(
        names: Vec<String>,
        cells: Vec<Vec<String>>,
        file: &str,
    ) -> Result<Self, DataError> {
        let header = Row { line: 0, cells: StringRecord::from(names) };
        let names = distinct_names(&header, file)?;
        let file = file.to_owned();
        if cells.is_empty() {
            return Err(DataError::NoRows { file });
        }
        let row = |(line, cells): (u64, Vec<String>)| Row { line, cells: StringRecord::from(cells) };
        Ok(Self { file, names, rows: (1..).zip(cells).map(row).collect() })
    }

    fn checked(mut rows: Vec<Row>, file: &str) -> Result<Self, DataError> {
        let file = file.to_owned();
        if rows.is_empty() {
            return Err(DataError::Empty { file });
        }
        let names = column_names(&rows.remove(0), &file)?;
        let expected = names.len();
        if let Some(row) = rows.iter().find(|row| row.cells.len() != expected) {
            return Err(DataError::RaggedRow { file, line: row.line, expected, found: row.cells.len() });
        }
        if rows.is_empty() {
            return Err(DataError::NoRows { file });
        }
        Ok(Self { file, names, rows })
    }

    pub(super) fn file(&self) -> String {
        self.file.clone()
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }

    pub(super) fn row_count(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn place(&self, row: usize, column: usize) -> Place {
        let name = self.names[column].clone();
        Place { file: self.file.clone(), line: self.rows[row].line, column: column + 1, name }
    }

    /// The text of a cell, which must hold something.
    pub(super) fn text(&self, row: usize, column: usize) -> Result<&str, DataError> {
        let text = &self.rows[row].cells[column];
        if MISSING.contains(&text.to_ascii_lowercase().as_str()) {
            return Err(DataError::MissingValue { place: self.place(row, column), found: text.to_owned() });
        }
        Ok(text)
    }

    /// The number in a cell, which must be finite.
    pub(super) fn number(&self, row: usize, column: usize) -> Result<f64, DataError> {
        let text = self.text(row, column)?;
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(value),
            Ok(_) => Err(DataError::NotFinite { place: self.place(row, column), found: text.to_owned() }),
            Err(_) => Err(DataError::NotANumber { place: self.place(row, column), found: text.to_owned() }),
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

fn column_names(header: &Row, file: &str) -> Result<Vec<String>, DataError> {
    if header.cells.iter().all(|cell| cell.parse::<f64>().is_ok()) {
        return Err(DataError::NoHeader { file: file.to_owned(), line: header.line });
    }
    distinct_names(header, file)
}

/// Names that are there, each once.
fn distinct_names(header: &Row, file: &str) -> Result<Vec<String>, DataError> {
    let (file, line, header) = (|| file.to_owned(), header.line, &header.cells);
    let mut seen = HashMap::new();
    for (index, name) in header.iter().enumerate() {
        let column = index + 1;
        if name.is_empty() {
            return Err(DataError::UnnamedColumn { file: file(), line, column });
        }
        if let Some(first) = seen.insert(name, column) {
            return Err(DataError::DuplicateColumn {
                file: file(),
                line,
                name: name.to_owned(),
                first,
                second: column,
            });
        }
    }
    Ok(header.iter().map(str::to_owned).collect())
}
