//! Gradient descent with momentum, in Polyak's form and in Nesterov's.

use serde::{Deserialize, Serialize};

use super::definition::{IntoOptimizer, Optimizer};
use super::error::SettingError;
use super::first_order::{FirstOrder, UpdateRule, start_at_zero};
use super::names::Made;
use super::ranges::Ranges;
use super::settings::{OF_FIRST_ORDER, OptimizerSettings};

/// Where the gradient enters the step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
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
///
/// ```
/// use ansatz_qml::energy::Minimizer;
/// use ansatz_qml::optimize::{Function, Momentum, MomentumForm};
/// let mut bowl = Function(|x: &[f64], slope: &mut [f64]| {
///     slope[0] = 2.0 * (x[0] - 3.0);
///     (x[0] - 3.0).powi(2)
/// });
/// let minimum = Minimizer::new(Momentum { form: MomentumForm::Nesterov, ..Momentum::default() }).steps(500).run(&mut bowl, [0.0])?;
/// assert!((minimum.parameters[0] - 3.0).abs() < 1e-3);
/// # Ok::<(), ansatz_qml::ModelError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Momentum {
    /// η, more than 0. Default 0.01.
    pub learning_rate: f64,
    /// μ, at least 0 and less than 1. Default 0.9.
    pub momentum: f64,
    /// Default Polyak's.
    pub form: MomentumForm,
}

impl Default for Momentum {
    fn default() -> Self {
        Self { learning_rate: 0.01, momentum: 0.9, form: MomentumForm::Polyak }
    }
}

impl Momentum {
    fn read(form: MomentumForm, settings: &OptimizerSettings) -> Result<Self, SettingError> {
        settings.require_only(form.name(), &[&OF_FIRST_ORDER[..], &["momentum"]].concat())?;
        let default = Self::default();
        let learning_rate = settings.learning_rate.unwrap_or(default.learning_rate);
        Ok(Self { learning_rate, momentum: settings.momentum.unwrap_or(default.momentum), form })
    }

    /// The optimizer.
    ///
    /// # Errors
    /// A setting outside of its range.
    pub fn build(self) -> Result<FirstOrder<MomentumRule>, SettingError> {
        let ranges = Ranges(self.form.name());
        ranges.positive("learning_rate", self.learning_rate)?;
        ranges.fraction("momentum", self.momentum)?;
        Ok(FirstOrder::new(MomentumRule { settings: self, velocity: Vec::new() }))
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

impl IntoOptimizer for Momentum {
    fn into_optimizer(self) -> Result<Box<dyn Optimizer>, SettingError> {
        Ok(Box::new(self.build()?))
    }
}

/// `momentum` with the settings of a file.
pub(super) fn polyak(settings: &OptimizerSettings) -> Made {
    settings.first_order(Momentum::read(MomentumForm::Polyak, settings)?.build()?)
}

/// `nesterov` with the settings of a file.
pub(super) fn nesterov(settings: &OptimizerSettings) -> Made {
    settings.first_order(Momentum::read(MomentumForm::Nesterov, settings)?.build()?)
}

/// The rule of [`Momentum`], with its velocity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MomentumRule {
    settings: Momentum,
    velocity: Vec<f64>,
}

impl UpdateRule for MomentumRule {
    fn name(&self) -> &'static str {
        self.settings.form.name()
    }

    fn saved_as(&self) -> &'static str {
        "momentum"
    }

    fn update(&mut self, gradient: &[f64], params: &mut [f64]) {
        let Momentum { learning_rate, momentum, form } = self.settings;
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
}
