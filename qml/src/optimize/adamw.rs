//! AdamW: Adam with decoupled weight decay.

use serde::{Deserialize, Serialize};

use super::adam::Adam;
use super::definition::{IntoOptimizer, Optimizer};
use super::error::SettingError;
use super::first_order::{FirstOrder, UpdateRule};
use super::moments::Moments;
use super::names::Made;
use super::ranges::Ranges;
use super::settings::{OF_FIRST_ORDER, OptimizerSettings};

const NAME: &str = "adamw";

/// `θ ← (1 - ηλ) θ - η m̂ / (√v̂ + ε)` with the m̂ and v̂ of [`Adam`]; both terms use the θ before the step.
///
/// Source: I. Loshchilov, F. Hutter, "Decoupled weight decay regularization", ICLR 2019, arXiv:1711.05101, algorithm 2.
///
/// ```
/// use ansatz_qml::energy::Minimizer;
/// use ansatz_qml::optimize::{Function, AdamW};
/// let mut bowl = Function(|x: &[f64], slope: &mut [f64]| {
///     slope[0] = 2.0 * (x[0] - 3.0);
///     (x[0] - 3.0).powi(2)
/// });
/// let minimum = Minimizer::new(AdamW { weight_decay: 1e-3, ..AdamW::default() }).steps(1000).run(&mut bowl, [0.0])?;
/// assert!((minimum.parameters[0] - 3.0).abs() < 0.05);
/// # Ok::<(), ansatz_qml::ModelError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct AdamW {
    /// η, β₁, β₂ and ε.
    pub adam: Adam,
    /// λ, not negative. Default 0.01.
    pub weight_decay: f64,
}

impl Default for AdamW {
    fn default() -> Self {
        Self { adam: Adam::default(), weight_decay: 0.01 }
    }
}

impl AdamW {
    fn read(settings: &OptimizerSettings) -> Result<Self, SettingError> {
        settings.require_only(NAME, &[&OF_FIRST_ORDER[..], &["weight_decay"]].concat())?;
        let Self { adam, weight_decay } = Self::default();
        Ok(Self {
            adam: Adam { learning_rate: settings.learning_rate.unwrap_or(adam.learning_rate), ..adam },
            weight_decay: settings.weight_decay.unwrap_or(weight_decay),
        })
    }

    /// The optimizer.
    ///
    /// # Errors
    /// A setting outside of its range.
    pub fn build(self) -> Result<FirstOrder<AdamWRule>, SettingError> {
        Ranges(NAME).not_negative("weight_decay", self.weight_decay)?;
        let moments = self.adam.moments(NAME)?;
        Ok(FirstOrder::new(AdamWRule { settings: self, moments }))
    }
}

impl IntoOptimizer for AdamW {
    fn into_optimizer(self) -> Result<Box<dyn Optimizer>, SettingError> {
        Ok(Box::new(self.build()?))
    }
}

/// With the settings of a file.
pub(super) fn of_settings(settings: &OptimizerSettings) -> Made {
    settings.first_order(AdamW::read(settings)?.build()?)
}

/// The rule of [`AdamW`], with its running means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AdamWRule {
    settings: AdamW,
    moments: Moments,
}

impl UpdateRule for AdamWRule {
    fn name(&self) -> &'static str {
        NAME
    }

    fn saved_as(&self) -> &'static str {
        "adam_w"
    }

    fn update(&mut self, gradient: &[f64], params: &mut [f64]) {
        let Adam { learning_rate, epsilon, .. } = self.settings.adam;
        self.moments.update(gradient);
        for (index, param) in params.iter_mut().enumerate() {
            let scale = self.moments.square(index).sqrt() + epsilon;
            *param -=
                learning_rate * (self.moments.mean(index) / scale + self.settings.weight_decay * *param);
        }
    }
}
