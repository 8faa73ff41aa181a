//! Observables: text, or `@FILE` with the same text over many lines.
//!
//! Called by jobs that measure.

use crate::error::{JobError, Outcome};
use crate::files::read_text;
use crate::place::{At, Mark, Origin, Place, Setting};
use ansatz::circuits::{ObservableError, PauliSum};
use std::path::Path;

/// Reads one observable of a circuit.
pub(crate) fn read(text: &str, num_qubits: usize) -> Outcome<PauliSum> {
    let (origin, content) = match text.strip_prefix('@') {
        None => (Origin::Setting(Setting::Observable), text.to_string()),
        Some(path) => {
            let name = path.escape_debug().to_string();
            let content = read_text(Path::new(path), &name)?;
            (Origin::File(name), content)
        }
    };
    let observable = parse(origin, &content)?;
    if observable.min_qubits() > num_qubits {
        let highest = observable.min_qubits() - 1;
        let message = format!("qubit {highest} is out of range, the circuit has {num_qubits} qubits");
        return Err(JobError::setting(Setting::Observable, message));
    }
    Ok(observable)
}

/// The text of an observable; a mistake is shown where it stands.
pub(crate) fn parse(origin: Origin, content: &str) -> Outcome<PauliSum> {
    content.parse().map_err(|error: ObservableError| {
        let text = content.lines().nth(error.line - 1).unwrap_or("").to_string();
        let at = text.char_indices().nth(error.column - 1).map_or(text.len(), |(at, _)| at);
        let mark = Mark { line: error.line, column: error.column, text, bytes: at..at };
        JobError::input(Place { origin, at: At::Line(mark) }, error.message)
    })
}
