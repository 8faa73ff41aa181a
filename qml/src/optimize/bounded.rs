//! L-BFGS within bounds, by projection.

use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

use super::error::{OptimizeError, SettingError};
use super::names::Made;
use super::probe::{Point, Probe};
use super::ranges::Ranges;
use super::settings::OptimizerSettings;
use super::state::{OptimizerState, RestoreError};
use super::{IntoOptimizer, Needs, Objective, Optimizer, Step};

const NAME: &str = "lbfgsb";
/// The name of its saved states.
const SAVED_AS: &str = "bounded_lbfgs";
/// Halvings of a step before the search along a line is given up.
const MOST_HALVINGS: usize = 40;
/// The share of the promised decrease that a step must bring (Armijo).
const DECREASE: f64 = 1e-4;

/// `θ ← P(θ - t H g)`, where P brings every parameter into its bounds and H approximates the inverse Hessian, from the last m steps, in the
/// parameters that are free: those at a bound that the gradient pushes against stay. t is halved from 1 until the value falls enough.
///
/// One step is one iteration. It has converged when every `|P(θ - g) - θ|` is within `gradient_tolerance`, when the value falls by at
/// most `value_tolerance · max(1, |f|)`, or when no lower value is found even along -g.
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
/// while !optimizer.step(&mut Parabola, &mut params)?.converged {}
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
    /// Not negative. Default 1e-8.
    pub gradient_tolerance: f64,
    /// Not negative. Default 1e-14.
    pub value_tolerance: f64,
}

