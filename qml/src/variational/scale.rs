//! The scale on which a number is learnt: mean 0 and variance 1 over the training rows, whatever its unit.
//!
//! Saved with a model, whose answers are on this scale.

use serde::{Deserialize, Serialize};

/// `y = mean + deviation · learnt`.
///
/// ```
/// use ansatz_qml::models::TargetScale;
/// let scale = TargetScale::of(&[100.0, 300.0]);
/// assert_eq!((scale.to_learn(300.0), scale.learnt(-1.0)), (1.0, 100.0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetScale {
    /// The mean of the training rows, in the unit of the label.
    pub mean: f64,
    /// Their standard deviation, not 0.
    pub deviation: f64,
}

impl TargetScale {
    /// The scale of some numbers; where all are equal, that of their unit.
    pub fn of(known: &[f64]) -> TargetScale {
        let count = known.len().max(1) as f64;
        let mean = known.iter().map(|y| y / count).sum::<f64>();
        let largest = known.iter().map(|y| (y - mean).abs()).fold(0.0, f64::max);
        if largest == 0.0 {
            return TargetScale { mean, deviation: 1.0 };
        }
        // Divided first: squares of large numbers are larger than a double holds.
        let square = known.iter().map(|y| ((y - mean) / largest).powi(2) / count).sum::<f64>();
        TargetScale { mean, deviation: largest * square.sqrt() }
    }

    /// A number of the label's unit as it is learnt.
    pub fn to_learn(self, y: f64) -> f64 {
        (y - self.mean) / self.deviation
    }

    /// A learnt number in the label's unit.
    pub fn learnt(self, y: f64) -> f64 {
        self.mean + self.deviation * y
    }
}
