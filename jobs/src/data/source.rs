//! Where the rows of `[data]` come from: a file or a formula, with the keys of each.
//!
//! Called by the data section.

use super::generators::Generator;
use super::label::{Label, at_key};
use super::section::{Loaded, SHARED};
use super::table::{DataFile, Format};
use crate::error::{JobError, Outcome, RequestError};
use crate::toml_file::TomlFile;
use crate::toml_keys::Keys;
use ansatz::circuits::nearest;
use ansatz::qml::{
    ModelError,
    data::{Columns, Missing, TableFormat},
};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// Where rows come from.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Source {
    /// A CSV file.
    Csv(TextTable),
    /// A Parquet or NPZ file.
    Table(TableFile),
    /// Two NPY files.
    Npy(NpyFiles),
    /// A formula.
    Generator(Generator),
}

/// A text table, and how it is written.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextTable {
    /// The file.
    pub file: PathBuf,
    /// The column of the labels; the last one if absent.
    pub label: Option<String>,
    /// The columns of the features; all others if absent.
    pub features: Option<Vec<String>>,
    /// Columns that are no features.
    #[serde(default)]
    pub drop: Vec<String>,
    /// Whether the first line names the columns.
    pub header: Option<bool>,
    /// What stands between cells.
    #[serde(default = "comma")]
    pub separator: char,
    /// What stands before decimals.
    #[serde(default = "point")]
    pub decimal: char,
}

fn comma() -> char {
    TableFormat::default().separator
}

fn point() -> char {
    TableFormat::default().decimal
}

/// A table with named columns.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableFile {
    /// The file.
    pub file: PathBuf,
    /// The column of the labels; the last one if absent.
    pub label: Option<String>,
    /// The columns of the features; all others if absent.
    pub features: Option<Vec<String>>,
    /// Columns that are no features.
    #[serde(default)]
    pub drop: Vec<String>,
}

/// A matrix and its classes.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NpyFiles {
    /// A row for each sample.
    pub file: PathBuf,
    /// The labels, a number or a text for each row.
    pub labels: Option<PathBuf>,
    /// The columns of the features, `x0`, `x1`, …; all if absent.
    pub features: Option<Vec<String>>,
    /// Columns that are no features.
    #[serde(default)]
    pub drop: Vec<String>,
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
    keys.extend(["features", "drop", "header", "separator", "decimal"]);
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
    /// The files that the rows are read from, as a program finds them; none for a formula.
    pub fn files(&self, file: &TomlFile) -> Vec<PathBuf> {
        let (first, second) = match self {
            Source::Csv(table) => (&table.file, None),
            Source::Table(table) => (&table.file, None),
            Source::Npy(files) => (&files.file, files.labels.as_ref()),
            Source::Generator(_) => return Vec::new(),
        };
        std::iter::once(first).chain(second).map(|path| file.beside(path)).collect()
    }

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
        match Format::of(path) {
            Format::Npy => {
                Ok(Source::Npy(file.table("data", &own("an NPY file", &["labels", "features", "drop"])?)?))
            }
            Format::Npz | Format::Parquet => {
                Ok(Source::Table(file.table("data", &own("such a file", &["label", "features", "drop"])?)?))
            }
            Format::Text => {
                let used = ["label", "features", "drop", "header", "separator", "decimal"];
                let table: TextTable = file.table("data", &own("a file", &used)?)?;
                if !['.', ','].contains(&table.decimal) || table.decimal == table.separator {
                    let message = "expected `decimal` to be \".\" or \",\", and not the separator";
                    return Err(file.at(&["data.decimal", "data.separator"], message));
                }
                Ok(Source::Csv(table))
            }
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
            Source::Csv(table) => &table.file,
            Source::Table(table) => &table.file,
            Source::Npy(files) => &files.file,
        };
        Some(path.file_stem()?.to_string_lossy().into())
    }

    /// How a table is written.
    pub(super) fn format(&self, missing: Missing) -> TableFormat {
        match self {
            Source::Csv(TextTable { header, separator, decimal, .. }) => {
                TableFormat { header: *header, separator: *separator, decimal: *decimal, missing }
            }
            _ => TableFormat { missing, ..TableFormat::default() },
        }
    }

    /// All rows, with what people call them.
    pub(super) fn load<T: Label>(&self, file: &TomlFile, missing: Missing) -> Outcome<Loaded<T>> {
        let (path, labels, columns) = match self {
            Source::Generator(generator) => {
                let data = generator.generate().map_err(|error| match error {
                    ModelError::Generator(error) => {
                        file.at(&[&format!("data.{}", error.setting), "data.generator"], error)
                    }
                    error => error.into(),
                })?;
                return Ok(Loaded { name: generator.name().into(), data: T::of_formula(file, data)? });
            }
            Source::Csv(TextTable { file: path, label, features, drop, .. })
            | Source::Table(TableFile { file: path, label, features, drop }) => {
                (path, None, Columns { label: label.clone(), features: features.clone(), drop: drop.clone() })
            }
            Source::Npy(NpyFiles { file: path, labels, features, drop }) => {
                let Some(labels) = labels else {
                    let message = "an NPY file has no classes; give them with `labels = \"y.npy\"`";
                    return Err(file.at(&["data.file"], message));
                };
                (path, Some(labels), Columns { label: None, features: features.clone(), drop: drop.clone() })
            }
        };
        let read = |key: &str, path: &Path| {
            let path = file.beside(path);
            DataFile::read(&path).map_err(|reason| file.at(&[key], format!("{}: {reason}", path.display())))
        };
        let rows = read("data.file", path)?;
        let labels = labels.map(|path| read("data.labels", path)).transpose()?;
        if Format::of(path) == Format::Parquet && cfg!(not(feature = "parquet")) {
            return Err(JobError::request(file.place(&["data.file"]), RequestError::NoParquet));
        }
        let table = rows.table(&self.format(missing), labels.as_ref())?;
        let data = T::of_table(&table, &columns).map_err(|error| at_key(file, error))?;
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        Ok(Loaded { name, data })
    }
}

fn unknown_generator(file: &TomlFile, name: &str) -> JobError {
    let hint = nearest(name, Generator::NAMES.iter().copied()).map_or_else(
        || format!("known: {}", Generator::NAMES.join(", ")),
        |near| format!("did you mean `{near}`?"),
    );
    file.at(&["data.generator"], format!("unknown generator `{}`; {hint}", name.escape_debug()))
}
