//! The circuit builder. A circuit is data: this file checks every instruction as it is added and runs nothing.

use crate::instruction::{Qubits, narrow};
use crate::{
    Angle, C64, CircuitError, Composite, Control, Gate, Instruction, LibraryGate, Operation, Parameter,
    ParameterMap, Pauli, Register, Unitary, find_gate,
};
use std::sync::Arc;

/// Indices are 64-bit masks with one bit to spare.
pub(crate) const MAX_QUBITS: usize = 62;

/// Gates, measurements and resets on numbered qubits, with named parameters.
///
/// ```
/// use ansatz_circuits::Circuit;
/// let mut bell = Circuit::new(2);
/// bell.h(0)?.cx(0, 1)?;
/// assert!(bell.cx(0, 2).is_err());
/// # Ok::<(), ansatz_circuits::CircuitError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Circuit {
    num_qubits: usize,
    num_bits: usize,
    parameters: Vec<String>,
    instructions: Vec<Instruction>,
    qubit_registers: Vec<Register>,
    bit_registers: Vec<Register>,
    initial_amplitudes: Option<Arc<[C64]>>,
    final_bits: Vec<(u32, FinalBit)>,
}

/// What a classical bit shows after the end of a circuit, where that is not the outcome of its own last measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FinalBit {
    /// A value that the circuit file computed.
    Constant(bool),
    /// What another bit reads.
    Copy(u32),
}

impl Circuit {
    /// An empty circuit on `num_qubits` qubits, all |0⟩.
    pub fn new(num_qubits: usize) -> Circuit {
        Circuit { num_qubits, ..Circuit::default() }
    }

    /// A circuit that starts from the given amplitudes instead of |0…0⟩.
    ///
    /// Errors: [`CircuitError::Amplitudes`] if their number is not a power of two, one is not finite, or the
    /// squared norm differs from 1 by more than 1e-8.
    pub fn from_amplitudes(amplitudes: &[C64]) -> Result<Circuit, CircuitError> {
        let refuse = |why: String| Err(CircuitError::Amplitudes(why));
        if !amplitudes.len().is_power_of_two() {
            return refuse(format!(
                "{} amplitudes given: their number must be a power of two",
                amplitudes.len()
            ));
        }
        let norm: f64 = amplitudes.iter().map(|a| a.norm_sqr()).sum();
        if !norm.is_finite() || (norm - 1.0).abs() > 1e-8 {
            return refuse(format!(
                "the squared amplitudes add up to {norm}, not to 1; normalise them first"
            ));
        }
        let num_qubits = amplitudes.len().trailing_zeros() as usize;
        Ok(Circuit { initial_amplitudes: Some(amplitudes.into()), ..Circuit::new(num_qubits) })
    }

    /// How many qubits.
    pub fn num_qubits(&self) -> usize {
        self.num_qubits
    }

    /// How many classical bits.
    pub fn num_bits(&self) -> usize {
        self.num_bits
    }

    /// The steps, in order.
    pub fn instructions(&self) -> &[Instruction] {
        &self.instructions
    }

    /// The parameter names, in order.
    pub fn parameters(&self) -> &[String] {
        &self.parameters
    }

    /// The amplitudes it starts from, if not |0…0⟩.
    pub fn initial_amplitudes(&self) -> Option<&Arc<[C64]>> {
        self.initial_amplitudes.as_ref()
    }

    /// Declared qubit registers, in order; empty for a circuit built without names.
    pub fn qubit_registers(&self) -> &[Register] {
        &self.qubit_registers
    }

    /// Declared classical registers, in order.
    pub fn bit_registers(&self) -> &[Register] {
        &self.bit_registers
    }

    /// Bits that show something else than their own last measurement after the end: `(bit, what)`, all at once.
    pub fn final_bits(&self) -> &[(u32, FinalBit)] {
        &self.final_bits
    }

    pub(crate) fn set_final_bits(&mut self, final_bits: Vec<(u32, FinalBit)>) {
        self.final_bits = final_bits;
    }

    /// Adds a classical bit that belongs to no register.
    pub(crate) fn add_hidden_bit(&mut self) -> usize {
        self.num_bits += 1;
        self.num_bits - 1
    }

    /// The steps alone.
    pub(crate) fn into_instructions(self) -> Vec<Instruction> {
        self.instructions
    }

    /// The parameter of that name, added if it is new.
    pub fn parameter(&mut self, name: &str) -> Parameter {
        let at = self.parameters.iter().position(|known| known == name).unwrap_or_else(|| {
            self.parameters.push(name.to_string());
            self.parameters.len() - 1
        });
        Parameter(at as u32)
    }

    /// The next parameter; the caller knows that the name is new.
    pub(crate) fn add_parameter(&mut self, name: &str) -> Parameter {
        self.parameters.push(name.to_string());
        Parameter((self.parameters.len() - 1) as u32)
    }

    /// Makes it at least `num_qubits` qubits wide; the new ones belong to no register.
    pub(crate) fn grow(&mut self, num_qubits: usize) {
        self.num_qubits = self.num_qubits.max(num_qubits);
    }

