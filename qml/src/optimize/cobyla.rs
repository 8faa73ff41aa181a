//! COBYLA, through the `cobyla` crate.

use std::cell::RefCell;

use cobyla::{FailStatus, Func, RhoBeg, StopTols, SuccessStatus};

use serde::{Deserialize, Serialize};

use super::error::{OptimizeError, SettingError};
use super::names::Made;
use super::probe::Probe;
use super::ranges::Ranges;
use super::settings::OptimizerSettings;
use super::state::{OptimizerState, RestoreError};
use super::{IntoOptimizer, Needs, Objective, Optimizer, Step};

const NAME: &str = "cobyla";

/// Minimizes a linear model of the objective, interpolated at n + 1 points, within a trust region whose radius shrinks from ρ₀ to ρ₁.
///
/// The crate can only run the whole method, so **one step is one run** of at most `evaluations · (n + 1)` evaluations. It has converged
/// when its radius reached ρ₁; otherwise the next step runs again from the best point, with half the starting radius.
///
/// Source: M. J. D. Powell, "A direct search optimization method that models the objective and constraint functions by linear
/// interpolation", in: Advances in Optimization and Numerical Analysis, 51–67 (1994).
///
/// ```
/// use ansatz_qml::energy::Minimizer;
/// use ansatz_qml::optimize::{Function, Cobyla};
/// let mut bowl = Function(|x: &[f64], slope: &mut [f64]| {
///     slope[0] = 2.0 * (x[0] - 3.0);
///     (x[0] - 3.0).powi(2)
/// });
/// let minimum = Minimizer::new(Cobyla::default()).steps(10).run(&mut bowl, [0.0])?;
/// assert!((minimum.parameters[0] - 3.0).abs() < 1e-3);
/// # Ok::<(), ansatz_qml::ModelError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Cobyla {
    /// ρ₀, more than 0. Default 0.5 (radian).
    pub initial_step: f64,
    /// ρ₁, more than 0. Default 1e-6.
    pub final_step: f64,
    /// Evaluations of a run for each corner of the simplex, at least 1. Default 50.
    pub evaluations: usize,
}

impl Default for Cobyla {
    fn default() -> Self {
        Self { initial_step: 0.5, final_step: 1e-6, evaluations: 50 }
    }
}

impl Cobyla {
    fn read(settings: &OptimizerSettings) -> Result<Self, SettingError> {
        settings.require_only(NAME, &["initial_step"])?;
        let default = Self::default();
        Ok(Self { initial_step: settings.initial_step.unwrap_or(default.initial_step), ..default })
    }

    /// The optimizer.
    ///
    /// # Errors
    /// A setting outside of its range.
    pub fn build(self) -> Result<CobylaOptimizer, SettingError> {
        let ranges = Ranges(NAME);
        ranges.positive("initial_step", self.initial_step)?;
        ranges.positive("final_step", self.final_step)?;
        ranges.at_least_one("evaluations", self.evaluations)?;
        Ok(CobylaOptimizer { radius: self.initial_step, settings: self })
    }
}

impl IntoOptimizer for Cobyla {
    fn into_optimizer(self) -> Result<Box<dyn Optimizer>, SettingError> {
        Ok(Box::new(self.build()?))
    }
}

/// With the settings of a file.
pub(super) fn of_settings(settings: &OptimizerSettings) -> Made {
    Cobyla::read(settings)?.into_optimizer()
}

/// The optimizer of [`Cobyla`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CobylaOptimizer {
    settings: Cobyla,
    radius: f64,
}

impl Optimizer for CobylaOptimizer {
    fn name(&self) -> &'static str {
        NAME
    }

    fn needs(&self) -> Needs {
        Needs::FULL_VALUE
    }

    fn step(&mut self, objective: &mut dyn Objective, params: &mut [f64]) -> Result<Step, OptimizeError> {
        let limit = self.settings.evaluations.saturating_mul(params.len() + 1).min(i32::MAX as usize);
        let probe = RefCell::new(Probe::new(NAME, objective, limit));
        let ended = if params.is_empty() { stay(&probe) } else { self.run(&probe, params, limit) };
        let probe = probe.into_inner();
        if let Some(failure) = probe.failure {
            return Err(failure);
        }
        let (Some(first), Some(best)) = (probe.first, probe.best) else {
            return Err(OptimizeError::Solver { optimizer: NAME, reason: "it evaluated nothing".to_owned() });
        };
        let converged = ended.map_err(|reason| OptimizeError::Solver { optimizer: NAME, reason })?;
        params.copy_from_slice(&best.params);
        self.radius = (self.radius / 2.0).max(self.settings.final_step);
        let evaluations = probe.evaluations;
        Ok(Step { value: first.value, value_after: Some(best.value), converged, evaluations })
    }

    fn save(&self) -> OptimizerState {
        OptimizerState::new(NAME, self)
    }

    fn restore(&mut self, state: &OptimizerState) -> Result<(), RestoreError> {
        *self = state.read(NAME)?;
        Ok(())
    }
}

impl CobylaOptimizer {
    /// One run from `params`; whether it converged, or why it stopped.
    fn run(&self, probe: &RefCell<Probe<'_>>, params: &[f64], limit: usize) -> Result<bool, String> {
        let last = RefCell::new(0.0);
        // After a failure the function is constant, so that the run ends soon; the probe keeps the failure.
        let function = |point: &[f64], _: &mut ()| {
            if let Ok(value) = probe.borrow_mut().value(point) {
                last.replace(value);
            }
            *last.borrow()
        };
        let unbounded = vec![(f64::NEG_INFINITY, f64::INFINITY); params.len()];
        let unconstrained: [&dyn Func<()>; 0] = [];
        let tolerances =
            StopTols { xtol_abs: vec![self.settings.final_step; params.len()], ..StopTols::default() };
        let radius = RhoBeg::All(self.radius);
        let result = cobyla::minimize(
            function,
            params,
            &unbounded,
            &unconstrained,
            (),
            limit,
            radius,
            Some(tolerances),
        );
        match result {
            Ok((SuccessStatus::MaxEvalReached | SuccessStatus::MaxTimeReached, ..)) => Ok(false),
            // Rounding stops a run whose radius is at the resolution of the doubles.
            Ok(_) | Err((FailStatus::RoundoffLimited, ..)) => Ok(true),
            Err((status, ..)) => Err(format!("{status:?}")),
        }
    }
}

/// A step without parameters: one evaluation, and nothing to improve.
fn stay(probe: &RefCell<Probe<'_>>) -> Result<bool, String> {
    probe.borrow_mut().value(&[]).map(|_| true).map_err(|reason| reason.to_string())
}
