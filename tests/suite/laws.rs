//! Laws that hold for every circuit, on random ones. A failure prints the shrunk recipe.

use ansatz_circuits::{C64, Circuit, Composite};
use ansatz_simulator::{
    Backend, Cpu, Plan, PlanOptions,
    machine::{Angles, Inputs},
};
use ansatz_tests::backends::{always_parallel, optimisations, tiles};
use ansatz_tests::oracle::{Mat, zero_state};
use ansatz_tests::random::Draws;
use ansatz_tests::recipe::Recipe;
use ansatz_tests::strategies::{parameter_values, recipes};
use ansatz_tests::tolerance;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::sync::Arc;

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(0x5eed),
        ..ProptestConfig::default()
    }
}

/// The final amplitudes, in f64.
fn amplitudes(circuit: &Circuit, params: &[f64], options: &PlanOptions) -> Vec<C64> {
    let plan = Plan::compile(circuit, options).expect("recipes compile");
    let angles = plan.parameter_map().angles(params).expect("as many values as parameters");
    let backend = Cpu::<f64>::new(always_parallel(3));
    let state = backend.run(&plan, &Inputs::one(Angles(&angles))).expect("recipes run");
    state.amplitudes(0).expect("answers")
}

fn distance(a: &[C64], b: &[C64]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(x, y)| (x - y).norm()).fold(0.0, f64::max)
}

/// Two runs of one circuit, whatever the plan made of it, differ by no more than this.
fn bound(recipe: &Recipe) -> f64 {
    let plan = PlanOptions::default().plain();
    let plan = Plan::compile(&recipe.circuit(), &plan).expect("recipes compile");
    2.0 * tolerance::amplitude(f64::EPSILON, plan.num_operations())
}

fn as_oracle(circuit: &Circuit, params: &[f64]) -> Mat {
    let matrix = circuit.matrix(params).expect("small");
    Mat::from_fn(matrix.nrows(), |i, j| matrix[(i, j)])
}

proptest! {
    #![proptest_config(config(160))]

    #[test]
    fn a_circuit_does_what_the_oracle_says(recipe in recipes(1..=6, 24), params in parameter_values(), seed: u64) {
        let start = Draws::new(seed).state(recipe.num_qubits);
        let got = amplitudes(&recipe.circuit_from(&start), &params, &PlanOptions::default());
        let expected = recipe.state(&params, start);
        prop_assert!(distance(&got, &expected) < bound(&recipe));
    }

    #[test]
    fn the_matrix_of_a_circuit_is_the_oracles(recipe in recipes(1..=4, 12), params in parameter_values()) {
        prop_assert!(as_oracle(&recipe.circuit(), &params).distance(&recipe.matrix(&params)) < 12.0 * tolerance::ORACLE);
    }

    #[test]
    fn no_optimisation_changes_anything(recipe in recipes(1..=8, 40), params in parameter_values(), tile in 2usize..=8) {
        let circuit = recipe.circuit();
        let plain = amplitudes(&circuit, &params, &tiles(tile, 1).plain());
        for (name, options) in optimisations() {
            let small = PlanOptions { tile_qubits: tile, contiguous_qubits: 1, lookahead_qubits: 0, choices_qubits: 0, ..options };
            let apart = distance(&amplitudes(&circuit, &params, &small), &plain);
            prop_assert!(apart < bound(&recipe), "{}: {:e}", name, apart);
        }
    }

    #[test]
    fn the_size_of_a_tile_changes_nothing(recipe in recipes(1..=9, 30), params in parameter_values()) {
        let circuit = recipe.circuit();
        let whole = amplitudes(&circuit, &params, &PlanOptions::default());
        for tile in 0..=6 {
            for contiguous in 0..=3 {
                let apart = distance(&whole, &amplitudes(&circuit, &params, &tiles(tile, contiguous)));
                prop_assert!(apart < bound(&recipe), "tile {}, contiguous {}: {:e}", tile, contiguous, apart);
            }
        }
    }

    #[test]
    fn the_inverse_undoes(recipe in recipes(1..=7, 24), params in parameter_values(), seed: u64) {
        let start = Draws::new(seed).state(recipe.num_qubits);
        let all: Vec<usize> = (0..recipe.num_qubits).collect();
        let mut there_and_back = recipe.circuit_from(&start);
        there_and_back.append(&recipe.circuit().inverse().expect("gates only"), &all).expect("the same qubits");
        let end = amplitudes(&there_and_back, &params, &tiles(3, 1));
        prop_assert!(distance(&end, &start) < 2.0 * bound(&recipe));
    }

    #[test]
    fn the_norm_stays_one(recipe in recipes(1..=8, 40), params in parameter_values()) {
        let state = amplitudes(&recipe.circuit(), &params, &tiles(4, 2));
        let norm: f64 = state.iter().map(|a| a.norm_sqr()).sum();
        prop_assert!((norm - 1.0).abs() < 2.0 * bound(&recipe));
    }

    #[test]
    fn relabelling_qubits_permutes_amplitudes(recipe in recipes(1..=8, 24), params in parameter_values(), seed: u64) {
        let num_qubits = recipe.num_qubits;
        let image = Draws::new(seed).distinct(num_qubits, num_qubits);
        let moved = |index: usize| (0..num_qubits).fold(0, |sum, q| sum | (index >> q & 1) << image[q]);
        let before = amplitudes(&recipe.circuit(), &params, &PlanOptions::default());
        let after = amplitudes(&recipe.relabelled(&image).circuit(), &params, &tiles(3, 0));
        for (index, amplitude) in before.iter().enumerate() {
            prop_assert!((after[moved(index)] - amplitude).norm() < bound(&recipe));
        }
    }

    #[test]
    fn one_plan_serves_all_angles(recipe in recipes(1..=6, 24), a in parameter_values(), b in parameter_values()) {
        let circuit = recipe.circuit();
        let plan = Plan::compile(&circuit, &PlanOptions::default()).expect("compiles");
        let backend = Cpu::<f64>::default();
        for params in [&a, &b, &a] {
            let angles = plan.parameter_map().angles(params).expect("counted");
            let state = backend.run(&plan, &Inputs::one(Angles(&angles))).expect("runs").amplitudes(0).expect("answers");
            // Compiled again: bit for bit the same.
            let again = Plan::compile(&circuit, &PlanOptions::default()).expect("compiles");
            prop_assert_eq!(&state, &backend.run(&again, &Inputs::one(Angles(&angles))).expect("runs").amplitudes(0).expect("answers"));
            let expected = recipe.state(params, zero_state(recipe.num_qubits));
            prop_assert!(distance(&state, &expected) < bound(&recipe));
        }
    }

    #[test]
    fn appending_multiplies_matrices(first in recipes(3..=3, 8), second in recipes(3..=3, 8), params in parameter_values()) {
        let mut circuit = first.circuit();
        circuit.append(&second.circuit(), &[0, 1, 2]).expect("the same size");
        prop_assert_eq!(circuit.parameters().len(), first.num_parameters, "parameters are found by name");
        let expected = second.matrix(&params).times(&first.matrix(&params));
        prop_assert!(as_oracle(&circuit, &params).distance(&expected) < 20.0 * tolerance::ORACLE);
    }

    #[test]
    fn appending_to_other_qubits_relabels(recipe in recipes(2..=3, 8), params in parameter_values(), seed: u64) {
        let image = Draws::new(seed).distinct(recipe.num_qubits, 5);
        let mut circuit = Circuit::new(5);
        circuit.append(&recipe.circuit(), &image).expect("distinct qubits");
        let placed = Recipe { num_qubits: 5, ..recipe.relabelled(&image) };
        prop_assert!(as_oracle(&circuit, &params).distance(&placed.matrix(&params)) < 12.0 * tolerance::ORACLE);
    }

    #[test]
    fn a_controlled_circuit_is_block_diagonal(recipe in recipes(1..=3, 6), params in parameter_values(), controls in 1usize..=2) {
        let controlled = as_oracle(&recipe.circuit().control(controls).expect("gates only"), &params);
        let expected = recipe.matrix(&params).controlled(controls);
        prop_assert!(controlled.distance(&expected) < 12.0 * tolerance::ORACLE);
    }

    #[test]
    fn a_circuit_as_a_gate_is_the_same_circuit(recipe in recipes(2..=4, 8), params in parameter_values(), seed: u64) {
        let image = Draws::new(seed).distinct(recipe.num_qubits, 5);
        let gate = Arc::new(Composite::new("block", recipe.circuit()).expect("gates only"));
        let mut circuit = Circuit::new(5);
        let angles: Vec<_> = circuit.parameter_vector("p", recipe.num_parameters).into_iter().map(Into::into).collect();
        circuit.composite(gate, &angles, &image).expect("distinct qubits");
        let placed = Recipe { num_qubits: 5, ..recipe.relabelled(&image) };
        let got = amplitudes(&circuit, &params, &tiles(3, 0));
        prop_assert!(distance(&got, &placed.state(&params, zero_state(5))) < bound(&recipe));
        let inverse = circuit.inverse().expect("gates only");
        circuit.append(&inverse, &[0, 1, 2, 3, 4]).expect("the same size");
        prop_assert!(distance(&amplitudes(&circuit, &params, &tiles(2, 0)), &zero_state(5)) < 2.0 * bound(&recipe));
    }
}