impl Default for BoundedLbfgs {
    fn default() -> Self {
        Self {
            lower_bound: -std::f64::consts::PI,
            upper_bound: std::f64::consts::PI,
            memory: 10,
            longest_trial: 1.0,
            gradient_tolerance: 1e-8,
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
        Ok(BoundedLbfgsOptimizer { settings: self, pairs: VecDeque::new(), point: None })
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

/// The optimizer of [`BoundedLbfgs`]. Parameters that the caller moved between steps start it afresh, inside the bounds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoundedLbfgsOptimizer {
    settings: BoundedLbfgs,
    /// The newest last.
    pairs: VecDeque<Pair>,
    point: Option<Point>,
}

impl Optimizer for BoundedLbfgsOptimizer {
    fn name(&self) -> &'static str {
        NAME
    }

    fn needs(&self) -> Needs {
        Needs::FULL_GRADIENT
    }

    fn step(&mut self, objective: &mut dyn Objective, params: &mut [f64]) -> Result<Step, OptimizeError> {
        let known = self.point.take_if(|point| point.params == params);
        let mut probe = Probe::new(NAME, objective, usize::MAX);
        let start = match known {
            Some(point) => point,
            None => {
                self.pairs.clear();
                let inside: Vec<f64> = params.iter().map(|x| self.inside(*x)).collect();
                match evaluate(&mut probe, &inside) {
                    Some(point) => point,
                    None => return Err(failure(probe)),
                }
            }
        };
        let mut step =
            Step { value: start.value, value_after: Some(start.value), converged: true, evaluations: 0 };
        let found = if self.slope(&start) <= self.settings.gradient_tolerance {
            None
        } else {
            self.advance(&mut probe, &start)
        };
        step.evaluations = probe.evaluations;
        if found.is_none()
            && let Some(failure) = probe.failure
        {
            return Err(failure);
        }
        let end = match found {
            Some(next) => {
                step.value_after = Some(next.value);
                let fall = start.value - next.value;
                step.converged = self.slope(&next) <= self.settings.gradient_tolerance
                    || fall <= self.settings.value_tolerance * start.value.abs().max(1.0);
                self.remember(&start, &next);
                next
            }
            None => start,
        };
        params.copy_from_slice(&end.params);
        self.point = Some(end);
        Ok(step)
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
    /// P.
    fn inside(&self, x: f64) -> f64 {
        let BoundedLbfgs { lower_bound, upper_bound, .. } = self.settings;
        // A parameter that is not a number stays one, and is found out by the probe.
        if x < lower_bound {
            lower_bound
        } else if x > upper_bound {
            upper_bound
        } else {
            x
        }
    }

    /// The largest `|P(θ - g) - θ|`.
    fn slope(&self, point: &Point) -> f64 {
        let one = |(x, g): (&f64, &f64)| (self.inside(x - g) - x).abs();
        point.params.iter().zip(&point.gradient).map(one).fold(0.0, f64::max)
    }

    /// The parameters that may move: not at a bound that the gradient pushes against.
    fn free(&self, point: &Point) -> Vec<bool> {
        let BoundedLbfgs { lower_bound, upper_bound, .. } = self.settings;
        let may = |(x, g): (&f64, &f64)| !(*x <= lower_bound && *g > 0.0 || *x >= upper_bound && *g < 0.0);
        point.params.iter().zip(&point.gradient).map(may).collect()
    }

    /// A lower point: along the direction of the memory, or, if there is none, without it.
    fn advance(&mut self, probe: &mut Probe<'_>, start: &Point) -> Option<Point> {
        let free = self.free(start);
        loop {
            let direction = self.direction(&start.gradient, &free);
            if let Some(next) = self.search(probe, start, &direction) {
                return Some(next);
            }
            if self.pairs.is_empty() || matches!(probe.failure, Some(OptimizeError::Objective(_))) {
                return None;
            }
            self.pairs.clear();
        }
    }

    /// `-H g` in the free parameters, by the two-loop recursion.
    fn direction(&self, gradient: &[f64], free: &[bool]) -> Vec<f64> {
        let dot = |a: &[f64], b: &[f64]| -> f64 {
            a.iter().zip(b).zip(free).filter(|(_, free)| **free).map(|((a, b), _)| a * b).sum()
        };
        // Pairs whose curvature in the free parameters is not positive would turn the direction uphill.
        let useful = |pair: &&Pair| {
            let curvature = dot(&pair.step, &pair.change);
            curvature > f64::EPSILON * dot(&pair.change, &pair.change)
        };
        let pairs: Vec<&Pair> = self.pairs.iter().filter(useful).collect();
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

    /// Halves the step until the value falls by a share of what the gradient promises.
    fn search(&self, probe: &mut Probe<'_>, start: &Point, direction: &[f64]) -> Option<Point> {
        let length = direction.iter().map(|d| d * d).sum::<f64>().sqrt();
        let mut scale = (self.settings.longest_trial / length).min(1.0);
        for _ in 0..MOST_HALVINGS {
            let trial: Vec<f64> =
                start.params.iter().zip(direction).map(|(x, d)| self.inside(x + scale * d)).collect();
            let promised: f64 = start
                .gradient
                .iter()
                .zip(trial.iter().zip(&start.params))
                .map(|(g, (new, old))| g * (new - old))
                .sum();
            if trial == start.params || promised >= 0.0 {
                return None;
            }
            // A value that is not finite is a step that was too long, unless all are.
            probe.failure = None;
            let next = evaluate(probe, &trial);
            if matches!(probe.failure, Some(OptimizeError::Objective(_))) {
                return None;
            }
            if let Some(next) = next
                .filter(|next| next.value <= start.value + DECREASE * promised && next.value < start.value)
            {
                return Some(next);
            }
            scale *= 0.5;
        }
        None
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

fn evaluate(probe: &mut Probe<'_>, params: &[f64]) -> Option<Point> {
    if params.is_empty() {
        // The probe would not ask for a gradient of no entries.
        let value = probe.value(params).ok()?;
        return Some(Point { params: Vec::new(), value, gradient: Vec::new() });
    }
    probe.value_and_gradient(params).ok().cloned()
}

fn failure(probe: Probe<'_>) -> OptimizeError {
    let none = || OptimizeError::Solver { optimizer: NAME, reason: "no evaluation".into() };
    probe.failure.unwrap_or_else(none)
}
