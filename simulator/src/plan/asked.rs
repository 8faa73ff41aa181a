//! What is left of a plan for the expectations of some observables and nothing else: first the light cone, then Clifford
//! operations at the end go into the observables. A plan remembers what it was asked last, as training asks the same again
//! and again. Called by the engine.

use super::Plan;
use ansatz_circuits::PauliSum;
use std::sync::{Arc, Mutex, PoisonError};

/// A plan and observables with the expectations that were asked for.
#[derive(Debug)]
pub(crate) struct Asked {
    /// As they were asked for.
    given: Vec<PauliSum>,
    /// Operations of the plan within the light cone.
    pub(crate) within_cone: usize,
    /// What is left of the plan, if not all of it.
    plan: Option<Plan>,
    /// What the observables have become, if anything else.
    pulled: Option<Vec<PauliSum>>,
}

impl Asked {
    /// What is left of the plan that was asked.
    pub(crate) fn plan<'a>(&'a self, whole: &'a Plan) -> &'a Plan {
        self.plan.as_ref().unwrap_or(whole)
    }

    /// The observables of what is left.
    pub(crate) fn observables(&self) -> &[PauliSum] {
        self.pulled.as_ref().unwrap_or(&self.given)
    }
}

/// What a plan was asked last. A copy of the plan has not been asked.
#[derive(Debug, Default)]
pub(super) struct LastAsked(Mutex<Option<Arc<Asked>>>);

impl Clone for LastAsked {
    fn clone(&self) -> LastAsked {
        LastAsked::default()
    }
}

impl Plan {
    /// A plan for these observables' expectations, which may leave other states behind.
    pub(crate) fn for_expectations(&self, observables: &[PauliSum]) -> Arc<Asked> {
        let mut last = self.asked.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*last {
            Some(asked) if asked.given == observables => asked.clone(),
            _ => last.insert(Arc::new(self.reduced_to(observables))).clone(),
        }
    }

    fn reduced_to(&self, observables: &[PauliSum]) -> Asked {
        let cone = self.within_cone(observables);
        let within = cone.as_ref().unwrap_or(self);
        let (within_cone, given) = (within.num_operations(), observables.to_vec());
        match within.pulled_back(observables) {
            Some((plan, pulled)) => {
                // What the observables are now may leave out more.
                let plan = plan.within_cone(&pulled).unwrap_or(plan);
                Asked { given, within_cone, plan: Some(plan), pulled: Some(pulled) }
            }
            None => Asked { given, within_cone, plan: cone, pulled: None },
        }
    }
}
