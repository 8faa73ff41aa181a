//! Requests to a backend that name a plan and observables, reduced for each request anew. Called by tests that ask once.

use ansatz_circuits::PauliSum;
use ansatz_simulator::{
    Backend, Plan, Result,
    machine::{
        AmplitudeGradients, Cotangents, Gradients, Inputs, Jacobian, ObservedPlan, ShiftedExpectations,
        SlotShift,
    },
};

/// The requests of [`Backend`] that take an [`ObservedPlan`], of a plan and observables.
pub trait AskPlan: Backend {
    /// See [`Backend::expectations`].
    fn expectations_of(&self, plan: &Plan, inputs: &Inputs<'_>, sums: &[PauliSum]) -> Result<Vec<f64>> {
        self.expectations(&observed(plan, sums)?, inputs)
    }

    /// See [`Backend::gradients`].
    fn gradients_of(
        &self,
        plan: &Plan,
        inputs: &Inputs<'_>,
        sums: &[PauliSum],
        cotangents: Cotangents<'_>,
    ) -> Result<Gradients> {
        self.gradients(&observed(plan, sums)?, inputs, cotangents)
    }

    /// See [`Backend::jacobian`].
    fn jacobian_of(&self, plan: &Plan, inputs: &Inputs<'_>, sums: &[PauliSum]) -> Result<Jacobian> {
        self.jacobian(&observed(plan, sums)?, inputs)
    }

    /// See [`Backend::shifted_expectations`].
    fn shifted_expectations_of(
        &self,
        plan: &Plan,
        inputs: &Inputs<'_>,
        sums: &[PauliSum],
        shifts: &[SlotShift],
    ) -> Result<ShiftedExpectations> {
        self.shifted_expectations(&observed(plan, sums)?, inputs, shifts)
    }

    /// See [`Backend::amplitude_gradients`].
    fn amplitude_gradients_of(
        &self,
        plan: &Plan,
        inputs: &Inputs<'_>,
        sums: &[PauliSum],
        cotangents: Cotangents<'_>,
    ) -> Result<AmplitudeGradients> {
        self.amplitude_gradients(&observed(plan, sums)?, inputs, cotangents)
    }
}

impl<B: Backend + ?Sized> AskPlan for B {}

fn observed(plan: &Plan, sums: &[PauliSum]) -> Result<ObservedPlan> {
    ObservedPlan::new(plan.clone(), sums.to_vec())
}
