//! Optimizers: how parameters move downhill, one step at a time.
//!
//! Called by training and minimization, which own the loop, the parameters and the decision to stop. Must not know circuits or data.

mod adam;
mod adamw;
mod amsgrad;
mod bounded;
mod cobyla;
mod error;
mod first_order;
mod geometry;
mod gradient_descent;
mod icans;
mod lbfgs;
mod line_search;
mod moments;
mod momentum;
mod nadam;
mod natural_gradient;
mod nelder_mead;
mod probe;
mod qnspsa;
mod rmsprop;
mod rotosolve;
mod schedule;
mod settings;
mod spsa;
mod state;
mod trail;
mod trigonometric;

pub use adam::{Adam, AdamSettings};
pub use adamw::{AdamW, AdamWSettings};
pub use amsgrad::{Amsgrad, AmsgradSettings};
pub use bounded::{BoundedLbfgs, BoundedLbfgsSettings};
pub use cobyla::{Cobyla, CobylaSettings};
pub use error::{ObjectiveError, OptimizeError, Quantity, SettingError};
pub use first_order::{FirstOrder, UpdateRule};
pub use geometry::{Geometry, Measured, Measurements, Spectrum, TermShots};
pub use gradient_descent::{GradientDescent, GradientDescentSettings};
pub use icans::{Icans, IcansSettings};
pub use lbfgs::{Lbfgs, LbfgsSettings};
pub use momentum::{Momentum, MomentumForm, MomentumSettings};
pub use nadam::{Nadam, NadamSettings};
pub use natural_gradient::{NaturalGradient, NaturalGradientSettings};
pub use nelder_mead::{NelderMead, NelderMeadSettings};
pub use qnspsa::{Qnspsa, QnspsaSettings};
pub use rmsprop::{Rmsprop, RmspropSettings};
pub use rotosolve::{Rotosolve, RotosolveSettings};
pub use schedule::{Clipping, Decay, Schedule};
pub use settings::Settings;
pub use spsa::{Spsa, SpsaSettings};
pub use state::{OptimizerState, RestoreError};

use crate::names::UnknownName;

/// A function of the parameters, to be made small.
///
/// It may change from step to step (another mini-batch, other shots) unless the optimizer's [`Needs`] say otherwise, never within a step.
pub trait Objective {
    /// The value at `params`.
    ///
    /// # Errors
    /// Whatever stops the evaluation; the optimizer passes it on.
    fn value(&mut self, params: &[f64]) -> Result<f64, ObjectiveError>;

    /// The value at `params`; its derivative by each parameter goes to `gradient`, which is as long as `params`.
    ///
    /// # Errors
    /// As [`Objective::value`].
    fn value_and_gradient(&mut self, params: &[f64], gradient: &mut [f64]) -> Result<f64, ObjectiveError>;

    /// The geometry of its states, if it is made of some.
    fn geometry(&mut self) -> Option<&mut dyn Geometry> {
        None
    }

    /// Its Fourier spectrum, if it has one.
    fn spectrum(&mut self) -> Option<&mut dyn Spectrum> {
        None
    }

    /// Its measurements, if it is measured.
    fn measurements(&mut self) -> Option<&mut dyn Measurements> {
        None
    }
}

/// What an optimizer asks of an objective.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Needs {
    /// Which of the objective's methods is called.
    pub order: Order,
    /// Whether it may change between steps.
    pub steadiness: Steadiness,
}

/// The method of an objective that an optimizer calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// [`Objective::value`] only.
    Value,
    /// [`Objective::value_and_gradient`].
    Gradient,
    /// [`Objective::value_and_gradient`] and [`Geometry::metric`].
    Metric,
    /// [`Objective::value`] and [`Geometry::fidelity`].
    Fidelity,
    /// [`Objective::value`] and [`Spectrum::frequencies`].
    Spectrum,
    /// [`Measurements::measure`].
    Shots,
}

/// Whether an objective may change between steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Steadiness {
    /// It may: mini-batches and shot noise are welcome.
    MayChange,
    /// It must not: the optimizer compares values of different steps, so the whole data set and exact expectations are due.
    Fixed,
}

impl Needs {
    const VALUE: Self = Self { order: Order::Value, steadiness: Steadiness::MayChange };
    const GRADIENT: Self = Self { order: Order::Gradient, steadiness: Steadiness::MayChange };
    const FULL_VALUE: Self = Self { order: Order::Value, steadiness: Steadiness::Fixed };
    const FULL_GRADIENT: Self = Self { order: Order::Gradient, steadiness: Steadiness::Fixed };
    const METRIC: Self = Self { order: Order::Metric, steadiness: Steadiness::MayChange };
    const FIDELITY: Self = Self { order: Order::Fidelity, steadiness: Steadiness::MayChange };
    const SPECTRUM: Self = Self { order: Order::Spectrum, steadiness: Steadiness::Fixed };
    const SHOTS: Self = Self { order: Order::Shots, steadiness: Steadiness::MayChange };
}

