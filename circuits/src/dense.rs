//! The matrix of a small circuit. Slow on purpose: it serves powers of composite gates and users who want to look.

use crate::flatten::FlatCircuit;
use crate::unitary::MAX_UNITARY_QUBITS;
use crate::{C64, Circuit, CircuitError, FlatInstruction, FlatOperation, Matrix, Source};

impl Circuit {
    /// Its 2^n by 2^n unitary at the given parameter values; qubit 0 is the least significant bit of the index.
    ///
    /// # Errors
    /// More than 10 qubits, measurements or resets, the wrong number of values.
    pub fn matrix(&self, params: &[f64]) -> Result<Matrix, CircuitError> {
        let flat = self.flatten()?;
        if flat.num_qubits > MAX_UNITARY_QUBITS {
            return Err(CircuitError::TooManyQubits { qubits: flat.num_qubits, limit: MAX_UNITARY_QUBITS });
        }
        if flat.initial_amplitudes.is_some() || !self.is_unitary() {
            return Err(CircuitError::NotReversible { operation: "the circuit".into(), asked: "matrix" });
        }
        let angles = flat.parameter_map.angles(params)?;
        let dim = 1usize << flat.num_qubits;
        let mut matrix = Matrix::identity(dim, dim);
        for instruction in &flat.instructions {
            apply(instruction, &angles, &mut matrix);
        }
        Ok(matrix)
    }
}

impl FlatCircuit {
    /// The angle a source stands for.
    pub(crate) fn angle_of(source: Source, angles: &[f64]) -> f64 {
        match source {
            Source::Constant(angle) => angle,
            Source::Slot(slot) => angles[slot],
        }
    }
}

/// Multiplies every column of `matrix` by the instruction's unitary.
fn apply(instruction: &FlatInstruction, angles: &[f64], matrix: &mut Matrix) {
    let small = match &instruction.operation {
        FlatOperation::Fixed(u) => Matrix::clone(u),
        FlatOperation::Exponential { generator, angle } => {
            generator.exponential(FlatCircuit::angle_of(*angle, angles))
        }
        FlatOperation::PauliRotation { word, angle } => {
            pauli_rotation(word, FlatCircuit::angle_of(*angle, angles))
        }
        FlatOperation::Measure { .. } | FlatOperation::Reset | FlatOperation::If { .. } => return,
    };
    let place = |index: usize| {
        instruction.targets.iter().enumerate().fold(0, |sum, (j, q)| sum | (index >> j & 1) << q)
    };
    let mask = place(usize::MAX);
    let active = |row: usize| {
        instruction
            .controls
            .iter()
            .enumerate()
            .all(|(j, q)| row >> q & 1 == (instruction.control_values >> j & 1) as usize)
    };
    for base in (0..matrix.nrows()).filter(|row| row & mask == 0 && active(*row)) {
        for mut column in matrix.column_iter_mut() {
            let old: Vec<C64> = (0..small.ncols()).map(|k| column[base | place(k)]).collect();
            for row in 0..small.nrows() {
                column[base | place(row)] = (0..small.ncols()).map(|k| small[(row, k)] * old[k]).sum();
            }
        }
    }
}

/// `cos(θ/2) − i sin(θ/2) P`.
fn pauli_rotation(word: &[crate::Pauli], theta: f64) -> Matrix {
    let letters: Vec<_> = word.iter().copied().enumerate().collect();
    let string =
        crate::PauliString::new(&letters).expect("the word of a small matrix names each target once");
    let dim = 1usize << word.len();
    let mut matrix = Matrix::from_diagonal_element(dim, dim, C64::new((theta / 2.0).cos(), 0.0));
    for column in 0..dim {
        let (row, entry) = string.entry(column as u64);
        matrix[(row as usize, column)] += entry * C64::new(0.0, -(theta / 2.0).sin());
    }
    matrix
}
