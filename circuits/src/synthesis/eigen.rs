//! Eigenvectors of unitary matrices, which are those of their Hermitian and their anti-Hermitian part at once. A QR iteration on a
//! unitary itself may stand still, on a cyclic permutation for one; that on a Hermitian mixture of the two parts does not, and
//! Jacobi rotations of both parts together (Cardoso and Souloumiac, SIAM J. Matrix Anal. Appl. 17, 1996) tell apart what the mixture
//! takes for equal. Called by both decompositions.

use crate::{C64, Matrix};
use nalgebra::{DMatrix, Vector3};

/// How the two parts are mixed, in turn: generic, so that few eigenvalues are taken for equal.
const MIXTURES: [f64; 5] = [0.9, 0.37, 2.1, 1.31, 2.83];
/// Off-diagonal entries below this are rounding.
const ROUNDING: f64 = 1e-16;
/// Sweeps converge quadratically: ten are many.
const MAX_SWEEPS: usize = 40;

/// `V` of `U = V·diag(e^{iψ})·V†`, with the phases.
pub(super) struct Eigen {
    pub(super) vectors: Matrix,
    pub(super) phases: Vec<f64>,
}

/// The eigenvectors of a unitary matrix: those of the first mixture that leaves nothing but rounding beside the diagonal, or of the
/// best one.
pub(super) fn of_unitary(matrix: &Matrix) -> Eigen {
    let rounding = 100.0 * f64::EPSILON * matrix.nrows() as f64;
    let mut best: Option<Diagonalised> = None;
    for mixture in MIXTURES {
        let found = diagonalised(matrix, mixture);
        let is_done = found.rest < rounding;
        if best.as_ref().is_none_or(|known| found.rest < known.rest) {
            best = Some(found);
        }
        if is_done {
            break;
        }
    }
    let Diagonalised { vectors, diagonal, .. } = best.expect("there are mixtures");
    Eigen { phases: diagonal.diagonal().iter().map(|value| value.arg()).collect(), vectors }
}

/// `V†·U·V`, and what it has beside its diagonal.
struct Diagonalised {
    vectors: Matrix,
    diagonal: Matrix,
    rest: f64,
}

fn diagonalised(matrix: &Matrix, mixture: f64) -> Diagonalised {
    let real = (matrix + matrix.adjoint()) * C64::from(0.5);
    let imaginary = (matrix - matrix.adjoint()) * C64::new(0.0, -0.5);
    let mixed = real * C64::from(mixture.cos()) + imaginary * C64::from(mixture.sin());
    let mut vectors = mixed.symmetric_eigen().eigenvectors;
    // Zeros off the diagonal divide by zero there; then the rotations do it all.
    if !vectors.iter().all(|z| z.is_finite()) {
        vectors = Matrix::identity(matrix.nrows(), matrix.nrows());
    }
    let mut diagonal = vectors.adjoint() * matrix * &vectors;
    for _ in 0..MAX_SWEEPS {
        let mut is_done = true;
        for (p, q) in pairs(matrix.nrows()) {
            if let Some(rotation) = Rotation::of(&diagonal, p, q) {
                is_done = false;
                rotation.apply(&mut diagonal, p, q);
                rotation.apply(&mut vectors, p, q);
                rotation.apply_to_rows(&mut diagonal, p, q);
            }
        }
        if is_done {
            break;
        }
    }
    // Measured anew: what the rotations have kept of it has their rounding.
    let diagonal = vectors.adjoint() * matrix * &vectors;
    let rest = pairs(matrix.nrows()).map(|(p, q)| diagonal[(p, q)].norm() + diagonal[(q, p)].norm());
    let rest = rest.fold(0.0, f64::max);
    Diagonalised { vectors, diagonal, rest }
}

/// The direction along which two vectors are largest together: the dominant eigenvector of `uuᵀ + vvᵀ`.
fn principal_axis(u: Vector3<f64>, v: Vector3<f64>) -> Option<Vector3<f64>> {
    let angle = 0.5 * (2.0 * u.dot(&v)).atan2(u.norm_squared() - v.norm_squared());
    (u * angle.cos() + v * angle.sin()).try_normalize(f64::MIN_POSITIVE)
}

