//! L-BFGS within bounds, by projection.

use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

use super::backtracking::{Backtracked, Backtracking, is_at_resolution};
use super::bounds::Bounds;
use super::error::{OptimizeError, SettingError};
use super::names::Made;
use super::probe::{Point, Probe};
use super::ranges::Ranges;
use super::scale::Scale;
use super::settings::OptimizerSettings;
use super::state::{OptimizerState, RestoreError};
use super::stop::Stop;
use super::{IntoOptimizer, Needs, Objective, Optimizer, Step};

const NAME: &str = "lbfgsb";
/// The name of its saved states.
const SAVED_AS: &str = "bounded_lbfgs";

/// `θ ← P(θ - t H g)`, where P brings every parameter into its bounds and H approximates the inverse Hessian, from the last m steps, in the
/// parameters that are free: those at a bound that the gradient pushes against stay. t is halved from 1 until the value falls enough.
///
/// One step is one iteration: with the memory, then, where that brings no visible fall, without it, from longer steps on. It has converged when every
/// `|P(θ - g) - θ|` is within `gradient_tolerance`, with g in units of the objective's [`Scale`], or when no step brings a fall that values can tell
/// and the gradient promises none either; if it does, the line search has failed. A start outside the bounds is refused.
///
/// It is not the Fortran code of that name, whose ports are young or need its compiler, and argmin's solver has no bounds; two-metric projection
/// needs the two-loop recursion and nothing else.
///
/// Sources: D. Bertsekas, "Projected Newton methods for optimization problems with simple constraints", SIAM J. Control Optim. 20, 221
/// (1982); J. Nocedal, Math. Comput. 35, 773 (1980).
///
/// ```
/// use ansatz_qml::optimize::{BoundedLbfgs, Objective, ObjectiveError, Optimizer};
/// struct Parabola;
/// impl Objective for Parabola {
///     fn value(&mut self, params: &[f64]) -> Result<f64, ObjectiveError> {
///         Ok((params[0] - 3.0).powi(2))
///     }
///     fn value_and_gradient(&mut self, params: &[f64], gradient: &mut [f64]) -> Result<f64, ObjectiveError> {
///         gradient[0] = 2.0 * (params[0] - 3.0);
///         self.value(params)
///     }
/// }
/// let mut optimizer = BoundedLbfgs { upper_bound: 2.0, ..Default::default() }.build()?;
/// let mut params = [0.0];
/// while optimizer.step(&mut Parabola, &mut params)?.stop.is_none() {}
/// assert_eq!(params, [2.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BoundedLbfgs {
    /// Of every parameter; less than `upper_bound`. Default −π.
    pub lower_bound: f64,
    /// Of every parameter. Default π.
    pub upper_bound: f64,
    /// m, at least 1. Default 10.
    pub memory: usize,
    /// Length of the longest first trial, more than 0. Default 1 (radian).
    pub longest_trial: f64,
    /// Of the largest slope, relative to the objective's scale; not negative. Default 1e-9.
    pub gradient_tolerance: f64,
    /// Of the fall of a step, relative to the objective's scale and value; not negative. Default 1e-14.
    pub value_tolerance: f64,
}

impl Default for BoundedLbfgs {
    fn default() -> Self {
        Self {
            lower_bound: -std::f64::consts::PI,
            upper_bound: std::f64::consts::PI,
            memory: 10,
            longest_trial: 1.0,
            gradient_tolerance: 1e-9,
            value_tolerance: 1e-14,
        }
    }
}

impl BoundedLbfgs {
    fn read(settings: &OptimizerSettings) -> Result<Self, SettingError> {
        settings.require_only(NAME, &["initial_step", "lower_bound", "upper_bound"])?;
        let default = Self::default();
        Ok(Self {
            lower_bound: settings.lower_bound.unwrap_or(default.lower_bound),
            upper_bound: settings.upper_bound.unwrap_or(default.upper_bound),
            longest_trial: settings.initial_step.unwrap_or(default.longest_trial),
            ..default
        })
    }

    /// The optimizer.
    ///
    /// # Errors
    /// A setting outside of its range.
    pub fn build(self) -> Result<BoundedLbfgsOptimizer, SettingError> {
        let ranges = Ranges(NAME);
        ranges.below("lower_bound", self.lower_bound, self.upper_bound)?;
        ranges.at_least_one("memory", self.memory)?;
        ranges.positive("longest_trial", self.longest_trial)?;
        ranges.not_negative("gradient_tolerance", self.gradient_tolerance)?;
        ranges.not_negative("value_tolerance", self.value_tolerance)?;
        let (pairs, scale) = (VecDeque::new(), Scale::default());
        Ok(BoundedLbfgsOptimizer { settings: self, pairs, point: None, scale })
    }
}

/// A step and the change of the gradient along it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Pair {
    step: Vec<f64>,
    change: Vec<f64>,
}

