//! Operators as people have them: the text that other packages print, read as a sum of Pauli strings.
//!
//! Called by `FromStr` of [`PauliSum`]. One file a dialect; `algebra` is the grammar that all but tables of labels share. Must not know files.
//!
//! A number after a letter is the qubit of that number in every dialect; only labels are positional, their leftmost letter being the
//! highest qubit.

mod algebra;
mod calls;
mod coefficient;
mod cursor;
mod label_list;
mod label_rows;
mod labels;
mod letters;
mod openfermion;
mod terms;

#[cfg(test)]
mod tests;

pub(super) use letters::string;

use super::{ObservableError, PauliSum};
use cursor::{Cursor, Token};
use std::fmt;

/// How the text of an operator is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// `0.5 * Z0 X1`: letters with the numbers of their qubits; also `0.5*Z0*X1`.
    Letters,
    /// `(0.5+0j) [Z0 X1]`: OpenFermion's `QubitOperator`.
    OpenFermion,
    /// `0.5 * (Z(0) @ X(1))`: PennyLane.
    PennyLane,
    /// `0.500*Z(q(0))*X(q(1))`: Cirq's `PauliSum` on line qubits.
    Cirq,
    /// `XZ 0.5`: a label and a coefficient a line, as Qiskit has them, or a sum of such terms. The leftmost letter is the highest qubit.
    Labels,
    /// `SparsePauliOp(['XZ'], coeffs=[0.5+0.j])`, and lists of labels: Qiskit. The leftmost letter is the highest qubit.
    LabelList,
}

impl Dialect {
    /// The dialect that a text seems to be written in, from the first operator in it.
    ///
    /// ```
    /// use ansatz_circuits::pauli::Dialect;
    /// assert_eq!(Dialect::of("(0.5+0j) [Z0 X1]"), Dialect::OpenFermion);
    /// assert_eq!(Dialect::of("XZ 0.5").to_string(), "a table of labels, the leftmost letter being the highest qubit");
    /// ```
    pub fn of(text: &str) -> Dialect {
        let mut cursor = Cursor::new(text);
        while let Ok(token) = cursor.next() {
            let next = cursor.peek().unwrap_or(Token::End);
            let called = next == Token::Punct('(');
            match token {
                Token::End => break,
                Token::Quoted(_) => return Dialect::LabelList,
                Token::Punct('[')
                    if matches!(next, Token::Word(_) | Token::Number { .. } | Token::Punct(']')) =>
                {
                    return Dialect::OpenFermion;
                }
                Token::Word(word) if called && calls::letter(word).is_some() => {
                    return calls::dialect(cursor);
                }
                Token::Word(word) if labels::is_label(word) => return Dialect::Labels,
                Token::Word(word) if letters::is_word(word) && word != "I" => break,
                _ => {}
            }
        }
        Dialect::Letters
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Dialect::Letters => "letters with their qubits",
            Dialect::OpenFermion => "OpenFermion's text",
            Dialect::PennyLane => "PennyLane's text",
            Dialect::Cirq => "Cirq's text",
            Dialect::Labels => "a table of labels, the leftmost letter being the highest qubit",
            Dialect::LabelList => "a list of labels, the leftmost letter being the highest qubit",
        })
    }
}

/// Reads an operator in whatever dialect it is written.
pub(super) fn read(text: &str) -> Result<PauliSum, ObservableError> {
    let cursor = Cursor::new(text);
    let dialect = Dialect::of(text);
    let terms = match dialect {
        Dialect::Labels => label_rows::read(cursor),
        Dialect::LabelList => label_list::read(cursor),
        _ => algebra::read(cursor),
    };
    let sum = terms.and_then(|terms| terms.observable(text));
    sum.map_err(|error| match dialect {
        Dialect::Letters => error,
        _ => ObservableError { message: format!("{}; this was read as {dialect}", error.message), ..error },
    })
}
