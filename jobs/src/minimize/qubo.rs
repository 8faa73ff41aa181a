//! `[qubo]`: a matrix of costs in a file, of bits or of spins.
//!
//! Called by the minimization.

use crate::error::{JobError, Outcome};
use crate::files::{read_regular, text_of};
use crate::place::{Place, Position, line_of};
use crate::toml_file::TomlFile;
use ansatz::circuits::PauliSum;
use ansatz::qml::{
    data::{NamedBytes, matrix_from_npy},
    energy::alternating::{CostError, MatrixFormat, ising, qubo, read_matrix},
};
use serde::Deserialize;
use std::path::PathBuf;

/// A matrix of costs.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuboSource {
    /// The file: text, or an array of numpy.
    pub file: PathBuf,
    /// How text is written.
    pub format: Option<String>,
    /// What its variables are.
    #[serde(default)]
    pub variables: Variables,
}

/// What the variables of a cost are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Variables {
    /// 0 and 1: QUBO.
    #[default]
    Bits,
    /// 1 and −1, for bits 0 and 1: Ising.
    Spins,
}

/// A cost, and what people call it.
pub(super) struct NamedCost {
    pub(super) title: String,
    pub(super) observable: PauliSum,
    pub(super) size: usize,
}

impl QuboSource {
    /// `[qubo]` of a file, if it is there.
    pub(super) fn read(file: &TomlFile) -> Outcome<Option<QuboSource>> {
        if !file.has("qubo") {
            return Ok(None);
        }
        let source: QuboSource = file.table("qubo", &[])?;
        source.named_format(file)?;
        Ok(Some(source))
    }

    fn is_npy(&self) -> bool {
        self.file.extension().is_some_and(|extension| extension == "npy")
    }

    fn named_format(&self, file: &TomlFile) -> Outcome<MatrixFormat> {
        let Some(name) = &self.format else { return Ok(MatrixFormat::Auto) };
        if self.is_npy() {
            let message = "`format` is of text, and this is an array of numpy; remove it";
            return Err(file.at(&["qubo.format"], message));
        }
        MatrixFormat::by_name(name).map_err(|error| file.at(&["qubo.format"], error))
    }

    /// Reads the matrix.
    pub(super) fn load(&self, file: &TomlFile) -> Outcome<NamedCost> {
        let path = file.beside(&self.file);
        let name = path.display().to_string();
        let bytes =
            read_regular(&path).map_err(|reason| file.at(&["qubo.file"], format!("{name}: {reason}")))?;
        let matrix = match self.is_npy() {
            true => of_array(NamedBytes { bytes: &bytes, name: &name })?,
            false => self.of_text(file, &name, bytes)?,
        };
        let (cost, what) = match self.variables {
            Variables::Bits => (qubo(&matrix), "bits"),
            Variables::Spins => (ising(&matrix), "spins"),
        };
        let observable = cost.map_err(|error| JobError::input(Place::file(&name), error))?;
        let title = format!("cost of {}, {} {what}", self.file.display(), matrix.len());
        Ok(NamedCost { title, observable, size: matrix.len() })
    }

    fn of_text(&self, file: &TomlFile, name: &str, bytes: Vec<u8>) -> Outcome<Vec<Vec<f64>>> {
        let text = text_of(bytes, name)?;
        read_matrix(&text, self.named_format(file)?).map_err(|error| match error {
            CostError::Text { line, column, message } => {
                JobError::input(line_of(name, &text, Position { line, column }), message)
            }
            other => JobError::input(Place::file(name), other),
        })
    }
}

fn of_array(file: NamedBytes<'_>) -> Outcome<Vec<Vec<f64>>> {
    Ok(matrix_from_npy(file)?.rows().into_iter().map(|row| row.to_vec()).collect())
}
