//! Flattening: composite gates expand to rows of the table, and every angle that depends on a parameter becomes a slot.
//! The simulator compiles plans from this; it is the last place where a gate has a name.

use crate::circuit::MAX_QUBITS;
use crate::composite::count;
use crate::instruction::Qubits;
use crate::{
    Angle, C64, Circuit, CircuitError, Gate, Generator, Instruction, Matrix, Operation, ParameterMap, Pauli,
    ShiftRule,
};
use std::sync::Arc;

/// More operations than this are refused: a few lines of nested definitions can ask for 2^40.
pub(crate) const MAX_OPERATIONS: u64 = 1 << 25;

/// Where a flat operation's angle comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Source {
    /// A number, the same at every binding.
    Constant(f64),
    /// Slot `k` of the parameter map.
    Slot(usize),
}

/// What a flat instruction does to its targets.
#[derive(Debug, Clone)]
pub enum FlatOperation {
    /// A constant unitary.
    Fixed(Matrix),
    /// `exp(iθG)`.
    Exponential {
        /// `G`.
        generator: &'static Generator,
        /// `θ`.
        angle: Source,
    },
    /// `exp(-iθP/2)` for a Pauli word without identities.
    PauliRotation {
        /// The letters, one for each target.
        word: Vec<Pauli>,
        /// `θ`.
        angle: Source,
    },
    /// Measurement into a classical bit.
    Measure {
        /// The bit.
        bit: u32,
    },
    /// Reset to |0⟩.
    Reset,
    /// Everything in `then` happens only where the bits read the values.
    If {
        /// The classical bits, least significant first.
        bits: Vec<u32>,
        /// The value each must have.
        values: Vec<bool>,
        /// What happens then.
        then: Vec<FlatInstruction>,
    },
}

/// A flat operation with its qubits.
#[derive(Debug, Clone)]
pub struct FlatInstruction {
    /// What it does.
    pub operation: FlatOperation,
    /// The control qubits.
    pub controls: Qubits,
    /// Bit `j` is the value control `j` must have.
    pub control_values: u64,
    /// The targets, least significant first.
    pub targets: Qubits,
}

impl FlatInstruction {
    /// The parameter-shift rule of its slot; `None` if it has no slot.
    pub fn shift_rule(&self) -> Option<ShiftRule> {
        match &self.operation {
            FlatOperation::Exponential { generator, angle: Source::Slot(_) } => {
                Some(ShiftRule::from_eigenvalues(generator.eigenvalues(), self.controls.len()))
            }
            FlatOperation::PauliRotation { word, angle: Source::Slot(_) } => {
                let spectrum: &[f64] = if word.is_empty() { &[-0.5] } else { &[-0.5, 0.5] };
                Some(ShiftRule::from_eigenvalues(spectrum, self.controls.len()))
            }
            _ => None,
        }
    }

    /// Its slot, if its angle depends on a parameter.
    pub fn slot(&self) -> Option<usize> {
        match &self.operation {
            FlatOperation::Exponential { angle: Source::Slot(slot), .. }
            | FlatOperation::PauliRotation { angle: Source::Slot(slot), .. } => Some(*slot),
            _ => None,
        }
    }
}

/// A circuit without names: constant unitaries, exponentials of generators, measurements.
#[derive(Debug, Clone)]
pub struct FlatCircuit {
    /// How many qubits.
    pub num_qubits: usize,
    /// How many classical bits.
    pub num_bits: usize,
    /// The steps.
    pub instructions: Vec<FlatInstruction>,
    /// From parameters to slots.
    pub parameter_map: ParameterMap,
    /// The amplitudes it starts from, if not |0…0⟩.
    pub initial_amplitudes: Option<Arc<[C64]>>,
}

