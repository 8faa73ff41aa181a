//! RMSprop.

use serde::{Deserialize, Serialize};

use super::error::SettingError;
use super::first_order::{FirstOrder, UpdateRule, start_at_zero};
use super::settings::{OF_FIRST_ORDER, Ranges, Settings};
use super::state::OptimizerState;

const NAME: &str = "rmsprop";

/// `v ← ρ v + (1-ρ) g²`, then `θ ← θ - η g / (√v + ε)`; v starts at 0, without a correction.
///
/// Source: T. Tieleman, G. Hinton, "Neural networks for machine learning", lecture 6.5 (2012).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RmspropSettings {
    /// η, more than 0. Default 0.01.
    pub learning_rate: f64,
    /// ρ, at least 0 and less than 1. Default 0.9.
    pub decay: f64,
    /// ε, more than 0. Default 1e-8.
    pub epsilon: f64,
}

impl Default for RmspropSettings {
    fn default() -> Self {
        Self { learning_rate: 0.01, decay: 0.9, epsilon: 1e-8 }
    }
}

impl RmspropSettings {
    pub(super) fn from_shared(settings: &Settings) -> Result<Self, SettingError> {
        settings.require_only(NAME, &OF_FIRST_ORDER)?;
        let default = Self::default();
        Ok(Self { learning_rate: settings.learning_rate.unwrap_or(default.learning_rate), ..default })
    }

    /// The optimizer.
    ///
    /// # Errors
    /// A setting outside of its range.
    pub fn build(self) -> Result<FirstOrder<Rmsprop>, SettingError> {
        let ranges = Ranges(NAME);
        ranges.positive("learning_rate", self.learning_rate)?;
        ranges.fraction("decay", self.decay)?;
        ranges.positive("epsilon", self.epsilon)?;
        Ok(FirstOrder::new(Rmsprop { settings: self, square: Vec::new() }))
    }
}

/// The rule of [`RmspropSettings`], with its running mean of squares.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rmsprop {
    settings: RmspropSettings,
    square: Vec<f64>,
}

impl UpdateRule for Rmsprop {
    fn name(&self) -> &'static str {
        NAME
    }

    fn update(&mut self, gradient: &[f64], params: &mut [f64]) {
        let RmspropSettings { learning_rate, decay, epsilon } = self.settings;
        start_at_zero(&mut self.square, params.len());
        for ((param, slope), square) in params.iter_mut().zip(gradient).zip(&mut self.square) {
            *square = decay * *square + (1.0 - decay) * slope * slope;
            *param -= learning_rate * slope / (square.sqrt() + epsilon);
        }
    }

    fn save(memory: FirstOrder<Self>) -> OptimizerState {
        OptimizerState::Rmsprop(memory)
    }
}
