//! What is left of a circuit for the expectations of some observables and nothing else: of a plan the light cone, and then Clifford
//! operations at the end go into the observables; of a wide circuit smaller plans. Compiled once by whoever asks the same again and again;
//! called by the engine.

use super::Plan;
use crate::cones::Cones;
use crate::pauli_terms::{check_observables, terms_of};
use crate::{Inputs, PauliTerms, PlanOptions, Result};
use ansatz_circuits::{Circuit, ParameterMap, PauliSum, ShiftRule};
use std::sync::Arc;

/// A circuit compiled together with the observables whose expectations it is asked for.
///
/// ```
/// use ansatz_circuits::Circuit;
/// use ansatz_simulator::machine::{Angles, Inputs, ObservedPlan};
/// use ansatz_simulator::{Backend, Cpu, PlanOptions};
/// let mut circuit = Circuit::new(2);
/// let theta = circuit.parameter("theta");
/// circuit.ry(theta, 0)?.cx(0, 1)?;
/// let observed = ObservedPlan::compile(&circuit, vec!["Z1".parse()?], &PlanOptions::default())?;
/// let angles = observed.parameter_map().angles(&[0.6])?;
/// let values = Cpu::<f64>::default().expectations(&observed, &Inputs::one(Angles(&angles)))?;
/// assert!((values[0] - 0.6f64.cos()).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct ObservedPlan {
    given: Arc<[PauliSum]>,
    way: Way,
}

/// How expectations are taken.
#[derive(Debug, Clone)]
enum Way {
    /// From one state of all qubits.
    Whole(Arc<Whole>),
    /// From states of what each term depends on.
    Cones(Arc<Cones>),
}

