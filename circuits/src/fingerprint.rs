//! A number for a circuit, equal for equal circuits: caches find them by it.

use crate::{Angle, Circuit, Instruction, Operation};
use std::hash::{DefaultHasher, Hash, Hasher};

impl Circuit {
    /// Equal circuits have equal fingerprints; different ones mostly have not.
    pub fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.num_qubits(), self.num_bits(), self.parameters()).hash(&mut hasher);
        self.instructions().iter().for_each(|instruction| add(instruction, &mut hasher));
        hasher.finish()
    }
}

fn add(instruction: &Instruction, hasher: &mut DefaultHasher) {
    instruction.name().hash(hasher);
    instruction.qubits.hash(hasher);
    instruction.angles().iter().for_each(|angle| add_angle(angle, hasher));
    match instruction.operation() {
        Operation::Measure { bit } => bit.hash(hasher),
        Operation::If(condition) => {
            (&condition.bits, &condition.values).hash(hasher);
            condition.then.iter().for_each(|inner| add(inner, hasher));
        }
        _ => {}
    }
}

/// Functions are left out: what distinguishes circuits in practice are numbers and parameters.
fn add_angle(angle: &Angle, hasher: &mut DefaultHasher) {
    add_number(angle.offset(), hasher);
    for (parameter, scale) in angle.terms() {
        parameter.hash(hasher);
        add_number(*scale, hasher);
    }
}

/// Zero has two signs that compare as equal.
fn add_number(number: f64, hasher: &mut DefaultHasher) {
    (number + 0.0).to_bits().hash(hasher);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_circuits_have_equal_fingerprints_and_others_have_not() -> Result<(), crate::CircuitError> {
        let build = |angle: f64, target: usize| -> Result<Circuit, crate::CircuitError> {
            let mut circuit = Circuit::new(2);
            circuit.ry(angle, 0)?.cx(1 - target, target)?;
            Ok(circuit)
        };
        let first = build(0.5, 1)?.fingerprint();
        assert_eq!(first, build(0.5, 1)?.fingerprint());
        assert_ne!(first, build(0.6, 1)?.fingerprint());
        assert_ne!(first, build(0.5, 0)?.fingerprint());
        assert_eq!(build(0.0, 1)?.fingerprint(), build(-0.0, 1)?.fingerprint());
        Ok(())
    }
}
