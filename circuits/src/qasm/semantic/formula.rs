//! A real number that depends on inputs: its formula, for angles and their gradients, beside the value that it has where
//! its inputs have values, for decisions. Made by evaluation; the derivative is that of the branch that is taken.

use super::stop::Evaluated;
use super::value::not_finite;
use crate::qasm::diagnostic::{Checked, Diagnostic};
use crate::qasm::hint::{Hint, Inputs};
use crate::qasm::source::Span;
use crate::{Angle, CircuitError, FunctionKind};

/// A function of parameters and, if it is known, its value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Formula {
    pub(crate) angle: Angle,
    pub(crate) value: Option<f64>,
}

impl From<f64> for Formula {
    fn from(value: f64) -> Formula {
        Formula { angle: Angle::from(value), value: Some(value) }
    }
}

impl Formula {
    /// A function of such numbers.
    pub(crate) fn apply(kind: FunctionKind, operands: &[Formula]) -> Result<Formula, CircuitError> {
        let angles: Vec<Angle> = operands.iter().map(|operand| operand.angle.clone()).collect();
        let known: Option<Vec<f64>> = operands.iter().map(|operand| operand.value).collect();
        let value = known.map(|x| kind.value(x[0], x.get(1).copied().unwrap_or(0.0)));
        Ok(Formula { angle: Angle::function(kind, &angles)?, value })
    }

    pub(crate) fn plus(self, other: Formula) -> Formula {
        let value = self.value.zip(other.value).map(|(a, b)| a + b);
        Formula { angle: self.angle + other.angle, value }
    }

    pub(crate) fn scaled(self, factor: f64) -> Formula {
        Formula { angle: self.angle * factor, value: self.value.map(|value| value * factor) }
    }

    /// The value, for what has to be decided when the file is read.
    pub(crate) fn decided(&self, span: Span) -> Checked<f64> {
        match self.value {
            Some(value) if value.is_finite() => Ok(value),
            Some(_) => Err(not_finite(span)),
            None => Err(undecided(span)),
        }
    }

    /// [`decided`](Self::decided) where only a whole number makes sense.
    pub(crate) fn whole(&self, span: Span, what: &str) -> Evaluated<i64> {
        let value = self.decided(span)?;
        if value.fract() == 0.0 && value.abs() < 9e18 {
            return Ok(value as i64);
        }
        Err(Diagnostic::semantic(span, format!("{what} must be an integer, this is {value}")).into())
    }
}

/// The way on depends on inputs without a value.
fn undecided(span: Span) -> Box<Diagnostic> {
    let message = "this depends on inputs, and must be known when the file is read";
    Diagnostic::semantic(span, message).hint(Hint::Values(Inputs::All))
}