impl IntoOptimizer for BoundedLbfgs {
    fn into_optimizer(self) -> Result<Box<dyn Optimizer>, SettingError> {
        Ok(Box::new(self.build()?))
    }
}

/// With the settings of a file.
pub(super) fn of_settings(settings: &OptimizerSettings) -> Made {
    BoundedLbfgs::read(settings)?.into_optimizer()
}

/// The optimizer of [`BoundedLbfgs`]. Parameters that the caller moved between steps start it afresh, and are refused outside of the bounds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoundedLbfgsOptimizer {
    settings: BoundedLbfgs,
    /// The newest last.
    pairs: VecDeque<Pair>,
    point: Option<Point>,
    #[serde(default)]
    scale: Scale,
}

impl Optimizer for BoundedLbfgsOptimizer {
    fn name(&self) -> &'static str {
        NAME
    }

    fn needs(&self) -> Needs {
        Needs::FULL_GRADIENT
    }

    fn bounds(&self) -> Option<Bounds> {
        Some(Bounds { lower: self.settings.lower_bound, upper: self.settings.upper_bound })
    }

    fn step(&mut self, objective: &mut dyn Objective, params: &mut [f64]) -> Result<Step, OptimizeError> {
        let known = self.point.take_if(|point| point.params == params);
        let begins = known.is_none() && !params.is_empty();
        if known.is_none() {
            self.pairs.clear();
            self.scale = Scale::of(objective);
        }
        let mut probe = Probe::new(NAME, objective, usize::MAX);
        let start = known.map_or_else(|| self.start(&mut probe, params), Ok)?;
        let value = start.value;
        self.scale.see(value, &start.gradient);
        self.scale.check(NAME)?;
        let (end, stop) = if self.is_flat(&start) {
            (start, Some(if begins { Stop::StationaryStart } else { Stop::Converged }))
        } else {
            self.advance(&mut probe, start)?
        };
        params.copy_from_slice(&end.params);
        let (value_after, evaluations) = (Some(end.value), probe.evaluations);
        self.point = Some(end);
        Ok(Step { value, value_after, stop, evaluations })
    }

    fn save(&self) -> OptimizerState {
        OptimizerState::new(SAVED_AS, self)
    }

    fn restore(&mut self, state: &OptimizerState) -> Result<(), RestoreError> {
        *self = state.read(SAVED_AS)?;
        Ok(())
    }
}

impl BoundedLbfgsOptimizer {
    fn box_of_all(&self) -> Bounds {
        Bounds { lower: self.settings.lower_bound, upper: self.settings.upper_bound }
    }

    /// The first point, which is within the bounds.
    fn start(&self, probe: &mut Probe<'_>, params: &[f64]) -> Result<Point, OptimizeError> {
        let bounds = self.box_of_all();
        // What is not a number is found out by the probe.
        if let Some(parameter) = params.iter().position(|x| x.is_finite() && !bounds.contains(*x)) {
            let found = params[parameter];
            return Err(OptimizeError::OutsideBounds { optimizer: NAME, parameter, found, bounds });
        }
        let evaluated = probe.value_and_gradient(params).cloned();
        let none = || OptimizeError::Solver { optimizer: NAME, reason: "no evaluation".into() };
        evaluated.map_err(|_| probe.failure.take().unwrap_or_else(none))
    }

    /// Whether every `|P(θ - g) - θ|` is small, g in units of the scale.
    fn is_flat(&self, point: &Point) -> bool {
        let (bounds, size) = (self.box_of_all(), self.scale.size());
        let small = |(x, g): (&f64, &f64)| {
            let moved = (bounds.nearest(x - g / size) - x).abs();
            *g == 0.0 || moved <= self.settings.gradient_tolerance
        };
        point.params.iter().zip(&point.gradient).all(small)
    }

    /// The parameters that may move: not at a bound that the gradient pushes against.
    fn free(&self, point: &Point) -> Vec<bool> {
        let BoundedLbfgs { lower_bound, upper_bound, .. } = self.settings;
        let may = |(x, g): (&f64, &f64)| !(*x <= lower_bound && *g > 0.0 || *x >= upper_bound && *g < 0.0);
        point.params.iter().zip(&point.gradient).map(may).collect()
    }

