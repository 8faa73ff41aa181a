//! A data set from a Parquet file, behind the feature `parquet`: a flat table, read into the same cells as comma-separated text.
//!
//! Called with the bytes of a file by whoever has them. Must not open files.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

use super::choose::Columns;
use super::error::DataError;
use super::table::Table;
use super::{Dataset, NamedBytes};

/// More cells, or more bytes once decompressed, than anyone would train on: both are known before the first row is read.
const MOST_CELLS: u64 = 100_000_000;
const MOST_BYTES: u64 = 4 << 30;

impl Dataset {
    /// Reads a data set from a Parquet file without nested columns; compressed by Snappy, gzip or LZ4, or not at all. Labels, classes and
    /// errors are those of [`Dataset::from_csv`]; rows count from 1.
    ///
    /// # Errors
    /// [`DataError`] with row and column for anything but finite numbers, two classes and values everywhere; for files that are not
    /// Parquet, or broken, and for tables of more than 100 million cells.
    pub fn from_parquet(file: NamedBytes<'_>, label: Option<&str>) -> Result<Self, DataError> {
        let columns = Columns { label: label.map(str::to_owned), ..Columns::default() };
        Table::from_parquet(file)?.dataset(&columns)
    }
}

impl Table {
    /// Reads a Parquet file without nested columns.
    ///
    /// # Errors
    /// [`DataError`] for files that are not Parquet, or broken, and for tables of more than 100 million cells.
    pub fn from_parquet(file: NamedBytes<'_>) -> Result<Self, DataError> {
        // The reader is not written for files that lie about themselves.
        let read = catch_unwind(AssertUnwindSafe(|| table(file)));
        read.unwrap_or_else(|_| Err(refused(file, "it is broken")))
    }
}

fn refused(file: NamedBytes<'_>, reason: impl std::fmt::Display) -> DataError {
    DataError::NotParquet { file: file.name.to_owned(), reason: reason.to_string() }
}

fn table(file: NamedBytes<'_>) -> Result<Table, DataError> {
    let failed = |error| refused(file, error);
    let reader = SerializedFileReader::new(Bytes::copy_from_slice(file.bytes)).map_err(failed)?;
    let metadata = reader.metadata();
    let schema = metadata.file_metadata().schema_descr().root_schema().get_fields();
    if let Some(nested) = schema.iter().find(|column| column.is_group()) {
        return Err(refused(
            file,
            format!("column `{}` is nested; flatten it", nested.name().escape_debug()),
        ));
    }
    let names: Vec<String> = schema.iter().map(|column| column.name().to_owned()).collect();
    let count = |number: i64| u64::try_from(number).unwrap_or(u64::MAX);
    let cells = count(metadata.file_metadata().num_rows()).saturating_mul(names.len() as u64);
    let bytes = metadata
        .row_groups()
        .iter()
        .fold(0u64, |sum, group| sum.saturating_add(count(group.total_byte_size())));
    if cells > MOST_CELLS || bytes > MOST_BYTES {
        return Err(refused(
            file,
            format!(
                "it promises {cells} cells in {bytes} bytes; at most {MOST_CELLS} and {MOST_BYTES} are read"
            ),
        ));
    }
    let mut rows = Vec::new();
    for row in reader.get_row_iter(None).map_err(failed)? {
        let row = row.map_err(failed)?;
        rows.push(row.get_column_iter().map(|(_, field)| text(field)).collect());
    }
    Table::from_cells(names, rows, file.name)
}

/// A cell as text that reads back as the same number.
fn text(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Bool(value) => u8::from(*value).to_string(),
        Field::Float(value) => value.to_string(),
        Field::Double(value) => value.to_string(),
        Field::Float16(value) => value.to_f32().to_string(),
        Field::Str(value) => value.clone(),
        other => other.to_string(),
    }
}
