//! Included files from a folder, for the tests: the library itself reads none.

use ansatz_circuits::qasm::{IncludeError, IncludedFile, Includes};
use std::path::{Path, PathBuf};

/// Reads included files from the folder of the file that includes them, and from no other.
pub(crate) struct Folder;

impl Includes for Folder {
    fn read(&self, name: &str, from: &str) -> Result<IncludedFile, IncludeError> {
        let folder = Path::new(from).parent().unwrap_or(Path::new("."));
        if name.starts_with('/') || name.split('/').any(|part| part == "..") {
            return Err(IncludeError::Refused { reason: "it is outside of the program's folder".into() });
        }
        let path = folder.join(name);
        if !path.is_file() {
            return Err(IncludeError::NotFound { searched: vec![folder.display().to_string()] });
        }
        let bytes = std::fs::read(&path).map_err(|e| IncludeError::Unreadable { reason: e.to_string() })?;
        Ok(IncludedFile { name: path.display().to_string(), bytes })
    }
}

/// A folder of shared test material next to the project; `None`, with a note, where it is absent.
#[allow(dead_code)]
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared")).join(name);
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: there is no folder {name}");
    None
}
