//! Programs that measure on the way: means of observables, outcomes in order, and what is refused before it is walked. Values are
//! worked out by hand.

use ansatz_circuits::qasm::{NoIncludes, ParseOptions, parse};
use ansatz_circuits::{C64, Circuit, PauliSum};
use ansatz_simulator::machine::Asked;
use ansatz_simulator::{Backend, Bits, Cpu, Program, SimulatorError};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

fn program(body: &str) -> Program {
    let text = format!("OPENQASM 3.0; include \"stdgates.inc\"; {body}");
    let read = parse("t.qasm", text.as_bytes(), &NoIncludes, &ParseOptions::default());
    let read = read.unwrap_or_else(|report| panic!("{report}"));
    let options = Cpu::<f64>::default().plan_options();
    match read.course {
        Some(course) => Program::compile_course(&read.circuit, Arc::new(course), &[], &options),
        None => Program::compile(&read.circuit, &options),
    }
    .expect("a program")
}

/// A coin that reads 1 with probability sin²(1/2), copied by a decision.
const COIN: &str = "qubit[2] q; bit c; ry(1.0) q[0]; c = measure q[0]; if (c) { x q[1]; }";
/// The same with a variable, so that it goes on circuit by circuit.
const COUNTED: &str = "qubit[2] q; bit c; int n = 0; ry(1.0) q[0]; c = measure q[0]; if (c) { n += 1; } if (n == 1) { x q[1]; }";

#[test]
fn means_are_sums_over_the_branches() {
    let observables: Vec<PauliSum> = ["Z1", "Z0 Z1", "X0", "0.5 * Z0 + 2"]
        .iter()
        .map(|text| text.parse().expect("an observable"))
        .collect();
    let expected = [1f64.cos(), 1.0, 0.0, 0.5 * 1f64.cos() + 2.0];
    let cpu = Cpu::<f64>::default();
    for text in [COIN, COUNTED] {
        let program = program(text);
        let asked = Asked { program: &program, angles: &[], observables: &observables };
        let values = cpu.means(&asked).expect("values");
        values.iter().zip(expected).for_each(|(a, b)| assert!((a - b).abs() < 1e-12, "{text}: {values:?}"));
        let shots = 4000;
        let estimates = cpu.sampled_means(&asked, shots, 3).expect("estimates");
        let error = 1f64.sin() / (shots as f64).sqrt();
        assert!((estimates[0].standard_error / error - 1.0).abs() < 0.05, "{estimates:?}");
        assert!((estimates[0].mean - expected[0]).abs() < 5.0 * error, "{estimates:?}");
        assert_eq!((estimates[1].mean, estimates[1].standard_error), (1.0, 0.0));
    }
}

#[test]
fn a_program_without_measurements_on_the_way_has_its_expectation_value() {
    let program =
        program("qubit[3] q; bit[3] c; h q[0]; cx q[0], q[1]; ry(0.4) q[2]; swap q[0], q[2]; c = measure q;");
    let observables = ["Z0".parse().expect("Z0"), "Z1 Z2".parse().expect("Z1 Z2")];
    let asked = Asked { program: &program, angles: &[], observables: &observables };
    let values = Cpu::<f64>::default().means(&asked).expect("values");
    assert!((values[0] - 0.4f64.cos()).abs() < 1e-12 && (values[1] - 1.0).abs() < 1e-12, "{values:?}");
}

#[test]
fn outcomes_in_order_are_those_that_are_counted() {
    let cpu = Cpu::<f64>::default();
    let finals = "qubit[2] q; bit[2] c; h q[0]; cx q[0], q[1]; c = measure q;";
    for text in [COIN, COUNTED, finals, "qubit q; bit a; bit b; h q; a = measure q; h q; b = measure q;"] {
        let program = program(text);
        let outcomes = cpu.outcomes(&program, &[], 500, 11).expect("outcomes");
        let mut counts: BTreeMap<Bits, u64> = BTreeMap::new();
        outcomes.iter().for_each(|bits| *counts.entry(bits.clone()).or_insert(0) += 1);
        assert_eq!(counts, cpu.sample(&program, &[], 500, 11).expect("counts"), "{text}");
        let is_sorted = outcomes.windows(2).all(|pair| pair[0] <= pair[1]);
        assert!(!is_sorted, "they come in the order of the shots: {text}");
        // More shots begin with the same ones.
        assert_eq!(cpu.outcomes(&program, &[], 900, 11).expect("outcomes")[..500], outcomes[..], "{text}");
    }
}

