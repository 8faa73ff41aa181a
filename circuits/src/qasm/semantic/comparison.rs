//! Comparisons and logic: of known values they give a boolean, of measured bits a condition.

use super::arithmetic::{Site, complex, float, number};
use super::cells::{self, Bits, Cell};
use super::duration;
use super::predicate::Predicate;
use super::stop::{Evaluated, Stop};
use super::turn::Turn;
use super::value::Value;
use crate::C64;
use crate::qasm::ast::Binary;
use crate::qasm::diagnostic::Diagnostic;
use crate::qasm::number;
use crate::qasm::source::{Span, Spanned};
use std::cmp::Ordering;
use std::sync::Arc;

pub(super) fn logic(
    operator: Binary,
    left: Spanned<Value>,
    right: Spanned<Value>,
    site: Site<'_>,
) -> Evaluated<Value> {
    if let (Binary::Or, Value::Qubits(a), Value::Qubits(b)) = (operator, &left.value, &right.value) {
        // Old drafts join registers this way.
        return Ok(Value::Qubits(a.clone().concatenate(b)));
    }
    let (a, b) = (left.value.to_predicate(left.span)?, right.value.to_predicate(right.span)?);
    let result = if operator == Binary::And { a.and(b) } else { a.or(b) };
    // Other conditions wait for the outcomes.
    result.map(Value::from_predicate).ok_or(Stop::Unknown(site.span))
}

pub(super) fn compare(
    operator: Binary,
    left: Spanned<Value>,
    right: Spanned<Value>,
    site: Site<'_>,
) -> Evaluated<Value> {
    let (left_at, right_at) = (left.span, right.span);
    match (decided(left.value, site)?, decided(right.value, site)?) {
        (Value::Condition(p), other) | (other, Value::Condition(p)) => conditions(operator, p, &other, site),
        (Value::Bits(a), Value::Bits(b)) if !a.is_single && !b.is_single && a.len() != b.len() => {
            site.error(format!("{} bits are compared with {}", b.len(), a.len()))
        }
        (Value::Bits(a), Value::Bits(b)) => registers(operator, &a, &b, site),
        (Value::Bits(bits), Value::BigInt(at)) => big(operator, &bits, at, site),
        (Value::BigInt(at), Value::Bits(bits)) => big(operator.mirrored(), &bits, at, site),
        (Value::Bits(bits), other) => bits_first(operator, bits, Spanned::new(other, right_at), site),
        (other, Value::Bits(bits)) => {
            bits_first(operator.mirrored(), bits, Spanned::new(other, left_at), site)
        }
        (Value::Measured { cells, is_signed }, other) => {
            measured(operator, Number { cells: &cells, is_signed }, Spanned::new(other, right_at), site)
        }
        (other, Value::Measured { cells, is_signed }) => measured(
            operator.mirrored(),
            Number { cells: &cells, is_signed },
            Spanned::new(other, left_at),
            site,
        ),
        (a, b) => numbers(operator, Spanned::new(a, left_at), Spanned::new(b, right_at), site),
    }
}

/// What depends on inputs, by the values that they have.
fn decided(value: Value, site: Site<'_>) -> Evaluated<Value> {
    Ok(match value {
        Value::Formula(formula) => Value::Float(formula.decided(site.span)?),
        Value::Phasor(phasor) => {
            Value::Complex(C64::new(phasor.re.decided(site.span)?, phasor.im.decided(site.span)?))
        }
        other => other,
    })
}

impl Binary {
    /// The operator with its operands exchanged.
    fn mirrored(self) -> Binary {
        match self {
            Binary::Less => Binary::Greater,
            Binary::LessEqual => Binary::GreaterEqual,
            Binary::Greater => Binary::Less,
            Binary::GreaterEqual => Binary::LessEqual,
            other => other,
        }
    }

    fn holds(self, order: Option<Ordering>) -> bool {
        match self {
            Binary::Equal => order == Some(Ordering::Equal),
            Binary::NotEqual => order != Some(Ordering::Equal),
            Binary::Less => order == Some(Ordering::Less),
            Binary::LessEqual => matches!(order, Some(Ordering::Less | Ordering::Equal)),
            Binary::Greater => order == Some(Ordering::Greater),
            _ => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
        }
    }
}

fn numbers(operator: Binary, a: Spanned<Value>, b: Spanned<Value>, site: Site<'_>) -> Evaluated<Value> {
    let order = match (number(a, site)?, number(b, site)?) {
        (Value::Poison, _) | (_, Value::Poison) => return Ok(Value::Poison),
        (Value::Int(a), Value::Int(b)) => {
            let (a, b) = a.promoted(b);
            Some(a.value().cmp(&b.value()))
        }
        (Value::Duration(a), Value::Duration(b)) => Some(duration::compare(a, b, site)?),
        (Value::Duration(_), _) | (_, Value::Duration(_)) => {
            return site.error("durations are compared with durations");
        }
        (a @ Value::Complex(_), b) | (a, b @ Value::Complex(_)) => {
            if !matches!(operator, Binary::Equal | Binary::NotEqual) {
                return site.error("complex numbers have no order");
            }
            (complex(&a) == complex(&b)).then_some(Ordering::Equal)
        }
        (Value::Turn(a), Value::Turn(b)) => a.radians().partial_cmp(&b.radians()),
        // A number that an angle equals is rounded as the angle was.
        (Value::Turn(a), b) if matches!(operator, Binary::Equal | Binary::NotEqual) => {
            a.radians().partial_cmp(&Turn::new(float(&b), a.width()).radians())
        }
        (a, Value::Turn(b)) if matches!(operator, Binary::Equal | Binary::NotEqual) => {
            Turn::new(float(&a), b.width()).radians().partial_cmp(&b.radians())
        }
        (a, b) => float(&a).partial_cmp(&float(&b)),
    };
    Ok(Value::Bool(operator.holds(order)))
}

