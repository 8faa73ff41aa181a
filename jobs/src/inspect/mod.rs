//! A look at a data file before training: what its columns hold, and a training file to start from.

mod suggest;
mod written;

use crate::data::DataFile;
use crate::error::{JobError, Outcome};
use crate::place::Place;
use ansatz::qml::data::ColumnSummary;
use serde::Serialize;
use std::path::PathBuf;

pub use suggest::Suggestion;

/// Which file, and where a training file for it would be.
#[derive(Debug, Clone)]
pub struct InspectRequest {
    /// A table of any format that training takes.
    pub data: PathBuf,
    /// The training file, from whose folder paths are relative; by default one in the current folder.
    pub toml: Option<PathBuf>,
}

/// What a file holds; the keys are the contract of programs that read it.
#[derive(Debug, Clone, Serialize)]
pub struct InspectAnswer {
    /// The file.
    pub file: String,
    /// Rows without the header.
    pub rows: usize,
    /// Its columns, in order.
    pub columns: Vec<ColumnSummary>,
    /// What to do with it.
    pub suggestion: Suggestion,
}

/// Looks at a file.
///
/// # Errors
/// It cannot be read, or is no table.
pub fn inspect(request: &InspectRequest) -> Outcome<InspectAnswer> {
    let name = request.data.display().to_string();
    let file = DataFile::read(&request.data).map_err(|reason| JobError::input(Place::file(&name), reason))?;
    let format = written::format(file.text());
    let table = file.table(&format, None)?;
    let columns = table.summary();
    let rows = table.row_count();
    let described = suggest::Described { request, format, rows, columns: &columns };
    let suggestion = described.suggestion();
    Ok(InspectAnswer { file: name, rows, columns, suggestion })
}
