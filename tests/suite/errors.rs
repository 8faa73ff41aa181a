//! Wrong input is an error that says what is wrong; it is never a panic and never a wrong answer.

use ansatz_circuits::{
    Angle, C64, Circuit, CircuitError, Control, Instruction, Matrix, Operation, Pauli, PauliSum, Unitary,
    find_gate,
};
use ansatz_simulator::{
    Backend, Cpu, CpuOptions, Plan, PlanOptions, Program, SimulatorError,
    machine::{Angles, Cotangents, Inputs},
};
use ansatz_tests::ask::AskPlan;
use ansatz_tests::backends::{always_parallel, tiles};
use ansatz_tests::oracle::zero_state;
use ansatz_tests::random::Draws;
use ansatz_tests::strategies::recipe;

const BAD: [f64; 3] = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY];

/// Two qubits, two slots, one parameter twice.
fn circuit() -> Circuit {
    let mut circuit = Circuit::new(2);
    let theta = circuit.parameter("theta");
    circuit.rx(theta, 0).and_then(|c| c.ry(2.0 * theta, 1)).and_then(|c| c.cx(0, 1)).expect("two qubits");
    circuit
}

fn plan() -> Plan {
    Plan::compile(&circuit(), &PlanOptions::default()).expect("compiles")
}

fn program() -> Program {
    let mut circuit = circuit();
    circuit.measure(0, 0).and_then(|c| c.h(0)).and_then(|c| c.measure(0, 1)).expect("two qubits");
    Program::compile(&circuit, &PlanOptions::default()).expect("compiles")
}

fn z(qubit: usize) -> Vec<PauliSum> {
    vec![PauliSum::z(qubit)]
}

#[test]
fn angles_that_are_not_finite_are_refused_wherever_they_come_in() {
    let (backend, plan, program) = (Cpu::<f64>::default(), plan(), program());
    for bad in BAD {
        let is_refused = |error: Option<SimulatorError>| {
            assert!(matches!(error, Some(SimulatorError::NotFinite { .. })), "{bad}: {error:?}");
        };
        for angles in [[bad, 0.0], [0.0, bad]] {
            let inputs = Inputs::one(Angles(&angles));
            is_refused(backend.run(&plan, &inputs).err());
            is_refused(backend.expectations_of(&plan, &inputs, &z(0)).err());
            is_refused(backend.gradients_of(&plan, &inputs, &z(0), Cotangents::Given(&[1.0])).err());
            is_refused(backend.distribution(&program, &angles).err());
            is_refused(backend.sample(&program, &angles, 5, 1).err());
        }
        let amplitudes = [C64::new(1.0, 0.0), C64::new(0.0, bad), C64::ZERO, C64::ZERO];
        is_refused(backend.run(&plan, &Inputs::one(Angles(&[0.0; 2])).with_amplitudes(&amplitudes)).err());
        let mut circuit = Circuit::new(1);
        let theta = circuit.parameter("theta");
        let refused = |error: Option<CircuitError>| {
            assert!(matches!(error, Some(CircuitError::AngleNotFinite { .. })), "{error:?}");
        };
        refused(circuit.rx(bad, 0).err());
        refused(circuit.rx(bad * theta, 0).err());
        refused(circuit.rx(theta + bad, 0).err());
        assert!(circuit.instructions().is_empty(), "what is refused is not added");
        assert!(matches!(Circuit::from_amplitudes(&amplitudes[..2]), Err(CircuitError::Amplitudes(_))));
        let matrix = Matrix::from_element(2, 2, C64::new(bad, 0.0));
        assert!(matches!(Unitary::new("bad", matrix), Err(CircuitError::NotUnitary { .. })));
        let sum = bad * PauliSum::z(0);
        is_refused(backend.expectations_of(&plan, &Inputs::one(Angles(&[0.0; 2])), &[sum]).err());
    }
}

