//! A 4 by 4 unitary as `(A₁⊗A₀)·exp(i(aXX + bYY + cZZ))·(B₁⊗B₀)`, the canonical form, and that with at most three `cx` (Vatan and
//! Williams, arXiv:quant-ph/0308006). Called by the Shannon decomposition.

use super::{Synthesis, eigen};
use crate::gates::{CX, RX, RY, RZ, X, Y, Z};
use crate::{Angle, C64, CircuitError, Gate, Instruction, Matrix, Operation};
use std::f64::consts::{FRAC_1_SQRT_2, FRAC_PI_2, FRAC_PI_4, PI, TAU};

/// Angles of the canonical form below this are rounding.
const ROUNDING: f64 = 1e-13;

/// Products of one-qubit gates are real in this basis, and XX, YY, ZZ diagonal.
fn magic_basis() -> Matrix {
    let (one, i, zero) = (C64::from(FRAC_1_SQRT_2), C64::new(0.0, FRAC_1_SQRT_2), C64::ZERO);
    Matrix::from_row_slice(
        4,
        4,
        &[one, zero, zero, i, zero, i, one, zero, zero, i, -one, zero, one, zero, zero, -i],
    )
}

/// The canonical form.
struct Canonical {
    phase: f64,
    before: Matrix,
    angles: [f64; 3],
    after: Matrix,
}

impl Canonical {
    fn of(matrix: &Matrix) -> Canonical {
        let basis = magic_basis();
        let phase = matrix.determinant().arg() / 4.0;
        let special = basis.adjoint() * matrix * C64::cis(-phase) * &basis;
        let mut vectors = eigen::of_symmetric_unitary(&(special.transpose() * &special));
        if vectors.determinant() < 0.0 {
            vectors.column_mut(0).neg_mut();
        }
        let vectors = vectors.map(C64::from);
        let squares = vectors.transpose() * special.transpose() * &special * &vectors;
        let mut halves: Vec<f64> = squares.diagonal().iter().map(|value| value.arg() / 2.0).collect();
        // The determinant is 1, so that the halves add up to a multiple of π; of two square roots one is taken.
        if !((halves.iter().sum::<f64>() / PI).round() as i64).rem_euclid(2).eq(&0) {
            halves[0] += PI;
        }
        halves[0] -= TAU * (halves.iter().sum::<f64>() / TAU).round();
        let inverse: Vec<C64> = halves.iter().map(|half| C64::cis(-half)).collect();
        let left = special * &vectors * Matrix::from_diagonal(&nalgebra::DVector::from_vec(inverse));
        Canonical {
            phase,
            before: &basis * vectors.transpose() * basis.adjoint(),
            angles: [
                (halves[0] + halves[1]) / 2.0,
                (halves[1] + halves[3]) / 2.0,
                (halves[0] + halves[3]) / 2.0,
            ],
            after: &basis * left * basis.adjoint(),
        }
    }
}

/// `high ⊗ low` as its factors, the second with determinant 1.
fn factors(product: &Matrix) -> [Matrix; 2] {
    let part = |i: usize, j: usize| product.view((2 * i, 2 * j), (2, 2)).into_owned();
    let places = [(0, 0), (0, 1), (1, 0), (1, 1)];
    let largest = places.into_iter().max_by(|a, b| part(a.0, a.1).norm().total_cmp(&part(b.0, b.1).norm()));
    let (row, column) = largest.unwrap_or((0, 0));
    let low = part(row, column);
    let low = &low / low.determinant().sqrt();
    let high = Matrix::from_fn(2, 2, |i, j| (low.adjoint() * part(i, j)).trace() / 2.0);
    [low, high]
}

impl Synthesis {
    pub(super) fn two_qubits(&mut self, matrix: &Matrix, qubits: [usize; 2]) -> Result<(), CircuitError> {
        let Canonical { phase, mut before, mut angles, after } = Canonical::of(matrix);
        self.phase += phase;
        for (angle, pauli) in angles.iter_mut().zip([&X, &Y, &Z]) {
            // A quarter turn is a product: exp(iπ/2·PP) = i·PP.
            let quarters = (*angle / FRAC_PI_2).round();
            *angle -= quarters * FRAC_PI_2;
            self.phase += quarters * FRAC_PI_2;
            if quarters.rem_euclid(2.0) == 1.0 {
                let pauli = pauli.target_matrix(0.0);
                before = pauli.kronecker(&pauli) * before;
            }
        }
        self.product(&before, qubits)?;
        self.canonical(angles, qubits)?;
        self.product(&after, qubits)
    }

    fn product(&mut self, product: &Matrix, qubits: [usize; 2]) -> Result<(), CircuitError> {
        for (factor, qubit) in factors(product).iter().zip(qubits) {
            self.one_qubit(factor, qubit)?;
        }
        Ok(())
    }

    /// `exp(i(aXX + bYY + cZZ))`.
    fn canonical(&mut self, [a, b, c]: [f64; 3], [low, high]: [usize; 2]) -> Result<(), CircuitError> {
        let is_nothing = |angle: f64| angle.abs() < ROUNDING;
        if [a, b, c].into_iter().all(is_nothing) {
            return Ok(());
        }
        // One that vanishes is made to be the second: S takes X to Y, and a quarter turn about X takes Z to Y.
        let around = match [a, b, c].map(is_nothing) {
            [true, false, false] | [true, false, true] => Some((&RZ, [b, 0.0, c])),
            [false, false, true] => Some((&RX, [a, 0.0, b])),
            _ => None,
        };
        if let Some((gate, angles)) = around {
            for qubit in [low, high] {
                self.turn(gate, -FRAC_PI_2, qubit)?;
            }
            self.canonical(angles, [low, high])?;
            for qubit in [low, high] {
                self.turn(gate, FRAC_PI_2, qubit)?;
            }
            return Ok(());
        }
        if is_nothing(b) {
            // CX takes XX to X on the first qubit and ZZ to Z on the second.
            self.flip(low, high)?;
            self.turn(&RX, -2.0 * a, low)?;
            self.turn(&RZ, -2.0 * c, high)?;
            return self.flip(low, high);
        }
        self.phase += FRAC_PI_4;
        self.turn(&RZ, -FRAC_PI_2, high)?;
        self.flip(high, low)?;
        self.turn(&RZ, FRAC_PI_2 - 2.0 * c, low)?;
        self.turn(&RY, 2.0 * a - FRAC_PI_2, high)?;
        self.flip(low, high)?;
        self.turn(&RY, FRAC_PI_2 - 2.0 * b, high)?;
        self.flip(high, low)?;
        self.turn(&RZ, FRAC_PI_2, low)
    }

    fn flip(&mut self, control: usize, target: usize) -> Result<(), CircuitError> {
        self.circuit.push(Instruction::new(Operation::Gate(&CX), &[], &[control, target])).map(|_| ())
    }

    fn turn(&mut self, gate: &'static Gate, angle: f64, qubit: usize) -> Result<(), CircuitError> {
        self.circuit
            .push(Instruction::new(Operation::Gate(gate), &[Angle::from(angle)], &[qubit]))
            .map(|_| ())
    }
}
