//! Plain gradient descent.

use serde::{Deserialize, Serialize};

use super::definition::{IntoOptimizer, Optimizer};
use super::error::SettingError;
use super::first_order::{FirstOrder, UpdateRule};
use super::names::Made;
use super::ranges::Ranges;
use super::settings::{OF_FIRST_ORDER, OptimizerSettings};

const NAME: &str = "gradient_descent";

/// `θ ← θ - η g` with the gradient g; on mini-batches this is stochastic gradient descent.
///
/// Source: H. Robbins, S. Monro, "A stochastic approximation method", Ann. Math. Stat. 22(3), 400–407 (1951).
///
/// ```
/// use ansatz_qml::energy::Minimizer;
/// use ansatz_qml::optimize::{Function, GradientDescent};
/// let mut bowl = Function(|x: &[f64], slope: &mut [f64]| {
///     slope[0] = 2.0 * (x[0] - 3.0);
///     (x[0] - 3.0).powi(2)
/// });
/// let minimum = Minimizer::new(GradientDescent { learning_rate: 0.1 }).steps(200).run(&mut bowl, [0.0])?;
/// assert!((minimum.parameters[0] - 3.0).abs() < 1e-6);
/// # Ok::<(), ansatz_qml::ModelError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct GradientDescent {
    /// η, more than 0. Default 0.05.
    pub learning_rate: f64,
}

impl Default for GradientDescent {
    fn default() -> Self {
        Self { learning_rate: 0.05 }
    }
}

impl GradientDescent {
    fn read(settings: &OptimizerSettings) -> Result<Self, SettingError> {
        settings.require_only(NAME, &OF_FIRST_ORDER)?;
        let default = Self::default();
        Ok(Self { learning_rate: settings.learning_rate.unwrap_or(default.learning_rate) })
    }

    /// The optimizer.
    ///
    /// # Errors
    /// A setting outside of its range.
    pub fn build(self) -> Result<FirstOrder<GradientDescentRule>, SettingError> {
        Ranges(NAME).positive("learning_rate", self.learning_rate)?;
        Ok(FirstOrder::new(GradientDescentRule { settings: self }))
    }
}

impl IntoOptimizer for GradientDescent {
    fn into_optimizer(self) -> Result<Box<dyn Optimizer>, SettingError> {
        Ok(Box::new(self.build()?))
    }
}

/// With the settings of a file.
pub(super) fn of_settings(settings: &OptimizerSettings) -> Made {
    settings.first_order(GradientDescent::read(settings)?.build()?)
}

/// The rule of [`GradientDescent`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GradientDescentRule {
    settings: GradientDescent,
}

impl UpdateRule for GradientDescentRule {
    fn name(&self) -> &'static str {
        NAME
    }

    fn update(&mut self, gradient: &[f64], params: &mut [f64]) {
        for (param, slope) in params.iter_mut().zip(gradient) {
            *param -= self.settings.learning_rate * slope;
        }
    }
}
