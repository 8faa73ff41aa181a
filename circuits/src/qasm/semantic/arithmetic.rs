//! Operators on values. OpenQASM 2 computes with real numbers, OpenQASM 3 truncates the quotient of integers.

use super::comparison;
use super::predicate::Predicate;
use super::value::{Value, not_finite};
use crate::Angle;
use crate::qasm::ast::{Binary, Unary};
use crate::qasm::diagnostic::{Checked, Diagnostic};
use crate::qasm::names::Language;
use crate::qasm::number;
use crate::qasm::source::{SourceMap, Span};

/// Where an operator stands.
#[derive(Clone, Copy)]
pub(super) struct Site<'a> {
    pub(super) span: Span,
    pub(super) language: Language,
    pub(super) sources: &'a SourceMap,
}

pub(super) fn unary(operator: Unary, value: Value, site: Site<'_>) -> Checked<Value> {
    match (operator, value) {
        (_, Value::Poison) => Ok(Value::Poison),
        (Unary::Minus, Value::Int(value)) => {
            value.checked_neg().map(Value::Int).ok_or_else(|| overflow(site.span))
        }
        (Unary::Minus, Value::Float(value)) => Ok(Value::Float(-value)),
        (Unary::Minus, Value::BigInt(literal)) => {
            Ok(Value::Float(-number::real(site.sources.slice(literal))))
        }
        (Unary::Minus, Value::Angle(angle)) => Ok(Value::Angle(angle * -1.0)),
        (Unary::Minus, Value::NotAffine) => Ok(Value::NotAffine),
        (Unary::BitNot, Value::Int(value)) => Ok(Value::Int(!value)),
        (Unary::BitNot, Value::Bits(bits)) if !bits.is_register() => {
            Ok(Value::Predicate(Value::Bits(bits).to_predicate(site.span)?.not()))
        }
        (Unary::BitNot, Value::Bits(_)) => Err(Diagnostic::unsupported(site.span, "operators on registers")),
        (Unary::Not, value) => match value.to_predicate(site.span)?.not() {
            predicate if predicate == Predicate::ALWAYS => Ok(Value::Bool(true)),
            predicate if predicate == Predicate::NEVER => Ok(Value::Bool(false)),
            predicate => Ok(Value::Predicate(predicate)),
        },
        (_, value) => {
            Err(Diagnostic::semantic(site.span, format!("this sign takes no {}", value.describe())))
        }
    }
}

pub(super) fn binary(
    operator: Binary,
    left: (Value, Span),
    right: (Value, Span),
    site: Site<'_>,
) -> Checked<Value> {
    use Binary::*;
    if left.0 == Value::Poison || right.0 == Value::Poison {
        return Ok(Value::Poison);
    }
    match operator {
        Concatenate => concatenate(left.0, right.0, site),
        And | Or => comparison::logic(operator, left, right, site),
        Equal | NotEqual | Less | LessEqual | Greater | GreaterEqual => {
            comparison::compare(operator, left.0, right.0, site)
        }
        BitAnd | BitOr | BitXor | ShiftLeft | ShiftRight => bitwise(operator, left.0, right, site),
        Add | Subtract | Multiply | Divide | Remainder | Power => arithmetic(operator, left, right, site),
    }
}

/// `pow(a, b)` and `mod(a, b)`.
pub(super) fn named_pair(
    name: &str,
    left: &(Value, Span),
    right: &(Value, Span),
    (span, language): (Span, Language),
) -> Checked<Value> {
    let operator = if name == "pow" { Binary::Power } else { Binary::Remainder };
    let sources = &SourceMap::default();
    arithmetic(operator, left.clone(), right.clone(), Site { span, language, sources })
}

fn arithmetic(operator: Binary, left: (Value, Span), right: (Value, Span), site: Site<'_>) -> Checked<Value> {
    if let (Value::Int(a), Value::Int(b)) = (&left.0, &right.0)
        && let Some(result) = integers(operator, *a, (*b, right.1), site)
    {
        return result;
    }
    let (a, b) = (number(left, site)?, number(right.clone(), site)?);
    match (a, b) {
        (Value::Float(a), Value::Float(b)) => reals(operator, a, (b, right.1), site),
        (Value::NotAffine, _) | (_, Value::NotAffine) => Ok(Value::NotAffine),
        (a, b) => affine(operator, a, (b, right.1), site),
    }
}

/// The result in integers; `None` where the operands count as real numbers.
fn integers(operator: Binary, a: i64, (b, at): (i64, Span), site: Site<'_>) -> Option<Checked<Value>> {
    let is_two = site.language == Language::Two;
    let result = match operator {
        Binary::Add => a.checked_add(b),
        Binary::Subtract => a.checked_sub(b),
        Binary::Multiply => a.checked_mul(b),
        Binary::Divide if is_two => return None,
        Binary::Divide | Binary::Remainder if b == 0 => return Some(Err(division_by_zero(at))),
        Binary::Divide => a.checked_div(b),
        // The sign of the remainder is that of the dividend, as in C.
        Binary::Remainder => a.checked_rem(b),
        _ if b < 0 => return None,
        _ => u32::try_from(b).ok().and_then(|b| a.checked_pow(b)),
    };
    match result {
        Some(value) => Some(Ok(Value::Int(value))),
        None if is_two => None,
        None => Some(Err(overflow(site.span))),
    }
}

