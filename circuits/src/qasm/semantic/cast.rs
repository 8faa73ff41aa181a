//! How a value of one type becomes one of another: by assignment, or by a cast that says so.

use super::array::Array;
use super::cells::{Bits, Cell, number};
use super::formula::Formula;
use super::integer::Integer;
use super::phasor::Phasor;
use super::stop::{Evaluated, Stop};
use super::turn::Turn;
use super::value::{Precision, Scalar, Type, Value, not_finite};
use crate::C64;
use crate::qasm::diagnostic::Diagnostic;
use crate::qasm::source::{Span, Spanned};
use std::sync::Arc;

/// Who asks for the conversion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Conversion {
    /// Assignment, initialisation, arguments, results.
    Implicit,
    /// `type(value)`.
    Cast,
}

impl Value {
    /// This value as one of a type; an array's elements one by one.
    pub(crate) fn converted(self, to: &Type, how: Conversion, span: Span) -> Evaluated<Value> {
        if to.sizes.is_empty() {
            return self.cast(to.scalar, how, span);
        }
        let mut elements = Elements { scalar: to.scalar, how, values: Vec::new() };
        elements.collect(self, &to.sizes, span)?;
        let (scalar, sizes, values) = (to.scalar, to.sizes.clone(), Arc::new(elements.values));
        Ok(Value::Array(Array { scalar, sizes, values }))
    }

    /// This value as one of a scalar type.
    pub(crate) fn cast(self, to: Scalar, how: Conversion, span: Span) -> Evaluated<Value> {
        match (to, self) {
            (_, Value::Poison) => Ok(Value::Poison),
            (Scalar::Bool, value) => to_bool(value, span),
            (Scalar::Int(width), value) => to_integer(value, Whole { width, is_signed: true }, span),
            (Scalar::Uint(width), value) => to_integer(value, Whole { width, is_signed: false }, span),
            (Scalar::Float(precision), value) => to_float(value, precision, span),
            (Scalar::Angle(width), value) => to_turn(value, width, span),
            (Scalar::Bit(width), value) => to_bits(value, width, how, span),
            (Scalar::Complex, value) => to_complex(value, span),
            (Scalar::Duration, value @ Value::Duration(_)) => Ok(value),
            (Scalar::Duration, value) => Err(mismatch(&value, "a duration", span)),
        }
    }
}

/// The elements of a list or an array, converted.
struct Elements {
    scalar: Scalar,
    how: Conversion,
    values: Vec<Value>,
}

impl Elements {
    fn collect(&mut self, value: Value, sizes: &[u32], span: Span) -> Evaluated<()> {
        let wrong_size = |given: usize, expected: u32| {
            Err(Stop::from(Diagnostic::semantic(
                span,
                format!("{given} elements are given where the array has {expected}"),
            )))
        };
        match (sizes, value) {
            ([], value) => self.values.push(value.cast(self.scalar, self.how, span)?),
            ([size, ..], Value::List(list)) if list.len() != *size as usize => {
                return wrong_size(list.len(), *size);
            }
            ([_, rest @ ..], Value::List(list)) => {
                for Spanned { value: item, span: at } in list.iter() {
                    self.collect(item.clone(), rest, *at)?;
                }
            }
            (sizes, Value::Array(array)) => {
                if array.sizes.as_slice() != sizes {
                    return wrong_size(
                        array.sizes.first().map_or(0, |size| *size as usize),
                        sizes.first().copied().unwrap_or(0),
                    );
                }
                for item in array.values.iter() {
                    self.values.push(item.clone().cast(self.scalar, self.how, span)?);
                }
            }
            (_, Value::Poison) => {
                let count = sizes.iter().map(|size| *size as usize).product();
                self.values.extend(std::iter::repeat_n(self.scalar.zero(), count));
            }
            (_, other) => return Err(mismatch(&other, "an array", span)),
        }
        Ok(())
    }
}

