//! A constant unitary matrix as an operation, checked once when it is made.

use crate::constant::Constant;
use crate::matrix::{deviation_from_unitary, is_unitary};
use crate::{CircuitError, Matrix};
use std::sync::Arc;

/// The most qubits one dense matrix may act on: its 2^k × 2^k entries are stored whole.
pub(crate) const MAX_UNITARY_QUBITS: usize = 10;

/// A 2^k by 2^k unitary with a label for drawings.
///
/// ```
/// # use ansatz_circuits::{Circuit, Matrix, Unitary, C64};
/// let z = Matrix::from_diagonal_element(2, 2, C64::new(0.0, 1.0));
/// let mut circuit = Circuit::new(1);
/// circuit.unitary(Unitary::new("iI", z)?, &[0])?;
/// # Ok::<(), ansatz_circuits::CircuitError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Unitary {
    label: String,
    matrix: Arc<Constant>,
    num_qubits: usize,
}

impl Unitary {
    /// Checks and wraps a matrix; its row and column index has `targets[0]` as the least significant bit.
    ///
    /// # Errors
    /// Not square, not 2^k in size, k over 10, or [`CircuitError::NotUnitary`].
    pub fn new(label: impl Into<String>, matrix: Matrix) -> Result<Unitary, CircuitError> {
        let (rows, columns) = matrix.shape();
        if rows != columns || !rows.is_power_of_two() {
            return Err(CircuitError::MatrixShape { rows, columns });
        }
        let num_qubits = rows.trailing_zeros() as usize;
        if num_qubits > MAX_UNITARY_QUBITS {
            return Err(CircuitError::TooManyQubits { qubits: num_qubits, limit: MAX_UNITARY_QUBITS });
        }
        if !is_unitary(&matrix) {
            return Err(CircuitError::NotUnitary { deviation: deviation_from_unitary(&matrix) });
        }
        Ok(Unitary { label: label.into(), matrix: Arc::new(Constant::new(matrix)), num_qubits })
    }

    /// The label.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The matrix.
    pub fn matrix(&self) -> &Matrix {
        &self.matrix
    }

    /// The matrix for who keeps it, with what it is.
    pub(crate) fn constant(&self) -> Arc<Constant> {
        self.matrix.clone()
    }

    /// How many qubits it acts on.
    pub fn num_qubits(&self) -> usize {
        self.num_qubits
    }

    /// `U†`, labelled with a dagger that is put on or taken off.
    pub fn inverse(&self) -> Unitary {
        let label = match self.label.strip_suffix('†') {
            Some(plain) => plain.to_string(),
            None => format!("{}†", self.label),
        };
        Unitary { label, matrix: Arc::new(Constant::new(self.matrix.adjoint())), num_qubits: self.num_qubits }
    }
}
