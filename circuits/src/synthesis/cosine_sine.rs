//! The cosine-sine decomposition `U = (L₀ ⊕ L₁)·[[C, −S], [S, C]]·(R₀ ⊕ R₁)` of a unitary in four blocks, with C = cos Θ and
//! S = sin Θ diagonal (Golub and Van Loan, Matrix Computations, 2.5.4). Called by the Shannon decomposition.

use super::block;
use crate::{C64, Matrix};
use nalgebra::DVector;
use std::f64::consts::FRAC_1_SQRT_2;

/// Columns whose product is below this part of their lengths are orthogonal.
const ORTHOGONAL: f64 = 2e-15;
/// Sweeps over all pairs of columns; they converge quadratically, so that ten are many.
const MAX_SWEEPS: usize = 60;

/// The factors: two blocks on the left, the angles Θ, two blocks on the right.
pub(super) struct CosineSine {
    pub(super) left: [Matrix; 2],
    pub(super) angles: Vec<f64>,
    pub(super) right: [Matrix; 2],
}

impl CosineSine {
    pub(super) fn of(matrix: &Matrix) -> CosineSine {
        let [upper, lower] = [block(matrix, 0, 0), block(matrix, 1, 0)];
        let right = right_factor(&upper, &lower);
        let cosines = Columns::of(&upper * &right);
        // Where the columns of one block are orthogonal, those of the other are: U†U = 1.
        let sines = Columns::of(&lower * &right);
        let angles: Vec<f64> = sines.lengths.iter().zip(&cosines.lengths).map(|(s, c)| s.atan2(*c)).collect();
        // C·(C·R₁) − S·(−S·R₁) = R₁, and each row is taken where it is large.
        let of = |left: &Matrix, row: usize| left.adjoint() * block(matrix, row, 1);
        let (with_cosines, with_sines) = (of(&sines.directions, 1), of(&cosines.directions, 0));
        let second = Matrix::from_fn(right.nrows(), right.ncols(), |i, j| {
            with_cosines[(i, j)] * angles[i].cos() - with_sines[(i, j)] * angles[i].sin()
        });
        CosineSine { left: [cosines.directions, sines.directions], angles, right: [right.adjoint(), second] }
    }
}

/// The unitary that makes the columns of both blocks orthogonal. Where those of one are, those of the other are to rounding, which
/// is much for short columns: so the columns that are long above are made orthogonal below, too, where they may be short.
fn right_factor(upper: &Matrix, lower: &Matrix) -> Matrix {
    let mut right = orthogonalising(upper);
    let above = upper * &right;
    let long: Vec<usize> = (0..above.ncols()).filter(|j| above.column(*j).norm() > FRAC_1_SQRT_2).collect();
    let chosen = right.select_columns(&long);
    let turned = &chosen * orthogonalising(&(lower * &chosen));
    for (from, to) in long.into_iter().enumerate() {
        right.set_column(to, &turned.column(from));
    }
    right
}

/// The unitary that makes the columns of a matrix orthogonal, by one-sided Jacobi rotations (Hestenes 1958): accurate for the
/// shortest columns, too.
fn orthogonalising(matrix: &Matrix) -> Matrix {
    let size = matrix.ncols();
    let (mut columns, mut factor) = (matrix.clone(), Matrix::identity(size, size));
    for _ in 0..MAX_SWEEPS {
        let mut is_done = true;
        for (p, q) in (0..size).flat_map(|p| (p + 1..size).map(move |q| (p, q))) {
            if let Some(rotation) = Rotation::between(&columns, p, q) {
                is_done = false;
                rotation.apply(&mut columns, p, q);
                rotation.apply(&mut factor, p, q);
            }
        }
        if is_done {
            break;
        }
    }
    factor
}

/// A rotation of two columns into each other.
struct Rotation {
    cos: f64,
    sin: C64,
}

