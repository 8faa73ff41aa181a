//! What an instruction needs to be part of a circuit. Called for every one that is added.

use super::Circuit;
use crate::instruction::Qubits;
use crate::{Angle, CircuitError, Instruction, Operation};

/// Qubits of one instruction that are compared with each other.
const FEW: usize = 32;

impl Circuit {
    pub(super) fn check(&self, instruction: &Instruction) -> Result<(), CircuitError> {
        let gate = || instruction.name().to_string();
        let (expected_qubits, expected_angles) = self.arity(instruction)?;
        let given = instruction.operands().len();
        if expected_qubits.is_some_and(|expected| expected != given) {
            return Err(CircuitError::QubitCount {
                gate: gate(),
                expected: expected_qubits.unwrap_or(0),
                given,
            });
        }
        if instruction.angles.len() != expected_angles {
            let given = instruction.angles.len();
            return Err(CircuitError::AngleCount { gate: gate(), expected: expected_angles, given });
        }
        for angle in &instruction.angles {
            if !angle.is_finite() {
                return Err(CircuitError::AngleNotFinite { gate: gate(), value: angle.offset() });
            }
            self.check_parameters(angle)?;
        }
        self.check_qubits(instruction.name(), &instruction.qubits)
    }

    /// Parameters are those of this circuit: the name at their position is theirs.
    fn check_parameters(&self, angle: &Angle) -> Result<(), CircuitError> {
        let Some(foreign) = angle.foreign_parameter(self.parameters.keys()) else { return Ok(()) };
        let (index, count) = (foreign.index(), self.parameters.len());
        Err(match self.parameters.names().get(index) {
            Some(name) => CircuitError::ForeignParameter { index, name: name.clone() },
            None => CircuitError::UnknownParameter { index, count },
        })
    }

    pub(super) fn check_qubits(&self, gate: &str, qubits: &[u32]) -> Result<(), CircuitError> {
        if qubits.len() > FEW {
            return self.check_many_qubits(gate, qubits);
        }
        let mut seen: Qubits = Qubits::new();
        for qubit in qubits {
            if *qubit as usize >= self.num_qubits {
                return Err(CircuitError::QubitOutOfRange {
                    qubit: *qubit as usize,
                    num_qubits: self.num_qubits,
                });
            }
            if seen.contains(qubit) {
                return Err(CircuitError::RepeatedQubit { qubit: *qubit as usize, gate: gate.to_string() });
            }
            seen.push(*qubit);
        }
        Ok(())
    }

    /// The same for many: with a mark for each qubit.
    fn check_many_qubits(&self, gate: &str, qubits: &[u32]) -> Result<(), CircuitError> {
        let mut seen = vec![false; self.num_qubits];
        for qubit in qubits.iter().map(|qubit| *qubit as usize) {
            match seen.get_mut(qubit) {
                None => return Err(CircuitError::QubitOutOfRange { qubit, num_qubits: self.num_qubits }),
                Some(true) => return Err(CircuitError::RepeatedQubit { qubit, gate: gate.to_string() }),
                Some(first) => *first = true,
            }
        }
        Ok(())
    }

    /// How many operands (`None`: any number) and angles the operation takes.
    fn arity(&self, instruction: &Instruction) -> Result<(Option<usize>, usize), CircuitError> {
        Ok(match &instruction.operation {
            Operation::Gate(gate) => (Some(gate.num_qubits()), gate.angles.len()),
            Operation::Composite(composite) => {
                (Some(composite.body().num_qubits()), composite.body().parameters().len())
            }
            Operation::Unitary(unitary) => (Some(unitary.num_qubits()), 0),
            Operation::PauliRotation(word) => (Some(word.len()), 1),
            Operation::Measure { bit } => {
                self.check_bit(*bit)?;
                (Some(1), 0)
            }
            Operation::Reset => (Some(1), 0),
            Operation::Barrier => (None, 0),
            Operation::If(condition) => {
                let (bits, values) = (condition.bits.len(), condition.values.len());
                if bits != values {
                    return Err(CircuitError::ConditionCount { bits, values });
                }
                condition.bits.iter().try_for_each(|bit| self.check_bit(*bit))?;
                condition.then.iter().try_for_each(|inner| self.check(inner))?;
                (Some(0), 0)
            }
        })
    }

    fn check_bit(&self, bit: u32) -> Result<(), CircuitError> {
        let (bit, num_bits) = (bit as usize, self.num_bits);
        if bit < num_bits { Ok(()) } else { Err(CircuitError::BitOutOfRange { bit, num_bits }) }
    }
}
