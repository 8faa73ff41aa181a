//! The mathematical functions and constants of both dialects.

use super::value::Value;
use crate::nearest;
use crate::qasm::diagnostic::{Checked, Diagnostic, quoted};
use crate::qasm::names::{Keyword, Language};
use crate::qasm::source::Span;

/// A named number of the language.
pub(super) fn constant(word: Keyword) -> Option<f64> {
    match word {
        Keyword::Pi | Keyword::PiSign => Some(std::f64::consts::PI),
        Keyword::Tau | Keyword::TauSign => Some(std::f64::consts::TAU),
        Keyword::Euler | Keyword::EulerSign => Some(std::f64::consts::E),
        _ => None,
    }
}

type Function = fn(f64) -> f64;

const BOTH: &[(&str, Function)] = &[
    ("sin", f64::sin),
    ("cos", f64::cos),
    ("tan", f64::tan),
    ("exp", f64::exp),
    ("ln", f64::ln),
    ("sqrt", f64::sqrt),
    ("asin", f64::asin),
    ("acos", f64::acos),
    ("atan", f64::atan),
    ("arcsin", f64::asin),
    ("arccos", f64::acos),
    ("arctan", f64::atan),
    ("log", f64::ln),
    ("ceiling", f64::ceil),
    ("floor", f64::floor),
];
/// Of two arguments.
const PAIRS: &[&str] = &["pow", "mod"];

/// The value of a function of numbers; arguments are numbers or functions of parameters.
pub(super) fn call(
    name: &str,
    arguments: &[(Value, Span)],
    span: Span,
    language: Language,
) -> Checked<Value> {
    let one = BOTH.iter().find(|(known, _)| *known == name).map(|(_, function)| *function);
    if one.is_none() && (!PAIRS.contains(&name) || language == Language::Two) {
        return Err(unknown(name, span));
    }
    let expected = if one.is_some() { 1 } else { 2 };
    if arguments.len() != expected {
        let given = arguments.len();
        let message = format!("{} takes {expected} arguments, given {given}", quoted(name));
        return Err(Diagnostic::semantic(span, message));
    }
    if arguments.iter().any(|(value, _)| *value == Value::Poison) {
        return Ok(Value::Poison);
    }
    match (one, arguments) {
        (Some(function), [(argument, at)]) => apply(function, name, argument, (*at, span)),
        (_, [left, right]) => super::arithmetic::named_pair(name, left, right, (span, language)),
        _ => Err(unknown(name, span)),
    }
}

fn apply(function: Function, name: &str, argument: &Value, (at, span): (Span, Span)) -> Checked<Value> {
    let number = match argument {
        Value::Int(value) => *value as f64,
        Value::Float(value) => *value,
        Value::Angle(_) | Value::NotAffine => return Ok(Value::NotAffine),
        other => {
            let message = format!("{} takes a number, this is {}", quoted(name), other.describe());
            return Err(Diagnostic::semantic(at, message));
        }
    };
    let value = function(number);
    if value.is_finite() {
        return Ok(Value::Float(value));
    }
    let what = if value.is_nan() { "not a real number" } else { "not finite" };
    Err(Diagnostic::semantic(span, format!("{name}({number}) is {what}")))
}

fn unknown(name: &str, span: Span) -> Box<Diagnostic> {
    const NOT_YET: &[&str] = &["popcount", "rotl", "rotr", "sizeof", "real", "imag"];
    if NOT_YET.contains(&name) {
        return Diagnostic::unsupported(span, &format!("calls of `{name}`"));
    }
    let error = Diagnostic::semantic(span, format!("unknown function {}", quoted(name)));
    match nearest(name, BOTH.iter().map(|(known, _)| *known)) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error,
    }
}
