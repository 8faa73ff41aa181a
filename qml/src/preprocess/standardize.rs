//! `standardize`: every column to mean 0 and variance 1.
//!
//! Called by the pipeline. Must not know other steps.

use ndarray::{Array2, ArrayView1, Axis};
use serde::{Deserialize, Serialize};

/// `(x - mean) / deviation` for each column, with the population deviation, `deviation² = Σ (x - mean)² / rows`.
///
/// A column that was constant at fitting carries nothing and becomes 0, whatever it holds later.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Standardize {
    mean: Vec<f64>,
    /// 1 / deviation; none for a constant column.
    scale: Vec<Option<f64>>,
}

impl Standardize {
    pub(super) fn fit(data: &Array2<f64>) -> Self {
        let (mean, scale) = data.axis_iter(Axis(1)).map(mean_and_scale).unzip();
        Self { mean, scale }
    }

    pub(super) fn transform(&self, data: &mut Array2<f64>) {
        for (column, mut values) in data.axis_iter_mut(Axis(1)).enumerate() {
            let (mean, scale) = (self.mean[column], self.scale[column]);
            values.mapv_inplace(|value| scale.map_or(0.0, |scale| (value - mean) * scale));
        }
    }

    pub(super) fn fits(&self, width: usize) -> bool {
        self.mean.len() == width && self.scale.len() == width
    }

    /// False if a deviation, or its reciprocal, left the doubles.
    pub(super) fn is_finite(&self) -> bool {
        self.scale.iter().flatten().all(|scale| scale.is_normal())
    }
}

fn mean_and_scale(column: ArrayView1<'_, f64>) -> (f64, Option<f64>) {
    let first = column[0];
    // Compared, not computed: rounding would give a constant column a tiny deviation, and so a huge scale.
    if column.iter().all(|&value| value == first) {
        return (first, None);
    }
    let rows = column.len() as f64;
    let mean = column.iter().sum::<f64>() / rows;
    let variance = column.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / rows;
    (mean, Some(1.0 / variance.sqrt()))
}
