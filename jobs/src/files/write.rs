//! Files that appear whole or not at all.
//!
//! Called by everything that writes results.

use crate::error::{JobError, Outcome};
use serde::Serialize;
use std::io::Write;
use std::path::{Path, PathBuf};

/// A value as JSON for people and programs, with a line end.
pub(crate) fn json(value: &impl Serialize) -> Outcome<String> {
    let text = serde_json::to_string_pretty(value);
    text.map(|text| text + "\n").map_err(|error| JobError::work(format!("cannot write JSON: {error}")))
}

/// Writes a file through a temporary one beside it, so that it appears whole or not at all.
///
/// A link is written through, and a pipe or `/dev/null` is written to: a rename would put a plain file in its place.
///
/// # Errors
/// It cannot be written.
pub fn write_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Outcome {
    match std::fs::metadata(path) {
        Ok(data) if !data.is_file() => {
            let open = std::fs::OpenOptions::new().write(true).open(path);
            open.and_then(|file| fill(file, write)).map_err(|error| unwritten(path, &error))
        }
        _ => PreparedFile::new(path, write)?.put(),
    }
}

fn unwritten(path: &Path, error: &std::io::Error) -> JobError {
    JobError::work(format!("cannot write {}: {error}", path.display()))
}

/// How the names of files begin that are being written.
pub(crate) const UNFINISHED: &str = ".ansatz-";

/// A file that is written and on the disk, under another name until it is put in its place.
pub(super) struct PreparedFile {
    /// As it was asked for.
    path: PathBuf,
    /// Where it goes: a link is written through.
    target: PathBuf,
    file: tempfile::NamedTempFile,
}

impl PreparedFile {
    /// Writes it beside its place.
    ///
    /// # Errors
    /// It cannot be written; a folder has its name.
    pub(super) fn new(
        path: &Path,
        write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
    ) -> Outcome<PreparedFile> {
        let target = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        let file = written_beside(&target, write).map_err(|error| unwritten(path, &error))?;
        Ok(PreparedFile { path: path.to_path_buf(), target, file })
    }

    /// Puts it in its place.
    ///
    /// # Errors
    /// It cannot be put there.
    pub(super) fn put(self) -> Outcome {
        let put = self.file.persist(&self.target);
        put.map(|_| ()).map_err(|error| unwritten(&self.path, &error.error))
    }
}

fn written_beside(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> std::io::Result<tempfile::NamedTempFile> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    std::fs::metadata(folder)?;
    // Without the name of the temporary file, which means nothing to anyone.
    let created = as_any_new_file(&mut tempfile::Builder::new()).prefix(UNFINISHED).tempfile_in(folder);
    let mut file = created.map_err(|error| std::io::Error::from(error.kind()))?;
    fill(&mut file, write)?;
    file.as_file().sync_all()?;
    if let Ok(before) = std::fs::metadata(path) {
        if before.is_dir() {
            return Err(std::io::ErrorKind::IsADirectory.into());
        }
        file.as_file().set_permissions(before.permissions())?;
    }
    Ok(file)
}

fn fill(file: impl Write, write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> std::io::Result<()> {
    let mut buffered = std::io::BufWriter::new(file);
    write(&mut buffered)?;
    buffered.flush()
}

/// Temporary files are private; results are as readable as the person wants new files to be.
#[cfg(unix)]
fn as_any_new_file<'a, 'b, 'c>(
    builder: &'a mut tempfile::Builder<'b, 'c>,
) -> &'a mut tempfile::Builder<'b, 'c> {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(std::fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn as_any_new_file<'a, 'b, 'c>(
    builder: &'a mut tempfile::Builder<'b, 'c>,
) -> &'a mut tempfile::Builder<'b, 'c> {
    builder
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn permissions_are_those_of_before_or_of_any_new_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let mode = |name: &str| std::fs::metadata(path(name)).unwrap().permissions().mode() & 0o777;
        std::fs::write(path("plain"), "").unwrap();
        write_file(&path("new"), |file| file.write_all(b"1")).unwrap();
        assert_eq!(mode("new"), mode("plain"));
        std::fs::set_permissions(path("new"), std::fs::Permissions::from_mode(0o600)).unwrap();
        write_file(&path("new"), |file| file.write_all(b"2")).unwrap();
        assert_eq!((mode("new"), std::fs::read(path("new")).unwrap()), (0o600, b"2".to_vec()));
    }
}
