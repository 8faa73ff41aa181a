//! The same circuit with its qubits in another order. Called by the front end, which knows the order when it has read all.

use super::Circuit;
use crate::{Condition, Instruction, Operation, Register};
use std::sync::Arc;

impl Circuit {
    /// Qubit `q` becomes `places[q]`, of so many; qubits of one register stay together, and those without a place are not used.
    pub(crate) fn renumber(&mut self, places: &[u32], count: usize) {
        self.num_qubits = count;
        if places.iter().enumerate().any(|(from, to)| from as u32 != *to) {
            let instructions = Arc::make_mut(&mut self.instructions);
            instructions.iter_mut().for_each(|instruction| renumber(instruction, places));
        }
        for Register { start, size, .. } in &mut self.qubit_registers {
            if *size > 0 {
                *start = placed(*start as u32, places) as usize;
            }
        }
    }

    /// Which qubits instructions name.
    pub(crate) fn used_qubits(&self) -> Vec<bool> {
        let mut used = vec![false; self.num_qubits];
        self.instructions.iter().for_each(|instruction| mark(instruction, &mut used));
        used
    }

    /// Names one qubit that belongs to no register.
    pub(crate) fn name_qubit(&mut self, name: String, qubit: usize) {
        self.qubit_registers.push(Register { name, start: qubit, size: 1 });
    }
}

/// A qubit that has no place stays.
fn placed(qubit: u32, places: &[u32]) -> u32 {
    places.get(qubit as usize).copied().unwrap_or(qubit)
}

fn mark(instruction: &Instruction, used: &mut [bool]) {
    if let Operation::If(condition) = &instruction.operation {
        condition.then.iter().for_each(|inner| mark(inner, used));
    }
    instruction.qubits.iter().for_each(|qubit| used[*qubit as usize] = true);
}

fn renumber(instruction: &mut Instruction, places: &[u32]) {
    if let Operation::If(condition) = &instruction.operation {
        let mut then = condition.then.clone();
        then.iter_mut().for_each(|inner| renumber(inner, places));
        instruction.operation = Operation::If(Arc::new(Condition { then, ..Condition::clone(condition) }));
    }
    instruction.qubits.iter_mut().for_each(|qubit| *qubit = placed(*qubit, places));
}
