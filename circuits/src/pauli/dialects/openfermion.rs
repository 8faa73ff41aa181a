//! OpenFermion's `QubitOperator`: `(0.5+0j) [X0 Y1] +`, the identity being `[]`.
//!
//! Called by the grammar, at the bracket.

use super::cursor::{Cursor, Token};
use super::letters;
use crate::pauli::{ObservableError, PauliString};

/// Reads `[X0 Y1]`.
pub(super) fn bracket(cursor: &mut Cursor<'_>) -> Result<PauliString, ObservableError> {
    cursor.expect('[')?;
    let string = letters::word(cursor)?;
    let of_fermions = matches!(cursor.peek()?, Token::Number { .. });
    if of_fermions {
        return Err(cursor.error(
            "expected Pauli letters with their qubits, such as `X0 Y1`; an operator of fermions becomes one of qubits by `jordan_wigner`",
        ));
    }
    if let Token::Word(_) = cursor.peek()? {
        return Err(cursor.error("expected Pauli letters with their qubits, such as `X0 Y1`"));
    }
    cursor.expect(']')?;
    Ok(string)
}
