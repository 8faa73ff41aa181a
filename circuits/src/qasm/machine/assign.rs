//! Assignments: to variables, bits, elements and parts of arrays.

use super::Machine;
use crate::qasm::ast::{Assignment, Binary, Expr, Name, Node, NodeKind};
use crate::qasm::diagnostic::{Checked, Diagnostic, quoted};
use crate::qasm::semantic::{
    Access, Array, Bits, Cell, Conversion, Evaluated, Indices, Integer, Scalar, Site, Stop, Symbol, Turn,
    Type, Value, View,
};
use crate::qasm::source::{Span, Spanned};
use std::sync::Arc;

impl Machine {
    pub(super) fn assign(&mut self, assignment: &Assignment, nodes: &[Node], span: Span) -> Evaluated<()> {
        let target = self.target(assignment.name)?;
        if self.flow.checking > 0 || matches!(target, Symbol::Poison) {
            self.raw(assignment.target, nodes)?;
            self.evaluate(assignment.value, nodes)?;
            return Ok(());
        }
        let is_whole = assignment.target.end == assignment.target.first + 1;
        match target {
            Symbol::Bits(_) => self.assign_register(assignment, nodes, span),
            Symbol::Variable(slot) if is_whole => {
                let value = self.new_value(assignment, nodes, |machine| {
                    Ok(machine.data.memory.slots[slot as usize].value.clone())
                })?;
                let type_of = self.data.memory.slots[slot as usize].type_of.clone();
                let value = value.converted(&type_of, Conversion::Implicit, assignment.value.span)?;
                self.store(slot, value, span)
            }
            Symbol::Variable(slot) => match &self.data.memory.slots[slot as usize].value {
                Value::Array(_) => self.assign_part(assignment, nodes, span),
                _ => self.assign_bits_of(slot, assignment, nodes),
            },
            _ => self.assign_part(assignment, nodes, span),
        }
    }

    /// What is assigned to, if it may be.
    fn target(&self, name: Name) -> Checked<Symbol> {
        let text = quoted(self.world.names.text(name.id));
        let Some(entry) = self.data.scope.get(name.id) else {
            return Err(Diagnostic::semantic(name.span, format!("{text} is not declared")));
        };
        let what = match &entry.symbol {
            Symbol::Reference(_, Access::ReadOnly) => "a read-only array",
            Symbol::Bits(_) | Symbol::Variable(_) | Symbol::Reference(..) | Symbol::Poison => {
                return Ok(entry.symbol.clone());
            }
            symbol => symbol.describe(),
        };
        let error = Diagnostic::semantic(name.span, format!("{text} is {what}, it cannot be assigned"));
        Err(match entry.span {
            Some(span) => error.label(span, "declared here"),
            None => error,
        })
    }

    /// The right side, combined with what is there if the operator asks for it.
    fn new_value(
        &mut self,
        assignment: &Assignment,
        nodes: &[Node],
        old: impl FnOnce(&mut Machine) -> Evaluated<Value>,
    ) -> Evaluated<Value> {
        let value = self.evaluate(assignment.value, nodes)?;
        match assignment.operator {
            None => Ok(value),
            Some(operator) => {
                let old = Spanned::new(old(self)?, assignment.target.span);
                self.binary(operator, old, Spanned::new(value, assignment.value.span))
            }
        }
    }

    fn assign_register(&mut self, assignment: &Assignment, nodes: &[Node], span: Span) -> Evaluated<()> {
        let indices = match self.raw(assignment.target, nodes)? {
            Value::Register(indices) => indices,
            Value::Poison => {
                self.evaluate(assignment.value, nodes)?;
                return Ok(());
            }
            other => {
                let message = format!("expected bits, this is {}", other.describe());
                return Err(Diagnostic::semantic(assignment.target.span, message).into());
            }
        };
        if let (Some(source), None) = (measured_operand(assignment.value, nodes), assignment.operator) {
            let into = Spanned::new(indices, assignment.target.span);
            return self.measure_into(source, into, nodes, span);
        }
        let value =
            self.new_value(assignment, nodes, |machine| Ok(Value::Bits(machine.data.memory.bits(&indices))))?;
        let width = indices.is_register().then_some(indices.len() as u32);
        match value.cast(Scalar::Bit(width), Conversion::Implicit, assignment.value.span)? {
            Value::Bits(bits) => self.store_bits(&indices, &bits, span),
            _ => Ok(()),
        }
    }

