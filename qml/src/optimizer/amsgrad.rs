//! AMSGrad: Adam whose step sizes never grow again.

use serde::{Deserialize, Serialize};

use super::adam::AdamSettings;
use super::error::SettingError;
use super::first_order::{FirstOrder, UpdateRule, start_at_zero};
use super::moments::Moments;
use super::settings::{OF_FIRST_ORDER, Settings};
use super::state::OptimizerState;

const NAME: &str = "amsgrad";

/// `s ← max(s, v̂)`, then `θ ← θ - η m̂ / (√s + ε)` with the m̂ and v̂ of [`AdamSettings`].
///
/// The paper leaves out the bias correction; here m̂ and v̂ have it, so that the first step is Adam's.
///
/// Source: S. J. Reddi, S. Kale, S. Kumar, "On the convergence of Adam and beyond", ICLR 2018, arXiv:1904.09237, algorithm 2.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct AmsgradSettings {
    /// η, β₁, β₂ and ε.
    pub adam: AdamSettings,
}

impl AmsgradSettings {
    pub(super) fn from_shared(settings: &Settings) -> Result<Self, SettingError> {
        settings.require_only(NAME, &OF_FIRST_ORDER)?;
        let default = AdamSettings::default();
        Ok(Self {
            adam: AdamSettings {
                learning_rate: settings.learning_rate.unwrap_or(default.learning_rate),
                ..default
            },
        })
    }

    /// The optimizer.
    ///
    /// # Errors
    /// A setting outside of its range.
    pub fn build(self) -> Result<FirstOrder<Amsgrad>, SettingError> {
        let moments = self.adam.moments(NAME)?;
        Ok(FirstOrder::new(Amsgrad { settings: self, moments, largest: Vec::new() }))
    }
}

/// The rule of [`AmsgradSettings`], with its running means and their largest squares.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Amsgrad {
    settings: AmsgradSettings,
    moments: Moments,
    largest: Vec<f64>,
}

impl UpdateRule for Amsgrad {
    fn name(&self) -> &'static str {
        NAME
    }

    fn update(&mut self, gradient: &[f64], params: &mut [f64]) {
        let AdamSettings { learning_rate, epsilon, .. } = self.settings.adam;
        self.moments.update(gradient);
        start_at_zero(&mut self.largest, params.len());
        for (index, (param, largest)) in params.iter_mut().zip(&mut self.largest).enumerate() {
            *largest = largest.max(self.moments.square(index));
            *param -= learning_rate * self.moments.mean(index) / (largest.sqrt() + epsilon);
        }
    }

    fn save(memory: FirstOrder<Self>) -> OptimizerState {
        OptimizerState::Amsgrad(memory)
    }
}
