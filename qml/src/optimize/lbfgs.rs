//! L-BFGS, through argmin's solver.

use std::cell::RefCell;

use argmin::core::{CostFunction, Error, Gradient, IterState, Problem, Solver, State as _};
use argmin::solver::quasinewton::LBFGS;

use serde::{Deserialize, Serialize};

use super::error::{OptimizeError, SettingError};
use super::line_search::ShortFirst;
use super::names::Made;
use super::probe::{Point, Probe};
use super::ranges::Ranges;
use super::settings::OptimizerSettings;
use super::state::{OptimizerState, RestoreError};
use super::{IntoOptimizer, Needs, Objective, Optimizer, Step};

const NAME: &str = "lbfgs";

/// Evaluations of one line search, after which it counts as failed.
const LINE_SEARCH_LIMIT: usize = 40;

/// `θ ← θ - t H g`, where H approximates the inverse Hessian from the last m steps and t satisfies the strong Wolfe conditions.
///
/// One step is one iteration. It has converged when every |gᵢ| is within `gradient_tolerance`, when the value falls by at most
/// `value_tolerance · max(1, |f|)`, or when no lower value is found even along -g.
///
/// Source: D. C. Liu, J. Nocedal, "On the limited memory BFGS method for large scale optimization", Math. Program. 45, 503–528 (1989).
///
/// ```
/// use ansatz_qml::energy::Minimizer;
/// use ansatz_qml::optimize::{Function, Lbfgs};
/// let mut bowl = Function(|x: &[f64], slope: &mut [f64]| {
///     slope[0] = 2.0 * (x[0] - 3.0);
///     (x[0] - 3.0).powi(2)
/// });
/// let minimum = Minimizer::new(Lbfgs::default()).steps(50).run(&mut bowl, [0.0])?;
/// assert!(minimum.converged && (minimum.parameters[0] - 3.0).abs() < 1e-6);
/// # Ok::<(), ansatz_qml::ModelError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Lbfgs {
    /// m, at least 1. Default 10.
    pub memory: usize,
    /// Length of the longest first trial of a line search, more than 0. Default 1 (radian).
    pub longest_trial: f64,
    /// Not negative. Default 1e-8.
    pub gradient_tolerance: f64,
    /// Not negative. Default 1e-14.
    pub value_tolerance: f64,
}

impl Default for Lbfgs {
    fn default() -> Self {
        Self { memory: 10, longest_trial: 1.0, gradient_tolerance: 1e-8, value_tolerance: 1e-14 }
    }
}

impl Lbfgs {
    fn read(settings: &OptimizerSettings) -> Result<Self, SettingError> {
        settings.require_only(NAME, &["initial_step"])?;
        let default = Self::default();
        Ok(Self { longest_trial: settings.initial_step.unwrap_or(default.longest_trial), ..default })
    }

    /// The optimizer.
    ///
    /// # Errors
    /// A setting outside of its range.
    pub fn build(self) -> Result<LbfgsOptimizer, SettingError> {
        let ranges = Ranges(NAME);
        ranges.at_least_one("memory", self.memory)?;
        ranges.positive("longest_trial", self.longest_trial)?;
        ranges.not_negative("gradient_tolerance", self.gradient_tolerance)?;
        ranges.not_negative("value_tolerance", self.value_tolerance)?;
        Ok(LbfgsOptimizer { settings: self, solver: None, remembered: 0, point: None })
    }
}

type Inner = LBFGS<ShortFirst, Vec<f64>, Vec<f64>, f64>;

impl IntoOptimizer for Lbfgs {
    fn into_optimizer(self) -> Result<Box<dyn Optimizer>, SettingError> {
        Ok(Box::new(self.build()?))
    }
}

/// With the settings of a file.
pub(super) fn of_settings(settings: &OptimizerSettings) -> Made {
    Lbfgs::read(settings)?.into_optimizer()
}

/// The optimizer of [`Lbfgs`]. Parameters that the caller moved between steps start it afresh.
#[derive(Clone, Serialize, Deserialize)]
pub struct LbfgsOptimizer {
    settings: Lbfgs,
    solver: Option<Inner>,
    /// Iterations since the solver's memory was last empty.
    remembered: u64,
    point: Option<Point>,
}

/// The objective as argmin wants it. The same point is evaluated once, though argmin asks for value and gradient apart.
struct Line<'p, 'o>(&'p RefCell<Probe<'o>>);

impl CostFunction for Line<'_, '_> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, params: &Vec<f64>) -> Result<f64, Error> {
        Ok(self.0.borrow_mut().value_and_gradient(params)?.value)
    }
}

impl Gradient for Line<'_, '_> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, params: &Vec<f64>) -> Result<Vec<f64>, Error> {
        Ok(self.0.borrow_mut().value_and_gradient(params)?.gradient.clone())
    }
}