/// A finite parameter can still overflow on its way to an angle.
#[test]
fn angles_that_overflow_are_refused() {
    let plan = plan();
    let angles = plan.parameter_map().angles(&[f64::MAX]).expect("one parameter");
    let error = Cpu::<f64>::default().run(&plan, &Inputs::one(Angles(&angles))).err();
    assert!(matches!(error, Some(SimulatorError::NotFinite { value, .. }) if value == f64::INFINITY));
}

#[test]
fn wrong_counts_are_refused() {
    let (backend, plan, program) = (Cpu::<f64>::default(), plan(), program());
    let refused = |error: Option<SimulatorError>, what: &str, numbers: (usize, usize)| match error {
        Some(SimulatorError::Count { what: said, expected, given }) => {
            assert_eq!((said, (expected, given)), (what, numbers));
        }
        other => panic!("expected a count of {what}, got {other:?}"),
    };
    for given in [0, 1, 3, 5] {
        let angles = vec![0.1; given];
        refused(backend.run(&plan, &Inputs::one(Angles(&angles))).err(), "angles", (2, given));
        refused(
            backend.expectations_of(&plan, &Inputs::batch(2, Angles(&angles)), &z(0)).err(),
            "angles",
            (4, given),
        );
        refused(backend.distribution(&program, &angles).err(), "angles", (2, given));
        refused(backend.sample(&program, &angles, 5, 1).err(), "angles", (2, given));
    }
    let inputs = Inputs::batch(2, Angles(&[0.1; 4]));
    let short = zero_state(2);
    refused(backend.run(&plan, &inputs.with_amplitudes(&short)).err(), "amplitudes", (8, 4));
    let run = backend.run(&plan, &inputs).expect("runs");
    refused(run.fidelity(&zero_state(3)).err(), "amplitudes", (4, 8));
    for given in [0, 1, 3] {
        let weights = vec![1.0; given];
        let error = backend.gradients_of(&plan, &inputs, &z(0), Cotangents::Given(&weights)).err();
        refused(error, "cotangents", (2, given));
    }
    let error = plan.parameter_map().angles(&[]).err();
    assert_eq!(error, Some(CircuitError::ParameterCount { expected: 1, given: 0 }));
    assert!(matches!(circuit().matrix(&[1.0, 2.0]), Err(CircuitError::ParameterCount { .. })));
}

#[test]
fn observables_beyond_the_circuit_are_refused() {
    let (backend, plan) = (Cpu::<f64>::default(), plan());
    let inputs = Inputs::one(Angles(&[0.1, 0.2]));
    let run = backend.run(&plan, &inputs).expect("runs");
    for qubit in [2, 40, 61] {
        let expected = Some(SimulatorError::ObservableQubits { needed: qubit + 1, num_qubits: 2 });
        assert_eq!(backend.expectations_of(&plan, &inputs, &z(qubit)).err(), expected);
        assert_eq!(
            backend.gradients_of(&plan, &inputs, &z(qubit), Cotangents::Given(&[1.0])).err(),
            expected
        );
        assert_eq!(run.expectation(&z(qubit)[0]).err(), expected);
    }
    assert_eq!(run.expectation(&PauliSum::default()).expect("the empty sum is 0"), [0.0]);
}

