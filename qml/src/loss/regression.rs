//! Losses of numbers: how bad it is to be wrong by so much.
//!
//! Called once a sample by training. Must not know circuits, batches or optimizers.

use crate::UnknownName;

/// The names that [`RegressionLoss::by_name`] knows.
pub const REGRESSION_LOSSES: [&str; 2] = ["squared_error", "huber"];

/// A loss of the error `e`, prediction minus target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RegressionLoss {
    /// `e²`.
    SquaredError,
    /// `e²/2` up to 1, then `|e| − 1/2`: far errors pull no harder than near ones
    /// (Huber, Ann. Math. Statist. 35, 73 (1964)).
    Huber,
}

impl RegressionLoss {
    /// The loss of that name.
    ///
    /// # Errors
    /// [`UnknownName`] with the nearest name.
    pub fn by_name(name: &str) -> Result<RegressionLoss, UnknownName> {
        match name {
            "squared_error" => Ok(RegressionLoss::SquaredError),
            "huber" => Ok(RegressionLoss::Huber),
            _ => Err(UnknownName::new("loss", name, &REGRESSION_LOSSES)),
        }
    }

    /// The loss and its derivative in the error.
    pub fn value_and_slope(self, error: f64) -> (f64, f64) {
        match self {
            RegressionLoss::SquaredError => (error * error, 2.0 * error),
            RegressionLoss::Huber if error.abs() <= 1.0 => (error * error / 2.0, error),
            RegressionLoss::Huber => (error.abs() - 0.5, error.signum()),
        }
    }
}