impl Optimizer for LbfgsOptimizer {
    fn name(&self) -> &'static str {
        NAME
    }

    fn needs(&self) -> Needs {
        Needs::FULL_GRADIENT
    }

    fn step(&mut self, objective: &mut dyn Objective, params: &mut [f64]) -> Result<Step, OptimizeError> {
        let (start, evaluated) = self.start(objective, params)?;
        let mut step = Step {
            value: start.value,
            value_after: Some(start.value),
            converged: true,
            evaluations: evaluated,
        };
        if largest(&start.gradient) <= self.settings.gradient_tolerance {
            self.point = Some(start);
            return Ok(step);
        }
        let (next, evaluations) = self.advance(objective, &start)?;
        step.evaluations += evaluations;
        // Nothing lower, not even along the steepest descent: the end of what double precision can resolve.
        let Some(next) = next else {
            self.point = Some(start);
            return Ok(step);
        };
        params.copy_from_slice(&next.params);
        step.value_after = Some(next.value);
        step.converged = largest(&next.gradient) <= self.settings.gradient_tolerance
            || start.value - next.value <= self.settings.value_tolerance * start.value.abs().max(1.0);
        self.point = Some(next);
        Ok(step)
    }

    fn save(&self) -> OptimizerState {
        OptimizerState::new(NAME, self)
    }

    fn restore(&mut self, state: &OptimizerState) -> Result<(), RestoreError> {
        *self = state.read(NAME)?;
        Ok(())
    }
}

impl LbfgsOptimizer {
    /// Value and gradient at `params`, remembered from the last step or evaluated, and the number of evaluations.
    fn start(
        &mut self,
        objective: &mut dyn Objective,
        params: &[f64],
    ) -> Result<(Point, usize), OptimizeError> {
        if let Some(point) = self.point.take_if(|point| point.params == params) {
            return Ok((point, 0));
        }
        self.solver = None;
        let mut probe = Probe::new(NAME, objective, 1);
        // A point without parameters has no gradient to evaluate, and so nothing to improve.
        let evaluated = probe.value_and_gradient(params).cloned();
        match (evaluated, probe.failure) {
            (Ok(point), None) => Ok((point, 1)),
            (_, Some(failure)) => Err(failure),
            (Err(reason), None) => Err(OptimizeError::Solver { optimizer: NAME, reason: reason.to_string() }),
        }
    }

    /// One iteration with the memory, then, if that found nothing lower, one without it.
    fn advance(
        &mut self,
        objective: &mut dyn Objective,
        start: &Point,
    ) -> Result<(Option<Point>, usize), OptimizeError> {
        let mut evaluations = 0;
        loop {
            let fresh = self.solver.is_none();
            let probe = RefCell::new(Probe::new(NAME, &mut *objective, LINE_SEARCH_LIMIT));
            let next = self.iterate(&probe, start);
            let probe = probe.into_inner();
            evaluations += probe.evaluations;
            match (next, probe.failure) {
                (_, Some(OptimizeError::Objective(error))) => return Err(OptimizeError::Objective(error)),
                (Some(next), None) => return Ok((Some(next), evaluations)),
                (_, Some(failure)) if fresh => return Err(failure),
                (None, None) if fresh => return Ok((None, evaluations)),
                _ => {}
            }
        }
    }

    /// One iteration of argmin's solver. `None`, and an empty memory, if it did not end at a lower value.
    fn iterate(&mut self, probe: &RefCell<Probe<'_>>, start: &Point) -> Option<Point> {
        let fresh = || Inner::new(ShortFirst::new(self.settings.longest_trial), self.settings.memory);
        if self.solver.is_none() {
            self.remembered = 0;
        }
        let mut solver = self.solver.take().unwrap_or_else(fresh);
        let mut state =
            IterState::new().param(start.params.clone()).cost(start.value).gradient(start.gradient.clone());
        // The solver forgets its oldest step once this count reaches its memory.
        state.iter = self.remembered;
        let (mut state, _) = solver.next_iter(&mut Problem::new(Line(probe)), state).ok()?;
        let params = state.take_param()?;
        let next = probe.borrow_mut().value_and_gradient(&params).ok()?.clone();
        if next.value >= start.value {
            return None;
        }
        if curves_upward(start, &next) {
            self.solver = Some(solver);
            self.remembered += 1;
        }
        Some(next)
    }
}

/// Whether the step has positive curvature `sᵀy`, without which the approximate Hessian would not stay positive definite.
fn curves_upward(start: &Point, next: &Point) -> bool {
    let (mut curvature, mut square) = (0.0, 0.0);
    for index in 0..start.params.len() {
        let change = next.gradient[index] - start.gradient[index];
        curvature += (next.params[index] - start.params[index]) * change;
        square += change * change;
    }
    curvature > f64::EPSILON * square
}

fn largest(gradient: &[f64]) -> f64 {
    gradient.iter().fold(0.0, |largest, slope| largest.max(slope.abs()))
}
