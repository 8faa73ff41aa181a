//! Powers of gates, for OpenQASM's `pow(k) @`: by scaling the angle, by repetition, or by the spectrum of the matrix.

use crate::composite::count;
use crate::form::Form;
use crate::invert::scaled;
use crate::matrix::{C64, is_diagonal};
use crate::{Angle, Circuit, CircuitError, Composite, Instruction, Matrix, Operation, Unitary};
use std::f64::consts::PI;
use std::sync::Arc;

/// Eigenphases nearer than this to −π are π.
const ON_THE_CUT: f64 = 1e-12;
/// A composite gate is repeated as long as that makes no more operations than this.
const MAX_REPEATED: u64 = 1 << 16;
/// Why a composite gate with free angles has no fractional power: its eigenphases are no sums of angles, so there is no generator
/// with a fixed spectrum, and where they pass π the principal power jumps.
pub(crate) const FREE_ANGLES: &str = "its angles depend on parameters, and it is neither rotations that commute nor such between a gate and its inverse";
/// A composite gate's matrix is computed up to this many qubits.
pub(crate) const MAX_MATRIX_QUBITS: usize = 8;

impl Instruction {
    /// The principal power `U^k = exp(k log U)`, the logarithm's eigenphases in (−π, π]. A gate `exp(iθG)` becomes
    /// `exp(ikθG)`, which is the same for |θ| small enough and keeps its parameter.
    ///
    /// ```
    /// use ansatz_circuits::{Circuit, Instruction, Operation, table};
    /// let x = Instruction::new(Operation::Gate(&table::X), &[], &[0]);
    /// let mut twice = Circuit::new(1);
    /// twice.push(x.power(0.5)?)?.push(x.power(0.5)?)?;
    /// assert!((twice.matrix(&[])? - table::X.target_matrix(0.0)).norm() < 1e-12);
    /// # Ok::<(), ansatz_circuits::CircuitError>(())
    /// ```
    ///
    /// # Errors
    /// [`CircuitError::Power`] for a fractional power of a composite gate that has too many qubits, or that
    /// has parameters and is neither rotations that commute nor such between a gate and its inverse; [`CircuitError::NotReversible`] for what is not unitary.
    pub fn power(&self, exponent: f64) -> Result<Instruction, CircuitError> {
        if !exponent.is_finite() {
            return Err(self.power_error(exponent, "the exponent is not finite"));
        }
        match &self.operation {
            Operation::Barrier => Ok(self.clone()),
            _ if exponent == 1.0 => Ok(self.clone()),
            _ if exponent == -1.0 => self.inverse(),
            Operation::Gate(gate) => match gate.form {
                Form::Rotation(_) | Form::Phase(_) => Ok(self.with_scaled_angles(exponent)),
                Form::Fixed(_) => self.matrix_power(&gate.target_matrix(0.0), gate.num_controls, exponent),
            },
            Operation::PauliRotation(_) => Ok(self.with_scaled_angles(exponent)),
            Operation::Unitary(unitary) => self.matrix_power(unitary.matrix(), 0, exponent),
            Operation::Composite(composite) => self.composite_power(composite, exponent),
            Operation::Measure { .. } | Operation::Reset | Operation::If(_) => {
                Err(CircuitError::NotReversible { operation: self.name().to_string(), asked: "power" })
            }
        }
    }

    fn with_scaled_angles(&self, factor: f64) -> Instruction {
        Instruction { angles: scaled(&self.angles, factor).into(), ..self.clone() }
    }

    /// The power of a constant matrix; the operation's own controls become added ones.
    fn matrix_power(
        &self,
        matrix: &Matrix,
        own_controls: usize,
        exponent: f64,
    ) -> Result<Instruction, CircuitError> {
        let power = unitary_power(matrix, exponent);
        let unitary = Unitary::new(format!("{}^{exponent}", self.name()), power)?;
        Ok(with_own_controls(self, own_controls, Operation::Unitary(Arc::new(unitary))))
    }

