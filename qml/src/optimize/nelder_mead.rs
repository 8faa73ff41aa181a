//! Nelder–Mead, through argmin's solver.

use std::cell::RefCell;

use argmin::core::{CostFunction, Error, IterState, Problem, Solver, State as _};
use argmin::solver::neldermead::NelderMead as Simplex;

use serde::{Deserialize, Serialize};

use super::error::{OptimizeError, SettingError};
use super::names::Made;
use super::probe::Probe;
use super::ranges::Ranges;
use super::settings::OptimizerSettings;
use super::state::{OptimizerState, RestoreError};
use super::{IntoOptimizer, Needs, Objective, Optimizer, Step};

const NAME: &str = "nelder_mead";

/// Moves a simplex of n + 1 points downhill by reflection (1), expansion (2), contraction (1/2) and shrinking (1/2).
///
/// The simplex starts at θ and θ + h eᵢ. One step is one move, of 1 to n + 2 evaluations; the first one also evaluates the n + 1 corners.
/// It has converged when the standard deviation of the corners' values falls below `value_tolerance`, which also happens on a plateau.
///
/// Source: J. A. Nelder, R. Mead, "A simplex method for function minimization", Comput. J. 7(4), 308–313 (1965).
///
/// ```
/// use ansatz_qml::energy::Minimizer;
/// use ansatz_qml::optimize::{Function, NelderMead};
/// let mut bowl = Function(|x: &[f64], slope: &mut [f64]| {
///     slope[0] = 2.0 * (x[0] - 3.0);
///     (x[0] - 3.0).powi(2)
/// });
/// let minimum = Minimizer::new(NelderMead::default()).steps(200).run(&mut bowl, [0.1])?;
/// assert!(minimum.converged && (minimum.parameters[0] - 3.0).abs() < 1e-3);
/// # Ok::<(), ansatz_qml::ModelError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct NelderMead {
    /// h, more than 0. Default 0.25 (radian).
    pub initial_step: f64,
    /// Not negative. Default 1e-12.
    pub value_tolerance: f64,
}

impl Default for NelderMead {
    fn default() -> Self {
        Self { initial_step: 0.25, value_tolerance: 1e-12 }
    }
}

impl NelderMead {
    fn read(settings: &OptimizerSettings) -> Result<Self, SettingError> {
        settings.require_only(NAME, &["initial_step"])?;
        let default = Self::default();
        Ok(Self { initial_step: settings.initial_step.unwrap_or(default.initial_step), ..default })
    }

    /// The optimizer.
    ///
    /// # Errors
    /// A setting outside of its range.
    pub fn build(self) -> Result<NelderMeadOptimizer, SettingError> {
        let ranges = Ranges(NAME);
        ranges.positive("initial_step", self.initial_step)?;
        ranges.not_negative("value_tolerance", self.value_tolerance)?;
        Ok(NelderMeadOptimizer { settings: self, simplex: None })
    }
}

impl IntoOptimizer for NelderMead {
    fn into_optimizer(self) -> Result<Box<dyn Optimizer>, SettingError> {
        Ok(Box::new(self.build()?))
    }
}

/// With the settings of a file.
pub(super) fn of_settings(settings: &OptimizerSettings) -> Made {
    NelderMead::read(settings)?.into_optimizer()
}

/// The optimizer of [`NelderMead`]. Parameters that the caller moved between steps start it afresh.
#[derive(Clone, Serialize, Deserialize)]
pub struct NelderMeadOptimizer {
    settings: NelderMead,
    simplex: Option<Placed>,
}

/// A simplex that has been evaluated, with its best corner.
#[derive(Clone, Serialize, Deserialize)]
struct Placed {
    solver: Simplex<Vec<f64>, f64>,
    best: Vec<f64>,
    value: f64,
}

type State = IterState<Vec<f64>, (), (), (), (), f64>;

/// The objective as argmin wants it. It never fails, as argmin would panic: a failure is kept by the probe, and looks like a bad corner.
struct Corners<'p, 'o>(&'p RefCell<Probe<'o>>);

impl CostFunction for Corners<'_, '_> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, params: &Vec<f64>) -> Result<f64, Error> {
        Ok(self.0.borrow_mut().value(params).unwrap_or(f64::MAX))
    }
}

impl Optimizer for NelderMeadOptimizer {
    fn name(&self) -> &'static str {
        NAME
    }

    fn needs(&self) -> Needs {
        Needs::FULL_VALUE
    }

    fn step(&mut self, objective: &mut dyn Objective, params: &mut [f64]) -> Result<Step, OptimizeError> {
        let probe = RefCell::new(Probe::new(NAME, objective, usize::MAX));
        let moved = if params.is_empty() { stay(&probe) } else { self.advance(&probe, params) };
        let probe = probe.into_inner();
        if let Some(failure) = probe.failure {
            self.simplex = None;
            return Err(failure);
        }
        let (mut step, best) =
            moved.map_err(|error| OptimizeError::Solver { optimizer: NAME, reason: error.to_string() })?;
        params.copy_from_slice(&best);
        step.evaluations = probe.evaluations;
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

impl NelderMeadOptimizer {
    /// Moves the simplex once; gives the step, its evaluations not counted yet, and the best corner.
    fn advance(&mut self, probe: &RefCell<Probe<'_>>, params: &[f64]) -> Result<(Step, Vec<f64>), Error> {
        let mut problem = Problem::new(Corners(probe));
        let mut value = None;
        let Placed { mut solver, .. } = match self.simplex.take_if(|simplex| simplex.best == params) {
            Some(simplex) => {
                value = Some(simplex.value);
                simplex
            }
            None => self.place(&mut problem, params)?,
        };
        // The first corner that a new simplex evaluates is where it was placed.
        let value = value.or(probe.borrow().first.as_ref().map(|first| first.value)).unwrap_or(f64::MAX);
        let (mut state, _) = solver.next_iter(&mut problem, State::new())?;
        let best = state.take_param().unwrap_or_else(|| params.to_vec());
        let value_after = state.get_cost();
        let converged = Solver::<Corners<'_, '_>, State>::terminate(&mut solver, &state).terminated();
        self.simplex = Some(Placed { solver, best: best.clone(), value: value_after });
        Ok((Step { value, value_after: Some(value_after), converged, evaluations: 0 }, best))
    }

    /// A new simplex around `params`, evaluated.
    fn place(&self, problem: &mut Problem<Corners<'_, '_>>, params: &[f64]) -> Result<Placed, Error> {
        let mut corners = vec![params.to_vec(); params.len() + 1];
        for (index, corner) in corners[1..].iter_mut().enumerate() {
            corner[index] += self.settings.initial_step;
        }
        let mut solver = Simplex::new(corners).with_sd_tolerance(self.settings.value_tolerance)?;
        let (mut state, _) = solver.init(problem, State::new())?;
        let best = state.take_param().unwrap_or_else(|| params.to_vec());
        Ok(Placed { solver, best, value: state.get_cost() })
    }
}

/// A step without parameters: one evaluation, and nothing to improve.
fn stay(probe: &RefCell<Probe<'_>>) -> Result<(Step, Vec<f64>), Error> {
    let value = probe.borrow_mut().value(&[]).unwrap_or(f64::MAX);
    Ok((Step { value, value_after: Some(value), converged: true, evaluations: 0 }, Vec::new()))
}
