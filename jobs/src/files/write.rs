//! Files that appear whole or not at all.
//!
//! Called by everything that writes results.

use crate::error::{JobError, Outcome};
use serde::Serialize;
use std::io::Write;
use std::path::Path;

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
    let target = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let written = match std::fs::metadata(&target) {
        Ok(data) if !data.is_file() => {
            std::fs::OpenOptions::new().write(true).open(&target).and_then(|file| fill(file, write))
        }
        _ => write_whole(&target, write),
    };
    written.map_err(|error| JobError::work(format!("cannot write {}: {error}", path.display())))
}

/// How the names of files begin that are being written.
pub(crate) const UNFINISHED: &str = ".ansatz-";

fn write_whole(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    std::fs::metadata(folder)?;
    // Without the name of the temporary file, which means nothing to anyone.
    let created = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(folder);
    let mut file = created.map_err(|error| std::io::Error::from(error.kind()))?;
    fill(&mut file, write)?;
    file.as_file().sync_all()?;
    share(&file)?;
    file.persist(path).map_err(|error| error.error).map(|_| ())
}

fn fill(file: impl Write, write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> std::io::Result<()> {
    let mut buffered = std::io::BufWriter::new(file);
    write(&mut buffered)?;
    buffered.flush()
}

/// Temporary files are private; results are as readable as any new file.
#[cfg(unix)]
fn share(file: &tempfile::NamedTempFile) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn share(_: &tempfile::NamedTempFile) -> std::io::Result<()> {
    Ok(())
}
