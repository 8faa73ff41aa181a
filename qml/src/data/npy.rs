//! A data set from two files of numpy: features `[rows, columns]` and one label for each row.
//!
//! Called with the bytes of the files by whoever has them. Must not open files. The format is numpy's NEP 1; its header is read here,
//! because what it promises must be compared with the bytes that are there before anything is allocated.

use super::Dataset;
use super::choose::Columns;
use super::error::DataError;
use super::npy_header::Header;
use super::table::{Labels, Table};
use ndarray::Array2;

/// A file's bytes and its name in messages.
#[derive(Debug, Clone, Copy)]
pub struct NamedBytes<'a> {
    /// The bytes.
    pub bytes: &'a [u8],
    /// The name.
    pub name: &'a str,
}

impl Dataset {
    /// Reads features and labels as `numpy.save` writes them: arrays of real numbers of any width and byte order, booleans too. Features
    /// have one row a sample; columns are named `x0`, `x1`, …. Labels have one number or text a sample; each distinct one is a class, in
    /// the order of numbers or of names.
    ///
    /// # Errors
    /// [`DataError`] with the file, and row and column where there are some, for files that are no such arrays, numbers that are not
    /// finite, one class, no rows or columns, and labels in another number than rows.
    ///
    /// ```
    /// use ansatz_qml::data::{Dataset, NamedBytes};
    /// let wrong = NamedBytes { bytes: b"1,2\n", name: "x.npy" };
    /// let error = Dataset::from_npy(wrong, wrong).unwrap_err().to_string();
    /// assert_eq!(error, "x.npy: is no file of numpy.save: it does not start with \\x93NUMPY");
    /// ```
    pub fn from_npy(features: NamedBytes<'_>, labels: NamedBytes<'_>) -> Result<Self, DataError> {
        Table::from_npy(features, Some(labels))?.dataset(&Columns::default())
    }
}

impl Table {
    /// Reads the same as a table: columns `x0`, `x1`, … of numbers, and `label`, which may hold texts too, if there are labels.
    ///
    /// # Errors
    /// [`DataError`] for files that are no such arrays, and labels in another number than rows.
    pub fn from_npy(features: NamedBytes<'_>, labels: Option<NamedBytes<'_>>) -> Result<Self, DataError> {
        let Array { shape, values } = Array::read(features)?;
        let [rows, columns] = shape[..] else { return Err(wrong_shape(features, "rows × columns", &shape)) };
        if rows == 0 || columns == 0 {
            return Err(wrong_shape(features, "at least one row and one column", &shape));
        }
        let Labels::Numbers(numbers) = values else {
            return Err(refused(features, "it holds text; features are numbers"));
        };
        let labels = labels.map(|file| labels_of(file, features, rows)).transpose()?;
        let features_array = Array2::from_shape_vec((rows, columns), numbers)
            .map_err(|_| wrong_shape(features, "rows × columns", &shape))?;
        Ok(Table::of_numbers(features_array, labels, features.name))
    }
}

/// One label for each row: a vector, or a matrix of one column.
fn labels_of(file: NamedBytes<'_>, features: NamedBytes<'_>, rows: usize) -> Result<Labels, DataError> {
    let Array { shape, values } = Array::read(file)?;
    let count = match shape[..] {
        [count] | [count, 1] => count,
        _ => return Err(wrong_shape(file, "one label for each row", &shape)),
    };
    if count != rows {
        let (file, of) = (file.name.to_owned(), features.name.to_owned());
        return Err(DataError::LabelCount { file, found: count, of, expected: rows });
    }
    Ok(values)
}

fn refused(file: NamedBytes<'_>, reason: &str) -> DataError {
    DataError::NotNpy { file: file.name.to_owned(), reason: reason.to_owned() }
}

fn wrong_shape(file: NamedBytes<'_>, expected: &'static str, shape: &[usize]) -> DataError {
    let found = shape.iter().map(usize::to_string).collect::<Vec<_>>().join(" × ");
    DataError::Shape {
        file: file.name.to_owned(),
        expected,
        found: if shape.is_empty() { "one number".into() } else { found },
    }
}

/// What a file holds, row by row.
struct Array {
    shape: Vec<usize>,
    values: Labels,
}

impl Array {
    fn read(file: NamedBytes<'_>) -> Result<Array, DataError> {
        let (header, data) = Header::read(file.bytes).map_err(|reason| refused(file, &reason))?;
        let count = header.count(data.len()).map_err(|reason| refused(file, &reason))?;
        let columns = header.shape.get(1).copied().unwrap_or(1);
        let rows = count.checked_div(columns).unwrap_or(0);
        let width = header.element.width();
        let bytes = |index: usize| {
            let (row, column) = (index / columns, index % columns);
            let at =
                if header.fortran_order && header.shape.len() == 2 { column * rows + row } else { index };
            &data[at * width..(at + 1) * width]
        };
        let values = match header.element.is_text() {
            true => Labels::Text((0..count).map(|index| header.element.text(bytes(index))).collect()),
            false => Labels::Numbers((0..count).map(|index| header.element.value(bytes(index))).collect()),
        };
        Ok(Array { shape: header.shape, values })
    }
}
