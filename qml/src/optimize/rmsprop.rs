//! RMSprop.

use serde::{Deserialize, Serialize};

use super::definition::{IntoOptimizer, Optimizer};
use super::error::SettingError;
use super::first_order::{FirstOrder, UpdateRule, start_at_zero};
use super::names::Made;
use super::ranges::Ranges;
use super::settings::{OF_FIRST_ORDER, OptimizerSettings};

const NAME: &str = "rmsprop";

/// `v ← ρ v + (1-ρ) g²`, then `θ ← θ - η g / (√v + ε)`; v starts at 0, without a correction.
///
/// Source: T. Tieleman, G. Hinton, "Neural networks for machine learning", lecture 6.5 (2012).
///
/// ```
/// use ansatz_qml::energy::Minimizer;
/// use ansatz_qml::optimize::{Function, Rmsprop};
/// let mut bowl = Function(|x: &[f64], slope: &mut [f64]| {
///     slope[0] = 2.0 * (x[0] - 3.0);
///     (x[0] - 3.0).powi(2)
/// });
/// let minimum = Minimizer::new(Rmsprop::default()).steps(2000).run(&mut bowl, [0.0])?;
/// assert!((minimum.parameters[0] - 3.0).abs() < 0.05);
/// # Ok::<(), ansatz_qml::ModelError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rmsprop {
    /// η, more than 0. Default 0.01.
    pub learning_rate: f64,
    /// ρ, at least 0 and less than 1. Default 0.9.
    pub decay: f64,
    /// ε, more than 0. Default 1e-8.
    pub epsilon: f64,
}

impl Default for Rmsprop {
    fn default() -> Self {
        Self { learning_rate: 0.01, decay: 0.9, epsilon: 1e-8 }
    }
}

impl Rmsprop {
    fn read(settings: &OptimizerSettings) -> Result<Self, SettingError> {
        settings.require_only(NAME, &OF_FIRST_ORDER)?;
        let default = Self::default();
        Ok(Self { learning_rate: settings.learning_rate.unwrap_or(default.learning_rate), ..default })
    }

    /// The optimizer.
    ///
    /// # Errors
    /// A setting outside of its range.
    pub fn build(self) -> Result<FirstOrder<RmspropRule>, SettingError> {
        let ranges = Ranges(NAME);
        ranges.positive("learning_rate", self.learning_rate)?;
        ranges.fraction("decay", self.decay)?;
        ranges.positive("epsilon", self.epsilon)?;
        Ok(FirstOrder::new(RmspropRule { settings: self, square: Vec::new() }))
    }
}

impl IntoOptimizer for Rmsprop {
    fn into_optimizer(self) -> Result<Box<dyn Optimizer>, SettingError> {
        Ok(Box::new(self.build()?))
    }
}

/// With the settings of a file.
pub(super) fn of_settings(settings: &OptimizerSettings) -> Made {
    settings.first_order(Rmsprop::read(settings)?.build()?)
}

/// The rule of [`Rmsprop`], with its running mean of squares.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RmspropRule {
    settings: Rmsprop,
    square: Vec<f64>,
}

impl UpdateRule for RmspropRule {
    fn name(&self) -> &'static str {
        NAME
    }

    fn update(&mut self, gradient: &[f64], params: &mut [f64]) {
        let Rmsprop { learning_rate, decay, epsilon } = self.settings;
        start_at_zero(&mut self.square, params.len());
        for ((param, slope), square) in params.iter_mut().zip(gradient).zip(&mut self.square) {
            *square = decay * *square + (1.0 - decay) * slope * slope;
            *param -= learning_rate * slope / (square.sqrt() + epsilon);
        }
    }
}
