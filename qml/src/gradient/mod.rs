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
pub use sample::{SampleGradient, sample_gradient};
pub(crate) use shots_by_parameter::ShotsByParameter;

use crate::UnknownName;

/// The names that [`differentiator_by_name`] knows.
pub const DIFFERENTIATORS: [&str; 4] = ["adjoint", "parameter-shift", "finite-difference", "spsa"];

/// The differentiator of that name; `seed` is for the random one.
///
/// # Errors
/// [`UnknownName`] with the nearest name.
pub fn differentiator_by_name(name: &str, seed: u64) -> Result<Box<dyn Differentiator>, UnknownName> {
    Ok(match name {
        "adjoint" => Box::new(Adjoint),
        "parameter-shift" => Box::new(ParameterShift::default()),
        "finite-difference" => Box::new(FiniteDifference::default()),
        "spsa" => Box::new(Simultaneous { seed, ..Simultaneous::default() }),
        _ => return Err(UnknownName::new("differentiator", name, &DIFFERENTIATORS)),
    })
}
