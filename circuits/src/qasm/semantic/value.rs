//! What an expression can be worth.

use super::array::{Array, View};
use super::cells::{Bits, Cell};
use super::duration::Duration;
use super::formula::Formula;
use super::indices::{Indices, Subscript};
use super::integer::{DEFAULT_WIDTH, Integer};
use super::phasor::Phasor;
use super::predicate::Predicate;
use super::stop::{Evaluated, Stop};
use super::turn::Turn;
use crate::qasm::diagnostic::{Checked, Diagnostic};
use crate::qasm::number;
use crate::qasm::source::{SourceMap, Span, Spanned};
use crate::{Angle, C64};
use smallvec::SmallVec;
use std::sync::Arc;

/// A type of one value, its width known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scalar {
    /// `None`: a single bit, which has no index.
    Bit(Option<u32>),
    Int(u8),
    Uint(u8),
    Float(Precision),
    Angle(Option<u8>),
    Bool,
    Complex,
    Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Precision {
    Single,
    Double,
}

/// A type; without sizes it is a scalar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Type {
    pub(crate) scalar: Scalar,
    pub(crate) sizes: SmallVec<[u32; 2]>,
}

impl Type {
    /// Elements of an array; 0 of anything else.
    pub(crate) fn num_elements(&self) -> u64 {
        let sizes = self.sizes.iter().map(|size| u64::from(*size));
        if self.sizes.is_empty() { 0 } else { sizes.fold(1, u64::saturating_mul) }
    }
}

impl Value {
    /// Whether it is a list of qubits or bits that nobody else has.
    pub(crate) fn is_own_list(&self) -> bool {
        match self {
            Value::Qubits(Indices::List(list)) | Value::Register(Indices::List(list)) => {
                Arc::strong_count(list) == 1
            }
            _ => false,
        }
    }

    /// Bits, qubits or elements that it has; 0 of anything else.
    pub(crate) fn num_elements(&self) -> u64 {
        match self {
            Value::Bits(bits) => bits.cells.len() as u64,
            Value::Array(array) => array.values.len() as u64,
            Value::Qubits(indices) | Value::Register(indices) => indices.len() as u64,
            _ => 0,
        }
    }
}

/// The value of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Int(Integer),
    /// An integer literal over 127 bits, where it stands.
    BigInt(Span),
    Float(f64),
    Bool(bool),
    Turn(Turn),
    Complex(C64),
    Duration(Duration),
    /// A function of inputs.
    Formula(Formula),
    /// A complex number that depends on inputs.
    Phasor(Box<Phasor>),
    Bits(Bits),
    /// An integer of measured bits.
    Measured {
        cells: Arc<[Cell]>,
        is_signed: bool,
    },
    /// A boolean that depends on measured bits.
    Condition(Predicate),
    /// Classical bits of a variable.
    Register(Indices),
    Qubits(Indices),
    Array(Array),
    /// Elements of an array in a variable.
    View(View),
    /// `{a, b, …}`
    List(Arc<[Spanned<Value>]>),
    /// A range between brackets.
    Range(Subscript),
    /// What a subroutine without a result returns.
    Nothing,
    /// Something about which an error has been reported, or that is not known where code is only checked.
    Poison,
}

impl Value {
    pub(crate) fn int(value: i64) -> Value {
        Value::Int(Integer::int(value))
    }

