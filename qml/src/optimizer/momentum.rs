//! Gradient descent with momentum, in Polyak's form and in Nesterov's.

use serde::{Deserialize, Serialize};

use super::error::SettingError;
use super::first_order::{FirstOrder, UpdateRule, start_at_zero};
use super::settings::{OF_FIRST_ORDER, Ranges, Settings};
use super::state::OptimizerState;

/// Where the gradient enters the step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MomentumForm {
    /// The heavy ball: `θ ← θ - η v`. Name `momentum`.
    #[default]
    Polyak,
    /// The look-ahead: `θ ← θ - η (g + μ v)`. Name `nesterov`.
    Nesterov,
}

/// `v ← μ v + g`, then a step along v as its form says; v starts at 0.
///
/// Sources: B. T. Polyak, "Some methods of speeding up the convergence of iteration methods", USSR Comput. Math. Math. Phys. 4(5), 1–17
/// (1964); Y. Nesterov, Soviet Math. Dokl. 27, 372–376 (1983), in the form of I. Sutskever et al., ICML 2013, with the velocity scaled
/// by -1/η and the parameters at the look-ahead point.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MomentumSettings {
    /// η, more than 0. Default 0.01.
    pub learning_rate: f64,
    /// μ, at least 0 and less than 1. Default 0.9.
    pub momentum: f64,
    /// Default Polyak's.
    pub form: MomentumForm,
}

impl Default for MomentumSettings {
    fn default() -> Self {
        Self { learning_rate: 0.01, momentum: 0.9, form: MomentumForm::Polyak }
    }
}

impl MomentumSettings {
    pub(super) fn from_shared(form: MomentumForm, settings: &Settings) -> Result<Self, SettingError> {
        settings.require_only(form.name(), &[&OF_FIRST_ORDER[..], &["momentum"]].concat())?;
        let default = Self::default();
        let learning_rate = settings.learning_rate.unwrap_or(default.learning_rate);
        Ok(Self { learning_rate, momentum: settings.momentum.unwrap_or(default.momentum), form })
    }

    /// The optimizer.
    ///
    /// # Errors
    /// A setting outside of its range.
    pub fn build(self) -> Result<FirstOrder<Momentum>, SettingError> {
        let ranges = Ranges(self.form.name());
        ranges.positive("learning_rate", self.learning_rate)?;
        ranges.fraction("momentum", self.momentum)?;
        Ok(FirstOrder::new(Momentum { settings: self, velocity: Vec::new() }))
    }
}

impl MomentumForm {
    fn name(self) -> &'static str {
        match self {
            Self::Polyak => "momentum",
            Self::Nesterov => "nesterov",
        }
    }
}

/// The rule of [`MomentumSettings`], with its velocity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Momentum {
    settings: MomentumSettings,
    velocity: Vec<f64>,
}

impl UpdateRule for Momentum {
    fn name(&self) -> &'static str {
        self.settings.form.name()
    }

    fn update(&mut self, gradient: &[f64], params: &mut [f64]) {
        let MomentumSettings { learning_rate, momentum, form } = self.settings;
        start_at_zero(&mut self.velocity, params.len());
        for ((param, slope), velocity) in params.iter_mut().zip(gradient).zip(&mut self.velocity) {
            *velocity = momentum * *velocity + slope;
            *param -= learning_rate
                * match form {
                    MomentumForm::Polyak => *velocity,
                    MomentumForm::Nesterov => slope + momentum * *velocity,
                };
        }
    }

    fn save(memory: FirstOrder<Self>) -> OptimizerState {
        OptimizerState::Momentum(memory)
    }
}
