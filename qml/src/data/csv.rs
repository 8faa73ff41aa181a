//! A data set from a table: chosen columns as numbers, and the label as classes or as numbers.
//!
//! Called with an open file, or a table, by whoever has one. Must not open files.

use std::io::Read;

use super::Dataset;
use super::choose::{Chosen, Columns, Feature, Kind, kinds, numbers};
use super::classes::{Classes, classes};
use super::error::DataError;
use super::format::{Cell, Missing, TableFormat};
use super::table::Table;

impl Dataset {
    /// Reads a data set from comma-separated text with a header line.
    ///
    /// The column `label` (default: the last one) holds the class of each row, all others are features: see [`Table::dataset`].
    /// `source_name` only appears in errors.
    ///
    /// # Errors
    /// [`DataError`] with the source, the line of the file and the column.
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
        let columns = Columns { label: label.map(str::to_owned), ..Columns::default() };
        Table::from_csv(reader, source_name, &TableFormat::default())?.dataset(&columns)
    }
}

impl Table {
    /// The label as classes. Classes are sorted: as numbers if every one is a number, of which equal ones are one class however they are
    /// written; otherwise by name. Features are numbers, True and False (1 and 0), or texts: the number of a text is its place among
    /// [`Dataset::categories`], which only the [columns](crate::preprocess::Columns) of a pipeline should take for something else than
    /// a name. With a rule for missing values, a missing feature is `NaN`, for the pipeline to fill in.
    ///
    /// ```
    /// use ansatz_qml::data::{Columns, Missing, Table, TableFormat};
    /// let text = "island,mass,kind\nDream,3.5,1\nBiscoe,,1.0\nDream,4.5,2\n";
    /// let format = TableFormat { missing: Missing::Mean, ..Default::default() };
    /// let data = Table::from_csv(text.as_bytes(), "f.csv", &format)?.dataset(&Columns::default())?;
    /// assert_eq!((data.classes, data.labels), (vec!["1".to_string(), "2".to_string()], vec![0, 0, 1]));
    /// assert_eq!(data.categories[0], ["Biscoe", "Dream"]);
    /// assert!(data.features[[1, 1]].is_nan());
    /// # Ok::<(), ansatz_qml::data::DataError>(())
    /// ```
    ///
    /// # Errors
    /// [`DataError`] with line and column: a column that is not there, a missing value without a rule, a number that is none or not
    /// finite, a text among numbers, a single class.
    pub fn dataset(&self, columns: &Columns) -> Result<Dataset, DataError> {
        let Chosen { label, features } = columns.of(self)?;
        let missing = |row: usize| {
            self.text(row, label).is_empty() || self.is_array() && self.cell(row, label) == Cell::Missing
        };
        let read = Features::read(self, &features, Label { column: label, is_missing: &missing })?;
        let Classes { names, labels } = classes(self, label, &read.rows)?;
        if let [class] = names.as_slice() {
            let (label, class) = (self.names()[label].clone(), class.clone());
            return Err(DataError::OneClass { file: self.file.clone(), label, class });
        }
        Ok(read.dataset(self, label, labels, names))
    }

    /// The label as numbers; features as in [`Table::dataset`].
    ///
    /// # Errors
    /// As [`Table::dataset`]; a label that is no number, or the same one everywhere.
    pub fn regression(&self, columns: &Columns) -> Result<Dataset<f64>, DataError> {
        let Chosen { label, features } = columns.of(self)?;
        let missing = |row: usize| self.cell(row, label) == Cell::Missing;
        let read = Features::read(self, &features, Label { column: label, is_missing: &missing })?;
        let rule = Feature { column: label, texts: &[] };
        let values = numbers(self, &read.rows, &[rule])?.into_raw_vec_and_offset().0;
        if values.iter().all(|value| *value == values[0]) {
            let (label, class) = (self.names()[label].clone(), values[0].to_string());
            return Err(DataError::OneValue { file: self.file.clone(), label, value: class });
        }
        Ok(read.dataset(self, label, values, Vec::new()))
    }
}

/// The label's column, and where it holds nothing.
struct Label<'a> {
    column: usize,
    is_missing: &'a dyn Fn(usize) -> bool,
}

/// Feature columns as numbers, of the rows that stay.
struct Features {
    rows: Vec<usize>,
    names: Vec<String>,
    categories: Vec<Vec<String>>,
    numbers: ndarray::Array2<f64>,
}

impl Features {
    fn read(table: &Table, columns: &[usize], label: Label<'_>) -> Result<Features, DataError> {
        let kinds = kinds(table, columns)?;
        let texts = |kind: &Kind| match kind {
            Kind::Numbers => Vec::new(),
            Kind::Texts(texts) => texts.clone(),
        };
        let categories: Vec<Vec<String>> = kinds.iter().map(texts).collect();
        let features: Vec<Feature<'_>> = columns
            .iter()
            .zip(&categories)
            .map(|(column, texts)| Feature { column: *column, texts })
            .collect();
        let rows = kept(table, &features, &label)?;
        let numbers = numbers(table, &rows, &features)?;
        if let Some(row) = rows.iter().find(|row| (label.is_missing)(**row)) {
            return Err(table.no_value(*row, label.column));
        }
        let names = columns.iter().map(|column| table.names()[*column].clone()).collect();
        let all_numbers = categories.iter().all(Vec::is_empty);
        Ok(Features { rows, names, categories: if all_numbers { Vec::new() } else { categories }, numbers })
    }

    fn dataset<T>(self, table: &Table, label: usize, labels: Vec<T>, classes: Vec<String>) -> Dataset<T> {
        Dataset {
            features: self.numbers,
            labels,
            classes,
            feature_names: self.names,
            categories: self.categories,
            label_name: table.names()[label].clone(),
        }
    }
}

/// The rows that are used: all of them, unless incomplete ones are dropped.
fn kept(table: &Table, features: &[Feature<'_>], label: &Label<'_>) -> Result<Vec<usize>, DataError> {
    let drops = table.format().missing == Missing::Drop;
    let is_complete = |row: &usize| {
        !(label.is_missing)(*row) && !features.iter().any(|feature| feature.is_missing(table, *row))
    };
    let rows: Vec<usize> = (0..table.row_count()).filter(|row| !drops || is_complete(row)).collect();
    match rows.is_empty() {
        true => Err(DataError::NoCompleteRows { file: table.file.clone() }),
        false => Ok(rows),
    }
}
