//! Clifford operations at the end of a circuit: taking them into the observables changes no expectation and no gradient,
//! and they are not run.

use crate::asked::{Question, assert_same, options};
use ansatz_circuits::{Circuit, PauliSum};
use ansatz_simulator::{
    Cpu, Plan, PlanOptions,
    machine::{Angles, Inputs},
};
use ansatz_tests::ask::AskPlan;
use ansatz_tests::backends::Precision;
use ansatz_tests::oracle;
use ansatz_tests::random::Draws;
use ansatz_tests::recipe::{Formula, Step};
use ansatz_tests::strategies::{NUM_PARAMETERS, observable, recipe};
use ansatz_tests::tolerance::assert_near;
use std::f64::consts::FRAC_PI_2;

const CLIFFORDS: [(&str, usize); 14] = [
    ("h", 1),
    ("s", 1),
    ("sdg", 1),
    ("x", 1),
    ("y", 1),
    ("z", 1),
    ("sx", 1),
    ("sxdg", 1),
    ("cx", 2),
    ("cy", 2),
    ("cz", 2),
    ("swap", 2),
    ("iswap", 2),
    ("ecr", 2),
];

/// Clifford gates, and rotations by multiples of a quarter turn.
fn cliffords(draws: &mut Draws, num_qubits: usize, length: usize) -> Vec<Step> {
    let mut steps = Vec::new();
    while steps.len() < length {
        let (name, size) = *draws.pick(&CLIFFORDS);
        if size <= num_qubits {
            steps.push(Step::named(name, &[], &draws.distinct(size, num_qubits)));
        }
        let quarter_turns = [Formula::constant(FRAC_PI_2 * draws.below(8) as f64)];
        let name = *draws.pick(&["rx", "ry", "rz", "p"]);
        steps.push(Step::named(name, &quarter_turns, &[draws.below(num_qubits)]));
    }
    steps
}

fn question(seed: u64, num_qubits: usize, lanes: usize) -> Question {
    let mut draws = Draws::new(seed);
    let mut all = recipe(&mut draws, num_qubits, 8);
    all.steps.extend(cliffords(&mut draws, num_qubits, 2 * num_qubits));
    Question {
        recipe: all,
        params: (0..lanes).map(|_| draws.angles(NUM_PARAMETERS)).collect(),
        observables: (0..2).map(|_| observable(&mut draws, num_qubits, 4)).collect(),
    }
}

/// By the oracle, circuit by circuit.
fn expected(question: &Question) -> Vec<f64> {
    let Question { recipe, params, observables } = question;
    let state = |params: &Vec<f64>| recipe.state(params, oracle::zero_state(recipe.num_qubits));
    let values = |params| observables.iter().map(move |o| o.expectation(&state(params)));
    params.iter().flat_map(values).collect()
}

#[test]
fn pulling_back_changes_nothing() {
    let (mut pulled_back, mut run) = (0, 0);
    for seed in 0..60 {
        let (num_qubits, lanes) = (1 + seed as usize % 6, [1, 2, 5][seed as usize % 3]);
        let question = question(900 + seed, num_qubits, lanes);
        let (options, expected) = (options(seed), expected(&question));
        for precision in Precision::ALL {
            let ask = |pull_back| question.answers(precision, &PlanOptions { pull_back, ..options });
            let (with, without) = (ask(true), ask(false));
            let (what, bound) =
                (format!("{precision:?} {options:?} {:?}", question.recipe), question.bound(precision));
            assert_same(&what, &with, &without, bound);
            with.values.iter().zip(&expected).for_each(|(a, b)| assert_near(&what, *a, *b, bound));
            (pulled_back, run) = (pulled_back + with.work.run, run + without.work.run);
        }
    }
    // The law would hold of nothing taken in, too.
    assert!(pulled_back < run * 9 / 10, "{pulled_back} of {run} operations are left");
}

