//! How large the values of an objective are: what "small" means for it.
//!
//! Used by the optimizers that decide when to stop, so that an objective times any factor is minimized on the same way. Must not know
//! optimizers.

use serde::{Deserialize, Serialize};

use super::error::OptimizeError;
use super::objective::Objective;

/// Squares of sizes between these are numbers too.
const WORKABLE: std::ops::RangeInclusive<f64> = 1e-140..=1e140;

/// The size of an objective's values and slopes, known or estimated from what has been seen of it. It is multiplied with what the objective is
/// multiplied with, and does not change with what is added to it.
///
/// ```
/// use ansatz_qml::optimize::Scale;
/// let mut scale = Scale::default();
/// scale.see(1e6 + 3.0, &[2.0]);
/// scale.see(1e6 - 5.0, &[0.5]);
/// assert_eq!(scale.size(), 8.0);
/// assert!(scale.is_flat(&[1e-9], 1e-9) && !scale.is_flat(&[1e-7], 1e-9));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Scale {
    /// What the objective says of itself.
    known: Option<f64>,
    /// Relative rounding error of values; absent: that of doubles.
    precision: Option<f64>,
    /// The lowest and the highest value.
    range: Option<[f64; 2]>,
    /// The largest slope.
    steepest: f64,
}

impl Scale {
    /// What the objective says of itself; nothing has been seen yet.
    pub fn of(objective: &dyn Objective) -> Scale {
        let known = objective.scale().filter(|size| size.is_finite() && *size > 0.0);
        Scale { known, precision: Some(objective.precision()), ..Scale::default() }
    }

    /// Refuses, on behalf of that optimizer, an objective so small or so large that products of its slopes are no numbers.
    ///
    /// # Errors
    /// [`OptimizeError::Solver`].
    pub fn check(&self, optimizer: &'static str) -> Result<(), OptimizeError> {
        let size = self.size();
        if size == 0.0 || WORKABLE.contains(&size) {
            return Ok(());
        }
        let reason = format!("slopes of about {size:e} cannot be multiplied; scale the objective");
        Err(OptimizeError::Solver { optimizer, reason })
    }

    /// Takes note of a point: its value, and its gradient or nothing.
    pub fn see(&mut self, value: f64, gradient: &[f64]) {
        let [lowest, highest] = self.range.unwrap_or([value; 2]);
        self.range = Some([lowest.min(value), highest.max(value)]);
        self.steepest = self.steepest.max(largest(gradient));
    }

    /// The difference between the highest and the lowest value seen.
    pub fn spread(&self) -> f64 {
        self.range.map_or(0.0, |[lowest, highest]| highest - lowest)
    }

    /// The size: what the objective says, or the larger of the [`spread`](Self::spread) and the largest slope per unit of a parameter.
    pub fn size(&self) -> f64 {
        self.known.unwrap_or_else(|| self.spread().max(self.steepest))
    }

    /// How far two values may lie apart by rounding alone.
    pub fn rounding(&self) -> f64 {
        let magnitude = self.range.map_or(0.0, |[lowest, highest]| lowest.abs().max(highest.abs()));
        self.precision.unwrap_or(f64::EPSILON) * (magnitude + self.size())
    }

    /// Whether every slope is at most `tolerance` times the size.
    pub fn is_flat(&self, gradient: &[f64], tolerance: f64) -> bool {
        largest(gradient) <= tolerance * self.size()
    }

    /// Whether a value falls by more than `tolerance` of the size and the value, and by more than rounding.
    pub fn falls(&self, from: f64, to: f64, tolerance: f64) -> bool {
        from - to > (tolerance * (from.abs() + self.size())).max(self.rounding())
    }

    /// What a first gradient is multiplied with, before anything is known of the curvature: one over what the objective says of itself, or over
    /// the larger of this value and slope.
    pub fn first_step(&self, value: f64, gradient: &[f64]) -> f64 {
        1.0 / self.known.unwrap_or_else(|| value.abs().max(length(gradient)))
    }
}

/// The largest absolute value.
fn largest(numbers: &[f64]) -> f64 {
    numbers.iter().fold(0.0, |largest, number| largest.max(number.abs()))
}

/// The Euclidean length.
fn length(numbers: &[f64]) -> f64 {
    numbers.iter().map(|number| number * number).sum::<f64>().sqrt()
}
