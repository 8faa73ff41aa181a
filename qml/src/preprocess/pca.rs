//! `pca:K`: the K directions of largest variance.
//!
//! Called by the pipeline. Must not know other steps.

use nalgebra::{DMatrix, DVector, SymmetricEigen};
use ndarray::{Array2, Axis};
use serde::{Deserialize, Serialize};

use super::error::PreprocessError;

/// Sweeps of the eigensolver before it counts as failed; a few for each column are normal.
const SWEEPS_PER_COLUMN: usize = 1000;

/// `(x - mean) · Cᵀ`, where the rows of C are the eigenvectors of the covariance matrix with the K largest eigenvalues, largest first.
///
/// An eigenvector's sign is free; here its entry of largest magnitude is positive (the first one on ties). Scores are not whitened.
///
/// Source: K. Pearson, "On lines and planes of closest fit to systems of points in space", Phil. Mag. 2(11), 559–572 (1901).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Pca {
    mean: Vec<f64>,
    components: Vec<Vec<f64>>,
}

impl Pca {
    pub(super) fn fit(data: &Array2<f64>, count: usize) -> Result<Self, PreprocessError> {
        let (rows, columns) = data.dim();
        let limit = rows.min(columns);
        if count > limit {
            return Err(PreprocessError::TooManyComponents { components: count, limit, rows, columns });
        }
        let mean: Vec<f64> =
            data.axis_iter(Axis(1)).map(|column| column.iter().sum::<f64>() / rows as f64).collect();
        let centered = DMatrix::from_fn(rows, columns, |row, column| data[[row, column]] - mean[column]);
        let directions = match rows < columns {
            true => directions_of_few_rows(&centered, count),
            false => largest(centered.tr_mul(&centered) / rows as f64, count),
        };
        let overflow = || PreprocessError::Overflow { step: format!("pca:{count}") };
        let components = directions.ok_or_else(overflow)?;
        Ok(Self { mean, components: components.into_iter().map(with_fixed_sign).collect() })
    }

    pub(super) fn transform(&self, data: &Array2<f64>) -> Array2<f64> {
        Array2::from_shape_fn((data.nrows(), self.components.len()), |(row, component)| {
            let terms = data.row(row).into_iter().zip(&self.mean).zip(&self.components[component]);
            terms.map(|((value, mean), weight)| (value - mean) * weight).sum()
        })
    }

    pub(super) fn fits(&self, width: usize) -> bool {
        self.mean.len() == width && self.components.iter().all(|component| component.len() == width)
    }

    pub(super) fn output_count(&self) -> usize {
        self.components.len()
    }
}

/// Eigenvectors of the largest eigenvalues, largest first.
fn largest(matrix: DMatrix<f64>, count: usize) -> Option<Vec<Vec<f64>>> {
    let size = matrix.nrows();
    if matrix.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let eigen = SymmetricEigen::try_new(matrix, f64::EPSILON, SWEEPS_PER_COLUMN * size)?;
    let mut order: Vec<usize> = (0..size).collect();
    order.sort_by(|&left, &right| eigen.eigenvalues[right].total_cmp(&eigen.eigenvalues[left]));
    Some(
        order[..count]
            .iter()
            .map(|&index| eigen.eigenvectors.column(index).iter().copied().collect())
            .collect(),
    )
}

/// The same directions from the Gram matrix `X·Xᵀ` of fewer rows than columns: an eigenvector u of it is the direction `Xᵀ·u`, up to its
/// length. Directions along which nothing varies are any that are orthogonal to the others.
fn directions_of_few_rows(centered: &DMatrix<f64>, count: usize) -> Option<Vec<Vec<f64>>> {
    let of_rows = largest(centered * centered.transpose() / centered.nrows() as f64, count)?;
    let scale = centered.norm();
    let mut directions: Vec<DVector<f64>> = Vec::with_capacity(count);
    for weights in of_rows {
        let direction = without(centered.tr_mul(&DVector::from_vec(weights)), &directions);
        let varies = direction.norm() > 1e-10 * scale;
        let direction = if varies { direction } else { orthogonal(centered.ncols(), &directions) };
        directions.push(direction.normalize());
    }
    Some(directions.into_iter().map(|direction| direction.iter().copied().collect()).collect())
}

/// A vector less its parts along orthonormal ones.
fn without(mut vector: DVector<f64>, others: &[DVector<f64>]) -> DVector<f64> {
    for other in others {
        let along = other.dot(&vector);
        vector.axpy(-along, other, 1.0);
    }
    vector
}

/// A vector that is orthogonal to orthonormal ones, of which there are fewer than dimensions.
fn orthogonal(dimensions: usize, others: &[DVector<f64>]) -> DVector<f64> {
    let unit = |axis: usize| DVector::from_fn(dimensions, |row, _| f64::from(u8::from(row == axis)));
    let candidates = (0..=others.len().min(dimensions - 1)).map(|axis| without(unit(axis), others));
    candidates.max_by(|left, right| left.norm().total_cmp(&right.norm())).unwrap_or_else(|| unit(0))
}

fn with_fixed_sign(mut vector: Vec<f64>) -> Vec<f64> {
    let largest = vector
        .iter()
        .fold(0.0_f64, |largest, &value| if value.abs() > largest.abs() { value } else { largest });
    if largest < 0.0 {
        vector.iter_mut().for_each(|value| *value = -*value);
    }
    vector
}
