//! `pca:K`: the K directions of largest variance.
//!
//! Called by the pipeline. Must not know other steps.

use nalgebra::{DMatrix, SymmetricEigen};
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
        let covariance = centered.tr_mul(&centered) / rows as f64;
        let overflow = || PreprocessError::Overflow { step: format!("pca:{count}") };
        if covariance.iter().any(|value| !value.is_finite()) {
            return Err(overflow());
        }
        let eigen = SymmetricEigen::try_new(covariance, f64::EPSILON, SWEEPS_PER_COLUMN * columns)
            .ok_or_else(overflow)?;
        let mut order: Vec<usize> = (0..columns).collect();
        order.sort_by(|&left, &right| eigen.eigenvalues[right].total_cmp(&eigen.eigenvalues[left]));
        let components = order[..count]
            .iter()
            .map(|&index| with_fixed_sign(eigen.eigenvectors.column(index).iter().copied()))
            .collect();
        Ok(Self { mean, components })
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

fn with_fixed_sign(vector: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut vector: Vec<f64> = vector.collect();
    let largest = vector
        .iter()
        .fold(0.0_f64, |largest, &value| if value.abs() > largest.abs() { value } else { largest });
    if largest < 0.0 {
        vector.iter_mut().for_each(|value| *value = -*value);
    }
    vector
}