fn mismatch(value: &Value, wanted: &str, span: Span) -> Stop {
    match value {
        Value::Measured { .. } | Value::Condition(_) => Stop::Unknown(span),
        Value::Bits(bits) if bits.values().is_none() => Stop::Unknown(span),
        Value::Qubits(_) => {
            Diagnostic::semantic(span, "a qubit is not classical: measure it into a bit first").into()
        }
        _ => Diagnostic::semantic(span, format!("expected {wanted}, this is {}", value.describe())).into(),
    }
}

fn to_bool(value: Value, span: Span) -> Evaluated<Value> {
    match value {
        Value::Duration(_) => Err(mismatch(&value, "a boolean", span)),
        value => Ok(Value::from_predicate(value.to_predicate(span)?)),
    }
}

/// An integer type.
#[derive(Clone, Copy)]
struct Whole {
    width: u8,
    is_signed: bool,
}

fn to_integer(value: Value, to: Whole, span: Span) -> Evaluated<Value> {
    let Whole { width, is_signed } = to;
    let wrap = |value: i128| Ok(Value::Int(Integer::wrapped(value, width, is_signed)));
    match value {
        Value::Int(value) => wrap(value.value()),
        Value::Bool(value) => wrap(i128::from(value)),
        Value::Float(value) if value.is_finite() && value.abs() < 1e38 => wrap(value.trunc() as i128),
        Value::Float(_) | Value::BigInt(_) => {
            Err(Diagnostic::semantic(span, "this number is too large for an integer").into())
        }
        Value::Bits(bits) => match bits.values() {
            Some(values) => wrap(number(&values[..values.len().min(usize::from(width))]).unwrap_or(0)),
            None => Ok(measured(&bits.cells, to)),
        },
        Value::Measured { cells, is_signed: was_signed } => {
            // Sign extension copies the highest bit.
            let mut cells = cells.to_vec();
            let fill = if was_signed { cells.last().copied() } else { None };
            cells.resize(usize::from(width), fill.unwrap_or(Cell::Known(false)));
            Ok(Value::Measured { cells: cells.into(), is_signed })
        }
        Value::Condition(predicate) => match single(&predicate) {
            Some(cell) => Ok(measured(&[cell], to)),
            None => Err(Stop::Unknown(span)),
        },
        Value::Turn(turn) => wrap(i128::from(turn.bits().0)),
        Value::Formula(formula) => to_integer(Value::Float(formula.decided(span)?), to, span),
        other => Err(mismatch(&other, "an integer", span)),
    }
}

/// Measured bits as an integer, filled with zeros.
fn measured(cells: &[Cell], Whole { width, is_signed }: Whole) -> Value {
    let mut cells = cells.to_vec();
    cells.resize(usize::from(width), Cell::Known(false));
    Value::Measured { cells: cells.into(), is_signed }
}

/// The bit that a condition is.
fn single(predicate: &super::predicate::Predicate) -> Option<Cell> {
    match predicate {
        super::predicate::Predicate::All(list) => match list[..] {
            [(bit, true)] => Some(Cell::Measured(bit)),
            _ => None,
        },
        super::predicate::Predicate::NotAll(_) => None,
    }
}

fn to_float(value: Value, precision: Precision, span: Span) -> Evaluated<Value> {
    let number = match value {
        Value::Int(value) => value.value() as f64,
        Value::Float(value) => value,
        Value::Bool(value) => f64::from(u8::from(value)),
        Value::Turn(turn) => turn.radians(),
        Value::Formula(_) => return Ok(value),
        Value::Bits(ref bits) => match bits.values().as_deref().map(number) {
            Some(Some(value)) => value as f64,
            _ => return Err(mismatch(&value, "a number", span)),
        },
        other => return Err(mismatch(&other, "a number", span)),
    };
    let rounded = if precision == Precision::Single { f64::from(number as f32) } else { number };
    if rounded.is_finite() { Ok(Value::Float(rounded)) } else { Err(not_finite(span).into()) }
}

