//! Measurement, reset, barriers.

use super::Lowerer;
use crate::qasm::ast::{Expr, Node};
use crate::qasm::diagnostic::{Checked, Diagnostic};
use crate::qasm::semantic::{Indices, Place, Value};
use crate::qasm::source::Span;
use crate::{Instruction, Operation};

impl Lowerer<'_> {
    pub(super) fn measure(
        &mut self,
        source: Expr,
        target: Option<Expr>,
        nodes: &[Node],
        span: Span,
    ) -> Checked<()> {
        let Some(target) = target else {
            return Err(Diagnostic::unsupported(span, "measurements without a bit to keep the outcome"));
        };
        let bits = match self.evaluate(target, nodes)? {
            Value::Bits(bits) => bits,
            Value::Poison => return Ok(()),
            _ => {
                let text = self.quoted_text(target.span);
                return Err(Diagnostic::semantic(target.span, format!("{text} is not a classical register")));
            }
        };
        self.measure_into(source, (bits, target.span), nodes, span)
    }

    pub(super) fn measure_into(
        &mut self,
        source: Expr,
        (bits, target): (Indices, Span),
        nodes: &[Node],
        span: Span,
    ) -> Checked<()> {
        let Some(qubits) = self.quantum(source, nodes)? else { return Ok(()) };
        if qubits.len() != bits.len() {
            let message = format!("{} qubits are measured into {} bits", qubits.len(), bits.len());
            return Err(Diagnostic::semantic(span, message).label(target, "the bits"));
        }
        for (qubit, bit) in qubits.iter().zip(bits.iter()) {
            self.emit(Instruction::new(Operation::Measure { bit }, &[], &[qubit as usize]), span)?;
        }
        Ok(())
    }

    pub(super) fn reset(&mut self, operand: Expr, nodes: &[Node], span: Span) -> Checked<()> {
        let Some(qubits) = self.quantum(operand, nodes)? else { return Ok(()) };
        qubits
            .iter()
            .try_for_each(|qubit| self.emit(Instruction::new(Operation::Reset, &[], &[qubit as usize]), span))
    }

    /// Without operands it is on every qubit.
    pub(super) fn barrier(&mut self, operands: &[Expr], nodes: &[Node], span: Span) -> Checked<()> {
        let mut qubits: Vec<usize> = Vec::new();
        if operands.is_empty() {
            qubits.extend(0..self.sink.circuit.num_qubits());
        }
        for operand in operands {
            let Some(indices) = self.quantum(*operand, nodes)? else { return Ok(()) };
            for qubit in indices.iter().map(|qubit| qubit as usize) {
                if !qubits.contains(&qubit) {
                    qubits.push(qubit);
                }
            }
        }
        // A gate's barrier orders its body, which has no parallel parts here.
        if self.sink.place == Place::Gate && qubits.is_empty() {
            return Ok(());
        }
        self.emit(Instruction::new(Operation::Barrier, &[], &qubits), span)
    }
}