/// What one step did.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The objective where the step began (for SPSA the mean of its two probes beside that point).
    pub value: f64,
    /// The objective where the step ended, if the optimizer evaluated it there.
    pub value_after: Option<f64>,
    /// Whether further steps are pointless by the optimizer's own criterion.
    pub converged: bool,
    /// Calls of the objective.
    pub evaluations: usize,
}

/// A way to move parameters downhill. It keeps its memory between steps, so one optimizer serves one run.
pub trait Optimizer: Send {
    /// The name in files and on the command line.
    fn name(&self) -> &'static str;

    /// What it asks of the objective.
    fn needs(&self) -> Needs;

    /// Moves `params` once.
    ///
    /// # Errors
    /// [`OptimizeError::Diverged`] if a value, a gradient or a parameter is not finite, with `params` back at the last good point;
    /// [`OptimizeError::Objective`] if the objective fails, with `params` unchanged.
    fn step(&mut self, objective: &mut dyn Objective, params: &mut [f64]) -> Result<Step, OptimizeError>;

    /// All that decides its next steps, as data: [`OptimizerState::restore`] gives an optimizer that takes the same ones.
    fn save(&self) -> OptimizerState;
}

/// The names that [`by_name`] knows of optimizers that ask any objective for values or gradients only.
pub const OPTIMIZERS: [&str; 13] = [
    "gradient_descent",
    "momentum",
    "nesterov",
    "adam",
    "adamw",
    "amsgrad",
    "nadam",
    "rmsprop",
    "spsa",
    "lbfgs",
    "lbfgsb",
    "nelder_mead",
    "cobyla",
];

/// The names that [`by_name`] knows of optimizers that ask for a circuit's geometry, spectrum or measurements.
pub const CIRCUIT_OPTIMIZERS: [&str; 6] = ["qng", "momentum_qng", "qnspsa", "rotosolve", "icans", "rosalin"];

/// The optimizer with this name and these settings.
///
/// # Errors
/// [`SettingError`] with the nearest known name, the setting that is out of range, or the setting that the optimizer does not have.
pub fn by_name(name: &str, settings: &Settings) -> Result<Box<dyn Optimizer>, SettingError> {
    Ok(match name {
        "gradient_descent" => {
            Box::new(GradientDescentSettings::from_shared(settings)?.build()?.with_shared(settings)?)
        }
        "momentum" => Box::new(
            MomentumSettings::from_shared(MomentumForm::Polyak, settings)?.build()?.with_shared(settings)?,
        ),
        "nesterov" => Box::new(
            MomentumSettings::from_shared(MomentumForm::Nesterov, settings)?
                .build()?
                .with_shared(settings)?,
        ),
        "adam" => Box::new(AdamSettings::from_shared(settings)?.build()?.with_shared(settings)?),
        "adamw" => Box::new(AdamWSettings::from_shared(settings)?.build()?.with_shared(settings)?),
        "amsgrad" => Box::new(AmsgradSettings::from_shared(settings)?.build()?.with_shared(settings)?),
        "nadam" => Box::new(NadamSettings::from_shared(settings)?.build()?.with_shared(settings)?),
        "rmsprop" => Box::new(RmspropSettings::from_shared(settings)?.build()?.with_shared(settings)?),
        "spsa" => Box::new(SpsaSettings::from_shared(settings)?.build()?),
        "lbfgs" => Box::new(LbfgsSettings::from_shared(settings)?.build()?),
        "lbfgsb" => Box::new(BoundedLbfgsSettings::from_shared(settings)?.build()?),
        "nelder_mead" => Box::new(NelderMeadSettings::from_shared(settings)?.build()?),
        "cobyla" => Box::new(CobylaSettings::from_shared(settings)?.build()?),
        "qng" => Box::new(NaturalGradientSettings::plain(settings)?.build()?),
        "momentum_qng" => Box::new(NaturalGradientSettings::with_momentum(settings)?.build()?),
        "qnspsa" => Box::new(QnspsaSettings::from_shared(settings)?.build()?),
        "rotosolve" => Box::new(RotosolveSettings::from_shared(settings)?.build()?),
        "icans" => Box::new(IcansSettings::icans(settings)?.build()?),
        "rosalin" => Box::new(IcansSettings::rosalin(settings)?.build()?),
        _ => {
            let known = [&OPTIMIZERS[..], &CIRCUIT_OPTIMIZERS[..]].concat();
            return Err(UnknownName::new("optimizer", name, &known).into());
        }
    })
}
