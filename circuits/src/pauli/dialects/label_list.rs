//! Labels in quotes: `["XZ", "ZZ"]`, `[("XZ", 0.5)]`, `{"XZ": 0.5}`, `SparsePauliOp(['XZ', 'ZZ'], coeffs=[0.5+0.j, 1.+0.j])`, as Qiskit prints and takes them.
//!
//! Called by the reader of operators.

use super::coefficient;
use super::cursor::{Cursor, Token};
use super::labels::{Label, Labels};
use super::terms::{Term, Terms};
use crate::pauli::ObservableError;

/// Reads the whole text.
pub(super) fn read(mut cursor: Cursor<'_>) -> Result<Terms, ObservableError> {
    let called = name(&mut cursor)?;
    let mut terms = match cursor.peek()? {
        Token::Quoted(_) => vec![item(&mut cursor, &mut Labels::default())?],
        _ => list(&mut cursor)?,
    };
    if cursor.take(',') && matches!(cursor.peek()?, Token::Word("coeffs") | Token::Punct('[')) {
        coefficients(&mut cursor, &mut terms)?;
        cursor.take(',');
    }
    if called {
        cursor.expect(')')?;
    }
    match cursor.peek()? {
        Token::End => Ok(Terms(terms)),
        _ => Err(cursor.error(format!("expected the end of the list{}", cursor.found()))),
    }
}

/// `SparsePauliOp(`, `SparsePauliOp.from_list(`, or nothing: whether there is a parenthesis to be closed.
fn name(cursor: &mut Cursor<'_>) -> Result<bool, ObservableError> {
    let mut named = false;
    while let Token::Word(_) = cursor.peek()? {
        cursor.next()?;
        named = true;
        cursor.take('.');
    }
    match named {
        true => cursor.expect('(').map(|()| true),
        false => Ok(false),
    }
}

/// Items between brackets or braces.
fn list(cursor: &mut Cursor<'_>) -> Result<Vec<Term>, ObservableError> {
    let close = if cursor.take('{') { '}' } else { ']' };
    if close == ']' {
        cursor.expect('[')?;
    }
    let mut labels = Labels::default();
    let mut terms = Vec::new();
    while !cursor.take(close) {
        terms.push(item(cursor, &mut labels)?);
        if !cursor.take(',') {
            cursor.expect(close)?;
            break;
        }
    }
    Ok(terms)
}

/// `"XZ"`, `"XZ": 0.5`, `("XZ", 0.5)` or `["XZ", 0.5]`.
fn item(cursor: &mut Cursor<'_>, labels: &mut Labels) -> Result<Term, ObservableError> {
    let close = match cursor.peek()? {
        Token::Punct('(') => Some(')'),
        Token::Punct('[') => Some(']'),
        _ => None,
    };
    if close.is_some() {
        cursor.next()?;
    }
    let at = cursor.at();
    let Token::Quoted(text) = cursor.peek()? else {
        let hint =
            if cursor.rest_byte() == Some(b'.') { "; the list was printed without its middle" } else { "" };
        return Err(
            cursor.error(format!("expected a label in quotes, such as \"XZ\"{}{hint}", cursor.found()))
        );
    };
    let mut term = labels.term(cursor, Label { text, at })?;
    cursor.next()?;
    let with_coefficient = match close {
        Some(_) => cursor.take(','),
        None => cursor.take(':'),
    };
    if with_coefficient {
        term.coefficient = coefficient::read(cursor)?;
    }
    if let Some(close) = close {
        cursor.expect(close)?;
    }
    Ok(term)
}

/// `coeffs=[0.5+0.j, 1.+0.j]`: one for each label.
fn coefficients(cursor: &mut Cursor<'_>, terms: &mut [Term]) -> Result<(), ObservableError> {
    let at = cursor.at();
    if let Token::Word(_) = cursor.peek()? {
        cursor.next()?;
        cursor.expect('=')?;
    }
    cursor.expect('[')?;
    let mut count = 0;
    while !cursor.take(']') {
        let coefficient = coefficient::read(cursor)?;
        if let Some(term) = terms.get_mut(count) {
            term.coefficient *= coefficient;
        }
        count += 1;
        if !cursor.take(',') {
            cursor.expect(']')?;
            break;
        }
    }
    match count == terms.len() {
        true => Ok(()),
        false => {
            let message = format!("{} labels have {count} coefficients: expected one for each", terms.len());
            Err(cursor.error_at(at, message))
        }
    }
}
