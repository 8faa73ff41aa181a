//! Operators on numbers. OpenQASM 2 computes with real numbers, OpenQASM 3 truncates the quotient of integers.

use super::bitwise;
use super::cells::number as bits_number;
use super::comparison;
use super::concatenate::concatenate;
use super::duration;
use super::formula::Formula;
use super::integer::Integer;
use super::phasor::Phasor;
use super::stop::{Evaluated, Stop};
use super::turn::Turn;
use super::value::{Value, not_finite};
use crate::qasm::ast::{Binary, Unary};
use crate::qasm::diagnostic::Diagnostic;
use crate::qasm::names::Language;
use crate::qasm::number;
use crate::qasm::source::{SourceMap, Span, Spanned};
use crate::{C64, CircuitError, FunctionKind};

/// Where an operator stands.
#[derive(Clone, Copy)]
pub(crate) struct Site<'a> {
    pub(crate) span: Span,
    pub(crate) language: Language,
    pub(crate) sources: &'a SourceMap,
}

impl Site<'_> {
    pub(super) fn error<T>(&self, message: impl Into<String>) -> Evaluated<T> {
        Err(Diagnostic::semantic(self.span, message).into())
    }
}

pub(super) fn unary(operator: Unary, value: Value, site: Site<'_>) -> Evaluated<Value> {
    match (operator, value) {
        (_, Value::Poison) => Ok(Value::Poison),
        (Unary::Not, value) => Ok(Value::from_predicate(value.to_predicate(site.span)?.not())),
        (Unary::BitNot, value) => bitwise::not(value, site),
        (Unary::Minus, value) => match number(Spanned::new(value, site.span), site)? {
            Value::Int(value) => Ok(Value::Int(negated(value))),
            Value::Float(value) => Ok(Value::Float(-value)),
            Value::Turn(turn) => Ok(Value::Turn(turn.negated())),
            Value::Formula(formula) => Ok(Value::Formula(formula.scaled(-1.0))),
            Value::Phasor(phasor) => Ok(Value::Phasor(Box::new(phasor.negated()))),
            Value::Complex(value) => Ok(Value::Complex(-value)),
            Value::Duration(d) => Ok(Value::Duration(d.negated())),
            other => Ok(other),
        },
    }
}

/// A literal's sign keeps its type; the negative of an unsigned number wraps around.
fn negated(value: Integer) -> Integer {
    value.with(value.value().wrapping_neg())
}

pub(super) fn binary(
    operator: Binary,
    left: Spanned<Value>,
    right: Spanned<Value>,
    site: Site<'_>,
) -> Evaluated<Value> {
    use Binary::*;
    if left.value == Value::Poison || right.value == Value::Poison {
        return Ok(Value::Poison);
    }
    match operator {
        Concatenate => concatenate(left.value, right.value, site),
        And | Or => comparison::logic(operator, left, right, site),
        Equal | NotEqual | Less | LessEqual | Greater | GreaterEqual => {
            comparison::compare(operator, left, right, site)
        }
        BitAnd | BitOr | BitXor | ShiftLeft | ShiftRight => {
            bitwise::binary(operator, left.value, right, site)
        }
        Add | Subtract | Multiply | Divide | Remainder | Power => arithmetic(operator, left, right, site),
    }
}

pub(super) fn arithmetic(
    operator: Binary,
    left: Spanned<Value>,
    right: Spanned<Value>,
    site: Site<'_>,
) -> Evaluated<Value> {
    let at = right.span;
    match (number(left, site)?, number(right, site)?) {
        (Value::Poison, _) | (_, Value::Poison) => Ok(Value::Poison),
        (Value::Int(a), Value::Int(b)) => match integers(operator, a, b, site)? {
            Some(value) => Ok(Value::Int(value)),
            None => reals(operator, a.value() as f64, Spanned::new(b.value() as f64, at), site),
        },
        (a @ Value::Duration(_), b) | (a, b @ Value::Duration(_)) => {
            duration::arithmetic(operator, a, b, site)
        }
        (a @ Value::Phasor(_), b)
        | (a, b @ Value::Phasor(_))
        | (a @ Value::Complex(_), b @ Value::Formula(_))
        | (a @ Value::Formula(_), b @ Value::Complex(_)) => phasor(a).combined(operator, phasor(b), site),
        (Value::Complex(a), b) => complexes(operator, a, complex(&b), site),
        (a, Value::Complex(b)) => complexes(operator, complex(&a), b, site),
        (a @ Value::Formula(_), b) | (a, b @ Value::Formula(_)) => {
            symbolic(operator, a, Spanned::new(b, at), site)
        }
        (Value::Turn(a), b) => turn_first(operator, a, Spanned::new(b, at), site),
        (a, Value::Turn(b)) => turn_second(operator, a, Spanned::new(b, at), site),
        (a, b) => reals(operator, float(&a), Spanned::new(float(&b), at), site),
    }
}

