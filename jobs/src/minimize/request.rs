//! What is asked of a minimization beside its file.
//!
//! Made by whoever asks.

use crate::toml_file::TomlInput;
use std::path::PathBuf;

/// A minimization file, and files to write.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MinimizeRequest {
    /// The minimization file.
    pub config: TomlInput,
    /// The OpenQASM file that the circuit at its minimum is written to, its parameters being numbers.
    pub circuit: Option<PathBuf>,
    /// The file that the amplitudes of its state are written to, for NumPy.
    pub state: Option<PathBuf>,
}

impl MinimizeRequest {
    /// A minimization that writes nothing.
    pub fn new(config: impl Into<TomlInput>) -> MinimizeRequest {
        MinimizeRequest { config: config.into(), circuit: None, state: None }
    }
}
