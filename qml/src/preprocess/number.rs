//! Numbers as people write angles: `0.5`, `-pi/2`, `2*pi`.
//!
//! Called by the steps that take numbers. Must not know the steps.

use std::f64::consts::PI;

/// The value of `text`: factors joined by `*` and `/` from left to right, each a number or `pi`, each with an optional sign. `None` for
/// anything else, and for a value that is not finite.
pub(super) fn parse(text: &str) -> Option<f64> {
    let mut value = None;
    let mut operator = '*';
    let mut rest = text;
    loop {
        let end = rest.find(['*', '/']).unwrap_or(rest.len());
        let factor = parse_factor(rest[..end].trim())?;
        value = Some(match (value, operator) {
            (None, _) => factor,
            (Some(value), '*') => value * factor,
            (Some(value), _) => value / factor,
        });
        let Some(next) = rest[end..].chars().next() else { break };
        operator = next;
        rest = &rest[end + 1..];
    }
    value.filter(|value: &f64| value.is_finite())
}

fn parse_factor(text: &str) -> Option<f64> {
    let (sign, magnitude) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    match magnitude {
        "pi" | "π" => Some(sign * PI),
        // A second sign, or words such as `inf` and `nan`, which the standard library would accept.
        _ if !magnitude.starts_with(|c: char| c.is_ascii_digit() || c == '.') => None,
        _ => magnitude.parse::<f64>().ok().map(|value| sign * value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn angles_have_their_values_and_other_text_has_none() {
        let table = [
            ("0", Some(0.0)),
            ("pi", Some(PI)),
            ("-pi/2", Some(-PI / 2.0)),
            ("2*pi", Some(2.0 * PI)),
            (" 3 * π / 4 ", Some(3.0 * PI / 4.0)),
            ("+.5", Some(0.5)),
            ("1e-3", Some(1e-3)),
            ("8/2/2", Some(2.0)),
            ("2*-pi", Some(-2.0 * PI)),
            ("", None),
            ("-", None),
            ("--1", None),
            ("pie", None),
            ("2pi", None),
            ("1+1", None),
            ("*2", None),
            ("2*", None),
            ("1/0", None),
            ("inf", None),
            ("nan", None),
            ("1e999", None),
        ];
        for (text, value) in table {
            assert_eq!(parse(text), value, "{text:?}");
        }
    }
}
