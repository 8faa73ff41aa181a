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
        let matrix = matrix_from_npy(features)?;
        let labels = labels.map(|file| labels_of(file, features, matrix.nrows())).transpose()?;
        Ok(Table::of_numbers(matrix, labels, features.name))
    }
}

/// Reads an array of rows and columns of numbers as `numpy.save` writes it.
///
/// ```
/// use ansatz_qml::data::{NamedBytes, matrix_from_npy};
/// let wrong = NamedBytes { bytes: b"1,2\n", name: "q.npy" };
/// assert!(matrix_from_npy(wrong).unwrap_err().to_string().starts_with("q.npy: is no file of numpy.save"));
/// ```
///
/// # Errors
/// [`DataError`] with the file for what is no such array.
pub fn matrix_from_npy(file: NamedBytes<'_>) -> Result<Array2<f64>, DataError> {
    let array = Array::read(file)?;
    let shape = &array.header.shape;
    let [rows, columns] = shape[..] else { return Err(wrong_shape(file, "rows × columns", shape)) };
    if rows == 0 || columns == 0 {
        return Err(wrong_shape(file, "at least one row and one column", shape));
    }
    if array.header.element.is_text() {
        return Err(refused(file, "it holds text; numbers were expected"));
    }
    Ok(Array2::from_shape_fn((rows, columns), |(row, column)| {
        array.number(if array.header.fortran_order { column * rows + row } else { row * columns + column })
    }))
}

/// One label for each row: a vector, or a matrix of one column.
fn labels_of(file: NamedBytes<'_>, features: NamedBytes<'_>, rows: usize) -> Result<Labels, DataError> {
    let array = Array::read(file)?;
    let count = match array.header.shape[..] {
        [count] | [count, 1] => count,
        _ => return Err(wrong_shape(file, "one label for each row", &array.header.shape)),
    };
    if count != rows {
        let (file, of) = (file.name.to_owned(), features.name.to_owned());
        return Err(DataError::LabelCount { file, found: count, of, expected: rows });
    }
    Ok(match array.header.element.is_text() {
        true => Labels::Text((0..count).map(|index| array.text(index)).collect()),
        false => Labels::Numbers((0..count).map(|index| array.number(index)).collect()),
    })
}

fn refused(file: NamedBytes<'_>, reason: &str) -> DataError {
    DataError::NotNpy { file: file.name.to_owned(), reason: reason.to_owned() }
}

fn wrong_shape(file: NamedBytes<'_>, expected: &'static str, shape: &[usize]) -> DataError {
    let mut found = shape.iter().take(SIZES_SHOWN).map(usize::to_string).collect::<Vec<_>>().join(" × ");
    if shape.len() > SIZES_SHOWN {
        found += &format!(" × …, {} dimensions", shape.len());
    }
    DataError::Shape {
        file: file.name.to_owned(),
        expected,
        found: if shape.is_empty() { "one number".into() } else { found },
    }
}

/// Sizes of a shape that a message shows.
const SIZES_SHOWN: usize = 4;

/// What a file holds: as many numbers or texts as its shape says, none of them decoded yet.
struct Array<'a> {
    header: Header,
    data: &'a [u8],
}

impl<'a> Array<'a> {
    fn read(file: NamedBytes<'a>) -> Result<Array<'a>, DataError> {
        let (header, data) = Header::read(file.bytes).map_err(|reason| refused(file, &reason))?;
        header.count(data.len()).map_err(|reason| refused(file, &reason))?;
        Ok(Array { header, data })
    }

    fn bytes(&self, index: usize) -> &'a [u8] {
        let width = self.header.element.width();
        &self.data[index * width..(index + 1) * width]
    }

    /// The number at a place of the file.
    fn number(&self, index: usize) -> f64 {
        self.header.element.value(self.bytes(index))
    }

    /// The text at a place of the file.
    fn text(&self, index: usize) -> String {
        self.header.element.text(self.bytes(index))
    }
}