impl Circuit {
    /// Expands every composite gate.
    ///
    /// Errors: [`CircuitError::TooManyOperations`] past 2^25 operations, [`CircuitError::TooManyQubits`] past 62 qubits.
    pub fn flatten(&self) -> Result<FlatCircuit, CircuitError> {
        if self.num_qubits() > MAX_QUBITS {
            return Err(CircuitError::TooManyQubits { qubits: self.num_qubits(), limit: MAX_QUBITS });
        }
        let total = self.instructions().iter().map(count).fold(0, u64::saturating_add);
        if total > MAX_OPERATIONS {
            return Err(CircuitError::TooManyOperations { count: total, limit: MAX_OPERATIONS });
        }
        let mut flattener = Flattener { slots: Vec::new(), output: Vec::with_capacity(total as usize) };
        for instruction in self.instructions() {
            flattener.expand(instruction);
        }
        Ok(FlatCircuit {
            num_qubits: self.num_qubits(),
            num_bits: self.num_bits(),
            instructions: flattener.output,
            parameter_map: ParameterMap { rows: flattener.slots, num_parameters: self.parameters().len() },
            initial_amplitudes: self.initial_amplitudes().cloned(),
        })
    }
}

struct Flattener {
    slots: Vec<Angle>,
    output: Vec<FlatInstruction>,
}

impl Flattener {
    fn expand(&mut self, instruction: &Instruction) {
        let operation = match &instruction.operation {
            Operation::Barrier => return,
            Operation::Composite(composite) => return self.expand_composite(instruction, composite.body()),
            Operation::Gate(gate) => return self.expand_gate(instruction, gate),
            Operation::PauliRotation(word) => return self.expand_pauli_rotation(instruction, word),
            Operation::Unitary(unitary) => FlatOperation::Fixed(unitary.matrix().clone()),
            Operation::Measure { bit } => FlatOperation::Measure { bit: *bit },
            Operation::Reset => FlatOperation::Reset,
            Operation::If(condition) => {
                let outer = std::mem::take(&mut self.output);
                condition.then.iter().for_each(|inner| self.expand(inner));
                let then = std::mem::replace(&mut self.output, outer);
                FlatOperation::If { bits: condition.bits.clone(), values: condition.values.clone(), then }
            }
        };
        self.emit(instruction, 0, operation);
    }

    fn expand_composite(&mut self, instruction: &Instruction, body: &Circuit) {
        let added = usize::from(instruction.num_added_controls);
        let controls: Vec<_> = instruction.added_controls().collect();
        for inner in body.instructions() {
            let inner = inner.remap(&instruction.qubits[added..], &[], &instruction.angles);
            if controls.is_empty() {
                self.expand(&inner);
                continue;
            }
            // A composite holds gates only and its total size was checked, so the controls always fit.
            if let Ok(inner) = inner.controlled_by(&controls) {
                self.expand(&inner);
            }
        }
    }

    fn expand_gate(&mut self, instruction: &Instruction, gate: &'static Gate) {
        let operation = match gate.generator() {
            None => FlatOperation::Fixed(gate.target_matrix(0.0)),
            Some(generator) => {
                FlatOperation::Exponential { generator, angle: self.source(&instruction.angles[0]) }
            }
        };
        self.emit(instruction, gate.num_controls, operation);
    }

    /// Identity letters drop out; an empty word is the number `exp(-iθ/2)`.
    fn expand_pauli_rotation(&mut self, instruction: &Instruction, word: &[Pauli]) {
        let angle = self.source(&instruction.angles[0]);
        let letters: Vec<Pauli> = word.iter().copied().filter(|p| *p != Pauli::I).collect();
        self.emit(instruction, 0, FlatOperation::PauliRotation { word: letters, angle });
        if let Some(flat) = self.output.last_mut() {
            let mut letters = word.iter();
            flat.targets.retain(|_| letters.next().is_some_and(|p| *p != Pauli::I));
        }
    }

    fn source(&mut self, angle: &Angle) -> Source {
        if angle.is_constant() {
            return Source::Constant(angle.offset());
        }
        self.slots.push(angle.clone());
        Source::Slot(self.slots.len() - 1)
    }

    fn emit(&mut self, instruction: &Instruction, own_controls: usize, operation: FlatOperation) {
        let added = usize::from(instruction.num_added_controls);
        let (controls, targets) = instruction.qubits.split_at(added + own_controls);
        let own_values = ((1u64 << own_controls) - 1) << added;
        self.output.push(FlatInstruction {
            operation,
            controls: controls.into(),
            control_values: instruction.control_values | own_values,
            targets: targets.into(),
        });
    }
}
