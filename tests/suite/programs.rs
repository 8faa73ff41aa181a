//! Circuits that measure, reset and decide on the way: exact distributions against the oracle's branches.

use ansatz_circuits::{Circuit, Condition, Instruction, Operation};
use ansatz_simulator::{Backend, Bits, Cpu, CpuOptions, Plan, PlanOptions, Program, SimulatorError};
use ansatz_tests::backends::{Precision, tiles};
use ansatz_tests::random::Draws;
use ansatz_tests::recipe::{Event, Formula, ProgramRecipe, Step};
use ansatz_tests::strategies::{NUM_PARAMETERS, program};
use ansatz_tests::tolerance::{self, assert_near};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The exact distribution over all bits, as the backend has it.
fn distribution(recipe: &ProgramRecipe, params: &[f64], precision: Precision) -> BTreeMap<Vec<bool>, f64> {
    let program = Program::compile(&recipe.circuit(), &tiles(2, 1)).expect("recipes compile");
    let angles = program.parameter_map().angles(params).expect("counted");
    let all: Vec<usize> = (0..recipe.num_bits).collect();
    let backend = precision.cpu(CpuOptions::default());
    let exact = backend.distribution(&program, &angles).expect("few branches");
    exact.into_iter().map(|(bits, p)| (bits.select(&all).iter().collect(), p)).collect()
}

fn assert_exact(recipe: &ProgramRecipe, params: &[f64]) {
    let expected = recipe.distribution(params);
    for precision in Precision::ALL {
        let got = distribution(recipe, params, precision);
        let bound = 4.0 * tolerance::probability(precision.epsilon(), 10 * recipe.events.len());
        let keys = got.keys().chain(expected.keys());
        for bits in keys {
            let of = |map: &BTreeMap<Vec<bool>, f64>| map.get(bits).copied().unwrap_or(0.0);
            assert_near(&format!("{bits:?} of {recipe:?}"), of(&got), of(&expected), bound);
        }
        assert_near("the sum of a distribution", got.values().sum(), 1.0, bound);
    }
}

#[test]
fn random_programs_have_the_oracles_distribution() {
    let mut draws = Draws::new(14);
    for case in 0..120 {
        let recipe = program(&mut draws, 1 + case % 5, 4 + case % 13);
        let params = draws.angles(NUM_PARAMETERS);
        assert_exact(&recipe, &params);
    }
}

fn turn(qubit: usize, angle: f64) -> Event {
    Event::Gate(Step::named("ry", &[Formula::constant(angle)], &[qubit]))
}

fn cx(control: usize, target: usize) -> Event {
    Event::Gate(Step::named("cx", &[], &[control, target]))
}

/// Each line is a way in which a measurement cannot simply be put off to the end.
#[test]
fn measurements_that_cannot_wait_are_taken_in_their_place() {
    use Event::{If, Measure, Reset};
    let x = |qubit: usize| Event::Gate(Step::named("x", &[], &[qubit]));
    let tails: Vec<Vec<Event>> = vec![
        // A bit written twice keeps the later value.
        vec![Measure(0, 0), Measure(1, 0)],
        vec![Measure(1, 0), cx(0, 1), Measure(1, 0)],
        // A qubit measured into two bits reads the same twice.
        vec![Measure(0, 0), Measure(0, 1)],
        // Measured, then changed.
        vec![Measure(0, 0), x(0), Measure(0, 1)],
        vec![Measure(0, 0), turn(0, 0.5), Measure(0, 1)],
        // A measured qubit as a control, and conditions on its bit.
        vec![Measure(0, 0), cx(0, 2), Measure(2, 2)],
        vec![Measure(0, 0), If(vec![(0, true)], vec![x(2)]), Measure(2, 2)],
        vec![Measure(0, 0), If(vec![(0, true)], vec![Measure(1, 0)]), Measure(2, 2)],
        vec![Measure(0, 0), Measure(1, 1), If(vec![(0, true), (1, false)], vec![x(2), Measure(2, 0)])],
        // A condition inside a condition, on a bit that the outer one rewrites.
        vec![
            Measure(0, 0),
            If(vec![(0, true)], vec![Measure(1, 0), If(vec![(0, false)], vec![x(2)])]),
            Measure(2, 1),
        ],
        // Resets of entangled and of measured qubits.
        vec![cx(0, 1), Reset(0), Measure(0, 0), Measure(1, 1)],
        vec![Measure(0, 0), Reset(0), turn(0, 0.9), Measure(0, 1)],
        vec![If(vec![(0, false)], vec![Reset(1)]), Measure(1, 1)],
        vec![Reset(0), Reset(1), Reset(2)],
    ];
    for tail in tails {
        let mut events = vec![turn(0, 1.1), turn(1, 0.8), cx(0, 1), turn(2, 2.0), turn(1, 0.3)];
        events.extend(tail);
        let recipe = ProgramRecipe { num_qubits: 3, num_bits: 3, num_parameters: 0, events };
        assert_exact(&recipe, &[]);
    }
}

