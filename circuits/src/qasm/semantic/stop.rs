//! Why an evaluation or a statement stopped before its end. The machine deals with every reason but errors.

use super::indices::Indices;
use super::value::Value;
use crate::qasm::diagnostic::Diagnostic;
use crate::qasm::source::{Span, Spanned};
use std::sync::Arc;

/// Why it stopped.
#[derive(Debug, Clone)]
pub(crate) enum Stop {
    Error(Box<Diagnostic>),
    /// It depends on what a measurement reads: it goes on when the outcome is known.
    Unknown(Span),
    /// It needs the result of a subroutine.
    Call(Box<Call>),
    /// It names a hardware qubit for the first time.
    Hardware {
        number: u32,
        span: Span,
    },
    /// It needs the outcome of a measurement, as bits that are not known yet.
    Measure {
        node: u32,
        qubits: Indices,
        span: Span,
    },
}

/// A call that an expression waits for.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    /// The node of the expression that it is.
    pub(crate) node: u32,
    pub(crate) subroutine: Arc<super::scope::Routine>,
    pub(crate) arguments: Vec<Spanned<Value>>,
    pub(crate) span: Span,
}

/// A result that may have to wait.
pub(crate) type Evaluated<T> = Result<T, Stop>;

impl From<Box<Diagnostic>> for Stop {
    fn from(error: Box<Diagnostic>) -> Stop {
        Stop::Error(error)
    }
}
