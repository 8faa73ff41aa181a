//! The eigenvalues of a Gram matrix: how many directions of the samples a kernel tells apart.
//!
//! Called by users and the command line.

use nalgebra::{DMatrix, SymmetricEigen};
use ndarray::Array2;

/// Sweeps of the QR algorithm for each row, after which nothing would change any more.
const SWEEPS: usize = 100;

/// The eigenvalues of a symmetric matrix, largest first; their sum is its trace, the number of samples where `k(x, x) = 1`. One large
/// eigenvalue and many small ones: the kernel hardly tells samples apart; all near 1: it tells every sample from every other and
/// learns nothing from one about another (Canatar et al., arXiv:2206.06686).
///
/// None for a matrix that is not square, is empty or holds what is no finite number. It takes `O(n³)` operations.
///
/// ```
/// use ansatz_qml::kernels::kernel_spectrum;
/// let gram = ndarray::array![[1.0, 0.5], [0.5, 1.0]];
/// let spectrum = kernel_spectrum(&gram).unwrap();
/// assert!((spectrum[0] - 1.5).abs() < 1e-12 && (spectrum[1] - 0.5).abs() < 1e-12);
/// ```
pub fn kernel_spectrum(gram: &Array2<f64>) -> Option<Vec<f64>> {
    let (rows, columns) = gram.dim();
    if rows == 0 || rows != columns || gram.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let matrix = DMatrix::from_fn(rows, rows, |i, j| 0.5 * (gram[[i, j]] + gram[[j, i]]));
    let eigen = SymmetricEigen::try_new(matrix, f64::EPSILON, SWEEPS * rows)?;
    let mut values: Vec<f64> = eigen.eigenvalues.iter().copied().collect();
    values.sort_by(|a, b| b.total_cmp(a));
    Some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spectrum_of_a_circulant_matrix_is_that_of_its_fourier_transform() {
        // Eigenvalues of the circulant of 1, a, 0, a: 1 + 2a cos(2πk/4).
        let a = 0.25;
        let gram = Array2::from_shape_fn((4, 4), |(i, j)| match (i + 4 - j) % 4 {
            0 => 1.0,
            2 => 0.0,
            _ => a,
        });
        let found = kernel_spectrum(&gram).unwrap();
        for (found, expected) in found.iter().zip([1.5, 1.0, 1.0, 0.5]) {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
    }

    #[test]
    fn what_has_no_spectrum_has_none() {
        assert_eq!(kernel_spectrum(&Array2::zeros((2, 3))), None);
        assert_eq!(kernel_spectrum(&Array2::zeros((0, 0))), None);
        assert_eq!(kernel_spectrum(&Array2::from_elem((3, 3), f64::NAN)), None);
        assert_eq!(kernel_spectrum(&Array2::zeros((2, 2))), Some(vec![0.0, 0.0]));
    }
}
