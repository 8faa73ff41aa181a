//! Adam.

use serde::{Deserialize, Serialize};

use super::definition::{IntoOptimizer, Optimizer};
use super::error::SettingError;
use super::first_order::{FirstOrder, UpdateRule};
use super::moments::Moments;
use super::names::Made;
use super::ranges::Ranges;
use super::settings::{OF_FIRST_ORDER, OptimizerSettings};

const NAME: &str = "adam";

/// `θ ← θ - η m̂ / (√v̂ + ε)`, where m̂ and v̂ are the running means of g and g² with decays β₁ and β₂, divided by `1 - βᵗ` at step t = 1, 2, ….
///
/// Source: D. P. Kingma, J. Ba, "Adam: a method for stochastic optimization", ICLR 2015, arXiv:1412.6980, algorithm 1.
///
/// ```
/// use ansatz_qml::optimize::{Adam, Objective, ObjectiveError, Optimizer};
///
/// struct Parabola;
///
/// impl Objective for Parabola {
///     fn value(&mut self, params: &[f64]) -> Result<f64, ObjectiveError> {
///         Ok((params[0] - 3.0).powi(2))
///     }
///     fn value_and_gradient(&mut self, params: &[f64], gradient: &mut [f64]) -> Result<f64, ObjectiveError> {
///         gradient[0] = 2.0 * (params[0] - 3.0);
///         self.value(params)
///     }
/// }
///
/// let mut adam = Adam { learning_rate: 0.1, ..Adam::default() }.build()?;
/// let mut params = [0.0];
/// for _ in 0..300 {
///     adam.step(&mut Parabola, &mut params)?;
/// }
/// assert!((params[0] - 3.0).abs() < 1e-3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Adam {
    /// η, more than 0. Default 0.05: circuit parameters are angles, so steps are larger than is usual for neural networks.
    pub learning_rate: f64,
    /// β₁, at least 0 and less than 1. Default 0.9.
    pub beta1: f64,
    /// β₂, at least 0 and less than 1. Default 0.999.
    pub beta2: f64,
    /// ε, more than 0. Default 1e-8.
    pub epsilon: f64,
}

impl Default for Adam {
    fn default() -> Self {
        Self { learning_rate: 0.05, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }
    }
}

impl Adam {
    fn read(settings: &OptimizerSettings) -> Result<Self, SettingError> {
        settings.require_only(NAME, &OF_FIRST_ORDER)?;
        let default = Self::default();
        Ok(Self { learning_rate: settings.learning_rate.unwrap_or(default.learning_rate), ..default })
    }

    /// The optimizer.
    ///
    /// # Errors
    /// A setting outside of its range.
    pub fn build(self) -> Result<FirstOrder<AdamRule>, SettingError> {
        let moments = self.moments(NAME)?;
        Ok(FirstOrder::new(AdamRule { settings: self, moments }))
    }

    /// Checks the settings on behalf of `optimizer`, which may be another one that has them too.
    pub(super) fn moments(&self, optimizer: &'static str) -> Result<Moments, SettingError> {
        let ranges = Ranges(optimizer);
        ranges.positive("learning_rate", self.learning_rate)?;
        ranges.positive("epsilon", self.epsilon)?;
        Moments::new(&ranges, self.beta1, self.beta2)
    }
}

impl IntoOptimizer for Adam {
    fn into_optimizer(self) -> Result<Box<dyn Optimizer>, SettingError> {
        Ok(Box::new(self.build()?))
    }
}

/// With the settings of a file.
pub(super) fn of_settings(settings: &OptimizerSettings) -> Made {
    settings.first_order(Adam::read(settings)?.build()?)
}

/// The rule of [`Adam`], with its running means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AdamRule {
    settings: Adam,
    moments: Moments,
}

impl UpdateRule for AdamRule {
    fn name(&self) -> &'static str {
        NAME
    }

    fn update(&mut self, gradient: &[f64], params: &mut [f64]) {
        self.moments.update(gradient);
        for (index, param) in params.iter_mut().enumerate() {
            let scale = self.moments.square(index).sqrt() + self.settings.epsilon;
            *param -= self.settings.learning_rate * self.moments.mean(index) / scale;
        }
    }
}
