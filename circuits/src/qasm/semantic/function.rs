//! The built-in functions and constants of both dialects.

use super::arithmetic::{Site, arithmetic, complex, float, number, parametric};
use super::cells::Bits;
use super::formula::Formula;
use super::integer::Integer;
use super::stop::{Evaluated, Stop};
use super::value::Value;
use crate::nearest;
use crate::qasm::ast::Binary;
use crate::qasm::diagnostic::{Diagnostic, counted, quoted};
use crate::qasm::names::{Keyword, Language};
use crate::qasm::source::{Span, Spanned};
use crate::{C64, FunctionKind};

/// A named number of the language.
pub(super) fn constant(word: Keyword) -> Option<f64> {
    match word {
        Keyword::Pi | Keyword::PiSign => Some(std::f64::consts::PI),
        Keyword::Tau | Keyword::TauSign => Some(std::f64::consts::TAU),
        Keyword::Euler | Keyword::EulerSign => Some(std::f64::consts::E),
        _ => None,
    }
}

const BOTH: &[(&str, FunctionKind)] = &[
    ("sin", FunctionKind::Sin),
    ("cos", FunctionKind::Cos),
    ("tan", FunctionKind::Tan),
    ("exp", FunctionKind::Exp),
    ("ln", FunctionKind::Log),
    ("sqrt", FunctionKind::Sqrt),
    ("asin", FunctionKind::Arcsin),
    ("acos", FunctionKind::Arccos),
    ("atan", FunctionKind::Arctan),
    ("arcsin", FunctionKind::Arcsin),
    ("arccos", FunctionKind::Arccos),
    ("arctan", FunctionKind::Arctan),
    ("log", FunctionKind::Log),
    ("ceiling", FunctionKind::Ceiling),
    ("floor", FunctionKind::Floor),
];
/// Of OpenQASM 3 alone, with the number of arguments.
const THREE: &[(&str, usize)] = &[
    ("pow", 2),
    ("mod", 2),
    ("popcount", 1),
    ("rotl", 2),
    ("rotr", 2),
    ("real", 1),
    ("imag", 1),
    ("abs", 1),
    ("sizeof", 1),
];

/// Whether a name is that of a function of OpenQASM 3.
pub(crate) fn is_function(name: &str) -> bool {
    BOTH.iter().any(|row| row.0 == name) || THREE.iter().any(|row| row.0 == name)
}

/// The value of a function.
pub(super) fn call(name: &str, arguments: &[Spanned<Value>], site: Site<'_>) -> Evaluated<Value> {
    let one = BOTH.iter().find(|(known, _)| *known == name).map(|(_, function)| *function);
    let three = THREE.iter().find(|(known, _)| *known == name && site.language == Language::Three);
    let expected = match (one, three) {
        (Some(_), _) => 1,
        (_, Some(_)) if name == "sizeof" && arguments.len() == 2 => 2,
        (_, Some((_, count))) => *count,
        _ => return Err(unknown(name, site).into()),
    };
    if arguments.len() != expected {
        let given = arguments.len();
        let expected = counted(expected as i64, "argument");
        return site.error(format!("{} takes {expected}, given {given}", quoted(name)));
    }
    if arguments.iter().any(|argument| argument.value == Value::Poison) {
        return Ok(Value::Poison);
    }
    let first = &arguments[0];
    match (one, name) {
        (Some(function), _) => apply(function, name, first.clone(), site),
        (_, "pow") => arithmetic(Binary::Power, arguments[0].clone(), arguments[1].clone(), site),
        (_, "mod") => arithmetic(Binary::Remainder, arguments[0].clone(), arguments[1].clone(), site),
        (_, "popcount") => popcount(&first.value, first.span, site),
        (_, "rotl" | "rotr") => rotated(name, &arguments[0], &arguments[1], site),
        (_, "real" | "imag" | "abs") => part(name, &arguments[0], site),
        _ => size(arguments, site),
    }
}

fn apply(
    function: FunctionKind,
    name: &str,
    Spanned { value: argument, span: at }: Spanned<Value>,
    site: Site<'_>,
) -> Evaluated<Value> {
    let argument = match argument {
        Value::Formula(formula) => return parametric(Formula::apply(function, &[formula]), site),
        Value::Complex(value) => return of_complex(name, value, at),
        Value::Int(_) | Value::Float(_) | Value::Turn(_) | Value::Bool(_) | Value::BigInt(_) => {
            float(&number(Spanned::new(argument, at), site)?)
        }
        Value::Bits(_) | Value::Measured { .. } | Value::Condition(_) if site.language == Language::Three => {
            float(&number(Spanned::new(argument, at), site)?)
        }
        other => {
            let message = format!("{} takes a number, this is {}", quoted(name), other.describe());
            return Err(Diagnostic::semantic(at, message).into());
        }
    };
    let value = function.value(argument, 0.0);
    if value.is_finite() {
        return Ok(Value::Float(value));
    }
    let what = if value.is_nan() { "not a real number" } else { "not finite" };
    site.error(format!("{name}({argument}) is {what}"))
}

