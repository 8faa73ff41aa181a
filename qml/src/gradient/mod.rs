//! Ways to differentiate, by name, and gradients of what only this crate knows: samples, and shots of its optimizers.
//! Called by models and the command line; must not know losses.

mod sample;
mod shots_by_parameter;

pub use ansatz_simulator::gradient::{
    Adjoint, AllocatedShots, Differentiator, DoubleShift, Evaluation, FiniteDifference, HessianMethod,
    MetricShape, ParameterShift, SecondOrder, Sharing, ShiftedAdjoint, ShotGradient, ShotParameterShift,
    Simultaneous, SlotGradients, SlotSecondOrder, classical_fisher, hessian_vector_product, quantum_fisher,
    slot_layers,
};
pub use sample::{SampleGradient, SamplePoint, sample_gradient};
pub(crate) use shots_by_parameter::ShotsByParameter;

use crate::UnknownName;
use crate::registry::registry;

registry! {
    /// The names of differentiators.
    pub const DIFFERENTIATORS: "differentiator";
    fn of_seed -> fn(u64) -> Box<dyn Differentiator> {
        "adjoint" => |_| Box::new(Adjoint),
        "parameter-shift" => |_| Box::new(ParameterShift::default()),
        "finite-difference" => |_| Box::new(FiniteDifference::default()),
        "spsa" => |seed| Box::new(Simultaneous { seed, ..Simultaneous::default() }),
    }
}

/// The differentiator of that name; `seed` is for the random one.
///
/// ```
/// use ansatz_qml::gradients::differentiator_by_name;
/// assert_eq!(differentiator_by_name("parameter-shift", 0)?.name(), "parameter-shift");
/// assert!(differentiator_by_name("parameter_shift", 0).is_err());
/// # Ok::<(), ansatz_qml::UnknownName>(())
/// ```
///
/// # Errors
/// [`UnknownName`] with the nearest name.
pub fn differentiator_by_name(name: &str, seed: u64) -> Result<Box<dyn Differentiator>, UnknownName> {
    Ok(of_seed(name)?(seed))
}
