//! Powers of gates whose angles depend on parameters and that are made of others: `(V·M·V†)^x = V·M^x·V†`, and rotations that
//! commute are each raised by themselves. What is neither has eigenvalues that are no sums of its angles, and is refused.
//! Called by both kinds of powers.

use crate::form::Form;
use crate::{Angle, Circuit, CircuitError, Composite, Instruction, Operation};
use std::sync::Arc;

/// Rotations by these angles commute if their generators do.
const PROBES: [f64; 2] = [0.7, 1.1];
/// Commutators below this are rounding.
const NEGLIGIBLE: f64 = 1e-12;
/// Whether two gates commute is asked of their matrices, on up to this many qubits together.
const MAX_QUBITS: usize = 6;

impl Instruction {
    /// The power of a composite gate by the powers of its parts; `None` where they do not give it.
    pub(crate) fn power_of_parts(
        &self,
        composite: &Composite,
        exponent: &Angle,
    ) -> Result<Option<Instruction>, CircuitError> {
        let body = composite.body();
        let own: Vec<u32> = (0..body.num_qubits() as u32).collect();
        let gates = body.instructions().iter().filter(|i| *i.operation() != Operation::Barrier);
        let mut parts: Vec<Instruction> = gates.map(|i| i.remap(&own, &[], &self.angles)).collect();
        if self.angles.iter().all(Angle::is_constant) {
            // The spectrum of a known matrix says more than its parts, unless there is but one.
            if parts.len() != 1 {
                return Ok(None);
            }
        } else {
            parts.retain(|part| !part.is_turn_by_nothing());
        }
        let Some(powers) = powers_of(&parts, exponent)? else { return Ok(None) };
        let mut power = Circuit::new(body.num_qubits());
        let mut angles = Vec::new();
        for mut part in powers {
            for angle in part.angles.iter_mut().filter(|angle| !angle.is_constant()) {
                let parameter = power.add_parameter(&format!("a{}", angles.len()));
                angles.push(std::mem::replace(angle, parameter.into()));
            }
            power.push(part)?;
        }
        let composite = Composite::new(format!("{}_pow", composite.name()), power)?;
        let operation = Operation::Composite(Arc::new(composite));
        Ok(Some(Instruction { operation, angles: angles.into(), ..self.clone() }))
    }

    fn is_rotation(&self) -> bool {
        match &self.operation {
            Operation::Gate(gate) => matches!(gate.form, Form::Rotation(_) | Form::Phase(_)),
            Operation::PauliRotation(_) => true,
            _ => false,
        }
    }

    fn is_turn_by_nothing(&self) -> bool {
        self.is_rotation() && self.angles.iter().all(|angle| angle.is_constant() && angle.offset() == 0.0)
    }
}

/// Gates one after the other, to a power.
fn powers_of(parts: &[Instruction], exponent: &Angle) -> Result<Option<Vec<Instruction>>, CircuitError> {
    let each = |parts: &[Instruction]| {
        parts.iter().map(|part| part.power_by(exponent)).collect::<Result<Vec<_>, _>>()
    };
    if parts.len() < 2 {
        return each(parts).map(Some);
    }
    if let [first, inner @ .., last] = parts
        && *last == first.inverse()?
    {
        let around = |mut powers: Vec<Instruction>| {
            powers.insert(0, first.clone());
            powers.push(last.clone());
            powers
        };
        return Ok(powers_of(inner, exponent)?.map(around));
    }
    for (k, part) in parts.iter().enumerate() {
        for other in &parts[..k] {
            if !(part.is_rotation() && other.is_rotation() && commute(part, other)?) {
                return Ok(None);
            }
        }
    }
    each(parts).map(Some)
}

/// Whether two rotations commute at all angles.
fn commute(a: &Instruction, b: &Instruction) -> Result<bool, CircuitError> {
    let mut qubits: Vec<u32> = a.qubits.iter().chain(&b.qubits).copied().collect();
    qubits.sort_unstable();
    qubits.dedup();
    if qubits.len() == a.qubits.len() + b.qubits.len() {
        return Ok(true);
    }
    if qubits.len() > MAX_QUBITS {
        return Ok(false);
    }
    let placed = |instruction: &Instruction, angle: f64| {
        let place = |q: &u32| qubits.binary_search(q).unwrap_or(0) as u32;
        let placed = instruction.qubits.iter().map(place).collect();
        Instruction {
            qubits: placed,
            angles: [Angle::from(angle)].into_iter().collect(),
            ..instruction.clone()
        }
    };
    let (a, b) = (placed(a, PROBES[0]), placed(b, PROBES[1]));
    let product = |first: &Instruction, second: &Instruction| {
        let mut circuit = Circuit::new(qubits.len());
        circuit.push(first.clone())?.push(second.clone())?;
        circuit.matrix(&[])
    };
    Ok((product(&a, &b)? - product(&b, &a)?).norm() < NEGLIGIBLE)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::{Circuit, CircuitError, Instruction, LibraryGate, Operation, find_gate};

    /// A library gate whose angles are all parameters.
    fn free(name: &str, circuit: &mut Circuit, num_angles: usize) -> Instruction {
        let angles: Vec<_> = (0..num_angles).map(|k| circuit.parameter(&format!("t{k}")).into()).collect();
        let LibraryGate::Composite(gate) = find_gate(name).unwrap() else { unreachable!("of the prelude") };
        let qubits: Vec<usize> = (0..gate.body().num_qubits()).collect();
        Instruction::new(Operation::Composite(gate), &angles, &qubits)
    }

    #[test]
    fn powers_of_conjugated_and_commuting_rotations_are_those_of_their_matrices() {
        for (name, num_qubits, values) in
            [("r", 1, vec![0.4, 1.3]), ("xx_plus_yy", 2, vec![0.9, 0.2]), ("fsim", 2, vec![0.3, 0.5])]
        {
            let mut plain = Circuit::new(num_qubits);
            let gate = free(name, &mut plain, values.len());
            plain.push(gate.clone()).unwrap();
            let expected = plain.matrix(&values).unwrap();
            let mut half = Circuit::new(num_qubits);
            free(name, &mut half, values.len());
            half.push(gate.power(0.5).unwrap()).unwrap();
            let root = half.matrix(&values).unwrap();
            assert!((&root * &root - &expected).norm() < 1e-12, "√{name}");
            let mut free_power = Circuit::new(num_qubits);
            free(name, &mut free_power, values.len());
            let x = free_power.parameter("x");
            free_power.push(gate.power_by(&x.into()).unwrap()).unwrap();
            let at = |x: f64| free_power.matrix(&[values.clone(), vec![x]].concat()).unwrap();
            assert!(
                (at(0.5) - &root).norm() < 1e-12 && (at(-1.0) - expected.adjoint()).norm() < 1e-12,
                "{name}"
            );
        }
    }

    #[test]
    fn what_has_no_such_parts_is_refused() {
        let mut circuit = Circuit::new(1);
        let gate = free("u3", &mut circuit, 3);
        assert!(matches!(gate.power(0.5), Err(CircuitError::Power { .. })));
        let x = circuit.parameter("x");
        assert!(matches!(gate.power_by(&x.into()), Err(CircuitError::FreePower { .. })));
        // Integer powers are repetitions.
        circuit.push(gate.power(-3.0).unwrap()).unwrap();
    }
}
