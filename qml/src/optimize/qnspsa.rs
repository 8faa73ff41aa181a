//! QNSPSA: natural gradient from six evaluations, whatever the number of parameters.

use nalgebra::DMatrix;
use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use super::blocking::Blocking;
use super::calibration::{Calibration, Surroundings};
use super::error::{OptimizeError, Quantity, SettingError, within};
use super::geometry::missing;
use super::names::Made;
use super::natural_gradient::solve_metric;
use super::ranges::Ranges;
use super::settings::OptimizerSettings;
use super::state::{OptimizerState, RestoreError};
use super::stop::Stop;
use super::trail::Trail;
use super::{IntoOptimizer, Needs, Objective, Optimizer, Step};
use ansatz_simulator::{Purpose, RandomStream};

const NAME: &str = "qnspsa";
/// Its metric holds the square of this many numbers, and its eigenvectors are found in each step; the method itself is good for hundreds.
const MOST_PARAMETERS: usize = 2000;
/// How many times further than a calibrated step a step may move a parameter.
const LONGEST: f64 = 5.0;

/// At step k = 0, 1, … with random signs Δ, Δ₁, Δ₂: the slope `ĝ = (f(θ + εΔ) - f(θ - εΔ)) / 2ε · Δ` of SPSA, and from four fidelities
/// `F(·) = |⟨ψ(θ)|ψ(·)⟩|²` the metric `Ĝ = -δF / 8ε² · (Δ₁Δ₂ᵀ + Δ₂Δ₁ᵀ)` with
/// `δF = F(θ + εΔ₁ + εΔ₂) - F(θ + εΔ₁) - F(θ - εΔ₁ + εΔ₂) + F(θ - εΔ₁)`. `G ← (k+1)/(k+2) · G + Ĝ/(k+2)` from G = 1, then
/// `θ ← θ - η ((|G| + β) / (1 + β))⁻¹ ĝ` with the absolute values of G's eigenvalues. A step that raises the value too much is not taken
/// ([`Blocking`]).
///
/// η is calibrated unless it is given: so that a step with G = 1 would move every parameter by `first_step` on average ([`Calibration`]); no parameter then
/// moves further than a few times that, whatever the inverse of G makes of a slope. At most 2,000 parameters.
///
/// Source: J. Gacon, C. Zoufal, G. Carleo, S. Woerner, "Simultaneous perturbation stochastic approximation of the quantum Fisher
/// information", Quantum 5, 567 (2021), arXiv:2103.09232.
///
/// ```
/// use ansatz_qml::ansatz::real_amplitudes;
/// use ansatz_qml::energy::{Energy, MinimizeSettings, Start, minimize};
/// let device = ansatz_simulator::Device::cpu();
/// let energy = Energy::new(&device, &real_amplitudes(2, 1)?, "-1 * Z0 Z1 - 0.5 * X0 - 0.5 * X1")?;
/// let settings = MinimizeSettings { optimizer: "qnspsa".into(), steps: 400, ..MinimizeSettings::default() };
/// let start = Start::Given(vec![0.3, 0.4, 0.5, 0.6]);
/// let minimum = minimize(energy, &start, &settings, &mut |_, _| {})?;
/// assert!((minimum.energy + 2f64.sqrt()).abs() < 0.1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Qnspsa {
    /// η, more than 0. Default: calibrated.
    pub learning_rate: Option<f64>,
    /// How far a calibrated step along the plain gradient moves every parameter, more than 0. Default 0.03 (radian).
    #[serde(default = "default_first_step")]
    pub first_step: f64,
    /// ε, more than 0. Default 0.01.
    pub perturbation: f64,
    /// β, more than 0. Default 0.1: the metric is a mean of few samples, whose small eigenvalues are noise.
    pub regularisation: f64,
    /// Sign vectors for each step's metric, at least 1. Default 1.
    pub resamplings: usize,
    /// Which steps are not taken. Default [`Blocking::Spread`].
    #[serde(default)]
    pub blocking: Blocking,
    /// Seed of the signs. Default 0.
    pub seed: u64,
}

impl Default for Qnspsa {
    fn default() -> Self {
        Self {
            learning_rate: None,
            first_step: default_first_step(),
            perturbation: 0.01,
            regularisation: 0.1,
            resamplings: 1,
            blocking: Blocking::Spread,
            seed: 0,
        }
    }
}

fn default_first_step() -> f64 {
    0.03
}

impl Qnspsa {
    fn read(settings: &OptimizerSettings) -> Result<Self, SettingError> {
        settings.require_only(NAME, &["learning_rate", "blocking"])?;
        let default = Self::default();
        let blocking = settings.blocking.map_or(default.blocking, Blocking::Rise);
        Ok(Self { learning_rate: settings.learning_rate, blocking, seed: settings.seed, ..default })
    }

