//! NAdam: Adam with Nesterov's look-ahead.

use serde::{Deserialize, Serialize};

use super::adam::AdamSettings;
use super::error::SettingError;
use super::first_order::{FirstOrder, UpdateRule};
use super::moments::Moments;
use super::settings::{OF_FIRST_ORDER, Settings};
use super::state::OptimizerState;

const NAME: &str = "nadam";

/// `θ ← θ - η m̄ / (√v̂ + ε)` with the m, v̂ of [`AdamSettings`] and `m̄ = β₁ m / (1 - β₁ᵗ⁺¹) + (1 - β₁) g / (1 - β₁ᵗ)`.
///
/// Source: T. Dozat, "Incorporating Nesterov momentum into Adam", ICLR workshop 2016, with a constant β₁.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct NadamSettings {
    /// η, β₁, β₂ and ε.
    pub adam: AdamSettings,
}

impl NadamSettings {
    pub(super) fn from_shared(settings: &Settings) -> Result<Self, SettingError> {
        settings.require_only(NAME, &OF_FIRST_ORDER)?;
        let default = AdamSettings::default();
        let learning_rate = settings.learning_rate.unwrap_or(default.learning_rate);
        Ok(Self { adam: AdamSettings { learning_rate, ..default } })
    }

    /// The optimizer.
    ///
    /// # Errors
    /// A setting outside of its range.
    pub fn build(self) -> Result<FirstOrder<Nadam>, SettingError> {
        let moments = self.adam.moments(NAME)?;
        Ok(FirstOrder::new(Nadam { settings: self, moments }))
    }
}

/// The rule of [`NadamSettings`], with its running means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Nadam {
    settings: NadamSettings,
    moments: Moments,
}

impl UpdateRule for Nadam {
    fn name(&self) -> &'static str {
        NAME
    }

    fn update(&mut self, gradient: &[f64], params: &mut [f64]) {
        let AdamSettings { learning_rate, epsilon, .. } = self.settings.adam;
        self.moments.update(gradient);
        for (index, (param, slope)) in params.iter_mut().zip(gradient).enumerate() {
            let scale = self.moments.square(index).sqrt() + epsilon;
            *param -= learning_rate * self.moments.look_ahead(index, *slope) / scale;
        }
    }

    fn save(memory: FirstOrder<Self>) -> OptimizerState {
        OptimizerState::Nadam(memory)
    }
}