    /// What it is, for messages.
    pub(crate) fn describe(&self) -> &'static str {
        match self {
            Value::Int(_) | Value::BigInt(_) => "an integer",
            Value::Float(_) => "a number",
            Value::Bool(_) => "a boolean",
            Value::Turn(_) => "an angle",
            Value::Complex(_) | Value::Phasor(_) => "a complex number",
            Value::Duration(_) => "a duration",
            Value::Formula(_) => "a function of parameters",
            Value::Bits(bits) if bits.values().is_some() => "a bit string",
            Value::Bits(_) | Value::Register(_) | Value::Measured { .. } => "measured bits",
            Value::Condition(_) => "a condition",
            Value::Qubits(_) => "qubits",
            Value::Array(_) | Value::View(_) => "an array",
            Value::List(_) => "a list in braces",
            Value::Range(_) => "a range",
            Value::Nothing => "nothing: this subroutine returns no value",
            Value::Poison => "unknown",
        }
    }

    /// A function of inputs; a constant one is a number.
    pub(crate) fn from_formula(formula: Formula) -> Value {
        match formula.angle.is_constant() {
            true => Value::Float(formula.angle.offset()),
            false => Value::Formula(formula),
        }
    }

    /// A condition, which may be decided already.
    pub(crate) fn from_predicate(predicate: Predicate) -> Value {
        match predicate {
            p if p == Predicate::ALWAYS => Value::Bool(true),
            p if p == Predicate::NEVER => Value::Bool(false),
            p => Value::Condition(p),
        }
    }

    /// Its value as a gate's angle; `None` if an error has been reported.
    pub(crate) fn to_angle(&self, span: Span, sources: &SourceMap) -> Evaluated<Option<Angle>> {
        let angle = match self {
            Value::Int(value) => Angle::from(value.value() as f64),
            Value::Float(value) => Angle::from(*value),
            Value::Turn(turn) => Angle::from(turn.radians()),
            Value::Bool(value) => Angle::from(f64::from(u8::from(*value))),
            Value::BigInt(literal) => Angle::from(number::real(sources.slice(*literal))),
            Value::Formula(formula) => formula.angle.clone(),
            Value::Poison => return Ok(None),
            Value::Bits(bits) => match bits.values() {
                Some(values) => Angle::from(super::cells::number(&values).unwrap_or(0) as f64),
                None => return Err(Stop::Unknown(span)),
            },
            Value::Measured { .. } | Value::Condition(_) => return Err(Stop::Unknown(span)),
            other => {
                let message = format!("an angle must be a number, this is {}", other.describe());
                return Err(Diagnostic::semantic(span, message).into());
            }
        };
        if angle.is_finite() { Ok(Some(angle)) } else { Err(not_finite(span).into()) }
    }

    /// Its value as a count or an index; `None` if an error has been reported.
    pub(crate) fn to_integer(&self, span: Span, what: &str) -> Evaluated<Option<i64>> {
        match self {
            Value::Int(value) => match i64::try_from(value.value()) {
                Ok(value) => Ok(Some(value)),
                Err(_) => Err(Diagnostic::semantic(span, format!("{what} is too large")).into()),
            },
            Value::Bool(value) => Ok(Some(i64::from(*value))),
            Value::Bits(bits) => match bits.values().as_deref().map(super::cells::number) {
                Some(Some(value)) if value <= i128::from(i64::MAX) => Ok(Some(value as i64)),
                Some(_) => Err(Diagnostic::semantic(span, format!("{what} is too large")).into()),
                None => Err(Stop::Unknown(span)),
            },
            Value::Measured { .. } | Value::Condition(_) => Err(Stop::Unknown(span)),
            Value::Poison => Ok(None),
            Value::BigInt(_) => Err(Diagnostic::semantic(span, format!("{what} is too large")).into()),
            Value::Formula(formula) => formula.whole(span, what).map(Some),
            other => {
                let message = format!("{what} must be an integer, this is {}", other.describe());
                Err(Diagnostic::semantic(span, message).into())
            }
        }
    }

    /// Its value as a condition.
    pub(crate) fn to_predicate(&self, span: Span) -> Checked<Predicate> {
        Ok(match self {
            Value::Condition(predicate) => predicate.clone(),
            Value::Bool(value) => Predicate::constant(*value),
            Value::Int(value) => Predicate::constant(value.value() != 0),
            Value::Float(value) => Predicate::constant(*value != 0.0),
            Value::Turn(turn) => Predicate::constant(turn.radians() != 0.0),
            Value::Complex(value) => Predicate::constant(*value != C64::ZERO),
            Value::Bits(bits) => bits.any(),
            Value::Measured { cells, .. } => Bits { cells: Arc::clone(cells), is_single: false }.any(),
            Value::Poison => Predicate::NEVER,
            Value::Qubits(_) => {
                return Err(Diagnostic::semantic(
                    span,
                    "a qubit is not classical: measure it into a bit first",
                ));
            }
            Value::Formula(formula) => Predicate::constant(formula.decided(span)? != 0.0),
            Value::Phasor(phasor) => {
                Predicate::constant(phasor.re.decided(span)? != 0.0 || phasor.im.decided(span)? != 0.0)
            }
            other => {
                let message = format!("a condition must be a boolean, this is {}", other.describe());
                return Err(Diagnostic::semantic(span, message));
            }
        })
    }

    /// The same when the measured bits are known.
    pub(crate) fn resolved(&mut self, read: &dyn Fn(u32) -> bool) {
        let known = |cells: &Arc<[Cell]>| -> Arc<[Cell]> {
            cells.iter().map(|cell| Cell::Known(resolved(*cell, read))).collect()
        };
        match self {
            Value::Bits(bits) => bits.cells = known(&bits.cells),
            Value::Measured { cells, is_signed } => {
                let values: Vec<bool> = cells.iter().map(|cell| resolved(*cell, read)).collect();
                let value = super::cells::number(&values).unwrap_or(0);
                let width = values.len().clamp(1, 127) as u8;
                *self = Value::Int(Integer::wrapped(value, width, *is_signed));
            }
            Value::Condition(predicate) => *self = Value::Bool(predicate.holds(read)),
            Value::List(list) => {
                let mut items = list.to_vec();
                items.iter_mut().for_each(|item| item.value.resolved(read));
                *list = items.into();
            }
            Value::Array(array) if array.has_measured() => {
                Arc::make_mut(&mut array.values).iter_mut().for_each(|value| value.resolved(read));
            }
            _ => {}
        }
    }

    /// The classical bits of the circuit that it depends on.
    pub(crate) fn measured(&self, found: &mut dyn FnMut(u32)) {
        let mut of = |cells: &[Cell]| {
            for cell in cells {
                if let Cell::Measured(bit) = cell {
                    found(*bit);
                }
            }
        };
        match self {
            Value::Bits(bits) => of(&bits.cells),
            Value::Measured { cells, .. } => of(cells),
            Value::Condition(predicate) => predicate.bits().for_each(found),
            Value::List(list) => list.iter().for_each(|item| item.value.measured(found)),
            Value::Array(array) if array.has_measured() => {
                array.values.iter().for_each(|value| value.measured(found));
            }
            _ => {}
        }
    }
}

