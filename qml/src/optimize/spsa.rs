//! SPSA: a gradient estimate from two values, whatever the number of parameters.

use serde::{Deserialize, Serialize};

use super::calibration::{Calibration, Surroundings};
use super::error::{OptimizeError, SettingError};
use super::names::Made;
use super::ranges::Ranges;
use super::settings::OptimizerSettings;
use super::state::{OptimizerState, RestoreError};
use super::stop::Stop;
use super::trail::{Trail, first_not_finite};
use super::{IntoOptimizer, Needs, Objective, Optimizer, Step};
use ansatz_simulator::{Purpose, RandomStream};

const NAME: &str = "spsa";
/// c beside a gain that is given.
const REACH: f64 = 0.1;
/// A where nobody knows how many steps there will be, and its share of them.
const STABILITY: f64 = 10.0;
const STABLE_SHARE: f64 = 0.05;
/// Calibrated c, in the unit of [`Calibration::reach`].
const WIDER: f64 = 2.0;
/// How many times further than a first step a step may move a parameter.
const LONGEST: f64 = 3.0;

/// At step k = 0, 1, …, with every Δᵢ = ±1 at random: `ĝᵢ = (f(θ + c_k Δ) - f(θ - c_k Δ)) / (2 c_k Δᵢ)`, then `θ ← θ - a_k ĝ`, with the gains
/// `a_k = a / (k + 1 + A)^α` and `c_k = c / (k + 1)^γ`.
///
/// The gains are calibrated unless they are given: from a few values around the start, `a` is chosen so that the first steps move every parameter by
/// `first_step` on average, and c above the noise ([`Calibration`]); so the unit of the objective does not matter. No step is then longer than
/// a few times that, whatever slopes it meets. A start without slopes is left for the lowest point nearby, if there is a lower one.
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
    /// a, more than 0. Default: calibrated.
    pub gain: Option<f64>,
    /// How far calibrated first steps move every parameter, more than 0. Default 0.3 (radian).
    #[serde(default = "default_first_step")]
    pub first_step: f64,
    /// A, not negative. Default: a twentieth of the steps that are planned, 10 where that is not known.
    pub stability: Option<f64>,
    /// α, more than 0. Default 0.602.
    pub gain_decay: f64,
    /// c, more than 0. Default: 0.2, more where that would drown in the noise, or 0.1 beside a gain that is given.
    pub perturbation: Option<f64>,
    /// γ, more than 0. Default 0.101.
    pub perturbation_decay: f64,
    /// Seed of the signs. Default 0.
    pub seed: u64,
}

impl Default for Spsa {
    fn default() -> Self {
        Self {
            gain: None,
            first_step: default_first_step(),
            stability: None,
            gain_decay: 0.602,
            perturbation: None,
            perturbation_decay: 0.101,
            seed: 0,
        }
    }
}

fn default_first_step() -> f64 {
    0.3
}

impl Spsa {
    fn read(settings: &OptimizerSettings) -> Result<Self, SettingError> {
        settings.require_only(NAME, &["learning_rate"])?;
        let default = Self::default();
        Ok(Self { gain: settings.learning_rate, seed: settings.seed, ..default })
    }

