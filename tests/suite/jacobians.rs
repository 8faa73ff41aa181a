//! Jacobians in one go: every row is the gradient of its observable alone.

use ansatz_circuits::PauliSum;
use ansatz_simulator::{
    Backend, Cpu, CpuOptions, Plan, PlanOptions, SimulatorError,
    machine::{Angles, Cotangents, Inputs},
};
use ansatz_tests::ask::AskPlan;
use ansatz_tests::backends::{Precision, always_parallel, pool, tiles};
use ansatz_tests::random::Draws;
use ansatz_tests::strategies::{NUM_PARAMETERS, observable, recipe};
use ansatz_tests::tolerance::{self, assert_near};

struct Question {
    plan: Plan,
    sums: Vec<PauliSum>,
    norms: Vec<f64>,
    angles: Vec<f64>,
    lanes: usize,
}

impl Question {
    fn new(seed: u64, size: (usize, usize, usize), options: &PlanOptions) -> Question {
        let (num_qubits, lanes, observables) = size;
        let mut draws = Draws::new(seed);
        let recipe = recipe(&mut draws, num_qubits, 24);
        let plan = Plan::compile(&recipe.circuit(), options).expect("compiles");
        let map = plan.parameter_map();
        let angles =
            (0..lanes).flat_map(|_| map.angles(&draws.angles(NUM_PARAMETERS)).expect("counted")).collect();
        let observables: Vec<_> =
            (0..observables).map(|m| observable(&mut draws, num_qubits, 1 + m)).collect();
        Question {
            plan,
            sums: observables.iter().map(|o| o.sum()).collect(),
            norms: observables.iter().map(|o| o.norm()).collect(),
            angles,
            lanes,
        }
    }

    fn assert_rows_are_gradients(&self, precision: Precision, backend: &dyn Backend, label: &str) {
        let (m, slots) = (self.sums.len(), self.plan.num_slots());
        let inputs = Inputs::batch(self.lanes, Angles(&self.angles));
        let all = backend.jacobian_of(&self.plan, &inputs, &self.sums).expect("runs");
        assert_eq!(all.values.len(), self.lanes * m);
        assert_eq!(all.slots.len(), self.lanes * m * slots);
        let ones = vec![1.0; self.lanes];
        for (row, sum) in self.sums.iter().enumerate() {
            let alone = backend
                .gradients_of(&self.plan, &inputs, std::slice::from_ref(sum), Cotangents::Given(&ones))
                .expect("runs");
            let bound = 2.0
                * tolerance::gradient(precision.epsilon(), self.plan.num_operations(), self.norms[row], 1.0);
            for lane in 0..self.lanes {
                let at = lane * m + row;
                assert_near("value", all.values[at], alone.values[lane], bound);
                let got = &all.slots[at * slots..(at + 1) * slots];
                for (got, expected) in got.iter().zip(&alone.slots[lane * slots..]) {
                    assert_near(&format!("lane {lane}, row {row}, {label}"), *got, *expected, bound);
                }
            }
        }
    }
}

/// Qubits, lanes and observables.
type Size = (usize, usize, usize);

/// On a backend, for circuits of several sizes.
pub(crate) fn rows_are_gradients(sizes: &[Size], precision: Precision, backend: &dyn Backend, label: &str) {
    for (num_qubits, lanes, observables) in sizes.iter().copied() {
        let small = PlanOptions { least_tile_qubits: 0, ..tiles(3, 1) };
        for plan in [small, PlanOptions::default(), PlanOptions::default().plain()] {
            let question = Question::new(40 + num_qubits as u64, (num_qubits, lanes, observables), &plan);
            question.assert_rows_are_gradients(precision, backend, label);
        }
    }
}

#[test]
fn the_rows_of_a_jacobian_are_gradients() {
    let sizes = [(1, 1, 2), (3, 1, 1), (3, 5, 3), (4, 2, 7), (4, 16, 2), (6, 1, 5), (6, 3, 20)];
    for precision in Precision::ALL {
        for max_lanes in [16, 1, 2] {
            let options = CpuOptions { max_lanes, ..always_parallel(3) };
            rows_are_gradients(&sizes, precision, &*precision.cpu(options), &format!("{options:?}"));
        }
    }
}

#[test]
fn jacobians_have_the_same_bits_for_any_number_of_threads() {
    for (num_qubits, lanes, observables) in [(3, 5, 4), (7, 1, 3), (9, 2, 2)] {
        for plan in [PlanOptions { least_tile_qubits: 0, ..tiles(4, 2) }, PlanOptions::default()] {
            let question = Question::new(num_qubits as u64, (num_qubits, lanes, observables), &plan);
            let inputs = Inputs::batch(lanes, Angles(&question.angles));
            for precision in Precision::ALL {
                for max_lanes in [16, 1] {
                    let backend = precision.cpu(CpuOptions { max_lanes, ..always_parallel(3) });
                    let with = |threads: usize| -> Vec<u64> {
                        let ask = || backend.jacobian_of(&question.plan, &inputs, &question.sums);
                        let all = pool(threads).install(ask).expect("runs");
                        all.values.iter().chain(&all.slots).map(|x| x.to_bits()).collect()
                    };
                    let one = with(1);
                    assert!(one == with(2) && one == with(3) && one == with(3));
                }
            }
        }
    }
}

#[test]
fn a_jacobian_of_nothing_is_empty_and_mistakes_are_refused() {
    let question = Question::new(3, (3, 2, 2), &PlanOptions::default());
    let (backend, inputs) = (Cpu::<f64>::default(), Inputs::batch(2, Angles(&question.angles)));
    let none = backend.jacobian_of(&question.plan, &inputs, &[]).expect("nothing to ask");
    assert!(none.values.is_empty() && none.slots.is_empty());
    let nobody = backend
        .jacobian_of(&question.plan, &Inputs::batch(0, Angles(&[])), &question.sums)
        .expect("no lanes");
    assert!(nobody.values.is_empty() && nobody.slots.is_empty());
    let far = [PauliSum::z(0), PauliSum::z(3)];
    let error = backend.jacobian_of(&question.plan, &inputs, &far).expect_err("three qubits");
    assert_eq!(error, SimulatorError::ObservableQubits { needed: 4, num_qubits: 3 });
}
