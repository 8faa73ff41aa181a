//! Observables as matrices: for comparisons with exact diagonalisation. Called by users; nothing that runs circuits makes one.

use super::{PauliError, PauliSum};
use crate::{C64, Matrix};

/// A matrix of more qubits would not fit.
const MOST_QUBITS: usize = 14;

impl PauliSum {
    /// The `2^n × 2^n` Hermitian matrix on so many qubits, qubit 0 being the least significant bit of its indices:
    /// `⟨j⊕x| c·P |j⟩ = c · i^{|x∧z|} (−1)^{|j∧z|}` for each string with X mask `x` and Z mask `z`.
    ///
    /// ```
    /// use ansatz_circuits::PauliSum;
    /// let sum: PauliSum = "Z0 + X0".parse()?;
    /// let least = sum.matrix(1)?.symmetric_eigenvalues().min();
    /// assert!((least + 2f64.sqrt()).abs() < 1e-14);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`PauliError::Matrix`] for fewer qubits than it acts on, or more than 14.
    pub fn matrix(&self, num_qubits: usize) -> Result<Matrix, PauliError> {
        let needed = self.min_qubits();
        if num_qubits < needed || num_qubits > MOST_QUBITS {
            return Err(PauliError::Matrix { needed, most: MOST_QUBITS, given: num_qubits });
        }
        let mut matrix = Matrix::zeros(1 << num_qubits, 1 << num_qubits);
        for (coefficient, string) in self.terms() {
            let (x, z) = (string.x_mask() as usize, string.z_mask() as usize);
            let phase = C64::i().powu((x & z).count_ones()) * *coefficient;
            for j in 0..1usize << num_qubits {
                let sign = if (j & z).count_ones().is_multiple_of(2) { 1.0 } else { -1.0 };
                matrix[(j ^ x, j)] += phase * sign;
            }
        }
        Ok(matrix)
    }
}
