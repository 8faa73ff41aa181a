//! The names of the optimizers: one line each, which is all that anything outside of an optimizer's own file says of it.
//!
//! Called where files name an optimizer, and by states that do not know whose they are. Must not know settings' ranges or rules.

use std::str::FromStr;

use super::definition::{IntoOptimizer, Optimizer};
use super::error::SettingError;
use super::settings::OptimizerSettings;
use super::{
    adam, adamw, amsgrad, bounded, cobyla, gradient_descent, icans, lbfgs, momentum, nadam, natural_gradient,
    nelder_mead, qnspsa, rmsprop, rotosolve, spsa,
};
use crate::names::UnknownName;
use crate::registry::registry;

/// What becomes of a file's settings.
pub(super) type Made = Result<Box<dyn Optimizer>, SettingError>;

registry! {
    /// The names of optimizers that ask any objective for values or gradients only.
    pub const OPTIMIZERS: "optimizer";
    fn of_any_objective -> fn(&OptimizerSettings) -> Made {
        "gradient_descent" => gradient_descent::of_settings,
        "momentum" => momentum::polyak,
        "nesterov" => momentum::nesterov,
        "adam" => adam::of_settings,
        "adamw" => adamw::of_settings,
        "amsgrad" => amsgrad::of_settings,
        "nadam" => nadam::of_settings,
        "rmsprop" => rmsprop::of_settings,
        "spsa" => spsa::of_settings,
        "lbfgs" => lbfgs::of_settings,
        "lbfgsb" => bounded::of_settings,
        "nelder_mead" => nelder_mead::of_settings,
        "cobyla" => cobyla::of_settings,
    }
}

registry! {
    /// The names of optimizers that ask for a circuit's geometry, spectrum or measurements.
    pub const CIRCUIT_OPTIMIZERS: "optimizer";
    fn of_circuits -> fn(&OptimizerSettings) -> Made {
        "qng" => natural_gradient::plain,
        "momentum_qng" => natural_gradient::with_momentum,
        "qnspsa" => qnspsa::of_settings,
        "rotosolve" => rotosolve::of_settings,
        "icans" => icans::icans,
        "rosalin" => icans::rosalin,
    }
}

/// The optimizer with this name and these settings, whose own name is not looked at.
///
/// # Errors
/// [`SettingError`] with the nearest known name, the setting that is out of range, or the setting that the optimizer does not have.
pub fn by_name(name: &str, settings: &OptimizerSettings) -> Made {
    let known = [&OPTIMIZERS[..], &CIRCUIT_OPTIMIZERS[..]].concat();
    let unknown = |_| UnknownName::new("optimizer", name, &known);
    let make = of_any_objective(name).or_else(|_| of_circuits(name)).map_err(unknown)?;
    make(settings)
}

impl IntoOptimizer for &OptimizerSettings {
    fn into_optimizer(self) -> Made {
        by_name(&self.name, self)
    }
}

impl IntoOptimizer for OptimizerSettings {
    fn into_optimizer(self) -> Made {
        (&self).into_optimizer()
    }
}

/// The optimizer of a name, with its defaults.
///
/// ```
/// use ansatz_qml::optimize::Optimizer;
/// let optimizer: Box<dyn Optimizer> = "rmsprop".parse()?;
/// assert_eq!(optimizer.name(), "rmsprop");
/// let error = "rmspro".parse::<Box<dyn Optimizer>>().err().unwrap();
/// assert_eq!(error.to_string(), "unknown optimizer `rmspro`; did you mean `rmsprop`?");
/// # Ok::<(), ansatz_qml::optimize::SettingError>(())
/// ```
impl FromStr for Box<dyn Optimizer> {
    type Err = SettingError;

    fn from_str(name: &str) -> Made {
        OptimizerSettings::from(name).into_optimizer()
    }
}

/// Every optimizer, with its defaults.
pub(super) fn all() -> impl Iterator<Item = Box<dyn Optimizer>> {
    let named = OPTIMIZERS.into_iter().chain(CIRCUIT_OPTIMIZERS);
    named.map(|name| name.parse().expect("every name in the lists has defaults that it accepts"))
}
