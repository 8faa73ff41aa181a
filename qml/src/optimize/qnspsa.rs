//! QNSPSA: natural gradient from six evaluations, whatever the number of parameters.

use nalgebra::DMatrix;
use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use super::error::{OptimizeError, Quantity, SettingError};
use super::geometry::missing;
use super::names::Made;
use super::natural_gradient::solve_metric;
use super::ranges::Ranges;
use super::settings::OptimizerSettings;
use super::state::{OptimizerState, RestoreError};
use super::trail::Trail;
use super::{IntoOptimizer, Needs, Objective, Optimizer, Step};
use ansatz_simulator::{Purpose, RandomStream};

const NAME: &str = "qnspsa";

/// At step k = 0, 1, … with random signs Δ, Δ₁, Δ₂: the slope `ĝ = (f(θ + εΔ) - f(θ - εΔ)) / 2ε · Δ` of SPSA, and from four fidelities
/// `F(·) = |⟨ψ(θ)|ψ(·)⟩|²` the metric `Ĝ = -δF / 8ε² · (Δ₁Δ₂ᵀ + Δ₂Δ₁ᵀ)` with
/// `δF = F(θ + εΔ₁ + εΔ₂) - F(θ + εΔ₁) - F(θ - εΔ₁ + εΔ₂) + F(θ - εΔ₁)`. `G ← (k+1)/(k+2) · G + Ĝ/(k+2)` from G = 1, then
/// `θ ← θ - η ((|G| + β) / (1 + β))⁻¹ ĝ` with the absolute values of G's eigenvalues.
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
    /// η, more than 0. Default 0.05.
    pub learning_rate: f64,
    /// ε, more than 0. Default 0.01.
    pub perturbation: f64,
    /// β, more than 0. Default 1e-3.
    pub regularisation: f64,
    /// Sign vectors for each step's metric, at least 1. Default 1.
    pub resamplings: usize,
    /// By how much a step may raise the value, not negative: one that raises it more is not taken, which costs two evaluations a step (the paper's
    /// blocking). None: every step is taken. Default none.
    #[serde(default)]
    pub blocking: Option<f64>,
    /// Seed of the signs. Default 0.
    pub seed: u64,
}

impl Default for Qnspsa {
    fn default() -> Self {
        Self {
            learning_rate: 0.05,
            perturbation: 0.01,
            regularisation: 1e-3,
            resamplings: 1,
            blocking: None,
            seed: 0,
        }
    }
}

impl Qnspsa {
    fn read(settings: &OptimizerSettings) -> Result<Self, SettingError> {
        settings.require_only(NAME, &["learning_rate", "blocking"])?;
        let default = Self::default();
        let learning_rate = settings.learning_rate.unwrap_or(default.learning_rate);
        Ok(Self { learning_rate, blocking: settings.blocking, seed: settings.seed, ..default })
    }

    /// The optimizer.
    ///
    /// # Errors
    /// A setting outside of its range.
    pub fn build(self) -> Result<QnspsaOptimizer, SettingError> {
        let ranges = Ranges(NAME);
        ranges.positive("learning_rate", self.learning_rate)?;
        ranges.positive("perturbation", self.perturbation)?;
        ranges.positive("regularisation", self.regularisation)?;
        ranges.at_least_one("resamplings", self.resamplings)?;
        self.blocking.map_or(Ok(()), |allowed| ranges.not_negative("blocking", allowed))?;
        Ok(QnspsaOptimizer { settings: self, steps: 0, metric: Vec::new(), trail: Trail::default() })
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

/// The optimizer of [`Qnspsa`]. The value of a step is the mean of its two probes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QnspsaOptimizer {
    settings: Qnspsa,
    steps: u64,
    /// The running mean of the metric, row by row.
    metric: Vec<f64>,
    trail: Trail,
}

impl Optimizer for QnspsaOptimizer {
    fn name(&self) -> &'static str {
        NAME
    }

    fn needs(&self) -> Needs {
        Needs::FIDELITY
    }

    fn step(&mut self, objective: &mut dyn Objective, params: &mut [f64]) -> Result<Step, OptimizeError> {
        self.trail.begin(NAME, params)?;
        let reach = self.settings.perturbation;
        let mut stream = RandomStream::new(self.settings.seed, Purpose::PERTURBATION, self.steps);
        let mut signs = || -> Vec<f64> { params.iter().map(|_| stream.sign()).collect() };
        let delta = signs();
        let pairs: Vec<_> = (0..self.settings.resamplings).map(|_| (signs(), signs())).collect();
        let mut values = [0.0; 2];
        for (value, direction) in values.iter_mut().zip([reach, -reach]) {
            *value =
                objective.value(&moved(params, &[(direction, &delta)])).map_err(OptimizeError::Objective)?;
        }
        let mut sample = DMatrix::zeros(params.len(), params.len());
        for (first, second) in &pairs {
            let bend = bend(objective, params, Directions { reach, first, second })?;
            let weight = -bend / (8.0 * reach * reach * pairs.len() as f64);
            for (i, j) in (0..params.len()).flat_map(|i| (0..params.len()).map(move |j| (i, j))) {
                sample[(i, j)] += weight * (first[i] * second[j] + second[i] * first[j]);
            }
        }
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
        let rate = self.settings.learning_rate;
        let next: Vec<f64> = params.iter().zip(direction).map(|(p, d)| p - rate * d).collect();
        let blocked = match self.settings.blocking {
            Some(allowed) => Some(blocked(objective, params, &next, allowed)?),
            None => None,
        };
        if blocked.is_none_or(|(_, stays)| !stays) {
            params.copy_from_slice(&next);
        }
        self.trail.finish(NAME, params)?;
        self.steps += 1;
        let evaluations = if blocked.is_some() { 4 } else { 2 };
        let value_after = blocked.map(|(value, _)| value);
        Ok(Step { value: 0.5 * (values[0] + values[1]), value_after, converged: false, evaluations })
    }

    fn save(&self) -> OptimizerState {
        OptimizerState::new(NAME, self)
    }

    fn restore(&mut self, state: &OptimizerState) -> Result<(), RestoreError> {
        *self = state.read(NAME)?;
        Ok(())
    }
}

impl QnspsaOptimizer {
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

/// The value where the step ends, and whether that is where it began, because the value would rise by more than is allowed. Both values are taken
/// in the same step, so that other samples or shots of another step do not matter.
fn blocked(
    objective: &mut dyn Objective,
    here: &[f64],
    next: &[f64],
    allowed: f64,
) -> Result<(f64, bool), OptimizeError> {
    let before = objective.value(here).map_err(OptimizeError::Objective)?;
    let after = objective.value(next).map_err(OptimizeError::Objective)?;
    // A value that is not a number is not taken either.
    Ok(if after <= before + allowed { (after, false) } else { (before, true) })
}

/// Two directions of signs, and how far along them.
struct Directions<'a> {
    reach: f64,
    first: &'a [f64],
    second: &'a [f64],
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
