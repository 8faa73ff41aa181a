//! Where the rows of `[data]` come from: a file or a formula, with the keys of each.
//!
//! Called by the data section.

use super::generators::Generator;
use super::section::{Loaded, SHARED};
use crate::error::{JobError, Outcome};
use crate::files::read_regular;
use crate::toml_file::TomlFile;
use crate::toml_keys::Keys;
use ansatz::circuits::nearest;
use ansatz::qml::{
    ModelError,
    data::{DataError, Dataset, NamedBytes},
};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// Where rows come from.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Source {
    /// A CSV file.
    Csv(TableFile),
    /// A Parquet file.
    Parquet(TableFile),
    /// Two NPY files.
    Npy(NpyFiles),
    /// A formula.
    Generator(Generator),
}

/// A table with named columns.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableFile {
    /// The file.
    pub file: PathBuf,
    /// The column of the classes; the last one if absent.
    pub label: Option<String>,
}

/// A matrix and its classes.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NpyFiles {
    /// A row for each sample.
    pub file: PathBuf,
    /// The classes, a number for each row.
    pub labels: Option<PathBuf>,
}

/// What decides which source it is.
#[derive(Deserialize)]
struct Chosen {
    file: Option<PathBuf>,
    generator: Option<String>,
}

/// The keys of `[data]`, as they are listed.
pub(super) fn keys() -> Vec<&'static str> {
    let mut keys = vec!["file", "label", "classes", "labels", "generator"];
    let of_generators = Generator::NAMES.iter().filter_map(|name| Generator::keys(name)).flatten();
    // Every generator has a seed: it is listed last.
    for key in of_generators.filter(|key| **key != "seed").chain(&["seed"]).chain(&SHARED) {
        if !keys.contains(key) {
            keys.push(*key);
        }
    }
    keys
}

impl Source {
    /// The source that a table names; its other keys must be the source's own.
    pub(super) fn read(file: &TomlFile, keys: &Keys<'_>) -> Outcome<Source> {
        let Chosen { file: path, generator } = file.table("data", &[])?;
        match (path, generator) {
            (Some(_), Some(_)) => {
                Err(file.at(&["data.generator"], "`file` and `generator` exclude each other; remove one"))
            }
            (None, None) => {
                let message = "no data: give `file = \"data.csv\"` or `generator = \"moons\"`";
                Err(file.at(&["data.file"], message))
            }
            (Some(path), None) => Source::of_file(file, &path, keys),
            (None, Some(name)) => Source::of_generator(file, &name, keys),
        }
    }

    fn of_file(file: &TomlFile, path: &Path, keys: &Keys<'_>) -> Outcome<Source> {
        let own = |what: &str, used: &[&str]| {
            let allowed = [used, &["file"], &SHARED[..]].concat();
            let message = |key: &str| format!("{what} has no `{key}`; it has {}", used.join(", "));
            keys.refuse_unused(file, &allowed, message)?;
            Ok::<_, JobError>([keys.without(&[used, &["file"]].concat()), vec!["name"]].concat())
        };
        let extension = path.extension().and_then(|extension| extension.to_str());
        match extension {
            Some("npy") => Ok(Source::Npy(file.table("data", &own("an NPY file", &["labels"])?)?)),
            Some("parquet") => Ok(Source::Parquet(file.table("data", &own("a file", &["label"])?)?)),
            _ => Ok(Source::Csv(file.table("data", &own("a file", &["label"])?)?)),
        }
    }

    fn of_generator(file: &TomlFile, name: &str, keys: &Keys<'_>) -> Outcome<Source> {
        let Some(used) = Generator::keys(name) else { return Err(unknown_generator(file, name)) };
        let allowed = [used, &["generator"], &SHARED[..]].concat();
        let message = |key: &str| format!("generator `{name}` has no `{key}`; it has {}", used.join(", "));
        keys.refuse_unused(file, &allowed, message)?;
        let without = [keys.without(used), vec!["name"]].concat();
        let read = Generator::read(name, file, &without);
        read.unwrap_or_else(|| Err(unknown_generator(file, name))).map(Source::Generator)
    }

