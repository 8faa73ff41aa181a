//! A file as a table, whatever its format: CSV, compressed or not, NPY, NPZ or Parquet, by its ending and its first bytes.
//!
//! Called by sources of training rows and by predictions, so that a model takes whatever it was trained on.

use crate::error::{JobError, Outcome};
use crate::files::{MAX_BYTES, read_regular};
use crate::place::Place;
use ansatz::qml::data::{NamedBytes, Table, TableFormat};
use flate2::read::MultiGzDecoder;
use std::io::{Cursor, Read};
use std::path::Path;

/// A file with its name and its bytes, decompressed.
pub(crate) struct DataFile {
    name: String,
    bytes: Vec<u8>,
    format: Format,
}

/// How a table is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// Text with a separator.
    Text,
    /// One array of numpy.
    Npy,
    /// Named arrays of numpy.
    Npz,
    /// Apache Parquet.
    Parquet,
}

impl Format {
    /// The format of a file by its name.
    pub(crate) fn of(path: &Path) -> Format {
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("npy") => Format::Npy,
            Some("npz") => Format::Npz,
            Some("parquet") => Format::Parquet,
            _ => Format::Text,
        }
    }
}

impl DataFile {
    /// Reads a file of at most 256 MiB, before and after decompression.
    ///
    /// # Errors
    /// Why it cannot be read, without its name.
    pub(crate) fn read(path: &Path) -> Result<DataFile, String> {
        let mut bytes = read_regular(path)?;
        let format = Format::of(path);
        if format == Format::Text && bytes.starts_with(&[0x1f, 0x8b]) {
            bytes = unpacked(MultiGzDecoder::new(&bytes[..]), "gzip")?;
        }
        Ok(DataFile { name: path.display().to_string(), bytes, format })
    }

    /// Its text, if it is a text table.
    pub(crate) fn text(&self) -> Option<&[u8]> {
        (self.format == Format::Text).then_some(&self.bytes[..])
    }

    pub(crate) fn named(&self) -> NamedBytes<'_> {
        NamedBytes { bytes: &self.bytes, name: &self.name }
    }

    /// The rows, with the labels of another file if there are any.
    ///
    /// # Errors
    /// It is no such file, or labels do not fit.
    pub(crate) fn table(&self, format: &TableFormat, labels: Option<&DataFile>) -> Outcome<Table> {
        let table = match self.format {
            Format::Text => Table::from_csv(&self.bytes[..], &self.name, format)?,
            Format::Npy => Table::from_npy(self.named(), labels.map(DataFile::named))?,
            Format::Npz => self.arrays()?,
            Format::Parquet => self.parquet()?,
        };
        Ok(table.with_missing(format.missing))
    }

    /// The arrays of an NPZ file: features are called `X`, `x`, `features` or `data`, labels `y`, `Y`, `labels`, `label` or `target`.
    fn arrays(&self) -> Outcome<Table> {
        let wrong = |reason: String| JobError::input(Place::file(&self.name), reason);
        let mut archive = zip::ZipArchive::new(Cursor::new(&self.bytes))
            .map_err(|error| wrong(format!("is no file of numpy.savez: {error}")))?;
        let names: Vec<String> =
            archive.file_names().filter_map(|name| name.ok().map(|name| name.into_owned())).collect();
        let find = |known: &[&str]| {
            known.iter().find_map(|name| names.iter().find(|file| *file == &format!("{name}.npy")))
        };
        let listed = || {
            names
                .iter()
                .take(20)
                .map(|name| start(name.trim_end_matches(".npy")))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let mut read = |name: &String| {
            let entry = archive.by_name(name).map_err(|error| wrong(format!("{name}: {error}")))?;
            unpacked(entry, "zip").map_err(|reason| wrong(format!("{name}: {reason}")))
        };
        let Some(features) = find(&["X", "x", "features", "data"]) else {
            return Err(wrong(format!(
                "expected an array called `X`, and `y` for labels; it has {}",
                listed()
            )));
        };
        let matrix = read(features)?;
        let labels = find(&["y", "Y", "labels", "label", "target"]).map(&mut read).transpose()?;
        let of = |bytes| NamedBytes { bytes, name: &self.name };
        Ok(Table::from_npy(of(&matrix), labels.as_deref().map(of))?)
    }

    #[cfg(feature = "parquet")]
    fn parquet(&self) -> Outcome<Table> {
        Ok(Table::from_parquet(self.named())?)
    }

    #[cfg(not(feature = "parquet"))]
    fn parquet(&self) -> Outcome<Table> {
        Err(JobError::request(Place::file(&self.name), crate::RequestError::NoParquet))
    }
}

/// The start of a name out of an archive, for a message.
fn start(name: &str) -> String {
    name.chars().take(40).collect()
}

/// What compressed bytes hold, up to the size that a file may have.
fn unpacked(reader: impl Read, what: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    reader
        .take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| format!("cannot be decompressed as {what}: {error}"))?;
    match bytes.len() as u64 > MAX_BYTES {
        true => Err(format!("holds more than {MAX_BYTES} bytes once decompressed, which is the limit")),
        false => Ok(bytes),
    }
}
