//! Results, to standard output in one piece.

use crate::closed_output::was_closed;
use crate::failure::{Failure, Outcome};
use crate::harmless::{harmless_json, harmless_lines};
use serde::Serialize;
use std::io::{ErrorKind, IsTerminal, Write};

/// Writes text for people: what would act on a terminal is written out.
pub fn print(text: &str) -> Outcome {
    print_bytes(&harmless_lines(text))
}

/// Writes what programs read as it is, such as tables and circuits; on a terminal as [`print()`] does.
pub fn print_exactly(text: &str) -> Outcome {
    if std::io::stdout().is_terminal() { print(text) } else { print_bytes(text) }
}

/// Prints one JSON object.
pub fn print_json(value: &impl Serialize) -> Outcome {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Failure::work(format!("cannot write JSON: {error}")))?;
    print_bytes(&harmless_json(&text))
}

/// Writes text and a line end. A closed pipe ends the command in peace.
fn print_bytes(text: &str) -> Outcome {
    if was_closed() {
        return Err(Failure::work("cannot write to standard output: it is closed"));
    }
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
