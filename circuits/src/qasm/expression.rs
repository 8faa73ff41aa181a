//! The value of an expression that stands alone, as people give values on a command line: `pi/2`, `sqrt(2)`, `-2**0.5`.
//!
//! Called by whoever has such a text. What it may contain is what a gate's argument in OpenQASM 3 may.

use super::{NoIncludes, ParseOptions, parse};

/// Longer texts are no values that a person gives.
const MOST_BYTES: usize = 1000;

/// The value of an expression without names but those of OpenQASM 3's constants and functions; none for anything else, and for a
/// value that is not finite.
///
/// ```
/// use ansatz_circuits::qasm::constant_value;
/// assert_eq!(constant_value("pi/2"), Some(std::f64::consts::FRAC_PI_2));
/// assert_eq!(constant_value("-2 * sqrt(2.25)"), Some(-3.0));
/// assert_eq!(constant_value("theta"), None);
/// ```
pub fn constant_value(text: &str) -> Option<f64> {
    // One expression: nothing that ends it, or begins a comment, a block or a list.
    let is_foreign = |c: char| matches!(c, ';' | '{' | '}' | '"' | '@' | '#' | '\n' | '\r');
    if text.len() > MOST_BYTES || text.contains(is_foreign) || text.contains("//") || text.contains("/*") {
        return None;
    }
    let program = format!("OPENQASM 3.0; qubit q; U(({text}), 0, 0) q;");
    let program = parse("expression", program.as_bytes(), &NoIncludes, &ParseOptions::default()).ok()?;
    let [instruction] = program.circuit.instructions() else { return None };
    let [angle, ..] = instruction.angles() else { return None };
    Some(angle.value(&[])).filter(|value| angle.is_constant() && value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::constant_value;
    use std::f64::consts::{E, PI};

    #[test]
    fn expressions_have_their_values_and_nothing_else_has_one() {
        let table = [
            ("0.5", Some(0.5)),
            (" 3*pi/4 ", Some(3.0 * PI / 4.0)),
            ("7*π", Some(7.0 * PI)),
            ("euler", Some(E)),
            ("sin(pi/6)*2", Some((PI / 6.0).sin() * 2.0)),
            ("2**10", Some(1024.0)),
            ("", None),
            ("x", None),
            ("1, 2", None),
            ("1), 0, 0) q; U((2", None),
            ("1)) // ", None),
            ("1/0", None),
        ];
        for (text, value) in table {
            match (constant_value(text), value) {
                (Some(found), Some(value)) => {
                    assert!((found - value).abs() <= 1e-15 * value.abs(), "{text}: {found}")
                }
                (found, value) => assert_eq!(found, value, "{text}"),
            }
        }
    }
}