fn reals(operator: Binary, a: f64, (b, at): (f64, Span), site: Site<'_>) -> Checked<Value> {
    let value = match operator {
        Binary::Add => a + b,
        Binary::Subtract => a - b,
        Binary::Multiply => a * b,
        Binary::Divide | Binary::Remainder if b == 0.0 => return Err(division_by_zero(at)),
        Binary::Divide => a / b,
        Binary::Remainder => a % b,
        _ => a.powf(b),
    };
    if value.is_finite() { Ok(Value::Float(value)) } else { Err(not_finite(site.span)) }
}

/// One operand, or both, is a function of parameters.
fn affine(operator: Binary, a: Value, (b, at): (Value, Span), site: Site<'_>) -> Checked<Value> {
    let result = match (operator, a, b) {
        (Binary::Add, a, b) => angle(a) + angle(b),
        (Binary::Subtract, a, b) => angle(a) + angle(b) * -1.0,
        (Binary::Multiply, Value::Angle(a), Value::Float(b)) => a * b,
        (Binary::Multiply, Value::Float(a), Value::Angle(b)) => b * a,
        (Binary::Divide, Value::Angle(_), Value::Float(0.0)) => return Err(division_by_zero(at)),
        (Binary::Divide, Value::Angle(a), Value::Float(b)) => a / b,
        (Binary::Power, Value::Angle(a), Value::Float(1.0)) => a,
        (Binary::Power, Value::Angle(_), Value::Float(0.0)) => Angle::from(1.0),
        _ => return Ok(Value::NotAffine),
    };
    if result.is_finite() { Ok(Value::from_angle(result)) } else { Err(not_finite(site.span)) }
}

fn angle(value: Value) -> Angle {
    match value {
        Value::Angle(angle) => angle,
        Value::Float(value) => Angle::from(value),
        _ => Angle::default(),
    }
}

/// A real number or a function of parameters.
pub(super) fn number((value, span): (Value, Span), site: Site<'_>) -> Checked<Value> {
    match value {
        Value::Int(value) => Ok(Value::Float(value as f64)),
        Value::Bool(value) => Ok(Value::Float(f64::from(u8::from(value)))),
        Value::BigInt(literal) => Ok(Value::Float(number::real(site.sources.slice(literal)))),
        Value::Float(_) | Value::Angle(_) | Value::NotAffine => Ok(value),
        Value::Bits(_) | Value::Predicate(_) => {
            Err(Diagnostic::unsupported(span, "arithmetic with measured bits"))
        }
        Value::Qubits(_) => {
            Err(Diagnostic::semantic(span, "a qubit is not classical: measure it into a bit first"))
        }
        Value::Duration => Err(Diagnostic::unsupported(span, "arithmetic with durations")),
        other => Err(Diagnostic::semantic(span, format!("expected a number, this is {}", other.describe()))),
    }
}

fn concatenate(left: Value, right: Value, site: Site<'_>) -> Checked<Value> {
    match (left, right) {
        (Value::Qubits(a), Value::Qubits(b)) => Ok(Value::Qubits(a.concatenate(&b))),
        (Value::Bits(a), Value::Bits(b)) => Ok(Value::Bits(a.concatenate(&b))),
        _ => Err(Diagnostic::semantic(site.span, "`++` joins two registers of qubits, or two of bits")),
    }
}

fn bitwise(operator: Binary, left: Value, (right, at): (Value, Span), site: Site<'_>) -> Checked<Value> {
    let (a, b) = match (left, right) {
        (Value::Int(a), Value::Int(b)) => (a, b),
        (Value::Bits(_) | Value::Predicate(_), _) | (_, Value::Bits(_) | Value::Predicate(_)) => {
            return Err(Diagnostic::unsupported(site.span, "operators on registers"));
        }
        (a, b) => {
            let message = format!("this operator takes integers, not {} and {}", a.describe(), b.describe());
            return Err(Diagnostic::semantic(site.span, message));
        }
    };
    let shift = || {
        let message = format!("cannot shift by {b}: an integer has 64 bits");
        u32::try_from(b).ok().filter(|b| *b < 64).ok_or_else(|| Diagnostic::semantic(at, message))
    };
    Ok(Value::Int(match operator {
        Binary::BitAnd => a & b,
        Binary::BitOr => a | b,
        Binary::BitXor => a ^ b,
        Binary::ShiftLeft => {
            let by = shift()?;
            let shifted = a << by;
            if shifted >> by != a {
                return Err(overflow(site.span));
            }
            shifted
        }
        _ => a >> shift()?,
    }))
}

fn overflow(span: Span) -> Box<Diagnostic> {
    Diagnostic::semantic(span, "this integer does not fit 64 bits")
}

fn division_by_zero(span: Span) -> Box<Diagnostic> {
    Diagnostic::semantic(span, "division by zero")
}
