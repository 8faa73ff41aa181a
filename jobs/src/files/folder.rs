//! The folder that results go to: found writable before the work, left as it was if the work fails.
//!
//! Called by jobs that write several files. Each file appears whole or not at all.

use super::write::PreparedFile;
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
    /// Nothing can be written there; a device or a pipe has a name that results may have.
    pub fn open(path: &Path) -> Outcome<OutputFolder> {
        refuse_special_files(path)?;
        let missing =
            path.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
        let folder =
            OutputFolder { path: path.to_path_buf(), created: missing.map(Path::to_path_buf).collect() };
        let tried = std::fs::create_dir_all(path).and_then(|()| tempfile::tempfile_in(path));
        tried.map(|_| folder).map_err(|error| {
            JobError::work(format!("cannot write to the folder {}: {error}", path.display()))
        })
    }

    /// Writes one file and says where. If somebody has removed the folder it is made again: what a job has found is not lost.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(&self, file: &OutputFile) -> Outcome<String> {
        Ok(self.write_all(std::slice::from_ref(file))?.remove(0))
    }

    /// Writes files and says where. All of them are written out in full before the first takes the place of an older one, so
    /// that the folder never holds results of two runs because of a full disk.
    ///
    /// # Errors
    /// One cannot be written; all are as they were.
    pub fn write_all(&self, files: &[OutputFile]) -> Outcome<Vec<String>> {
        let unwritable =
            |error| JobError::work(format!("cannot write to the folder {}: {error}", self.path.display()));
        std::fs::create_dir_all(&self.path).map_err(unwritable)?;
        let path = |file: &OutputFile| self.path.join(file.name);
        let ready = files
            .iter()
            .map(|file| PreparedFile::new(&path(file), |open| open.write_all(&file.bytes)))
            .collect::<Outcome<Vec<_>>>()?;
        ready.into_iter().try_for_each(PreparedFile::put)?;
        Ok(files.iter().map(|file| path(file).display().to_string()).collect())
    }
}

/// Endings of files that jobs write.
const ENDINGS: [&str; 8] = ["html", "json", "csv", "svg", "npy", "toml", "safetensors", "ansatz"];

/// A pipe that nobody reads would stop a job at its end; it is not ours to replace.
fn refuse_special_files(folder: &Path) -> Outcome {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let ours = path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known));
        let is_special = |data: std::fs::Metadata| !data.is_file() && !data.is_dir();
        if ours && std::fs::metadata(&path).is_ok_and(is_special) {
            return Err(JobError::work(format!(
                "cannot write to the folder {}: `{}` in it is not a regular file; remove it, or name another folder",
                folder.display(),
                name.to_string_lossy()
            )));
        }
    }
    Ok(())
}

impl Drop for OutputFolder {
    fn drop(&mut self) {
        for folder in &self.created {
            // What is not empty, or was never made, stays as it is.
            let _ = std::fs::remove_dir(folder);
        }
    }
}
