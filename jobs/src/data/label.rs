//! What is learnt of a row: a class or a number, and what differs between them before training.
//!
//! Called by the data section. What differs after training is the training job's.

use super::section::{DataSection, Splitter, Task};
use crate::error::{JobError, Outcome};
use crate::toml_file::TomlFile;
use ansatz::qml::data::{
    Columns, DataError, Dataset, NumpyRandom, Split, SplitError, Table, stratified_split,
};

/// A class (`usize`) or a number (`f64`) as the label of a row.
pub trait Label: Copy + Send + Sync + 'static {
    /// The rows of a table with such labels.
    ///
    /// # Errors
    /// Columns or cells are wrong.
    fn of_table(table: &Table, columns: &Columns) -> Result<Dataset<Self>, DataError>;

    /// Rows of a formula, which have classes.
    ///
    /// # Errors
    /// Such labels are wanted that no formula has.
    fn of_formula(file: &TomlFile, data: Dataset) -> Outcome<Dataset<Self>>;

    /// The rows that are wanted, of all that there are.
    ///
    /// # Errors
    /// Classes are wanted that are not there.
    fn wanted(section: &DataSection, file: &TomlFile, data: Dataset<Self>) -> Outcome<Dataset<Self>>;

    /// Training and test rows.
    ///
    /// # Errors
    /// Too few rows for both.
    fn split(section: &DataSection, file: &TomlFile, data: &Dataset<Self>, seed: u64) -> Outcome<Split>;
}

/// The seed of numpy's generator.
fn numpy_seed(file: &TomlFile, seed: u64) -> Outcome<u32> {
    u32::try_from(seed).map_err(|_| file.at(&["data.split_seed"], "scikit-learn's seeds go up to 4294967295"))
}

impl Label for usize {
    fn of_table(table: &Table, columns: &Columns) -> Result<Dataset, DataError> {
        table.dataset(columns)
    }

    fn of_formula(_: &TomlFile, data: Dataset) -> Outcome<Dataset> {
        Ok(data)
    }

    fn wanted(section: &DataSection, file: &TomlFile, data: Dataset) -> Outcome<Dataset> {
        if section.task == Task::Regression {
            return Err(
                file.at(&["data.task"], "here rows have classes; only `train` and `study` predict numbers")
            );
        }
        let Some(classes) = &section.classes else { return Ok(data) };
        data.of_classes(classes).map_err(|error| file.at(&["data.classes"], error))
    }

    fn split(section: &DataSection, file: &TomlFile, data: &Dataset, seed: u64) -> Outcome<Split> {
        let fraction = section.test_fraction;
        let split = match section.splitter {
            Splitter::ScikitLearn if fraction != 0.0 => {
                NumpyRandom::new(numpy_seed(file, seed)?).stratified_split(&data.labels, fraction)
            }
            _ => stratified_split(&data.labels, fraction, seed),
        };
        split.map_err(|error| file.at(&["data.test_fraction"], split_message(&error, data)))
    }
}

impl Label for f64 {
    fn of_table(table: &Table, columns: &Columns) -> Result<Dataset<f64>, DataError> {
        table.regression(columns)
    }

    fn of_formula(file: &TomlFile, _: Dataset) -> Outcome<Dataset<f64>> {
        Err(file
            .at(&["data.task"], "the rows of a generator have classes; `task = \"regression\"` needs a file"))
    }

    fn wanted(section: &DataSection, file: &TomlFile, data: Dataset<f64>) -> Outcome<Dataset<f64>> {
        match section.classes {
            Some(_) => {
                Err(file.at(&["data.classes"], "`classes` has no meaning where numbers are predicted"))
            }
            None => Ok(data),
        }
    }

    fn split(section: &DataSection, file: &TomlFile, data: &Dataset<f64>, seed: u64) -> Outcome<Split> {
        let (rows, fraction) = (data.row_count(), section.test_fraction);
        if section.splitter == Splitter::ScikitLearn && fraction > 0.0 && fraction < 1.0 {
            return Ok(NumpyRandom::new(numpy_seed(file, seed)?).split(rows, fraction));
        }
        // All rows of one class: any of them may be tested.
        stratified_split(&vec![0; rows], fraction, seed)
            .map_err(|error| file.at(&["data.test_fraction"], error))
    }
}

/// More numbers than this are hardly classes.
const MANY_NUMBERS: usize = 20;

/// Classes by name, as people know them.
fn split_message(error: &SplitError, data: &Dataset) -> String {
    let SplitError::ClassTooSmall { class, rows } = error else { return error.to_string() };
    let name = &data.classes[*class];
    let message = format!("class `{name}` has {rows} row, but needs one to train on and one to test on");
    let classes = data.classes.len();
    if classes > MANY_NUMBERS && data.classes.iter().all(|class| class.parse::<f64>().is_ok()) {
        let label = &data.label_name;
        return format!(
            "{message}; `{label}` holds {classes} different numbers: to predict a number, say `task = \"regression\"`"
        );
    }
    format!("{message}; remove the class, or set test_fraction = 0")
}

/// An error of a table at the key that mends it, where one does.
pub(super) fn at_key(file: &TomlFile, error: DataError) -> JobError {
    let key = match &error {
        DataError::UnknownLabel { .. } => "data.label",
        DataError::UnknownColumn { key, .. } => match *key {
            "drop" => "data.drop",
            _ => "data.features",
        },
        DataError::Separator { .. } => "data.separator",
        _ => return error.into(),
    };
    file.at(&[key], error)
}
