//! Angles as a reader would write them: `π/2`, `2·theta+0.5`. Called where an instruction gets its label.

use super::label::clean;
use crate::Angle;
use std::f64::consts::PI;

/// The largest denominator and numerator of a fraction of π that is written as one.
const MAX_DENOMINATOR: u32 = 16;
const MAX_NUMERATOR: f64 = 99.0;
/// How near, in units of π/denominator, a number must be to count as that fraction.
const NEAR: f64 = 1e-9;

/// A longer function is not written out.
const LONGEST_FUNCTION: usize = 24;

/// `Σ scale·name + offset`, at most `max_terms` parameters of it; a `…` stands for the others.
pub(super) fn angle_text(angle: &Angle, parameters: &[String], max_terms: usize) -> String {
    if angle.is_constant() {
        return number(angle.offset());
    }
    let mut text = String::new();
    for (parameter, scale) in angle.terms().iter().take(max_terms) {
        let name = parameters.get(parameter.index()).map_or("?".into(), |name| clean(name));
        append(&mut text, &term(&name, *scale));
    }
    for (function, scale) in angle.functions().iter().take(max_terms) {
        let shown = function.text(|operand| angle_text(operand, parameters, max_terms)).replace('*', "·");
        let shown = if shown.chars().count() > LONGEST_FUNCTION { "f(…)".to_string() } else { shown };
        append(&mut text, &term(&shown, *scale));
    }
    if angle.terms().len() > max_terms || angle.functions().len() > max_terms {
        append(&mut text, "…");
    }
    if angle.offset() != 0.0 {
        append(&mut text, &number(angle.offset()));
    }
    text
}

/// Adds a summand, with a plus sign if it has no sign of its own.
fn append(sum: &mut String, summand: &str) {
    if !sum.is_empty() && !summand.starts_with('-') {
        sum.push('+');
    }
    sum.push_str(summand);
}

fn term(name: &str, scale: f64) -> String {
    let sign = if scale < 0.0 { "-" } else { "" };
    let inverse = 1.0 / scale.abs();
    if inverse == 1.0 {
        format!("{sign}{name}")
    } else if (inverse - inverse.round()).abs() < NEAR
        && (2.0..=f64::from(MAX_DENOMINATOR)).contains(&inverse.round())
    {
        format!("{sign}{name}/{}", inverse.round())
    } else {
        format!("{}·{name}", number(scale))
    }
}

/// A fraction of π where it is one, otherwise four significant digits.
pub(super) fn number(x: f64) -> String {
    if x == 0.0 { "0".to_string() } else { fraction_of_pi(x).unwrap_or_else(|| decimal(x)) }
}

fn fraction_of_pi(x: f64) -> Option<String> {
    let fraction = |below: u32| {
        let above = x * f64::from(below) / PI;
        let near = (above - above.round()).abs() < NEAR;
        let usable = near && above.round() != 0.0 && above.abs() < MAX_NUMERATOR + 0.5;
        usable.then_some((above.round() as i32, below))
    };
    let (above, below) = (1..=MAX_DENOMINATOR).find_map(fraction)?;
    let sign = if above < 0 { "-" } else { "" };
    let above = if above.abs() == 1 { String::new() } else { above.abs().to_string() };
    let below = if below == 1 { String::new() } else { format!("/{below}") };
    Some(format!("{sign}{above}π{below}"))
}

fn decimal(x: f64) -> String {
    let magnitude = x.abs().log10().floor();
    if (-3.0..6.0).contains(&magnitude) {
        let decimals = (3.0 - magnitude).max(0.0) as usize;
        return without_zeros(&format!("{x:.decimals$}")).to_string();
    }
    let text = format!("{x:.3e}");
    match text.split_once('e') {
        Some((mantissa, exponent)) => format!("{}e{exponent}", without_zeros(mantissa)),
        None => text,
    }
}

fn without_zeros(digits: &str) -> &str {
    if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { digits }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Circuit;

    #[test]
    fn numbers_are_short_and_know_pi() {
        let cases = [
            (0.0, "0"),
            (PI, "π"),
            (-PI / 2.0, "-π/2"),
            (0.75 * PI, "3π/4"),
            (2.0 * PI, "2π"),
            (0.5, "0.5"),
            (1.23456, "1.235"),
            (-0.012345678, "-0.01235"),
            (12345.0, "12345"),
            (2.5e-7, "2.5e-7"),
            (1e30, "1e30"),
        ];
        for (x, expected) in cases {
            assert_eq!(number(x), expected, "{x}");
        }
    }

    #[test]
    fn affine_angles_read_as_sums() {
        let mut circuit = Circuit::new(1);
        let (a, b) = (circuit.parameter("theta"), circuit.parameter("b"));
        let show = |angle: Angle, terms: usize| angle_text(&angle, circuit.parameters(), terms);
        assert_eq!(show(2.0 * a + 0.5, 3), "2·theta+0.5");
        assert_eq!(show(a / 2.0 - PI / 2.0, 3), "theta/2-π/2");
        assert_eq!(show(-a + 1.5 * b, 3), "-theta+1.5·b");
        assert_eq!(show(PI * b - Angle::from(a), 3), "-theta+π·b");
        assert_eq!(show(a + b + 1.0, 1), "theta+…+1");
    }
}