impl Array {
    fn has_measured(&self) -> bool {
        self.values.iter().any(|value| match value {
            Value::Bits(bits) => bits.values().is_none(),
            Value::Measured { .. } | Value::Condition(_) => true,
            _ => false,
        })
    }
}

fn resolved(cell: Cell, read: &dyn Fn(u32) -> bool) -> bool {
    match cell {
        Cell::Known(value) => value,
        Cell::Measured(bit) => read(bit),
    }
}

impl Scalar {
    /// What a variable holds before its first assignment.
    pub(crate) fn zero(self) -> Value {
        match self {
            Scalar::Bit(None) => Value::Bits(Bits::single(Cell::Known(false))),
            Scalar::Bit(Some(width)) => Value::Bits(Bits::known((0..width).map(|_| false))),
            Scalar::Int(width) => Value::Int(Integer::wrapped(0, width, true)),
            Scalar::Uint(width) => Value::Int(Integer::wrapped(0, width, false)),
            Scalar::Float(_) => Value::Float(0.0),
            Scalar::Angle(width) => Value::Turn(Turn::new(0.0, width)),
            Scalar::Bool => Value::Bool(false),
            Scalar::Complex => Value::Complex(C64::ZERO),
            Scalar::Duration => Value::Duration(Duration::ZERO),
        }
    }

    /// Its name, for messages.
    pub(crate) fn name(self) -> String {
        match self {
            Scalar::Bit(None) => "bit".into(),
            Scalar::Bit(Some(width)) => format!("bit[{width}]"),
            Scalar::Int(DEFAULT_WIDTH) => "int".into(),
            Scalar::Int(width) => format!("int[{width}]"),
            Scalar::Uint(DEFAULT_WIDTH) => "uint".into(),
            Scalar::Uint(width) => format!("uint[{width}]"),
            Scalar::Float(_) => "float".into(),
            Scalar::Angle(None) => "angle".into(),
            Scalar::Angle(Some(width)) => format!("angle[{width}]"),
            Scalar::Bool => "bool".into(),
            Scalar::Complex => "complex".into(),
            Scalar::Duration => "duration".into(),
        }
    }
}

/// The error for NaN and infinity.
pub(crate) fn not_finite(span: Span) -> Box<Diagnostic> {
    Diagnostic::semantic(span, "the value of this is not finite")
}
