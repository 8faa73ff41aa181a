//! NAdam: Adam with Nesterov's look-ahead.

use serde::{Deserialize, Serialize};

use super::adam::Adam;
use super::definition::{IntoOptimizer, Optimizer};
use super::error::SettingError;
use super::first_order::{FirstOrder, UpdateRule};
use super::moments::Moments;
use super::names::Made;
use super::settings::{OF_FIRST_ORDER, OptimizerSettings};

const NAME: &str = "nadam";

/// `θ ← θ - η m̄ / (√v̂ + ε)` with the m, v̂ of [`Adam`] and `m̄ = β₁ m / (1 - β₁ᵗ⁺¹) + (1 - β₁) g / (1 - β₁ᵗ)`.
///
/// Source: T. Dozat, "Incorporating Nesterov momentum into Adam", ICLR workshop 2016, with a constant β₁.
///
/// ```
/// use ansatz_qml::energy::Minimizer;
/// use ansatz_qml::optimize::{Function, Nadam};
/// let mut bowl = Function(|x: &[f64], slope: &mut [f64]| {
///     slope[0] = 2.0 * (x[0] - 3.0);
///     (x[0] - 3.0).powi(2)
/// });
/// let minimum = Minimizer::new(Nadam::default()).steps(2000).run(&mut bowl, [0.0])?;
/// assert!((minimum.parameters[0] - 3.0).abs() < 0.01);
/// # Ok::<(), ansatz_qml::ModelError>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Nadam {
    /// η, β₁, β₂ and ε.
    pub adam: Adam,
}

impl Nadam {
    fn read(settings: &OptimizerSettings) -> Result<Self, SettingError> {
        settings.require_only(NAME, &OF_FIRST_ORDER)?;
        let default = Adam::default();
        let learning_rate = settings.learning_rate.unwrap_or(default.learning_rate);
        Ok(Self { adam: Adam { learning_rate, ..default } })
    }

    /// The optimizer.
    ///
    /// # Errors
    /// A setting outside of its range.
    pub fn build(self) -> Result<FirstOrder<NadamRule>, SettingError> {
        let moments = self.adam.moments(NAME)?;
        Ok(FirstOrder::new(NadamRule { settings: self, moments }))
    }
}

impl IntoOptimizer for Nadam {
    fn into_optimizer(self) -> Result<Box<dyn Optimizer>, SettingError> {
        Ok(Box::new(self.build()?))
    }
}

/// With the settings of a file.
pub(super) fn of_settings(settings: &OptimizerSettings) -> Made {
    settings.first_order(Nadam::read(settings)?.build()?)
}

/// The rule of [`Nadam`], with its running means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NadamRule {
    settings: Nadam,
    moments: Moments,
}

impl UpdateRule for NadamRule {
    fn name(&self) -> &'static str {
        NAME
    }

    fn update(&mut self, gradient: &[f64], params: &mut [f64]) {
        let Adam { learning_rate, epsilon, .. } = self.settings.adam;
        self.moments.update(gradient);
        for (index, (param, slope)) in params.iter_mut().zip(gradient).enumerate() {
            let scale = self.moments.square(index).sqrt() + epsilon;
            *param -= learning_rate * self.moments.look_ahead(index, *slope) / scale;
        }
    }
}
