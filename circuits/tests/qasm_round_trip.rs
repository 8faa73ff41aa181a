//! The law of the printer: reading what was written gives the same circuit, for every gate and for random circuits.

use ansatz_circuits::qasm::{
    MissingInclude, NoIncludes, ParseOptions, PrintError, parse, to_qasm2, to_qasm3,
};
use ansatz_circuits::{
    Angle, C64, Circuit, Condition, Control, Instruction, LibraryEntry, LibraryGate, Matrix, Operation,
    Pauli, Unitary, library_gates,
};
use std::sync::Arc;

const TOLERANCE: f64 = 1e-11;

fn read(text: &str) -> Circuit {
    let mut options = ParseOptions::default();
    options.missing_include = MissingInclude::Refuse;
    match parse("printed.qasm", text.as_bytes(), &NoIncludes, &options) {
        Ok(program) => {
            assert!(program.warnings.is_empty(), "{:?}\n{text}", program.warnings);
            program.circuit
        }
        Err(report) => panic!("{report}\n{text}"),
    }
}

/// The largest entry of the difference.
fn distance(a: &Matrix, b: &Matrix) -> f64 {
    (a - b).iter().map(|z| z.norm()).fold(0.0, f64::max)
}

fn distance_up_to_phase(a: &Matrix, b: &Matrix) -> f64 {
    let overlap: C64 = a.iter().zip(b.iter()).map(|(x, y)| x.conj() * y).sum();
    distance(&(a * C64::cis(overlap.arg())), b)
}

fn values(circuit: &Circuit) -> Vec<f64> {
    (0..circuit.parameters().len()).map(|j| 0.3 + 0.4 * j as f64).collect()
}

fn check_three(circuit: &Circuit, what: &str) {
    let text = to_qasm3(circuit).unwrap_or_else(|e| panic!("{what}: {e}"));
    let back = read(&text);
    let params = values(circuit);
    let difference =
        distance(&circuit.matrix(&params).expect("unitary"), &back.matrix(&params).expect("unitary"));
    assert!(difference < TOLERANCE, "{what}: {difference}\n{text}");
}

fn check_two(circuit: &Circuit, what: &str) -> Result<(), PrintError> {
    let text = to_qasm2(circuit)?;
    let back = read(&text);
    let difference =
        distance_up_to_phase(&circuit.matrix(&[]).expect("unitary"), &back.matrix(&[]).expect("unitary"));
    assert!(difference < TOLERANCE, "{what}: {difference}\n{text}");
    Ok(())
}

/// How many angles and qubits a gate takes.
fn shape(entry: &LibraryEntry) -> (usize, usize) {
    match &entry.gate {
        LibraryGate::Primitive(gate) => (gate.angles.len(), gate.num_qubits()),
        LibraryGate::Composite(gate) => (gate.body().parameters().len(), gate.body().num_qubits()),
    }
}

fn one_call(entry: &LibraryEntry) -> Circuit {
    let (num_angles, num_qubits) = shape(entry);
    let angles: Vec<Angle> = (0..num_angles).map(|k| Angle::from(0.37 + 0.51 * k as f64)).collect();
    let qubits: Vec<usize> = (0..num_qubits).collect();
    let mut circuit = Circuit::new(num_qubits.max(1));
    let operation = match &entry.gate {
        LibraryGate::Primitive(gate) => Operation::Gate(gate),
        LibraryGate::Composite(gate) => Operation::Composite(Arc::clone(gate)),
    };
    circuit.push(Instruction::new(operation, &angles, &qubits)).expect("a library gate");
    circuit
}

#[test]
fn every_gate_is_written_and_read_back_in_both_dialects() {
    for entry in library_gates() {
        let circuit = one_call(entry);
        check_three(&circuit, &entry.name);
        check_two(&circuit, &entry.name).unwrap_or_else(|e| panic!("{}: {e}", entry.name));
    }
}

#[test]
fn every_gate_is_written_under_controls_and_with_parameters() {
    for entry in library_gates() {
        let (num_angles, num_qubits) = shape(entry);
        let mut circuit = Circuit::new(num_qubits + 2);
        let angles: Vec<Angle> =
            (0..num_angles).map(|k| 1.5 * circuit.parameter(&format!("t[{k}]")) - 0.25).collect();
        let qubits: Vec<usize> = (0..num_qubits).collect();
        let call = one_call(entry).instructions()[0].clone();
        let plain = Instruction::new(call.operation().clone(), &angles, &qubits);
        let controls =
            [Control { qubit: num_qubits, value: true }, Control { qubit: num_qubits + 1, value: false }];
        circuit.controlled(&controls, plain).expect("a controlled gate");
        check_three(&circuit, &entry.name);
    }
}