    /// `count` new parameters `prefix[0]`, `prefix[1]`, …. A second vector of that prefix goes on counting: names
    /// are unique, for [`append`](Self::append) finds parameters by name.
    pub fn parameter_vector(&mut self, prefix: &str, count: usize) -> Vec<Parameter> {
        let start = self.parameters.len();
        let index = |name: &String| {
            name.strip_prefix(prefix)?.strip_prefix('[')?.strip_suffix(']')?.parse::<usize>().ok()
        };
        let first = self.parameters.iter().filter_map(index).max().map_or(0, |last| last.saturating_add(1));
        self.parameters.extend((first..first.saturating_add(count)).map(|j| format!("{prefix}[{j}]")));
        (start..self.parameters.len()).map(|at| Parameter(at as u32)).collect()
    }

    /// Adds a named register of qubits and returns where it starts.
    pub fn add_qubit_register(&mut self, name: &str, size: usize) -> usize {
        let start = self.num_qubits;
        self.num_qubits += size;
        self.qubit_registers.push(Register { name: name.to_string(), start, size });
        start
    }

    /// Adds a named register of classical bits and returns where it starts.
    pub fn add_bit_register(&mut self, name: &str, size: usize) -> usize {
        let start = self.num_bits;
        self.num_bits += size;
        self.bit_registers.push(Register { name: name.to_string(), start, size });
        start
    }

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
    /// Errors: [`CircuitError::NotReversible`] if the circuit already uses classical bits.
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
        self.instructions.push(instruction);
        Ok(self)
    }

    /// Appends another circuit: its qubit `q` acts on `qubits[q]`, its bits become new ones of this circuit
    /// (in order), its parameters are found by name or added. After an error the circuit is as it was.
    pub fn append(&mut self, other: &Circuit, qubits: &[usize]) -> Result<&mut Self, CircuitError> {
        if other.initial_amplitudes.is_some() {
            return Err(CircuitError::Amplitudes(
                "a circuit that prepares amplitudes cannot be appended".into(),
            ));
        }
        if qubits.len() != other.num_qubits {
            let (expected, given) = (other.num_qubits, qubits.len());
            return Err(CircuitError::QubitCount { gate: "append".into(), expected, given });
        }
        let qubits: Qubits = qubits.iter().map(|q| narrow(*q)).collect();
        // Nothing after this can fail, so nothing is half appended.
        self.check_qubits("append", &qubits)?;
        let arguments: Vec<Angle> = other.parameters.iter().map(|name| self.parameter(name).into()).collect();
        let bits: Vec<u32> = (0..other.num_bits).map(|b| (self.num_bits + b) as u32).collect();
        self.num_bits += other.num_bits;
        for instruction in &other.instructions {
            self.push(instruction.remap(&qubits, &bits, &arguments))?;
        }
        Ok(self)
    }

    /// The circuit under `num_controls` controls, which become qubits `0..num_controls`; the others move up.
    pub fn control(&self, num_controls: usize) -> Result<Circuit, CircuitError> {
        let mut controlled =
            Circuit { parameters: self.parameters.clone(), ..Circuit::new(self.num_qubits + num_controls) };
        let refuse = |operation: &str| {
            Err(CircuitError::NotReversible { operation: operation.into(), asked: "controlled form" })
        };
        if self.initial_amplitudes.is_some() {
            return refuse("from_amplitudes");
        }
        let is_reversible = |i: &&Instruction| i.is_gate() || *i.operation() == Operation::Barrier;
        if let Some(bad) = self.instructions.iter().find(|i| !is_reversible(i)) {
            return refuse(bad.name());
        }
        let controls: Vec<Control> = (0..num_controls).map(|qubit| Control { qubit, value: true }).collect();
        let qubits: Vec<u32> = (num_controls..num_controls + self.num_qubits).map(|q| q as u32).collect();
        let arguments: Vec<Angle> = (0..self.parameters.len()).map(|j| Parameter(j as u32).into()).collect();
        for instruction in &self.instructions {
            controlled.push(instruction.remap(&qubits, &[], &arguments).controlled_by(&controls)?)?;
        }
        Ok(controlled)
    }

    /// The affine map from parameters to the angles of the flattened circuit.
    pub fn parameter_map(&self) -> Result<ParameterMap, CircuitError> {
        Ok(self.flatten()?.parameter_map)
    }

    /// The same circuit with other instructions, which were part of it.
    pub(crate) fn with_instructions(&self, instructions: Vec<Instruction>) -> Circuit {
        let Circuit { num_qubits, num_bits, .. } = *self;
        Circuit {
            num_qubits,
            num_bits,
            instructions,
            parameters: self.parameters.clone(),
            qubit_registers: self.qubit_registers.clone(),
            bit_registers: self.bit_registers.clone(),
            initial_amplitudes: self.initial_amplitudes.clone(),
            final_bits: self.final_bits.clone(),
        }
    }

    /// Whether it contains no measurement, reset or condition.
    pub fn is_unitary(&self) -> bool {
        self.instructions.iter().all(|i| i.is_gate() || *i.operation() == Operation::Barrier)
    }

    fn check(&self, instruction: &Instruction) -> Result<(), CircuitError> {
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
            let used = angle.num_parameters();
            if used > self.parameters.len() {
                return Err(CircuitError::UnknownParameter { index: used - 1, count: self.parameters.len() });
            }
        }
        self.check_qubits(instruction.name(), &instruction.qubits)
    }

    fn check_qubits(&self, gate: &str, qubits: &[u32]) -> Result<(), CircuitError> {
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