fn of_complex(name: &str, value: C64, at: Span) -> Evaluated<Value> {
    let result = match name {
        "sqrt" => value.sqrt(),
        "exp" => value.exp(),
        "sin" => value.sin(),
        "cos" => value.cos(),
        "tan" => value.tan(),
        "log" | "ln" => value.ln(),
        _ => {
            let message = format!("{} takes a real number, this is a complex one", quoted(name));
            return Err(Diagnostic::semantic(at, message).into());
        }
    };
    if result.is_finite() { Ok(Value::Complex(result)) } else { Err(super::value::not_finite(at).into()) }
}

/// How many bits are 1.
fn popcount(value: &Value, at: Span, site: Site<'_>) -> Evaluated<Value> {
    let count = match value {
        Value::Bits(bits) => match bits.values() {
            Some(values) => values.iter().filter(|bit| **bit).count() as i128,
            None => return Err(Stop::Unknown(at)),
        },
        Value::Int(value) => (0..u32::from(value.width())).filter(|k| value.bit(*k)).count() as i128,
        Value::Measured { .. } | Value::Condition(_) => return Err(Stop::Unknown(at)),
        Value::Turn(turn) => i128::from(turn.bits().0.count_ones()),
        Value::Bool(value) => i128::from(*value),
        other => return site.error(format!("`popcount` takes bits, this is {}", other.describe())),
    };
    Ok(Value::Int(Integer::wrapped(count, super::integer::DEFAULT_WIDTH, false)))
}

/// Bits moved around: those that leave at one end come back at the other.
fn rotated(
    name: &str,
    Spanned { value, span: at }: &Spanned<Value>,
    by: &Spanned<Value>,
    site: Site<'_>,
) -> Evaluated<Value> {
    let by_at = by.span;
    let Value::Int(by) = number(by.clone(), site)? else {
        return Err(Diagnostic::semantic(by_at, "bits are moved by an integer").into());
    };
    let up = if name == "rotl" { by.value() } else { by.value().wrapping_neg() };
    match value {
        Value::Bits(bits) => {
            let size = bits.len() as i128;
            let place = |k: i128| (k - up.rem_euclid(size)).rem_euclid(size) as usize;
            let cells = (0..size).map(|k| bits.cells[place(k)]).collect();
            Ok(Value::Bits(Bits { cells, is_single: bits.is_single }))
        }
        Value::Int(value) => {
            let size = i128::from(value.width());
            let place = |k: i128| (k - up.rem_euclid(size)).rem_euclid(size) as u32;
            let bits = (0..size).fold(0i128, |sum, k| sum | i128::from(value.bit(place(k))) << k);
            Ok(Value::Int(value.with(bits)))
        }
        Value::Measured { .. } => Err(Stop::Unknown(*at)),
        other => {
            let message = format!("{} takes bits, this is {}", quoted(name), other.describe());
            Err(Diagnostic::semantic(*at, message).into())
        }
    }
}

fn part(name: &str, argument: &Spanned<Value>, site: Site<'_>) -> Evaluated<Value> {
    let value = number(argument.clone(), site)?;
    Ok(match (name, value) {
        (_, Value::Poison) => Value::Poison,
        (name, Value::Phasor(phasor)) => return phasor.part(name, site),
        ("real", formula @ Value::Formula(_)) => formula,
        ("abs", Value::Formula(formula)) => {
            return parametric(Formula::apply(FunctionKind::Absolute, &[formula]), site);
        }
        (_, Value::Formula(_)) => Value::Float(0.0),
        ("abs", Value::Int(value)) => Value::Int(value.with(value.value().wrapping_abs())),
        ("abs", value @ Value::Complex(_)) => Value::Float(complex(&value).norm()),
        ("abs", value) => Value::Float(float(&value).abs()),
        ("real", value) => Value::Float(complex(&value).re),
        (_, value) => Value::Float(complex(&value).im),
    })
}

/// `sizeof(array)`, `sizeof(array, dimension)`; of registers too.
fn size(arguments: &[Spanned<Value>], site: Site<'_>) -> Evaluated<Value> {
    let sizes: Vec<i64> = match &arguments[0].value {
        Value::Array(array) => array.sizes.iter().map(|size| i64::from(*size)).collect(),
        Value::View(view) => view.axes.iter().map(|axis| i64::from(axis.0)).collect(),
        Value::Bits(bits) if !bits.is_single => vec![bits.len() as i64],
        Value::Register(indices) | Value::Qubits(indices) if indices.is_register() => {
            vec![indices.len() as i64]
        }
        other => return site.error(format!("`sizeof` takes an array, this is {}", other.describe())),
    };
    let dimension = match arguments.get(1) {
        None => 0,
        Some(given) => match given.value.to_integer(given.span, "a dimension")? {
            Some(dimension) => dimension,
            None => return Ok(Value::Poison),
        },
    };
    match usize::try_from(dimension).ok().and_then(|dimension| sizes.get(dimension)) {
        Some(size) => {
            Ok(Value::Int(Integer::wrapped(i128::from(*size), super::integer::DEFAULT_WIDTH, false)))
        }
        None => site.error(format!("dimension {dimension} is out of range: there are {}", sizes.len())),
    }
}

fn unknown(name: &str, site: Site<'_>) -> Box<Diagnostic> {
    let error = Diagnostic::semantic(site.span, format!("unknown function {}", quoted(name)));
    let known = BOTH.iter().map(|row| row.0).chain(THREE.iter().map(|row| row.0));
    match nearest(name, known) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error,
    }
}
