//! Quantum natural gradient, with and without momentum.

use nalgebra::{DMatrix, DVector};
use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use super::error::{OptimizeError, SettingError, within};
use super::first_order::start_at_zero;
use super::geometry::missing;
use super::names::Made;
use super::ranges::Ranges;
use super::settings::OptimizerSettings;
use super::state::{OptimizerState, RestoreError};
use super::trail::{Trail, first_not_finite};
use super::{IntoOptimizer, Needs, Objective, Optimizer, Step};

/// The name of the saved states, whatever the settings call it.
const SAVED_AS: &str = "natural_gradient";
/// Its metric holds the square of this many numbers, and is solved in each step with a third of their cube in operations.
const MOST_PARAMETERS: usize = 4000;

/// `v ← μ v + (g + λ)⁻¹ ∇f`, then `θ ← θ - η v`, with the Fubini–Study metric g at θ: the steepest way down where lengths are those of
/// states, not of parameters.
///
/// Sources: J. Stokes, J. Izaac, N. Killoran, G. Carleo, "Quantum natural gradient", Quantum 4, 269 (2020), arXiv:1909.02108; with
/// momentum O. Borysenko et al., arXiv:2409.01978. At most 4,000 parameters.
///
/// ```
/// use ansatz_qml::ansatz::real_amplitudes;
/// use ansatz_qml::energy::{Energy, MinimizeSettings, Start, minimize};
/// let device = ansatz_simulator::Device::cpu();
/// let energy = Energy::new(&device, &real_amplitudes(2, 1)?, "-1 * Z0 Z1 - 0.5 * X0 - 0.5 * X1")?;
/// let settings = MinimizeSettings { optimizer: "qng".into(), steps: 200, ..MinimizeSettings::default() };
/// let start = Start::Given(vec![0.3, 0.4, 0.5, 0.6]);
/// let minimum = minimize(energy, &start, &settings, &mut |_, _| {})?;
/// assert!((minimum.energy + 2f64.sqrt()).abs() < 1e-6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct NaturalGradient {
    /// η, more than 0. Default 0.05.
    pub learning_rate: f64,
    /// λ, more than 0: what directions that do not move the state are held back by. Default 1e-3.
    pub regularisation: f64,
    /// μ, at least 0 and less than 1; 0: the optimizer `qng`, otherwise `momentum_qng`. Default 0.
    pub momentum: f64,
}

impl Default for NaturalGradient {
    fn default() -> Self {
        Self { learning_rate: 0.05, regularisation: 1e-3, momentum: 0.0 }
    }
}

impl NaturalGradient {
    /// `qng`.
    fn plain(settings: &OptimizerSettings) -> Result<Self, SettingError> {
        settings.require_only("qng", &["learning_rate"])?;
        let default = Self::default();
        Ok(Self { learning_rate: settings.learning_rate.unwrap_or(default.learning_rate), ..default })
    }

    /// `momentum_qng`.
    fn with_momentum(settings: &OptimizerSettings) -> Result<Self, SettingError> {
        settings.require_only("momentum_qng", &["learning_rate", "momentum"])?;
        let default = Self { learning_rate: 0.01, ..Self::default() };
        let momentum = settings.momentum.unwrap_or(0.9);
        // Without momentum it would be another optimizer, of another name.
        Ranges("momentum_qng").positive("momentum", momentum)?;
        Ok(Self {
            learning_rate: settings.learning_rate.unwrap_or(default.learning_rate),
            momentum,
            ..default
        })
    }

    /// The optimizer.
    ///
    /// # Errors
    /// A setting outside of its range.
    pub fn build(self) -> Result<NaturalGradientOptimizer, SettingError> {
        let ranges = Ranges(self.name());
        ranges.positive("learning_rate", self.learning_rate)?;
        ranges.positive("regularisation", self.regularisation)?;
        ranges.fraction("momentum", self.momentum)?;
        Ok(NaturalGradientOptimizer { settings: self, velocity: Vec::new(), trail: Trail::default() })
    }

    fn name(&self) -> &'static str {
        if self.momentum == 0.0 { "qng" } else { "momentum_qng" }
    }
}

impl IntoOptimizer for NaturalGradient {
    fn into_optimizer(self) -> Result<Box<dyn Optimizer>, SettingError> {
        Ok(Box::new(self.build()?))
    }
}