#[test]
fn instructions_that_do_not_fit_are_refused() {
    let mut circuit = Circuit::new(3);
    let foreign = Circuit::new(0).parameter("x");
    assert!(matches!(circuit.h(3), Err(CircuitError::QubitOutOfRange { qubit: 3, num_qubits: 3 })));
    // An index that is 0 in its low 32 bits is not qubit 0.
    assert!(matches!(circuit.h(1 << 32), Err(CircuitError::QubitOutOfRange { .. })));
    assert!(matches!(circuit.measure(0, 1 << 32), Err(CircuitError::BitOutOfRange { .. })));
    assert!(matches!(circuit.cx(1, 1), Err(CircuitError::RepeatedQubit { qubit: 1, .. })));
    assert!(matches!(circuit.rx(foreign, 0), Err(CircuitError::UnknownParameter { index: 0, count: 0 })));
    assert!(matches!(circuit.measure(0, 1), Err(CircuitError::BitOutOfRange { bit: 1, num_bits: 0 })));
    assert!(matches!(
        circuit.apply("rx", &[], &[0]),
        Err(CircuitError::AngleCount { expected: 1, given: 0, .. })
    ));
    assert!(matches!(
        circuit.apply("cx", &[], &[0]),
        Err(CircuitError::QubitCount { expected: 2, given: 1, .. })
    ));
    assert!(matches!(
        circuit.apply("rxz", &[], &[0]),
        Err(CircuitError::UnknownGate { nearest: Some(_), .. })
    ));
    assert!(find_gate("").is_err() && find_gate(&"x".repeat(10_000)).is_err());
    let word = [Pauli::X, Pauli::Y];
    assert!(matches!(circuit.pauli_rotation(&word, 0.1, &[0]), Err(CircuitError::QubitCount { .. })));
    let x = Instruction::new(Operation::Reset, &[], &[0]);
    let control = [Control { qubit: 1, value: true }];
    assert!(matches!(circuit.controlled(&control, x), Err(CircuitError::NotReversible { .. })));
    let many: Vec<Control> = (0..64).map(|qubit| Control { qubit, value: true }).collect();
    let cx = Instruction::new(Operation::PauliRotation([Pauli::Z][..].into()), &[Angle::from(1.0)], &[70]);
    assert!(matches!(cx.controlled_by(&many), Err(CircuitError::TooManyQubits { .. })));
    for (rows, columns) in [(2, 3), (3, 3), (0, 0)] {
        let matrix = Matrix::zeros(rows, columns);
        assert!(
            matches!(Unitary::new("m", matrix), Err(CircuitError::MatrixShape { .. })),
            "{rows} {columns}"
        );
    }
    assert!(circuit.instructions().is_empty(), "what is refused is not added");
}

#[test]
fn an_append_that_fails_leaves_the_circuit_as_it_was() {
    let mut other = Circuit::new(2);
    let phi = other.parameter("phi");
    other.h(0).and_then(|c| c.measure(0, 0)).and_then(|c| c.rx(phi, 1)).expect("two qubits");
    let mut circuit = circuit();
    let before = circuit.clone();
    assert!(circuit.append(&other, &[0]).is_err());
    assert!(circuit.append(&other, &[0, 7]).is_err());
    assert!(circuit.append(&other, &[1, 1]).is_err());
    assert_eq!(circuit, before);
}

#[test]
fn what_is_not_unitary_has_no_inverse_power_control_or_matrix() {
    let mut measured = Circuit::new(1);
    measured.measure(0, 0).expect("one qubit");
    let prepared = Circuit::from_amplitudes(&zero_state(1)).expect("normalised");
    for circuit in [&measured, &prepared] {
        assert!(matches!(circuit.inverse(), Err(CircuitError::NotReversible { .. })));
        assert!(matches!(circuit.control(1), Err(CircuitError::NotReversible { .. })));
        assert!(matches!(circuit.matrix(&[]), Err(CircuitError::NotReversible { .. })));
    }
    let mut gate = Circuit::new(1);
    gate.h(0).expect("one qubit");
    for exponent in BAD {
        assert!(matches!(gate.instructions()[0].power(exponent), Err(CircuitError::Power { .. })));
    }
}

