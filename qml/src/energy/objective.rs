//! The expectation of an observable as an [`Objective`] for every optimizer.
//!
//! Called by minimization. Must not know optimizers.

use crate::{Differentiator, Evaluation, ModelError, Objective, ObjectiveError, differentiator_by_name};
use ansatz_circuits::{Circuit, PauliSum};
use ansatz_simulator::{Backend, Cotangents, Inputs, Plan, PlanOptions};

/// What is to be small, and where it is computed: `E(θ) = ⟨0|U(θ)† O U(θ)|0⟩`.
#[derive(Clone, Copy)]
pub struct EnergyProblem<'a> {
    /// Where it runs.
    pub backend: &'a dyn Backend,
    /// U(θ).
    pub circuit: &'a Circuit,
    /// O.
    pub observable: &'a PauliSum,
}

/// `E(θ)` and its gradient, with the circuit compiled once.
pub struct Energy<'a> {
    backend: &'a dyn Backend,
    plan: Plan,
    observable: &'a PauliSum,
    differentiator: Box<dyn Differentiator>,
}

impl<'a> Energy<'a> {
    /// Compiles the circuit. `differentiator` is a name of [`crate::DIFFERENTIATORS`]; the seed is for the random one.
    ///
    /// # Errors
    /// A circuit that is refused, an unknown differentiator, or an observable on qubits that the circuit lacks.
    pub fn new(
        problem: EnergyProblem<'a>,
        differentiator: &str,
        seed: u64,
    ) -> Result<Energy<'a>, ModelError> {
        let EnergyProblem { backend, circuit, observable } = problem;
        let differentiator = differentiator_by_name(differentiator, seed)?;
        let plan = Plan::compile(circuit, &PlanOptions::default())?;
        Ok(Energy { backend, plan, observable, differentiator })
    }

    /// How many parameters the circuit has.
    pub fn num_parameters(&self) -> usize {
        self.plan.parameter_map().num_parameters()
    }

    /// `E(θ)`.
    ///
    /// # Errors
    /// Whatever the backend refuses.
    pub fn at(&self, params: &[f64]) -> Result<f64, ModelError> {
        let angles = self.plan.parameter_map().angles(params)?;
        let observables = std::slice::from_ref(self.observable);
        Ok(self.backend.expectations(&self.plan, &Inputs::one(&angles), observables)?[0])
    }

    /// `E(θ)` and `∂E/∂θ`.
    ///
    /// # Errors
    /// As [`at`](Self::at).
    pub fn gradient(&self, params: &[f64]) -> Result<(f64, Vec<f64>), ModelError> {
        let map = self.plan.parameter_map();
        let angles = map.angles(params)?;
        let evaluation = Evaluation {
            backend: self.backend,
            plan: &self.plan,
            observables: std::slice::from_ref(self.observable),
        };
        let result =
            self.differentiator.gradients(evaluation, &Inputs::one(&angles), Cotangents::Given(&[1.0]))?;
        Ok((result.values[0], map.pullback(params, &result.slots)))
    }
}

impl Objective for Energy<'_> {
    fn value(&mut self, params: &[f64]) -> Result<f64, ObjectiveError> {
        Ok(self.at(params)?)
    }

    fn value_and_gradient(&mut self, params: &[f64], gradient: &mut [f64]) -> Result<f64, ObjectiveError> {
        let (value, slopes) = Energy::gradient(self, params)?;
        gradient.copy_from_slice(&slopes);
        Ok(value)
    }
}