/// `qng` with the settings of a file.
pub(super) fn plain(settings: &OptimizerSettings) -> Made {
    NaturalGradient::plain(settings)?.into_optimizer()
}

/// `momentum_qng` with the settings of a file.
pub(super) fn with_momentum(settings: &OptimizerSettings) -> Made {
    NaturalGradient::with_momentum(settings)?.into_optimizer()
}

/// The optimizer of [`NaturalGradient`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NaturalGradientOptimizer {
    settings: NaturalGradient,
    velocity: Vec<f64>,
    trail: Trail,
}

impl Optimizer for NaturalGradientOptimizer {
    fn name(&self) -> &'static str {
        self.settings.name()
    }

    fn needs(&self) -> Needs {
        Needs::METRIC
    }

    fn check(&self, parameters: usize) -> Result<(), OptimizeError> {
        within(self.name(), parameters, MOST_PARAMETERS, "its metric holds the square of that")
    }

    fn bytes(&self, parameters: usize) -> u64 {
        // The metric, and its factor.
        16 * (parameters as u64).saturating_mul(parameters as u64)
    }

    fn step(&mut self, objective: &mut dyn Objective, params: &mut [f64]) -> Result<Step, OptimizeError> {
        let (optimizer, count) = (self.name(), params.len());
        self.check(params.len())?;
        self.trail.begin(optimizer, params)?;
        let mut gradient = vec![0.0; count];
        let value = objective.value_and_gradient(params, &mut gradient).map_err(OptimizeError::Objective)?;
        if let Some((quantity, found)) = first_not_finite(value, &gradient) {
            self.trail.go_back(params);
            return Err(OptimizeError::Diverged { optimizer, quantity, found });
        }
        let mut entries = vec![0.0; count * count];
        let geometry = missing(optimizer, "metric tensor", objective.geometry())?;
        geometry.metric(params, &mut entries).map_err(OptimizeError::Objective)?;
        let metric = ArrayView2::from_shape((count, count), &entries).expect("the metric is square");
        let direction = solve_metric(optimizer, metric, self.settings.regularisation, &gradient)?;
        self.trail.mark_good(params);
        start_at_zero(&mut self.velocity, count);
        for ((param, velocity), direction) in params.iter_mut().zip(&mut self.velocity).zip(direction) {
            *velocity = self.settings.momentum * *velocity + direction;
            *param -= self.settings.learning_rate * *velocity;
        }
        self.trail.finish(optimizer, params)?;
        Ok(Step { value, value_after: None, stop: None, evaluations: 1 })
    }

    fn save(&self) -> OptimizerState {
        OptimizerState::new(SAVED_AS, self)
    }

    fn restore(&mut self, state: &OptimizerState) -> Result<(), RestoreError> {
        *self = state.read(SAVED_AS)?;
        Ok(())
    }
}

/// `(metric + λ)⁻¹ gradient`, for a metric that is symmetric; only its upper triangle is read.
///
/// ```
/// use ansatz_qml::optimize::solve_metric;
/// let metric = ndarray::array![[1.0, 0.0], [0.0, 3.0]];
/// let step = solve_metric("mine", metric.view(), 1.0, &[2.0, -4.0])?;
/// assert!((step[0] - 1.0).abs() + (step[1] + 1.0).abs() < 1e-14);
/// # Ok::<(), ansatz_qml::optimize::OptimizeError>(())
/// ```
///
/// # Errors
/// [`OptimizeError::Solver`] if the sum is not positive definite.
pub fn solve_metric(
    optimizer: &'static str,
    metric: ArrayView2<'_, f64>,
    regularisation: f64,
    gradient: &[f64],
) -> Result<Vec<f64>, OptimizeError> {
    let count = gradient.len();
    let mut lower = DMatrix::from_fn(count, count, |row, column| metric[(column, row)]);
    for k in 0..count {
        lower[(k, k)] += regularisation;
    }
    let factors = lower.cholesky().ok_or_else(|| OptimizeError::Solver {
        optimizer,
        reason: "the metric tensor is not positive; increase `regularisation`".to_owned(),
    })?;
    Ok(factors.solve(&DVector::from_column_slice(gradient)).iter().copied().collect())
}
