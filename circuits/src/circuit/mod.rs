//! A circuit: its parts, and how to read them. A circuit is data; every instruction is checked as it is added, nothing runs.

mod adding;
mod binding;
mod builder;
mod checking;
mod combining;
mod conditions;
mod counting;
mod loops;
mod parameters;
mod renumbering;
mod showing;

pub use builder::CircuitBuilder;

use crate::{C64, CircuitError, Instruction, Operation, ParameterMap, Register};
use parameters::ParameterNames;
use std::sync::Arc;

/// Indices are 64-bit masks with one bit to spare.
pub(crate) const MAX_QUBITS: usize = 62;
/// Circuits of more qubits are not flattened.
pub(crate) const MAX_WIDE_QUBITS: usize = 1 << 16;

/// Gates, measurements and resets on numbered qubits, with named parameters.
///
/// ```
/// use ansatz_circuits::Circuit;
/// let mut bell = Circuit::new(2);
/// bell.h(0)?.cx(0, 1)?;
/// assert!(bell.cx(0, 2).is_err());
/// assert_eq!(bell, Circuit::build(2, |c| c.h(0).cx(0, 1))?);
/// assert_eq!((bell.depth(), bell.count_ops()["cx"]), (2, 1));
/// # Ok::<(), ansatz_circuits::CircuitError>(())
/// ```
#[derive(Clone, PartialEq, Default)]
pub struct Circuit {
    num_qubits: usize,
    num_bits: usize,
    parameters: ParameterNames,
    /// Shared, so that a copy of a circuit costs little.
    instructions: Arc<Vec<Instruction>>,
    qubit_registers: Vec<Register>,
    bit_registers: Vec<Register>,
    initial_amplitudes: Option<Arc<[C64]>>,
    final_bits: Vec<(u32, FinalBit)>,
}

/// What a classical bit shows after the end of a circuit, where that is not the outcome of its own last measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
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
    /// ```
    /// use ansatz_circuits::{C64, Circuit};
    /// let amplitude = C64::from(0.5_f64.sqrt());
    /// let circuit = Circuit::from_amplitudes(&[amplitude, C64::from(0.0), C64::from(0.0), amplitude])?;
    /// assert_eq!(circuit.num_qubits(), 2);
    /// assert!(Circuit::from_amplitudes(&[C64::from(2.0), C64::from(0.0)]).is_err());
    /// # Ok::<(), ansatz_circuits::CircuitError>(())
    /// ```
    ///
    /// # Errors
    /// [`CircuitError::Amplitudes`] if their number is not a power of two, one is not finite, or the
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

    /// Starts it from these amplitudes instead of |0…0⟩.
    ///
    /// ```
    /// use ansatz_circuits::{C64, Circuit};
    /// let mut circuit = Circuit::build(1, |c| c.h(0))?;
    /// circuit.start_from(&[C64::from(0.0), C64::from(1.0)])?;
    /// assert!(circuit.start_from(&[C64::from(1.0)]).is_err());
    /// # Ok::<(), ansatz_circuits::CircuitError>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`from_amplitudes`](Self::from_amplitudes); their number is not that of the circuit's basis states.
    pub fn start_from(&mut self, amplitudes: &[C64]) -> Result<&mut Self, CircuitError> {
        let start = Circuit::from_amplitudes(amplitudes)?;
        if start.num_qubits != self.num_qubits {
            let (given, needed) = (amplitudes.len(), self.num_qubits);
            return Err(CircuitError::Amplitudes(format!("{given} amplitudes given for {needed} qubits")));
        }
        self.initial_amplitudes = start.initial_amplitudes;
        Ok(self)
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
        self.parameters.names()
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

    /// Takes what its bits show at the end away: the circuit that is left shows its measurements.
    pub fn take_final_bits(&mut self) -> Vec<(u32, FinalBit)> {
        std::mem::take(&mut self.final_bits)
    }

    pub(crate) fn set_final_bits(&mut self, final_bits: Vec<(u32, FinalBit)>) {
        self.final_bits = final_bits;
    }

    /// The registers as a record has them.
    #[cfg(feature = "serde")]
    pub(crate) fn set_layout(&mut self, num_bits: usize, qubits: &[Register], bits: &[Register]) {
        self.num_bits = num_bits;
        self.qubit_registers = qubits.to_vec();
        self.bit_registers = bits.to_vec();
    }

    /// Whether registers and final bits lie in the circuit, which has so many qubits.
    #[cfg(feature = "serde")]
    pub(crate) fn has_sound_layout(&self, num_qubits: usize, final_bits: &[(u32, FinalBit)]) -> bool {
        let fits = |register: &Register, total: usize| {
            register.start.checked_add(register.size).is_some_and(|end| end <= total)
        };
        let is_bit = |bit: &u32| (*bit as usize) < self.num_bits;
        num_qubits == self.num_qubits
            && self.qubit_registers.iter().all(|register| fits(register, self.num_qubits))
            && self.bit_registers.iter().all(|register| fits(register, self.num_bits))
            && final_bits
                .iter()
                .all(|(bit, what)| is_bit(bit) && !matches!(what, FinalBit::Copy(source) if !is_bit(source)))
    }

    /// Adds a classical bit that belongs to no register.
    pub(crate) fn add_hidden_bit(&mut self) -> usize {
        self.num_bits += 1;
        self.num_bits - 1
    }

    /// The steps alone.
    pub(crate) fn into_instructions(self) -> Vec<Instruction> {
        Arc::unwrap_or_clone(self.instructions)
    }

    /// Makes it at least `num_qubits` qubits wide; the new ones belong to no register.
    pub(crate) fn grow(&mut self, num_qubits: usize) {
        self.num_qubits = self.num_qubits.max(num_qubits);
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

    /// The affine map from parameters to the angles of the flattened circuit.
    pub fn parameter_map(&self) -> Result<ParameterMap, CircuitError> {
        Ok(self.flatten()?.parameter_map)
    }

    /// The same circuit with other instructions: its parameters, registers and starting amplitudes stay.
    ///
    /// # Errors
    /// An instruction that does not fit the circuit.
    pub fn with_instructions(&self, instructions: Vec<Instruction>) -> Result<Circuit, CircuitError> {
        instructions.iter().try_for_each(|instruction| self.check(instruction))?;
        Ok(self.with_own_instructions(instructions))
    }

    /// The same with instructions that were part of it.
    pub(crate) fn with_own_instructions(&self, instructions: Vec<Instruction>) -> Circuit {
        let Circuit { num_qubits, num_bits, .. } = *self;
        Circuit {
            num_qubits,
            num_bits,
            instructions: Arc::new(instructions),
            parameters: self.parameters.clone(),
            qubit_registers: self.qubit_registers.clone(),
            bit_registers: self.bit_registers.clone(),
            initial_amplitudes: self.initial_amplitudes.clone(),
            final_bits: self.final_bits.clone(),
        }
    }

    /// Whether it contains no measurement, reset or condition.
    ///
    /// ```
    /// use ansatz_circuits::Circuit;
    /// assert!(Circuit::build(1, |c| c.h(0))?.is_unitary());
    /// assert!(!Circuit::build(1, |c| c.h(0).reset(0))?.is_unitary());
    /// # Ok::<(), ansatz_circuits::CircuitError>(())
    /// ```
    pub fn is_unitary(&self) -> bool {
        self.instructions.iter().all(|i| i.is_gate() || *i.operation() == Operation::Barrier)
    }
}
