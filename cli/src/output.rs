//! Results, to standard output in one piece.

use crate::excerpt::harmless;
use crate::failure::{Failure, Outcome};
use serde::Serialize;
use std::io::{ErrorKind, Write};

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
