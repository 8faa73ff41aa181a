//! Differentiators: ways to the gradient of expectations in a circuit's slots, and to second derivatives and metrics. A way is a
//! value that the caller passes. Called by estimators and models; must not know losses.

mod adjoint;
mod allocated_shots;
mod chain_rule;
mod finite_difference;
mod hessian;
mod metric;
mod moves;
mod parameter_shift;
mod shared;
mod shots;
mod simultaneous;

pub use adjoint::Adjoint;
pub use allocated_shots::AllocatedShots;
pub use chain_rule::{GradientEstimate, Slopes, SlotEstimate};
pub use finite_difference::FiniteDifference;
pub use hessian::{
    DoubleShift, HessianMethod, SecondOrder, ShiftedAdjoint, SlotSecondOrder, hessian_vector_product,
};
pub use metric::{MetricShape, classical_fisher, quantum_fisher, slot_layers};
pub use parameter_shift::ParameterShift;
pub use shared::Sharing;
pub use shots::{ShotGradient, ShotParameterShift};
pub use simultaneous::Simultaneous;

use crate::{Backend, Cotangents, Inputs, Jacobian, ObservedPlan, Result, Work};
use std::sync::Arc;

/// A compiled circuit with what is measured, and where it runs.
#[derive(Clone, Copy)]
pub struct Evaluation<'a> {
    /// Where it runs.
    pub backend: &'a dyn Backend,
    /// The circuit and the observables.
    pub observed: &'a ObservedPlan,
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
///
/// Anybody can write one; this one is the derivative's definition, with a step that nobody should take:
///
/// ```
/// use ansatz_circuits::Circuit;
/// use ansatz_simulator::gradient::{Differentiator, Evaluation, SlotGradients};
/// use ansatz_simulator::machine::{Cotangents, Angles, Inputs};
/// use ansatz_simulator::{Device, Estimator, Result};
/// struct Forward;
/// impl Differentiator for Forward {
///     fn name(&self) -> &'static str {
///         "forward"
///     }
///     fn gradients(&self, at: Evaluation<'_>, inputs: &Inputs<'_>, v: Cotangents<'_>) -> Result<SlotGradients> {
///         const STEP: f64 = 1e-6;
///         let values = at.backend.expectations(at.observed, inputs)?;
///         let Cotangents::Given(v) = v else { unreachable!("this example is given numbers") };
///         let mut slots = Vec::new();
///         for slot in 0..inputs.angles().len() {
///             let mut moved = inputs.angles().to_vec();
///             moved[slot] += STEP;
///             let there = at.backend.expectations(at.observed, &Inputs::one(Angles(&moved)))?;
///             slots.push(there.iter().zip(&values).zip(v).map(|((b, a), v)| v * (b - a) / STEP).sum());
///         }
///         Ok(SlotGradients { evaluations: 1 + slots.len() as u64, values, slots, work: None })
///     }
/// }
/// let mut circuit = Circuit::new(1);
/// let theta = circuit.parameter("theta");
/// circuit.ry(theta, 0)?;
/// let estimator = Estimator::new(&Device::cpu(), &circuit, ["Z0"])?.with_differentiator(Forward);
/// assert!((estimator.gradient(&[0.4])?[0] + 0.4f64.sin()).abs() < 1e-5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
    ) -> Result<SlotGradients>;

    /// The gradient of each observable in every slot, for every lane. Unless there is a better way, one
    /// [vector–Jacobian product](Self::gradients) for each observable.
    ///
    /// # Errors
    /// Whatever the backend refuses.
    fn jacobian(&self, evaluation: Evaluation<'_>, inputs: &Inputs<'_>) -> Result<Jacobian> {
        let observed = evaluation.observed;
        let (m, slots, lanes) = (observed.num_observables(), observed.num_slots(), inputs.lanes());
        let mut all = Jacobian { values: vec![0.0; lanes * m], slots: vec![0.0; lanes * m * slots] };
        for row in 0..m {
            let unit: Vec<f64> = (0..lanes * m).map(|at| f64::from(u8::from(at % m == row))).collect();
            let found = self.gradients(evaluation, inputs, Cotangents::Given(&unit))?;
            for lane in 0..lanes {
                let at = lane * m + row;
                let of_lane = &found.slots[lane * slots..(lane + 1) * slots];
                all.slots[at * slots..(at + 1) * slots].copy_from_slice(of_lane);
            }
            all.values = found.values;
        }
        Ok(all)
    }
}

/// A differentiator that is shared or boxed is one.
macro_rules! pointers {
    ($($pointer:ident),*) => {$(
        impl<D: Differentiator + ?Sized> Differentiator for $pointer<D> {
            fn name(&self) -> &'static str {
                (**self).name()
            }

            fn gradients(
                &self,
                evaluation: Evaluation<'_>,
                inputs: &Inputs<'_>,
                cotangents: Cotangents<'_>,
            ) -> Result<SlotGradients> {
                (**self).gradients(evaluation, inputs, cotangents)
            }

            fn jacobian(&self, evaluation: Evaluation<'_>, inputs: &Inputs<'_>) -> Result<Jacobian> {
                (**self).jacobian(evaluation, inputs)
            }
        }
    )*};
}

pointers!(Box, Arc);
