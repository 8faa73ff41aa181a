//! iCANS and Rosalin: gradient descent that decides for every parameter how many shots its slope is worth.

use serde::{Deserialize, Serialize};

use super::error::{OptimizeError, SettingError};
use super::first_order::start_at_zero;
use super::geometry::{SharedShots, TermShots, missing};
use super::names::Made;
use super::ranges::Ranges;
use super::settings::OptimizerSettings;
use super::state::{OptimizerState, RestoreError};
use super::trail::{Trail, first_not_finite};
use super::{IntoOptimizer, Needs, Objective, Optimizer, Step};

/// The name of the saved states, whatever the settings call it.
const SAVED_AS: &str = "icans";

/// `θ ← θ - η g` with g from `s_i` shots for the i-th entry. With running means χ of g and ξ of its one-shot variances, free of their
/// start at zero, and L the Lipschitz constant of the gradient: `s_i = ⌈2Lη/(2 - Lη) · ξ_i / (χ_i² + b μᵏ)⌉`, not less than `shots` and
/// not more than what the parameter of the largest gain per shot `γ_i = ((η - Lη²/2) χ_i² - Lη² ξ_i / 2s_i) / s_i` asks for.
///
/// Source: J. Kübler, A. Arrasmith, L. Cincio, P. Coles, "An adaptive optimizer for measurement-frugal variational algorithms",
/// Quantum 4, 263 (2020), arXiv:1909.09083, algorithm 1 (iCANS1). `rosalin` is the same with shots that are given to the observable's terms at
/// random, so that 10 shots are enough for any number of terms: A. Arrasmith, L. Cincio, R. Somma, P. Coles, "Operator sampling for
/// shot-frugal optimization in variational algorithms", arXiv:2004.06252 (with iCANS1 and weighted random sampling).
///
/// ```
/// use ansatz_qml::ansatz::real_amplitudes;
/// use ansatz_qml::energy::{Energy, MinimizeSettings, Start, minimize};
/// let device = ansatz_simulator::Device::cpu();
/// let energy = Energy::new(&device, &real_amplitudes(2, 1)?, "-1 * Z0 Z1 - 0.5 * X0 - 0.5 * X1")?;
/// let settings = MinimizeSettings { optimizer: "icans".into(), steps: 100, ..MinimizeSettings::default() };
/// let start = Start::Given(vec![0.3, 0.4, 0.5, 0.6]);
/// let minimum = minimize(energy, &start, &settings, &mut |_, _| {})?;
/// assert!((minimum.energy + 2f64.sqrt()).abs() < 0.1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Icans {
    /// η, more than 0; cut to 1/L where it is larger, as the rule asks for `η < 2/L`. Default 0.1.
    pub learning_rate: f64,
    /// The fewest shots, at least 1. Default 10.
    pub shots: u64,
    /// The most shots, at least 1. Default 1,000,000.
    pub most_shots: u64,
    /// μ, at least 0 and less than 1. Default 0.99.
    pub decay: f64,
    /// b, more than 0. Default 1e-6.
    pub bias: f64,
    /// How terms share shots: [`TermShots::ByWeight`] is `icans`, [`TermShots::AtRandom`] is `rosalin`. Default by weight.
    #[serde(default)]
    pub terms: TermShots,
}

impl Default for Icans {
    fn default() -> Self {
        Self {
            learning_rate: 0.1,
            shots: 10,
            most_shots: 1_000_000,
            decay: 0.99,
            bias: 1e-6,
            terms: TermShots::ByWeight,
        }
    }
}

impl Icans {
    /// `icans`.
    fn of_icans(settings: &OptimizerSettings) -> Result<Self, SettingError> {
        Self::default().with_shared(settings)
    }

    /// `rosalin`.
    fn of_rosalin(settings: &OptimizerSettings) -> Result<Self, SettingError> {
        Self { terms: TermShots::AtRandom, ..Self::default() }.with_shared(settings)
    }

    fn with_shared(self, settings: &OptimizerSettings) -> Result<Self, SettingError> {
        settings.require_only(self.name(), &["learning_rate"])?;
        Ok(Self { learning_rate: settings.learning_rate.unwrap_or(self.learning_rate), ..self })
    }

    fn name(&self) -> &'static str {
        match self.terms {
            TermShots::ByWeight => "icans",
            TermShots::AtRandom => "rosalin",
        }
    }

    /// The optimizer.
    ///
    /// # Errors
    /// A setting outside of its range.
    pub fn build(self) -> Result<IcansOptimizer, SettingError> {
        let ranges = Ranges(self.name());
        ranges.positive("learning_rate", self.learning_rate)?;
        ranges.at_least_one("shots", usize::from(self.shots > 0))?;
        ranges.at_least_one("most_shots", usize::from(self.most_shots > 0))?;
        ranges.fraction("decay", self.decay)?;
        ranges.positive("bias", self.bias)?;
        Ok(IcansOptimizer {
            settings: self,
            steps: 0,
            shots: Vec::new(),
            slopes: Vec::new(),
            variances: Vec::new(),
            trail: Trail::default(),
        })
    }
}