/// The result in integers; `None` where the operands count as real numbers.
fn integers(operator: Binary, a: Integer, b: Integer, site: Site<'_>) -> Evaluated<Option<Integer>> {
    if site.language == Language::Two {
        return Ok(exact(operator, a.value(), b.value()).map(Integer::int));
    }
    let exponent = b.value();
    let (a, b) = a.promoted(b);
    let whole = |value: Option<Integer>| match value {
        Some(value) => Ok(Some(value)),
        None => site.error("division by zero"),
    };
    match operator {
        Binary::Add => Ok(Some(a.with(a.value().wrapping_add(b.value())))),
        Binary::Subtract => Ok(Some(a.with(a.value().wrapping_sub(b.value())))),
        Binary::Multiply => Ok(Some(a.with(a.value().wrapping_mul(b.value())))),
        Binary::Divide => whole(a.divided(b)),
        // The sign of the remainder is that of the dividend, as in C.
        Binary::Remainder => whole(a.remainder(b)),
        _ if exponent < 0 => Ok(None),
        _ => Ok(Some(a.power(exponent as u128))),
    }
}

/// OpenQASM 2: a result that is a whole number of 64 bits.
fn exact(operator: Binary, a: i128, b: i128) -> Option<i64> {
    let value = match operator {
        Binary::Add => a.checked_add(b),
        Binary::Subtract => a.checked_sub(b),
        Binary::Multiply => a.checked_mul(b),
        Binary::Power => u32::try_from(b).ok().and_then(|b| a.checked_pow(b)),
        _ => None,
    };
    i64::try_from(value?).ok()
}

fn reals(
    operator: Binary,
    a: f64,
    Spanned { value: b, span: at }: Spanned<f64>,
    site: Site<'_>,
) -> Evaluated<Value> {
    let value = match operator {
        Binary::Add => a + b,
        Binary::Subtract => a - b,
        Binary::Multiply => a * b,
        Binary::Divide | Binary::Remainder if b == 0.0 => {
            return Err(Diagnostic::semantic(at, "division by zero").into());
        }
        Binary::Divide => a / b,
        Binary::Remainder => a % b,
        _ => a.powf(b),
    };
    if value.is_finite() { Ok(Value::Float(value)) } else { Err(not_finite(site.span).into()) }
}

fn complexes(operator: Binary, a: C64, b: C64, site: Site<'_>) -> Evaluated<Value> {
    let value = match operator {
        Binary::Add => a + b,
        Binary::Subtract => a - b,
        Binary::Multiply => a * b,
        Binary::Divide if b == C64::ZERO => return site.error("division by zero"),
        Binary::Divide => a / b,
        Binary::Remainder => return site.error("complex numbers have no remainder"),
        _ if a == C64::ZERO && b != C64::ZERO => C64::ZERO,
        _ if b.im == 0.0 && b.re.fract() == 0.0 && b.re.abs() < 1e9 => a.powi(b.re as i32),
        _ => a.powc(b),
    };
    if value.is_finite() { Ok(Value::Complex(value)) } else { Err(not_finite(site.span).into()) }
}

fn turn_first(
    operator: Binary,
    a: Turn,
    Spanned { value: b, span: at }: Spanned<Value>,
    site: Site<'_>,
) -> Evaluated<Value> {
    let by_zero = || Stop::from(Diagnostic::semantic(at, "division by zero"));
    match (operator, b) {
        (Binary::Add, Value::Turn(b)) => Ok(Value::Turn(a.plus(b))),
        (Binary::Subtract, Value::Turn(b)) => Ok(Value::Turn(a.plus(b.negated()))),
        (Binary::Divide, Value::Turn(b)) => {
            let quotient = a.quotient(b).ok_or_else(by_zero)?;
            Ok(Value::Int(Integer::wrapped(i128::from(quotient), a.width().unwrap_or(64), false)))
        }
        (Binary::Multiply, Value::Int(b)) => Ok(Value::Turn(a.times(b.value()))),
        (Binary::Divide, Value::Int(b)) => Ok(Value::Turn(a.divided(b.value()).ok_or_else(by_zero)?)),
        (Binary::Add, b) => Ok(Value::Turn(a.plus(Turn::new(float(&b), a.width())))),
        (Binary::Subtract, b) => Ok(Value::Turn(a.plus(Turn::new(-float(&b), a.width())))),
        (operator, b) => reals(operator, a.radians(), Spanned::new(float(&b), at), site),
    }
}