/// How expectations are taken, decided.
pub(crate) enum WayOf<'a> {
    Whole(&'a Whole),
    Cones(&'a Cones),
}

/// One plan, as far as the observables depend on it.
#[derive(Debug, Clone)]
pub(crate) struct Whole {
    plan: Arc<Plan>,
    given: Arc<[PauliSum]>,
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
        let plan = plan.into();
        check_observables(&observables, plan.num_qubits())?;
        let given: Arc<[PauliSum]> = observables.into();
        Ok(ObservedPlan { way: Way::Whole(Arc::new(Whole::new(plan, given.clone()))), given })
    }

    /// Compiles a circuit for these observables: to one plan, or to smaller ones where each term depends on few of many qubits. Circuits of
    /// up to 2^16 qubits have expectations; how much memory they need depends on the largest light cone of a term.
    ///
    /// # Errors
    /// Those of [`Plan::compile`] and [`new`](Self::new); a light cone of more than 62 qubits.
    pub fn compile(
        circuit: &Circuit,
        observables: Vec<PauliSum>,
        options: &PlanOptions,
    ) -> Result<ObservedPlan> {
        match ObservedPlan::compile_apart(circuit, &observables, options)? {
            Some(observed) => Ok(observed),
            None => ObservedPlan::new(Plan::compile(circuit, options)?, observables),
        }
    }

    /// The same to smaller plans only: `None` where one plan of all qubits does as well.
    ///
    /// # Errors
    /// As [`compile`](Self::compile).
    pub fn compile_apart(
        circuit: &Circuit,
        observables: &[PauliSum],
        options: &PlanOptions,
    ) -> Result<Option<ObservedPlan>> {
        check_observables(observables, circuit.num_qubits())?;
        let given: Arc<[PauliSum]> = observables.into();
        let cones = Cones::compile(circuit, &given, options)?;
        Ok(cones.map(|cones| ObservedPlan { given, way: Way::Cones(Arc::new(cones)) }))
    }

    /// The plan of the whole circuit; of one that was compiled to smaller plans made when it is first asked for.
    ///
    /// # Errors
    /// Those of [`Plan::compile`]: a circuit may be too wide for one state.
    pub fn plan(&self) -> Result<&Arc<Plan>> {
        Ok(&self.whole()?.plan)
    }

    /// The observables that were given.
    pub fn observables(&self) -> &[PauliSum] {
        &self.given
    }

    /// How many observables.
    pub fn num_observables(&self) -> usize {
        self.given.len()
    }

    /// How many qubits the circuit has.
    pub fn num_qubits(&self) -> usize {
        match &self.way {
            Way::Whole(whole) => whole.plan.num_qubits(),
            Way::Cones(cones) => cones.num_qubits(),
        }
    }

    /// Qubits of the largest state that expectations need.
    pub fn state_qubits(&self) -> usize {
        match &self.way {
            Way::Whole(whole) => whole.plan.num_qubits(),
            Way::Cones(cones) => cones.state_qubits(),
        }
    }

    /// How many slots: angle occurrences that depend on a parameter.
    pub fn num_slots(&self) -> usize {
        self.parameter_map().num_slots()
    }

    /// From parameters to slots, and gradients back.
    pub fn parameter_map(&self) -> &ParameterMap {
        match &self.way {
            Way::Whole(whole) => whole.plan.parameter_map(),
            Way::Cones(cones) => &cones.parameter_map,
        }
    }

    /// The parameter-shift rule of each slot.
    pub fn shift_rules(&self) -> &[ShiftRule] {
        match &self.way {
            Way::Whole(whole) => whole.plan.shift_rules(),
            Way::Cones(cones) => &cones.shift_rules,
        }
    }

    /// How expectations of these inputs are taken: cones start from |0…0⟩.
    pub(crate) fn way_of(&self, inputs: &Inputs<'_>) -> Result<WayOf<'_>> {
        match &self.way {
            Way::Cones(cones) if inputs.amplitudes.is_none() => Ok(WayOf::Cones(cones)),
            _ => Ok(WayOf::Whole(self.whole()?)),
        }
    }

    /// From one state of all qubits.
    pub(crate) fn whole(&self) -> Result<&Whole> {
        match &self.way {
            Way::Whole(whole) => Ok(whole),
            Way::Cones(cones) => cones.whole(),
        }
    }
}

impl Whole {
    /// Of a plan that the observables fit.
    pub(crate) fn new(plan: Arc<Plan>, given: Arc<[PauliSum]>) -> Whole {
        let cone = plan.within_cone(&given);
        let within = cone.as_ref().unwrap_or(&plan);
        let within_cone = within.num_operations();
        let (left, pulled) = match within.pulled_back(&given) {
            Some((plan, pulled)) => {
                // What the observables are now may leave out more.
                let plan = plan.within_cone(&pulled).unwrap_or(plan);
                (Some(plan), Some(pulled))
            }
            None => (cone, None),
        };
        let order = left.as_ref().unwrap_or(&plan).order();
        let read = |sum| order.place_terms(terms_of(sum));
        let terms = pulled.as_deref().unwrap_or(&given).iter().map(read).collect();
        Whole { plan, given, within_cone, left, pulled, terms }
    }

    /// How many observables.
    pub(crate) fn num_observables(&self) -> usize {
        self.given.len()
    }

    /// Operations of the plan within the light cone.
    pub(crate) fn within_cone(&self) -> usize {
        self.within_cone
    }

    /// What is left of the plan.
    pub(crate) fn left(&self) -> &Plan {
        self.left.as_ref().unwrap_or(&self.plan)
    }

    /// The observables of what is left.
    pub(crate) fn pulled(&self) -> &[PauliSum] {
        self.pulled.as_deref().unwrap_or(&self.given)
    }

    /// They, as a backend reads them.
    pub(crate) fn terms(&self) -> &[PauliTerms] {
        &self.terms
    }

    /// One of the observables alone.
    pub(crate) fn one(&self, number: usize) -> Whole {
        Whole::new(Arc::new(self.left().clone()), [self.pulled()[number].clone()].into())
    }
}
