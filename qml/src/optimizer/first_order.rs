//! Optimizers that take one gradient a step and move by a rule.
//!
//! The rules (gradient descent, Adam, …) are one file each. This file must not know which one it runs.

use serde::{Deserialize, Serialize};

use super::error::{OptimizeError, SettingError};
use super::schedule::{Clipping, Schedule};
use super::settings::Settings;
use super::state::OptimizerState;
use super::trail::{Trail, first_not_finite};
use super::{Needs, Objective, Optimizer, Step};

/// How a gradient moves the parameters.
pub trait UpdateRule: Send + Clone {
    /// The optimizer's name.
    fn name(&self) -> &'static str;

    /// Moves `params` once, given the gradient there. Both always have the length they had in the first call.
    fn update(&mut self, gradient: &[f64], params: &mut [f64]);

    /// An optimizer of this rule as data; rules of other crates are [`OptimizerState::Foreign`].
    fn save(memory: FirstOrder<Self>) -> OptimizerState;
}

/// An optimizer made of an update rule. Serializable with its memory, if the rule is.
///
/// It never reports convergence: with mini-batches a small gradient proves nothing, so the caller decides when to stop.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FirstOrder<R> {
    rule: R,
    trail: Trail,
    schedule: Schedule,
    clipping: Clipping,
    steps: u64,
}

impl<R: UpdateRule> FirstOrder<R> {
    /// An optimizer at its first step.
    pub fn new(rule: R) -> Self {
        let (schedule, clipping) = (Schedule::default(), Clipping::default());
        Self { rule, trail: Trail::default(), schedule, clipping, steps: 0 }
    }

    /// Multiplies every step with the schedule's factor. All rules' steps are proportional to their learning rate.
    ///
    /// # Errors
    /// A setting of the schedule outside of its range.
    pub fn with_schedule(self, schedule: Schedule) -> Result<Self, SettingError> {
        schedule.check(self.rule.name())?;
        Ok(Self { schedule, ..self })
    }

    /// Cuts every gradient before the rule sees it.
    ///
    /// # Errors
    /// A limit that is not positive.
    pub fn with_clipping(self, clipping: Clipping) -> Result<Self, SettingError> {
        clipping.check(self.rule.name())?;
        Ok(Self { clipping, ..self })
    }

    /// With the schedule and the clipping that shared settings have.
    pub(super) fn with_shared(self, settings: &Settings) -> Result<Self, SettingError> {
        self.with_schedule(settings.schedule.unwrap_or_default())?
            .with_clipping(settings.clipping.unwrap_or_default())
    }

    /// The rule's step, times the schedule's factor.
    fn advance(&mut self, gradient: &[f64], params: &mut [f64]) {
        let factor = self.schedule.factor(self.steps);
        let before = (factor != 1.0).then(|| params.to_vec());
        self.rule.update(gradient, params);
        for (param, start) in params.iter_mut().zip(before.iter().flatten()) {
            *param = start + factor * (*param - start);
        }
        self.steps += 1;
    }
}

impl<R: UpdateRule> Optimizer for FirstOrder<R> {
    fn name(&self) -> &'static str {
        self.rule.name()
    }

    fn needs(&self) -> Needs {
        Needs::GRADIENT
    }

    fn step(&mut self, objective: &mut dyn Objective, params: &mut [f64]) -> Result<Step, OptimizeError> {
        let optimizer = self.rule.name();
        self.trail.begin(optimizer, params)?;
        let mut gradient = vec![0.0; params.len()];
        let value = objective.value_and_gradient(params, &mut gradient).map_err(OptimizeError::Objective)?;
        if let Some((quantity, found)) = first_not_finite(value, &gradient) {
            self.trail.go_back(params);
            return Err(OptimizeError::Diverged { optimizer, quantity, found });
        }
        self.trail.mark_good(params);
        self.clipping.apply(&mut gradient);
        self.advance(&gradient, params);
        self.trail.finish(optimizer, params)?;
        Ok(Step { value, value_after: None, converged: false, evaluations: 1 })
    }

    fn save(&self) -> OptimizerState {
        R::save(self.clone())
    }
}

/// Fills a rule's memory with zeros at its first step.
pub(super) fn start_at_zero(memory: &mut Vec<f64>, length: usize) {
    if memory.len() != length {
        *memory = vec![0.0; length];
    }
}
