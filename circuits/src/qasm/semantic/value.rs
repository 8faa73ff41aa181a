//! What an expression can be worth, and how one kind of value becomes another.

use super::indices::{Indices, Subscript};
use super::predicate::Predicate;
use crate::Angle;
use crate::qasm::ast::ScalarKind;
use crate::qasm::diagnostic::{Checked, Diagnostic};
use crate::qasm::number;
use crate::qasm::source::{SourceMap, Span};
use std::sync::Arc;

/// The value of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Int(i64),
    /// An integer literal over 64 bits, where it stands.
    BigInt(Span),
    Float(f64),
    Bool(bool),
    /// An affine function of parameters.
    Angle(Angle),
    /// A function of parameters that is not affine.
    NotAffine,
    /// A bit string, index 0 first.
    BitText(Arc<[bool]>),
    Duration,
    Qubits(Indices),
    Bits(Indices),
    Predicate(Predicate),
    /// A range or set between brackets.
    Subscript(Subscript),
    /// Something about which an error has been reported.
    Poison,
}

/// An angle, or why it is none yet.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Affinity {
    Affine(Angle),
    NotAffine,
    Poison,
}

impl Value {
    /// What it is, for messages.
    pub(crate) fn describe(&self) -> &'static str {
        match self {
            Value::Int(_) | Value::BigInt(_) => "an integer",
            Value::Float(_) => "a number",
            Value::Bool(_) => "a boolean",
            Value::Angle(_) | Value::NotAffine => "a function of parameters",
            Value::BitText(_) => "a bit string",
            Value::Duration => "a duration",
            Value::Qubits(_) => "qubits",
            Value::Bits(_) => "measured bits",
            Value::Predicate(_) => "a condition",
            Value::Subscript(_) => "a range",
            Value::Poison => "unknown",
        }
    }

    /// An angle; a constant function of parameters is a number.
    pub(crate) fn from_angle(angle: Angle) -> Value {
        if angle.is_constant() { Value::Float(angle.offset()) } else { Value::Angle(angle) }
    }

    /// Its value as a gate's angle.
    pub(crate) fn to_angle(&self, span: Span, sources: &SourceMap) -> Checked<Affinity> {
        let angle = match self {
            Value::Int(value) => Angle::from(*value as f64),
            Value::Float(value) => Angle::from(*value),
            Value::BigInt(literal) => Angle::from(number::real(sources.slice(*literal))),
            Value::Angle(angle) => angle.clone(),
            Value::NotAffine => return Ok(Affinity::NotAffine),
            Value::Poison => return Ok(Affinity::Poison),
            Value::Bits(_) | Value::Predicate(_) => {
                return Err(Diagnostic::unsupported(span, "angles that depend on measured bits"));
            }
            other => {
                let message = format!("an angle must be a number, this is {}", other.describe());
                return Err(Diagnostic::semantic(span, message));
            }
        };
        if angle.is_finite() { Ok(Affinity::Affine(angle)) } else { Err(not_finite(span)) }
    }

    /// Its value as a count or an index; `None` if an error has been reported.
    pub(crate) fn to_integer(&self, span: Span, what: &str) -> Checked<Option<i64>> {
        match self {
            Value::Int(value) => Ok(Some(*value)),
            Value::Poison => Ok(None),
            Value::BigInt(_) => Err(Diagnostic::semantic(span, format!("{what} is too large"))),
            Value::Angle(_) | Value::NotAffine => {
                Err(Diagnostic::semantic(span, format!("{what} must be known when the file is read")))
            }
            other => {
                let message = format!("{what} must be an integer, this is {}", other.describe());
                Err(Diagnostic::semantic(span, message))
            }
        }
    }

    /// Its value as a condition.
    pub(crate) fn to_predicate(&self, span: Span) -> Checked<Predicate> {
        Ok(match self {
            Value::Predicate(predicate) => predicate.clone(),
            Value::Bool(value) => Predicate::constant(*value),
            Value::Int(value) => Predicate::constant(*value != 0),
            Value::Float(value) => Predicate::constant(*value != 0.0),
            Value::Bits(Indices::One(bit)) => Predicate::All(vec![(*bit, true)]),
            Value::Bits(bits) => Predicate::All(bits.iter().map(|bit| (bit, false)).collect()).not(),
            Value::Poison => Predicate::NEVER,
            Value::Qubits(_) => {
                return Err(Diagnostic::semantic(
                    span,
                    "a qubit is not classical: measure it into a bit first",
                ));
            }
            other => {
                let message = format!("a condition must be a boolean, this is {}", other.describe());
                return Err(Diagnostic::semantic(span, message));
            }
        })
    }

    /// Its value as a constant of a type of `width` bits.
    pub(crate) fn convert(self, kind: ScalarKind, width: Option<u32>, span: Span) -> Checked<Value> {
        let mismatch = |value: &Value, wanted: &str| {
            Diagnostic::semantic(span, format!("expected {wanted}, this is {}", value.describe()))
        };
        match (kind, self) {
            (_, Value::Poison) => Ok(Value::Poison),
            (_, Value::Angle(_) | Value::NotAffine | Value::Bits(_) | Value::Predicate(_)) => {
                Err(Diagnostic::semantic(span, "a constant must be known when the file is read"))
            }
            (ScalarKind::Float, Value::Int(value)) => Ok(Value::Float(value as f64)),
            (ScalarKind::Float, Value::Bool(value)) => Ok(Value::Float(f64::from(u8::from(value)))),
            (ScalarKind::Float, Value::Float(value)) => Ok(Value::Float(value)),
            (ScalarKind::Angle, Value::Int(value)) => Ok(Value::Float(wrapped(value as f64))),
            (ScalarKind::Angle, Value::Float(value)) => Ok(Value::Float(wrapped(value))),
            (ScalarKind::Bool, Value::Int(value)) => Ok(Value::Bool(value != 0)),
            (ScalarKind::Bool, Value::Float(value)) => Ok(Value::Bool(value != 0.0)),
            (ScalarKind::Bool, Value::Bool(value)) => Ok(Value::Bool(value)),
            (ScalarKind::Int | ScalarKind::Uint, Value::Bool(value)) => Ok(Value::Int(i64::from(value))),
            (ScalarKind::Int | ScalarKind::Uint, Value::Int(value)) => fitting(value, kind, width, span),
            (ScalarKind::Int | ScalarKind::Uint, Value::Float(value)) if value.abs() < 9e18 => {
                fitting(value.trunc() as i64, kind, width, span)
            }
            (ScalarKind::Bit, Value::Int(value @ (0 | 1))) if width.is_none() => Ok(Value::Bool(value == 1)),
            (ScalarKind::Bit, Value::Bool(value)) if width.is_none() => Ok(Value::Bool(value)),
            (ScalarKind::Bit, value @ Value::BitText(_)) => Ok(value),
            (ScalarKind::Float | ScalarKind::Angle, value) => Err(mismatch(&value, "a number")),
            (ScalarKind::Bool, value) => Err(mismatch(&value, "a boolean")),
            (ScalarKind::Bit, value) => Err(mismatch(&value, "bits")),
            (_, value) => Err(mismatch(&value, "an integer that fits 64 bits")),
        }
    }
}

/// The error for NaN and infinity.
pub(crate) fn not_finite(span: Span) -> Box<Diagnostic> {
    Diagnostic::semantic(span, "the value of this is not finite")
}

/// `angle` is a type modulo 2π.
fn wrapped(radians: f64) -> f64 {
    let turn = std::f64::consts::TAU;
    if (0.0..turn).contains(&radians) { radians } else { radians.rem_euclid(turn) }
}

/// A value outside of its type is an error: wrapping around would hide a slip.
fn fitting(value: i64, kind: ScalarKind, width: Option<u32>, span: Span) -> Checked<Value> {
    let width = width.unwrap_or(64).min(64);
    let fits = match kind {
        ScalarKind::Uint => value >= 0 && (width >= 63 || value < 1 << width),
        _ => width >= 64 || (-(1i64 << (width - 1))..1i64 << (width - 1)).contains(&value),
    };
    if fits {
        return Ok(Value::Int(value));
    }
    Err(Diagnostic::semantic(span, format!("{value} does not fit into {width} bits of its type")))
}