#[test]
fn more_than_64_bits_are_told_apart() {
    let num_bits = 150;
    let mut events = vec![turn(0, 1.0), turn(1, 2.0)];
    // Bits far apart, in three words, one of them written on the way.
    events.extend([Event::Measure(0, 149), turn(0, 0.4), Event::Measure(0, 63), Event::Measure(1, 64)]);
    events.push(Event::If(vec![(149, true), (63, false)], vec![Event::Measure(1, 0)]));
    let recipe = ProgramRecipe { num_qubits: 2, num_bits, num_parameters: 0, events };
    assert_exact(&recipe, &[]);
    let program = Program::compile(&recipe.circuit(), &PlanOptions::default()).expect("compiles");
    let counts = Cpu::<f64>::default().sample(&program, &[], 4000, 3).expect("samples");
    assert_eq!(counts.values().sum::<u64>(), 4000);
    assert!(
        counts.len() > 4
            && counts.keys().any(|b| b.get(149))
            && counts.keys().any(|b| b.get(64) && !b.get(63))
    );
}

#[test]
fn bits_are_ordered_by_their_highest() {
    let with = |set: &[usize]| {
        let mut bits = Bits::new(130);
        set.iter().for_each(|bit| bits.set(*bit, true));
        bits
    };
    let ascending =
        [with(&[]), with(&[0]), with(&[63]), with(&[63, 0]), with(&[64]), with(&[129]), with(&[129, 5])];
    assert!(ascending.windows(2).all(|pair| pair[0] < pair[1]));
    let mut bits = with(&[70]);
    bits.set(70, false);
    assert_eq!(bits, with(&[]));
}

/// Teleportation: whatever is sent arrives, for every outcome.
#[test]
fn teleportation_arrives() {
    let x = |qubit: usize| Event::Gate(Step::named("x", &[], &[qubit]));
    let z = |qubit: usize| Event::Gate(Step::named("z", &[], &[qubit]));
    let h = |qubit: usize| Event::Gate(Step::named("h", &[], &[qubit]));
    let send = |angle: f64| vec![turn(0, angle), Event::Gate(Step::named("t", &[], &[0]))];
    for angle in [0.0, 0.7, 2.2] {
        let mut events = send(angle);
        events.extend([h(1), cx(1, 2), cx(0, 1), h(0), Event::Measure(0, 0), Event::Measure(1, 1)]);
        events.push(Event::If(vec![(1, true)], vec![x(2)]));
        events.push(Event::If(vec![(0, true)], vec![z(2)]));
        // Undone on the other side: the third bit must read 0.
        events.extend([Event::Gate(Step::named("tdg", &[], &[2])), turn(2, -angle), Event::Measure(2, 2)]);
        let recipe = ProgramRecipe { num_qubits: 3, num_bits: 3, num_parameters: 0, events };
        let arrived: f64 = distribution(&recipe, &[], Precision::Double)
            .iter()
            .filter(|(bits, _)| !bits[2])
            .map(|(_, p)| p)
            .sum();
        assert_near("teleported", arrived, 1.0, tolerance::probability(f64::EPSILON, 20));
    }
}

