//! Complex numbers: `0.5`, `-0.25+0.j`, `(0.5-1e-17j)`, `0.5 +0.j`.
//!
//! Called by the dialects of labels.

use super::cursor::{Cursor, Token};
use crate::C64;
use crate::pauli::ObservableError;

/// Reads one, with its signs.
pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<C64, ObservableError> {
    let sign = cursor.signs().unwrap_or(1.0);
    if cursor.take('(') {
        let inside = sum(cursor, 1.0)?;
        cursor.expect(')')?;
        return Ok(sign * inside);
    }
    sum(cursor, sign)
}

/// Parts with signs between them: what follows a real part counts if it is imaginary.
fn sum(cursor: &mut Cursor<'_>, sign: f64) -> Result<C64, ObservableError> {
    let sign = cursor.signs().map_or(sign, |more| sign * more);
    let first = part(cursor, sign)?;
    let mut after = cursor.clone();
    let Some(sign) = after.signs() else { return Ok(first) };
    match after.peek()? {
        Token::Number { imaginary: true, .. } => {
            let second = part(&mut after, sign)?;
            *cursor = after;
            Ok(first + second)
        }
        _ => Ok(first),
    }
}

fn part(cursor: &mut Cursor<'_>, sign: f64) -> Result<C64, ObservableError> {
    match cursor.peek()? {
        Token::Number { value, imaginary } => {
            cursor.next()?;
            Ok(sign * if imaginary { C64::new(0.0, value) } else { C64::from(value) })
        }
        _ => Err(cursor.error(format!("expected a coefficient, such as `0.5`{}", cursor.found()))),
    }
}