    /// What people call it where it has no other name.
    pub(crate) fn title(&self) -> Option<String> {
        let path = match self {
            Source::Generator(generator) => return Some(generator.name().into()),
            Source::Csv(table) | Source::Parquet(table) => &table.file,
            Source::Npy(files) => &files.file,
        };
        Some(path.file_stem()?.to_string_lossy().into())
    }

    /// All rows, with what people call them.
    pub(super) fn load(&self, file: &TomlFile) -> Outcome<Loaded> {
        match self {
            Source::Generator(generator) => {
                let data = generator.generate().map_err(|error| match error {
                    ModelError::Generator(error) => {
                        file.at(&[&format!("data.{}", error.setting), "data.generator"], error)
                    }
                    error => error.into(),
                })?;
                Ok(Loaded { name: generator.name().into(), data })
            }
            Source::Csv(table) => {
                let bytes = Bytes::read(file, "data.file", &table.file)?;
                let data = Dataset::from_csv(&bytes.bytes[..], &bytes.name, table.label.as_deref());
                bytes.loaded(data.map_err(|error| at_label(file, error))?)
            }
            Source::Parquet(table) => {
                let bytes = Bytes::read(file, "data.file", &table.file)?;
                let data = from_parquet(file, &bytes, table.label.as_deref())?;
                bytes.loaded(data)
            }
            Source::Npy(files) => {
                let bytes = Bytes::read(file, "data.file", &files.file)?;
                let Some(labels) = &files.labels else {
                    let message = "an NPY file has no classes; give them with `labels = \"y.npy\"`";
                    return Err(file.at(&["data.file"], message));
                };
                let labels = Bytes::read(file, "data.labels", labels)?;
                let data = Dataset::from_npy(bytes.named(), labels.named())?;
                bytes.loaded(data)
            }
        }
    }
}

/// The name and the bytes of a file that a key names.
struct Bytes {
    path: PathBuf,
    name: String,
    bytes: Vec<u8>,
}

impl Bytes {
    fn read(file: &TomlFile, key: &str, path: &Path) -> Outcome<Bytes> {
        let path = file.beside(path);
        let name = path.display().to_string();
        let bytes = read_regular(&path).map_err(|reason| file.at(&[key], format!("{name}: {reason}")))?;
        Ok(Bytes { path, name, bytes })
    }

    fn named(&self) -> NamedBytes<'_> {
        NamedBytes { bytes: &self.bytes, name: &self.name }
    }

    /// The rows, called by the last part of the path.
    fn loaded(self, data: Dataset) -> Outcome<Loaded> {
        let name = self.path.file_name().map_or(self.name, |name| name.to_string_lossy().into_owned());
        Ok(Loaded { name, data })
    }
}

fn at_label(file: &TomlFile, error: DataError) -> JobError {
    match error {
        DataError::UnknownLabel { .. } => file.at(&["data.label"], error),
        error => error.into(),
    }
}

#[cfg(feature = "parquet")]
fn from_parquet(file: &TomlFile, bytes: &Bytes, label: Option<&str>) -> Outcome<Dataset> {
    Dataset::from_parquet(bytes.named(), label).map_err(|error| at_label(file, error))
}

#[cfg(not(feature = "parquet"))]
fn from_parquet(file: &TomlFile, _: &Bytes, _: Option<&str>) -> Outcome<Dataset> {
    Err(JobError::request(file.place(&["data.file"]), crate::RequestError::NoParquet))
}

fn unknown_generator(file: &TomlFile, name: &str) -> JobError {
    let hint = nearest(name, Generator::NAMES.iter().copied()).map_or_else(
        || format!("known: {}", Generator::NAMES.join(", ")),
        |near| format!("did you mean `{near}`?"),
    );
    file.at(&["data.generator"], format!("unknown generator `{}`; {hint}", name.escape_debug()))
}