#[test]
fn programs_start_from_prepared_amplitudes() {
    let mut draws = Draws::new(5);
    let start = draws.state(2);
    let mut circuit = Circuit::from_amplitudes(&start).expect("normalised");
    circuit.measure(0, 0).and_then(|c| c.h(0)).and_then(|c| c.measure(1, 1)).expect("two qubits");
    let program = Program::compile(&circuit, &PlanOptions::default()).expect("compiles");
    for (bits, p) in Cpu::<f64>::default().distribution(&program, &[]).expect("two branches") {
        let index = usize::from(bits.get(0)) + 2 * usize::from(bits.get(1));
        assert_near("prepared", p, start[index].norm_sqr(), tolerance::probability(f64::EPSILON, 3));
    }
}

#[test]
fn a_program_that_measures_has_no_plan() {
    let mut circuit = Circuit::new(1);
    circuit.h(0).and_then(|c| c.measure(0, 0)).expect("one qubit");
    let refused = Plan::compile(&circuit, &PlanOptions::default()).map(|_| ());
    assert_eq!(refused, Err(SimulatorError::NotStatic { asked: "a plan" }));
    let program = Program::compile(&circuit, &PlanOptions::default()).expect("a program may measure");
    assert!(program.measures() && program.static_plan().is_some(), "a final measurement waits");
    circuit.h(0).expect("one qubit");
    let program = Program::compile(&circuit, &PlanOptions::default()).expect("a program may measure");
    assert!(program.measures() && program.static_plan().is_none());
}

#[test]
fn too_many_branches_are_refused() {
    let mut circuit = Circuit::new(1);
    circuit.add_bit_register("c", 25);
    for bit in 0..25 {
        circuit.h(0).and_then(|c| c.measure(0, bit)).expect("one qubit");
    }
    let program = Program::compile(&circuit, &PlanOptions::default()).expect("compiles");
    let backend = Cpu::<f64>::default();
    let refused = backend.distribution(&program, &[]);
    assert!(matches!(refused, Err(SimulatorError::ManyBranches { .. })), "{refused:?}");
    let counts = backend.sample(&program, &[], 50, 1).expect("shots follow their own branches");
    assert_eq!(counts.values().sum::<u64>(), 50);
}

#[test]
fn a_condition_with_more_bits_than_values_is_refused() {
    let mut circuit = Circuit::new(1);
    circuit.add_bit_register("c", 2);
    let condition = Condition { bits: vec![0, 1], values: vec![true], then: vec![] };
    let instruction = Instruction::new(Operation::If(Arc::new(condition)), &[], &[]);
    assert!(circuit.push(instruction).is_err(), "it could never hold");
}

/// A coin is tossed while it reads 1, and a qubit is flipped at each toss: `k` tosses have probability `p^k (1 − p)`, and `p^(most + 1)` is left.
#[test]
fn a_loop_has_so_many_rounds_at_most() {
    let angle = 1.1f64;
    let p = (angle / 2.0).sin().powi(2);
    for most in [0, 1, 2, 9] {
        let coin = Circuit::build(2, |c| {
            c.ry(angle, 0).measure(0, 0);
            c.while_bit(0, most, |round| round.reset(0).ry(angle, 0).measure(0, 0).x(1)).measure(1, 1)
        });
        let program = Program::compile(&coin.expect("builds"), &PlanOptions::default()).expect("compiles");
        let exact = Cpu::<f64>::default().distribution(&program, &[]).expect("few branches");
        let mut expected = BTreeMap::from([("00", 0.0), ("01", 0.0), ("10", 0.0), ("11", 0.0)]);
        let mut add = |tosses: usize, reads: bool, probability: f64| {
            let key = match (tosses % 2, reads) {
                (0, false) => "00",
                (0, true) => "01",
                (_, false) => "10",
                (_, true) => "11",
            };
            *expected.entry(key).or_insert(0.0) += probability;
        };
        (0..=most).for_each(|tosses| add(tosses, false, p.powi(tosses as i32) * (1.0 - p)));
        add(most, true, p.powi(most as i32 + 1));
        for (key, expected) in expected {
            let got = exact.get(&key.parse::<Bits>().expect("bits")).copied().unwrap_or(0.0);
            assert_near(&format!("{key} after {most} rounds"), got, expected, 1e-13);
        }
    }
}
