//! Why metrics cannot be computed.
//!
//! Made by every metric.

/// Why metrics cannot be computed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MetricsError {
    /// Nothing to measure on.
    #[error("expected at least one sample to measure on, found none")]
    NoSamples,
    /// Lists that should be parallel are not.
    #[error("expected as many {what} as labels ({expected}), found {found}")]
    Lengths {
        /// What there is too much or too little of.
        what: &'static str,
        /// Number of labels.
        expected: usize,
        /// Number found.
        found: usize,
    },
    /// A label that is no class.
    #[error("sample {sample} (from 0): expected a class below {classes}, found {found}")]
    Class {
        /// Index of the sample.
        sample: usize,
        /// Number of classes.
        classes: usize,
        /// The label.
        found: usize,
    },
}

/// Refuses no samples, and lists of different lengths.
pub(super) fn require_parallel(
    what: &'static str,
    labels: &[usize],
    found: usize,
) -> Result<(), MetricsError> {
    if labels.is_empty() {
        return Err(MetricsError::NoSamples);
    }
    let expected = labels.len();
    if found == expected { Ok(()) } else { Err(MetricsError::Lengths { what, expected, found }) }
}
