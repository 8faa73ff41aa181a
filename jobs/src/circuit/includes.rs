//! Included files: from the folder of the including file and folders that were named, and below; never from elsewhere.
//!
//! Called by the front end through its trait.

use crate::files::read_up_to;
use ansatz::circuits::qasm::{IncludeError, IncludedFile, Includes};
use std::path::{Path, PathBuf};

/// The folders.
pub(super) struct Folders {
    roots: Vec<PathBuf>,
    /// The largest file.
    most: u64,
}

impl Folders {
    pub(super) fn new(file: &Path, extra: &[PathBuf], most: u64) -> Folders {
        let own = match file.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
            _ => PathBuf::from("."),
        };
        Folders { roots: std::iter::once(own).chain(extra.iter().cloned()).collect(), most }
    }

    fn not_found(&self) -> IncludeError {
        let mut searched: Vec<String> = self.roots.iter().map(|root| root.display().to_string()).collect();
        searched.dedup();
        IncludeError::NotFound { searched }
    }

    fn allowed(&self, path: &Path) -> bool {
        let inside = |root: &PathBuf| root.canonicalize().is_ok_and(|root| path.starts_with(root));
        self.roots.iter().any(inside)
    }
}

impl Includes for Folders {
    fn read(&self, name: &str, from: &str) -> Result<IncludedFile, IncludeError> {
        if name.is_empty() {
            return Err(IncludeError::Refused { reason: "the file name is empty".into() });
        }
        let beside = Path::new(from).parent().map(Path::to_path_buf).into_iter();
        let candidates: Vec<PathBuf> =
            beside.chain(self.roots.iter().cloned()).map(|folder| folder.join(name)).collect();
        let Some(found) = candidates.iter().find(|path| path.exists()) else {
            return Err(self.not_found());
        };
        let real =
            found.canonicalize().map_err(|error| IncludeError::Unreadable { reason: error.to_string() })?;
        // As if it were not there: what there is outside is nobody's to learn.
        if !self.allowed(&real) {
            return Err(self.not_found());
        }
        let bytes = read_up_to(&real, self.most).map_err(|reason| IncludeError::Refused { reason })?;
        Ok(IncludedFile { name: found.display().to_string(), bytes })
    }
}
