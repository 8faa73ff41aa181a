//! Differentiators: ways to the gradient of expectations in a circuit's slots. A way is a value that the caller passes.
//! Called by models and the command line; must not know losses.

mod adjoint;
mod allocated_shots;
mod chain_rule;
mod finite_difference;
mod hessian;
mod metric;
mod moves;
mod parameter_shift;
mod sample;
mod shared;
mod shots;
mod shots_by_parameter;
mod simultaneous;

pub use adjoint::Adjoint;
pub use allocated_shots::AllocatedShots;
pub use finite_difference::FiniteDifference;
pub use hessian::{
    DoubleShift, HessianMethod, SecondOrder, ShiftedAdjoint, SlotSecondOrder, hessian_vector_product,
};
pub use metric::{MetricShape, classical_fisher, quantum_fisher, slot_layers};
pub use parameter_shift::ParameterShift;
pub use sample::{SampleGradient, sample_gradient};
pub use shared::Sharing;
pub use shots::{ShotGradient, ShotParameterShift};
pub(crate) use shots_by_parameter::ShotsByParameter;
pub use simultaneous::Simultaneous;

use crate::{ModelError, UnknownName};
use ansatz_circuits::PauliSum;
use ansatz_simulator::{Backend, Cotangents, Inputs, Plan, Work};

/// A circuit, where it runs, and what is measured.
#[derive(Clone, Copy)]
pub struct Evaluation<'a> {
    /// Where it runs.
    pub backend: &'a dyn Backend,
    /// The compiled circuit.
    pub plan: &'a Plan,
    /// The observables.
    pub observables: &'a [PauliSum],
}

/// Values, slot gradients, and what they cost.
#[derive(Debug, Clone, PartialEq)]
pub struct SlotGradients {
    /// `values[lane * observables + m]`.
    pub values: Vec<f64>,
    /// The gradient of `Σ_m v_m ⟨O_m⟩`: `slots[lane * num_slots + slot]`.
    pub slots: Vec<f64>,
    /// Circuits asked for, each with all observables; for the adjoint sweep forward and backward runs.
    pub evaluations: u64,
    /// How much of those circuits was run, where they share parts.
    pub work: Option<Work>,
}

/// A way to differentiate. Exact unless its documentation says otherwise.
pub trait Differentiator: Send + Sync {
    /// The name in files and on the command line.
    fn name(&self) -> &'static str;

    /// The vector–Jacobian product of the expectations in every slot, for every lane.
    ///
    /// # Errors
    /// Whatever the backend refuses.
    fn gradients(
        &self,
        evaluation: Evaluation<'_>,
        inputs: &Inputs<'_>,
        cotangents: Cotangents<'_>,
    ) -> Result<SlotGradients, ModelError>;
}

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
