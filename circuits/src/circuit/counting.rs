//! The size of a circuit as people compare them: depth, and how often each operation occurs.

use super::Circuit;
use crate::{Instruction, Operation};
use std::collections::BTreeMap;

impl Circuit {
    /// How many layers the instructions fill, each as early as its qubits and classical bits allow. Any instruction is one
    /// layer, a composite gate or a condition, too; barriers are none, but hold back what comes after them.
    ///
    /// ```
    /// # use ansatz_circuits::Circuit;
    /// let circuit = Circuit::build(3, |c| c.h(0).h(1).cx(0, 1).x(2))?;
    /// assert_eq!(circuit.depth(), 2);
    /// # Ok::<(), ansatz_circuits::CircuitError>(())
    /// ```
    pub fn depth(&self) -> usize {
        let mut layers = Layers { qubits: vec![0; self.num_qubits()], bits: vec![0; self.num_bits()] };
        self.instructions().iter().map(|instruction| layers.place(instruction)).max().unwrap_or(0)
    }

    /// How often each operation occurs, by name; added controls are part of it: `ctrl @ x`, `ctrl(2) @ x`. What happens under
    /// a condition is counted as one `if`.
    ///
    /// ```
    /// # use ansatz_circuits::Circuit;
    /// let circuit = Circuit::build(2, |c| c.h(0).h(1).cx(0, 1).measure_all())?;
    /// let counts: Vec<(String, usize)> = circuit.count_ops().into_iter().collect();
    /// assert_eq!(counts, [("cx".into(), 1), ("h".into(), 2), ("measure".into(), 2)]);
    /// # Ok::<(), ansatz_circuits::CircuitError>(())
    /// ```
    pub fn count_ops(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for instruction in self.instructions() {
            let name = match instruction.added_controls().len() {
                0 => instruction.name().to_string(),
                1 => format!("ctrl @ {}", instruction.name()),
                controls => format!("ctrl({controls}) @ {}", instruction.name()),
            };
            *counts.entry(name).or_insert(0) += 1;
        }
        counts
    }
}

/// The last layer that is taken on each qubit and classical bit.
struct Layers {
    qubits: Vec<usize>,
    bits: Vec<usize>,
}

impl Layers {
    /// Puts an instruction into the first layer that is free and answers which.
    fn place(&mut self, instruction: &Instruction) -> usize {
        let (mut qubits, mut bits) = (Vec::new(), Vec::new());
        uses(instruction, &mut qubits, &mut bits);
        let taken = qubits.iter().map(|q| self.qubits[*q]).chain(bits.iter().map(|b| self.bits[*b]));
        let is_barrier = *instruction.operation() == Operation::Barrier;
        let layer = taken.max().unwrap_or(0) + usize::from(!is_barrier);
        qubits.iter().for_each(|q| self.qubits[*q] = layer);
        bits.iter().for_each(|b| self.bits[*b] = layer);
        layer
    }
}

/// The qubits and classical bits that an instruction has to do with.
fn uses(instruction: &Instruction, qubits: &mut Vec<usize>, bits: &mut Vec<usize>) {
    qubits.extend(instruction.qubits());
    match instruction.operation() {
        Operation::Measure { bit } => bits.push(*bit as usize),
        Operation::If(condition) => {
            bits.extend(condition.bits.iter().map(|bit| *bit as usize));
            condition.then.iter().for_each(|inner| uses(inner, qubits, bits));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CircuitError;

    #[test]
    fn depth_counts_the_longest_chain() -> Result<(), CircuitError> {
        for (depth, circuit) in [
            (0, Circuit::new(3)),
            (3, Circuit::build(3, |c| c.h(0).cx(0, 1).cx(1, 2))?),
            (2, Circuit::build(3, |c| c.h(0).barrier(&[0, 1, 2]).x(2))?),
            (3, Circuit::build(2, |c| c.h(0).measure(0, 0).if_bit(0, |then| then.x(1)))?),
            (2, Circuit::build(2, |c| c.measure(0, 0).measure(1, 0))?),
        ] {
            assert_eq!(circuit.depth(), depth, "{circuit}");
        }
        Ok(())
    }
}
