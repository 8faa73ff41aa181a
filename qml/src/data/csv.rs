//! A data set from comma-separated text.
//!
//! Called with an open file by whoever has one. Must not open files.

use std::collections::{BTreeSet, HashMap};
use std::io::Read;

use ndarray::Array2;

use super::Dataset;
use super::error::DataError;
use super::table::Table;
use crate::names::hint;

impl Dataset {
    /// Reads a data set from comma-separated text with a header line.
    ///
    /// The column `label` (default: the last one) holds the class of each row, all others hold numbers. Classes are sorted: as numbers
    /// if every class is one, otherwise by name. `source_name` only appears in errors.
    ///
    /// # Errors
    /// [`DataError`] with the source, the line of the file and the column, for anything but finite numbers, two classes and full rows.
    ///
    /// # Example
    /// ```
    /// use ansatz_qml::data::Dataset;
    ///
    /// let text = "width,length,kind\n0.2,1.4,setosa\n1.3,4.5,versicolor\n0.3,1.3,setosa\n";
    /// let data = Dataset::from_csv(text.as_bytes(), "flowers.csv", None)?;
    /// assert_eq!(data.features.dim(), (3, 2));
    /// assert_eq!(data.classes, ["setosa", "versicolor"]);
    /// assert_eq!(data.labels, [0, 1, 0]);
    ///
    /// let wrong = Dataset::from_csv(text.as_bytes(), "flowers.csv", Some("kin")).unwrap_err();
    /// assert_eq!(wrong.to_string(), "flowers.csv: no column is named `kin`; did you mean `kind`?");
    /// # Ok::<(), ansatz_qml::data::DataError>(())
    /// ```
    pub fn from_csv(reader: impl Read, source_name: &str, label: Option<&str>) -> Result<Self, DataError> {
        Self::from_table(&Table::read(reader, source_name)?, label)
    }

    /// One column holds the classes, all others hold numbers.
    pub(super) fn from_table(table: &Table, label: Option<&str>) -> Result<Self, DataError> {
        let label_column = label_column(table, label)?;
        let label_name = table.names()[label_column].clone();
        let columns: Vec<usize> = (0..table.names().len()).filter(|&column| column != label_column).collect();
        if columns.is_empty() {
            return Err(DataError::NoFeatures { file: table.file(), label: label_name });
        }
        let features = numbers(table, &columns)?;
        let (classes, labels) = classes_and_labels(table, label_column)?;
        let feature_names = columns.iter().map(|&column| table.names()[column].clone()).collect();
        Ok(Self { features, labels, classes, feature_names, label_name })
    }
}

/// The cells of the given columns as numbers, row by row.
pub(super) fn numbers(table: &Table, columns: &[usize]) -> Result<Array2<f64>, DataError> {
    let mut features = Array2::zeros((table.row_count(), columns.len()));
    for row in 0..table.row_count() {
        for (feature, &column) in columns.iter().enumerate() {
            features[[row, feature]] = table.number(row, column)?;
        }
    }
    Ok(features)
}

fn label_column(table: &Table, label: Option<&str>) -> Result<usize, DataError> {
    let Some(label) = label else { return Ok(table.names().len() - 1) };
    table.column(label).ok_or_else(|| DataError::UnknownLabel {
        file: table.file(),
        label: label.to_owned(),
        hint: hint(label, table.names()),
    })
}

fn classes_and_labels(table: &Table, column: usize) -> Result<(Vec<String>, Vec<usize>), DataError> {
    let texts: Vec<&str> =
        (0..table.row_count()).map(|row| table.text(row, column)).collect::<Result<_, _>>()?;
    let classes = sorted_classes(&texts);
    if let [class] = classes.as_slice() {
        let (label, class) = (table.names()[column].clone(), (*class).to_owned());
        return Err(DataError::OneClass { file: table.file(), label, class });
    }
    let index: HashMap<&str, usize> =
        classes.iter().enumerate().map(|(index, &class)| (class, index)).collect();
    let labels = texts.iter().map(|text| index[text]).collect();
    Ok((classes.into_iter().map(str::to_owned).collect(), labels))
}

/// Distinct texts, by value if all of them are numbers (equal values by text), otherwise by text.
fn sorted_classes<'a>(texts: &[&'a str]) -> Vec<&'a str> {
    let distinct: BTreeSet<&str> = texts.iter().copied().collect();
    let mut classes: Vec<&str> = distinct.into_iter().collect();
    let values: Option<Vec<f64>> = classes.iter().map(|class| class.parse().ok()).collect();
    if let Some(values) = values {
        let mut order: Vec<usize> = (0..classes.len()).collect();
        order.sort_by(|&left, &right| values[left].total_cmp(&values[right]));
        classes = order.into_iter().map(|index| classes[index]).collect();
    }
    classes
}