    fn composite_power(&self, composite: &Composite, exponent: f64) -> Result<Instruction, CircuitError> {
        let repeats = exponent.abs();
        let size = self.size_of(composite).max(1);
        if exponent.fract() == 0.0 && repeats * size as f64 <= MAX_REPEATED as f64 {
            let body = composite.body();
            let once = if exponent < 0.0 { body.inverse()? } else { body.clone() };
            let mut repeated = Circuit::new(body.num_qubits());
            body.parameters().iter().for_each(|name| _ = repeated.parameter(name));
            let all: Vec<usize> = (0..body.num_qubits()).collect();
            for _ in 0..repeats as u64 {
                repeated.append(&once, &all)?;
            }
            let name = format!("{}_pow{exponent}", composite.name()).replace(['-', '.'], "_");
            return Ok(Instruction {
                operation: Operation::Composite(Arc::new(Composite::new(name, repeated)?)),
                ..self.clone()
            });
        }
        if !self.angles.iter().all(|angle| angle.is_constant()) {
            if let Some(power) = self.power_of_parts(composite, &Angle::from(exponent))? {
                return Ok(power);
            }
            return Err(self.power_error(exponent, FREE_ANGLES));
        }
        if composite.body().num_qubits() > MAX_MATRIX_QUBITS {
            return Err(self.power_error(exponent, "it acts on more than 8 qubits"));
        }
        let params: Vec<f64> = self.angles.iter().map(|angle| angle.offset()).collect();
        let matrix = composite.body().matrix(&params)?;
        let powered = self.matrix_power(&matrix, 0, exponent)?;
        Ok(Instruction { angles: Default::default(), ..powered })
    }

    fn size_of(&self, composite: &Composite) -> u64 {
        composite.body().instructions().iter().map(count).fold(0, u64::saturating_add)
    }

    fn power_error(&self, exponent: f64, reason: &str) -> CircuitError {
        CircuitError::Power { gate: self.name().to_string(), exponent, reason: reason.to_string() }
    }
}

/// Another operation on the targets of an instruction; the operation's own controls become added ones.
pub(crate) fn with_own_controls(
    instruction: &Instruction,
    own_controls: usize,
    operation: Operation,
) -> Instruction {
    let added = u32::from(instruction.num_added_controls);
    let mut changed = Instruction { operation, ..instruction.clone() };
    changed.num_added_controls += own_controls as u8;
    changed.control_values |= ((1u64 << own_controls) - 1) << added;
    changed
}

/// `U^k` by Schur decomposition: a unitary's triangular factor is diagonal.
/// An integer power of a diagonal or permutation-like matrix keeps exact entries exact through repeated squaring.
fn unitary_power(matrix: &Matrix, exponent: f64) -> Matrix {
    let dim = matrix.nrows();
    if is_diagonal(matrix) {
        return Matrix::from_fn(dim, dim, |i, j| {
            if i == j { phase_power(matrix[(i, i)], exponent) } else { C64::ZERO }
        });
    }
    if exponent.fract() == 0.0 && exponent.abs() <= 1e15 {
        let base = if exponent < 0.0 { matrix.adjoint() } else { matrix.clone() };
        return integer_power(base, exponent.abs() as u64);
    }
    let schur = matrix.clone().schur();
    let (vectors, triangular) = schur.unpack();
    let phases =
        Matrix::from_fn(
            dim,
            dim,
            |i, j| if i == j { phase_power(triangular[(i, i)], exponent) } else { C64::ZERO },
        );
    &vectors * phases * vectors.adjoint()
}

fn phase_power(value: C64, exponent: f64) -> C64 {
    C64::cis(eigenphase(value) * exponent)
}

/// The phase in (−π, π]: what rounding has put just below the cut is on it.
pub(crate) fn eigenphase(value: C64) -> f64 {
    let phase = value.arg();
    if phase < -PI + ON_THE_CUT { PI } else { phase }
}

/// Repeated squaring, each square made unitary again by its own scale so that 2^50 steps do not drift.
fn integer_power(mut base: Matrix, mut exponent: u64) -> Matrix {
    let mut power = Matrix::identity(base.nrows(), base.nrows());
    while exponent > 0 {
        if exponent & 1 == 1 {
            power *= &base;
        }
        base = &base * &base;
        // One Newton step towards the nearest unitary (polar factor): U ← U(3 − U†U)/2.
        let identity = Matrix::identity(base.nrows(), base.nrows());
        base = &base * (identity * C64::new(3.0, 0.0) - base.adjoint() * &base) * C64::new(0.5, 0.0);
        exponent >>= 1;
    }
    power
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gates;

    #[test]
    fn powers_of_fixed_gates_compose() {
        for gate in [&gates::X, &gates::H, &gates::S, &gates::ISWAP, &gates::ECR] {
            let u = gate.target_matrix(0.0);
            let root = unitary_power(&u, 0.5);
            assert!((&root * &root - &u).norm() < 1e-12, "{}", gate.name);
            assert!((unitary_power(&u, 3.0) - &u * &u * &u).norm() < 1e-12, "{}", gate.name);
        }
        let x = gates::X.target_matrix(0.0);
        assert!((unitary_power(&x, 1e9) - Matrix::identity(2, 2)).norm() < 1e-12);
    }
}