/// Empty batches, lanes that do not exist, no observables: empty answers.
#[test]
fn nothing_asked_is_nothing_answered() {
    let (backend, plan) = (Cpu::<f64>::default(), plan());
    let nobody = Inputs::batch(0, Angles(&[]));
    let run = backend.run(&plan, &nobody).expect("nothing to run");
    assert!(run.sample(10, 1).expect("answers").is_empty());
    assert!(
        run.amplitudes(0).expect("answers").is_empty() && run.probabilities(0).expect("answers").is_empty()
    );
    assert!(run.expectation(&z(0)[0]).expect("no lanes").is_empty());
    assert!(backend.expectations_of(&plan, &nobody, &z(0)).expect("no lanes").is_empty());
    assert!(
        backend
            .gradients_of(&plan, &nobody, &z(0), Cotangents::Given(&[]))
            .expect("no lanes")
            .slots
            .is_empty()
    );
    let run = backend.run(&plan, &Inputs::one(Angles(&[0.1, 0.2]))).expect("runs");
    assert!(
        run.amplitudes(1).expect("answers").is_empty() && run.probabilities(99).expect("answers").is_empty()
    );
    assert!(backend.expectations_of(&plan, &Inputs::one(Angles(&[0.1, 0.2])), &[]).expect("runs").is_empty());
    let silent = backend.gradients_of(&plan, &Inputs::one(Angles(&[0.1, 0.2])), &[], Cotangents::Given(&[]));
    assert_eq!(silent.expect("runs").slots, [0.0, 0.0]);
}

/// Options past every size are as good as infinite.
#[test]
fn extreme_options_are_taken_at_their_word() {
    let mut draws = Draws::new(77);
    let recipe = recipe(&mut draws, 4, 20);
    let params = [0.2, -0.4, 1.0];
    let expected = recipe.state(&params, zero_state(4));
    let huge = usize::MAX;
    let backends = [
        CpuOptions {
            max_lanes: huge,
            packed_qubits: huge,
            block_qubits: huge,
            parallel_qubits: huge,
            ..CpuOptions::default()
        },
        CpuOptions { max_lanes: 0, packed_qubits: 0, ..always_parallel(0) },
        CpuOptions {
            max_lanes: huge,
            packed_qubits: 64,
            block_qubits: 64,
            parallel_qubits: 64,
            ..CpuOptions::default()
        },
    ];
    for options in backends {
        let wide = PlanOptions { sweep_qubits: huge, lookahead: huge, ..tiles(huge, huge) };
        let narrow = PlanOptions { sweep_qubits: 0, lookahead: 0, split_qubits: huge, ..tiles(2, 0) };
        for plan in [tiles(0, 0), tiles(1, 9), wide, narrow, tiles(0, huge), tiles(huge, 0)] {
            let plan = Plan::compile(&recipe.circuit(), &plan).expect("compiles");
            let angles = plan.parameter_map().angles(&params).expect("counted").repeat(3);
            let backend = Cpu::<f64>::new(options);
            let inputs = Inputs::batch(3, Angles(&angles));
            let run = backend.run(&plan, &inputs).expect("runs");
            for lane in 0..3 {
                assert!(
                    run.amplitudes(lane)
                        .expect("answers")
                        .iter()
                        .zip(&expected)
                        .all(|(a, b)| (a - b).norm() < 1e-12)
                );
            }
            let gradients = backend.gradients_of(&plan, &inputs, &z(0), Cotangents::Given(&[1.0; 3]));
            assert_eq!(gradients.expect("runs").values.len(), 3);
        }
    }
}

#[test]
fn batches_past_all_counting_are_refused() {
    let mut constant = Circuit::new(1);
    constant.h(0).expect("one qubit");
    let plan = Plan::compile(&constant, &PlanOptions::default()).expect("compiles");
    let error = Cpu::<f64>::default().run(&plan, &Inputs::batch(usize::MAX, Angles(&[]))).err();
    assert!(matches!(error, Some(SimulatorError::Memory { .. })), "{error:?}");
    let with_slots = self::plan();
    let error = Cpu::<f64>::default().run(&with_slots, &Inputs::batch(usize::MAX / 2 + 1, Angles(&[]))).err();
    assert!(matches!(error, Some(SimulatorError::Count { .. })), "{error:?}");
}
