//! What is left of a plan for the expectations of some observables and nothing else: first the light cone, then Clifford
//! operations at the end go into the observables. Compiled once by whoever asks the same again and again; called by the engine.

use super::Plan;
use crate::pauli_terms::{check_observables, terms_of};
use crate::{PauliTerms, Result};
use ansatz_circuits::PauliSum;
use std::sync::Arc;

/// A plan together with the observables whose expectations it is asked for.
///
/// ```
/// use ansatz_circuits::Circuit;
/// use ansatz_simulator::machine::{Angles, Inputs, ObservedPlan};
/// use ansatz_simulator::{Backend, Cpu, Plan, PlanOptions};
/// let mut circuit = Circuit::new(2);
/// let theta = circuit.parameter("theta");
/// circuit.ry(theta, 0)?.cx(0, 1)?;
/// let plan = Plan::compile(&circuit, &PlanOptions::default())?;
/// let observed = ObservedPlan::new(plan, vec!["Z1".parse()?])?;
/// let angles = observed.plan().parameter_map().angles(&[0.6])?;
/// let values = Cpu::<f64>::default().expectations(&observed, &Inputs::one(Angles(&angles)))?;
/// assert!((values[0] - 0.6f64.cos()).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct ObservedPlan {
    whole: Arc<Plan>,
    given: Vec<PauliSum>,
    /// Operations of the plan within the light cone.
    within_cone: usize,
    /// What is left of the plan, if not all of it.
    left: Option<Plan>,
    /// What the observables have become, if anything else.
    pulled: Option<Vec<PauliSum>>,
    /// The observables of what is left, as a backend reads them.
    terms: Vec<PauliTerms>,
}

impl ObservedPlan {
    /// Reduces a plan to what these observables' expectations depend on. Its own options say by which means.
    ///
    /// # Errors
    /// [`SimulatorError::ObservableQubits`](crate::SimulatorError::ObservableQubits) and coefficients that are not finite.
    pub fn new(plan: impl Into<Arc<Plan>>, observables: Vec<PauliSum>) -> Result<ObservedPlan> {
        let whole = plan.into();
        check_observables(&observables, whole.num_qubits())?;
        let cone = whole.within_cone(&observables);
        let within = cone.as_ref().unwrap_or(&whole);
        let within_cone = within.num_operations();
        let (left, pulled) = match within.pulled_back(&observables) {
            Some((plan, pulled)) => {
                // What the observables are now may leave out more.
                let plan = plan.within_cone(&pulled).unwrap_or(plan);
                (Some(plan), Some(pulled))
            }
            None => (cone, None),
        };
        let order = left.as_ref().unwrap_or(&whole).order();
        let read = |sum| order.place_terms(terms_of(sum));
        let terms = pulled.as_ref().unwrap_or(&observables).iter().map(read).collect();
        Ok(ObservedPlan { whole, given: observables, within_cone, left, pulled, terms })
    }

    /// The plan that was given, whole.
    pub fn plan(&self) -> &Arc<Plan> {
        &self.whole
    }

    /// The observables that were given.
    pub fn observables(&self) -> &[PauliSum] {
        &self.given
    }

    /// How many observables.
    pub fn num_observables(&self) -> usize {
        self.given.len()
    }

    /// Operations of the plan within the light cone.
    pub(crate) fn within_cone(&self) -> usize {
        self.within_cone
    }

    /// What is left of the plan.
    pub(crate) fn left(&self) -> &Plan {
        self.left.as_ref().unwrap_or(&self.whole)
    }

    /// The observables of what is left.
    pub(crate) fn pulled(&self) -> &[PauliSum] {
        self.pulled.as_ref().unwrap_or(&self.given)
    }

    /// They, as a backend reads them.
    pub(crate) fn terms(&self) -> &[PauliTerms] {
        &self.terms
    }

    /// One of the observables alone.
    pub(crate) fn one(&self, number: usize) -> Result<ObservedPlan> {
        ObservedPlan::new(self.left().clone(), vec![self.pulled()[number].clone()])
    }
}
