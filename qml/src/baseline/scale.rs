//! How dense models standardise numbers: mean 0 and variance 1 over the training samples.
//!
//! Called by dense models; saved with them.

use ndarray::{Array2, ArrayView1, Axis};
use serde::{Deserialize, Serialize};

/// How numbers are standardised.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scale {
    pub(super) mean: f64,
    pub(super) deviation: f64,
}

impl Scale {
    /// As numbers are.
    pub(super) const NONE: Scale = Scale { mean: 0.0, deviation: 1.0 };

    pub(super) fn is_sound(&self) -> bool {
        self.mean.is_finite() && self.deviation.is_finite() && self.deviation > 0.0
    }
}

pub(super) fn scales_of(features: &Array2<f64>) -> Vec<Scale> {
    features.axis_iter(Axis(1)).map(scale_of).collect()
}

/// Numbers that never change have the deviation 1, so that they become 0.
pub(super) fn scale_of(numbers: ArrayView1<'_, f64>) -> Scale {
    let count = numbers.len().max(1) as f64;
    let mean = numbers.sum() / count;
    let deviation = (numbers.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / count).sqrt();
    Scale { mean, deviation: if deviation > 0.0 { deviation } else { 1.0 } }
}

pub(super) fn scaled(features: &Array2<f64>, scales: &[Scale]) -> Array2<f64> {
    Array2::from_shape_fn(features.dim(), |(i, j)| (features[[i, j]] - scales[j].mean) / scales[j].deviation)
}
