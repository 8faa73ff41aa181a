//! Losses of numbers: how bad it is to be wrong by so much.
//!
//! Called once a sample by training. Must not know circuits, batches or optimizers.

use crate::names::UnknownName;
use crate::registry::registry;
use std::str::FromStr;
use std::sync::Arc;

/// A loss of the error `e`, prediction minus target, in the target's unit.
///
/// It is a value, so that a loss of one's own is used like a shipped one. The logarithm of the hyperbolic cosine, smooth everywhere:
///
/// ```
/// use ansatz_qml::losses::RegressionLoss;
///
/// struct LogCosh;
///
/// impl RegressionLoss for LogCosh {
///     fn value_and_slope(&self, error: f64) -> (f64, f64) {
///         (error.cosh().ln(), error.tanh())
///     }
/// }
///
/// assert_eq!(LogCosh.value_and_slope(0.0), (0.0, 0.0));
/// ```
pub trait RegressionLoss: Send + Sync {
    /// The name, for reports; that of a shipped loss is its name in files. By default that of the type.
    fn name(&self) -> &'static str {
        std::any::type_name::<Self>()
    }

    /// The loss and its derivative in the error.
    fn value_and_slope(&self, error: f64) -> (f64, f64);
}

/// A loss behind a pointer is a loss.
macro_rules! behind_a_pointer {
    ($($pointer:ident)+) => { $(
        impl<L: RegressionLoss + ?Sized> RegressionLoss for $pointer<L> {
            fn name(&self) -> &'static str {
                (**self).name()
            }

            fn value_and_slope(&self, error: f64) -> (f64, f64) {
                (**self).value_and_slope(error)
            }
        }
    )+ };
}

behind_a_pointer!(Box Arc);

/// `L = e²`.
///
/// ```
/// use ansatz_qml::losses::{RegressionLoss, SquaredError};
/// assert_eq!(SquaredError.value_and_slope(-3.0), (9.0, -6.0));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SquaredError;

impl RegressionLoss for SquaredError {
    fn name(&self) -> &'static str {
        "squared_error"
    }

    fn value_and_slope(&self, error: f64) -> (f64, f64) {
        (error * error, 2.0 * error)
    }
}

/// `L = e²/2` up to 1, then `|e| − 1/2`: far errors pull no harder than near ones.
///
/// Source: P. J. Huber, "Robust estimation of a location parameter", Ann. Math. Statist. 35, 73 (1964).
///
/// ```
/// use ansatz_qml::losses::{Huber, RegressionLoss};
/// assert_eq!(Huber.value_and_slope(0.5), (0.125, 0.5));
/// assert_eq!(Huber.value_and_slope(-3.0), (2.5, -1.0));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Huber;

impl RegressionLoss for Huber {
    fn name(&self) -> &'static str {
        "huber"
    }

    fn value_and_slope(&self, error: f64) -> (f64, f64) {
        if error.abs() <= 1.0 { (error * error / 2.0, error) } else { (error.abs() - 0.5, error.signum()) }
    }
}

registry! {
    /// The names of losses of numbers, as files have them.
    pub const REGRESSION_LOSSES: "loss";
    fn regression_by_name -> Box<dyn RegressionLoss> {
        "squared_error" => Box::new(SquaredError),
        "huber" => Box::new(Huber),
    }
}

/// The loss of a name.
///
/// ```
/// use ansatz_qml::losses::RegressionLoss;
/// let loss: Box<dyn RegressionLoss> = "huber".parse()?;
/// assert_eq!(loss.name(), "huber");
/// # Ok::<(), ansatz_qml::UnknownName>(())
/// ```
impl FromStr for Box<dyn RegressionLoss> {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        regression_by_name(name)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn slopes_are_those_of_the_values() {
        for name in REGRESSION_LOSSES {
            let loss: Box<dyn RegressionLoss> = name.parse().unwrap();
            assert_eq!(loss.name(), name);
            for error in [-4.0, -0.7, 0.0, 0.3, 2.5] {
                let at = |error: f64| loss.value_and_slope(error).0;
                let slope = (at(error + 1e-5) - at(error - 1e-5)) / 2e-5;
                assert!((slope - loss.value_and_slope(error).1).abs() < 1e-8, "{name} at {error}");
            }
        }
        let error = "hubert".parse::<Box<dyn RegressionLoss>>().err().unwrap();
        assert_eq!(error.to_string(), "unknown loss `hubert`; did you mean `huber`?");
    }
}
