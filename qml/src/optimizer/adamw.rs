//! AdamW: Adam with decoupled weight decay.

use serde::{Deserialize, Serialize};

use super::adam::AdamSettings;
use super::error::SettingError;
use super::first_order::{FirstOrder, UpdateRule};
use super::moments::Moments;
use super::settings::{OF_FIRST_ORDER, Ranges, Settings};
use super::state::OptimizerState;

const NAME: &str = "adamw";

/// `θ ← (1 - ηλ) θ - η m̂ / (√v̂ + ε)` with the m̂ and v̂ of [`AdamSettings`]; both terms use the θ before the step.
///
/// Source: I. Loshchilov, F. Hutter, "Decoupled weight decay regularization", ICLR 2019, arXiv:1711.05101, algorithm 2.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct AdamWSettings {
    /// η, β₁, β₂ and ε.
    pub adam: AdamSettings,
    /// λ, not negative. Default 0.01.
    pub weight_decay: f64,
}

impl Default for AdamWSettings {
    fn default() -> Self {
        Self { adam: AdamSettings::default(), weight_decay: 0.01 }
    }
}

impl AdamWSettings {
    pub(super) fn from_shared(settings: &Settings) -> Result<Self, SettingError> {
        settings.require_only(NAME, &[&OF_FIRST_ORDER[..], &["weight_decay"]].concat())?;
        let Self { adam, weight_decay } = Self::default();
        Ok(Self {
            adam: AdamSettings {
                learning_rate: settings.learning_rate.unwrap_or(adam.learning_rate),
                ..adam
            },
            weight_decay: settings.weight_decay.unwrap_or(weight_decay),
        })
    }

    /// The optimizer.
    ///
    /// # Errors
    /// A setting outside of its range.
    pub fn build(self) -> Result<FirstOrder<AdamW>, SettingError> {
        Ranges(NAME).not_negative("weight_decay", self.weight_decay)?;
        let moments = self.adam.moments(NAME)?;
        Ok(FirstOrder::new(AdamW { settings: self, moments }))
    }
}

/// The rule of [`AdamWSettings`], with its running means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AdamW {
    settings: AdamWSettings,
    moments: Moments,
}

impl UpdateRule for AdamW {
    fn name(&self) -> &'static str {
        NAME
    }

    fn update(&mut self, gradient: &[f64], params: &mut [f64]) {
        let AdamSettings { learning_rate, epsilon, .. } = self.settings.adam;
        self.moments.update(gradient);
        for (index, param) in params.iter_mut().enumerate() {
            let scale = self.moments.square(index).sqrt() + epsilon;
            *param -=
                learning_rate * (self.moments.mean(index) / scale + self.settings.weight_decay * *param);
        }
    }

    fn save(memory: FirstOrder<Self>) -> OptimizerState {
        OptimizerState::AdamW(memory)
    }
}
