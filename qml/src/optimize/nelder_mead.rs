//! Nelder–Mead.

use serde::{Deserialize, Serialize};

use super::error::{OptimizeError, SettingError, within};
use super::names::Made;
use super::probe::{NoValue, Probe};
use super::ranges::Ranges;
use super::scale::Scale;
use super::settings::OptimizerSettings;
use super::simplex::Simplex;
use super::state::{OptimizerState, RestoreError};
use super::stop::Stop;
use super::{IntoOptimizer, Needs, Objective, Optimizer, Step};

const NAME: &str = "nelder_mead";
/// Its simplex holds the square of this many numbers, 32 MB; the method itself is good for tens.
const MOST_PARAMETERS: usize = 2000;
/// The second simplex, beside the first one's step: smaller, and the other way round.
const SECOND_STEP: f64 = -0.4;

/// Moves a simplex of n + 1 points downhill by reflection, expansion, contraction and shrinking, with the factors of [`Simplex`].
///
/// The simplex starts at θ and θ + h eᵢ. One step is one move, of 1 to n + 2 evaluations; the first one also evaluates the n + 1 corners.
/// A simplex has collapsed when its corners' values differ by at most `value_tolerance` of the objective's [`Scale`] and its corners lie within
/// `final_step`. As it may do so where nothing is a minimum, another one starts there, and the search has converged when that collapses without
/// having found anything lower. At most 2,000 parameters.
///
/// Sources: J. A. Nelder, R. Mead, "A simplex method for function minimization", Comput. J. 7(4), 308–313 (1965); restarts: C. T. Kelley,
/// "Detection and remediation of stagnation in the Nelder–Mead algorithm", SIAM J. Optim. 10, 43 (1999).
///
/// ```
/// use ansatz_qml::energy::Minimizer;
/// use ansatz_qml::optimize::{Function, NelderMead};
/// let mut bowl = Function(|x: &[f64], slope: &mut [f64]| {
///     slope[0] = 2.0 * (x[0] - 3.0);
///     (x[0] - 3.0).powi(2)
/// });
/// let minimum = Minimizer::new(NelderMead::default()).steps(200).run(&mut bowl, [0.0])?;
/// assert!(minimum.stop.has_converged() && (minimum.parameters[0] - 3.0).abs() < 1e-5);
/// # Ok::<(), ansatz_qml::ModelError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct NelderMead {
    /// h, more than 0. Default 0.25 (radian).
    pub initial_step: f64,
    /// The largest distance of corners of a collapsed simplex, more than 0. Default 1e-5 (radian).
    pub final_step: f64,
    /// Of the corners' values, relative to the objective's scale; not negative. Default 1e-12.
    pub value_tolerance: f64,
}

impl Default for NelderMead {
    fn default() -> Self {
        Self { initial_step: 0.25, final_step: 1e-5, value_tolerance: 1e-12 }
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
        ranges.positive("final_step", self.final_step)?;
        ranges.not_negative("value_tolerance", self.value_tolerance)?;
        let scale = Scale::default();
        Ok(NelderMeadOptimizer { settings: self, simplex: None, scale, collapsed: None })
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NelderMeadOptimizer {
    settings: NelderMead,
    simplex: Option<Simplex>,
    scale: Scale,
    /// The lowest value when a simplex last collapsed.
    collapsed: Option<f64>,
}

impl Optimizer for NelderMeadOptimizer {
    fn name(&self) -> &'static str {
        NAME
    }

    fn needs(&self) -> Needs {
        Needs::FULL_VALUE
    }

    fn check(&self, parameters: usize) -> Result<(), OptimizeError> {
        within(NAME, parameters, MOST_PARAMETERS, "its simplex holds the square of that")
    }

    fn bytes(&self, parameters: usize) -> u64 {
        8 * (parameters as u64).saturating_mul(parameters as u64 + 1)
    }

    fn step(&mut self, objective: &mut dyn Objective, params: &mut [f64]) -> Result<Step, OptimizeError> {
        self.check(params.len())?;
        if self.simplex.as_ref().is_none_or(|simplex| simplex.best() != params) {
            (self.simplex, self.collapsed, self.scale) = (None, None, Scale::of(objective));
        }
        let mut probe = Probe::new(NAME, objective, usize::MAX);
        let moved = self.advance(&mut probe, params);
        if let Some(failure) = probe.failure {
            self.simplex = None;
            return Err(failure);
        }
        let solver = |reason: NoValue| OptimizeError::Solver { optimizer: NAME, reason: reason.to_string() };
        let step = moved.map_err(solver)?;
        let best = self.simplex.as_ref().map_or(&[][..], Simplex::best);
        params.copy_from_slice(best);
        Ok(Step { evaluations: probe.evaluations, ..step })
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
    /// Moves the simplex once; gives the step, its evaluations not counted yet.
    fn advance(&mut self, probe: &mut Probe<'_>, params: &[f64]) -> Result<Step, NoValue> {
        let known = self.simplex.take();
        let placed = known.is_none();
        let mut simplex = match known {
            Some(simplex) => simplex,
            None => Simplex::around(params, self.settings.initial_step, &mut |x| probe.value(x))?,
        };
        let value = match (&probe.first, placed) {
            (Some(first), true) => first.value,
            _ => simplex.lowest(),
        };
        if placed {
            self.see(&simplex);
            self.scale.see(value, &[]);
        }
        simplex.advance(&mut |x| probe.value(x))?;
        self.see(&simplex);
        let stop = if self.has_collapsed(&simplex) { self.end(&mut simplex, probe)? } else { None };
        let value_after = Some(simplex.lowest());
        self.simplex = Some(simplex);
        Ok(Step { value, value_after, stop, evaluations: 0 })
    }

    fn see(&mut self, simplex: &Simplex) {
        simplex.values().for_each(|value| self.scale.see(value, &[]));
    }

    fn has_collapsed(&self, simplex: &Simplex) -> bool {
        let smallest = self.settings.value_tolerance * self.scale.size();
        simplex.spread() <= smallest.max(self.scale.rounding()) && simplex.width() <= self.settings.final_step
    }

    /// What a collapse means: the end, or another simplex in the same place.
    fn end(&mut self, simplex: &mut Simplex, probe: &mut Probe<'_>) -> Result<Option<Stop>, NoValue> {
        if self.scale.spread() <= self.scale.rounding() && !simplex.best().is_empty() {
            return Ok(Some(Stop::StationaryStart));
        }
        let (lowest, before) = (simplex.lowest(), self.collapsed.take());
        let smallest = (self.settings.value_tolerance * self.scale.size()).max(self.scale.rounding());
        if simplex.best().is_empty() || before.is_some_and(|before| before - lowest <= smallest) {
            return Ok(Some(Stop::Converged));
        }
        self.collapsed = Some(lowest);
        let step = SECOND_STEP * self.settings.initial_step;
        *simplex = Simplex::around(simplex.best(), step, &mut |x| probe.value(x))?;
        Ok(None)
    }
}
