//! Observables from the command line: text, or `@FILE` with the same text over many lines.

use crate::circuit_file::read_regular;
use crate::excerpt::Excerpt;
use crate::failure::{Failure, Outcome};
use ansatz::circuits::PauliSum;
use std::path::Path;

/// Reads one `--observable`.
pub fn read(text: &str, num_qubits: usize) -> Outcome<PauliSum> {
    let (place, content) = match text.strip_prefix('@') {
        None => ("--observable".to_string(), text.to_string()),
        Some(path) => {
            let bytes = read_regular(Path::new(path))
                .map_err(|reason| Failure::input(path.escape_debug(), reason))?;
            let content = String::from_utf8(bytes)
                .map_err(|_| Failure::input(path.escape_debug(), "is not UTF-8 text"))?;
            (path.to_string(), content)
        }
    };
    let observable = parse(&place, &content)?;
    if observable.min_qubits() > num_qubits {
        let highest = observable.min_qubits() - 1;
        let message = format!("qubit {highest} is out of range, the circuit has {num_qubits} qubits");
        return Err(Failure::option("--observable", message));
    }
    Ok(observable)
}

/// The text of an observable; a mistake is shown where it stands.
pub fn parse(place: &str, content: &str) -> Outcome<PauliSum> {
    content.parse().map_err(|error: ansatz::circuits::ObservableError| {
        let line = content.lines().nth(error.line - 1).unwrap_or("");
        let at = line.char_indices().nth(error.column - 1).map_or(line.len(), |(at, _)| at);
        let excerpt = Excerpt::new(error.line, line.as_bytes(), at..at);
        Failure::input_at(place.escape_debug(), &excerpt, error.column, error.message)
    })
}