fn turn_second(
    operator: Binary,
    a: Value,
    Spanned { value: b, span: at }: Spanned<Turn>,
    site: Site<'_>,
) -> Evaluated<Value> {
    match (operator, a) {
        (Binary::Multiply, Value::Int(a)) => Ok(Value::Turn(b.times(a.value()))),
        (Binary::Add, a) => Ok(Value::Turn(b.plus(Turn::new(float(&a), b.width())))),
        (Binary::Subtract, a) => Ok(Value::Turn(b.negated().plus(Turn::new(float(&a), b.width())))),
        (operator, a) => reals(operator, float(&a), Spanned::new(b.radians(), at), site),
    }
}

/// One operand, or both, is a function of parameters.
fn symbolic(
    operator: Binary,
    a: Value,
    Spanned { value: b, span: at }: Spanned<Value>,
    site: Site<'_>,
) -> Evaluated<Value> {
    let kind = match operator {
        Binary::Add => return parametric(Ok(formula(&a).plus(formula(&b))), site),
        Binary::Subtract => return parametric(Ok(formula(&a).plus(formula(&b).scaled(-1.0))), site),
        Binary::Multiply => FunctionKind::Multiply,
        Binary::Divide | Binary::Remainder if !matches!(b, Value::Formula(_)) && float(&b) == 0.0 => {
            return Err(Diagnostic::semantic(at, "division by zero").into());
        }
        Binary::Divide => FunctionKind::Divide,
        Binary::Remainder => FunctionKind::Remainder,
        Binary::Power => FunctionKind::Power,
        _ => return site.error("this operator needs numbers that are known when the file is read"),
    };
    parametric(Formula::apply(kind, &[formula(&a), formula(&b)]), site)
}

/// A function of parameters, if it has a value.
pub(super) fn parametric(result: Result<Formula, CircuitError>, site: Site<'_>) -> Evaluated<Value> {
    match result {
        Ok(formula) if formula.angle.is_finite() => Ok(Value::from_formula(formula)),
        Ok(_) => Err(not_finite(site.span).into()),
        Err(error) => Err(Diagnostic::limit(site.span, error.to_string()).into()),
    }
}

fn formula(value: &Value) -> Formula {
    match value {
        Value::Formula(formula) => formula.clone(),
        other => Formula::from(float(other)),
    }
}

fn phasor(value: Value) -> Phasor {
    match value {
        Value::Phasor(phasor) => *phasor,
        Value::Complex(value) => Phasor::from(value),
        other => Phasor { re: formula(&other), im: Formula::from(0.0) },
    }
}

/// The real number that a number is.
pub(super) fn float(value: &Value) -> f64 {
    match value {
        Value::Int(value) => value.value() as f64,
        Value::Float(value) => *value,
        Value::Turn(turn) => turn.radians(),
        _ => 0.0,
    }
}

pub(super) fn complex(value: &Value) -> C64 {
    match value {
        Value::Complex(value) => *value,
        other => C64::new(float(other), 0.0),
    }
}

/// A number, a duration or a function of parameters; bits count as the unsigned number that they make.
pub(super) fn number(Spanned { value, span }: Spanned<Value>, site: Site<'_>) -> Evaluated<Value> {
    match value {
        Value::Bool(value) => Ok(Value::int(i64::from(value))),
        Value::BigInt(literal) => Ok(Value::Float(number::real(site.sources.slice(literal)))),
        Value::Int(_)
        | Value::Float(_)
        | Value::Turn(_)
        | Value::Complex(_)
        | Value::Duration(_)
        | Value::Formula(_)
        | Value::Phasor(_)
        | Value::Poison => Ok(value),
        Value::Bits(_) | Value::Measured { .. } | Value::Condition(_) if site.language == Language::Two => {
            Err(Diagnostic::semantic(span, "OpenQASM 2 compares registers in `if` only").into())
        }
        Value::Bits(bits) => {
            let width = bits.len().clamp(1, 127) as u8;
            match bits.values().as_deref().map(bits_number) {
                Some(Some(value)) => Ok(Value::Int(Integer::wrapped(value, width, false))),
                Some(None) => Err(Diagnostic::semantic(span, "numbers have at most 127 bits").into()),
                None => Err(Stop::Unknown(span)),
            }
        }
        Value::Measured { .. } | Value::Condition(_) => Err(Stop::Unknown(span)),
        Value::Qubits(_) => {
            let message = "a qubit is not classical: measure it into a bit first";
            Err(Diagnostic::semantic(span, message).into())
        }
        other => {
            let message = format!("expected a number, this is {}", other.describe());
            Err(Diagnostic::semantic(span, message).into())
        }
    }
}