fn conditions(operator: Binary, p: Predicate, other: &Value, site: Site<'_>) -> Evaluated<Value> {
    let is_equal = match (operator, other) {
        (Binary::Equal, _) => true,
        (Binary::NotEqual, _) => false,
        _ => return Err(Stop::Unknown(site.span)),
    };
    match (other, Value::from_predicate(other.to_predicate(site.span)?)) {
        // A number other than 0 and 1 equals no boolean.
        (Value::Int(value), _) if !(0..=1).contains(&value.value()) => Ok(Value::Bool(!is_equal)),
        (_, Value::Bool(value)) => Ok(Value::Condition(if value == is_equal { p } else { p.not() })),
        _ => Err(Stop::Unknown(site.span)),
    }
}

fn registers(operator: Binary, a: &Bits, b: &Bits, site: Site<'_>) -> Evaluated<Value> {
    match (a.values(), b.values()) {
        (Some(a), Some(b)) => {
            // The highest index counts most.
            let size = a.len().max(b.len());
            let bit = |list: &[bool], k: usize| list.get(k).copied().unwrap_or(false);
            let order = (0..size).rev().map(|k| bit(&a, k).cmp(&bit(&b, k))).find(|order| order.is_ne());
            Ok(Value::Bool(operator.holds(Some(order.unwrap_or(Ordering::Equal)))))
        }
        (None, Some(known)) => wanted(operator, &a.cells, Some(known), site),
        (Some(known), None) => wanted(operator, &b.cells, Some(known), site),
        _ => Err(Stop::Unknown(site.span)),
    }
}

/// Whether bits have, or have not, the wanted values; `None`: values that they cannot have.
fn wanted(
    operator: Binary,
    cells: &Arc<[Cell]>,
    values: Option<Vec<bool>>,
    site: Site<'_>,
) -> Evaluated<Value> {
    if !matches!(operator, Binary::Equal | Binary::NotEqual) {
        return Err(Stop::Unknown(site.span));
    }
    let equal = match values {
        Some(values) => {
            let value = |k: usize| values.get(k).copied().unwrap_or(false);
            cells::equal(cells.iter().enumerate().map(|(k, cell)| (*cell, value(k))))
        }
        None => Predicate::NEVER,
    };
    Ok(Value::from_predicate(if operator == Binary::Equal { equal } else { equal.not() }))
}

fn bits_first(
    operator: Binary,
    bits: Bits,
    Spanned { value: other, span: at }: Spanned<Value>,
    site: Site<'_>,
) -> Evaluated<Value> {
    if bits.values().is_some_and(|values| cells::number(&values).is_some()) {
        let bits = number(Spanned::new(Value::Bits(bits), site.span), site)?;
        return numbers(operator, Spanned::new(bits, site.span), Spanned::new(other, at), site);
    }
    measured(operator, Number { cells: &bits.cells, is_signed: false }, Spanned::new(other, at), site)
}

/// An integer of measured bits.
struct Number<'a> {
    cells: &'a Arc<[Cell]>,
    is_signed: bool,
}

/// An integer of measured bits against a number.
fn measured(
    operator: Binary,
    Number { cells, is_signed }: Number<'_>,
    Spanned { value: other, span: at }: Spanned<Value>,
    site: Site<'_>,
) -> Evaluated<Value> {
    let value = match other {
        Value::Int(value) => value.value(),
        Value::Bool(value) => i128::from(value),
        Value::Float(value) if value.fract() == 0.0 && value.abs() < 1e38 => value as i128,
        Value::Float(_) => return wanted(operator, cells, None, site),
        Value::Poison => return Ok(Value::Poison),
        Value::BigInt(_) | Value::Measured { .. } | Value::Condition(_) | Value::Turn(_) => {
            return Err(Stop::Unknown(site.span));
        }
        other => {
            let message = format!("bits are compared with {}", other.describe());
            return Err(Diagnostic::semantic(at, message).into());
        }
    };
    let width = cells.len();
    let fits = match is_signed {
        true => width >= 127 || (-(1i128 << (width - 1))..1i128 << (width - 1)).contains(&value),
        false => value >= 0 && (width >= 127 || value < 1i128 << width),
    };
    let bit = |k: usize| value >> k.min(127) & 1 == 1;
    wanted(operator, cells, fits.then(|| (0..width).map(bit).collect()), site)
}

/// Bits against an integer literal of any length.
fn big(operator: Binary, bits: &Bits, literal: Span, site: Site<'_>) -> Evaluated<Value> {
    let values = number::bits(site.sources.slice(literal), bits.len());
    match (bits.values(), values) {
        (Some(_), Some(values)) => registers(operator, bits, &Bits::known(values), site),
        // The literal is larger than any register of that size.
        (Some(_), None) => Ok(Value::Bool(operator.holds(Some(Ordering::Less)))),
        (None, values) => wanted(operator, &bits.cells, values, site),
    }
}
