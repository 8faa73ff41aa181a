//! A data set from two files of numpy: features `[rows, columns]` and one label for each row.
//!
//! Called with the bytes of the files by whoever has them. Must not open files. The format is numpy's NEP 1; its header is read here,
//! because what it promises must be compared with the bytes that are there before anything is allocated.

use super::error::DataError;
use super::{Dataset, npy_header::Header};
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
    /// have one row a sample; columns are named `x0`, `x1`, …. Labels have one number a sample; each distinct one is a class, in the order
    /// of numbers.
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
        let (shape, numbers) = numbers(features)?;
        let [rows, columns] = shape[..] else { return Err(wrong_shape(features, "rows × columns", &shape)) };
        if rows == 0 || columns == 0 {
            return Err(wrong_shape(features, "at least one row and one column", &shape));
        }
        let (shape, classes) = numbers_of_labels(labels)?;
        if classes.len() != rows {
            let (file, of) = (labels.name.to_owned(), features.name.to_owned());
            return Err(DataError::LabelCount { file, found: classes.len(), of, expected: rows });
        }
        let (names, labels) = classes_and_labels(&classes, labels.name)?;
        debug_assert_eq!(shape.iter().product::<usize>(), rows);
        // The shape has been compared with the bytes.
        let features =
            Array2::from_shape_fn((rows, columns), |(row, column)| numbers[row * columns + column]);
        Ok(Self {
            features,
            labels,
            classes: names,
            feature_names: (0..columns).map(|column| format!("x{column}")).collect(),
            label_name: "label".to_owned(),
        })
    }
}

fn wrong_shape(file: NamedBytes<'_>, expected: &'static str, shape: &[usize]) -> DataError {
    let found = shape.iter().map(usize::to_string).collect::<Vec<_>>().join(" × ");
    DataError::Shape {
        file: file.name.to_owned(),
        expected,
        found: if shape.is_empty() { "one number".into() } else { found },
    }
}

/// A shape and the finite numbers, row by row.
fn numbers(file: NamedBytes<'_>) -> Result<(Vec<usize>, Vec<f64>), DataError> {
    let refused = |reason| DataError::NotNpy { file: file.name.to_owned(), reason };
    let (header, data) = Header::read(file.bytes).map_err(refused)?;
    let count = header.count(data.len()).map_err(refused)?;
    let columns = header.shape.get(1).copied().unwrap_or(1);
    let rows = count.checked_div(columns).unwrap_or(0);
    let width = header.number.width();
    let mut numbers = Vec::with_capacity(count);
    for index in 0..count {
        let (row, column) = (index / columns, index % columns);
        let at = if header.fortran_order && header.shape.len() == 2 { column * rows + row } else { index };
        let value = header.number.value(&data[at * width..(at + 1) * width]);
        if !value.is_finite() {
            let (file, row, column) = (file.name.to_owned(), row + 1, column + 1);
            return Err(DataError::NotFiniteAt { file, row, column, found: value });
        }
        numbers.push(value);
    }
    Ok((header.shape, numbers))
}

/// One number for each row: a vector, or a matrix of one column.
fn numbers_of_labels(file: NamedBytes<'_>) -> Result<(Vec<usize>, Vec<f64>), DataError> {
    let (shape, numbers) = numbers(file)?;
    match shape[..] {
        [_] | [_, 1] => Ok((shape, numbers)),
        _ => Err(wrong_shape(file, "one label for each row", &shape)),
    }
}

fn classes_and_labels(values: &[f64], file: &str) -> Result<(Vec<String>, Vec<usize>), DataError> {
    let mut distinct = values.to_vec();
    // −0 and 0 are one class.
    distinct.iter_mut().for_each(|value| *value += 0.0);
    distinct.sort_by(f64::total_cmp);
    distinct.dedup();
    if let [class] = distinct[..] {
        let (label, class) = ("label".to_owned(), class.to_string());
        return Err(DataError::OneClass { file: file.to_owned(), label, class });
    }
    let labels = values.iter().map(|value| distinct.partition_point(|known| known < value)).collect();
    Ok((distinct.iter().map(f64::to_string).collect(), labels))
}
