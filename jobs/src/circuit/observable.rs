//! Observables: text, or `@FILE` with the same text over many lines; several are separated by lines of `---`. Numbers of qubits are
//! those of the program: of its hardware qubits where it has no others.
//!
//! Called by jobs that measure.

use crate::error::{JobError, Outcome};
use crate::files::read_text;
use crate::place::{At, Mark, Origin, Place, Setting};
use ansatz::circuits::{ObservableError, PauliSum};
use std::collections::BTreeMap;
use std::path::Path;

/// The line between two observables.
const SEPARATOR: &str = "---";

/// The qubits of a program, as observables name them.
#[derive(Clone, Copy)]
pub(crate) struct QubitNames<'a> {
    /// How many there are.
    pub(crate) count: usize,
    /// Hardware qubits by number.
    pub(crate) hardware: &'a BTreeMap<u32, u32>,
}

impl QubitNames<'_> {
    /// Whether a number is that of a hardware qubit: there are no declared ones.
    fn is_hardware(&self) -> bool {
        !self.hardware.is_empty() && self.hardware.len() == self.count
    }
}

/// An observable with the text that names it.
pub(crate) struct Named {
    pub(crate) text: String,
    pub(crate) observable: PauliSum,
}

/// Reads one observable of a circuit of so many qubits.
pub(crate) fn read(text: &str, num_qubits: usize) -> Outcome<PauliSum> {
    let names = QubitNames { count: num_qubits, hardware: &BTreeMap::new() };
    let mut all = read_all(text, names)?;
    match all.len() {
        1 => Ok(all.remove(0).observable),
        count => {
            let message = format!("{count} observables, separated by `{SEPARATOR}`: one is expected here");
            Err(JobError::setting(Setting::Observable, message))
        }
    }
}

/// Reads the observables of a text or a file.
pub(crate) fn read_all(text: &str, names: QubitNames<'_>) -> Outcome<Vec<Named>> {
    let (origin, content) = match text.strip_prefix('@') {
        None => (Origin::Setting(Setting::Observable), text.to_string()),
        Some(path) => {
            let name = path.escape_debug().to_string();
            let content = read_text(Path::new(path), &name)?;
            (Origin::File(name), content)
        }
    };
    let parts = parts_of(&content);
    let is_one = parts.len() == 1;
    let named = parts.into_iter().enumerate().map(|(k, lines)| {
        let observable = checked(&origin, lines, names)?;
        let text = if is_one { text.to_string() } else { format!("{text}:{}", k + 1) };
        Ok(Named { text, observable })
    });
    named.collect()
}

/// The parts of a text, each with empty lines in the place of what stands before it, so that its lines keep their numbers.
fn parts_of(content: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    for (number, line) in content.lines().enumerate() {
        if line.trim() == SEPARATOR {
            parts.push("\n".repeat(number + 1));
        } else if let Some(last) = parts.last_mut() {
            last.push_str(line);
            last.push('\n');
        }
    }
    match parts.len() {
        1 => vec![content.to_string()],
        _ => parts,
    }
}

fn checked(origin: &Origin, content: String, names: QubitNames<'_>) -> Outcome<PauliSum> {
    if !names.is_hardware() {
        let observable = parse(origin.clone(), &content)?;
        if observable.min_qubits() > names.count {
            let (highest, count) = (observable.min_qubits() - 1, names.count);
            let message = format!("qubit {highest} is out of range, the circuit has {count} qubits");
            return Err(JobError::setting(Setting::Observable, message));
        }
        return Ok(observable);
    }
    let placed = at_places(&content, names.hardware).map_err(|number| {
        let known: Vec<String> = names.hardware.keys().take(8).map(|number| format!("${number}")).collect();
        let more = if names.hardware.len() > known.len() { ", …" } else { "" };
        let message = format!("the program does not use qubit ${number}; it uses {}{more}", known.join(", "));
        JobError::setting(Setting::Observable, message)
    })?;
    parse_shown(origin.clone(), &placed, &content)
}

/// The text with the places of hardware qubits in the place of their numbers, as many digits; the number of one that the
/// program does not use.
fn at_places(content: &str, hardware: &BTreeMap<u32, u32>) -> Result<String, String> {
    let mut placed = String::with_capacity(content.len());
    let mut rest = content;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit() || c.is_alphabetic()) {
        let (before, word) = rest.split_at(at);
        placed.push_str(before);
        let letters = word.find(|c: char| !c.is_alphabetic()).unwrap_or(word.len());
        let (letter, behind) = word.split_at(letters);
        placed.push_str(letter);
        // A number after a letter, or in parentheses behind one, is a qubit; any other is none.
        let is_pauli = matches!(letter, "X" | "Y" | "Z" | "x" | "y" | "z" | "I" | "i");
        let open = behind.len() - behind.trim_start_matches(['(', '$', 'q', '_']).len();
        let open = if is_pauli { open } else { 0 };
        let number = &behind[open..];
        let digits = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
        placed.push_str(&behind[..open].replace('$', " "));
        match &number[..digits] {
            "" => {}
            text if is_pauli => {
                let place = text.parse::<u32>().ok().and_then(|number| hardware.get(&number));
                let place = place.ok_or_else(|| text.to_string())?;
                placed.push_str(&format!("{place:0width$}", width = text.len()));
            }
            _ => {
                // The whole of a decimal number, exponent included.
                let end = number
                    .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E')))
                    .unwrap_or(number.len());
                placed.push_str(&number[..end]);
                rest = &number[end..];
                continue;
            }
        }
        rest = &number[digits..];
    }
    placed.push_str(rest);
    Ok(placed)
}

/// The text of an observable; a mistake is shown where it stands.
pub(crate) fn parse(origin: Origin, content: &str) -> Outcome<PauliSum> {
    parse_shown(origin, content, content)
}

/// The same, where what is read is shown as another text of the same places.
fn parse_shown(origin: Origin, content: &str, shown: &str) -> Outcome<PauliSum> {
    content.parse().map_err(|error: ObservableError| {
        let text = shown.lines().nth(error.line - 1).unwrap_or("").to_string();
        let at = text.char_indices().nth(error.column - 1).map_or(text.len(), |(at, _)| at);
        let mark = Mark { line: error.line, column: error.column, text, bytes: at..at };
        JobError::input(Place { origin, at: At::Line(mark) }, error.message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        let hardware = BTreeMap::from([(0, 0), (31, 1), (127, 2)]);
        let names = QubitNames { count: 3, hardware: &hardware };
        match read_all(text, names) {
            Ok(all) => all.into_iter().map(|named| named.observable.to_string()).collect(),
            Err(error) => vec![error.to_string()],
        }
    }

    #[test]
    fn numbers_are_those_of_hardware_qubits() {
        let plain = |text: &str| vec![text.parse::<PauliSum>().expect("a text of the test").to_string()];
        assert_eq!(of("0.5 * Z31 X127 - 31 * Z0"), plain("0.5 * Z1 X2 - 31 * Z0"));
        assert_eq!(of("1.5e1 * Z31"), plain("15 * Z1"));
        assert_eq!(of("Z1"), ["observable: the program does not use qubit $1; it uses $0, $31, $127"]);
    }

    #[test]
    fn a_line_of_dashes_separates_observables_and_mistakes_keep_their_lines() {
        assert_eq!(of("Z0\n---\nZ31\n").len(), 2);
        assert!(of("Z0\n---\nQ31\n")[0].starts_with("observable:3:1: "), "{:?}", of("Z0\n---\nQ31\n"));
    }
}