    /// Puts bits into a register.
    pub(super) fn store_bits(&mut self, indices: &Indices, bits: &Bits, span: Span) -> Evaluated<()> {
        let local = self.innermost_condition().map_or(0, |frame| frame.mark.cells);
        let is_new = |(at, cell): (u32, &Cell)| {
            (at as usize) < local && self.data.memory.cells[at as usize].cell != *cell
        };
        if indices.iter().zip(bits.cells.iter()).any(is_new) {
            return Err(Stop::Unknown(span));
        }
        self.bits.give(indices.iter(), &self.data.memory);
        for (at, cell) in indices.iter().zip(bits.cells.iter()) {
            if let Cell::Measured(bit) = cell
                && self.data.memory.cells[at as usize].home != Some(*bit)
            {
                self.share_cell(*cell);
            }
            self.data.memory.cells[at as usize].cell = *cell;
        }
        Ok(())
    }

    /// Puts a value into a variable; where it depends on an open condition it has to wait.
    pub(super) fn store(&mut self, slot: u32, value: Value, span: Span) -> Evaluated<()> {
        let local = self.innermost_condition().map_or(0, |frame| frame.mark.slots);
        if (slot as usize) < local && self.data.memory.slots[slot as usize].value != value {
            return Err(Stop::Unknown(span));
        }
        self.share(&value);
        self.data.memory.slots[slot as usize].value = value;
        Ok(())
    }

    fn assign_part(&mut self, assignment: &Assignment, nodes: &[Node], span: Span) -> Evaluated<()> {
        let view = match self.raw(assignment.target, nodes)? {
            Value::View(view) => view,
            // The bits of an element.
            Value::Bits(_) => return self.assign_bits_of_element(assignment, nodes),
            Value::Poison => {
                self.evaluate(assignment.value, nodes)?;
                return Ok(());
            }
            other => {
                let message = format!("{} cannot be assigned", other.describe());
                return Err(Diagnostic::semantic(assignment.target.span, message).into());
            }
        };
        let value = self.new_value(assignment, nodes, |machine| Ok(machine.data.memory.part(&view)))?;
        let type_of = Type { scalar: view.scalar, sizes: view.sizes() };
        let value = value.converted(&type_of, Conversion::Implicit, assignment.value.span)?;
        self.store_part(&view, value, span)
    }

    fn store_part(&mut self, view: &View, value: Value, span: Span) -> Evaluated<()> {
        let local = self.innermost_condition().map_or(0, |frame| frame.mark.slots);
        if (view.slot as usize) < local {
            return Err(Stop::Unknown(span));
        }
        self.share(&value);
        let Value::Array(array) = &mut self.data.memory.slots[view.slot as usize].value else {
            return Ok(());
        };
        let values = Arc::make_mut(&mut array.values);
        match value {
            Value::Array(part) => {
                for (at, value) in view.places().into_iter().zip(part.values.iter()) {
                    values[at] = value.clone();
                }
            }
            value => values[view.offset as usize] = value,
        }
        Ok(())
    }

    /// `x[k] = bit;` where `x` is an integer or an angle.
    fn assign_bits_of(&mut self, slot: u32, assignment: &Assignment, nodes: &[Node]) -> Evaluated<()> {
        let old = self.data.memory.slots[slot as usize].value.clone();
        let width = width_of(&old, assignment.target.span)?;
        // The places are those that the same brackets pick from a register of that size.
        let whole = Value::Qubits(Indices::Run { start: 0, size: width });
        let places = match self.raw_with(assignment.target, nodes, assignment.target.first, whole)? {
            Value::Qubits(places) => places,
            _ => return Ok(()),
        };
        let new = self.with_bits(old, &places, assignment, nodes)?;
        self.store(slot, new, assignment.target.span)
    }

