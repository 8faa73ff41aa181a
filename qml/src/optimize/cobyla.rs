//! COBYLA, without constraints.

use serde::{Deserialize, Serialize};

use super::error::{OptimizeError, SettingError, within};
use super::names::Made;
use super::probe::{NoValue, Probe};
use super::ranges::Ranges;
use super::scale::Scale;
use super::settings::OptimizerSettings;
use super::state::{OptimizerState, RestoreError};
use super::stop::Stop;
use super::trust_region::TrustRegion;
use super::{IntoOptimizer, Needs, Objective, Optimizer, Step};

const NAME: &str = "cobyla";
/// The square of this many numbers is kept twice, 16 MB, and inverted whenever the radius shrinks, `10⁹` operations; the method itself is good for
/// tens, as its model alone takes n + 1 evaluations.
const MOST_PARAMETERS: usize = 1000;
/// The radius that a second search begins with, beside the first one's.
const SECOND_RADIUS: f64 = 0.25;

/// Minimizes a linear model of the objective, interpolated at n + 1 points, within a trust region whose radius shrinks from ρ₀ to ρ₁.
///
/// **One step is one evaluation**, so that a number of steps bounds the evaluations; the first n + 1 build the model. The search has converged when the
/// radius has come to ρ₁, and a second one, which begins there with a quarter of ρ₀, has come to ρ₁ too without a fall of more than
/// `value_tolerance` of the objective's [`Scale`]. At most 1,000 parameters.
///
/// Source: M. J. D. Powell, "A direct search optimization method that models the objective and constraint functions by linear
/// interpolation", in: Advances in Optimization and Numerical Analysis, 51–67 (1994), of which this is the case without constraints, where the best
/// step within the trust region is known in closed form.
///
/// ```
/// use ansatz_qml::energy::Minimizer;
/// use ansatz_qml::optimize::{Function, Cobyla};
/// let mut bowl = Function(|x: &[f64], slope: &mut [f64]| {
///     slope[0] = 2.0 * (x[0] - 3.0);
///     (x[0] - 3.0).powi(2)
/// });
/// let minimum = Minimizer::new(Cobyla::default()).steps(200).run(&mut bowl, [0.0])?;
/// assert!(minimum.stop.has_converged() && (minimum.parameters[0] - 3.0).abs() < 1e-5);
/// assert!(minimum.evaluations <= 200);
/// # Ok::<(), ansatz_qml::ModelError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Cobyla {
    /// ρ₀, more than 0. Default 0.5 (radian).
    pub initial_step: f64,
    /// ρ₁, more than 0. Default 1e-6.
    pub final_step: f64,
    /// Of what a second search finds, relative to the objective's scale; not negative. Default 1e-10.
    pub value_tolerance: f64,
}

impl Default for Cobyla {
    fn default() -> Self {
        Self { initial_step: 0.5, final_step: 1e-6, value_tolerance: 1e-10 }
    }
}

impl Cobyla {
    fn read(settings: &OptimizerSettings) -> Result<Self, SettingError> {
        settings.require_only(NAME, &["initial_step"])?;
        let default = Self::default();
        Ok(Self { initial_step: settings.initial_step.unwrap_or(default.initial_step), ..default })
    }

    /// The optimizer.
    ///
    /// # Errors
    /// A setting outside of its range.
    pub fn build(self) -> Result<CobylaOptimizer, SettingError> {
        let ranges = Ranges(NAME);
        ranges.positive("initial_step", self.initial_step)?;
        ranges.positive("final_step", self.final_step)?;
        ranges.not_negative("value_tolerance", self.value_tolerance)?;
        let scale = Scale::default();
        Ok(CobylaOptimizer {
            settings: self,
            region: None,
            best: Vec::new(),
            lowest: 0.0,
            scale,
            shrunk: None,
        })
    }
}

impl IntoOptimizer for Cobyla {
    fn into_optimizer(self) -> Result<Box<dyn Optimizer>, SettingError> {
        Ok(Box::new(self.build()?))
    }
}

