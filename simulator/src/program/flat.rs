//! A circuit flattened, with the measurements that can wait until its end taken apart. Called by compiling.

use crate::Result;
use ansatz_circuits::{Circuit, FlatInstruction, FlatOperation, ParameterMap};
use std::sync::Arc;

/// A measurement taken at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Final {
    pub(crate) qubit: usize,
    pub(crate) bit: usize,
}

/// Instructions, and what is measured after them.
pub(crate) struct Flat {
    pub(crate) num_qubits: usize,
    pub(crate) num_bits: usize,
    pub(crate) instructions: Vec<FlatInstruction>,
    /// In their order.
    pub(crate) finals: Vec<Final>,
    pub(crate) parameter_map: Arc<ParameterMap>,
}

impl Flat {
    /// Flattens a circuit that starts from |0…0⟩. Resets of qubits that nothing has touched are left out.
    pub(crate) fn new(circuit: &Circuit) -> Result<Flat> {
        let mut instructions = Vec::with_capacity(circuit.instructions().len());
        let parameter_map = circuit.for_each_flat(|instruction| instructions.push(instruction.clone()))?;
        let mut flat = Flat {
            num_qubits: circuit.num_qubits(),
            num_bits: circuit.num_bits(),
            instructions,
            finals: Vec::new(),
            parameter_map: Arc::new(parameter_map),
        };
        if !flat.is_unitary() {
            flat.leave_out_idle_resets();
            flat.take_finals();
        }
        Ok(flat)
    }

    /// Whether nothing is measured, reset or decided before the end.
    pub(crate) fn is_unitary(&self) -> bool {
        self.instructions.iter().all(is_unitary)
    }

    fn leave_out_idle_resets(&mut self) {
        let mut used = Busy::new(self.num_qubits, self.num_bits);
        self.instructions.retain(|instruction| {
            let is_reset = matches!(instruction.operation, FlatOperation::Reset);
            let stays = !is_reset || instruction.targets.iter().any(|qubit| used.qubits[*qubit as usize]);
            if stays {
                used.occupy(instruction);
            }
            stays
        });
    }

    /// Measurements wait if no later instruction touches the qubit, reads the bit or writes it.
    fn take_finals(&mut self) {
        let mut busy = Busy::new(self.num_qubits, self.num_bits);
        let mut waits = vec![false; self.instructions.len()];
        for (at, instruction) in self.instructions.iter().enumerate().rev() {
            if let FlatOperation::Measure { bit } = instruction.operation {
                let last = Final { qubit: instruction.targets[0] as usize, bit: bit as usize };
                if !busy.qubits[last.qubit] && !busy.bits[last.bit] {
                    self.finals.push(last);
                    busy.bits[last.bit] = true;
                    waits[at] = true;
                    continue;
                }
            }
            busy.occupy(instruction);
        }
        self.finals.reverse();
        let mut waits = waits.into_iter();
        self.instructions.retain(|_| !waits.next().unwrap_or(false));
    }
}

/// Whether measurements of few qubits are all at the end, found out as instructions come.
#[derive(Default)]
pub(super) struct Ending {
    finals: Vec<Final>,
    /// Qubits that are measured, and those that gates have acted on.
    measured: u64,
    touched: u64,
    is_on_the_way: bool,
}

impl Ending {
    /// Whether an instruction is a gate that comes before all measurements of its qubits.
    pub(super) fn allows(&mut self, instruction: &FlatInstruction) -> bool {
        let qubits = instruction.controls.iter().chain(&instruction.targets);
        let qubits = qubits.fold(0u64, |mask, qubit| mask | 1 << qubit);
        match instruction.operation {
            FlatOperation::Measure { bit } => {
                self.measured |= qubits;
                self.finals.push(Final { qubit: instruction.targets[0] as usize, bit: bit as usize });
                false
            }
            FlatOperation::Reset => {
                self.is_on_the_way |= self.touched & qubits != 0;
                false
            }
            FlatOperation::If { .. } => {
                self.is_on_the_way = true;
                false
            }
            _ => {
                self.is_on_the_way |= self.measured & qubits != 0;
                self.touched |= qubits;
                !self.is_on_the_way
            }
        }
    }

    /// The measurements, if they are all at the end.
    pub(super) fn finals(self) -> Option<Vec<Final>> {
        (!self.is_on_the_way).then_some(self.finals)
    }
}

pub(crate) fn is_unitary(instruction: &FlatInstruction) -> bool {
    use FlatOperation::{If, Measure, Reset};
    !matches!(instruction.operation, Measure { .. } | Reset | If { .. })
}

/// What instructions use.
struct Busy {
    qubits: Vec<bool>,
    bits: Vec<bool>,
}

impl Busy {
    fn new(num_qubits: usize, num_bits: usize) -> Busy {
        Busy { qubits: vec![false; num_qubits], bits: vec![false; num_bits] }
    }

    fn occupy(&mut self, instruction: &FlatInstruction) {
        for qubit in instruction.controls.iter().chain(&instruction.targets) {
            self.qubits[*qubit as usize] = true;
        }
        match &instruction.operation {
            FlatOperation::Measure { bit } => self.bits[*bit as usize] = true,
            FlatOperation::If { bits, then, .. } => {
                bits.iter().for_each(|bit| self.bits[*bit as usize] = true);
                then.iter().for_each(|inner| self.occupy(inner));
            }
            _ => {}
        }
    }
}
