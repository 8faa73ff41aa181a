//! What an optimizer is: something that moves parameters downhill, one step at a time, and can be written down between two steps.
//!
//! Implemented by every optimizer, here and in other crates; called by training and minimization, which own the loop. Must not know any of them.

use super::bounds::Bounds;
use super::error::{OptimizeError, SettingError};
use super::objective::Objective;
use super::state::{OptimizerState, RestoreError};
use super::stop::Stop;

/// What an optimizer asks of an objective.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Needs {
    /// Which of the objective's methods is called.
    pub order: Order,
    /// Whether it may change between steps.
    pub steadiness: Steadiness,
}

/// The method of an objective that an optimizer calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Order {
    /// [`Objective::value`] only.
    Value,
    /// [`Objective::value_and_gradient`].
    Gradient,
    /// [`Objective::value_and_gradient`] and [`Geometry::metric`](super::Geometry::metric).
    Metric,
    /// [`Objective::value`] and [`Geometry::fidelity`](super::Geometry::fidelity).
    Fidelity,
    /// [`Objective::value`] and [`Spectrum::frequencies`](super::Spectrum::frequencies).
    Spectrum,
    /// [`Measurements::measure`](super::Measurements::measure).
    Shots,
}

/// Whether an objective may change between steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Steadiness {
    /// It may: mini-batches and shot noise are welcome.
    MayChange,
    /// It must not: the optimizer compares values of different steps, so the whole data set and exact expectations are due.
    Fixed,
}

impl Needs {
    /// Values, which may change between steps.
    pub const VALUE: Self = Self { order: Order::Value, steadiness: Steadiness::MayChange };
    /// One value and gradient a step, which may change between steps: what most optimizers ask for.
    pub const GRADIENT: Self = Self { order: Order::Gradient, steadiness: Steadiness::MayChange };
    /// Values of one fixed function.
    pub const FULL_VALUE: Self = Self { order: Order::Value, steadiness: Steadiness::Fixed };
    /// Values and gradients of one fixed function.
    pub const FULL_GRADIENT: Self = Self { order: Order::Gradient, steadiness: Steadiness::Fixed };
    /// Gradients and the metric tensor.
    pub const METRIC: Self = Self { order: Order::Metric, steadiness: Steadiness::MayChange };
    /// Values and fidelities of states.
    pub const FIDELITY: Self = Self { order: Order::Fidelity, steadiness: Steadiness::MayChange };
    /// Values and frequencies of one fixed function.
    pub const SPECTRUM: Self = Self { order: Order::Spectrum, steadiness: Steadiness::Fixed };
    /// Measurements by shots.
    pub const SHOTS: Self = Self { order: Order::Shots, steadiness: Steadiness::MayChange };

    /// Whether any objective can answer, one that is no circuit's too: a loss over samples has values and gradients only.
    pub fn any_objective(self) -> bool {
        matches!(self.order, Order::Value | Order::Gradient)
    }
}

/// What one step did.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The objective where the step began (for SPSA the mean of its two probes beside that point).
    pub value: f64,
    /// The objective where the step ended, if the optimizer evaluated it there.
    pub value_after: Option<f64>,
    /// Why further steps are pointless, if they are: by the optimizer's own criterion, or because it can do no more.
    pub stop: Option<Stop>,
    /// Calls of the objective.
    pub evaluations: usize,
}

