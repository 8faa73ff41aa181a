//! When losses are flat, judged against their own noise.

use serde::{Deserialize, Serialize};

/// Stop when the mean of the last `steps` losses differs from the mean of the `steps` before by at most
/// `std / (2 √steps)`, std being the standard deviation of the last ones: the rule of Bowles, Ahmed and Schuld
/// (arXiv:2403.07059), who take 200.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Plateau {
    /// Steps of an interval, at least 2.
    pub steps: usize,
}

impl Default for Plateau {
    fn default() -> Self {
        Plateau { steps: 200 }
    }
}

impl Plateau {
    /// Whether these losses, the latest last, are flat.
    ///
    /// ```
    /// use ansatz_qml::models::Plateau;
    /// let plateau = Plateau { steps: 2 };
    /// assert!(!plateau.is_reached(&[4.0, 3.0, 2.0, 1.0]));
    /// assert!(plateau.is_reached(&[1.0, 2.0, 1.0, 2.0]));
    /// assert!(!plateau.is_reached(&[1.0, 1.0, 1.0]));
    /// ```
    pub fn is_reached(&self, losses: &[f64]) -> bool {
        let steps = self.steps.max(2);
        let Some(start) = losses.len().checked_sub(2 * steps) else { return false };
        let (before, last) = losses[start..].split_at(steps);
        let mean = |part: &[f64]| part.iter().sum::<f64>() / steps as f64;
        let (old, new) = (mean(before), mean(last));
        let variance = last.iter().map(|loss| (loss - new).powi(2)).sum::<f64>() / steps as f64;
        (old - new).abs() <= (variance / steps as f64).sqrt() / 2.0
    }
}
