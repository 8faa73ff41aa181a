//! Comparisons and logic: of numbers they give a boolean, of measured bits a condition.

use super::arithmetic::{Site, number};
use super::indices::Indices;
use super::predicate::Predicate;
use super::value::Value;
use crate::qasm::ast::Binary;
use crate::qasm::diagnostic::{Checked, Diagnostic};
use crate::qasm::number;
use crate::qasm::source::Span;

pub(super) fn logic(
    operator: Binary,
    left: (Value, Span),
    right: (Value, Span),
    site: Site<'_>,
) -> Checked<Value> {
    let (a, b) = (left.0.to_predicate(left.1)?, right.0.to_predicate(right.1)?);
    let result = if operator == Binary::And { a.and(b) } else { a.or(b) };
    result.map(Value::Predicate).ok_or_else(|| {
        Diagnostic::unsupported(
            site.span,
            "conditions that are neither a conjunction nor the negation of one",
        )
    })
}

pub(super) fn compare(operator: Binary, left: Value, right: Value, site: Site<'_>) -> Checked<Value> {
    match (left, right) {
        (Value::Bits(bits), other) | (other, Value::Bits(bits)) => {
            compare_bits(operator, &bits, &other, site)
        }
        (Value::Angle(_) | Value::NotAffine, _) | (_, Value::Angle(_) | Value::NotAffine) => {
            Err(Diagnostic::unsupported(site.span, "conditions on inputs"))
        }
        (Value::Predicate(p), other) | (other, Value::Predicate(p)) => {
            let other = other.to_predicate(site.span)?;
            let is_equal = if operator == Binary::Equal { other.clone() } else { other.clone().not() };
            match (operator, other) {
                (Binary::Equal | Binary::NotEqual, o) if o == Predicate::ALWAYS || o == Predicate::NEVER => {
                    Ok(Value::Predicate(if is_equal == Predicate::ALWAYS { p } else { p.not() }))
                }
                _ => Err(Diagnostic::unsupported(site.span, "comparisons of conditions")),
            }
        }
        (Value::BitText(a), Value::BitText(b)) if operator == Binary::Equal => Ok(Value::Bool(a == b)),
        (a, b) => {
            let (a, b) = (number((a, site.span), site)?, number((b, site.span), site)?);
            let (Value::Float(a), Value::Float(b)) = (a, b) else { return Ok(Value::NotAffine) };
            Ok(Value::Bool(match operator {
                Binary::Equal => a == b,
                Binary::NotEqual => a != b,
                Binary::Less => a < b,
                Binary::LessEqual => a <= b,
                Binary::Greater => a > b,
                _ => a >= b,
            }))
        }
    }
}

fn compare_bits(operator: Binary, bits: &Indices, other: &Value, site: Site<'_>) -> Checked<Value> {
    if !matches!(operator, Binary::Equal | Binary::NotEqual) {
        return Err(Diagnostic::unsupported(site.span, "comparisons of registers other than `==` and `!=`"));
    }
    let width = bits.len();
    let low_bits = |value: i64| {
        let fits = value >= 0 && (width >= 63 || value < 1 << width);
        fits.then(|| (0..width).map(|k| k < 64 && value >> k & 1 == 1).collect::<Vec<bool>>())
    };
    let wanted = match other {
        Value::Int(value) => low_bits(*value),
        Value::Bool(value) => low_bits(i64::from(*value)),
        Value::BigInt(literal) => number::bits(site.sources.slice(*literal), width),
        Value::BitText(text) if text.len() == width => Some(text.to_vec()),
        Value::BitText(text) => {
            let message = format!("{} bits are compared with {width}", text.len());
            return Err(Diagnostic::semantic(site.span, message));
        }
        Value::Bits(_) => {
            return Err(Diagnostic::unsupported(site.span, "comparisons of registers with each other"));
        }
        other => {
            let message = format!("bits are compared with {}", other.describe());
            return Err(Diagnostic::semantic(site.span, message));
        }
    };
    // A number that does not fit is never there.
    let equal = wanted.map_or(Predicate::NEVER, |wanted| Predicate::All(bits.iter().zip(wanted).collect()));
    Ok(Value::Predicate(if operator == Binary::Equal { equal } else { equal.not() }))
}
