//! Matrices on the qubits of a larger system, by Kronecker products written as lists of their nonzero entries:
//! `U` on some qubits is `Σ_ab U_ab ⊗_q F_q` with `F_q = |a_j⟩⟨b_j|` on target `j`, `|v⟩⟨v|` on a control, 1 elsewhere.

use super::matrix::{C64, Mat, c, pauli_word};

/// Where a matrix acts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Placement {
    /// `(qubit, value)`.
    pub controls: Vec<(usize, bool)>,
    /// Target `j` is bit `j` of the matrix's index.
    pub targets: Vec<usize>,
}

impl Placement {
    /// On these qubits, without controls.
    pub fn on(targets: &[usize]) -> Placement {
        Placement { controls: Vec::new(), targets: targets.to_vec() }
    }

    /// The nonzero entries `(row, column)` of the Kronecker product of factors, for the matrix entry `(a, b)`.
    fn entries(&self, num_qubits: usize, a: usize, b: usize) -> Vec<(usize, usize)> {
        let mut product = vec![(0, 0)];
        for qubit in (0..num_qubits).rev() {
            let target = self.targets.iter().position(|t| *t == qubit);
            let control = self.controls.iter().find(|(q, _)| *q == qubit);
            let factor: Vec<(usize, usize)> = match (target, control) {
                (Some(j), _) => vec![(a >> j & 1, b >> j & 1)],
                (_, Some((_, value))) => vec![(usize::from(*value), usize::from(*value))],
                (None, None) => vec![(0, 0), (1, 1)],
            };
            product = product
                .iter()
                .flat_map(|(row, column)| factor.iter().map(move |(r, k)| (row << 1 | r, column << 1 | k)))
                .collect();
        }
        product
    }
}

/// The state after the matrix: `ψ + Σ_ab (U − 1)_ab K_ab ψ`.
pub fn apply(state: &[C64], placement: &Placement, matrix: &Mat) -> Vec<C64> {
    assert_eq!(matrix.dim, 1 << placement.targets.len(), "one bit for each target");
    let num_qubits = state.len().trailing_zeros() as usize;
    let mut result = state.to_vec();
    for a in 0..matrix.dim {
        for b in 0..matrix.dim {
            let value = matrix.at(a, b) - c(f64::from(u8::from(a == b)), 0.0);
            if value != c(0.0, 0.0) {
                for (row, column) in placement.entries(num_qubits, a, b) {
                    result[row] += value * state[column];
                }
            }
        }
    }
    result
}

/// |0…0⟩.
pub fn zero_state(num_qubits: usize) -> Vec<C64> {
    let mut state = vec![c(0.0, 0.0); 1 << num_qubits];
    state[0] = c(1.0, 0.0);
    state
}

/// The 2^n by 2^n matrix of a sequence of steps, column by column.
pub fn circuit_matrix(num_qubits: usize, steps: &[(Placement, Mat)]) -> Mat {
    let dim = 1usize << num_qubits;
    let column = |k: usize| {
        let mut basis = vec![c(0.0, 0.0); dim];
        basis[k] = c(1.0, 0.0);
        steps.iter().fold(basis, |state, (placement, matrix)| apply(&state, placement, matrix))
    };
    let columns: Vec<Vec<C64>> = (0..dim).map(column).collect();
    Mat::from_fn(dim, |i, j| columns[j][i])
}

/// `|amplitude|²`.
pub fn probabilities(state: &[C64]) -> Vec<f64> {
    state.iter().map(|a| a.re * a.re + a.im * a.im).collect()
}

/// `⟨a|b⟩`.
pub fn overlap(a: &[C64], b: &[C64]) -> C64 {
    a.iter().zip(b).map(|(x, y)| x.conj() * y).sum()
}

/// `⟨ψ|Σ_k c_k P_k|ψ⟩`; a term is its coefficient and its letters by qubit.
pub fn expectation(state: &[C64], terms: &[(f64, Vec<(usize, char)>)]) -> f64 {
    let term = |(coefficient, letters): &(f64, Vec<(usize, char)>)| {
        let image = letters.iter().fold(state.to_vec(), |image, (qubit, letter)| {
            apply(&image, &Placement::on(&[*qubit]), &pauli_word(&letter.to_string()))
        });
        coefficient * overlap(state, &image).re
    };
    terms.iter().map(term).sum()
}
