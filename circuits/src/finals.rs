//! Final measurements: those that can wait until the end, because no later instruction touches the qubit, reads the
//! bit or writes it. Called by programs and by whoever wants the unitary part alone.

use crate::{Circuit, Instruction, Operation};

impl Circuit {
    /// The circuit without its final measurements, and those as `(qubit, bit)`, in order.
    ///
    /// ```
    /// # use ansatz_circuits::Circuit;
    /// let mut circuit = Circuit::new(2);
    /// circuit.h(0)?.measure(0, 0)?.x(1)?.measure(1, 1)?;
    /// let (unitary, finals) = circuit.split_final_measurements();
    /// assert!(unitary.is_unitary());
    /// assert_eq!(finals, [(0, 0), (1, 1)]);
    /// # Ok::<(), ansatz_circuits::CircuitError>(())
    /// ```
    pub fn split_final_measurements(&self) -> (Circuit, Vec<(usize, usize)>) {
        let mut busy = Busy { qubits: vec![false; self.num_qubits()], bits: vec![false; self.num_bits()] };
        let (mut kept, mut finals) = (Vec::new(), Vec::new());
        for instruction in self.instructions().iter().rev() {
            if let (Operation::Measure { bit }, Some(qubit)) =
                (instruction.operation(), instruction.operands().next())
            {
                let bit = *bit as usize;
                if !busy.qubits[qubit] && !busy.bits[bit] {
                    finals.push((qubit, bit));
                    busy.bits[bit] = true;
                    continue;
                }
            }
            busy.occupy(instruction);
            kept.push(instruction.clone());
        }
        kept.reverse();
        finals.reverse();
        (self.with_own_instructions(kept), finals)
    }
}

impl Circuit {
    /// The circuit without resets of qubits that are still |0⟩ because nothing has touched them: files often begin
    /// with them.
    pub fn without_idle_resets(&self) -> Circuit {
        let qubits = vec![self.initial_amplitudes().is_some(); self.num_qubits()];
        let mut used = Busy { qubits, bits: vec![false; self.num_bits()] };
        let mut kept = Vec::with_capacity(self.instructions().len());
        for instruction in self.instructions() {
            let idle = *instruction.operation() == Operation::Reset
                && instruction.operands().all(|q| !used.qubits[q]);
            if idle {
                continue;
            }
            used.occupy(instruction);
            kept.push(instruction.clone());
        }
        self.with_own_instructions(kept)
    }
}

impl Circuit {
    /// The circuit with the conditions decided that read only bits into which nothing is measured: those read 0.
    pub fn without_idle_conditions(&self) -> Circuit {
        let mut written = vec![false; self.num_bits()];
        self.instructions().iter().for_each(|instruction| mark_written(instruction, &mut written));
        let mut kept = Vec::with_capacity(self.instructions().len());
        for instruction in self.instructions() {
            match instruction.operation() {
                Operation::If(condition) if condition.bits.iter().all(|bit| !written[*bit as usize]) => {
                    if condition.values.iter().all(|value| !value) {
                        kept.extend(condition.then.iter().cloned());
                    }
                }
                _ => kept.push(instruction.clone()),
            }
        }
        self.with_own_instructions(kept)
    }
}

fn mark_written(instruction: &Instruction, written: &mut [bool]) {
    match instruction.operation() {
        Operation::Measure { bit } => written[*bit as usize] = true,
        Operation::If(condition) => condition.then.iter().for_each(|inner| mark_written(inner, written)),
        _ => {}
    }
}

/// What later instructions use.
struct Busy {
    qubits: Vec<bool>,
    bits: Vec<bool>,
}

impl Busy {
    fn occupy(&mut self, instruction: &Instruction) {
        if *instruction.operation() == Operation::Barrier {
            return;
        }
        instruction.qubits().for_each(|qubit| self.qubits[qubit] = true);
        match instruction.operation() {
            Operation::Measure { bit } => self.bits[*bit as usize] = true,
            Operation::If(condition) => {
                condition.bits.iter().for_each(|bit| self.bits[*bit as usize] = true);
                condition.then.iter().for_each(|inner| self.occupy(inner));
            }
            _ => {}
        }
    }
}
