//! How much a program makes the front end do, in elementary operations: one for each step of an expression, and one for each
//! bit, qubit or array element that it reads or makes. Statements alone say little: one of them may copy a million bits.
//!
//! Counted by evaluation and by declarations.

use super::value::Value;
use crate::qasm::Hint;
use crate::qasm::diagnostic::{Checked, Diagnostic};
use crate::qasm::source::Span;

/// What has been done, and the most that may be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Work {
    done: u64,
    most: u64,
}

impl Work {
    pub(crate) fn new(most: u64) -> Work {
        Work { done: 0, most }
    }

    /// So many operations more, because of what stands there.
    pub(crate) fn charge(&mut self, operations: u64, span: Span) -> Checked<()> {
        self.done = self.done.saturating_add(operations);
        if self.done <= self.most {
            return Ok(());
        }
        let most = self.most;
        let message = format!("the program needs more than {most} elementary operations to be read");
        Err(Diagnostic::limit(span, message).hint(Hint::Work))
    }

    /// What it costs to read or to make a value.
    pub(crate) fn charge_for(&mut self, value: &Value, span: Span) -> Checked<()> {
        let is_run = matches!(value, Value::Qubits(indices) | Value::Register(indices) if !indices.is_list());
        self.charge(if is_run { 1 } else { 1 + value.num_elements() }, span)
    }
}
