//! The loop around an optimizer: step by step from one start to the lowest value that was seen.
//!
//! Called by minimization of energies, Born machines and users, on any objective. Must not know what the objective is of.

use super::stationary::{Beginning, leave};
use super::watched::{Lowest, Watched};
use crate::optimize::Stop;
use crate::training::Verdict;
use crate::{
    IntoOptimizer, ModelError, Objective, OptimizeError, Optimizer, Order, SettingError, Steadiness, Step,
};
use std::fmt;
use std::ops::ControlFlow;

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
    /// Why it ended.
    pub stop: Stop,
    /// Whether the start had no slope, and the search went on from a point beside it.
    pub stepped_away: bool,
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
/// assert!(minimum.stop.has_converged() && (minimum.energy + 2.0).abs() < 1e-12);
/// assert_eq!(values.last(), Some(&minimum.energy));
/// # Ok::<(), ansatz_qml::ModelError>(())
/// ```
pub struct Minimizer<'o> {
    optimizer: Result<Box<dyn Optimizer>, SettingError>,
    steps: usize,
    seed: u64,
    observe: Box<Observe<'o>>,
}

/// What hears of each step, and may end the search.
type Observe<'o> = dyn FnMut(&Iteration<'_>) -> ControlFlow<()> + 'o;

impl<'o> Minimizer<'o> {
    /// With this optimizer: [`Lbfgs::default()`](crate::optimize::Lbfgs), a name's [`OptimizerSettings`](crate::optimize::OptimizerSettings), or any
    /// [`Optimizer`]. Settings that are refused are reported by [`run`](Self::run). 200 steps, unless told otherwise.
    pub fn new(optimizer: impl IntoOptimizer) -> Self {
        let observe = Box::new(|_: &Iteration<'_>| ControlFlow::Continue(()));
        Self { optimizer: optimizer.into_optimizer(), steps: 200, seed: 0, observe }
    }

    /// The most steps of the optimizer.
    #[must_use]
    pub fn steps(self, steps: usize) -> Self {
        Self { steps, ..self }
    }

    /// The seed of the way out of a start that has no slope; 0 unless said otherwise.
    #[must_use]
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Calls `observe` after each step; an answer of [`ControlFlow::Break`] ends the search there.
    #[must_use]
    pub fn observe<V: Verdict>(self, mut observe: impl FnMut(&Iteration<'_>) -> V + 'o) -> Self {
        Self { observe: Box::new(move |iteration| observe(iteration).verdict()), ..self }
    }

    /// Steps from `start` until the optimizer has converged or there were enough of them. An optimizer that follows gradients begins beside a start
    /// that has none: the search tells whether that was a minimum or something to be left.
    ///
    /// # Errors
    /// Settings of the optimizer that are refused; a value that is not finite; whatever the objective refuses.
    pub fn run(
        self,
        objective: &mut dyn Objective,
        start: impl Into<Vec<f64>>,
    ) -> Result<Minimum, ModelError> {
        let Minimizer { optimizer, steps, seed, mut observe } = self;
        let mut optimizer = optimizer?;
        let start = start.into();
        optimizer.check(start.len())?;
        let mut objective = Watched::new(objective);
        let beginning = leave(&mut objective, &*optimizer, start, seed)?;
        optimizer.plan(steps);
        let mut path = Path::new(&*optimizer, &beginning);
        let mut parameters = beginning.parameters;
        for index in 0..steps {
            if path.stop.is_some() {
                break;
            }
            let before = parameters.clone();
            let step = optimizer.step(&mut objective, &mut parameters)?;
            path.take(&step, before);
            let value = step.value_after.unwrap_or(step.value);
            if observe(&Iteration { step: index, value, parameters: &parameters }).is_break() {
                path.stop = path.stop.or(Some(Stop::Interrupted));
            }
        }
        path.end(&mut objective, parameters)
    }
}

/// What is known of a search so far.
struct Path {
    /// Whether the optimizer's values are those of the points where its steps began and ended.
    exact: bool,
    order: Order,
    /// The lowest of the values that are estimates from shots, and where its step began.
    estimated: Option<Lowest>,
    history: Vec<f64>,
    evaluations: usize,
    stepped_away: bool,
    stop: Option<Stop>,
    /// The value where the last step ended, if it is known.
    after: Option<f64>,
}

impl Path {
    fn new(optimizer: &dyn Optimizer, Beginning { left, flat, evaluations, .. }: &Beginning) -> Path {
        let needs = optimizer.needs();
        let follows = matches!(needs.order, Order::Gradient | Order::Metric | Order::Spectrum);
        Path {
            exact: follows || needs.steadiness == Steadiness::Fixed,
            order: needs.order,
            estimated: None,
            history: left.iter().copied().collect(),
            evaluations: *evaluations,
            stepped_away: left.is_some(),
            stop: flat.then_some(Stop::StationaryStart),
            after: None,
        }
    }

    fn take(&mut self, step: &Step, before: Vec<f64>) {
        self.evaluations += step.evaluations;
        let lower = self.estimated.as_ref().is_none_or(|lowest| step.value < lowest.value);
        if self.order == Order::Shots && lower {
            self.estimated = Some(Lowest { value: step.value, parameters: before });
        }
        self.history.push(step.value);
        // Rotosolve knows where its series leads, but has not been there.
        self.after = step.value_after.filter(|_| self.exact && self.order != Order::Spectrum);
        self.stop = step.stop;
    }

    /// The lowest point that was evaluated. Where values may be noisy it is evaluated once more, so that luck does not decide.
    fn end(mut self, objective: &mut Watched<'_>, parameters: Vec<f64>) -> Result<Minimum, ModelError> {
        let mut at = |place: &[f64]| objective.value(place).map_err(OptimizeError::Objective);
        let last = match self.after {
            Some(value) => value,
            None => {
                self.evaluations += 1;
                at(&parameters)?
            }
        };
        if self.history.last() != Some(&last) {
            self.history.push(last);
        }
        let mut best =
            self.estimated.or(objective.lowest.take()).filter(|best| best.parameters != parameters);
        if let (false, Some(best)) = (self.exact, &mut best) {
            self.evaluations += 1;
            best.value = objective.value(&best.parameters).map_err(OptimizeError::Objective)?;
        }
        let last = Lowest { value: last, parameters };
        let Lowest { value: energy, parameters } = match best {
            Some(best) if best.value < last.value => best,
            _ => last,
        };
        let Path { history, evaluations, stepped_away, stop, .. } = self;
        let stop = stop.unwrap_or(Stop::Limit);
        Ok(Minimum { energy, parameters, history, evaluations, stop, stepped_away })
    }
}