/// A way to move parameters downhill. It keeps its memory between steps, so one optimizer serves one run.
///
/// Everything that takes an optimizer takes a value ([`IntoOptimizer`]), so that one of one's own is used like a shipped one. Only [`step`](Self::step)
/// must be written; an optimizer that says how it is saved and restored goes on from checkpoints too. An optimizer that takes one gradient
/// a step is shorter as an [`UpdateRule`](super::UpdateRule).
///
/// Lion (X. Chen et al., arXiv:2302.06675), `θ ← θ - η sign(β₁ m + (1-β₁) g)`, `m ← β₂ m + (1-β₂) g`:
///
/// ```
/// use ansatz_qml::optimize::{Objective, ObjectiveError, OptimizeError, Optimizer, OptimizerState, RestoreError, Step};
///
/// struct Lion {
///     rate: f64,
///     mean: Vec<f64>,
/// }
///
/// impl Optimizer for Lion {
///     fn name(&self) -> &'static str {
///         "lion"
///     }
///
///     fn step(&mut self, objective: &mut dyn Objective, params: &mut [f64]) -> Result<Step, OptimizeError> {
///         let mut gradient = vec![0.0; params.len()];
///         let value = objective.value_and_gradient(params, &mut gradient).map_err(OptimizeError::Objective)?;
///         self.mean.resize(params.len(), 0.0);
///         for ((param, mean), slope) in params.iter_mut().zip(&mut self.mean).zip(gradient) {
///             *param -= self.rate * (0.9 * *mean + 0.1 * slope).signum();
///             *mean = 0.99 * *mean + 0.01 * slope;
///         }
///         Ok(Step { value, value_after: None, stop: None, evaluations: 1 })
///     }
///
///     fn save(&self) -> OptimizerState {
///         OptimizerState::new(self.name(), &self.mean)
///     }
///
///     fn restore(&mut self, state: &OptimizerState) -> Result<(), RestoreError> {
///         self.mean = state.read(self.name())?;
///         Ok(())
///     }
/// }
///
/// # struct Parabola;
/// # impl Objective for Parabola {
/// #     fn value(&mut self, params: &[f64]) -> Result<f64, ObjectiveError> { Ok(params[0].powi(2)) }
/// #     fn value_and_gradient(&mut self, params: &[f64], gradient: &mut [f64]) -> Result<f64, ObjectiveError> {
/// #         gradient[0] = 2.0 * params[0];
/// #         self.value(params)
/// #     }
/// # }
/// let mut lion = Lion { rate: 0.01, mean: Vec::new() };
/// let mut params = [1.0];
/// for _ in 0..200 {
///     lion.step(&mut Parabola, &mut params)?;
/// }
/// assert!(params[0].abs() < 0.1);
/// let mut again = Lion { rate: 0.01, mean: Vec::new() };
/// again.restore(&lion.save())?;
/// assert_eq!(again.mean, lion.mean);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Optimizer: Send {
    /// The name, for reports and errors; that of a shipped optimizer is its name in files. By default that of the type.
    fn name(&self) -> &'static str {
        std::any::type_name::<Self>()
    }

    /// What it asks of the objective. By default one gradient a step.
    fn needs(&self) -> Needs {
        Needs::GRADIENT
    }

    /// What it keeps all parameters within, if it does: a start is drawn there, and one outside is refused.
    fn bounds(&self) -> Option<Bounds> {
        None
    }

    /// Refuses more parameters than the method is good for.
    ///
    /// # Errors
    /// [`OptimizeError::TooManyParameters`].
    fn check(&self, _parameters: usize) -> Result<(), OptimizeError> {
        Ok(())
    }

    /// Bytes that its memory takes for so many parameters, beyond a few vectors of that length.
    fn bytes(&self, _parameters: usize) -> u64 {
        0
    }

    /// Told once, before the first step, how many steps there will be at most: for those that slow down as they go.
    fn plan(&mut self, _steps: usize) {}

    /// Moves `params` once.
    ///
    /// # Errors
    /// [`OptimizeError::Diverged`] if a value, a gradient or a parameter is not finite, with `params` back at the last good point;
    /// [`OptimizeError::Objective`] if the objective fails, with `params` unchanged.
    fn step(&mut self, objective: &mut dyn Objective, params: &mut [f64]) -> Result<Step, OptimizeError>;

    /// All that decides its next steps, as data. By default a state that no optimizer can be restored from.
    fn save(&self) -> OptimizerState {
        OptimizerState::unsaved(self.name())
    }

    /// Takes over what [`save`](Self::save) wrote: its next steps are those of the optimizer that was saved, to the last bit.
    ///
    /// # Errors
    /// The state of another optimizer, or one that is damaged; by default every state.
    fn restore(&mut self, _state: &OptimizerState) -> Result<(), RestoreError> {
        Err(RestoreError::Unsaved { optimizer: self.name().to_owned() })
    }
}

impl<O: Optimizer + ?Sized> Optimizer for Box<O> {
    fn name(&self) -> &'static str {
        (**self).name()
    }

    fn needs(&self) -> Needs {
        (**self).needs()
    }

    fn bounds(&self) -> Option<Bounds> {
        (**self).bounds()
    }

    fn check(&self, parameters: usize) -> Result<(), OptimizeError> {
        (**self).check(parameters)
    }

    fn bytes(&self, parameters: usize) -> u64 {
        (**self).bytes(parameters)
    }

    fn plan(&mut self, steps: usize) {
        (**self).plan(steps);
    }

    fn step(&mut self, objective: &mut dyn Objective, params: &mut [f64]) -> Result<Step, OptimizeError> {
        (**self).step(objective, params)
    }

    fn save(&self) -> OptimizerState {
        (**self).save()
    }

    fn restore(&mut self, state: &OptimizerState) -> Result<(), RestoreError> {
        (**self).restore(state)
    }
}

/// What an optimizer can be made of: an optimizer, the settings of a shipped one such as [`Adam`](super::Adam), or
/// [`OptimizerSettings`](super::OptimizerSettings), which have a name.
///
/// ```
/// use ansatz_qml::optimize::{Adam, IntoOptimizer, OptimizerSettings, Schedule};
/// assert_eq!(Adam { learning_rate: 0.1, ..Adam::default() }.into_optimizer()?.name(), "adam");
/// let scheduled = Adam::default().build()?.with_schedule(Schedule { warm_up: 10, ..Schedule::default() })?;
/// assert_eq!(scheduled.into_optimizer()?.name(), "adam");
/// assert_eq!(OptimizerSettings::from("rotosolve").into_optimizer()?.name(), "rotosolve");
/// assert!(Adam { learning_rate: -0.1, ..Adam::default() }.into_optimizer().is_err());
/// # Ok::<(), ansatz_qml::optimize::SettingError>(())
/// ```
pub trait IntoOptimizer {
    /// The optimizer, at its first step.
    ///
    /// # Errors
    /// A setting that is refused.
    fn into_optimizer(self) -> Result<Box<dyn Optimizer>, SettingError>;
}

impl<O: Optimizer + 'static> IntoOptimizer for O {
    fn into_optimizer(self) -> Result<Box<dyn Optimizer>, SettingError> {
        Ok(Box::new(self))
    }
}
