//! Labels without quotes, in rows or in a sum: `XZ 0.5`, `0.5 * XZ`, `XZ, (0.5+0j)`, `-1.05 * II + 0.39 * IZ`.
//!
//! Called by the reader of operators.

use super::coefficient;
use super::cursor::{Cursor, Token};
use super::labels::{Label, Labels, is_label};
use super::terms::{Term, Terms};
use crate::C64;
use crate::pauli::ObservableError;

/// Reads the whole text.
pub(super) fn read(mut cursor: Cursor<'_>) -> Result<Terms, ObservableError> {
    let mut labels = Labels::default();
    let mut terms = Vec::new();
    while cursor.peek()? != Token::End {
        let apart = terms.is_empty() || cursor.begins_a_line() || cursor.clone().signs().is_some();
        if !apart {
            let found = cursor.found();
            return Err(cursor.error(format!("expected a sign or a new line between two terms{found}")));
        }
        terms.push(row(&mut cursor, &mut labels)?);
    }
    Ok(Terms(terms))
}

/// `[±][c][*] LABEL`, or `LABEL [,] c`.
fn row(cursor: &mut Cursor<'_>, labels: &mut Labels) -> Result<Term, ObservableError> {
    let mut ahead = cursor.clone();
    let sign = ahead.signs().unwrap_or(1.0);
    if let Token::Word(word) = ahead.peek()? {
        *cursor = ahead;
        let term = label(cursor, labels, word)?;
        let after = coefficient_of_row(cursor)?.unwrap_or(C64::from(1.0));
        return Ok(Term { coefficient: sign * after, ..term });
    }
    let coefficient = coefficient::read(cursor)?;
    if !cursor.take('*') {
        cursor.take(',');
    }
    match cursor.peek()? {
        Token::Word(word) => Ok(Term { coefficient, ..label(cursor, labels, word)? }),
        _ => {
            Err(cursor
                .error(format!("expected a label such as `XZ` after its coefficient{}", cursor.found())))
        }
    }
}

fn label(cursor: &mut Cursor<'_>, labels: &mut Labels, word: &str) -> Result<Term, ObservableError> {
    let at = cursor.at();
    if !is_label(word) {
        let word = word.escape_debug();
        return Err(cursor.error(format!(
            "expected a label such as `XZ`, found `{word}`; labels and letters with numbers do not mix"
        )));
    }
    let term = labels.term(cursor, Label { text: word, at })?;
    cursor.next()?;
    Ok(term)
}

/// The coefficient after a label, if one stands on its line and ends it: in `XZ - 0.5 * ZZ` it belongs to the next term.
fn coefficient_of_row(cursor: &mut Cursor<'_>) -> Result<Option<C64>, ObservableError> {
    let mut ahead = cursor.clone();
    let separated = ahead.take(',') || ahead.take(':');
    let signed = matches!(ahead.peek()?, Token::Punct('+' | '-'));
    let begins = match ahead.peek()? {
        Token::Number { .. } | Token::Punct('(') => true,
        _ => signed && (separated || ahead.is_sign_of_number()),
    };
    if ahead.begins_a_line() || !(begins || separated) {
        return Ok(None);
    }
    let coefficient = coefficient::read(&mut ahead)?;
    let ends = ahead.begins_a_line() || ahead.peek()? == Token::End;
    if signed && !separated && !ends {
        return Ok(None);
    }
    ahead.take(',');
    *cursor = ahead;
    Ok(Some(coefficient))
}