/// With the settings of a file.
pub(super) fn of_settings(settings: &OptimizerSettings) -> Made {
    Cobyla::read(settings)?.into_optimizer()
}

/// The optimizer of [`Cobyla`]. Parameters that the caller moved between steps start it afresh.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CobylaOptimizer {
    settings: Cobyla,
    /// After the first evaluation.
    region: Option<TrustRegion>,
    best: Vec<f64>,
    lowest: f64,
    scale: Scale,
    /// The lowest value when the radius last came to its end.
    shrunk: Option<f64>,
}

impl Optimizer for CobylaOptimizer {
    fn name(&self) -> &'static str {
        NAME
    }

    fn needs(&self) -> Needs {
        Needs::FULL_VALUE
    }

    fn check(&self, parameters: usize) -> Result<(), OptimizeError> {
        within(NAME, parameters, MOST_PARAMETERS, "its model holds the square of that")
    }

    fn bytes(&self, parameters: usize) -> u64 {
        16 * (parameters as u64).saturating_mul(parameters as u64)
    }

    fn step(&mut self, objective: &mut dyn Objective, params: &mut [f64]) -> Result<Step, OptimizeError> {
        self.check(params.len())?;
        let goes_on = self.region.as_ref().is_some_and(|_| self.best == params);
        let point = match self.region.as_ref().filter(|_| goes_on) {
            Some(region) => region.next_point(),
            None => params.to_vec(),
        };
        let scale = if goes_on { self.scale } else { Scale::of(objective) };
        let mut probe = Probe::new(NAME, objective, 1);
        let evaluated = probe.value(&point);
        if let Some(failure) = probe.failure {
            return Err(failure);
        }
        let solver = |reason: NoValue| OptimizeError::Solver { optimizer: NAME, reason: reason.to_string() };
        let value = evaluated.map_err(solver)?;
        self.scale = scale;
        self.scale.see(value, &[]);
        let before = if goes_on { self.lowest } else { value };
        let stop = if goes_on { self.take(&point, value) } else { self.begin(&point, value) };
        params.copy_from_slice(&self.best);
        Ok(Step { value: before, value_after: Some(self.lowest), stop, evaluations: 1 })
    }

    fn save(&self) -> OptimizerState {
        OptimizerState::new(NAME, self)
    }

    fn restore(&mut self, state: &OptimizerState) -> Result<(), RestoreError> {
        *self = state.read(NAME)?;
        Ok(())
    }
}

impl CobylaOptimizer {
    /// The first value.
    fn begin(&mut self, start: &[f64], value: f64) -> Option<Stop> {
        (self.best, self.lowest, self.shrunk) = (start.to_vec(), value, None);
        self.region = (!start.is_empty()).then(|| self.region_of(self.settings.initial_step));
        start.is_empty().then_some(Stop::Converged)
    }

    fn region_of(&self, radius: f64) -> TrustRegion {
        TrustRegion::new(&self.best, self.lowest, [radius, self.settings.final_step])
    }

    /// A later value; why it was the last one, if it was.
    fn take(&mut self, point: &[f64], value: f64) -> Option<Stop> {
        if value < self.lowest {
            (self.best, self.lowest) = (point.to_vec(), value);
        }
        let rounding = self.scale.rounding();
        if !self.region.as_mut()?.take(value, rounding) {
            return None;
        }
        let (lowest, smallest) = (self.lowest, self.settings.value_tolerance * self.scale.size());
        let stop = if self.scale.spread() <= rounding {
            Some(Stop::StationaryStart)
        } else {
            let settled = self.shrunk.is_some_and(|before| before - lowest <= smallest.max(rounding));
            settled.then_some(Stop::Converged)
        };
        self.shrunk = Some(lowest);
        self.region = stop.is_none().then(|| self.region_of(SECOND_RADIUS * self.settings.initial_step));
        stop
    }
}
