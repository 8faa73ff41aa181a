//! Results: to standard output in one piece, to files whole or not at all.

use crate::failure::{Failure, Outcome};
use serde::Serialize;
use std::io::{ErrorKind, Write};
use std::path::Path;

/// Writes text and a line end to standard output. A closed pipe ends the command in peace.
pub fn print(text: &str) -> Outcome {
    let mut stdout = std::io::stdout().lock();
    let written = stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.write_all(b"\n"))
        .and_then(|()| stdout.flush());
    written.map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => Failure::ClosedPipe,
        _ => Failure::work(format!("cannot write to standard output: {error}")),
    })
}

/// Prints one JSON object.
pub fn print_json(value: &impl Serialize) -> Outcome {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Failure::work(format!("cannot write JSON: {error}")))?;
    print(&text)
}

/// Writes a file through a temporary one beside it, so that it appears whole or not at all.
pub fn write_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Outcome {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let attempt = || {
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        let mut buffered = std::io::BufWriter::new(&mut file);
        write(&mut buffered)?;
        buffered.flush()?;
        drop(buffered);
        file.as_file().sync_all()?;
        share(&file)?;
        file.persist(path).map_err(|error| error.error).map(|_| ())
    };
    attempt().map_err(|error| Failure::work(format!("cannot write {}: {error}", path.display())))
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
