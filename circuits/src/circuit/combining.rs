//! Circuits made of circuits: one after the other, under controls.

use super::Circuit;
use crate::instruction::{Qubits, narrow};
use crate::{Angle, CircuitError, Control, Instruction, Operation};

impl Circuit {
    /// Appends another circuit: its qubit `q` acts on `qubits[q]`, its bits become new ones of this circuit
    /// (in order), its parameters are found by name or added. After an error the circuit is as it was.
    ///
    /// ```
    /// use ansatz_circuits::Circuit;
    /// let pair = Circuit::build(2, |c| c.h(0).cx(0, 1))?;
    /// let mut circuit = Circuit::new(4);
    /// circuit.append(&pair, &[0, 1])?.append(&pair, &[3, 2])?; // the second one upside down
    /// assert_eq!(circuit.count_ops()["cx"], 2);
    /// # Ok::<(), ansatz_circuits::CircuitError>(())
    /// ```
    pub fn append(&mut self, other: &Circuit, qubits: &[usize]) -> Result<&mut Self, CircuitError> {
        self.append_renamed(other, qubits, other.parameters())
    }

    /// [`append`](Self::append), with other names for the parameters of `other`, in their order.
    ///
    /// ```
    /// # use ansatz_circuits::Circuit;
    /// let mut turn = Circuit::new(1);
    /// let angle = turn.parameter("angle");
    /// turn.ry(angle, 0)?;
    /// let mut twice = Circuit::new(1);
    /// twice.append_renamed(&turn, &[0], &["first"])?.append_renamed(&turn, &[0], &["second"])?;
    /// assert_eq!(twice.parameters(), ["first", "second"]);
    /// # Ok::<(), ansatz_circuits::CircuitError>(())
    /// ```
    ///
    /// # Errors
    /// [`CircuitError::ParameterCount`] for another number of names, else as [`append`](Self::append).
    pub fn append_renamed(
        &mut self,
        other: &Circuit,
        qubits: &[usize],
        names: &[impl AsRef<str>],
    ) -> Result<&mut Self, CircuitError> {
        let (expected, given) = (other.parameters().len(), names.len());
        if expected != given {
            return Err(CircuitError::ParameterCount { expected, given });
        }
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
        let arguments: Vec<Angle> = names.iter().map(|name| self.parameter(name.as_ref()).into()).collect();
        let bits: Vec<u32> = (0..other.num_bits).map(|b| (self.num_bits + b) as u32).collect();
        self.num_bits += other.num_bits;
        for instruction in other.instructions.iter() {
            self.push(instruction.remap(&qubits, &bits, &arguments))?;
        }
        Ok(self)
    }

    /// This circuit, then `other` on its first qubits. Parameters of equal names are one; bits of `other` come after those of
    /// this circuit, its registers too if this one has no bits.
    ///
    /// ```
    /// # use ansatz_circuits::Circuit;
    /// let bell = Circuit::build(2, |c| c.h(0).cx(0, 1))?;
    /// let measured = bell.compose(&Circuit::build(2, |c| c.measure_all())?)?;
    /// assert_eq!(measured, Circuit::build(2, |c| c.h(0).cx(0, 1).measure_all())?);
    /// assert_eq!(bell.compose(&bell.inverse()?)?.depth(), 4);
    /// # Ok::<(), ansatz_circuits::CircuitError>(())
    /// ```
    ///
    /// # Errors
    /// [`CircuitError::QubitOutOfRange`] if `other` has more qubits, [`CircuitError::Amplitudes`] if it prepares amplitudes.
    pub fn compose(&self, other: &Circuit) -> Result<Circuit, CircuitError> {
        let mut composed = self.clone();
        let first: Vec<usize> = (0..other.num_qubits).collect();
        composed.append(other, &first)?;
        if self.num_bits == 0 {
            composed.bit_registers.clone_from(&other.bit_registers);
            composed.final_bits.clone_from(&other.final_bits);
        }
        Ok(composed)
    }

    /// The circuit under `num_controls` controls, which become qubits `0..num_controls`; the others move up.
    ///
    /// ```
    /// use ansatz_circuits::Circuit;
    /// let turn = Circuit::build(1, |c| c.ry(0.3, 0))?;
    /// let controlled = turn.control(1)?; // qubit 0 decides about qubit 1
    /// assert_eq!(controlled.num_qubits(), 2);
    /// # Ok::<(), ansatz_circuits::CircuitError>(())
    /// ```
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
        let arguments: Vec<Angle> =
            (0..self.parameters.len()).map(|j| self.parameters.at(j).into()).collect();
        for instruction in self.instructions.iter() {
            controlled.push(instruction.remap(&qubits, &[], &arguments).controlled_by(&controls)?)?;
        }
        Ok(controlled)
    }
}
