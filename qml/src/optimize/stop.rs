//! Why a search ends, in words that are true.
//!
//! Said by optimizers in their [`Step`](super::Step)s and by the loops around them. Must not know who asks.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a search ended.
///
/// ```
/// use ansatz_qml::optimize::Stop;
/// assert_eq!(serde_json::to_string(&Stop::LineSearchFailed)?, "\"line_search_failed\"");
/// assert_eq!(Stop::Limit.to_string(), "not converged: all steps were used");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Stop {
    /// The optimizer's own criterion is met: as far as numbers can tell, there is nothing lower nearby.
    Converged,
    /// The objective does not change around the start, so that no direction leads down.
    StationaryStart,
    /// The gradient promises a fall that no step along it gives, not even one of steepest descent: the gradient and the values do not belong
    /// together, or the values are noisy.
    LineSearchFailed,
    /// All steps were used.
    Limit,
    /// An observer asked for it.
    Interrupted,
}

impl Stop {
    /// Whether further steps are pointless by the optimizer's own criterion.
    pub fn has_converged(self) -> bool {
        self == Stop::Converged
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Stop::Converged => "converged",
            Stop::StationaryStart => "not converged: nothing changes around the start",
            Stop::LineSearchFailed => "not converged: the line search failed",
            Stop::Limit => "not converged: all steps were used",
            Stop::Interrupted => "not converged: interrupted",
        })
    }
}
