//! Rotosolve: one parameter after the other goes to its exact minimum.

use serde::{Deserialize, Serialize};

use super::error::{OptimizeError, Quantity, SettingError};
use super::geometry::missing;
use super::names::Made;
use super::ranges::Ranges;
use super::scale::Scale;
use super::settings::OptimizerSettings;
use super::state::{OptimizerState, RestoreError};
use super::stop::Stop;
use super::trigonometric::FourierSeries;
use super::{IntoOptimizer, Needs, Objective, Optimizer, Step};

const NAME: &str = "rotosolve";

/// Along one parameter an expectation is a Fourier series with R known frequencies: `2R + 1` values determine it, and it is minimised
/// in closed form (R = 1) or between the best of many points of the series (R > 1); no step size.
///
/// One step is one sweep over all parameters, of `1 + Σ 2R` evaluations, as the value at each minimum is known. It has converged when a
/// sweep lowers the value by at most `value_tolerance` of the objective's [`Scale`]. If no value differs in the first sweep, the start is stationary.
///
/// Sources: M. Ostaszewski, E. Grant, M. Benedetti, "Structure optimization for parameterized quantum circuits", Quantum 5, 391 (2021),
/// arXiv:1905.09692; K. Nakanishi, K. Fujii, S. Todo, arXiv:1903.12166; more frequencies: D. Wierichs et al., arXiv:2107.12390.
///
/// ```
/// use ansatz_qml::ansatz::real_amplitudes;
/// use ansatz_qml::energy::{Energy, MinimizeSettings, Start, minimize};
/// let device = ansatz_simulator::Device::cpu();
/// let energy = Energy::new(&device, &real_amplitudes(2, 1)?, "-1 * Z0 Z1 - 0.5 * X0 - 0.5 * X1")?;
/// let settings = MinimizeSettings { optimizer: "rotosolve".into(), steps: 100, ..MinimizeSettings::default() };
/// let start = Start::Given(vec![0.3, 0.4, 0.5, 0.6]);
/// let minimum = minimize(energy, &start, &settings, &mut |_, _| {})?;
/// assert!((minimum.energy + 2f64.sqrt()).abs() < 1e-6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rotosolve {
    /// Of the fall of a sweep, relative to the objective's [`Scale`]; not negative. Default 1e-12.
    pub value_tolerance: f64,
}

impl Default for Rotosolve {
    fn default() -> Self {
        Self { value_tolerance: 1e-12 }
    }
}

impl Rotosolve {
    fn read(settings: &OptimizerSettings) -> Result<Self, SettingError> {
        settings.require_only(NAME, &[])?;
        Ok(Self::default())
    }

    /// The optimizer.
    ///
    /// # Errors
    /// A setting outside of its range.
    pub fn build(self) -> Result<RotosolveOptimizer, SettingError> {
        Ranges(NAME).not_negative("value_tolerance", self.value_tolerance)?;
        Ok(RotosolveOptimizer { settings: self, begun: false })
    }
}

impl IntoOptimizer for Rotosolve {
    fn into_optimizer(self) -> Result<Box<dyn Optimizer>, SettingError> {
        Ok(Box::new(self.build()?))
    }
}

/// With the settings of a file.
pub(super) fn of_settings(settings: &OptimizerSettings) -> Made {
    Rotosolve::read(settings)?.into_optimizer()
}

/// The optimizer of [`Rotosolve`]. It remembers from step to step whether anything has changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RotosolveOptimizer {
    settings: Rotosolve,
    /// Whether the value has changed with a parameter.
    #[serde(default)]
    begun: bool,
}

impl Optimizer for RotosolveOptimizer {
    fn name(&self) -> &'static str {
        NAME
    }

    fn needs(&self) -> Needs {
        Needs::SPECTRUM
    }

    fn step(&mut self, objective: &mut dyn Objective, params: &mut [f64]) -> Result<Step, OptimizeError> {
        let mut moved = params.to_vec();
        let value = value_at(objective, &moved)?;
        let mut scale = Scale::of(objective);
        scale.see(value, &[]);
        let (mut here, mut evaluations) = (value, 1);
        for parameter in 0..params.len() {
            let spectrum = missing(NAME, "spectrum", objective.spectrum())?;
            let frequencies = spectrum.frequencies(parameter).map_err(OptimizeError::Objective)?;
            let mut values = vec![here];
            let start = moved[parameter];
            for t in &FourierSeries::points(&frequencies)[1..] {
                moved[parameter] = start + t;
                values.push(value_at(objective, &moved)?);
            }
            values.iter().for_each(|value| scale.see(*value, &[]));
            evaluations += values.len() - 1;
            moved[parameter] = start;
            let Some(series) = FourierSeries::through(&frequencies, &values) else { continue };
            let best = series.minimum();
            let lowest = series.value(best);
            if lowest < here {
                moved[parameter] = start + best;
                here = lowest;
            }
        }
        params.copy_from_slice(&moved);
        let smallest = (self.settings.value_tolerance * scale.size()).max(scale.rounding());
        self.begun |= scale.spread() > scale.rounding() || params.is_empty();
        let stop = match (value - here <= smallest, self.begun) {
            (true, true) => Some(Stop::Converged),
            (true, false) => Some(Stop::StationaryStart),
            (false, _) => None,
        };
        Ok(Step { value, value_after: Some(here), stop, evaluations })
    }

    fn save(&self) -> OptimizerState {
        OptimizerState::new(NAME, self)
    }

    fn restore(&mut self, state: &OptimizerState) -> Result<(), RestoreError> {
        *self = state.read(NAME)?;
        Ok(())
    }
}

/// A value, refused if it is not finite.
fn value_at(objective: &mut dyn Objective, params: &[f64]) -> Result<f64, OptimizeError> {
    let found = objective.value(params).map_err(OptimizeError::Objective)?;
    if found.is_finite() {
        return Ok(found);
    }
    Err(OptimizeError::Diverged { optimizer: NAME, quantity: Quantity::Value, found })
}
