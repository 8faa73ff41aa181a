//! Everything that expectations are asked for, with a switch on and off. Called by the laws of what reduces a plan to its
//! observables.

use ansatz_circuits::PauliSum;
use ansatz_simulator::{
    CpuOptions, Plan, PlanOptions,
    machine::{Angles, Cotangents, Inputs, SlotShift, Work},
};
use ansatz_tests::ask::AskPlan;
use ansatz_tests::backends::{Precision, optimisations, tiles};
use ansatz_tests::recipe::{Observable, Recipe};
use ansatz_tests::tolerance::{self, assert_near};

/// A circuit in a few lanes, and observables.
pub(crate) struct Question {
    pub(crate) recipe: Recipe,
    pub(crate) params: Vec<Vec<f64>>,
    pub(crate) observables: Vec<Observable>,
}

/// What a backend says.
pub(crate) struct Answers {
    /// Expectations by every request that has them, then those of shifted circuits.
    pub(crate) values: Vec<f64>,
    pub(crate) gradients: Vec<f64>,
    /// Of the shifted circuits.
    pub(crate) work: Work,
    /// How many these are.
    pub(crate) circuits: u64,
}

impl Question {
    /// Every request, on a plan with these options.
    pub(crate) fn answers(&self, precision: Precision, options: &PlanOptions) -> Answers {
        let plan = Plan::compile(&self.recipe.circuit(), options).expect("compiles");
        let map = plan.parameter_map();
        let angles: Vec<f64> = self.params.iter().flat_map(|p| map.angles(p).expect("counted")).collect();
        let inputs = Inputs::batch(self.params.len(), Angles(&angles));
        let sums: Vec<PauliSum> = self.observables.iter().map(Observable::sum).collect();
        let backend = precision.cpu(CpuOptions::default());
        let weights = vec![1.0; sums.len() * self.params.len()];
        let shifts: Vec<_> = (0..plan.num_slots()).map(|slot| SlotShift { slot, shift: 0.3 }).collect();
        let gradients =
            backend.gradients_of(&plan, &inputs, &sums, Cotangents::Given(&weights)).expect("runs");
        let jacobian = backend.jacobian_of(&plan, &inputs, &sums).expect("runs");
        let shifted = backend.shifted_expectations_of(&plan, &inputs, &sums, &shifts).expect("runs");
        let expectations = backend.expectations_of(&plan, &inputs, &sums).expect("runs");
        Answers {
            values: [expectations, shifted.values, jacobian.values, shifted.shifted].concat(),
            gradients: [gradients.slots, jacobian.slots].concat(),
            work: shifted.work,
            circuits: (self.params.len() * (1 + shifts.len())) as u64,
        }
    }

    /// Bound of an expectation's and a gradient's error.
    pub(crate) fn bound(&self, precision: Precision) -> f64 {
        let norm = self.observables.iter().map(Observable::norm).sum::<f64>().max(1.0);
        2.0 * tolerance::gradient(precision.epsilon(), 4 * self.recipe.steps.len(), norm, 1.0)
    }
}

/// The options of a seed: small tiles, and one of the other switches off.
pub(crate) fn options(seed: u64) -> PlanOptions {
    let switches = optimisations();
    let (_, switched) = switches[seed as usize % switches.len()];
    let small = tiles(2 + seed as usize % 4, seed as usize % 3);
    PlanOptions {
        tile_qubits: small.tile_qubits,
        contiguous_qubits: small.contiguous_qubits,
        least_tile_qubits: 0,
        ..switched
    }
}

/// All numbers of the two are the same within the bound.
pub(crate) fn assert_same(what: &str, a: &Answers, b: &Answers, bound: f64) {
    for (a, b) in [(&a.values, &b.values), (&a.gradients, &b.gradients)] {
        assert_eq!(a.len(), b.len());
        a.iter().zip(b).for_each(|(a, b)| assert_near(what, *a, *b, bound));
    }
}
