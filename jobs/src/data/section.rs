//! `[data]`: from a source to preprocessed training and test rows.
//!
//! Called by every job with data. Preprocessing is fitted on the training rows only.

use super::source::{Source, keys};
use crate::error::Outcome;
use crate::toml_file::TomlFile;
use crate::toml_keys::Keys;
use ansatz::qml::{
    data::{Dataset, NumpyRandom, Split, SplitError, stratified_split},
    preprocess::{FittedPipeline, Pipeline, Preprocess},
};
use ndarray::Array2;
use serde::Deserialize;

/// `[data]`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct DataSection {
    /// Where rows come from.
    pub source: Source,
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
pub(super) const SHARED: [&str; 5] = ["classes", "test_fraction", "split_seed", "splitter", "preprocess"];

/// What these keys say.
#[derive(Deserialize)]
#[serde(default)]
struct Shared {
    classes: Option<Vec<String>>,
    test_fraction: f64,
    split_seed: u64,
    splitter: Splitter,
    preprocess: Vec<String>,
}

impl Default for Shared {
    fn default() -> Self {
        let (classes, splitter, preprocess) = (None, Splitter::default(), Vec::new());
        Shared { classes, test_fraction: 0.2, split_seed: 0, splitter, preprocess }
    }
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
pub struct Prepared {
    /// What people call it.
    pub name: String,
    /// Everything, as it was read.
    pub data: Dataset,
    /// Fitted on the training rows.
    pub pipeline: FittedPipeline,
    /// The rows to train on.
    pub train: Part,
    /// Absent for a `test_fraction` of 0.
    pub test: Option<Part>,
}

/// All rows that are wanted.
pub(crate) struct Loaded {
    /// What people call them.
    pub(crate) name: String,
    pub(crate) data: Dataset,
}

/// Preprocessed rows and their classes.
pub struct Part {
    /// Rows × features.
    pub features: Array2<f64>,
    /// The class of each row.
    pub labels: Vec<usize>,
}

/// Preprocessing steps from their texts, which stand at `key`.
pub(crate) fn pipeline(file: &TomlFile, key: &str, texts: &[String]) -> Outcome<Pipeline> {
    let step = |(index, text): (usize, &String)| {
        Preprocess::parse(text).map_err(|error| file.at(&[&format!("{key}.{index}")], error))
    };
    Ok(Pipeline { steps: texts.iter().enumerate().map(step).collect::<Outcome<_>>()? })
}

impl DataSection {
    /// A source with the defaults of everything else.
    pub fn new(source: Source) -> DataSection {
        DataSection::of(source, Shared::default())
    }

    fn of(source: Source, shared: Shared) -> DataSection {
        let Shared { classes, test_fraction, split_seed, splitter, preprocess } = shared;
        DataSection { source, classes, test_fraction, split_seed, splitter, preprocess }
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
    pub fn prepare(&self, file: &TomlFile) -> Outcome<Prepared> {
        let pipeline = self.pipeline(file)?;
        let Loaded { name, data } = self.load(file)?;
        let split = self.split(file, &data, 0)?;
        let train = data.select(&split.train);
        let fitted = pipeline.fit(&train.features).map_err(|error| file.at(&["data.preprocess"], error))?;
        let part = |rows: Dataset| match fitted.transform(&rows.features) {
            Ok(features) => Ok(Part { features, labels: rows.labels }),
            Err(error) => Err(file.at(&["data.preprocess"], error)),
        };
        let test = if split.test.is_empty() { None } else { Some(part(data.select(&split.test))?) };
        Ok(Prepared { name, train: part(train)?, test, pipeline: fitted, data })
    }

    /// Training and test rows of a repetition, whose number is added to the seed; no test rows for a `test_fraction` of 0.
    pub(crate) fn split(&self, file: &TomlFile, data: &Dataset, repetition: u64) -> Outcome<Split> {
        let seed = self.split_seed.wrapping_add(repetition);
        let split = match self.splitter {
            Splitter::ScikitLearn if self.test_fraction != 0.0 => {
                let seed = u32::try_from(seed)
                    .map_err(|_| file.at(&["data.split_seed"], "scikit-learn's seeds go up to 4294967295"))?;
                NumpyRandom::new(seed).stratified_split(&data.labels, self.test_fraction)
            }
            _ => stratified_split(&data.labels, self.test_fraction, seed),
        };
        split.map_err(|error| file.at(&["data.test_fraction"], split_message(&error, &data.classes)))
    }

    /// The preprocessing, not yet fitted.
    pub(crate) fn pipeline(&self, file: &TomlFile) -> Outcome<Pipeline> {
        pipeline(file, "data.preprocess", &self.preprocess)
    }

    /// The name of the data, and all rows that are wanted.
    pub(crate) fn load(&self, file: &TomlFile) -> Outcome<Loaded> {
        let Loaded { name, data } = self.source.load(file)?;
        Ok(Loaded { name, data: self.keep_classes(file, data)? })
    }

    /// Leaves only the rows of `classes`, if they are given.
    fn keep_classes(&self, file: &TomlFile, data: Dataset) -> Outcome<Dataset> {
        let Some(wanted) = &self.classes else { return Ok(data) };
        data.of_classes(wanted).map_err(|error| file.at(&["data.classes"], error))
    }
}

/// Classes by name, as people know them.
fn split_message(error: &SplitError, classes: &[String]) -> String {
    match error {
        SplitError::ClassTooSmall { class, rows } => format!(
            "class `{}` has {rows} row, but needs one to train on and one to test on; remove the class, or set test_fraction = 0",
            classes[*class]
        ),
        other => other.to_string(),
    }
}
