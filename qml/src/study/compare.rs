//! Whether two models differ, from what they say of the same samples.
//!
//! Called by users and reports.

use crate::MetricsError;
use serde::{Deserialize, Serialize};

/// McNemar's test of two models.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct McNemar {
    /// Samples that only the first model got right.
    pub only_first: usize,
    /// Samples that only the second model got right.
    pub only_second: usize,
    /// How likely counts at least as unequal are if both are equally good; two-sided, exact.
    pub p_value: f64,
}

/// The test: of the samples on which exactly one model is right, each one's share is binomial with 1/2 (Q. McNemar, Psychometrika 12, 153
/// (1947)).
///
/// # Errors
/// Lists of different lengths.
pub fn mcnemar(labels: &[usize], first: &[usize], second: &[usize]) -> Result<McNemar, MetricsError> {
    for (what, found) in [("first predictions", first.len()), ("second predictions", second.len())] {
        let expected = labels.len();
        if found != expected {
            return Err(MetricsError::Lengths { what, expected, found });
        }
    }
    let (mut only_first, mut only_second) = (0, 0);
    for ((label, a), b) in labels.iter().zip(first).zip(second) {
        only_first += usize::from(a == label && b != label);
        only_second += usize::from(a != label && b == label);
    }
    let (count, fewer) = (only_first + only_second, only_first.min(only_second));
    // In logarithms, as 2^-count is too small for a number from a thousand samples on.
    let (mut log_term, mut tail) = (-(count as f64) * 2f64.ln(), 0.0);
    for k in 0..=fewer {
        tail += log_term.exp();
        log_term += ((count - k) as f64 / (k + 1) as f64).ln();
    }
    Ok(McNemar { only_first, only_second, p_value: (2.0 * tail).min(1.0) })
}
