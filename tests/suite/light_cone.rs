//! The light cone: leaving out what cannot change an expectation changes no expectation and no gradient, and what was
//! left out has the gradient 0, not nearly 0.

use crate::asked::{Answers, Question, assert_same, options};
use ansatz_circuits::{Circuit, PauliSum};
use ansatz_simulator::{
    Backend, Cpu, Plan, PlanOptions,
    machine::{Angles, Cotangents, Inputs},
};
use ansatz_tests::ask::AskPlan;
use ansatz_tests::backends::{Precision, tiles};
use ansatz_tests::random::Draws;
use ansatz_tests::recipe::Observable;
use ansatz_tests::strategies::{NUM_PARAMETERS, recipe};

/// A word of one letter on one or two qubits, so that much lies outside its light cone.
fn local_observable(draws: &mut Draws, num_qubits: usize) -> Observable {
    let letter = |draws: &mut Draws| *draws.pick(&['Z', 'Z', 'X', 'Y']);
    let count = 1 + draws.below(num_qubits.min(2));
    let letters = draws.distinct(count, num_qubits).into_iter().map(|q| (q, letter(draws))).collect();
    Observable { terms: vec![(1.0, letters)] }
}

fn question(seed: u64, num_qubits: usize, lanes: usize) -> Question {
    let mut draws = Draws::new(seed);
    Question {
        recipe: recipe(&mut draws, num_qubits, 12),
        params: (0..lanes).map(|_| draws.angles(NUM_PARAMETERS)).collect(),
        observables: (0..1 + seed as usize % 2).map(|_| local_observable(&mut draws, num_qubits)).collect(),
    }
}

#[test]
fn light_cone_changes_nothing() {
    let (mut with_cone, mut without) = (0, 0);
    for seed in 0..60 {
        let (num_qubits, lanes) = (1 + seed as usize % 7, [1, 2, 5][seed as usize % 3]);
        let question = question(700 + seed, num_qubits, lanes);
        let options = options(seed);
        for precision in Precision::ALL {
            let ask = |light_cone| question.answers(precision, &PlanOptions { light_cone, ..options });
            let (cone, whole) = (ask(true), ask(false));
            let what = format!("{precision:?} {options:?} {:?}", question.recipe);
            assert_same(&what, &cone, &whole, question.bound(precision));
            let operations = |answers: &Answers| answers.work.unshared / answers.circuits;
            assert!(operations(&cone) <= operations(&whole));
            (with_cone, without) = (with_cone + operations(&cone), without + operations(&whole));
        }
    }
    // The law would hold of a cone that leaves out nothing, too.
    assert!(with_cone < without * 19 / 20, "{with_cone} of {without} operations are left");
}

/// Layers of rotations of every qubit and entanglers in a brick pattern.
fn bricks(num_qubits: usize, layers: usize) -> Circuit {
    let mut circuit = Circuit::new(num_qubits);
    for layer in 0..layers {
        for qubit in 0..num_qubits {
            let theta = circuit.parameter(&format!("t{layer}_{qubit}"));
            circuit.ry(theta, qubit).expect("in range");
        }
        for qubit in (layer % 2..num_qubits - 1).step_by(2) {
            circuit.cx(qubit, qubit + 1).expect("in range");
        }
    }
    circuit
}

#[test]
fn slots_outside_the_light_cone_have_no_gradient_at_all() {
    let circuit = bricks(10, 2);
    for options in [PlanOptions::default(), tiles(3, 1), PlanOptions { reorder: false, ..tiles(4, 0) }] {
        let plan = Plan::compile(&circuit, &options).expect("compiles");
        let angles: Vec<f64> = (0..20).map(|k| 0.3 + 0.1 * k as f64).collect();
        let slopes = |text: &str| {
            let sums = [text.parse().expect("an observable")];
            let backend = Cpu::<f64>::default();
            backend
                .gradients_of(&plan, &Inputs::one(Angles(&angles)), &sums, Cotangents::Given(&[1.0]))
                .expect("runs")
                .slots
        };
        // Layer 1 joins 3 and 4, layer 0 joins 2 and 3, and 0 and 1. Of its control a flip asks for Z, which the last layer
        // measures: 4 does not count.
        let inside = |z: &[usize], gradient: &[f64]| {
            for (k, slope) in gradient.iter().enumerate() {
                assert_eq!(slope.abs() > 1e-6, z.contains(&k), "slot {k}: {slope:e}");
                assert!(z.contains(&k) || *slope == 0.0, "slot {k}: {slope:e}");
            }
        };
        inside(&[2, 3, 13], &slopes("Z3"));
        inside(&[0, 1, 10], &slopes("Z0"));
    }
}

