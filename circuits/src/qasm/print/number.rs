//! Numbers and angles as text that reads back as the same bits.

use crate::Angle;
use std::f64::consts::PI;

/// Denominators of π that are tried.
const DENOMINATORS: &[i32] = &[1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 24, 32, 64, 128, 256, 512, 1024, 2048, 4096];

/// A fraction of π if that is exact, else the shortest digits.
pub(super) fn number(value: f64) -> String {
    for denominator in DENOMINATORS {
        let d = f64::from(*denominator);
        let numerator = (value * d / PI).round();
        // The reader computes the product first, then the quotient.
        if numerator == 0.0 || numerator.abs() > 4096.0 || numerator * PI / d != value {
            continue;
        }
        let top = match numerator {
            1.0 => "pi".to_string(),
            -1.0 => "-pi".to_string(),
            k => format!("{k}*pi"),
        };
        return if *denominator == 1 { top } else { format!("{top}/{denominator}") };
    }
    format!("{value:?}")
}

/// A function of named parameters.
pub(super) fn angle(angle: &Angle, parameters: &[String]) -> String {
    let mut text = String::new();
    for (parameter, scale) in angle.terms() {
        let name = &parameters[parameter.index()];
        let term = match *scale {
            1.0 => name.clone(),
            -1.0 => format!("-{name}"),
            scale => format!("{}*{name}", number(scale)),
        };
        add(&mut text, &term);
    }
    for (function, scale) in angle.functions() {
        let function = function.text(|operand| self::angle(operand, parameters));
        let term = if *scale == 1.0 { function } else { format!("{}*{function}", number(*scale)) };
        add(&mut text, &term);
    }
    if angle.offset() != 0.0 || text.is_empty() {
        add(&mut text, &number(angle.offset()));
    }
    text
}

/// Appends a term with its sign.
fn add(text: &mut String, term: &str) {
    match term.strip_prefix('-') {
        _ if text.is_empty() => text.push_str(term),
        Some(positive) => *text += &format!(" - {positive}"),
        None => *text += &format!(" + {term}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_of_pi_are_recognised_only_where_exact() {
        assert_eq!(number(PI / 2.0), "pi/2");
        assert_eq!(number(-3.0 * PI / 4.0), "-3*pi/4");
        assert_eq!(number(0.785), "0.785");
        assert_eq!(number(0.0), "0.0");
        assert_eq!(number(1e-300), "1e-300");
    }
}
