//! What is on standard input, where a command takes `-` for a file.
//!
//! Called by every command that reads files.

use ansatz_jobs::{JobError, Place, TomlInput};
use std::io::Read;
use std::path::Path;

/// No text longer than this is read.
pub const MAX_TEXT: u64 = 256 << 20;

/// What messages call it.
pub const NAME: &str = "<stdin>";

/// What is on standard input.
pub fn standard_input(most: u64) -> Result<Vec<u8>, JobError> {
    let wrong = |message: String| JobError::input(Place::file("standard input"), message);
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(most.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|error| wrong(error.to_string()))?;
    match bytes.len() as u64 > most {
        true => Err(wrong(format!("has more than {most} bytes, which is the limit"))),
        false => Ok(bytes),
    }
}

/// The TOML file of a command; `-` is the one on standard input.
pub fn config(path: &Path) -> Result<TomlInput, JobError> {
    match path == Path::new("-") {
        true => Ok(TomlInput::Text { name: NAME.into(), bytes: standard_input(MAX_TEXT)? }),
        false => Ok(path.into()),
    }
}
