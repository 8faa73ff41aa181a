//! Optimizers that take one gradient a step and move by a rule.
//!
//! The rules (gradient descent, Adam, …) are one file each. This file must not know which one it runs.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::error::{OptimizeError, SettingError};
use super::schedule::{Clipping, Schedule};
use super::state::{OptimizerState, RestoreError};
use super::trail::{Trail, first_not_finite};
use super::{Needs, Objective, Optimizer, Step};

/// How a gradient moves the parameters: the shortest way to an optimizer of one's own, which then has schedules, clipping, the way back from numbers
/// that are not finite, and checkpoints.
///
/// ```
/// use ansatz_qml::optimize::{FirstOrder, Optimizer, UpdateRule};
/// use serde::{Deserialize, Serialize};
///
/// /// `θ ← θ - η sign(g)`
/// #[derive(Serialize, Deserialize)]
/// struct SignDescent {
///     rate: f64,
/// }
///
/// impl UpdateRule for SignDescent {
///     fn name(&self) -> &'static str {
///         "sign_descent"
///     }
///
///     fn update(&mut self, gradient: &[f64], params: &mut [f64]) {
///         params.iter_mut().zip(gradient).for_each(|(param, slope)| *param -= self.rate * slope.signum());
///     }
/// }
///
/// let optimizer = FirstOrder::new(SignDescent { rate: 0.1 });
/// let mut again = FirstOrder::new(SignDescent { rate: 0.0 });
/// again.restore(&optimizer.save())?;
/// assert_eq!(again.name(), "sign_descent");
/// # Ok::<(), ansatz_qml::optimize::RestoreError>(())
/// ```
pub trait UpdateRule: Send + Serialize + DeserializeOwned {
    /// The optimizer's name. By default that of the type.
    fn name(&self) -> &'static str {
        std::any::type_name::<Self>()
    }

    /// The name under which it is saved, if it has several names.
    fn saved_as(&self) -> &'static str {
        self.name()
    }

    /// Moves `params` once, given the gradient there. Both always have the length they had in the first call.
    fn update(&mut self, gradient: &[f64], params: &mut [f64]);
}

/// An optimizer made of an update rule. Serializable with its memory, if the rule is.
///
/// It never reports convergence: with mini-batches a small gradient proves nothing, so the caller decides when to stop.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound = "R: UpdateRule")]
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
        Ok(Step { value, value_after: None, stop: None, evaluations: 1 })
    }

    fn save(&self) -> OptimizerState {
        OptimizerState::new(self.rule.saved_as(), self)
    }

    fn restore(&mut self, state: &OptimizerState) -> Result<(), RestoreError> {
        *self = state.read(self.rule.saved_as())?;
        Ok(())
    }
}

/// Fills a rule's memory with zeros at its first step, when it learns how many parameters there are.
///
/// ```
/// let mut velocity = Vec::new();
/// ansatz_qml::optimize::start_at_zero(&mut velocity, 2);
/// assert_eq!(velocity, [0.0, 0.0]);
/// ```
pub fn start_at_zero(memory: &mut Vec<f64>, length: usize) {
    if memory.len() != length {
        *memory = vec![0.0; length];
    }
}
