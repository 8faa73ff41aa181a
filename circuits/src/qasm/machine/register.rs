//! Declarations of registers: qubits, and the bits that show what is measured.

use super::assign::measured_operand;
use super::{Machine, Notice};
use crate::qasm::ast::{Declare, Expr, Name, Node};
use crate::qasm::declaration::DeclarationKind;
use crate::qasm::diagnostic::Diagnostic;
use crate::qasm::names::Language;
use crate::qasm::semantic::{Bits, Cell, CellSlot, Conversion, Evaluated, Indices, Scalar, Symbol, Value};
use crate::qasm::source::{Span, Spanned};

impl Machine {
    pub(super) fn qubits(&mut self, name: Name, size: Option<Expr>, nodes: &[Node]) -> Evaluated<()> {
        let text = self.world.names.text(name.id).to_string();
        if self.flow.is_resumed {
            // The register was made when the rest of the program was read.
            let known =
                self.output.sink.circuit.qubit_registers().iter().find(|register| register.name == text);
            if let Some(register) = known {
                let qubits = indices(register.start as u32, register.size as u64, size.is_some());
                self.declare(name, Symbol::Qubits(qubits))?;
            }
            return Ok(());
        }
        let Some(count) = self.size(name, size, nodes)? else { return Ok(()) };
        let total = self.output.sink.circuit.num_qubits() as u64 + count;
        if total > self.world.options.max_qubits as u64 {
            self.poison(name);
            let limit = self.world.options.max_qubits;
            let message =
                format!("{total} qubits need a state of 2^{total} amplitudes, the limit is {limit} qubits");
            return Err(Diagnostic::limit(size.map_or(name.span, |s| s.span), message).into());
        }
        let start = self.output.sink.circuit.num_qubits() as u32;
        self.declare(name, Symbol::Qubits(indices(start, count, size.is_some())))?;
        self.output.sink.circuit.add_qubit_register(&text, count as usize);
        self.declared(text, DeclarationKind::Qubits, name, size);
        Ok(())
    }

    /// Bits: a register of the circuit where they are declared at top level.
    pub(super) fn bits(&mut self, declare: &Declare, nodes: &[Node], span: Span) -> Evaluated<()> {
        let (name, size) = (declare.name, declare.type_name.scalar.width);
        self.flow.may_be_empty = self.world.language == Language::Three;
        let count = self.size(name, size, nodes);
        self.flow.may_be_empty = false;
        let Some(count) = count? else { return Ok(()) };
        self.flow.work.charge(count, name.span)?;
        let known = self.output.sink.circuit.num_bits().max(self.data.memory.cells.len());
        let total = known as u64 + count;
        if total > self.world.options.max_bits as u64 {
            self.poison(name);
            let message = format!("{total} classical bits, the limit is {}", self.world.options.max_bits);
            return Err(Diagnostic::limit(size.map_or(name.span, |s| s.span), message).into());
        }
        let source = declare.value.and_then(|value| measured_operand(value, nodes));
        let value = match (declare.value, source) {
            (Some(value), None) => {
                let width = size.map(|_| count as u32);
                let found = self.evaluate(value, nodes)?;
                let found = if self.flow.checking > 0 { Value::Poison } else { found };
                if let (Value::Bits(bits), None, true) = (&found, size, self.flow.checking == 0)
                    && bits.len() != 1
                {
                    let message =
                        format!("a `bit` holds one bit, {} are given: it is read as `bit[{0}]`", bits.len());
                    self.talk.notice(Notice::OldDraft, value.span, &message);
                    return self.wide_bit(declare, bits.clone());
                }
                Some(found.cast(Scalar::Bit(width), Conversion::Implicit, value.span)?)
            }
            _ => None,
        };
        let start = self.data.memory.cells.len() as u32;
        let bits = indices(start, count, size.is_some());
        if self.flow.checking > 0 && !self.data.scope.is_global() {
            self.declare(name, Symbol::Poison)?;
            return Ok(());
        }
        self.declare(name, Symbol::Bits(bits.clone()))?;
        self.add_bits(name, count, size);
        if let Some(Value::Bits(values)) = value {
            self.bits.give(start..start + values.cells.len() as u32, &self.data.memory);
            for (k, cell) in values.cells.iter().enumerate() {
                self.share_cell(*cell);
                self.data.memory.cells[start as usize + k].cell = *cell;
            }
        }
        match source {
            Some(source) => self.measure_into(source, Spanned::new(bits, name.span), nodes, span),
            None => Ok(()),
        }
    }

    /// A `bit` that is given several.
    fn wide_bit(&mut self, declare: &Declare, bits: Bits) -> Evaluated<()> {
        let (start, count) = (self.data.memory.cells.len() as u32, bits.len() as u64);
        self.declare(declare.name, Symbol::Bits(indices(start, count, true)))?;
        self.add_bits(declare.name, count, None);
        self.bits.give(start..start + count as u32, &self.data.memory);
        for (k, cell) in bits.cells.iter().enumerate() {
            self.share_cell(*cell);
            self.data.memory.cells[start as usize + k].cell = *cell;
        }
        Ok(())
    }

    /// Makes the cells, and at top level the register that shows them.
    fn add_bits(&mut self, name: Name, count: u64, size: Option<Expr>) {
        let text = self.world.names.text(name.id).to_string();
        let mut first_home = None;
        if self.data.scope.is_global() && count > 0 {
            let registers = self.output.sink.circuit.bit_registers();
            let known = registers.iter().find(|register| self.flow.is_resumed && register.name == text);
            first_home = Some(match known {
                Some(register) => register.start as u32,
                None => {
                    let start = self.output.sink.circuit.add_bit_register(&text, count as usize) as u32;
                    self.declared(text, DeclarationKind::Bits, name, size);
                    start
                }
            });
        }
        for k in 0..count as u32 {
            let home = first_home.map(|start| start + k);
            // Registers of OpenQASM 2 hold nothing but outcomes.
            let cell = match home {
                Some(home) if self.world.language == Language::Two => Cell::Measured(home),
                _ => Cell::Known(false),
            };
            self.data.memory.cells.push(CellSlot { cell, home });
        }
    }

    /// The declared size; `None` if an error has been reported about what it depends on.
    fn size(&mut self, name: Name, size: Option<Expr>, nodes: &[Node]) -> Evaluated<Option<u64>> {
        let Some(size) = size else { return Ok(Some(1)) };
        let found = self.evaluate(size, nodes).and_then(|value| match value {
            // Sizes are cast to integers.
            Value::Float(value) if value.fract() == 0.0 && value.abs() < 1e9 => Ok(Some(value as i64)),
            Value::BigInt(_) => Err(Diagnostic::limit(size.span, "this size is too large").into()),
            Value::Int(value) if i64::try_from(value.value()).is_err() => {
                Err(Diagnostic::limit(size.span, "this size is too large").into())
            }
            value => value.to_integer(size.span, "a size"),
        });
        match found {
            Ok(Some(count)) if count > 0 || count == 0 && self.flow.may_be_empty => Ok(Some(count as u64)),
            Ok(None) => {
                self.poison(name);
                Ok(None)
            }
            Ok(Some(_)) => {
                self.poison(name);
                Err(Diagnostic::semantic(size.span, "a register has at least one element").into())
            }
            Err(error) => {
                self.poison(name);
                Err(error)
            }
        }
    }
}

/// Without a size it is one qubit or bit, not a register of one.
pub(super) fn indices(start: u32, count: u64, is_register: bool) -> Indices {
    if is_register { Indices::Run { start, size: count as u32 } } else { Indices::One(start) }
}
