//! Letters with the numbers of their qubits: `Z0 X1`, `Z0X1`; `I` alone is the identity.
//!
//! Called by the grammar, and for a string alone.

use super::cursor::{Cursor, Token};
use crate::pauli::{ObservableError, Pauli, PauliString};

/// What stands where an operator must.
pub(super) const EXPECTED: &str = "expected a Pauli word such as `Z0 Z1`, or `I`";
/// The highest qubit that an observable may name.
const MAX_QUBIT: usize = PauliString::MAX_QUBITS - 1;

/// Whether a word of the text is made of Pauli letters and digits, so that its author meant an operator.
pub(super) fn is_word(word: &str) -> bool {
    let mut chars = word.chars().peekable();
    let mut numbered = false;
    while let Some(letter) = chars.next() {
        if Pauli::from_letter(letter).is_none() {
            return false;
        }
        while chars.next_if(char::is_ascii_digit).is_some() {
            numbered = true;
        }
    }
    numbered || word.chars().all(|letter| matches!(letter, 'I' | 'i'))
}

/// Whether such a word stands here; `I(0)` is a call.
pub(super) fn stand_at(cursor: &Cursor<'_>) -> Result<bool, ObservableError> {
    match cursor.peek()? {
        Token::Word("I") => {
            let mut after = cursor.clone();
            after.next()?;
            Ok(!matches!(after.peek(), Ok(Token::Punct('('))))
        }
        Token::Word(word) => Ok(is_word(word)),
        _ => Ok(false),
    }
}

/// Reads the words that follow each other; a qubit stands in them once.
pub(super) fn word(cursor: &mut Cursor<'_>) -> Result<PauliString, ObservableError> {
    let mut string = PauliString::IDENTITY;
    while stand_at(cursor)? {
        letter(cursor, &mut string)?;
    }
    Ok(string)
}

fn letter(cursor: &mut Cursor<'_>, string: &mut PauliString) -> Result<(), ObservableError> {
    let (letter, digits, at) = cursor.take_letter();
    let pauli = Pauli::from_letter(letter).unwrap_or(Pauli::I);
    if pauli == Pauli::I && digits.is_empty() {
        return Ok(());
    }
    let placed =
        digits.parse::<usize>().ok().and_then(|qubit| Some((qubit, string.clone().with(qubit, pauli).ok()?)));
    let Some((qubit, placed)) = placed else {
        let name = pauli.letter();
        return Err(cursor.error_at(
            at,
            format!("expected a letter and a qubit from 0 to {MAX_QUBIT}, such as `{name}0`"),
        ));
    };
    if string.letter(qubit) != Pauli::I {
        let message = format!("qubit {qubit} occurs twice in one word; write `*` between them to multiply");
        return Err(cursor.error_at(at, message));
    }
    *string = placed;
    Ok(())
}

/// Reads a string alone.
pub(in crate::pauli) fn string(text: &str) -> Result<PauliString, ObservableError> {
    let mut cursor = Cursor::new(text);
    let begins = stand_at(&cursor)?;
    let string = word(&mut cursor)?;
    match cursor.peek()? {
        Token::End if begins => Ok(string),
        _ => Err(cursor.error("expected Pauli letters with their qubits, such as `Z0 Z1`, or `I`")),
    }
}

/// The letter of a qubit, of text in which they are in two places.
pub(super) fn on(cursor: &Cursor<'_>, at: usize, placed: Placed) -> Result<PauliString, ObservableError> {
    PauliString::single(placed.qubit, placed.pauli)
        .map_err(|_| cursor.error_at(at, format!("expected a qubit from 0 to {MAX_QUBIT}")))
}

/// A letter and its qubit.
#[derive(Clone, Copy)]
pub(super) struct Placed {
    pub(super) pauli: Pauli,
    pub(super) qubit: usize,
}