    /// The optimizer.
    ///
    /// # Errors
    /// A setting outside of its range.
    pub fn build(self) -> Result<QnspsaOptimizer, SettingError> {
        let ranges = Ranges(NAME);
        self.learning_rate.map_or(Ok(()), |rate| ranges.positive("learning_rate", rate))?;
        ranges.positive("first_step", self.first_step)?;
        ranges.positive("perturbation", self.perturbation)?;
        ranges.positive("regularisation", self.regularisation)?;
        ranges.at_least_one("resamplings", self.resamplings)?;
        if let Blocking::Rise(most) = self.blocking {
            ranges.not_negative("blocking", most)?;
        }
        let calibrated = self.learning_rate.map(|rate| Rate { rate, longest: None });
        Ok(QnspsaOptimizer {
            settings: self,
            steps: 0,
            metric: Vec::new(),
            trail: Trail::default(),
            calibrated,
            values: Vec::new(),
        })
    }
}

impl IntoOptimizer for Qnspsa {
    fn into_optimizer(self) -> Result<Box<dyn Optimizer>, SettingError> {
        Ok(Box::new(self.build()?))
    }
}

/// With the settings of a file.
pub(super) fn of_settings(settings: &OptimizerSettings) -> Made {
    Qnspsa::read(settings)?.into_optimizer()
}

/// The optimizer of [`Qnspsa`]. The value of a step is the mean of its two probes, or, where steps may be blocked, that of the point where it began.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QnspsaOptimizer {
    settings: Qnspsa,
    steps: u64,
    /// The running mean of the metric, row by row.
    metric: Vec<f64>,
    trail: Trail,
    calibrated: Option<Rate>,
    /// The last values, for blocking.
    values: Vec<f64>,
}

/// η, and how far it may move a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Rate {
    rate: f64,
    longest: Option<f64>,
}

impl Optimizer for QnspsaOptimizer {
    fn name(&self) -> &'static str {
        NAME
    }

    fn needs(&self) -> Needs {
        Needs::FIDELITY
    }

    fn check(&self, parameters: usize) -> Result<(), OptimizeError> {
        within(NAME, parameters, MOST_PARAMETERS, "its metric holds the square of that")
    }

    fn bytes(&self, parameters: usize) -> u64 {
        // The mean, a sample, eigenvectors, and what they are solved with.
        32 * (parameters as u64).saturating_mul(parameters as u64)
    }

    fn step(&mut self, objective: &mut dyn Objective, params: &mut [f64]) -> Result<Step, OptimizeError> {
        self.check(params.len())?;
        self.trail.begin(NAME, params)?;
        missing(NAME, "fidelity", objective.geometry())?;
        let Some(rate) = self.calibrated else { return self.calibrate(objective, params) };
        let reach = self.settings.perturbation;
        let mut stream = RandomStream::new(self.settings.seed, Purpose::PERTURBATION, self.steps);
        let mut signs = || -> Vec<f64> { params.iter().map(|_| stream.sign()).collect() };
        let delta = signs();
        let pairs: Vec<_> = (0..self.settings.resamplings).map(|_| [signs(), signs()]).collect();
        let mut values = [0.0; 2];
        for (value, direction) in values.iter_mut().zip([reach, -reach]) {
            *value =
                objective.value(&moved(params, &[(direction, &delta)])).map_err(OptimizeError::Objective)?;
        }
        let sample = sample(objective, params, &pairs, reach)?;
        let broken = values.iter().copied().chain(sample.iter().copied()).find(|number| !number.is_finite());
        if let Some(found) = broken {
            self.trail.go_back(params);
            return Err(OptimizeError::Diverged { optimizer: NAME, quantity: Quantity::Value, found });
        }
        self.trail.mark_good(params);
        let slope = (values[0] - values[1]) / (2.0 * reach);
        let gradient: Vec<f64> = delta.iter().map(|sign| slope * sign).collect();
        let metric = self.smoothed(&sample);
        let metric = ArrayView2::from_shape((params.len(), params.len()), metric.as_slice())
            .expect("the metric is square");
        let direction = solve_metric(NAME, metric, 0.0, &gradient)?;
        let next = rate.moved(params, &direction);
        let ended = self.end(objective, params, &next)?;
        self.trail.finish(NAME, params)?;
        self.steps += 1;
        Ok(match ended {
            Some([value, after]) => Step { value, value_after: Some(after), stop: None, evaluations: 4 },
            None => {
                let value = 0.5 * (values[0] + values[1]);
                Step { value, value_after: None, stop: None, evaluations: 2 }
            }
        })
    }

    fn save(&self) -> OptimizerState {
        OptimizerState::new(NAME, self)
    }

    fn restore(&mut self, state: &OptimizerState) -> Result<(), RestoreError> {
        *self = state.read(NAME)?;
        Ok(())
    }
}

