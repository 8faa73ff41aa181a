//! Powers whose exponent depends on parameters: rotations multiply their angle, constant gates are written in their
//! eigenbasis, where the exponent is a factor of phases. So derivatives in the exponent are exact. Called for `pow(x) @`.

use crate::form::Form;
use crate::gates::GPHASE;
use crate::matrix::is_diagonal;
use crate::power::{FREE_ANGLES, MAX_MATRIX_QUBITS, eigenphase, with_own_controls};
use crate::{
    Angle, Circuit, CircuitError, Composite, FunctionKind, Instruction, Matrix, Operation, Parameter, Pauli,
    Unitary,
};
use std::sync::Arc;

/// Phases below this are rounding.
const NEGLIGIBLE: f64 = 1e-15;

impl Instruction {
    /// The principal power `U^x` for an exponent `x` that is a function of parameters; for a constant one it is
    /// [`power`](Self::power), whose convention it has.
    ///
    /// ```
    /// # use ansatz_circuits::{Angle, Circuit, Instruction, LibraryGate, Operation, find_gate};
    /// let LibraryGate::Primitive(x) = find_gate("x")? else { unreachable!("a row of the table") };
    /// let mut circuit = Circuit::new(1);
    /// let t = circuit.parameter("t");
    /// circuit.push(Instruction::new(Operation::Gate(x), &[], &[0]).power_by(&t.into())?)?;
    /// let root = circuit.matrix(&[0.5])?;
    /// assert!((&root * &root - circuit.matrix(&[1.0])?).norm() < 1e-12);
    /// # Ok::<(), ansatz_circuits::CircuitError>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`power`](Self::power); [`CircuitError::FreePower`] where the gate has angles that depend on
    /// parameters too and is neither rotations that commute nor such between a gate and its inverse.
    pub fn power_by(&self, exponent: &Angle) -> Result<Instruction, CircuitError> {
        if exponent.is_constant() {
            return self.power(exponent.offset());
        }
        match &self.operation {
            Operation::Barrier => Ok(self.clone()),
            Operation::Gate(gate) => match gate.form {
                Form::Rotation(_) | Form::Phase(_) => self.with_multiplied_angles(exponent),
                Form::Fixed(_) => self.spectral_power(&gate.target_matrix(0.0), gate.num_controls, exponent),
            },
            Operation::PauliRotation(_) => self.with_multiplied_angles(exponent),
            Operation::Unitary(unitary) => self.spectral_power(unitary.matrix(), 0, exponent),
            Operation::Composite(composite) => self.composite_power_by(composite, exponent),
            Operation::Measure { .. } | Operation::Reset | Operation::If(_) => {
                Err(CircuitError::NotReversible { operation: self.name().to_string(), asked: "power" })
            }
        }
    }

    fn with_multiplied_angles(&self, factor: &Angle) -> Result<Instruction, CircuitError> {
        let times = |angle: &Angle| Angle::function(FunctionKind::Multiply, &[angle.clone(), factor.clone()]);
        let angles = self.angles.iter().map(times).collect::<Result<_, _>>()?;
        Ok(Instruction { angles, ..self.clone() })
    }

    fn composite_power_by(
        &self,
        composite: &Composite,
        exponent: &Angle,
    ) -> Result<Instruction, CircuitError> {
        if let Some(power) = self.power_of_parts(composite, exponent)? {
            return Ok(power);
        }
        let refused = |reason| Err(CircuitError::FreePower { gate: self.name().to_string(), reason });
        if !self.angles.iter().all(Angle::is_constant) {
            return refused(FREE_ANGLES);
        }
        if composite.body().num_qubits() > MAX_MATRIX_QUBITS {
            return refused("it acts on more than 8 qubits");
        }
        let params: Vec<f64> = self.angles.iter().map(Angle::offset).collect();
        self.spectral_power(&composite.body().matrix(&params)?, 0, exponent)
    }

    /// `U^x = V diag(e^{ixφ}) V†` for `U = V diag(e^{iφ}) V†`; the operation's own controls become added ones.
    fn spectral_power(
        &self,
        matrix: &Matrix,
        own_controls: usize,
        exponent: &Angle,
    ) -> Result<Instruction, CircuitError> {
        let name = self.name();
        let num_targets = matrix.nrows().trailing_zeros() as usize;
        let all: Vec<usize> = (0..num_targets).collect();
        let mut body = Circuit::new(num_targets);
        let factor = body.add_parameter("exponent");
        if is_diagonal(matrix) {
            add_phases(&mut body, &phases_of(matrix), factor)?;
        } else {
            let (basis, diagonal) = matrix.clone().schur().unpack();
            body.unitary(Unitary::new(format!("{name}_basis_dg"), basis.adjoint())?, &all)?;
            add_phases(&mut body, &phases_of(&diagonal), factor)?;
            body.unitary(Unitary::new(format!("{name}_basis"), basis)?, &all)?;
        }
        let power = Operation::Composite(Arc::new(Composite::new(format!("{name}_pow"), body)?));
        let mut instruction = with_own_controls(self, own_controls, power);
        instruction.angles = std::iter::once(exponent.clone()).collect();
        Ok(instruction)
    }
}

fn phases_of(diagonal: &Matrix) -> Vec<f64> {
    diagonal.diagonal().iter().map(|value| eigenphase(*value)).collect()
}

/// `diag(e^{ixφ_j})` as parities: `φ_j = Σ_m c_m (−1)^{|j∧m|}` by the Walsh–Hadamard transform, a rotation by `−2xc_m` for
/// each `m`.
pub(crate) fn add_phases(body: &mut Circuit, phases: &[f64], x: Parameter) -> Result<(), CircuitError> {
    let count = phases.len();
    for mask in 0..count {
        let sign = |j: usize| if (j & mask).count_ones().is_multiple_of(2) { 1.0 } else { -1.0 };
        let sum: f64 = phases.iter().enumerate().map(|(j, phase)| sign(j) * phase).sum();
        let coefficient = sum / count as f64;
        if coefficient.abs() < NEGLIGIBLE {
            continue;
        }
        let qubits: Vec<usize> =
            (0..count.trailing_zeros() as usize).filter(|q| mask >> q & 1 == 1).collect();
        match qubits.is_empty() {
            true => {
                let phase = Instruction::new(Operation::Gate(&GPHASE), &[coefficient * x], &[]);
                body.push(phase)?
            }
            false => body.pauli_rotation(&vec![Pauli::Z; qubits.len()], -2.0 * coefficient * x, &qubits)?,
        };
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::gates::TABLE;

    /// The same power with the exponent as a number and as a parameter.
    #[test]
    fn free_powers_of_every_row_are_its_powers() {
        for gate in TABLE {
            let angles = vec![Angle::from(0.7); gate.angles.len()];
            let qubits: Vec<usize> = (0..gate.num_qubits()).collect();
            let plain = Instruction::new(Operation::Gate(gate), &angles, &qubits);
            for exponent in [-1.5, -1.0, 0.3, 0.5, 2.0] {
                let (mut known, mut free) =
                    (Circuit::new(gate.num_qubits()), Circuit::new(gate.num_qubits()));
                let x = free.parameter("x");
                known.push(plain.power(exponent).unwrap()).unwrap();
                free.push(plain.power_by(&x.into()).unwrap()).unwrap();
                let difference = (known.matrix(&[]).unwrap() - free.matrix(&[exponent]).unwrap()).norm();
                assert!(difference < 1e-12, "{}^{exponent}: {difference}", gate.name);
            }
        }
    }
}
