//! Pragmas: matrices as gates are run, every other one is named and ignored.

use super::{Machine, from_circuit_error};
use crate::qasm::ast::{Expr, MatrixCall, Name, Node};
use crate::qasm::diagnostic::{Diagnostic, quoted};
use crate::qasm::semantic::{Evaluated, Place, Symbol, Value};
use crate::qasm::source::{Span, Spanned};
use crate::{C64, Instruction, Matrix, Operation, Unitary};
use std::sync::Arc;

/// As many words of a pragma are its name.
const NAME_WORDS: usize = 3;

impl Machine {
    /// Says once of each kind of pragma that it is ignored.
    pub(super) fn ignored_pragma(&mut self, text: Span, span: Span) {
        let text = self.world.sources.text(text);
        let is_word = |word: &&str| word.chars().all(|c| c.is_alphanumeric() || c == '_');
        let name: Vec<&str> = text.split_whitespace().take_while(is_word).take(NAME_WORDS).collect();
        let name = name.join(" ");
        if !self.talk.is_new_pragma(&name) {
            return;
        }
        let message = match name.starts_with("braket result") {
            true => format!(
                "the pragma {} asks for a result, which is not computed: ask for it yourself",
                quoted(&name)
            ),
            false if name.is_empty() => "pragmas are ignored".to_string(),
            false => format!("the pragma {} is ignored", quoted(&name)),
        };
        self.talk.report(*Diagnostic::warning(span, message));
    }

    /// `#pragma braket unitary([[…], …]) q[0], q[1]`: the first qubit is the highest bit of the matrix index.
    pub(super) fn matrix_call(&mut self, call: &MatrixCall, nodes: &[Node], span: Span) -> Evaluated<()> {
        let mut qubits = Vec::new();
        for operand in &call.operands {
            let Some(indices) = self.quantum(*operand, nodes)? else { return Ok(()) };
            qubits.extend(indices.iter().map(|qubit| qubit as usize));
        }
        let mut entries = Vec::new();
        for row in &call.rows {
            if row.len() != call.rows.len() {
                let at = row.last().map_or(span, |entry| entry.span);
                let message =
                    format!("a row of {} entries in a matrix of {} rows", row.len(), call.rows.len());
                return Err(Diagnostic::semantic(at, message).into());
            }
            for entry in row {
                let Some(value) = self.complex_number(*entry, nodes)? else { return Ok(()) };
                entries.push(value);
            }
        }
        if self.flow.checking > 0 {
            return Ok(());
        }
        if self.output.sink.place == Place::Gate {
            return Err(Diagnostic::semantic(span, "a pragma acts in the program, not in a gate").into());
        }
        let size = call.rows.len();
        if size != 1usize.checked_shl(qubits.len() as u32).unwrap_or(0) {
            let message = format!(
                "a matrix of {size} rows is given {} qubits: one on n qubits has 2^n rows",
                qubits.len()
            );
            return Err(Diagnostic::semantic(span, message).into());
        }
        qubits.reverse();
        let unitary = Unitary::new("unitary", Matrix::from_row_slice(size, size, &entries))
            .map_err(|error| from_circuit_error(&error, span))?;
        let operation = Operation::Unitary(Arc::new(unitary));
        Ok(self.emit(Instruction::new(operation, &[], &qubits), span)?)
    }

    /// A number that is known; `None` if it is not, or an error has been reported about it.
    fn complex_number(&mut self, entry: Expr, nodes: &[Node]) -> Evaluated<Option<C64>> {
        let value = self.evaluate(entry, nodes)?;
        match value.cast(
            crate::qasm::semantic::Scalar::Complex,
            crate::qasm::semantic::Conversion::Cast,
            entry.span,
        )? {
            Value::Complex(value) => Ok(Some(value)),
            Value::Poison => Ok(None),
            _ => {
                let message = "the entries of a matrix must be known when the file is read";
                Err(Diagnostic::semantic(entry.span, message).into())
            }
        }
    }

    /// `const name = value;`: its type is that of the value.
    pub(super) fn old_constant(&mut self, name: Name, value: Expr, nodes: &[Node]) -> Evaluated<()> {
        let message = "a constant says its type: `const int n = 3;`";
        self.talk.notice(super::Notice::OldDraft, name.span, message);
        let found = match self.evaluate(value, nodes) {
            Err(stop) => {
                self.poison(name);
                return Err(stop);
            }
            Ok(found) => Spanned::new(found, value.span),
        };
        match found.value {
            Value::Int(_)
            | Value::Float(_)
            | Value::Bool(_)
            | Value::Turn(_)
            | Value::Complex(_)
            | Value::Duration(_) => Ok(self.declare(name, Symbol::Constant(found.value))?),
            Value::Bits(ref bits) if bits.values().is_some() => {
                Ok(self.declare(name, Symbol::Constant(found.value))?)
            }
            Value::Poison => {
                self.poison(name);
                Ok(())
            }
            other => {
                self.poison(name);
                let message =
                    format!("a constant must be known when the file is read, this is {}", other.describe());
                Err(Diagnostic::semantic(found.span, message).into())
            }
        }
    }
}