impl Rate {
    /// The step in this direction, no longer than it may be.
    fn moved(self, params: &[f64], direction: &[f64]) -> Vec<f64> {
        let farthest = direction.iter().fold(0.0, |most: f64, entry| most.max((self.rate * entry).abs()));
        let share = self.longest.map_or(1.0, |longest| (longest / farthest).min(1.0));
        params.iter().zip(direction).map(|(p, d)| p - share * self.rate * d).collect()
    }
}

impl QnspsaOptimizer {
    /// The first step: to the rate, or, where there are no slopes to calibrate it with, to the lowest point nearby.
    fn calibrate(
        &mut self,
        objective: &mut dyn Objective,
        params: &mut [f64],
    ) -> Result<Step, OptimizeError> {
        let found = Calibration::measure(NAME, objective, params, self.settings.seed);
        let found = found.inspect_err(|_| self.trail.go_back(params))?;
        self.trail.mark_good(params);
        let stop = match found.surroundings() {
            Surroundings::Steep => {
                let first_step = self.settings.first_step;
                let longest = Some(LONGEST * first_step);
                self.calibrated = Some(Rate { rate: first_step / found.slope, longest });
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

    /// Goes to `next` unless that is blocked; the values where the step began and ended, if they were asked for. Both are taken in the same step, so
    /// that other samples or shots of another step do not matter.
    fn end(
        &mut self,
        objective: &mut dyn Objective,
        params: &mut [f64],
        next: &[f64],
    ) -> Result<Option<[f64; 2]>, OptimizeError> {
        let blocking = self.settings.blocking;
        if blocking == Blocking::Off {
            params.copy_from_slice(next);
            return Ok(None);
        }
        let before = objective.value(params).map_err(OptimizeError::Objective)?;
        let after = objective.value(next).map_err(OptimizeError::Objective)?;
        blocking.note(&mut self.values, before);
        // A value that is not a number is not taken either.
        if blocking.allowed(&self.values).is_some_and(|allowed| after <= before + allowed) {
            params.copy_from_slice(next);
            return Ok(Some([before, after]));
        }
        Ok(Some([before; 2]))
    }

    /// Takes a sample into the running mean; gives the positive matrix to solve with.
    fn smoothed(&mut self, sample: &DMatrix<f64>) -> DMatrix<f64> {
        let count = sample.nrows();
        let before = match self.metric.len() {
            0 => DMatrix::identity(count, count),
            _ => DMatrix::from_row_slice(count, count, &self.metric),
        };
        let step = self.steps as f64;
        let mean = before * ((step + 1.0) / (step + 2.0)) + sample / (step + 2.0);
        // Symmetric, so that column by column is row by row.
        self.metric = mean.as_slice().to_vec();
        let beta = self.settings.regularisation;
        let mut eigen = mean.symmetric_eigen();
        eigen.eigenvalues.apply(|value| *value = (value.abs() + beta) / (1.0 + beta));
        let positive = eigen.recompose();
        (&positive + positive.transpose()) * 0.5
    }
}

/// Two directions of signs, and how far along them.
struct Directions<'a> {
    reach: f64,
    first: &'a [f64],
    second: &'a [f64],
}

/// The mean of Ĝ over these pairs of signs.
fn sample(
    objective: &mut dyn Objective,
    params: &[f64],
    pairs: &[[Vec<f64>; 2]],
    reach: f64,
) -> Result<DMatrix<f64>, OptimizeError> {
    let count = params.len();
    let mut sample = DMatrix::zeros(count, count);
    for [first, second] in pairs {
        let bend = bend(objective, params, Directions { reach, first, second })?;
        let weight = -bend / (8.0 * reach * reach * pairs.len() as f64);
        for (i, j) in (0..count).flat_map(|i| (0..count).map(move |j| (i, j))) {
            sample[(i, j)] += weight * (first[i] * second[j] + second[i] * first[j]);
        }
    }
    Ok(sample)
}

/// `δF`.
fn bend(
    objective: &mut dyn Objective,
    params: &[f64],
    directions: Directions<'_>,
) -> Result<f64, OptimizeError> {
    let Directions { reach, first, second } = directions;
    let geometry = missing(NAME, "fidelity", objective.geometry())?;
    let mut at = |steps: &[(f64, &[f64])]| {
        geometry.fidelity(params, &moved(params, steps)).map_err(OptimizeError::Objective)
    };
    let (up, down) = ((reach, first), (-reach, first));
    let aside = (reach, second);
    Ok(at(&[up, aside])? - at(&[up])? - at(&[down, aside])? + at(&[down])?)
}

/// `params + Σ step · signs`.
fn moved<S: AsRef<[f64]>>(params: &[f64], steps: &[(f64, S)]) -> Vec<f64> {
    let mut moved = params.to_vec();
    for (step, signs) in steps {
        moved.iter_mut().zip(signs.as_ref()).for_each(|(param, sign)| *param += step * sign);
    }
    moved
}
