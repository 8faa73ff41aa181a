//! Definitions that are one matrix under controls: run as that, they do what they did.

use ansatz_circuits::{Circuit, Composite};
use ansatz_simulator::{
    Backend, Cpu, Device, Estimator, Plan, PlanOptions,
    machine::{Angles, Inputs},
};
use ansatz_tests::tolerance;
use std::f64::consts::PI;
use std::sync::Arc;

/// A phase under so many controls, without another qubit, by halves of it: `C^n(φ) = C(φ/2) · X-parts · C^{n−1}(φ/2)` (Barenco et al., 1995).
fn phase_by_halves(circuit: &mut Circuit, controls: &[usize], target: usize, phi: f64) {
    let Some((last, rest)) = controls.split_last() else {
        circuit.p(phi, target).expect("in range");
        return;
    };
    if rest.is_empty() {
        circuit.apply("cp", &[phi.into()], &[*last, target]).expect("in range");
        return;
    }
    circuit.apply("cp", &[(phi / 2.0).into()], &[*last, target]).expect("in range");
    flip_by_halves(circuit, rest, *last);
    circuit.apply("cp", &[(-phi / 2.0).into()], &[*last, target]).expect("in range");
    flip_by_halves(circuit, rest, *last);
    phase_by_halves(circuit, rest, target, phi / 2.0);
}

fn flip_by_halves(circuit: &mut Circuit, controls: &[usize], target: usize) {
    circuit.h(target).expect("in range");
    phase_by_halves(circuit, controls, target, PI);
    circuit.h(target).expect("in range");
}

fn definition(name: &str, num_qubits: usize, fill: impl Fn(&mut Circuit)) -> Arc<Composite> {
    let mut body = Circuit::new(num_qubits);
    fill(&mut body);
    Arc::new(Composite::new(name, body).expect("a gate"))
}

/// Grover's search for all ones on so many qubits, its gates given by definitions in definitions.
fn grover(num_qubits: usize, rounds: usize) -> Circuit {
    let all: Vec<usize> = (0..num_qubits).collect();
    let last = num_qubits - 1;
    let oracle = definition("o", num_qubits, |c| phase_by_halves(c, &all[..last], last, PI));
    let toffoli = definition("t", num_qubits, |c| flip_by_halves(c, &all[..last], last));
    let round = definition("r", num_qubits, |c| {
        c.composite(oracle.clone(), &[], &all).expect("fits");
        for q in &all {
            c.h(*q).and_then(|c| c.x(*q)).expect("in range");
        }
        c.h(last)
            .and_then(|c| c.composite(toffoli.clone(), &[], &all))
            .and_then(|c| c.h(last))
            .expect("fits");
        for q in &all {
            c.x(*q).and_then(|c| c.h(*q)).expect("in range");
        }
    });
    let mut circuit = Circuit::new(num_qubits);
    for q in &all {
        circuit.h(*q).expect("in range");
    }
    for _ in 0..rounds {
        circuit.composite(round.clone(), &[], &all).expect("fits");
    }
    circuit
}

fn options(meaning: bool) -> PlanOptions {
    PlanOptions { meaning, ..PlanOptions::default() }
}

#[test]
fn it_changes_nothing() {
    for (num_qubits, rounds) in [(6, 9), (7, 12), (9, 10)] {
        let circuit = grover(num_qubits, rounds);
        let plans =
            [true, false].map(|meaning| Plan::compile(&circuit, &options(meaning)).expect("compiles"));
        let [meant, written] = &plans;
        assert!(
            meant.num_operations() * 4 < written.num_operations(),
            "{num_qubits} qubits: {} of {} operations",
            meant.num_operations(),
            written.num_operations()
        );
        let cpu = Cpu::<f64>::default();
        let amplitudes = plans.each_ref().map(|plan| {
            cpu.run(plan, &Inputs::one(Angles(&[]))).expect("runs").amplitudes(0).expect("amplitudes")
        });
        let operations = circuit.flatten().expect("flat").instructions.len();
        let distance =
            amplitudes[0].iter().zip(&amplitudes[1]).map(|(a, b)| (a - b).norm_sqr()).sum::<f64>().sqrt();
        // Gates that undo each other are wrong in the same direction again and again.
        let bound = tolerance::ORACLE + f64::EPSILON * operations as f64;
        assert!(distance < bound, "{num_qubits} qubits: {distance} > {bound}");
    }
}

#[test]
fn the_search_finds_what_it_searches() {
    let (n, rounds) = (10, 25);
    let angle = (2.0 * rounds as f64 + 1.0) * (0.5f64.powi(n as i32).sqrt()).asin();
    let all_ones = (0..n).map(|q| format!("0.5 - 0.5 * Z{q}")).collect::<Vec<_>>();
    let estimator = Estimator::new(&Device::cpu(), &grover(n, rounds), all_ones).expect("compiles");
    let found = angle.sin().powi(2);
    let expected = found + (1.0 - found) * (0.5 * (1u64 << n) as f64 - 1.0) / ((1u64 << n) as f64 - 1.0);
    for value in estimator.values(&[]).expect("values") {
        assert!((value - expected).abs() < 1e-9, "{value} and {expected}");
    }
}

#[test]
fn definitions_with_parameters_keep_their_slopes() {
    let mut body = Circuit::new(4);
    let theta = body.parameter("theta");
    for _ in 0..12 {
        body.ry(theta, 0)
            .and_then(|c| c.cx(0, 1))
            .and_then(|c| c.cx(1, 2))
            .and_then(|c| c.ccx(0, 2, 3))
            .expect("fits");
    }
    let gate = Arc::new(Composite::new("g", body).expect("a gate"));
    let mut circuit = Circuit::new(4);
    let a = circuit.parameter("a");
    for k in 0..40 {
        let angle = if k % 2 == 0 { 0.3 * a } else { 0.2.into() };
        circuit.composite(gate.clone(), &[angle], &[0, 1, 2, 3]).expect("fits");
    }
    let [with, without] = [true, false].map(|meaning| {
        let plan = Plan::compile(&circuit, &options(meaning)).expect("compiles");
        let observed = ansatz_simulator::machine::ObservedPlan::new(plan, vec!["Z3".parse().expect("a sum")]);
        let backend: Arc<dyn Backend> = Arc::new(Cpu::<f64>::default());
        Estimator::of_plan(backend, observed.expect("fits")).gradient(&[0.4]).expect("a slope")[0]
    });
    assert!((with - without).abs() < 1e-11, "{with} and {without}");
}
