//! Shots: distributed as they should be, and the same for the same seed.

use ansatz_simulator::{
    Backend, Bits, Cpu, CpuOptions, Plan, PlanOptions, Program,
    machine::{Angles, Inputs},
};
use ansatz_tests::backends::{Precision, always_parallel, tiles};
use ansatz_tests::oracle::{probabilities, zero_state};
use ansatz_tests::random::Draws;
use ansatz_tests::recipe::{Event, ProgramRecipe, Recipe};
use ansatz_tests::statistics::p_value;
use ansatz_tests::strategies::{NUM_PARAMETERS, program, recipe};
use ansatz_tests::tolerance::P_VALUE;
use std::collections::BTreeMap;

const SHOTS: u64 = 20_000;

#[test]
fn shots_of_all_qubits_follow_the_probabilities() {
    let mut draws = Draws::new(44);
    for num_qubits in 1..=7 {
        let recipe = recipe(&mut draws, num_qubits, 24);
        let params = draws.angles(NUM_PARAMETERS);
        let expected = probabilities(&recipe.state(&params, zero_state(num_qubits)));
        for precision in Precision::ALL {
            let backend = precision.cpu(always_parallel(num_qubits % 4));
            let plan = Plan::compile(&recipe.circuit(), &tiles(3, 1)).expect("compiles");
            let angles = plan.parameter_map().angles(&params).expect("counted");
            let run = backend.run(&plan, &Inputs::one(Angles(&angles))).expect("runs");
            let mut counts = vec![0; 1 << num_qubits];
            run.sample(SHOTS, 1000 + num_qubits as u64)
                .expect("samples")
                .iter()
                .for_each(|state| counts[*state as usize] += 1);
            let p = p_value(&counts, &expected);
            assert!(p > P_VALUE, "{num_qubits} qubits, {precision:?}: p = {p:e}");
        }
    }
}

/// The recipe with every qubit measured at its end.
fn measured(recipe: Recipe) -> ProgramRecipe {
    let Recipe { num_qubits, num_parameters, steps } = recipe;
    let mut events: Vec<Event> = steps.into_iter().map(Event::Gate).collect();
    events.extend((0..num_qubits).map(|q| Event::Measure(q, num_qubits - 1 - q)));
    ProgramRecipe { num_qubits, num_bits: num_qubits, num_parameters, events }
}

fn assert_follows(recipe: &ProgramRecipe, params: &[f64], seed: u64) {
    let expected = recipe.distribution(params);
    let program = Program::compile(&recipe.circuit(), &PlanOptions::default()).expect("compiles");
    let angles = program.parameter_map().angles(params).expect("counted");
    let all: Vec<usize> = (0..recipe.num_bits).collect();
    for precision in Precision::ALL {
        let backend = precision.cpu(CpuOptions::default());
        let counts = backend.sample(&program, &angles, SHOTS, seed).expect("samples");
        assert_eq!(counts.values().sum::<u64>(), SHOTS);
        let mut by_bits: BTreeMap<Vec<bool>, u64> = expected.keys().map(|bits| (bits.clone(), 0)).collect();
        for (bits, count) in counts {
            *by_bits.entry(bits.select(&all).iter().collect()).or_insert(0) += count;
        }
        let counts: Vec<u64> = by_bits.values().copied().collect();
        let weights: Vec<f64> =
            by_bits.keys().map(|bits| expected.get(bits).copied().unwrap_or(0.0)).collect();
        let p = p_value(&counts, &weights);
        assert!(p > P_VALUE, "p = {p:e} for {recipe:?}");
    }
}

#[test]
fn final_measurements_follow_the_distribution() {
    let mut draws = Draws::new(45);
    for num_qubits in 1..=5 {
        let recipe = measured(recipe(&mut draws, num_qubits, 20));
        assert_follows(&recipe, &draws.angles(NUM_PARAMETERS), num_qubits as u64);
    }
}

