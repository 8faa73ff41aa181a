//! L-BFGS, through argmin's solver.

use std::cell::RefCell;

use argmin::core::{CostFunction, Error, Gradient, IterState, Problem, Solver, State as _};
use argmin::solver::quasinewton::LBFGS;

use serde::{Deserialize, Serialize};

use super::backtracking::{Backtracked, Backtracking, is_at_resolution};
use super::bounds::Bounds;
use super::error::{OptimizeError, SettingError};
use super::line_search::ShortFirst;
use super::names::Made;
use super::probe::{Point, Probe};
use super::ranges::Ranges;
use super::scale::Scale;
use super::settings::OptimizerSettings;
use super::state::{OptimizerState, RestoreError};
use super::stop::Stop;
use super::{IntoOptimizer, Needs, Objective, Optimizer, Step};

const NAME: &str = "lbfgs";

/// Evaluations of one line search, after which it counts as failed.
const LINE_SEARCH_LIMIT: usize = 40;

/// `θ ← θ - t H g`, where H approximates the inverse Hessian from the last m steps and t satisfies the strong Wolfe conditions.
///
/// One step is one iteration: with the memory, then, where that brings no visible fall, without it, then by steepest descent alone. It has converged
/// when every |gᵢ| is within `gradient_tolerance` of the objective's [`Scale`], or when no step brings a fall that values can tell and the gradient
/// promises none either; if it does, the line search has failed. All of it is relative to the objective: one times any factor has the same path.
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
/// assert!(minimum.stop.has_converged() && (minimum.parameters[0] - 3.0).abs() < 1e-6);
/// # Ok::<(), ansatz_qml::ModelError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Lbfgs {
    /// m, at least 1. Default 10.
    pub memory: usize,
    /// Length of the longest first trial of a line search, more than 0. Default 1 (radian).
    pub longest_trial: f64,
    /// Of the largest slope, relative to the objective's scale; not negative. Default 1e-9.
    pub gradient_tolerance: f64,
    /// Of the fall of a step, relative to the objective's scale and value; not negative. Default 1e-14.
    pub value_tolerance: f64,
}

impl Default for Lbfgs {
    fn default() -> Self {
        Self { memory: 10, longest_trial: 1.0, gradient_tolerance: 1e-9, value_tolerance: 1e-14 }
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
        Ok(LbfgsOptimizer {
            settings: self,
            solver: None,
            remembered: 0,
            point: None,
            scale: Scale::default(),
        })
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
    #[serde(default)]
    scale: Scale,
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
        let (start, mut evaluations) = self.start(objective, params)?;
        let value = start.value;
        self.scale.see(value, &start.gradient);
        self.scale.check(NAME)?;
        let (end, stop) = if self.is_flat(&start) {
            let begins = evaluations > 0 && !params.is_empty();
            (start, Some(if begins { Stop::StationaryStart } else { Stop::Converged }))
        } else {
            self.advance(objective, start, &mut evaluations)?
        };
        params.copy_from_slice(&end.params);
        let value_after = Some(end.value);
        self.point = Some(end);
        Ok(Step { value, value_after, stop, evaluations })
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
        (self.solver, self.scale) = (None, Scale::of(objective));
        let mut probe = Probe::new(NAME, objective, 1);
        let evaluated = probe.value_and_gradient(params).cloned();
        match (evaluated, probe.failure) {
            (Ok(point), None) => Ok((point, 1)),
            (_, Some(failure)) => Err(failure),
            (Err(reason), None) => Err(OptimizeError::Solver { optimizer: NAME, reason: reason.to_string() }),
        }
    }

    fn is_flat(&self, point: &Point) -> bool {
        self.scale.is_flat(&point.gradient, self.settings.gradient_tolerance)
    }

    /// Where the step ends, and whether the search does: with the memory, without it, by steepest descent alone.
    fn advance(
        &mut self,
        objective: &mut dyn Objective,
        start: Point,
        evaluations: &mut usize,
    ) -> Result<(Point, Option<Stop>), OptimizeError> {
        let mut here = start;
        loop {
            let fresh = self.solver.is_none();
            let probe = RefCell::new(Probe::new(NAME, &mut *objective, LINE_SEARCH_LIMIT));
            let next = self.iterate(&probe, &here);
            let probe = probe.into_inner();
            *evaluations += probe.evaluations;
            if let Some(OptimizeError::Objective(error)) = probe.failure {
                return Err(OptimizeError::Objective(error));
            }
            if let Some(next) = next {
                self.scale.see(next.value, &next.gradient);
                let falls = self.scale.falls(here.value, next.value, self.settings.value_tolerance);
                here = next;
                if falls || self.is_flat(&here) {
                    let stop = self.is_flat(&here).then_some(Stop::Converged);
                    return Ok((here, stop));
                }
            }
            if fresh {
                return self.descend(objective, here, evaluations);
            }
            self.solver = None;
        }
    }

    /// The steepest descent, in ever shorter steps from the longest one on. If it does not lead down either, this is the end: of what double
    /// precision can resolve, or because the gradient promises what the values do not keep.
    fn descend(
        &mut self,
        objective: &mut dyn Objective,
        start: Point,
        evaluations: &mut usize,
    ) -> Result<(Point, Option<Stop>), OptimizeError> {
        let mut probe = Probe::new(NAME, objective, usize::MAX);
        let direction: Vec<f64> = start.gradient.iter().map(|slope| -slope).collect();
        let length = direction.iter().map(|entry| entry * entry).sum::<f64>().sqrt();
        let search = Backtracking {
            start: &start,
            direction: &direction,
            first: self.settings.longest_trial / length,
            shrink: 0.25,
            bounds: Bounds::NONE,
            rounding: self.scale.rounding(),
        };
        let Backtracked { found, curvature } = search.run(&mut probe);
        *evaluations += probe.evaluations;
        if found.is_none()
            && let Some(failure) = probe.failure
        {
            return Err(failure);
        }
        let end = found.unwrap_or_else(|| start.clone());
        self.scale.see(end.value, &end.gradient);
        if self.scale.falls(start.value, end.value, self.settings.value_tolerance) {
            let stop = self.is_flat(&end).then_some(Stop::Converged);
            return Ok((end, stop));
        }
        let resolved = is_at_resolution(&end.gradient, curvature, self.scale.rounding());
        Ok((end, Some(if resolved { Stop::Converged } else { Stop::LineSearchFailed })))
    }

    /// One iteration of argmin's solver. `None`, and an empty memory, if it did not end at a lower value.
    fn iterate(&mut self, probe: &RefCell<Probe<'_>>, start: &Point) -> Option<Point> {
        let first = self.scale.first_step(start.value, &start.gradient);
        let search = ShortFirst::new(self.settings.longest_trial).with_first(first);
        let fresh = || Inner::new(search, self.settings.memory);
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
    let [mut curvature, mut moved, mut changed] = [0.0; 3];
    for index in 0..start.params.len() {
        let step = next.params[index] - start.params[index];
        let change = next.gradient[index] - start.gradient[index];
        curvature += step * change;
        moved += step * step;
        changed += change * change;
    }
    curvature > f64::EPSILON * moved.sqrt() * changed.sqrt()
}
