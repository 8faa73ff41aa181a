//! Adding instructions to a circuit, one at a time; gates of the table have a method each, next to the table.

use super::Circuit;
use crate::instruction::narrow;
use crate::{
    Angle, CircuitError, Composite, Control, Gate, Instruction, LibraryGate, Operation, Pauli, Unitary,
    find_gate,
};
use std::sync::Arc;

impl Circuit {
    /// Adds a gate of the table; the builder's named methods call this.
    pub fn gate(
        &mut self,
        gate: &'static Gate,
        angles: &[Angle],
        qubits: &[usize],
    ) -> Result<&mut Self, CircuitError> {
        self.push(Instruction::new(Operation::Gate(gate), angles, qubits))
    }

    /// Adds a gate by its name in a circuit file, composite gates included: `u`, `cu3`, `rccx`, ….
    ///
    /// ```
    /// use ansatz_circuits::Circuit;
    /// let mut circuit = Circuit::new(2);
    /// circuit.apply("cu3", &[0.1.into(), 0.2.into(), 0.3.into()], &[0, 1])?;
    /// assert!(circuit.apply("cu4", &[], &[0, 1]).is_err());
    /// # Ok::<(), ansatz_circuits::CircuitError>(())
    /// ```
    pub fn apply(
        &mut self,
        name: &str,
        angles: &[Angle],
        qubits: &[usize],
    ) -> Result<&mut Self, CircuitError> {
        match find_gate(name)? {
            LibraryGate::Primitive(gate) => self.gate(gate, angles, qubits),
            LibraryGate::Composite(composite) => self.composite(composite, angles, qubits),
        }
    }

    /// Adds a gate defined by a circuit.
    pub fn composite(
        &mut self,
        composite: Arc<Composite>,
        angles: &[Angle],
        qubits: &[usize],
    ) -> Result<&mut Self, CircuitError> {
        self.push(Instruction::new(Operation::Composite(composite), angles, qubits))
    }

    /// Adds a constant unitary; `targets[0]` is the least significant bit of its index.
    pub fn unitary(&mut self, unitary: Unitary, targets: &[usize]) -> Result<&mut Self, CircuitError> {
        self.push(Instruction::new(Operation::Unitary(Arc::new(unitary)), &[], targets))
    }

    /// Adds `exp(-iθP/2)` for a Pauli word: `word[j]` acts on `targets[j]`.
    ///
    /// ```
    /// use ansatz_circuits::{Circuit, Pauli};
    /// let mut circuit = Circuit::new(3);
    /// let theta = circuit.parameter("theta");
    /// circuit.pauli_rotation(&[Pauli::X, Pauli::Z], theta, &[0, 2])?; // exp(-iθ X0 Z2 / 2)
    /// # Ok::<(), ansatz_circuits::CircuitError>(())
    /// ```
    pub fn pauli_rotation(
        &mut self,
        word: &[Pauli],
        theta: impl Into<Angle>,
        targets: &[usize],
    ) -> Result<&mut Self, CircuitError> {
        self.push(Instruction::new(Operation::PauliRotation(word.into()), &[theta.into()], targets))
    }

    /// Adds an instruction under extra controls.
    pub fn controlled(
        &mut self,
        controls: &[Control],
        instruction: Instruction,
    ) -> Result<&mut Self, CircuitError> {
        self.push(instruction.controlled_by(controls)?)
    }

    /// Measures a qubit into a classical bit, which is added if it is the next free one.
    pub fn measure(&mut self, qubit: usize, bit: usize) -> Result<&mut Self, CircuitError> {
        if bit == self.num_bits && self.bit_registers.is_empty() {
            self.num_bits += 1;
        }
        self.push(Instruction::new(Operation::Measure { bit: narrow(bit) }, &[], &[qubit]))
    }

    /// Measures every qubit `q` into bit `q` of a register `meas`, the only classical register from then on: bits that
    /// were declared before are forgotten. Only for circuits that do not measure yet.
    ///
    /// ```
    /// use ansatz_circuits::Circuit;
    /// let circuit = Circuit::build(3, |c| c.h(0).measure_all())?;
    /// assert_eq!(circuit.num_bits(), 3);
    /// # Ok::<(), ansatz_circuits::CircuitError>(())
    /// ```
    ///
    /// # Errors
    /// [`CircuitError::NotReversible`] if the circuit already uses classical bits.
    pub fn measure_all(&mut self) -> Result<&mut Self, CircuitError> {
        let uses_bits =
            |i: &Instruction| matches!(i.operation(), Operation::Measure { .. } | Operation::If(_));
        if let Some(used) = self.instructions.iter().find(|i| uses_bits(i)) {
            return Err(CircuitError::NotReversible {
                operation: used.name().to_string(),
                asked: "second measurement",
            });
        }
        self.bit_registers.clear();
        self.num_bits = 0;
        self.add_bit_register("meas", self.num_qubits);
        for qubit in 0..self.num_qubits {
            self.measure(qubit, qubit)?;
        }
        Ok(self)
    }

    /// Sets a qubit to |0⟩ by measuring and flipping it.
    pub fn reset(&mut self, qubit: usize) -> Result<&mut Self, CircuitError> {
        self.push(Instruction::new(Operation::Reset, &[], &[qubit]))
    }

    /// A barrier on the given qubits.
    pub fn barrier(&mut self, qubits: &[usize]) -> Result<&mut Self, CircuitError> {
        self.push(Instruction::new(Operation::Barrier, &[], qubits))
    }

    /// Checks and adds an instruction.
    pub fn push(&mut self, instruction: Instruction) -> Result<&mut Self, CircuitError> {
        self.check(&instruction)?;
        Arc::make_mut(&mut self.instructions).push(instruction);
        Ok(self)
    }
}