    /// Where the step ends, and whether the search does: along the direction of the memory, without it, and from longer steps on.
    fn advance(
        &mut self,
        probe: &mut Probe<'_>,
        start: Point,
    ) -> Result<(Point, Option<Stop>), OptimizeError> {
        let mut here = start;
        let mut stage = Stage::Usual;
        loop {
            let fresh = self.useful(&self.free(&here)).is_empty();
            let Backtracked { found, curvature } = self.look(probe, &here, stage);
            let last = stage == Stage::Last;
            // The objective's own failure counts always, a number that is not finite if no shorter step is left.
            if let Some(failure) = probe.failure.take()
                && (found.is_none() && last || matches!(failure, OptimizeError::Objective(_)))
            {
                return Err(failure);
            }
            let next = found.unwrap_or_else(|| here.clone());
            self.scale.see(next.value, &next.gradient);
            let falls = self.scale.falls(here.value, next.value, self.settings.value_tolerance);
            if next.value < here.value {
                self.remember(&here, &next);
            }
            here = next;
            if falls || self.is_flat(&here) {
                let stop = self.is_flat(&here).then_some(Stop::Converged);
                return Ok((here, stop));
            }
            self.pairs.clear();
            if last {
                let stop = self.judged(&here, curvature);
                return Ok((here, Some(stop)));
            }
            stage = if fresh { Stage::Last } else { Stage::Usual };
        }
    }

    /// A search along the direction of the memory, or of the gradient where there is none; the last one from the longest step on.
    fn look(&self, probe: &mut Probe<'_>, here: &Point, stage: Stage) -> Backtracked {
        let free = self.free(here);
        let direction = self.direction(&here.gradient, &free);
        let length = direction.iter().map(|d| d * d).sum::<f64>().sqrt();
        let most = match (stage, self.useful(&free).is_empty()) {
            (Stage::Last, _) => f64::INFINITY,
            (Stage::Usual, true) => self.scale.first_step(here.value, &here.gradient),
            (Stage::Usual, false) => 1.0,
        };
        let search = Backtracking {
            start: here,
            direction: &direction,
            first: (self.settings.longest_trial / length).min(most),
            shrink: 0.5,
            bounds: self.box_of_all(),
            rounding: self.scale.rounding(),
        };
        search.run(probe)
    }

    /// What it means that no step leads down from here: nothing that values could tell, or that the gradient promises what they do not keep.
    fn judged(&self, here: &Point, curvature: f64) -> Stop {
        let free = self.free(here);
        let may_move = here.gradient.iter().zip(&free).filter(|(_, free)| **free);
        let slopes: Vec<f64> = may_move.map(|(slope, _)| *slope).collect();
        let resolved = is_at_resolution(&slopes, curvature, self.scale.rounding());
        if resolved { Stop::Converged } else { Stop::LineSearchFailed }
    }

    /// The pairs whose curvature in the free parameters is positive: others would turn the direction uphill.
    fn useful(&self, free: &[bool]) -> Vec<&Pair> {
        let is_useful = |pair: &&Pair| {
            let lengths =
                dot(&pair.step, &pair.step, free).sqrt() * dot(&pair.change, &pair.change, free).sqrt();
            dot(&pair.step, &pair.change, free) > f64::EPSILON * lengths
        };
        self.pairs.iter().filter(is_useful).collect()
    }

    /// `-H g` in the free parameters, by the two-loop recursion.
    fn direction(&self, gradient: &[f64], free: &[bool]) -> Vec<f64> {
        let dot = |a: &[f64], b: &[f64]| dot(a, b, free);
        let pairs = self.useful(free);
        let mut q: Vec<f64> =
            gradient.iter().zip(free).map(|(g, free)| if *free { *g } else { 0.0 }).collect();
        let mut alphas = Vec::with_capacity(pairs.len());
        for pair in pairs.iter().rev() {
            let alpha = dot(&pair.step, &q) / dot(&pair.step, &pair.change);
            q.iter_mut().zip(&pair.change).for_each(|(q, y)| *q -= alpha * y);
            alphas.push(alpha);
        }
        if let Some(last) = pairs.last() {
            let scale = dot(&last.step, &last.change) / dot(&last.change, &last.change);
            q.iter_mut().for_each(|q| *q *= scale);
        }
        for (pair, alpha) in pairs.iter().zip(alphas.into_iter().rev()) {
            let beta = dot(&pair.change, &q) / dot(&pair.step, &pair.change);
            q.iter_mut().zip(&pair.step).for_each(|(q, s)| *q += (alpha - beta) * s);
        }
        q.iter().zip(free).map(|(q, free)| if *free { -q } else { 0.0 }).collect()
    }

    fn remember(&mut self, start: &Point, next: &Point) {
        let difference = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a - b).collect::<Vec<f64>>();
        let pair = Pair {
            step: difference(&next.params, &start.params),
            change: difference(&next.gradient, &start.gradient),
        };
        if self.pairs.len() == self.settings.memory {
            self.pairs.pop_front();
        }
        self.pairs.push_back(pair);
    }
}

/// How a step is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// With a first trial that the memory or the scale says.
    Usual,
    /// From the longest step on, after all else.
    Last,
}

/// The scalar product over the free parameters.
fn dot(one: &[f64], other: &[f64], free: &[bool]) -> f64 {
    one.iter().zip(other).zip(free).filter(|(_, free)| **free).map(|((a, b), _)| a * b).sum()
}
