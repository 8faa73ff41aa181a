//! Operators on bits: of bit registers, integers and angles.

use super::arithmetic::Site;
use super::cells::{Bits, Cell};
use super::integer::Integer;
use super::stop::{Evaluated, Stop};
use super::turn::Turn;
use super::value::Value;
use crate::qasm::ast::Binary;
use crate::qasm::diagnostic::Diagnostic;
use crate::qasm::source::Spanned;

/// `~value`
pub(super) fn not(value: Value, site: Site<'_>) -> Evaluated<Value> {
    match value {
        Value::Int(value) => Ok(Value::Int(value.with(!value.value()))),
        Value::Bool(value) => Ok(Value::Bool(!value)),
        Value::Condition(predicate) => Ok(Value::Condition(predicate.not())),
        Value::Turn(turn) => {
            let (bits, width) = turn.bits();
            Ok(Value::Turn(Turn::fixed(!bits, width).resized(turn.width())))
        }
        Value::Bits(bits) => match bits.values() {
            Some(values) => {
                let cells = values.into_iter().map(|bit| Cell::Known(!bit)).collect();
                Ok(Value::Bits(Bits { cells, ..bits }))
            }
            None if bits.is_single => Ok(Value::from_predicate(bits.any().not())),
            None => Err(Stop::Unknown(site.span)),
        },
        Value::Measured { .. } => Err(Stop::Unknown(site.span)),
        other => site.error(format!("`~` takes bits or an integer, not {}", other.describe())),
    }
}

pub(super) fn binary(
    operator: Binary,
    left: Value,
    Spanned { value: right, span: at }: Spanned<Value>,
    site: Site<'_>,
) -> Evaluated<Value> {
    if matches!(operator, Binary::ShiftLeft | Binary::ShiftRight) {
        return shift(operator, left, Spanned::new(right, at), site);
    }
    match (left, right) {
        (Value::Int(a), Value::Int(b)) => {
            let (a, b) = a.promoted(b);
            let value = combined(operator, a.value(), b.value());
            Ok(Value::Int(a.with(value)))
        }
        (Value::Bits(a), Value::Bits(b)) if a.len() == b.len() => both(operator, &a, &b, site),
        (Value::Bits(a), Value::Bits(b)) => {
            site.error(format!("registers of {} and {} bits cannot be combined", a.len(), b.len()))
        }
        (Value::Turn(a), Value::Turn(b)) => {
            let ((x, width), (y, other)) = (a.bits(), b.bits());
            if width != other {
                return site.error(format!("angles of {width} and {other} bits cannot be combined"));
            }
            let bits = combined(operator, i128::from(x), i128::from(y)) as u64;
            Ok(Value::Turn(Turn::fixed(bits, width).resized(a.width())))
        }
        (
            a @ (Value::Bool(_) | Value::Condition(_) | Value::Bits(_)),
            b @ (Value::Bool(_) | Value::Condition(_)),
        )
        | (a @ (Value::Bool(_) | Value::Condition(_)), b @ Value::Bits(_)) => {
            predicates(operator, &a, Spanned::new(&b, at), site)
        }
        (Value::Measured { .. }, _) | (_, Value::Measured { .. }) => Err(Stop::Unknown(site.span)),
        (Value::Bits(bits), Value::Int(number)) | (Value::Int(number), Value::Bits(bits)) => {
            let value = super::arithmetic::number(Spanned::new(Value::Bits(bits), site.span), site)?;
            binary(operator, value, Spanned::new(Value::Int(number), at), site)
        }
        (Value::Bool(flag), Value::Int(number)) | (Value::Int(number), Value::Bool(flag)) => {
            binary(operator, Value::int(i64::from(flag)), Spanned::new(Value::Int(number), at), site)
        }
        (a, b) => {
            let message = format!("this operator takes integers, not {} and {}", a.describe(), b.describe());
            site.error(message)
        }
    }
}

fn combined(operator: Binary, a: i128, b: i128) -> i128 {
    match operator {
        Binary::BitAnd => a & b,
        Binary::BitOr => a | b,
        _ => a ^ b,
    }
}

