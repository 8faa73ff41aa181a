//! Plain gradient descent.

use serde::{Deserialize, Serialize};

use super::error::SettingError;
use super::first_order::{FirstOrder, UpdateRule};
use super::settings::{OF_FIRST_ORDER, Ranges, Settings};
use super::state::OptimizerState;

const NAME: &str = "gradient_descent";

/// `θ ← θ - η g` with the gradient g; on mini-batches this is stochastic gradient descent.
///
/// Source: H. Robbins, S. Monro, "A stochastic approximation method", Ann. Math. Stat. 22(3), 400–407 (1951).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct GradientDescentSettings {
    /// η, more than 0. Default 0.05.
    pub learning_rate: f64,
}

impl Default for GradientDescentSettings {
    fn default() -> Self {
        Self { learning_rate: 0.05 }
    }
}

impl GradientDescentSettings {
    pub(super) fn from_shared(settings: &Settings) -> Result<Self, SettingError> {
        settings.require_only(NAME, &OF_FIRST_ORDER)?;
        let default = Self::default();
        Ok(Self { learning_rate: settings.learning_rate.unwrap_or(default.learning_rate) })
    }

    /// The optimizer.
    ///
    /// # Errors
    /// A setting outside of its range.
    pub fn build(self) -> Result<FirstOrder<GradientDescent>, SettingError> {
        Ranges(NAME).positive("learning_rate", self.learning_rate)?;
        Ok(FirstOrder::new(GradientDescent { settings: self }))
    }
}

/// The rule of [`GradientDescentSettings`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GradientDescent {
    settings: GradientDescentSettings,
}

impl UpdateRule for GradientDescent {
    fn name(&self) -> &'static str {
        NAME
    }

    fn update(&mut self, gradient: &[f64], params: &mut [f64]) {
        for (param, slope) in params.iter_mut().zip(gradient) {
            *param -= self.settings.learning_rate * slope;
        }
    }

    fn save(memory: FirstOrder<Self>) -> OptimizerState {
        OptimizerState::GradientDescent(memory)
    }
}
