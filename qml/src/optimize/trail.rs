//! Where an optimizer came from, so that it can go back when a number stops being finite.
//!
//! Used by the optimizers that evaluate only at the parameters they were given. Must not know update rules.

use serde::{Deserialize, Serialize};

use super::error::{OptimizeError, Quantity};

/// The last good point, and the point that the last step left behind.
///
/// ```
/// use ansatz_qml::optimize::{OptimizeError, Trail};
/// let mut trail = Trail::default();
/// let mut params = [1.0];
/// trail.begin("mine", &params)?;
/// trail.mark_good(&params);
/// params[0] = f64::INFINITY;
/// let error = trail.finish("mine", &mut params).unwrap_err();
/// assert!(matches!(error, OptimizeError::Diverged { optimizer: "mine", .. }));
/// assert_eq!(params, [1.0]);
/// # Ok::<(), OptimizeError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Trail {
    good: Vec<f64>,
    left: Vec<f64>,
}

impl Trail {
    /// Starts a step of that optimizer. Parameters that were moved since the last step have no good point behind them.
    ///
    /// # Errors
    /// [`OptimizeError::ParameterCount`] for another number of parameters than before.
    pub fn begin(&mut self, optimizer: &'static str, params: &[f64]) -> Result<(), OptimizeError> {
        let (expected, found) = (self.left.len(), params.len());
        if expected != 0 && expected != found {
            return Err(OptimizeError::ParameterCount { optimizer, expected, found });
        }
        if self.left != params {
            self.good.clear();
        }
        Ok(())
    }

    /// The objective is finite at `params`.
    pub fn mark_good(&mut self, params: &[f64]) {
        self.good.clear();
        self.good.extend_from_slice(params);
    }

    /// Ends a step: checks the updated parameters, and goes back if one is not finite.
    ///
    /// # Errors
    /// [`OptimizeError::Diverged`] then.
    pub fn finish(&mut self, optimizer: &'static str, params: &mut [f64]) -> Result<(), OptimizeError> {
        if let Some(parameter) = params.iter().position(|value| !value.is_finite()) {
            let (quantity, found) = (Quantity::Parameter { parameter }, params[parameter]);
            self.go_back(params);
            return Err(OptimizeError::Diverged { optimizer, quantity, found });
        }
        self.left.clear();
        self.left.extend_from_slice(params);
        Ok(())
    }

    /// Puts `params` back to the last good point, if there is one.
    pub fn go_back(&mut self, params: &mut [f64]) {
        if self.good.len() == params.len() {
            params.copy_from_slice(&self.good);
        }
        self.left.clear();
        self.left.extend_from_slice(params);
    }
}

/// The first number that is not finite, the value before the gradient.
///
/// ```
/// use ansatz_qml::optimize::{Quantity, first_not_finite};
/// assert_eq!(first_not_finite(1.0, &[0.5, -2.0]), None);
/// let (quantity, found) = first_not_finite(1.0, &[0.5, f64::INFINITY]).unwrap();
/// assert_eq!((quantity, found), (Quantity::Gradient { parameter: 1 }, f64::INFINITY));
/// ```
pub fn first_not_finite(value: f64, gradient: &[f64]) -> Option<(Quantity, f64)> {
    if !value.is_finite() {
        return Some((Quantity::Value, value));
    }
    let parameter = gradient.iter().position(|entry| !entry.is_finite())?;
    Some((Quantity::Gradient { parameter }, gradient[parameter]))
}