fn pairs(size: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..size).flat_map(move |p| (p + 1..size).map(move |q| (p, q)))
}

/// A complex rotation of two columns into each other.
struct Rotation {
    cos: f64,
    sin: C64,
}

impl Rotation {
    /// The one that makes two rows and columns as diagonal as can be; `None` if they are.
    fn of(matrix: &Matrix, p: usize, q: usize) -> Option<Rotation> {
        let (above, below) = (matrix[(p, q)], matrix[(q, p)]);
        if above.norm() + below.norm() < 4.0 * ROUNDING * matrix.nrows() as f64 {
            return None;
        }
        let h = [matrix[(p, p)] - matrix[(q, q)], above + below, C64::i() * (below - above)];
        let mut axis = principal_axis(h.map(|z| z.re).into(), h.map(|z| z.im).into())?;
        if axis.x < 0.0 {
            axis = -axis;
        }
        let cos = ((axis.x + 1.0) / 2.0).sqrt();
        let sin = C64::new(axis.y, -axis.z) / (2.0 * (axis.x + 1.0)).sqrt();
        (sin.norm() > 10.0 * ROUNDING).then_some(Rotation { cos, sin })
    }

    fn apply(&self, columns: &mut Matrix, p: usize, q: usize) {
        for row in 0..columns.nrows() {
            let (a, b) = (columns[(row, p)], columns[(row, q)]);
            columns[(row, p)] = a * self.cos + self.sin * b;
            columns[(row, q)] = b * self.cos - self.sin.conj() * a;
        }
    }

    /// The other side: the adjoint, on two rows.
    fn apply_to_rows(&self, rows: &mut Matrix, p: usize, q: usize) {
        for column in 0..rows.ncols() {
            let (a, b) = (rows[(p, column)], rows[(q, column)]);
            rows[(p, column)] = a * self.cos + self.sin.conj() * b;
            rows[(q, column)] = b * self.cos - self.sin * a;
        }
    }
}

/// A real orthogonal `P` with `PᵀTP` diagonal, for a symmetric unitary `T`: its real and imaginary part commute.
pub(super) fn of_symmetric_unitary(matrix: &Matrix) -> DMatrix<f64> {
    let mut parts = [matrix.map(|z| z.re), matrix.map(|z| z.im)];
    let mut vectors = DMatrix::identity(matrix.nrows(), matrix.nrows());
    for _ in 0..MAX_SWEEPS {
        let mut is_done = true;
        for (p, q) in pairs(matrix.nrows()) {
            let Some((cos, sin)) = real_rotation(&parts, p, q) else { continue };
            is_done = false;
            for part in &mut parts {
                rotate_columns(part, [p, q], [cos, sin]);
                part.transpose_mut();
                rotate_columns(part, [p, q], [cos, sin]);
                part.transpose_mut();
            }
            rotate_columns(&mut vectors, [p, q], [cos, sin]);
        }
        if is_done {
            break;
        }
    }
    vectors
}

/// Cosine and sine of the turn that makes two rows and columns of both matrices as diagonal as can be.
fn real_rotation(parts: &[DMatrix<f64>; 2], p: usize, q: usize) -> Option<(f64, f64)> {
    if parts.iter().all(|part| part[(p, q)].abs() < ROUNDING) {
        return None;
    }
    let (mut on, mut off) = (0.0, 0.0);
    for part in parts {
        let (difference, sum) = (part[(p, p)] - part[(q, q)], part[(p, q)] + part[(q, p)]);
        on += difference * difference - sum * sum;
        off += 2.0 * difference * sum;
    }
    let angle = 0.25 * off.atan2(on);
    (angle.abs() > ROUNDING).then(|| (angle.cos(), angle.sin()))
}

fn rotate_columns(columns: &mut DMatrix<f64>, [p, q]: [usize; 2], [cos, sin]: [f64; 2]) {
    for row in 0..columns.nrows() {
        let (a, b) = (columns[(row, p)], columns[(row, q)]);
        columns[(row, p)] = cos * a + sin * b;
        columns[(row, q)] = cos * b - sin * a;
    }
}
