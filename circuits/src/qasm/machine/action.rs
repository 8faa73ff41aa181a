//! Measurement, reset, barriers.

use super::Machine;
use crate::qasm::ast::{Expr, Node};
use crate::qasm::diagnostic::{Checked, Diagnostic};
use crate::qasm::semantic::{Cell, CellSlot, Evaluated, Indices, Place, Stop, Value};
use crate::qasm::source::{Span, Spanned};
use crate::{Instruction, Operation};

impl Machine {
    pub(super) fn measure(
        &mut self,
        source: Expr,
        target: Option<Expr>,
        nodes: &[Node],
        span: Span,
    ) -> Evaluated<()> {
        let Some(target) = target else { return self.measure_away(source, nodes, span) };
        match self.raw(target, nodes)? {
            Value::Register(bits) => self.measure_into(source, Spanned::new(bits, target.span), nodes, span),
            Value::Poison => {
                self.quantum(source, nodes)?;
                Ok(())
            }
            _ => {
                let text = self.world.quoted_text(target.span);
                let message = format!("{text} is not a classical register");
                Err(Diagnostic::semantic(target.span, message).into())
            }
        }
    }

    /// Measures and keeps nothing but what a program without registers shows.
    fn measure_away(&mut self, source: Expr, nodes: &[Node], span: Span) -> Evaluated<()> {
        let Some(qubits) = self.quantum(source, nodes)? else { return Ok(()) };
        if self.flow.checking == 0 {
            for qubit in qubits.iter() {
                let bit = self.hidden_bit();
                self.emit_measurement(qubit, bit, span)?;
            }
        }
        Ok(())
    }

    pub(super) fn measure_into(
        &mut self,
        source: Expr,
        into: Spanned<Indices>,
        nodes: &[Node],
        span: Span,
    ) -> Evaluated<()> {
        let Some(qubits) = self.quantum(source, nodes)? else { return Ok(()) };
        let Spanned { value: bits, span: target } = into;
        if qubits.len() != bits.len() {
            let message = format!("{} qubits are measured into {} bits", qubits.len(), bits.len());
            return Err(Diagnostic::semantic(span, message).label(target, "the bits").into());
        }
        if self.flow.checking > 0 {
            return Ok(());
        }
        for cell in bits.iter() {
            self.check_measurable(cell, span)?;
        }
        for (qubit, cell) in qubits.iter().zip(bits.iter()) {
            let home = match self.data.memory.cells[cell as usize].home {
                Some(home) => home,
                None => self.hidden_bit(),
            };
            self.emit_measurement(qubit, home, span)?;
            let slot = CellSlot { cell: Cell::Measured(home), home: Some(home) };
            let old = std::mem::replace(&mut self.data.memory.cells[cell as usize], slot);
            if self.innermost_condition().is_some() {
                self.bits.changes.push((cell, old));
            }
        }
        Ok(())
    }

    /// Whether an outcome can go into a bit of memory now. It has to wait where another bit still counts on what its
    /// classical bit reads, or where an open condition would leave it with a value that it does not read.
    fn check_measurable(&self, cell: u32, span: Span) -> Evaluated<()> {
        let slot = self.data.memory.cells[cell as usize];
        if slot.home.is_some_and(|home| self.bits.shared.contains(&home)) {
            return Err(Stop::Unknown(span));
        }
        match self.innermost_condition() {
            Some(frame) if (cell as usize) < frame.mark.cells => {
                let reads_the_same = match (slot.cell, slot.home) {
                    (Cell::Measured(bit), Some(home)) => bit == home,
                    (Cell::Known(false), Some(home)) => !self.bits.written.contains(&home),
                    _ => false,
                };
                if reads_the_same { Ok(()) } else { Err(Stop::Unknown(span)) }
            }
            _ => Ok(()),
        }
    }

    pub(super) fn emit_measurement(&mut self, qubit: u32, bit: u32, span: Span) -> Checked<()> {
        self.bits.written.insert(bit);
        self.emit(Instruction::new(Operation::Measure { bit }, &[], &[qubit as usize]), span)
    }

    /// A classical bit of the circuit that belongs to no register.
    pub(super) fn hidden_bit(&mut self) -> u32 {
        let at = self.bits.num_hidden;
        self.bits.num_hidden += 1;
        if at == self.bits.hidden.len() {
            self.bits.hidden.push(self.output.sink.circuit.add_hidden_bit() as u32);
        }
        self.bits.hidden[at]
    }

    pub(super) fn reset(&mut self, operand: Expr, nodes: &[Node], span: Span) -> Evaluated<()> {
        let Some(qubits) = self.quantum(operand, nodes)? else { return Ok(()) };
        if self.flow.checking > 0 {
            return Ok(());
        }
        for qubit in qubits.iter() {
            self.emit(Instruction::new(Operation::Reset, &[], &[qubit as usize]), span)?;
        }
        Ok(())
    }

    /// Without operands it is on every qubit.
    pub(super) fn barrier(&mut self, operands: &[Expr], nodes: &[Node], span: Span) -> Evaluated<()> {
        let mut qubits: Vec<usize> = Vec::new();
        if operands.is_empty() {
            qubits.extend(0..self.output.sink.circuit.num_qubits());
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
        if self.output.sink.place == Place::Gate && qubits.is_empty() {
            return Ok(());
        }
        if self.flow.checking == 0 {
            self.emit(Instruction::new(Operation::Barrier, &[], &qubits), span)?;
        }
        Ok(())
    }
}
