//! `[data]`: from a file or a generator to preprocessed training and test rows.
//!
//! Called by `train`. Preprocessing is fitted on the training rows only.

use super::generators::{GENERATORS, Generator, Show};
use crate::circuit_file::read_regular;
use crate::failure::{Failure, Outcome};
use crate::toml_file::TomlFile;
use ansatz::circuits::nearest;
use ansatz::qml::{
    DataError, Dataset, FittedPipeline, ModelError, NamedBytes, NumpyRandom, Pipeline, Preprocess, Split,
    SplitError, stratified_split,
};
use ndarray::Array2;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The keys of `[data]`; those of the source that is not asked for must be absent.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DataSection {
    pub file: Option<PathBuf>,
    pub label: Option<String>,
    /// Only these classes, in this order.
    pub classes: Option<Vec<String>>,
    pub labels: Option<PathBuf>,
    pub generator: Option<String>,
    pub samples: Option<usize>,
    pub noise: Option<f64>,
    pub factor: Option<f64>,
    pub centers: Option<usize>,
    pub spread: Option<f64>,
    pub turns: Option<f64>,
    pub features: Option<usize>,
    pub margin: Option<f64>,
    pub manifold: Option<usize>,
    pub degree: Option<usize>,
    pub offset: Option<f64>,
    pub hyperplanes: Option<usize>,
    pub dimension: Option<usize>,
    pub height: Option<usize>,
    pub width: Option<usize>,
    pub gap: Option<f64>,
    pub chain: Option<usize>,
    pub show: Option<Show>,
    pub seed: Option<u64>,
    pub test_fraction: f64,
    pub split_seed: u64,
    pub splitter: Splitter,
    pub preprocess: Vec<String>,
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

impl Default for DataSection {
    fn default() -> Self {
        DataSection {
            file: None,
            label: None,
            classes: None,
            labels: None,
            generator: None,
            samples: None,
            noise: None,
            factor: None,
            centers: None,
            spread: None,
            turns: None,
            features: None,
            margin: None,
            manifold: None,
            degree: None,
            offset: None,
            hyperplanes: None,
            dimension: None,
            height: None,
            width: None,
            gap: None,
            chain: None,
            show: None,
            seed: None,
            test_fraction: 0.2,
            split_seed: 0,
            splitter: Splitter::default(),
            preprocess: Vec::new(),
        }
    }
}

/// Data ready for a model.
pub struct Prepared {
    /// What people call it.
    pub name: String,
    /// Everything, as it was read.
    pub data: Dataset,
    /// Fitted on the training rows.
    pub pipeline: FittedPipeline,
    pub train: Part,
    /// Absent for a `test_fraction` of 0.
    pub test: Option<Part>,
}

/// Preprocessed rows and their classes.
pub struct Part {
    pub features: Array2<f64>,
    pub labels: Vec<usize>,
}

/// Preprocessing steps from their texts, which stand at `key`.
pub fn pipeline(file: &TomlFile, key: &str, texts: &[String]) -> Outcome<Pipeline> {
    let step = |(index, text): (usize, &String)| {
        Preprocess::parse(text).map_err(|error| file.at(&[&format!("{key}.{index}")], error))
    };
    Ok(Pipeline { steps: texts.iter().enumerate().map(step).collect::<Outcome<_>>()? })
}

impl DataSection {
    /// Loads, splits and preprocesses.
    pub fn prepare(&self, file: &TomlFile) -> Outcome<Prepared> {
        let pipeline = self.pipeline(file)?;
        let (name, data) = self.load(file)?;
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
    pub fn split(&self, file: &TomlFile, data: &Dataset, repetition: u64) -> Outcome<Split> {
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
    pub fn pipeline(&self, file: &TomlFile) -> Outcome<Pipeline> {
        pipeline(file, "data.preprocess", &self.preprocess)
    }

    /// The name of the data, and all rows that are wanted.
    pub fn load(&self, file: &TomlFile) -> Outcome<(String, Dataset)> {
        let (name, data) = self.source(file)?;
        Ok((name, self.keep_classes(file, data)?))
    }

    fn source(&self, file: &TomlFile) -> Outcome<(String, Dataset)> {
        match (&self.file, &self.generator) {
            (Some(_), Some(_)) => {
                Err(file.at(&["data.generator"], "`file` and `generator` exclude each other; remove one"))
            }
            (None, None) => {
                let message = "no data: give `file = \"data.csv\"` or `generator = \"moons\"`";
                Err(file.at(&["data.file"], message))
            }
            (Some(_), None) => self.read(file),
            (None, Some(name)) => Ok((name.clone(), self.generate(file, name)?)),
        }
    }

    /// Leaves only the rows of `classes`, if they are given.
    fn keep_classes(&self, file: &TomlFile, data: Dataset) -> Outcome<Dataset> {
        let Some(wanted) = &self.classes else { return Ok(data) };
        data.of_classes(wanted).map_err(|error| file.at(&["data.classes"], error))
    }

    fn read(&self, file: &TomlFile) -> Outcome<(String, Dataset)> {
        let path = file.beside(self.file.as_deref().unwrap_or("".as_ref()));
        let (name, bytes) = bytes(file, ("data.file", &path))?;
        let data = match path.extension().and_then(|extension| extension.to_str()) {
            Some("npy") => self.read_npy(file, NamedBytes { bytes: &bytes, name: &name })?,
            Some("parquet") => self.read_parquet(file, NamedBytes { bytes: &bytes, name: &name })?,
            _ => self.read_csv(file, NamedBytes { bytes: &bytes, name: &name })?,
        };
        let short = path.file_name().map_or(name, |name| name.to_string_lossy().into_owned());
        Ok((short, data))
    }

    fn read_csv(&self, file: &TomlFile, NamedBytes { bytes, name }: NamedBytes<'_>) -> Outcome<Dataset> {
        self.refuse_unused(file, "file", &["label"])?;
        Dataset::from_csv(bytes, name, self.label.as_deref()).map_err(|error| match error {
            DataError::UnknownLabel { .. } => file.at(&["data.label"], error),
            error => data_failure(&error),
        })
    }

    #[cfg(feature = "parquet")]
    fn read_parquet(&self, file: &TomlFile, source: NamedBytes<'_>) -> Outcome<Dataset> {
        self.refuse_unused(file, "file", &["label"])?;
        Dataset::from_parquet(source, self.label.as_deref()).map_err(|error| match error {
            DataError::UnknownLabel { .. } => file.at(&["data.label"], error),
            error => data_failure(&error),
        })
    }

    #[cfg(not(feature = "parquet"))]
    fn read_parquet(&self, file: &TomlFile, _: NamedBytes<'_>) -> Outcome<Dataset> {
        let message =
            "this binary was built without Parquet; build it with `--features parquet`, or save CSV or NPY";
        Err(file.at(&["data.file"], message))
    }

    fn read_npy(&self, file: &TomlFile, features: NamedBytes<'_>) -> Outcome<Dataset> {
        self.refuse_unused(file, "NPY", &["labels"])?;
        let Some(labels) = &self.labels else {
            return Err(
                file.at(&["data.file"], "an NPY file has no classes; give them with `labels = \"y.npy\"`")
            );
        };
        let (name, bytes) = bytes(file, ("data.labels", &file.beside(labels)))?;
        let labels = NamedBytes { bytes: &bytes, name: &name };
        Dataset::from_npy(features, labels).map_err(|error| data_failure(&error))
    }

    fn generate(&self, file: &TomlFile, name: &str) -> Outcome<Dataset> {
        let Some(Generator { keys, generate, .. }) = GENERATORS.iter().find(|known| known.name == name)
        else {
            return Err(unknown_generator(file, name));
        };
        self.refuse_unused(file, name, keys)?;
        generate(self).map_err(|error| match error {
            ModelError::Generator(error) => {
                file.at(&[&format!("data.{}", error.setting), "data.generator"], error)
            }
            error => error.into(),
        })
    }

    /// Keys that would do nothing are mistakes.
    fn refuse_unused(&self, file: &TomlFile, source: &str, used: &[&str]) -> Outcome {
        let given = [
            ("label", self.label.is_some()),
            ("labels", self.labels.is_some()),
            ("samples", self.samples.is_some()),
            ("noise", self.noise.is_some()),
            ("factor", self.factor.is_some()),
            ("centers", self.centers.is_some()),
            ("spread", self.spread.is_some()),
            ("turns", self.turns.is_some()),
            ("features", self.features.is_some()),
            ("margin", self.margin.is_some()),
            ("manifold", self.manifold.is_some()),
            ("degree", self.degree.is_some()),
            ("offset", self.offset.is_some()),
            ("hyperplanes", self.hyperplanes.is_some()),
            ("dimension", self.dimension.is_some()),
            ("height", self.height.is_some()),
            ("width", self.width.is_some()),
            ("gap", self.gap.is_some()),
            ("chain", self.chain.is_some()),
            ("show", self.show.is_some()),
            ("seed", self.seed.is_some()),
        ];
        match given.iter().find(|(key, is_given)| *is_given && !used.contains(key)) {
            None => Ok(()),
            Some((key, _)) => {
                let kind = match source {
                    "file" => "a file".into(),
                    "NPY" => "an NPY file".into(),
                    generator => format!("generator `{generator}`"),
                };
                let message = format!("{kind} has no `{key}`; it has {}", used.join(", "));
                Err(file.at(&[&format!("data.{key}")], message))
            }
        }
    }
}

/// The name and the bytes of a file that a key names.
fn bytes(file: &TomlFile, (key, path): (&str, &Path)) -> Outcome<(String, Vec<u8>)> {
    let name = path.display().to_string();
    let bytes = read_regular(path).map_err(|reason| file.at(&[key], format!("{name}: {reason}")))?;
    Ok((name, bytes))
}

/// An error in a data file, which names its own place.
pub fn data_failure(error: &DataError) -> Failure {
    Failure::Input(format!("error: {error}"))
}

fn unknown_generator(file: &TomlFile, name: &str) -> Failure {
    let names: Vec<&str> = GENERATORS.iter().map(|known| known.name).collect();
    let hint = nearest(name, names.iter().copied())
        .map_or_else(|| format!("known: {}", names.join(", ")), |near| format!("did you mean `{near}`?"));
    file.at(&["data.generator"], format!("unknown generator `{}`; {hint}", name.escape_debug()))
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
