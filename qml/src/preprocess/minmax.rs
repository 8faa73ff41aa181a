//! `minmax:LOW:HIGH`: every column onto one range.
//!
//! Called by the pipeline. Must not know other steps.

use ndarray::{Array2, Axis};
use serde::{Deserialize, Serialize};

/// `low + (x - min) · (high - low) / (max - min)` for each column.
///
/// Values outside of the fitted range land outside of [low, high]: nothing is clipped. A column that was constant at fitting becomes the
/// midpoint, whatever it holds later.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct MinMax {
    low: f64,
    high: f64,
    minimum: Vec<f64>,
    /// (high - low) / (max - min); none for a constant column.
    scale: Vec<Option<f64>>,
}

impl MinMax {
    pub(super) fn fit(data: &Array2<f64>, low: f64, high: f64) -> Self {
        let minimum: Vec<f64> = data
            .axis_iter(Axis(1))
            .map(|column| column.iter().copied().fold(f64::INFINITY, f64::min))
            .collect();
        let maximum =
            data.axis_iter(Axis(1)).map(|column| column.iter().copied().fold(f64::NEG_INFINITY, f64::max));
        let scale = minimum
            .iter()
            .zip(maximum)
            .map(|(&minimum, maximum)| (maximum > minimum).then(|| (high - low) / (maximum - minimum)))
            .collect();
        Self { low, high, minimum, scale }
    }

    pub(super) fn transform(&self, data: &mut Array2<f64>) {
        let midpoint = self.low / 2.0 + self.high / 2.0;
        for (column, mut values) in data.axis_iter_mut(Axis(1)).enumerate() {
            let (minimum, scale) = (self.minimum[column], self.scale[column]);
            values.mapv_inplace(|value| scale.map_or(midpoint, |scale| self.low + (value - minimum) * scale));
        }
    }

    pub(super) fn fits(&self, width: usize) -> bool {
        self.minimum.len() == width && self.scale.len() == width
    }

    /// False if a range, or its reciprocal, left the doubles.
    pub(super) fn is_finite(&self) -> bool {
        self.scale.iter().flatten().all(|scale| scale.is_normal())
    }
}
