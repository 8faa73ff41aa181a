//! Labels such as `XIZ`: a letter for every qubit, the leftmost being the highest one, as Qiskit has it.
//!
//! Called by the dialects of labels.

use super::cursor::Cursor;
use super::terms::Term;
use crate::C64;
use crate::pauli::{ObservableError, Pauli, PauliString};

/// Whether a word without quotes is a label. One letter is none: `Z 0` might mean qubit 0.
pub(super) fn is_label(word: &str) -> bool {
    word.len() >= 2 && word.bytes().all(|letter| matches!(letter, b'I' | b'X' | b'Y' | b'Z'))
}

/// The length that all labels of one text have.
#[derive(Default)]
pub(super) struct Labels {
    length: Option<usize>,
}

impl Labels {
    /// The term of a label.
    ///
    /// # Errors
    /// Letters that are none, too many of them, or not as many as before.
    pub(super) fn term(&mut self, cursor: &Cursor<'_>, label: Label<'_>) -> Result<Term, ObservableError> {
        let Label { text, at } = label;
        let length = text.len();
        if length == 0 || length > PauliString::MAX_QUBITS {
            let most = PauliString::MAX_QUBITS;
            return Err(
                cursor.error_at(at, format!("expected a label of 1 to {most} letters, found {length}"))
            );
        }
        let known = *self.length.get_or_insert(length);
        if known != length {
            let message = format!(
                "a label of {length} letters after labels of {known}: each has a letter for every qubit"
            );
            return Err(cursor.error_at(at, message));
        }
        let mut string = PauliString::IDENTITY;
        for (letter, qubit) in text.chars().zip((0..length).rev()) {
            let pauli = Pauli::from_letter(letter).and_then(|pauli| string.with(qubit, pauli).ok());
            string = pauli.ok_or_else(|| {
                let letter = letter.escape_debug();
                cursor
                    .error_at(at, format!("expected a label of the letters I, X, Y and Z, found `{letter}`"))
            })?;
        }
        Ok(Term { coefficient: C64::from(1.0), string, at })
    }
}

/// A label and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Label<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
}