/// With its operations counted.
fn expectation(circuit: &Circuit, observable: &str) -> (f64, u64) {
    let plan = Plan::compile(circuit, &PlanOptions::default()).expect("compiles");
    let sums: [PauliSum; 1] = [observable.parse().expect("an observable")];
    let angles = vec![0.7; plan.num_slots()];
    let answer = Cpu::<f64>::default()
        .shifted_expectations_of(&plan, &Inputs::one(Angles(&angles)), &sums, &[])
        .expect("runs");
    (answer.values[0], answer.work.run)
}

#[test]
fn a_clifford_circuit_is_not_run_at_all() {
    let mut circuit = Circuit::new(12);
    circuit.h(0).expect("in range");
    (1..12).for_each(|q| _ = circuit.cx(q - 1, q).expect("in range"));
    circuit.s(11).expect("in range");
    // The stabilizers of the state and a string that is none.
    for (observable, value) in [("Z0 Z11", 1.0), ("Z3 Z4", 1.0), ("Z7", 0.0)] {
        assert_eq!(expectation(&circuit, observable), (value, 0), "{observable}");
    }
    let all_but_last: String = (0..11).map(|q| format!("X{q} ")).collect();
    assert_eq!(expectation(&circuit, &format!("{all_but_last} Y11")), (1.0, 0));
    assert_eq!(expectation(&circuit, &format!("{all_but_last} X11")), (0.0, 0));
}

#[test]
fn what_a_parameter_feeds_and_what_is_before_it_stays() {
    let mut circuit = Circuit::new(2);
    let theta = circuit.parameter("theta");
    circuit.h(0).and_then(|c| c.ry(theta, 0)).expect("in range");
    let alone = expectation(&circuit, "Z0");
    circuit.cx(0, 1).and_then(|c| c.h(1)).expect("in range");
    let (value, operations) = expectation(&circuit, "X1 Z0");
    // Z₀ Z₁ behind the CX is Z₁ before it, and nothing turns that qubit.
    assert_eq!((value, operations), (1.0, 0));
    let (value, operations) = expectation(&circuit, "X1");
    assert_near("the parity is that of the turned qubit", value, alone.0, 1e-15);
    assert_eq!(operations, alone.1);
}

#[test]
fn hadamards_stay_where_one_traversal_would_become_many() {
    let mut circuit = Circuit::new(4);
    (0..4).for_each(|q| _ = circuit.ry(0.3, q).expect("in range"));
    let theta = circuit.parameter("theta");
    (0..4).for_each(|q| _ = circuit.rx(theta, q).and_then(|c| c.s(q)?.h(q)).expect("in range"));
    let (_, one_mask) = expectation(&circuit, "Z0 Z1 + Z1 Z2 + Z2 Z3 + Z3");
    let (_, four_masks) = expectation(&circuit, "X0 X1 + X1 X2 + X2 X3 + X3");
    assert!(four_masks < one_mask, "{four_masks} and {one_mask} operations");
}

#[test]
fn a_plan_that_is_asked_something_else_answers_that() {
    let mut circuit = Circuit::new(2);
    circuit.ry(0.3, 0).and_then(|c| c.cx(0, 1)).expect("in range");
    let compile = || Plan::compile(&circuit, &PlanOptions::default()).expect("compiles");
    let (plan, cpu) = (compile(), Cpu::<f64>::default());
    let ask = |plan: &Plan, observable: &str| {
        let sum: PauliSum = observable.parse().expect("an observable");
        cpu.expectations_of(plan, &Inputs::one(Angles(&[])), &[sum]).expect("runs")
    };
    let copy = plan.clone();
    for observable in ["Z1", "X0 X1", "Z1", "Z0 Z1", "X0 X1", "X0 X1"] {
        let alone = ask(&compile(), observable);
        assert_eq!((ask(&plan, observable), ask(&copy, observable)), (alone.clone(), alone));
    }
}