#[test]
fn parameter_vectors_of_one_prefix_stay_apart() {
    let mut circuit = Circuit::new(1);
    for _ in 0..2 {
        for parameter in circuit.parameter_vector("w", 2) {
            circuit.rx(parameter, 0).and_then(|c| c.rz(0.5 * parameter, 0)).expect("one qubit");
        }
    }
    assert_eq!(circuit.parameters(), ["w[0]", "w[1]", "w[2]", "w[3]"]);
    let inverse = circuit.inverse().expect("gates only");
    let params = [0.3, -1.0, 2.0, 0.7];
    let product = as_oracle(&inverse, &params).times(&as_oracle(&circuit, &params));
    assert!(product.distance(&Mat::identity(2)) < tolerance::ORACLE);
}

#[test]
fn a_circuit_without_qubits_has_one_amplitude() {
    let mut circuit = Circuit::new(0);
    let gamma = circuit.parameter("gamma");
    circuit.gphase(2.0 * gamma).expect("no qubits needed");
    let state = amplitudes(&circuit, &[0.4], &PlanOptions::default());
    assert!(distance(&state, &[C64::from_polar(1.0, 0.8)]) < tolerance::ORACLE);
}

#[test]
fn wide_unitaries_are_not_limited_by_the_tile() {
    let mut draws = Draws::new(41);
    for width in [4, 5, 6] {
        let matrix = draws.unitary(width);
        let start = draws.state(8);
        let step = ansatz_tests::recipe::Step {
            what: ansatz_tests::recipe::What::Unitary(matrix),
            qubits: draws.distinct(width, 8),
            controls: vec![],
            angles: vec![],
        };
        let recipe = Recipe { num_qubits: 8, num_parameters: 0, steps: vec![step] };
        for tile in [2, 3, 6, 14] {
            let got = amplitudes(&recipe.circuit_from(&start), &[], &tiles(tile, 2));
            assert!(distance(&got, &recipe.state(&[], start.clone())) < bound(&recipe), "{width} {tile}");
        }
    }
}