impl Rotation {
    /// The one after which they are orthogonal; `None` if they are.
    fn between(columns: &Matrix, p: usize, q: usize) -> Option<Rotation> {
        let (a, b) = (columns.column(p), columns.column(q));
        let (alpha, beta, gamma) = (a.norm_squared(), b.norm_squared(), a.dotc(&b));
        let size = gamma.norm();
        // A column as short as rounding has no direction.
        if size <= ORTHOGONAL * (alpha * beta).sqrt() || size < f64::MIN_POSITIVE || alpha.min(beta) < 1e-32 {
            return None;
        }
        let zeta = (beta - alpha) / (2.0 * size);
        let tangent = 1f64.copysign(zeta) / (zeta.abs() + (1.0 + zeta * zeta).sqrt());
        let cos = 1.0 / (1.0 + tangent * tangent).sqrt();
        Some(Rotation { cos, sin: gamma / size * (cos * tangent) })
    }

    fn apply(&self, columns: &mut Matrix, p: usize, q: usize) {
        for row in 0..columns.nrows() {
            let (a, b) = (columns[(row, p)], columns[(row, q)]);
            columns[(row, p)] = a * self.cos - self.sin.conj() * b;
            columns[(row, q)] = self.sin * a + b * self.cos;
        }
    }
}

/// Orthogonal columns as directions, a unitary matrix, times lengths. Columns of no length get a direction that is left.
struct Columns {
    directions: Matrix,
    lengths: Vec<f64>,
}

impl Columns {
    fn of(columns: Matrix) -> Columns {
        let size = columns.ncols();
        let lengths: Vec<f64> = (0..size).map(|j| columns.column(j).norm()).collect();
        let mut order: Vec<usize> = (0..size).collect();
        // The longest first: what rounding has put into the short ones cannot turn them.
        order.sort_by(|a, b| lengths[*b].total_cmp(&lengths[*a]));
        let mut directions = Matrix::zeros(size, size);
        for (rank, column) in order.iter().enumerate() {
            let before = &order[..rank];
            let own = columns.column(*column).unscale(lengths[*column].max(f64::MIN_POSITIVE));
            let found =
                orthogonal(&directions, before, own).unwrap_or_else(|| left_over(&directions, before));
            directions.set_column(*column, &found);
        }
        Columns { directions, lengths }
    }
}

type Column = DVector<C64>;

/// Less than this is left of a column that lies in the span of others.
const LEFT: f64 = 0.5;

/// A column made orthogonal to others (Gram and Schmidt, twice: Giraud, Langou and Rozložník 2005), of length 1; `None` if most of
/// it lies among them.
fn orthogonal(directions: &Matrix, others: &[usize], mut column: Column) -> Option<Column> {
    for _ in 0..2 {
        let length = without(directions, others, &mut column);
        if length < LEFT {
            return None;
        }
        column.unscale_mut(length);
    }
    Some(column)
}

/// A direction that no other has: what is left of the unit vector of which most is.
fn left_over(directions: &Matrix, others: &[usize]) -> Column {
    let size = directions.nrows();
    let unit = |row: usize| Column::from_fn(size, |i, _| C64::from(f64::from(u8::from(i == row))));
    let left = |row: &usize| 1.0 - others.iter().map(|j| directions[(*row, *j)].norm_sqr()).sum::<f64>();
    let row = (0..size).max_by(|a, b| left(a).total_cmp(&left(b))).unwrap_or(0);
    let mut column = unit(row);
    for _ in 0..2 {
        let length = without(directions, others, &mut column);
        column.unscale_mut(length.max(f64::MIN_POSITIVE));
    }
    column
}

/// Takes from a column what it has of others; the length that it keeps.
fn without(directions: &Matrix, others: &[usize], column: &mut Column) -> f64 {
    for other in others {
        let direction = directions.column(*other);
        let part = direction.dotc(column);
        column.axpy(-part, &direction, C64::from(1.0));
    }
    column.norm()
}
