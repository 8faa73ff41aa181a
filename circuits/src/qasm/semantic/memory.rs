//! What the variables of a running program hold. Written by the machine, read by evaluation.

use super::array::{MAX_ALL_ELEMENTS, View};
use super::cells::{Bits, Cell};
use super::indices::Indices;
use super::value::{Type, Value};
use crate::qasm::diagnostic::{Checked, Diagnostic};
use crate::qasm::source::Span;

/// A variable that is not a bit register.
#[derive(Debug, Clone)]
pub(crate) struct Slot {
    pub(crate) type_of: Type,
    pub(crate) value: Value,
}

/// A bit of a variable, and the classical bit of the circuit into which its measurements go, if it has its own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CellSlot {
    pub(crate) cell: Cell,
    pub(crate) home: Option<u32>,
}

/// How much of the memory is in use: blocks give back what they took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Mark {
    pub(crate) slots: usize,
    pub(crate) cells: usize,
}

/// Variables and bits, in the order of their declarations.
#[derive(Debug, Clone, Default)]
pub(crate) struct Memory {
    pub(crate) slots: Vec<Slot>,
    pub(crate) cells: Vec<CellSlot>,
    /// Of all arrays in `slots`.
    num_elements: u64,
}

impl Memory {
    pub(crate) fn mark(&self) -> Mark {
        Mark { slots: self.slots.len(), cells: self.cells.len() }
    }

    pub(crate) fn release(&mut self, mark: Mark) {
        let gone = self.slots.drain(mark.slots.min(self.slots.len())..);
        self.num_elements -= gone.map(|slot| slot.type_of.num_elements()).sum::<u64>();
        self.cells.truncate(mark.cells);
    }

    pub(crate) fn add(&mut self, type_of: Type, value: Value) -> u32 {
        self.num_elements += type_of.num_elements();
        self.slots.push(Slot { type_of, value });
        (self.slots.len() - 1) as u32
    }

    /// Whether an array of a type may be made beside those that are alive.
    pub(crate) fn check_room(&self, type_of: &Type, span: Span) -> Checked<()> {
        let all = self.num_elements + type_of.num_elements();
        if all <= MAX_ALL_ELEMENTS {
            return Ok(());
        }
        let message = format!("arrays of {all} elements in all, the limit is {MAX_ALL_ELEMENTS}");
        Err(Diagnostic::limit(span, message))
    }

    /// New bits without a home, with these values.
    pub(crate) fn add_cells(&mut self, cells: &[Cell]) -> u32 {
        let start = self.cells.len() as u32;
        self.cells.extend(cells.iter().map(|cell| CellSlot { cell: *cell, home: None }));
        start
    }

    /// What bits of variables hold.
    pub(crate) fn bits(&self, indices: &Indices) -> Bits {
        let cells = indices.iter().map(|at| self.cells[at as usize].cell).collect();
        Bits { cells, is_single: !indices.is_register() }
    }

    /// What elements of an array hold.
    pub(crate) fn part(&self, view: &View) -> Value {
        match &self.slots[view.slot as usize].value {
            Value::Array(array) => array.part(view),
            _ => Value::Poison,
        }
    }

    /// A value without references to variables.
    pub(crate) fn read(&self, value: Value) -> Value {
        match value {
            Value::Register(indices) => Value::Bits(self.bits(&indices)),
            Value::View(view) => self.part(&view),
            value => value,
        }
    }

    /// Everything that depends on measured bits, once they are known.
    pub(crate) fn resolve(&mut self, read: &dyn Fn(u32) -> bool) {
        for slot in &mut self.slots {
            slot.value.resolved(read);
        }
        for slot in &mut self.cells {
            if let Cell::Measured(bit) = slot.cell {
                slot.cell = Cell::Known(read(bit));
            }
        }
    }
}