#[test]
fn every_gate_is_called_by_its_name_in_both_dialects() {
    for entry in library_gates() {
        let (num_angles, num_qubits) = shape(entry);
        let angles: Vec<String> = (0..num_angles).map(|k| format!("{:?}", 0.37 + 0.51 * k as f64)).collect();
        let qubits: Vec<String> = (0..num_qubits).map(|k| format!("q[{k}]")).collect();
        let call = format!("{}({}) {};", entry.name, angles.join(","), qubits.join(","));
        let (two, three) = (entry.libraries.openqasm2, entry.libraries.openqasm3);
        for (header, is_other_dialect) in [("OPENQASM 2.0; qreg", three), ("OPENQASM 3.0; qreg", two)] {
            // A name that is part of one language means that language's gate there, and may be another's here.
            if is_other_dialect && entry.name.chars().all(char::is_uppercase) {
                continue;
            }
            let text = format!("{header} q[{}]; {call}", num_qubits.max(1));
            let program = parse("call.qasm", text.as_bytes(), &NoIncludes, &ParseOptions::default());
            let program = program.unwrap_or_else(|report| panic!("{report}"));
            let (a, b) =
                (one_call(entry).matrix(&[]).expect("a gate"), program.circuit.matrix(&[]).expect("a gate"));
            assert!(distance(&a, &b) < TOLERANCE, "{text}");
        }
    }
}

/// A small generator of its own: the same circuits on every machine (Steele et al. 2014, SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    fn angle(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64 * 8.0 - 4.0
    }

    /// So many different qubits.
    fn qubits(&mut self, count: usize, of: usize) -> Vec<usize> {
        let mut all: Vec<usize> = (0..of).collect();
        (0..count).map(|_| all.swap_remove(self.below(all.len()))).collect()
    }
}

const NUM_QUBITS: usize = 5;

fn random_instruction(random: &mut Random, angles: &[Angle]) -> Instruction {
    let angle = |random: &mut Random| match angles {
        [] => Angle::from(random.angle()),
        list => list[random.below(list.len())].clone() * random.angle() + Angle::from(random.angle()),
    };
    match random.below(8) {
        0 => {
            let letters = [Pauli::I, Pauli::X, Pauli::Y, Pauli::Z];
            let count = 1 + random.below(3);
            let word: Vec<Pauli> = (0..count).map(|_| letters[random.below(4)]).collect();
            let theta = angle(random);
            Instruction::new(
                Operation::PauliRotation(word.into()),
                &[theta],
                &random.qubits(count, NUM_QUBITS),
            )
        }
        1 => {
            let mut inner = Circuit::new(1);
            let (a, b, c) = (random.angle(), random.angle(), random.angle());
            inner.rz(a, 0).and_then(|i| i.ry(b, 0)).and_then(|i| i.p(c, 0)).expect("a gate");
            let unitary =
                Unitary::new("some matrix", inner.matrix(&[]).expect("one qubit")).expect("unitary");
            Instruction::new(Operation::Unitary(Arc::new(unitary)), &[], &random.qubits(1, NUM_QUBITS))
        }
        _ => {
            let all: Vec<&LibraryEntry> = library_gates().collect();
            let entry = all[random.below(all.len())];
            let (num_angles, num_qubits) = shape(entry);
            let angles: Vec<Angle> = (0..num_angles).map(|_| angle(random)).collect();
            let operation = one_call(entry).instructions()[0].operation().clone();
            Instruction::new(operation, &angles, &random.qubits(num_qubits, NUM_QUBITS))
        }
    }
}

/// Some changes that `inv @`, `pow @` and `ctrl @` make.
fn changed(random: &mut Random, instruction: Instruction) -> Instruction {
    let free: Vec<usize> = (0..NUM_QUBITS).filter(|q| instruction.qubits().all(|used| used != *q)).collect();
    match random.below(6) {
        0 => instruction.inverse().expect("a gate"),
        1 => match instruction.power(2.0).expect("a gate") {
            // Only matrices on one qubit have a text.
            power if matches!(power.operation(), Operation::Unitary(u) if u.num_qubits() > 1) => instruction,
            power => power,
        },
        2 if !free.is_empty() => {
            let control = Control { qubit: free[random.below(free.len())], value: random.below(2) == 0 };
            instruction.controlled_by(&[control]).expect("a gate")
        }
        _ => instruction,
    }
}

