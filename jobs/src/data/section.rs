//! `[data]`: from a source to preprocessed training and test rows.
//!
//! Called by every job with data. Preprocessing is fitted on the training rows only.

use super::label::Label;
use super::source::{Source, keys};
use crate::error::Outcome;
use crate::toml_file::TomlFile;
use crate::toml_keys::Keys;
use ansatz::qml::{
    data::{Dataset, Missing, Split},
    preprocess::{Columns, FittedPipeline, Pipeline, Preprocess},
};
use ndarray::Array2;
use serde::Deserialize;

/// `[data]`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct DataSection {
    /// Where rows come from.
    pub source: Source,
    /// What is learnt.
    pub task: Task,
    /// What becomes of rows with missing values.
    pub missing: Missing,
    /// Only these classes, in this order.
    pub classes: Option<Vec<String>>,
    /// The share of test rows.
    pub test_fraction: f64,
    /// The seed of the split.
    pub split_seed: u64,
    /// Who divides rows.
    pub splitter: Splitter,
    /// Preprocessing steps.
    pub preprocess: Vec<String>,
}

/// The keys of `[data]` that every source has.
pub(super) const SHARED: [&str; 7] =
    ["task", "missing", "classes", "test_fraction", "split_seed", "splitter", "preprocess"];

/// What these keys say.
#[derive(Deserialize)]
#[serde(default)]
struct Shared {
    task: Task,
    missing: Missing,
    classes: Option<Vec<String>>,
    test_fraction: f64,
    split_seed: u64,
    splitter: Splitter,
    preprocess: Vec<String>,
}

impl Default for Shared {
    fn default() -> Self {
        Shared {
            task: Task::default(),
            missing: Missing::default(),
            classes: None,
            test_fraction: 0.2,
            split_seed: 0,
            splitter: Splitter::default(),
            preprocess: Vec::new(),
        }
    }
}

/// What is learnt of a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// Its class.
    #[default]
    Classification,
    /// A number.
    Regression,
}

/// Who divides rows into training and test rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub enum Splitter {
    /// This library.
    #[default]
    #[serde(rename = "ansatz")]
    Ansatz,
    /// As scikit-learn's `train_test_split` does, row for row.
    #[serde(rename = "scikit-learn")]
    ScikitLearn,
}

/// Data ready for a model.
pub struct Prepared<T = usize> {
    /// What people call it.
    pub name: String,
    /// Everything, as it was read.
    pub data: Dataset<T>,
    /// Fitted on the training rows.
    pub pipeline: FittedPipeline,
    /// The rows to train on.
    pub train: Part<T>,
    /// Absent for a `test_fraction` of 0.
    pub test: Option<Part<T>>,
}

/// All rows that are wanted.
pub(crate) struct Loaded<T = usize> {
    /// What people call them.
    pub(crate) name: String,
    pub(crate) data: Dataset<T>,
}

/// Preprocessed rows and their labels.
pub struct Part<T = usize> {
    /// Rows × features.
    pub features: Array2<f64>,
    /// The class or the number of each row.
    pub labels: Vec<T>,
    /// Where each row is among those of the data that are used, from 0.
    pub rows: Vec<usize>,
}

/// Preprocessing steps from their texts, which stand at `key`.
pub(crate) fn pipeline(file: &TomlFile, key: &str, texts: &[String]) -> Outcome<Pipeline> {
    let step = |(index, text): (usize, &String)| {
        Preprocess::parse(text).map_err(|error| file.at(&[&format!("{key}.{index}")], error))
    };
    let steps = texts.iter().enumerate().map(step).collect::<Outcome<_>>()?;
    Ok(Pipeline { steps, ..Pipeline::default() })
}

impl DataSection {
    /// A source with the defaults of everything else.
    pub fn new(source: Source) -> DataSection {
        DataSection::of(source, Shared::default())
    }

    fn of(source: Source, shared: Shared) -> DataSection {
        let Shared { task, missing, classes, test_fraction, split_seed, splitter, preprocess } = shared;
        DataSection { source, task, missing, classes, test_fraction, split_seed, splitter, preprocess }
    }

    /// `[data]` of a file, in which the keys `besides` are somebody else's.
    pub(crate) fn read(file: &TomlFile, besides: &[&str]) -> Outcome<DataSection> {
        let known = keys();
        let keys = Keys { table: "data", known: &known };
        let shared = file.table("data", &[])?;
        keys.check(file, besides)?;
        Ok(DataSection::of(Source::read(file, &keys)?, shared))
    }

    /// Loads, splits and preprocesses.
    ///
    /// # Errors
    /// The source, the split or the preprocessing is wrong, shown at its key.
    pub fn prepare<T: Label>(&self, file: &TomlFile) -> Outcome<Prepared<T>> {
        let pipeline = self.pipeline(file)?;
        let Loaded { name, data } = self.load::<T>(file)?;
        let pipeline = pipeline.with_columns(Columns::of(&data, self.missing));
        let split = self.split(file, &data, 0)?;
        let train = data.select(&split.train);
        let fitted = pipeline.fit(&train.features).map_err(|error| file.at(&["data.preprocess"], error))?;
        let part = |rows: Dataset<T>, places: Vec<usize>| match fitted.transform(&rows.features) {
            Ok(features) => Ok(Part { features, labels: rows.labels, rows: places }),
            Err(error) => Err(file.at(&["data.preprocess"], error)),
        };
        let test = match split.test.is_empty() {
            true => None,
            false => Some(part(data.select(&split.test), split.test)?),
        };
        Ok(Prepared { name, train: part(train, split.train)?, test, pipeline: fitted, data })
    }

    /// Training and test rows of a repetition, whose number is added to the seed; no test rows for a `test_fraction` of 0.
    pub(crate) fn split<T: Label>(
        &self,
        file: &TomlFile,
        data: &Dataset<T>,
        repetition: u64,
    ) -> Outcome<Split> {
        T::split(self, file, data, self.split_seed.wrapping_add(repetition))
    }

    /// The preprocessing, not yet fitted.
    pub(crate) fn pipeline(&self, file: &TomlFile) -> Outcome<Pipeline> {
        pipeline(file, "data.preprocess", &self.preprocess)
    }

    /// The name of the data, and all rows that are wanted.
    pub(crate) fn load<T: Label>(&self, file: &TomlFile) -> Outcome<Loaded<T>> {
        let Loaded { name, data } = self.source.load::<T>(file, self.missing)?;
        Ok(Loaded { name, data: T::wanted(self, file, data)? })
    }

    /// How its table is written, as a model remembers it.
    pub(crate) fn format(&self) -> ansatz::qml::data::TableFormat {
        self.source.format(self.missing)
    }
}
