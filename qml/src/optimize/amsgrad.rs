//! AMSGrad: Adam whose step sizes never grow again.

use serde::{Deserialize, Serialize};

use super::adam::Adam;
use super::definition::{IntoOptimizer, Optimizer};
use super::error::SettingError;
use super::first_order::{FirstOrder, UpdateRule, start_at_zero};
use super::moments::Moments;
use super::names::Made;
use super::settings::{OF_FIRST_ORDER, OptimizerSettings};

const NAME: &str = "amsgrad";

/// `s ← max(s, v̂)`, then `θ ← θ - η m̂ / (√s + ε)` with the m̂ and v̂ of [`Adam`].
///
/// The paper leaves out the bias correction; here m̂ and v̂ have it, so that the first step is Adam's.
///
/// Source: S. J. Reddi, S. Kale, S. Kumar, "On the convergence of Adam and beyond", ICLR 2018, arXiv:1904.09237, algorithm 2.
///
/// ```
/// use ansatz_qml::energy::Minimizer;
/// use ansatz_qml::optimize::{Function, Amsgrad};
/// let mut bowl = Function(|x: &[f64], slope: &mut [f64]| {
///     slope[0] = 2.0 * (x[0] - 3.0);
///     (x[0] - 3.0).powi(2)
/// });
/// let minimum = Minimizer::new(Amsgrad::default()).steps(2000).run(&mut bowl, [0.0])?;
/// assert!((minimum.parameters[0] - 3.0).abs() < 0.01);
/// # Ok::<(), ansatz_qml::ModelError>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Amsgrad {
    /// η, β₁, β₂ and ε.
    pub adam: Adam,
}

impl Amsgrad {
    fn read(settings: &OptimizerSettings) -> Result<Self, SettingError> {
        settings.require_only(NAME, &OF_FIRST_ORDER)?;
        let default = Adam::default();
        Ok(Self {
            adam: Adam { learning_rate: settings.learning_rate.unwrap_or(default.learning_rate), ..default },
        })
    }

    /// The optimizer.
    ///
    /// # Errors
    /// A setting outside of its range.
    pub fn build(self) -> Result<FirstOrder<AmsgradRule>, SettingError> {
        let moments = self.adam.moments(NAME)?;
        Ok(FirstOrder::new(AmsgradRule { settings: self, moments, largest: Vec::new() }))
    }
}

impl IntoOptimizer for Amsgrad {
    fn into_optimizer(self) -> Result<Box<dyn Optimizer>, SettingError> {
        Ok(Box::new(self.build()?))
    }
}

/// With the settings of a file.
pub(super) fn of_settings(settings: &OptimizerSettings) -> Made {
    settings.first_order(Amsgrad::read(settings)?.build()?)
}

/// The rule of [`Amsgrad`], with its running means and their largest squares.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AmsgradRule {
    settings: Amsgrad,
    moments: Moments,
    largest: Vec<f64>,
}

impl UpdateRule for AmsgradRule {
    fn name(&self) -> &'static str {
        NAME
    }

    fn update(&mut self, gradient: &[f64], params: &mut [f64]) {
        let Adam { learning_rate, epsilon, .. } = self.settings.adam;
        self.moments.update(gradient);
        start_at_zero(&mut self.largest, params.len());
        for (index, (param, largest)) in params.iter_mut().zip(&mut self.largest).enumerate() {
            *largest = largest.max(self.moments.square(index));
            *param -= learning_rate * self.moments.mean(index) / (largest.sqrt() + epsilon);
        }
    }
}