fn to_turn(value: Value, width: Option<u8>, span: Span) -> Evaluated<Value> {
    match value {
        Value::Turn(turn) => Ok(Value::Turn(turn.resized(width))),
        // Rounding to a width has no derivative: what depends on inputs keeps all of its digits.
        Value::Formula(_) => Ok(value),
        Value::Bits(ref bits) => match (bits.values().as_deref().map(number), width) {
            (Some(Some(value)), Some(width)) => Ok(Value::Turn(Turn::fixed(value as u64, width))),
            (Some(Some(value)), None) if bits.len() <= 64 => {
                Ok(Value::Turn(Turn::fixed(value as u64, bits.len() as u8).resized(None)))
            }
            _ => Err(mismatch(&value, "an angle", span)),
        },
        value => match to_float(value, Precision::Double, span)? {
            Value::Float(value) => Ok(Value::Turn(Turn::new(value, width))),
            other => Err(mismatch(&other, "an angle", span)),
        },
    }
}

fn to_complex(value: Value, span: Span) -> Evaluated<Value> {
    match value {
        Value::Complex(_) | Value::Phasor(_) => Ok(value),
        Value::Formula(re) => Ok(Value::Phasor(Box::new(Phasor { re, im: Formula::from(0.0) }))),
        value => match to_float(value, Precision::Double, span)? {
            Value::Float(value) => Ok(Value::Complex(C64::new(value, 0.0))),
            other => Err(mismatch(&other, "a complex number", span)),
        },
    }
}

fn to_bits(value: Value, width: Option<u32>, how: Conversion, span: Span) -> Evaluated<Value> {
    let size = width.unwrap_or(1) as usize;
    let made = |cells: Vec<Cell>| Value::Bits(Bits { cells: cells.into(), is_single: width.is_none() });
    let known = |bit: &dyn Fn(u32) -> bool| Ok(made((0..size as u32).map(|k| Cell::Known(bit(k))).collect()));
    match value {
        Value::Bits(bits) if bits.len() == size => Ok(made(bits.cells.to_vec())),
        Value::Bits(bits) => {
            let message = format!("{} bits are given for a register of {size}", bits.len());
            Err(Diagnostic::semantic(span, message).into())
        }
        Value::Bool(value) => known(&|k| k == 0 && value),
        Value::Int(value) => {
            let fits = match value.value() {
                v if v < 0 => size >= 127 || v >= -(1i128 << (size - 1).min(126)),
                v => size >= 127 || v < 1i128 << size,
            };
            if !fits && how == Conversion::Implicit && usize::from(value.width()) != size {
                let message = format!("{} does not fit into {size} bits", value.value());
                return Err(Diagnostic::semantic(span, message).into());
            }
            known(&|k| value.bit(k))
        }
        Value::Turn(turn) if width.is_none() => known(&|_| turn.radians() != 0.0),
        Value::Turn(turn) => {
            let (bits, width) = turn.bits();
            if usize::from(width) != size {
                let message = format!("an angle of {width} bits is given for a register of {size}");
                return Err(Diagnostic::semantic(span, message).into());
            }
            known(&|k| bits >> k.min(63) & 1 == 1)
        }
        Value::Measured { cells, is_signed } => {
            let fill = cells.last().copied().filter(|_| is_signed).unwrap_or(Cell::Known(false));
            let mut cells = cells.to_vec();
            let lost = cells.get(size..).unwrap_or(&[]);
            if lost.iter().any(|cell| *cell != Cell::Known(false)) && how == Conversion::Implicit {
                return Err(Stop::Unknown(span));
            }
            cells.resize(size, fill);
            Ok(made(cells))
        }
        Value::Condition(predicate) if size == 1 => match single(&predicate) {
            Some(cell) => Ok(made(vec![cell])),
            None => Err(Stop::Unknown(span)),
        },
        Value::Float(value) if width.is_none() && (value == 0.0 || value == 1.0) => known(&|_| value == 1.0),
        Value::Formula(formula) => to_bits(Value::Float(formula.decided(span)?), width, how, span),
        other => Err(mismatch(&other, "bits", span)),
    }
}
