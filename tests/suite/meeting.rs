//! Branches that become one inside a circuit: the same distributions and means as if each went on alone, and loops of any length.

use ansatz_circuits::Circuit;
use ansatz_simulator::{Backend, Bits, Cpu, PlanOptions, Program, SimulatorError, machine::Asked};
use ansatz_tests::random::Draws;
use ansatz_tests::strategies::{NUM_PARAMETERS, program};
use std::collections::BTreeMap;

fn compiled(circuit: &Circuit, meet: bool) -> Program {
    Program::compile(circuit, &PlanOptions { meet, ..PlanOptions::default() }).expect("compiles")
}

fn distribution(circuit: &Circuit, meet: bool) -> BTreeMap<Bits, f64> {
    Cpu::<f64>::default().distribution(&compiled(circuit, meet), &[]).expect("a distribution")
}

fn means(circuit: &Circuit, meet: bool) -> Vec<f64> {
    let observables = ["Z0", "X0 + 0.5 * Y0"].map(|text| text.parse().expect("an observable"));
    let program = compiled(circuit, meet);
    let asked = Asked { program: &program, angles: &[], observables: &observables };
    Cpu::<f64>::default().means(&asked).expect("means")
}

#[test]
fn it_changes_nothing() {
    let mut draws = Draws::new(411);
    for case in 0..150 {
        let params = draws.angles(NUM_PARAMETERS);
        let circuit = program(&mut draws, 1 + case % 4, 5 + case % 17).circuit();
        let circuit = circuit.bind(&params).expect("bound");
        let (together, alone) = (distribution(&circuit, true), distribution(&circuit, false));
        for bits in together.keys().chain(alone.keys()) {
            let of = |map: &BTreeMap<Bits, f64>| map.get(bits).copied().unwrap_or(0.0);
            assert!((of(&together) - of(&alone)).abs() < 1e-12, "{bits} of {circuit:?}");
        }
        for (together, alone) in means(&circuit, true).iter().zip(means(&circuit, false)) {
            assert!((together - alone).abs() < 1e-12, "{circuit:?}");
        }
    }
}

/// `reset; h; m = measure; if (m) x`, so many times, with one bit.
fn rounds(count: usize) -> Circuit {
    let mut circuit = Circuit::new(1);
    for _ in 0..count {
        circuit.reset(0).expect("a qubit").h(0).expect("a qubit").measure(0, 0).expect("a bit");
        circuit.if_bit(0, |then| then.x(0)).expect("a condition");
    }
    circuit
}

#[test]
fn a_loop_that_measures_and_resets_has_as_many_branches_as_states() {
    for count in [1, 2, 25, 400] {
        let found = distribution(&rounds(count), true);
        assert_eq!(found.len(), 2, "{count} rounds");
        found.values().for_each(|p| assert!((p - 0.5).abs() < 1e-12, "{count} rounds: {p}"));
        assert!((means(&rounds(count), true)[0] - 1.0).abs() < 1e-12);
    }
}

/// A state teleported so many times on three qubits that are used again.
fn hops(count: usize, theta: f64) -> Circuit {
    let mut circuit = Circuit::new(3);
    circuit.ry(theta, 0).expect("a qubit");
    let (mut from, mut helper, mut to) = (0, 1, 2);
    for _ in 0..count {
        for qubit in [helper, to] {
            circuit.reset(qubit).expect("a qubit");
        }
        circuit.h(helper).and_then(|c| c.cx(helper, to)).expect("qubits");
        circuit.cx(from, helper).and_then(|c| c.h(from)).expect("qubits");
        circuit.measure(from, 0).and_then(|c| c.measure(helper, 1)).expect("bits");
        circuit
            .if_bit(1, |then| then.x(to))
            .and_then(|c| c.if_bit(0, |then| then.z(to)))
            .expect("conditions");
        (from, helper, to) = (to, from, helper);
    }
    circuit.measure(from, 2).expect("a bit");
    circuit
}

#[test]
fn a_state_is_teleported_any_number_of_times() {
    let theta = 0.7f64;
    for count in [1, 2, 10, 60] {
        let found = distribution(&hops(count, theta), true);
        let one: f64 = found.iter().filter(|(bits, _)| bits.get(2)).map(|(_, p)| p).sum();
        assert!((one - (theta / 2.0).sin().powi(2)).abs() < 1e-12, "{count} hops: {one}");
        assert_eq!(found.len(), 8);
    }
}

#[test]
fn branches_that_stay_apart_are_refused_and_not_walked_for_ever() {
    // Bits of all rounds are shown, so that nothing may meet.
    let mut circuit = Circuit::new(2);
    for bit in 0..40 {
        circuit.ry(0.3, 0).and_then(|c| c.cx(0, 1)).and_then(|c| c.measure(0, bit)).expect("in range");
    }
    let error =
        Cpu::<f64>::default().distribution(&compiled(&circuit, true), &[]).expect_err("2^40 branches");
    assert!(matches!(error, SimulatorError::ManyBranches { .. }), "{error}");
    // Here there are two states after each round, and not 2^60.
    let mut circuit = Circuit::new(1);
    for round in 0..60 {
        circuit.ry(0.9, 0).and_then(|c| c.measure(0, 0)).expect("in range");
        circuit.if_bit(0, |then| then.ry(0.1 + 0.01 * f64::from(round), 0)).expect("a condition");
    }
    let found = distribution(&circuit, true);
    assert!((found.values().sum::<f64>() - 1.0).abs() < 1e-9);
}
