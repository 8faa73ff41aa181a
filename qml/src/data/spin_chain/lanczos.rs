//! The lowest eigenvector of a real symmetric matrix that is only known by its products with vectors.
//!
//! Called by the spin chains. Must not know what the matrix means.

use nalgebra::{DMatrix, DVector, SymmetricEigen};

/// Steps between restarts.
const STEPS: usize = 60;
const RESTARTS: usize = 200;
/// Largest `|Hv − Ev|` of an answer, for matrices whose entries are of order 1.
const RESIDUAL: f64 = 1e-11;

/// The eigenvalue and normalised eigenvector that restarted Lanczos iteration with full orthogonalisation reaches from `start`
/// (Lanczos, J. Res. Nat. Bur. Stand. 45, 255 (1950)): the lowest one that is not orthogonal to it. `None` if it does not converge,
/// or if `start` is zero or not finite.
pub fn lowest(
    start: DVector<f64>,
    apply: &dyn Fn(&DVector<f64>) -> DVector<f64>,
) -> Option<(f64, DVector<f64>)> {
    let mut vector = start.try_normalize(0.0).filter(|v| v.iter().all(|x| x.is_finite()))?;
    for _ in 0..RESTARTS {
        let (energy, next) = sweep(&vector, apply);
        let residual = (apply(&next) - &next * energy).norm();
        vector = next;
        if residual < RESIDUAL {
            return Some((energy, vector));
        }
    }
    None
}

/// The lowest Ritz pair of the space of `start, H start, H² start, …`.
fn sweep(start: &DVector<f64>, apply: &dyn Fn(&DVector<f64>) -> DVector<f64>) -> (f64, DVector<f64>) {
    let mut basis = vec![start.clone()];
    let (mut diagonal, mut beside) = (Vec::new(), Vec::new());
    for step in 0..STEPS.min(start.len()) {
        let mut next = apply(&basis[step]);
        diagonal.push(next.dot(&basis[step]));
        // Twice: once leaves what rounding made of large components.
        for _ in 0..2 {
            for known in &basis {
                next.axpy(-next.dot(known), known, 1.0);
            }
        }
        let norm = next.norm();
        if norm < 1e-12 {
            break;
        }
        beside.push(norm);
        basis.push(next / norm);
    }
    let size = diagonal.len();
    let matrix = DMatrix::from_fn(size, size, |i, j| match i.abs_diff(j) {
        0 => diagonal[i],
        1 => beside[i.min(j)],
        _ => 0.0,
    });
    let eigen = SymmetricEigen::new(matrix);
    let lowest = eigen.eigenvalues.imin();
    let weights = eigen.eigenvectors.column(lowest);
    let mut vector = DVector::zeros(start.len());
    basis.iter().zip(weights.iter()).for_each(|(known, weight)| vector.axpy(*weight, known, 1.0));
    (eigen.eigenvalues[lowest], vector.normalize())
}