/// Registers bit by bit; a known bit may decide the result whatever is measured.
fn both(operator: Binary, a: &Bits, b: &Bits, site: Site<'_>) -> Evaluated<Value> {
    let mut cells = Vec::with_capacity(a.len());
    for (x, y) in a.cells.iter().zip(b.cells.iter()) {
        let cell = match (operator, *x, *y) {
            (_, Cell::Known(x), Cell::Known(y)) => {
                Cell::Known(combined(operator, i128::from(x), i128::from(y)) == 1)
            }
            (Binary::BitAnd, Cell::Known(false), _) | (Binary::BitAnd, _, Cell::Known(false)) => {
                Cell::Known(false)
            }
            (Binary::BitOr, Cell::Known(true), _) | (Binary::BitOr, _, Cell::Known(true)) => {
                Cell::Known(true)
            }
            (Binary::BitAnd, Cell::Known(true), cell) | (Binary::BitAnd, cell, Cell::Known(true)) => cell,
            (_, Cell::Known(false), cell) | (_, cell, Cell::Known(false)) => cell,
            _ if a.is_single && b.is_single => {
                return predicates(
                    operator,
                    &Value::Bits(a.clone()),
                    Spanned::new(&Value::Bits(b.clone()), site.span),
                    site,
                );
            }
            _ => return Err(Stop::Unknown(site.span)),
        };
        cells.push(cell);
    }
    Ok(Value::Bits(Bits { cells: cells.into(), is_single: a.is_single && b.is_single }))
}

fn predicates(
    operator: Binary,
    a: &Value,
    Spanned { value: b, span: at }: Spanned<&Value>,
    site: Site<'_>,
) -> Evaluated<Value> {
    let (a, b) = (a.to_predicate(site.span)?, b.to_predicate(at)?);
    let is_decided = |value: Value| if let Value::Bool(value) = value { Some(value) } else { None };
    let result = match operator {
        Binary::BitAnd => a.and(b),
        Binary::BitOr => a.or(b),
        _ => {
            match (is_decided(Value::from_predicate(a.clone())), is_decided(Value::from_predicate(b.clone())))
            {
                (Some(flip), _) => Some(if flip { b.not() } else { b }),
                (_, Some(flip)) => Some(if flip { a.not() } else { a }),
                _ => None,
            }
        }
    };
    result.map(Value::from_predicate).ok_or(Stop::Unknown(site.span))
}

fn shift(
    operator: Binary,
    left: Value,
    Spanned { value: right, span: at }: Spanned<Value>,
    site: Site<'_>,
) -> Evaluated<Value> {
    let by = match super::arithmetic::number(Spanned::new(right, at), site)? {
        Value::Int(by) if by.value() >= 0 => by.value() as u128,
        Value::Int(_) => return Err(Diagnostic::semantic(at, "cannot shift by a negative number").into()),
        Value::Poison => return Ok(Value::Poison),
        other => {
            let message = format!("bits are shifted by an integer, not by {}", other.describe());
            return Err(Diagnostic::semantic(at, message).into());
        }
    };
    let is_left = operator == Binary::ShiftLeft;
    match left {
        Value::Int(value) if is_left => Ok(Value::Int(value.shifted_left(by))),
        Value::Int(value) => Ok(Value::Int(value.shifted_right(by))),
        Value::Bool(value) => shift(
            operator,
            Value::Int(Integer::int(i64::from(value))),
            Spanned::new(Value::int(by as i64), at),
            site,
        ),
        Value::Turn(turn) => {
            let (bits, width) = turn.bits();
            let moved = match u32::try_from(by).ok().filter(|by| *by < 64) {
                Some(by) if is_left => bits << by,
                Some(by) => bits >> by,
                None => 0,
            };
            Ok(Value::Turn(Turn::fixed(moved, width).resized(turn.width())))
        }
        Value::Bits(bits) => {
            let (size, by) = (bits.len(), usize::try_from(by).unwrap_or(usize::MAX));
            let from = |k: usize| if is_left { k.checked_sub(by) } else { k.checked_add(by) };
            let cells = (0..size).map(|k| {
                let source = from(k).filter(|at| *at < size);
                source.map_or(Cell::Known(false), |at| bits.cells[at])
            });
            Ok(Value::Bits(Bits { cells: cells.collect(), is_single: bits.is_single }))
        }
        Value::Measured { .. } => Err(Stop::Unknown(site.span)),
        other => site.error(format!("only bits, integers and angles are shifted, not {}", other.describe())),
    }
}