    /// `a[j][k] = bit;` where `a` is an array of integers or angles.
    fn assign_bits_of_element(&mut self, assignment: &Assignment, nodes: &[Node]) -> Evaluated<()> {
        let span = assignment.target.span;
        let view = match self.data.scope.get(assignment.name.id).map(|entry| &entry.symbol) {
            Some(Symbol::Reference(view, Access::Mutable)) => view.clone(),
            Some(Symbol::Variable(slot)) => match &self.data.memory.slots[*slot as usize].value {
                Value::Array(array) => array.view(*slot),
                _ => return Ok(()),
            },
            _ => return Ok(()),
        };
        // As for one number: the elements of this array are registers, one after another.
        let width = width_of(&view.scalar.zero(), span)?;
        let places = view.places();
        let registers =
            (0..places.len() as u32).map(|k| Value::Qubits(Indices::Run { start: k * width, size: width }));
        let map = Value::Array(Array {
            scalar: view.scalar,
            sizes: view.sizes(),
            values: Arc::new(registers.collect()),
        });
        let picked = match self.raw_with(assignment.target, nodes, assignment.target.first, map)? {
            Value::Qubits(picked) => picked,
            _ => return Ok(()),
        };
        let element = places[(picked.get(0) / width) as usize];
        let bits: Vec<u32> = picked.iter().map(|k| k % width).collect();
        let bits = if picked.is_register() { Indices::List(Arc::new(bits)) } else { Indices::One(bits[0]) };
        let one = View { offset: element as i64, axes: Default::default(), ..view };
        let new = self.with_bits(self.data.memory.part(&one), &bits, assignment, nodes)?;
        self.store_part(&one, new, span)
    }

    /// A number with other bits at some places.
    fn with_bits(
        &mut self,
        old: Value,
        places: &Indices,
        assignment: &Assignment,
        nodes: &[Node],
    ) -> Evaluated<Value> {
        let width = width_of(&old, assignment.target.span)?;
        let value = self.new_value(assignment, nodes, |_| {
            Ok(Value::Bits(Bits {
                cells: places.iter().map(|k| Cell::Known(bit_of(&old, k))).collect(),
                is_single: !places.is_register(),
            }))
        })?;
        let size = places.is_register().then_some(places.len() as u32);
        let bits = match value.cast(Scalar::Bit(size), Conversion::Implicit, assignment.value.span)? {
            Value::Bits(bits) => bits,
            _ => return Ok(old),
        };
        let Some(bits) = bits.values() else { return Err(Stop::Unknown(assignment.value.span)) };
        let mut pattern: u128 = (0..width).fold(0, |sum, k| sum | u128::from(bit_of(&old, k)) << k);
        for (k, bit) in places.iter().zip(bits) {
            pattern = pattern & !(1 << k) | u128::from(bit) << k;
        }
        Ok(match old {
            Value::Int(value) => {
                Value::Int(Integer::wrapped(pattern as i128, value.width(), value.is_signed()))
            }
            Value::Turn(turn) => Value::Turn(Turn::fixed(pattern as u64, width as u8).resized(turn.width())),
            other => other,
        })
    }

    /// Applies an operator to two values.
    pub(super) fn binary(
        &self,
        operator: Binary,
        left: Spanned<Value>,
        right: Spanned<Value>,
    ) -> Evaluated<Value> {
        let span = left.span.to(right.span);
        let site = Site { span, language: self.world.language, sources: &self.world.sources };
        crate::qasm::semantic::binary(operator, left, right, site)
    }
}

/// How many bits a number has.
fn width_of(value: &Value, span: Span) -> Evaluated<u32> {
    match value {
        Value::Int(value) => Ok(u32::from(value.width())),
        Value::Turn(turn) => Ok(u32::from(turn.bits().1)),
        Value::Measured { .. } => Err(Stop::Unknown(span)),
        other => {
            let message = format!("{} cannot be indexed", other.describe());
            Err(Diagnostic::semantic(span, message).into())
        }
    }
}

fn bit_of(value: &Value, k: u32) -> bool {
    match value {
        Value::Int(value) => value.bit(k),
        Value::Turn(turn) => turn.bits().0 >> k & 1 == 1,
        _ => false,
    }
}

/// The operand, if the whole expression is a measurement.
pub(super) fn measured_operand(value: Expr, nodes: &[Node]) -> Option<Expr> {
    let last = nodes[value.first as usize..value.end as usize].last()?;
    if !matches!(last.kind, NodeKind::Measure) {
        return None;
    }
    let inner = &nodes[value.end as usize - 2];
    let start = nodes[value.first as usize].span;
    Some(Expr { first: value.first, end: value.end - 1, span: start.to(inner.span) })
}
