//! The support of a state by its amplitudes. Shares nothing with what it tests: exponentials are series, Pauli words
//! products of matrices.

use super::*;
use ansatz_circuits::{FlatOperation, Source};

/// The basis states that measuring can give, in ascending order; all of them must be equally likely.
pub(super) fn support(num_qubits: usize, instructions: &[FlatInstruction]) -> Vec<u64> {
    let mut state = vec![C64::from(0.0); 1 << num_qubits];
    state[0] = C64::from(1.0);
    instructions.iter().for_each(|instruction| apply(instruction, &mut state));
    let found: Vec<u64> = (0..1 << num_qubits).filter(|b| state[*b as usize].norm_sqr() > 1e-9).collect();
    let each = 1.0 / found.len() as f64;
    assert!(found.iter().all(|b| (state[*b as usize].norm_sqr() - each).abs() < 1e-9), "{state:?}");
    found
}

fn apply(instruction: &FlatInstruction, state: &mut [C64]) {
    let matrix = matrix_of(&instruction.operation);
    let place = |number: usize| {
        let bits = instruction.targets.iter().enumerate();
        bits.fold(0, |sum, (j, qubit)| sum | (number >> j & 1) << qubit)
    };
    let value = |j: usize| (instruction.control_values >> j & 1) as usize;
    let is_on =
        |b: usize| instruction.controls.iter().enumerate().all(|(j, qubit)| b >> qubit & 1 == value(j));
    let all = place(usize::MAX);
    for b in (0..state.len()).filter(|b| b & all == 0 && is_on(*b)) {
        let old: Vec<C64> = (0..matrix.ncols()).map(|k| state[b | place(k)]).collect();
        for row in 0..matrix.nrows() {
            state[b | place(row)] = (0..old.len()).map(|k| matrix[(row, k)] * old[k]).sum();
        }
    }
}

fn matrix_of(operation: &FlatOperation) -> Matrix {
    match operation {
        FlatOperation::Fixed(unitary) => Matrix::clone(unitary),
        FlatOperation::Exponential { generator, angle: Source::Constant(theta) } => {
            series(&(generator.matrix() * C64::new(0.0, *theta)))
        }
        FlatOperation::PauliRotation { word, angle: Source::Constant(theta) } => {
            let one = Matrix::identity(1, 1);
            let product = word.iter().fold(one, |product, letter| letter_matrix(*letter).kronecker(&product));
            series(&(product * C64::new(0.0, -theta / 2.0)))
        }
        other => panic!("not unitary: {other:?}"),
    }
}

fn letter_matrix(letter: Pauli) -> Matrix {
    match letter {
        Pauli::I => Matrix::identity(2, 2),
        Pauli::X => table::X.target_matrix(0.0),
        Pauli::Y => table::Y.target_matrix(0.0),
        Pauli::Z => table::Z.target_matrix(0.0),
    }
}

/// `exp(A)`, of matrices that are not large.
fn series(matrix: &Matrix) -> Matrix {
    let dim = matrix.nrows();
    let (mut term, mut sum) = (Matrix::identity(dim, dim), Matrix::zeros(dim, dim));
    for k in 1..80 {
        sum += &term;
        term = term * matrix * C64::from(1.0 / f64::from(k));
    }
    sum
}