fn random_circuit(random: &mut Random, num_parameters: usize) -> Circuit {
    let mut circuit = Circuit::new(0);
    circuit.add_qubit_register("left", 2);
    circuit.add_qubit_register("h", NUM_QUBITS - 2);
    let angles: Vec<Angle> =
        (0..num_parameters).map(|j| Angle::from(circuit.parameter(&format!("theta[{j}]")))).collect();
    // A gate of its own, used twice.
    let mut inner = Circuit::new(NUM_QUBITS);
    let own = Angle::from(inner.parameter("pi"));
    for _ in 0..3 {
        let instruction = random_instruction(random, std::slice::from_ref(&own));
        inner.push(changed(random, instruction)).expect("a valid instruction");
    }
    let composite = Arc::new(ansatz_circuits::Composite::new("my gate", inner).expect("gates only"));
    for step in 0..8 {
        let instruction = if step % 4 == 3 {
            let theta = Angle::from(random.angle());
            Instruction::new(
                Operation::Composite(Arc::clone(&composite)),
                &[theta],
                &random.qubits(NUM_QUBITS, NUM_QUBITS),
            )
        } else {
            random_instruction(random, &angles)
        };
        circuit.push(changed(random, instruction)).expect("a valid instruction");
    }
    circuit
}

#[test]
fn random_circuits_survive_openqasm_3() {
    for seed in 0..200 {
        let circuit = random_circuit(&mut Random(seed), seed as usize % 3);
        check_three(&circuit, &format!("seed {seed}"));
    }
}

#[test]
fn random_circuits_survive_openqasm_2() {
    for seed in 0..200 {
        let circuit = random_circuit(&mut Random(seed), 0);
        check_two(&circuit, &format!("seed {seed}")).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    }
}

#[test]
fn measurements_and_conditions_survive_both_dialects() {
    let mut circuit = Circuit::new(0);
    circuit.add_qubit_register("q", 2);
    circuit.add_bit_register("a", 3);
    circuit.add_bit_register("b", 1);
    let x = Instruction::new(Operation::Gate(&ansatz_circuits::table::X), &[], &[1]);
    let condition =
        Condition { bits: vec![0, 1, 2], values: vec![true, false, true], then: vec![x.clone(), x.clone()] };
    for bit in 0..3 {
        circuit.measure(1, bit).expect("measure");
    }
    circuit.h(0).expect("h").measure(0, 3).expect("measure").barrier(&[1, 0]).expect("barrier");
    circuit.push(Instruction::new(Operation::If(Arc::new(condition)), &[], &[])).expect("if");
    circuit.reset(1).expect("reset");
    assert_eq!(read(&to_qasm3(&circuit).expect("OpenQASM 3")), circuit);
    let two = to_qasm2(&circuit).expect("OpenQASM 2");
    assert!(two.contains("if(a==5) x q[1];\nif(a==5) x q[1];\n"), "{two}");
    assert_eq!(read(&two).instructions().len(), circuit.instructions().len() + 1);

    let one_bit = Condition { bits: vec![1], values: vec![false], then: vec![x] };
    circuit.push(Instruction::new(Operation::If(Arc::new(one_bit)), &[], &[])).expect("if");
    assert_eq!(read(&to_qasm3(&circuit).expect("OpenQASM 3")), circuit);
    let two = to_qasm2(&circuit).expect("OpenQASM 2");
    let of_each_value = "if(a==0) x q[1];\nif(a==1) x q[1];\nif(a==4) x q[1];\nif(a==5) x q[1];\n";
    assert!(two.ends_with(of_each_value), "{two}");

    let across = Condition { bits: vec![0, 3], values: vec![true, true], then: Vec::new() };
    circuit.push(Instruction::new(Operation::If(Arc::new(across)), &[], &[])).expect("if");
    assert!(matches!(to_qasm2(&circuit), Err(PrintError::Condition { .. })));
}

#[test]
fn what_has_no_text_is_refused_with_its_reason() {
    let mut circuit = Circuit::new(2);
    let theta = circuit.parameter("theta");
    circuit.rx(theta, 0).expect("rx");
    assert_eq!(to_qasm2(&circuit), Err(PrintError::Parameter { name: "theta".into() }));
    let swap = Unitary::new("SWAP", ansatz_circuits::table::SWAP.target_matrix(0.0)).expect("unitary");
    circuit.unitary(swap, &[0, 1]).expect("unitary");
    check_three(&circuit, "a matrix on two qubits");
    let prepared = Circuit::from_amplitudes(&[C64::new(1.0, 0.0), C64::new(0.0, 0.0)]).expect("a state");
    assert_eq!(to_qasm3(&prepared), Err(PrintError::Amplitudes));
}

#[test]
fn bits_that_are_computed_survive() {
    let text = "OPENQASM 3.0; include \"stdgates.inc\"; qubit[2] q; bit[2] a; bit[3] b;
        a = measure q; b[0] = a[1]; b[2] = 1;";
    let circuit = read(text);
    assert_eq!(circuit.final_bits().len(), 2);
    assert_eq!(read(&to_qasm3(&circuit).expect("OpenQASM 3")), circuit);
    assert_eq!(to_qasm2(&circuit), Err(PrintError::ComputedBits));
}