impl IntoOptimizer for Icans {
    fn into_optimizer(self) -> Result<Box<dyn Optimizer>, SettingError> {
        Ok(Box::new(self.build()?))
    }
}

/// `icans` with the settings of a file.
pub(super) fn icans(settings: &OptimizerSettings) -> Made {
    Icans::of_icans(settings)?.into_optimizer()
}

/// `rosalin` with the settings of a file.
pub(super) fn rosalin(settings: &OptimizerSettings) -> Made {
    Icans::of_rosalin(settings)?.into_optimizer()
}

/// The optimizer of [`Icans`]. The value of a step is an estimate too.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IcansOptimizer {
    settings: Icans,
    steps: u64,
    shots: Vec<u64>,
    /// χ′ and ξ′, with the share of their start at zero still in them.
    slopes: Vec<f64>,
    variances: Vec<f64>,
    trail: Trail,
}

/// The learning rate of a step, and the bound that it keeps.
struct Descent {
    rate: f64,
    lipschitz: f64,
}

impl IcansOptimizer {
    /// The shots that the next step asks for, for each circuit of each parameter's rule; none before the first step.
    pub fn shots(&self) -> &[u64] {
        &self.shots
    }

    /// Takes a gradient in; sets the shots of the next step.
    fn allocate(&mut self, gradient: &[f64], variances: &[f64], descent: Descent) {
        let Descent { rate, lipschitz } = descent;
        let Icans { decay, bias, shots: fewest, most_shots, .. } = self.settings;
        start_at_zero(&mut self.slopes, gradient.len());
        start_at_zero(&mut self.variances, gradient.len());
        let step = self.steps as f64;
        let whole = 1.0 - decay.powf(step + 1.0);
        let mut most = (f64::NEG_INFINITY, fewest);
        for (i, (slope, variance)) in gradient.iter().zip(variances).enumerate() {
            self.slopes[i] = decay * self.slopes[i] + (1.0 - decay) * slope;
            self.variances[i] = decay * self.variances[i] + (1.0 - decay) * variance;
            let (slope, variance) = (self.slopes[i] / whole, self.variances[i] / whole);
            let share = 2.0 * lipschitz * rate / (2.0 - lipschitz * rate);
            let asked = share * variance / (slope * slope + bias * decay.powf(step));
            let shots = asked.ceil().clamp(1.0, most_shots as f64);
            let squared = lipschitz * rate * rate / 2.0;
            let gain = ((rate - squared) * slope * slope - squared * variance / shots) / shots;
            self.shots[i] = shots as u64;
            if gain > most.0 {
                most = (gain, self.shots[i]);
            }
        }
        let most = most.1.max(fewest);
        self.shots.iter_mut().for_each(|shots| *shots = (*shots).clamp(fewest, most));
    }
}

impl Optimizer for IcansOptimizer {
    fn name(&self) -> &'static str {
        self.settings.name()
    }

    fn needs(&self) -> Needs {
        Needs::SHOTS
    }

    fn step(&mut self, objective: &mut dyn Objective, params: &mut [f64]) -> Result<Step, OptimizeError> {
        let name = self.name();
        self.trail.begin(name, params)?;
        if self.shots.len() != params.len() {
            self.shots = vec![self.settings.shots; params.len()];
        }
        let measurements = missing(name, "measurements by shots", objective.measurements())?;
        let lipschitz = measurements.lipschitz();
        let shots = SharedShots { of_parameter: &self.shots, terms: self.settings.terms };
        let measured = measurements.measure(params, shots, self.steps).map_err(OptimizeError::Objective)?;
        if let Some((quantity, found)) = first_not_finite(measured.value, &measured.gradient) {
            self.trail.go_back(params);
            return Err(OptimizeError::Diverged { optimizer: name, quantity, found });
        }
        self.trail.mark_good(params);
        let rate = if lipschitz > 0.0 {
            self.settings.learning_rate.min(1.0 / lipschitz)
        } else {
            self.settings.learning_rate
        };
        params.iter_mut().zip(&measured.gradient).for_each(|(param, slope)| *param -= rate * slope);
        self.trail.finish(name, params)?;
        self.allocate(&measured.gradient, &measured.variances, Descent { rate, lipschitz });
        self.steps += 1;
        Ok(Step { value: measured.value, value_after: None, stop: None, evaluations: 1 })
    }

    fn save(&self) -> OptimizerState {
        OptimizerState::new(SAVED_AS, self)
    }

    fn restore(&mut self, state: &OptimizerState) -> Result<(), RestoreError> {
        *self = state.read(SAVED_AS)?;
        Ok(())
    }
}
