//! What can go wrong while optimizing, and what settings are refused.
//!
//! Made by every optimizer.

use std::error::Error;
use std::fmt;

use super::bounds::Bounds;
use crate::names::UnknownName;

/// Why an objective could not be evaluated: whatever error the model has.
pub type ObjectiveError = Box<dyn Error + Send + Sync>;

/// Why a step failed. The parameters are then those of the last point with a finite objective that the optimizer saw.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OptimizeError {
    /// The objective failed; the parameters are those that the step began with.
    #[error("the objective could not be evaluated: {0}")]
    Objective(#[source] ObjectiveError),
    /// A number stopped being finite.
    #[error("{optimizer}: {quantity} is {found}; the parameters are back at the last good point")]
    Diverged {
        /// Name of the optimizer.
        optimizer: &'static str,
        /// Which number.
        quantity: Quantity,
        /// What it is.
        found: f64,
    },
    /// An optimizer with a memory was given another number of parameters.
    #[error(
        "{optimizer}: expected {expected} parameters as in the steps before, found {found}; make a new optimizer"
    )]
    ParameterCount {
        /// Name of the optimizer.
        optimizer: &'static str,
        /// How many there were.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// The objective has not what the optimizer is made for.
    #[error("{optimizer}: this objective has no {what}")]
    Missing {
        /// Name of the optimizer.
        optimizer: &'static str,
        /// What is missing.
        what: &'static str,
    },
    /// A start that an optimizer with bounds cannot begin at.
    #[error(
        "{optimizer}: parameter {parameter} starts at {found}, outside of its bounds {} to {}",
        .bounds.lower, .bounds.upper
    )]
    OutsideBounds {
        /// Name of the optimizer.
        optimizer: &'static str,
        /// Index of the parameter.
        parameter: usize,
        /// Where it starts.
        found: f64,
        /// Where it may be.
        bounds: Bounds,
    },
    /// More parameters than the method is good for.
    #[error("{optimizer}: {found} parameters, at most {most}: {reason}")]
    TooManyParameters {
        /// Name of the optimizer.
        optimizer: &'static str,
        /// How many there are.
        found: usize,
        /// How many there may be.
        most: usize,
        /// What grows too fast.
        reason: &'static str,
    },
    /// The solver inside gave up for a reason of its own.
    #[error("{optimizer}: the solver stopped: {reason}")]
    Solver {
        /// Name of the optimizer.
        optimizer: &'static str,
        /// The solver's words.
        reason: String,
    },
}

/// The number that stopped being finite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Quantity {
    /// The objective's value.
    Value,
    /// An entry of the gradient.
    Gradient {
        /// Index of the parameter.
        parameter: usize,
    },
    /// A parameter after its update.
    Parameter {
        /// Index of the parameter.
        parameter: usize,
    },
}

impl fmt::Display for Quantity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value => formatter.write_str("the objective"),
            Self::Gradient { parameter } => write!(formatter, "the gradient by parameter {parameter}"),
            Self::Parameter { parameter } => write!(formatter, "updated parameter {parameter}"),
        }
    }
}

/// Why an optimizer cannot be made from its settings.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingError {
    /// The optimizer's name is not in the list.
    #[error("{0}")]
    UnknownOptimizer(#[from] UnknownName),
    /// A setting outside of its range.
    #[error("{optimizer}: expected `{setting}` to be {expected}, found {found}")]
    Range {
        /// Name of the optimizer.
        optimizer: &'static str,
        /// Name of the setting.
        setting: &'static str,
        /// What it may be.
        expected: &'static str,
        /// What it was.
        found: f64,
    },
    /// A setting that the optimizer does not have.
    #[error("{optimizer}: has no setting `{setting}`; remove it")]
    Unused {
        /// Name of the optimizer.
        optimizer: &'static str,
        /// Name of the setting.
        setting: &'static str,
    },
}

/// Refuses more parameters than a method is good for, on behalf of that optimizer, for a reason in words.
///
/// ```
/// use ansatz_qml::optimize::within;
/// assert!(within("mine", 10, 100, "it keeps a matrix").is_ok());
/// let error = within("mine", 200, 100, "it keeps a matrix").unwrap_err();
/// assert_eq!(error.to_string(), "mine: 200 parameters, at most 100: it keeps a matrix");
/// ```
///
/// # Errors
/// [`OptimizeError::TooManyParameters`].
pub fn within(
    optimizer: &'static str,
    found: usize,
    most: usize,
    reason: &'static str,
) -> Result<(), OptimizeError> {
    if found <= most {
        return Ok(());
    }
    Err(OptimizeError::TooManyParameters { optimizer, found, most, reason })
}
