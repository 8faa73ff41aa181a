//! Numeric literals: where they end, and what they are worth. Called by the lexer and the parser.

use super::diagnostic::{Checked, Diagnostic};
use super::lexer::Lexer;
use super::token::TokenKind;

/// What may stand before the letter of a second.
const UNIT_PREFIXES: &[&[u8]] = &[b"", b"m", b"u", "µ".as_bytes(), "μ".as_bytes(), b"n"];

/// Moves past a number that starts here.
pub(crate) fn scan(lexer: &mut Lexer<'_>) -> Checked<TokenKind> {
    let start = lexer.at;
    if lexer.peek(0) == Some(b'0') && lexer.peek(1).is_some_and(|b| b"xXoObB".contains(&b)) {
        lexer.at += 2;
        let first = lexer.at;
        while lexer.peek(0).is_some_and(|b| b.is_ascii_hexdigit() || b == b'_') {
            lexer.at += 1;
        }
        let radix = radix(&lexer.bytes[start..]);
        let digits = &lexer.bytes[first..lexer.at];
        let known = digits.iter().all(|b| *b == b'_' || char::from(*b).is_digit(radix));
        if !known || digits.iter().all(|b| *b == b'_') {
            return Err(malformed(lexer, start, "these are not digits of its base"));
        }
        return finish(lexer, TokenKind::Integer);
    }
    let mut kind = TokenKind::Integer;
    digits(lexer);
    if lexer.peek(0) == Some(b'.') {
        kind = TokenKind::Float;
        lexer.at += 1;
        digits(lexer);
    }
    if matches!(lexer.peek(0), Some(b'e' | b'E')) {
        kind = TokenKind::Float;
        lexer.at += 1;
        if matches!(lexer.peek(0), Some(b'+' | b'-')) {
            lexer.at += 1;
        }
        let exponent = lexer.at;
        digits(lexer);
        if lexer.at == exponent {
            return Err(malformed(lexer, start, "its exponent has no digits"));
        }
    }
    finish(lexer, kind)
}

/// A unit may follow; anything else that looks like more of the number is an error at that place.
fn finish(lexer: &mut Lexer<'_>, kind: TokenKind) -> Checked<TokenKind> {
    let end = lexer.at;
    // Blanks may stand before a unit.
    while matches!(lexer.peek(0), Some(b' ' | b'\t')) {
        lexer.at += 1;
    }
    let rest = &lexer.bytes[lexer.at..];
    let ends = |length: usize| !rest.get(length).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    let seconds = |prefix: &&&[u8]| rest.starts_with(prefix) && rest.get(prefix.len()) == Some(&b's');
    let prefix = UNIT_PREFIXES.iter().find(seconds).map(|prefix| prefix.len() + 1);
    // The other unit is the device's own time step.
    let unit = prefix.or_else(|| rest.starts_with(b"dt").then_some(2)).filter(|length| ends(*length));
    if let Some(length) = unit {
        lexer.at += length;
        return Ok(TokenKind::Duration);
    }
    if rest.starts_with(b"im") && ends(2) {
        lexer.at += 2;
        return Ok(TokenKind::Imaginary);
    }
    lexer.at = end;
    match lexer.peek(0) {
        Some(b'.' | b'_' | b'a'..=b'z' | b'A'..=b'Z') => {
            let start = lexer.at;
            lexer.at += 1;
            Err(malformed(lexer, start, "it should have ended here"))
        }
        _ => Ok(kind),
    }
}

fn digits(lexer: &mut Lexer<'_>) {
    while lexer.peek(0).is_some_and(|b| b.is_ascii_digit() || b == b'_') {
        lexer.at += 1;
    }
}

fn malformed(lexer: &Lexer<'_>, start: usize, why: &str) -> Box<Diagnostic> {
    Diagnostic::syntax(lexer.span(start), format!("malformed number: {why}"))
}

fn radix(literal: &[u8]) -> u32 {
    match literal {
        [b'0', b'x' | b'X', ..] => 16,
        [b'0', b'o' | b'O', ..] => 8,
        [b'0', b'b' | b'B', ..] => 2,
        _ => 10,
    }
}

/// The value of an integer literal; `None` if it does not fit.
pub(crate) fn integer(literal: &[u8]) -> Option<i64> {
    let radix = radix(literal);
    let digits = if radix == 10 { literal } else { &literal[2..] };
    digits.iter().filter(|b| **b != b'_').try_fold(0i64, |value, b| {
        let digit = char::from(*b).to_digit(radix)?;
        value.checked_mul(i64::from(radix))?.checked_add(i64::from(digit))
    })
}

/// The value of a literal as a real number; infinite if it does not fit.
pub(crate) fn real(literal: &[u8]) -> f64 {
    let radix = radix(literal);
    if radix != 10 {
        let digits = literal[2..].iter().filter_map(|b| char::from(*b).to_digit(radix));
        return digits.fold(0.0, |value, digit| value * f64::from(radix) + f64::from(digit));
    }
    let text: String = literal.iter().filter(|b| **b != b'_').map(|b| char::from(*b)).collect();
    text.parse().unwrap_or(f64::INFINITY)
}

/// Seven digits of any base up to 16 fit 28 bits.
const DIGITS_PER_STEP: usize = 7;

/// The bits of an integer literal of any length, least significant first, if they fit `width`.
pub(crate) fn bits(literal: &[u8], width: usize) -> Option<Vec<bool>> {
    let radix = radix(literal);
    let digits = if radix == 10 { literal } else { &literal[2..] };
    let digits: Vec<u32> =
        digits.iter().filter_map(|b| char::from(*b).to_digit(radix)).skip_while(|d| *d == 0).collect();
    // A number of d digits has at least (d - 1)·log2(radix) bits: this bounds the work below.
    if digits.len().saturating_sub(1).saturating_mul(radix.ilog2() as usize) > width {
        return None;
    }
    let mut words: Vec<u32> = Vec::new();
    for chunk in digits.chunks(DIGITS_PER_STEP) {
        let mut carry = chunk.iter().fold(0, |value, digit| value * u64::from(radix) + u64::from(*digit));
        for word in &mut words {
            carry += u64::from(*word) * u64::from(radix).pow(chunk.len() as u32);
            *word = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            words.push(carry as u32);
        }
    }
    let mut bits: Vec<bool> =
        words.iter().flat_map(|word| (0..32).map(move |k| word >> k & 1 == 1)).collect();
    while bits.last() == Some(&false) {
        bits.pop();
    }
    if bits.len() > width {
        return None;
    }
    bits.resize(width, false);
    Some(bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_have_their_value_or_none() {
        assert_eq!(integer(b"0xFF"), Some(255));
        assert_eq!(integer(b"1_000"), Some(1000));
        assert_eq!(integer(b"99999999999999999999"), None);
        assert_eq!(real(b"1e3"), 1000.0);
        assert!(real(b"1e999").is_infinite());
    }

    #[test]
    fn long_integers_become_bits() {
        let power = bits(b"1267650600228229401496703205376", 101).unwrap_or_default();
        assert!(power.iter().enumerate().all(|(k, bit)| *bit == (k == 100)) && power.len() == 101);
        assert_eq!(bits(b"4", 2), None);
        assert_eq!(bits(b"0b10", 2), Some(vec![false, true]));
    }
}
