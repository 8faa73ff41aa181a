//! The folder that results go to: found writable before the work, left as it was if the work fails.
//!
//! Called by jobs that write several files. Each file appears whole or not at all.

use super::write_file;
use crate::error::{JobError, Outcome};
use std::path::{Path, PathBuf};

/// An open folder. Folders that were made for it and stay empty are removed again when it is dropped.
#[derive(Debug)]
pub struct OutputFolder {
    path: PathBuf,
    /// Folders that were made for it, the innermost first.
    created: Vec<PathBuf>,
}

/// A file to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputFile {
    /// Its name in the folder.
    pub name: &'static str,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl OutputFile {
    /// A file of text or bytes.
    pub fn new(name: &'static str, content: impl Into<Vec<u8>>) -> OutputFile {
        OutputFile { name, bytes: content.into() }
    }
}

impl OutputFolder {
    /// Makes the folder and tries to write there, so that long work is not lost at its end.
    ///
    /// # Errors
    /// Nothing can be written there.
    pub fn open(path: &Path) -> Outcome<OutputFolder> {
        let missing =
            path.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
        let folder =
            OutputFolder { path: path.to_path_buf(), created: missing.map(Path::to_path_buf).collect() };
        let tried = std::fs::create_dir_all(path).and_then(|()| tempfile::tempfile_in(path));
        tried.map(|_| folder).map_err(|error| {
            JobError::work(format!("cannot write to the folder {}: {error}", path.display()))
        })
    }

    /// Writes one file and says where.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(&self, file: &OutputFile) -> Outcome<String> {
        let path = self.path.join(file.name);
        write_file(&path, |open| open.write_all(&file.bytes))?;
        Ok(path.display().to_string())
    }

    /// Writes files in this order and says where.
    ///
    /// # Errors
    /// One cannot be written.
    pub fn write_all(&self, files: &[OutputFile]) -> Outcome<Vec<String>> {
        files.iter().map(|file| self.write(file)).collect()
    }
}

impl Drop for OutputFolder {
    fn drop(&mut self) {
        for folder in &self.created {
            // What is not empty, or was never made, stays as it is.
            let _ = std::fs::remove_dir(folder);
        }
    }
}
