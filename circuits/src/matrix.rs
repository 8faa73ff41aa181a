//! Small dense complex matrices: the type, and the checks that gates and observables need.
//! Called by the gate table and by user unitaries; knows nothing of circuits.

use nalgebra::DMatrix;

/// A complex number in double precision.
pub type C64 = num_complex::Complex<f64>;

/// A small dense complex matrix.
pub type Matrix = DMatrix<C64>;

/// How far `U†U` may differ from the identity, entry by entry, before a matrix is refused as not unitary.
pub const UNITARITY_TOLERANCE: f64 = 1e-9;

/// `re + i·im`, usable in constants.
pub(crate) const fn c(re: f64, im: f64) -> C64 {
    C64::new(re, im)
}

/// A square matrix from row-major entries.
pub(crate) fn from_rows(entries: &[C64]) -> Matrix {
    let dim = entries.len().isqrt();
    debug_assert_eq!(dim * dim, entries.len());
    Matrix::from_row_slice(dim, dim, entries)
}

/// Whether `‖U†U − 1‖_max ≤ UNITARITY_TOLERANCE`.
///
/// ```
/// use ansatz_circuits::{C64, is_unitary, table};
/// let h = table::H.target_matrix(0.0);
/// assert!(is_unitary(&h));
/// assert!(!is_unitary(&(h * C64::from(2.0))));
/// ```
pub fn is_unitary(matrix: &Matrix) -> bool {
    matrix.is_square() && deviation_from_unitary(matrix) <= UNITARITY_TOLERANCE
}

/// `‖U†U − 1‖_max`; infinite if an entry is not finite.
pub(crate) fn deviation_from_unitary(matrix: &Matrix) -> f64 {
    let product = matrix.adjoint() * matrix;
    let identity = Matrix::identity(matrix.nrows(), matrix.ncols());
    let worst = (product - identity).iter().map(|z| z.norm()).fold(0.0, f64::max);
    if matrix.iter().all(|z| z.re.is_finite() && z.im.is_finite()) { worst } else { f64::INFINITY }
}

/// Whether every off-diagonal entry is exactly zero.
///
/// ```
/// use ansatz_circuits::{is_diagonal, table};
/// assert!(is_diagonal(&table::RZ.target_matrix(0.3)));
/// assert!(!is_diagonal(&table::RX.target_matrix(0.3)));
/// ```
pub fn is_diagonal(matrix: &Matrix) -> bool {
    (0..matrix.nrows()).all(|i| (0..matrix.ncols()).all(|j| i == j || matrix[(i, j)] == c(0.0, 0.0)))
}