    /// The optimizer.
    ///
    /// # Errors
    /// A setting outside of its range.
    pub fn build(self) -> Result<SpsaOptimizer, SettingError> {
        let ranges = Ranges(NAME);
        self.gain.map_or(Ok(()), |gain| ranges.positive("gain", gain))?;
        ranges.positive("first_step", self.first_step)?;
        self.stability.map_or(Ok(()), |stability| ranges.not_negative("stability", stability))?;
        ranges.positive("gain_decay", self.gain_decay)?;
        self.perturbation.map_or(Ok(()), |reach| ranges.positive("perturbation", reach))?;
        ranges.positive("perturbation_decay", self.perturbation_decay)?;
        let (reach, stability) = (self.perturbation.unwrap_or(REACH), self.stability.unwrap_or(STABILITY));
        let calibrated = self.gain.map(|gain| Gains { gain, reach, stability, longest: None });
        let (trail, planned) = (Trail::default(), None);
        Ok(SpsaOptimizer { settings: self, steps: 0, trail, calibrated, planned })
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

/// The optimizer of [`Spsa`]. The value of a step is the mean of its two probes, of the first one that of the start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SpsaOptimizer {
    settings: Spsa,
    steps: u64,
    trail: Trail,
    calibrated: Option<Gains>,
    /// Steps that are planned.
    planned: Option<usize>,
}

/// The gains of the first step.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Gains {
    gain: f64,
    reach: f64,
    stability: f64,
    /// The most that a parameter moves in the first step; calibrated ones only.
    longest: Option<f64>,
}

impl Optimizer for SpsaOptimizer {
    fn name(&self) -> &'static str {
        NAME
    }

    fn needs(&self) -> Needs {
        Needs::VALUE
    }

    fn plan(&mut self, steps: usize) {
        self.planned = Some(steps);
    }

    fn step(&mut self, objective: &mut dyn Objective, params: &mut [f64]) -> Result<Step, OptimizeError> {
        self.trail.begin(NAME, params)?;
        let Some(gains) = self.calibrated else { return self.calibrate(objective, params) };
        let Gains { gain, reach, longest, .. } = self.gains(gains);
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
        let step = gain * (values[0] - values[1]) / (2.0 * reach);
        let step = longest.map_or(step, |longest| step.clamp(-longest, longest));
        // 1/Δ = Δ, as Δ is ±1.
        params.iter_mut().zip(&signs).for_each(|(param, sign)| *param -= step * sign);
        self.trail.finish(NAME, params)?;
        self.steps += 1;
        Ok(Step { value: 0.5 * (values[0] + values[1]), value_after: None, stop: None, evaluations: 2 })
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
    /// The first step: to the gains, or, where there are no slopes to calibrate them with, to the lowest point nearby.
    fn calibrate(
        &mut self,
        objective: &mut dyn Objective,
        params: &mut [f64],
    ) -> Result<Step, OptimizeError> {
        let found = Calibration::measure(NAME, objective, params, self.settings.seed);
        let found = found.inspect_err(|_| self.trail.go_back(params))?;
        self.trail.mark_good(params);
        let Spsa { first_step, gain_decay, perturbation, .. } = self.settings;
        let planned = self.planned.map_or(STABILITY, |steps| STABLE_SHARE * steps as f64);
        let stability = self.settings.stability.unwrap_or(planned);
        let stop = match found.surroundings() {
            Surroundings::Steep => {
                let gain = first_step * (1.0 + stability).powf(gain_decay) / found.slope;
                let reach = perturbation.unwrap_or(WIDER * found.reach);
                self.calibrated = Some(Gains { gain, reach, stability, longest: Some(LONGEST * first_step) });
                None
            }
            Surroundings::Symmetric => {
                params.copy_from_slice(&found.place);
                None
            }
            Surroundings::Bottom => Some(Stop::Converged),
            Surroundings::Flat if params.is_empty() => Some(Stop::Converged),
            Surroundings::Flat => Some(Stop::StationaryStart),
        };
        self.trail.finish(NAME, params)?;
        Ok(Step { value: found.here, value_after: None, stop, evaluations: found.evaluations })
    }

    /// The gains of this step.
    fn gains(&self, first: Gains) -> Gains {
        let (Spsa { gain_decay, perturbation_decay, .. }, step) = (self.settings, self.steps as f64);
        let slower = (step + 1.0 + first.stability) / (1.0 + first.stability);
        Gains {
            gain: first.gain / (step + 1.0 + first.stability).powf(gain_decay),
            reach: first.reach / (step + 1.0).powf(perturbation_decay),
            longest: first.longest.map(|longest| longest / slower.powf(gain_decay)),
            ..first
        }
    }
}
