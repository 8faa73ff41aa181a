//! The folder that results go to: found writable before the work, left as it was if the work fails.
//!
//! Called by commands that write several files. Each file appears whole or not at all.

use crate::failure::{Failure, Outcome};
use crate::output::write_file;
use std::path::{Path, PathBuf};

/// An open folder.
pub struct OutputFolder {
    path: PathBuf,
    /// Folders that were made for it, the innermost first.
    created: Vec<PathBuf>,
}

impl OutputFolder {
    /// Makes the folder and tries to write there, so that long work is not lost at its end.
    pub fn open(path: &Path) -> Outcome<OutputFolder> {
        let missing =
            path.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
        let folder =
            OutputFolder { path: path.to_path_buf(), created: missing.map(Path::to_path_buf).collect() };
        let tried = std::fs::create_dir_all(path).and_then(|()| tempfile::tempfile_in(path));
        match tried {
            Ok(_) => Ok(folder),
            Err(error) => {
                folder.discard();
                Err(Failure::work(format!("cannot write to the folder {}: {error}", path.display())))
            }
        }
    }

    /// Writes one file and says where.
    pub fn write(&self, name: &str, text: &str) -> Outcome<String> {
        self.write_bytes(name, text.as_bytes())
    }

    /// Writes one file and says where.
    pub fn write_bytes(&self, name: &str, bytes: &[u8]) -> Outcome<String> {
        let path = self.path.join(name);
        write_file(&path, |file| file.write_all(bytes))?;
        Ok(path.display().to_string())
    }

    /// Removes the folders that were made, as far as they are empty.
    pub fn discard(&self) {
        for folder in &self.created {
            // What is not empty, or was never made, stays as it is.
            let _ = std::fs::remove_dir(folder);
        }
    }
}