/// Diagonals and controls before a measurement of Z change nothing; X sees them.
#[test]
fn diagonals_at_the_end_count_where_the_observable_mixes() {
    let mut circuit = Circuit::new(3);
    let (a, b) = (circuit.parameter("a"), circuit.parameter("b"));
    let mut build = || -> Result<(), ansatz_circuits::CircuitError> {
        circuit.ry(0.4, 0)?.ry(1.1, 1)?.ry(0.9, 2)?.rz(a, 0)?.crz(b, 0, 1)?.cx(1, 2)?.rzz(a, 1, 2)?;
        Ok(())
    };
    build().expect("in range");
    for (text, counted) in [("Z0", [0.0, 0.0]), ("Z0 Z1", [0.0, 0.0]), ("X0", [1.0, 1.0]), ("Z2", [0.0, 0.0])]
    {
        let plan = Plan::compile(&circuit, &PlanOptions::default()).expect("compiles");
        let angles = plan.parameter_map().angles(&[0.7, -0.5]).expect("counted");
        let sums = [text.parse().expect("an observable")];
        let cotangents = Cotangents::Given(&[1.0]);
        let got = Cpu::<f64>::default()
            .gradients_of(&plan, &Inputs::one(Angles(&angles)), &sums, cotangents)
            .expect("runs");
        let gradient = plan.parameter_map().pullback(&[0.7, -0.5], &got.slots);
        for (slope, counts) in gradient.iter().zip(counted) {
            assert_eq!(slope.abs() > 1e-3, counts == 1.0, "{text}: {gradient:?}");
            assert!(counts == 1.0 || *slope == 0.0, "{text}: {gradient:?}");
        }
    }
}

/// Swaps rename qubits: the cone follows the amplitudes.
#[test]
fn the_light_cone_follows_renamed_qubits() {
    let mut circuit = Circuit::new(6);
    let thetas = circuit.parameter_vector("t", 6);
    for (qubit, theta) in thetas.iter().enumerate() {
        circuit.ry(*theta, qubit).expect("in range");
    }
    circuit.swap(0, 5).and_then(|c| c.swap(5, 2)).and_then(|c| c.cx(1, 2)).expect("in range");
    let angles: Vec<f64> = (0..6).map(|k| 0.4 + 0.2 * k as f64).collect();
    for relabel in [true, false] {
        let plan =
            Plan::compile(&circuit, &PlanOptions { relabel, ..PlanOptions::default() }).expect("compiles");
        let got = Cpu::<f64>::default()
            .gradients_of(&plan, &Inputs::one(Angles(&angles)), &[PauliSum::z(2)], Cotangents::Given(&[1.0]))
            .expect("runs");
        // Qubit 2 ends with what began on 0, flipped by 1.
        assert!((got.values[0] - angles[0].cos() * angles[1].cos()).abs() < 1e-14);
        for (slot, slope) in got.slots.iter().enumerate() {
            assert_eq!(slope.abs() > 1e-3, slot < 2, "slot {slot}: {slope}");
            // As flips, swaps widen the cone.
            assert!(!relabel || slot < 2 || *slope == 0.0, "slot {slot}: {slope}");
        }
    }
}

#[test]
fn final_states_are_whole() {
    let circuit = bricks(6, 3);
    let angles: Vec<f64> = (0..18).map(|k| 0.1 * k as f64).collect();
    let amplitudes = |light_cone| {
        let plan =
            Plan::compile(&circuit, &PlanOptions { light_cone, ..PlanOptions::default() }).expect("compiles");
        let backend = Cpu::<f64>::default();
        backend.run(&plan, &Inputs::one(Angles(&angles))).expect("runs").amplitudes(0).expect("answers")
    };
    assert_eq!(amplitudes(true), amplitudes(false));
}
