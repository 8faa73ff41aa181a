//! Results: to standard output in one piece, to files whole or not at all.

use crate::excerpt::harmless;
use crate::failure::{Failure, Outcome};
use serde::Serialize;
use std::io::{ErrorKind, Write};
use std::path::Path;

/// [`print()`] for answers that show names of somebody's data: what would act on a terminal is written out.
pub fn print_names(text: &str) -> Outcome {
    print(&text.split('\n').map(harmless).collect::<Vec<_>>().join("\n"))
}

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

/// A warning for people; nothing with --quiet.
pub fn warn(common: &crate::options::Common, text: &str) {
    if !common.quiet {
        // If standard error is gone there is nobody to tell.
        let _ = writeln!(std::io::stderr(), "warning: {}", text.trim_start_matches("error: "));
    }
}

/// Writes a file through a temporary one beside it, so that it appears whole or not at all.
///
/// A link is written through, and a pipe or `/dev/null` is written to: a rename would put a plain file in its place.
pub fn write_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Outcome {
    let target = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let written = match std::fs::metadata(&target) {
        Ok(data) if !data.is_file() => {
            std::fs::OpenOptions::new().write(true).open(&target).and_then(|file| fill(file, write))
        }
        _ => write_whole(&target, write),
    };
    written.map_err(|error| Failure::work(format!("cannot write {}: {error}", path.display())))
}

/// How the names of files begin that are being written.
pub const UNFINISHED: &str = ".ansatz-";

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
