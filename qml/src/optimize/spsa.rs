//! SPSA: a gradient estimate from two values, whatever the number of parameters.

use serde::{Deserialize, Serialize};

use super::error::{OptimizeError, SettingError};
use super::names::Made;
use super::ranges::Ranges;
use super::settings::OptimizerSettings;
use super::state::{OptimizerState, RestoreError};
use super::trail::{Trail, first_not_finite};
use super::{IntoOptimizer, Needs, Objective, Optimizer, Step};
use ansatz_simulator::{Purpose, RandomStream};

const NAME: &str = "spsa";

/// At step k = 0, 1, …, with every Δᵢ = ±1 at random: `ĝᵢ = (f(θ + c_k Δ) - f(θ - c_k Δ)) / (2 c_k Δᵢ)`, then `θ ← θ - a_k ĝ`, with the gains
/// `a_k = a / (k + 1 + A)^α` and `c_k = c / (k + 1)^γ`.
///
/// The signs of step k come from the random stream (seed, perturbation, k).
///
/// Source: J. C. Spall, "Implementation of the simultaneous perturbation algorithm for stochastic optimization", IEEE Trans. Aerosp.
/// Electron. Syst. 34(3), 817–823 (1998), whose α and γ are the defaults.
///
/// ```
/// use ansatz_qml::energy::Minimizer;
/// use ansatz_qml::optimize::{Function, Spsa};
/// let mut bowl = Function(|x: &[f64], slope: &mut [f64]| {
///     slope[0] = 2.0 * (x[0] - 3.0);
///     (x[0] - 3.0).powi(2)
/// });
/// let minimum = Minimizer::new(Spsa { seed: 1, ..Spsa::default() }).steps(1000).run(&mut bowl, [0.0])?;
/// assert!((minimum.parameters[0] - 3.0).abs() < 0.05);
/// # Ok::<(), ansatz_qml::ModelError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Spsa {
    /// a, more than 0. Default 0.5.
    pub gain: f64,
    /// A, not negative: about a tenth of the steps planned. Default 10.
    pub stability: f64,
    /// α, more than 0. Default 0.602.
    pub gain_decay: f64,
    /// c, more than 0: about the standard deviation of the objective's noise, or small if it has none. Default 0.1.
    pub perturbation: f64,
    /// γ, more than 0. Default 0.101.
    pub perturbation_decay: f64,
    /// Seed of the signs. Default 0.
    pub seed: u64,
}

impl Default for Spsa {
    fn default() -> Self {
        Self {
            gain: 0.5,
            stability: 10.0,
            gain_decay: 0.602,
            perturbation: 0.1,
            perturbation_decay: 0.101,
            seed: 0,
        }
    }
}

impl Spsa {
    fn read(settings: &OptimizerSettings) -> Result<Self, SettingError> {
        settings.require_only(NAME, &["learning_rate"])?;
        let default = Self::default();
        Ok(Self { gain: settings.learning_rate.unwrap_or(default.gain), seed: settings.seed, ..default })
    }

    /// The optimizer.
    ///
    /// # Errors
    /// A setting outside of its range.
    pub fn build(self) -> Result<SpsaOptimizer, SettingError> {
        let ranges = Ranges(NAME);
        ranges.positive("gain", self.gain)?;
        ranges.not_negative("stability", self.stability)?;
        ranges.positive("gain_decay", self.gain_decay)?;
        ranges.positive("perturbation", self.perturbation)?;
        ranges.positive("perturbation_decay", self.perturbation_decay)?;
        Ok(SpsaOptimizer { settings: self, steps: 0, trail: Trail::default() })
    }
}

impl IntoOptimizer for Spsa {
    fn into_optimizer(self) -> Result<Box<dyn Optimizer>, SettingError> {
        Ok(Box::new(self.build()?))
    }
}

/// With the settings of a file.
pub(super) fn of_settings(settings: &OptimizerSettings) -> Made {
    Spsa::read(settings)?.into_optimizer()
}

/// The optimizer of [`Spsa`]. The value of a step is the mean of its two probes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SpsaOptimizer {
    settings: Spsa,
    steps: u64,
    trail: Trail,
}

impl Optimizer for SpsaOptimizer {
    fn name(&self) -> &'static str {
        NAME
    }

    fn needs(&self) -> Needs {
        Needs::VALUE
    }

    fn step(&mut self, objective: &mut dyn Objective, params: &mut [f64]) -> Result<Step, OptimizeError> {
        self.trail.begin(NAME, params)?;
        let (gain, reach) = self.gains();
        let mut generator = RandomStream::new(self.settings.seed, Purpose::PERTURBATION, self.steps);
        let signs: Vec<f64> = params.iter().map(|_| generator.sign()).collect();
        let mut values = [0.0; 2];
        for (value, direction) in values.iter_mut().zip([reach, -reach]) {
            let probe: Vec<f64> =
                params.iter().zip(&signs).map(|(param, sign)| param + direction * sign).collect();
            *value = objective.value(&probe).map_err(OptimizeError::Objective)?;
            if let Some((quantity, found)) = first_not_finite(*value, &[]) {
                self.trail.go_back(params);
                return Err(OptimizeError::Diverged { optimizer: NAME, quantity, found });
            }
        }
        self.trail.mark_good(params);
        let slope = (values[0] - values[1]) / (2.0 * reach);
        for (param, sign) in params.iter_mut().zip(&signs) {
            // 1/Δ = Δ, as Δ is ±1.
            *param -= gain * slope * sign;
        }
        self.trail.finish(NAME, params)?;
        self.steps += 1;
        Ok(Step { value: 0.5 * (values[0] + values[1]), value_after: None, converged: false, evaluations: 2 })
    }

    fn save(&self) -> OptimizerState {
        OptimizerState::new(NAME, self)
    }

    fn restore(&mut self, state: &OptimizerState) -> Result<(), RestoreError> {
        *self = state.read(NAME)?;
        Ok(())
    }
}

impl SpsaOptimizer {
    fn gains(&self) -> (f64, f64) {
        let (settings, step) = (&self.settings, self.steps as f64);
        let gain = settings.gain / (step + 1.0 + settings.stability).powf(settings.gain_decay);
        (gain, settings.perturbation / (step + 1.0).powf(settings.perturbation_decay))
    }
}
