//! A unitary matrix as a circuit of `cx`, one-qubit gates and a global phase, exactly. Called by the printer, for matrices that a
//! circuit file cannot hold; knows no text and no backend.
//!
//! One qubit is three angles, two qubits are the canonical form with three `cx`, more are the quantum Shannon decomposition (Shende,
//! Bullock and Markov, arXiv:quant-ph/0406176): a cosine-sine decomposition whose block-diagonal factors are split again.

mod cosine_sine;
mod eigen;
mod multiplexed;
mod one_qubit;
mod two_qubits;

pub(crate) use one_qubit::{Turn, general, turn_of};

use crate::gates::GPHASE;
use crate::{Angle, C64, Circuit, CircuitError, Instruction, Matrix, Operation};
use cosine_sine::CosineSine;

/// Angles below this turn by nothing that a double of a matrix entry can hold.
const NEGLIGIBLE: f64 = 1e-15;

/// The circuit of a 2^n by 2^n unitary; qubit 0 is the least significant bit of its index.
pub(crate) fn synthesized(matrix: &Matrix) -> Result<Circuit, CircuitError> {
    let num_qubits = matrix.nrows().trailing_zeros() as usize;
    let mut synthesis = Synthesis { circuit: Circuit::new(num_qubits), phase: 0.0 };
    synthesis.add(matrix, &(0..num_qubits).collect::<Vec<_>>())?;
    let Synthesis { mut circuit, phase } = synthesis;
    if phase.abs() > NEGLIGIBLE {
        circuit.push(Instruction::new(Operation::Gate(&GPHASE), &[Angle::from(phase)], &[]))?;
    }
    Ok(circuit)
}

/// A circuit that is being made, and the global phase that is left over.
struct Synthesis {
    circuit: Circuit,
    phase: f64,
}

impl Synthesis {
    /// Adds a unitary on some qubits, the first one the least significant bit of its index.
    fn add(&mut self, matrix: &Matrix, qubits: &[usize]) -> Result<(), CircuitError> {
        match qubits {
            [] => self.phase += matrix[(0, 0)].arg(),
            [qubit] => self.one_qubit(matrix, *qubit)?,
            [low, high] => self.two_qubits(matrix, [*low, *high])?,
            [lower @ .., top] => {
                let CosineSine { left, angles, right } = CosineSine::of(matrix);
                self.multiplexed(&right, lower, *top)?;
                let turns: Vec<f64> = angles.iter().map(|theta| 2.0 * theta).collect();
                self.multiplexed_turn(&crate::gates::RY, &turns, lower, *top)?;
                self.multiplexed(&left, lower, *top)?;
            }
        }
        Ok(())
    }

    /// A one-qubit unitary; its phase joins the global one.
    fn one_qubit(&mut self, matrix: &Matrix, qubit: usize) -> Result<(), CircuitError> {
        let Turn { phase, angles } = turn_of(matrix);
        self.phase += phase;
        let [theta, phi, lambda] = angles;
        if theta.abs() < NEGLIGIBLE && (phi + lambda).abs() < NEGLIGIBLE {
            return Ok(());
        }
        self.circuit.push(general(&angles, qubit)?)?;
        Ok(())
    }
}

/// The block of a matrix of twice its size.
fn block(matrix: &Matrix, row: usize, column: usize) -> Matrix {
    let half = matrix.nrows() / 2;
    matrix.view((row * half, column * half), (half, half)).into_owned()
}

/// `diag(…)·matrix`.
fn scaled_rows(phases: &[C64], matrix: &Matrix) -> Matrix {
    Matrix::from_fn(matrix.nrows(), matrix.ncols(), |i, j| phases[i] * matrix[(i, j)])
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::gates::TABLE;
    use proptest::prelude::*;

    fn distance(matrix: &Matrix) -> f64 {
        (synthesized(matrix).unwrap().matrix(&[]).unwrap() - matrix).norm()
    }

    /// A unitary from the polar factor of random entries, so that it shares nothing with what takes it apart.
    fn unitary(entries: &[f64], dim: usize) -> Matrix {
        let at = |k: usize| C64::new(entries[2 * k % entries.len()], entries[(2 * k + 1) % entries.len()]);
        Matrix::from_fn(dim, dim, |i, j| at(i * dim + j)).qr().q()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
        #[test]
        fn random_unitaries_are_their_circuits(
            qubits in 1usize..=5, entries in proptest::collection::vec(-1.0f64..1.0, 2048),
        ) {
            prop_assert!(distance(&unitary(&entries, 1 << qubits)) < 1e-12);
        }
    }

    #[test]
    fn matrices_of_equal_entries_and_permutations_are_their_circuits() {
        for qubits in 1..=5usize {
            let dim = 1usize << qubits;
            let one = C64::new(1.0, 0.0);
            let shift = Matrix::from_fn(dim, dim, |i, j| if i == (j + 1) % dim { one } else { C64::ZERO });
            let mirror = Matrix::from_fn(dim, dim, |i, j| if i + j == dim - 1 { one } else { C64::ZERO });
            let root = std::f64::consts::TAU / dim as f64;
            let fourier =
                Matrix::from_fn(dim, dim, |i, j| C64::cis(root * (i * j) as f64) / (dim as f64).sqrt());
            let phases =
                Matrix::from_fn(dim, dim, |i, j| if i == j { C64::cis(i as f64) } else { C64::ZERO });
            let grover = Matrix::from_fn(dim, dim, |i, j| {
                C64::from(2.0 / dim as f64 - if i == j { 1.0 } else { 0.0 })
            });
            let identity = Matrix::identity(dim, dim);
            for (name, matrix) in [
                ("shift", shift),
                ("mirror", mirror),
                ("fourier", fourier),
                ("phases", phases),
                ("grover", grover),
                ("i", &identity * C64::i()),
                ("1", identity),
            ] {
                assert!(distance(&matrix) < 1e-12, "{name} on {qubits}: {}", distance(&matrix));
            }
        }
    }

    #[test]
    fn gates_of_the_table_on_several_qubits_are_their_circuits() {
        for gate in TABLE.iter().filter(|gate| gate.num_targets > 0) {
            let mut circuit = Circuit::new(gate.num_qubits());
            let angles = vec![Angle::from(0.7); gate.angles.len()];
            let qubits: Vec<usize> = (0..gate.num_qubits()).collect();
            circuit.gate(gate, &angles, &qubits).unwrap();
            let matrix = circuit.matrix(&[]).unwrap();
            assert!(distance(&matrix) < 1e-12, "{}: {}", gate.name, distance(&matrix));
        }
    }

    #[test]
    fn two_qubits_take_three_flips_and_fewer_where_two_or_none_do() {
        let flips = |matrix: &Matrix| {
            let circuit = synthesized(matrix).unwrap();
            circuit.instructions().iter().filter(|i| i.name() == "cx").count()
        };
        let entries: Vec<f64> = (0..32).map(|k| f64::from(k).sin()).collect();
        assert_eq!(flips(&unitary(&entries, 4)), 3);
        let mut circuit = Circuit::new(2);
        circuit.h(0).unwrap().rx(0.3, 1).unwrap();
        assert_eq!(flips(&circuit.matrix(&[]).unwrap()), 0);
        circuit.cx(0, 1).unwrap().h(1).unwrap();
        assert_eq!(flips(&circuit.matrix(&[]).unwrap()), 2);
    }
}