#[test]
fn programs_that_measure_on_the_way_follow_the_distribution() {
    let mut draws = Draws::new(46);
    for case in 0..12 {
        let recipe = program(&mut draws, 1 + case % 4, 14);
        assert_follows(&recipe, &draws.angles(NUM_PARAMETERS), case as u64);
    }
}

fn counts(program: &Program, shots: u64, seed: u64) -> BTreeMap<Bits, u64> {
    let angles = program.parameter_map().angles(&[0.4, 1.0, -2.0]).expect("three parameters");
    Cpu::<f64>::default().sample(program, &angles, shots, seed).expect("samples")
}

/// One program that measures at its end, and some that measure on the way.
fn programs() -> Vec<Program> {
    let mut draws = Draws::new(47);
    let mut recipes = vec![measured(recipe(&mut draws, 4, 20))];
    recipes.extend((0..5).map(|_| program(&mut draws, 3, 16)));
    // A last measurement of all qubits, so that every recipe has outcomes to tell apart.
    for recipe in &mut recipes {
        recipe.num_bits = recipe.num_bits.max(4);
        let turns = (0..3).map(|q| {
            Event::Gate(ansatz_tests::recipe::Step::named(
                "ry",
                &[ansatz_tests::recipe::Formula::constant(1.4)],
                &[q],
            ))
        });
        recipe.events.extend(turns);
        recipe.events.extend((0..3).map(|q| Event::Measure(q, q)));
    }
    let compile =
        |r: &ProgramRecipe| Program::compile(&r.circuit(), &PlanOptions::default()).expect("compiles");
    recipes.iter().map(compile).collect()
}

#[test]
fn the_same_seed_gives_the_same_counts_and_another_seed_others() {
    for program in programs() {
        assert_eq!(counts(&program, 1000, 7), counts(&program, 1000, 7));
        let distinct: Vec<_> = (0..4).map(|seed| counts(&program, 1000, seed)).collect();
        assert!((1..4).all(|k| distinct[k] != distinct[0]));
    }
}

#[test]
fn fewer_shots_are_the_first_of_more() {
    for program in programs() {
        let mut before = BTreeMap::new();
        for shots in [0, 1, 2, 10, 11, 100, 1000] {
            let now = counts(&program, shots, 21);
            assert_eq!(now.values().sum::<u64>(), shots);
            assert!(before.iter().all(|(bits, count)| now.get(bits).is_some_and(|more| more >= count)));
            before = now;
        }
    }
    let mut draws = Draws::new(48);
    let plan =
        Plan::compile(&recipe(&mut draws, 5, 20).circuit(), &PlanOptions::default()).expect("compiles");
    let angles = plan.parameter_map().angles(&[0.1, 0.2, 0.3]).expect("counted");
    let backend = Cpu::<f64>::default();
    let run = backend.run(&plan, &Inputs::one(Angles(&angles))).expect("runs");
    let sample = |shots, seed| run.sample(shots, seed).expect("samples");
    let all = sample(1000, 4);
    assert!([0, 1, 17, 999].iter().all(|shots| sample(*shots, 4) == all[..*shots as usize]));
    assert!(sample(1000, 5) != all);
}

/// Shots are drawn in portions; a count over more than one portion is still the sum of its shots.
#[test]
fn millions_of_shots_are_counted() {
    let mut circuit = ansatz_circuits::Circuit::new(1);
    circuit.ry(1.0, 0).and_then(|c| c.measure(0, 0)).expect("one qubit");
    let program = Program::compile(&circuit, &PlanOptions::default()).expect("compiles");
    let shots = 5_000_000;
    let counts = Cpu::<f64>::default().sample(&program, &[], shots, 2).expect("samples");
    let one = 0.5f64.sin().powi(2);
    let values: Vec<u64> = counts.values().copied().collect();
    assert_eq!(values.iter().sum::<u64>(), shots);
    let p = p_value(&values, &[1.0 - one, one]);
    assert!(p > P_VALUE, "{p:e}");
}