const FIFTY: &str = "qubit q; bit[50] c; for int i in [0:49] { reset q; h q; c[i] = measure q; }";
const COUNTED_FIFTY: &str = "qubit q; bit[50] c; int s = 0;
    for int i in [0:49] { reset q; h q; c[i] = measure q; if (c[i]) { s += 1; } }
    bit o; if (s > 25) { reset q; x q; } else { reset q; } o = measure q;";

#[test]
fn a_distribution_of_too_many_branches_is_refused_at_once() {
    let one_after_another = |qubits: usize| {
        format!(
            "qubit[{qubits}] q; bit[{qubits}] c; for int i in [0:{}] {{ h q[i]; c[i] = measure q[i]; if (c[i]) {{ x q[i + 1]; }} }}",
            qubits - 2
        )
    };
    for (text, number) in [
        (FIFTY.to_string(), "2^50"),
        (one_after_another(18), "2^17"),
        (COUNTED_FIFTY.to_string(), "more than 1048576"),
    ] {
        let program = program(&text);
        let start = Instant::now();
        let error = Cpu::<f64>::default().distribution(&program, &[]).expect_err(&text);
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}: {text}", start.elapsed());
        assert!(
            matches!(error, SimulatorError::ManyBranches { .. } | SimulatorError::TooManyBranches { .. }),
            "{error}"
        );
        assert!(error.to_string().contains(number) && error.to_string().contains("ask for shots"), "{error}");
    }
}

#[test]
fn a_distribution_of_few_branches_is_not_refused_for_its_many_measurements() {
    // Each measurement but the first reads what is known.
    let known = "qubit q; bit[60] c; h q; for int i in [0:59] { c[i] = measure q; }";
    assert_eq!(Cpu::<f64>::default().distribution(&program(known), &[]).expect("two outcomes").len(), 2);
    let ten = "qubit q; bit[10] c; for int i in [0:9] { reset q; h q; c[i] = measure q; }";
    assert_eq!(Cpu::<f64>::default().distribution(&program(ten), &[]).expect("outcomes").len(), 1024);
}

#[test]
fn shots_of_a_program_with_variables_take_time_in_proportion_to_their_number() {
    let (cpu, program) = (Cpu::<f64>::default(), program(COUNTED_FIFTY));
    let time = |shots: u64| {
        let start = Instant::now();
        let counts = cpu.sample(&program, &[], shots, 1).expect("counts");
        assert_eq!(counts.values().sum::<u64>(), shots);
        start.elapsed()
    };
    time(50);
    let (few, many) = (time(250), time(2000));
    assert!(many < 20 * few + Duration::from_millis(100), "{few:?} for 250 shots, {many:?} for 2000");
}

#[test]
fn a_circuit_starts_from_amplitudes_that_are_given() {
    let mut circuit = Circuit::build(1, |c| c.h(0)).expect("a circuit");
    circuit.start_from(&[C64::from(0.0), C64::from(1.0)]).expect("a state");
    let minus = circuit.flatten().expect("flat");
    assert!(minus.initial_amplitudes.is_some());
    assert!(circuit.start_from(&[C64::from(1.0)]).is_err());
    let program = Program::compile(&circuit, &Cpu::<f64>::default().plan_options()).expect("a program");
    // H takes |1⟩ to |−⟩.
    let observables = ["X0".parse().expect("X0"), "Z0".parse().expect("Z0")];
    let asked = Asked { program: &program, angles: &[], observables: &observables };
    let values = Cpu::<f64>::default().means(&asked).expect("values");
    assert!((values[0] + 1.0).abs() < 1e-12 && values[1].abs() < 1e-12, "{values:?}");
}
