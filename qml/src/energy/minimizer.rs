//! The loop around an optimizer: step by step from one start to the lowest value that was seen.
//!
//! Called by minimization of energies, Born machines and users, on any objective. Must not know what the objective is of.

use crate::{IntoOptimizer, ModelError, Objective, OptimizeError, Optimizer, Order, SettingError};
use std::fmt;

/// The lowest value that was found, where, and on what way.
#[derive(Debug, Clone, PartialEq)]
pub struct Minimum {
    /// The value; of an energy in the observable's unit.
    pub energy: f64,
    /// Where it is; of a circuit in radians.
    pub parameters: Vec<f64>,
    /// The value at the start and after each step of the optimizer.
    pub history: Vec<f64>,
    /// Evaluations of the value or its gradient.
    pub evaluations: usize,
    /// Whether the optimizer found that further steps are pointless.
    pub converged: bool,
}

/// What an observer hears after each step.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Iteration<'a> {
    /// How many steps there were before this one.
    pub step: usize,
    /// The value where the step ended, or where it began if the optimizer does not know it.
    pub value: f64,
    /// Where the step ended.
    pub parameters: &'a [f64],
}

impl fmt::Display for Iteration<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "step {}: {:.9}", self.step, self.value)
    }
}

/// Minimizes an [`Objective`] with an optimizer, which is a value: a shipped one, or one of one's own.
///
/// ```
/// use ansatz_qml::energy::Minimizer;
/// use ansatz_qml::optimize::{Lbfgs, Objective, ObjectiveError};
///
/// /// `cos(x) + cos(y)`
/// struct Waves;
///
/// impl Objective for Waves {
///     fn value(&mut self, params: &[f64]) -> Result<f64, ObjectiveError> {
///         Ok(params.iter().map(|x| x.cos()).sum())
///     }
///
///     fn value_and_gradient(&mut self, params: &[f64], gradient: &mut [f64]) -> Result<f64, ObjectiveError> {
///         gradient.iter_mut().zip(params).for_each(|(slope, x)| *slope = -x.sin());
///         self.value(params)
///     }
/// }
///
/// let mut values = Vec::new();
/// let minimum = Minimizer::new(Lbfgs::default())
///     .steps(50)
///     .observe(|iteration| values.push(iteration.value))
///     .run(&mut Waves, [2.0, 4.0])?;
/// assert!(minimum.converged && (minimum.energy + 2.0).abs() < 1e-12);
/// assert_eq!(values.last(), Some(&minimum.energy));
/// # Ok::<(), ansatz_qml::ModelError>(())
/// ```
pub struct Minimizer<'o> {
    optimizer: Result<Box<dyn Optimizer>, SettingError>,
    steps: usize,
    observe: Box<dyn FnMut(&Iteration<'_>) + 'o>,
}

impl<'o> Minimizer<'o> {
    /// With this optimizer: [`Lbfgs::default()`](crate::optimize::Lbfgs), a name's [`OptimizerSettings`](crate::optimize::OptimizerSettings), or any
    /// [`Optimizer`]. Settings that are refused are reported by [`run`](Self::run). 200 steps, unless told otherwise.
    pub fn new(optimizer: impl IntoOptimizer) -> Self {
        Self { optimizer: optimizer.into_optimizer(), steps: 200, observe: Box::new(|_| {}) }
    }

    /// The most steps of the optimizer.
    #[must_use]
    pub fn steps(self, steps: usize) -> Self {
        Self { steps, ..self }
    }

    /// Calls `observe` after each step.
    #[must_use]
    pub fn observe(self, observe: impl FnMut(&Iteration<'_>) + 'o) -> Self {
        Self { observe: Box::new(observe), ..self }
    }

    /// Steps from `start` until the optimizer has converged or there were enough of them.
    ///
    /// # Errors
    /// Settings of the optimizer that are refused; a value that is not finite; whatever the objective refuses.
    pub fn run(
        self,
        objective: &mut dyn Objective,
        start: impl Into<Vec<f64>>,
    ) -> Result<Minimum, ModelError> {
        let Minimizer { optimizer, steps, mut observe } = self;
        let (mut optimizer, mut parameters) = (optimizer?, start.into());
        let mut path = Path::new(&*optimizer);
        for index in 0..steps {
            let before = parameters.clone();
            let step = optimizer.step(objective, &mut parameters)?;
            path.take(&step, before);
            let value = step.value_after.unwrap_or(step.value);
            observe(&Iteration { step: index, value, parameters: &parameters });
            if step.converged {
                break;
            }
        }
        path.end(objective, parameters)
    }
}

/// What is known of a search so far.
struct Path {
    /// Whether the optimizer's values are those of the points where its steps began: SPSA's and COBYLA's are not, and shots only estimate them.
    exact: bool,
    best: Option<(f64, Vec<f64>)>,
    history: Vec<f64>,
    evaluations: usize,
    converged: bool,
    /// The value where the last step ended, if it is known.
    after: Option<f64>,
}

impl Path {
    fn new(optimizer: &dyn Optimizer) -> Path {
        let exact = matches!(optimizer.needs().order, Order::Gradient | Order::Metric | Order::Spectrum);
        Path { exact, best: None, history: Vec::new(), evaluations: 0, converged: false, after: None }
    }

    fn take(&mut self, step: &crate::Step, before: Vec<f64>) {
        self.evaluations += step.evaluations;
        if self.exact && self.best.as_ref().is_none_or(|(lowest, _)| step.value < *lowest) {
            self.best = Some((step.value, before));
        }
        self.history.push(step.value);
        self.after = step.value_after.filter(|_| self.exact);
        self.converged = step.converged;
    }

    /// The lower one of the best point and the last.
    fn end(mut self, objective: &mut dyn Objective, parameters: Vec<f64>) -> Result<Minimum, ModelError> {
        let last = match self.after {
            Some(value) => value,
            None => {
                self.evaluations += 1;
                objective.value(&parameters).map_err(OptimizeError::Objective)?
            }
        };
        if self.history.last() != Some(&last) {
            self.history.push(last);
        }
        let (energy, parameters) = match self.best {
            Some((lowest, place)) if lowest < last => (lowest, place),
            _ => (last, parameters),
        };
        let Path { history, evaluations, converged, .. } = self;
        Ok(Minimum { energy, parameters, history, evaluations, converged })
    }
}
