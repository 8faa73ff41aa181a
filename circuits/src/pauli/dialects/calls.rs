//! Operators that are called with their qubit: `Z(0)`, `qml.PauliZ(wires=[0])` (PennyLane), `Z(q(0))`, `cirq.Z(cirq.LineQubit(0))` (Cirq).
//!
//! Called by the grammar.

use super::Dialect;
use super::cursor::{Cursor, Token};
use super::letters::{self, EXPECTED, Placed};
use crate::pauli::{ObservableError, Pauli, PauliString};

/// The letter of an operator's name.
pub(super) fn letter(word: &str) -> Option<Pauli> {
    Some(match word {
        "X" | "PauliX" => Pauli::X,
        "Y" | "PauliY" => Pauli::Y,
        "Z" | "PauliZ" => Pauli::Z,
        "I" | "Identity" => Pauli::I,
        _ => return None,
    })
}

/// Whose way of calling it is, at the parenthesis.
pub(super) fn dialect(mut cursor: Cursor<'_>) -> Dialect {
    cursor.take('(');
    match cursor.peek() {
        Ok(Token::Word("q" | "cirq" | "LineQubit")) => Dialect::Cirq,
        _ => Dialect::PennyLane,
    }
}

/// Reads `[module.]NAME(QUBIT)`; the identity may have any number of qubits.
pub(super) fn call(cursor: &mut Cursor<'_>) -> Result<PauliString, ObservableError> {
    let begin = cursor.clone();
    let name = dotted(cursor)?;
    let Some(pauli) = letter(name) else { return Err(begin.error(unknown(name))) };
    if !cursor.take('(') {
        let message = format!(
            "expected a letter and a qubit from 0 to {}, such as `{1}0` or `{1}(0)`",
            PauliString::MAX_QUBITS - 1,
            pauli.letter()
        );
        return Err(begin.error(message));
    }
    let string = match (cursor.peek()?, pauli) {
        (Token::Punct(')'), Pauli::I) => PauliString::IDENTITY,
        _ => qubits(cursor, pauli)?,
    };
    cursor.expect(')')?;
    Ok(string)
}

fn unknown(name: &str) -> String {
    match name {
        "Hadamard" | "H" | "Projector" | "Hermitian" => {
            format!("`{name}` is no Pauli operator; write it as a sum of them")
        }
        // A name made of Pauli letters in which some lack a qubit.
        _ if name.chars().all(|c| c.is_ascii_digit() || Pauli::from_letter(c).is_some()) => format!(
            "expected a letter and a qubit from 0 to {}, such as `{}0`",
            PauliString::MAX_QUBITS - 1,
            name.chars().find(|c| !c.is_ascii_digit()).unwrap_or('Z').to_ascii_uppercase()
        ),
        _ => EXPECTED.into(),
    }
}

/// The last of names with points between them.
fn dotted<'a>(cursor: &mut Cursor<'a>) -> Result<&'a str, ObservableError> {
    loop {
        let begin = cursor.clone();
        let Token::Word(name) = cursor.next()? else { return Err(begin.error(EXPECTED)) };
        if !cursor.take('.') {
            return Ok(name);
        }
    }
}

/// `[wires=] QUBIT`, or a list of them in brackets.
fn qubits(cursor: &mut Cursor<'_>, pauli: Pauli) -> Result<PauliString, ObservableError> {
    if matches!(cursor.peek()?, Token::Word("wires" | "wire" | "qubit")) {
        cursor.next()?;
        cursor.expect('=')?;
    }
    let list = cursor.take('[');
    let mut string = qubit(cursor, pauli)?;
    while pauli == Pauli::I && cursor.take(',') {
        string = qubit(cursor, pauli)?;
    }
    if list {
        cursor.expect(']')?;
    }
    Ok(string)
}

/// `0`, `q(0)`, `cirq.LineQubit(0)`.
fn qubit(cursor: &mut Cursor<'_>, pauli: Pauli) -> Result<PauliString, ObservableError> {
    let line = matches!(cursor.peek()?, Token::Word(_));
    if line {
        let begin = cursor.clone();
        if !matches!(dotted(cursor)?, "q" | "LineQubit") || !cursor.take('(') {
            return Err(begin.error("expected the number of a qubit: `Z(0)`, or `Z(q(0))` of a line"));
        }
    }
    let at = cursor.at();
    let number = match cursor.peek()? {
        Token::Number { value, imaginary: false } if value.fract() == 0.0 && value < 1e9 => value as usize,
        _ => return Err(cursor.error(format!("expected the number of a qubit{}", cursor.found()))),
    };
    cursor.next()?;
    if line && cursor.take(',') {
        return Err(cursor.error_at(
            at,
            "expected one number: qubits on a grid have no order here, number them on a line",
        ));
    }
    if line {
        cursor.expect(')')?;
    }
    letters::on(cursor, at, Placed { pauli, qubit: number })
}
