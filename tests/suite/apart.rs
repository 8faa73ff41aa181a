//! Programs that come apart, run without plans, as lists of amplitudes or without any: none of it changes what is read.

use ansatz_circuits::{Circuit, CircuitError};
use ansatz_simulator::{Backend, Bits, Cpu, Device, PlanOptions, Program, Sampler, SimulatorError};
use ansatz_tests::random::Draws;
use ansatz_tests::statistics::p_value;
use ansatz_tests::strategies::{NUM_PARAMETERS, program, recipe};
use ansatz_tests::tolerance::P_VALUE;
use std::collections::BTreeMap;

/// One plan for everything, as if there were no other way.
fn whole() -> PlanOptions {
    PlanOptions { apart: false, eager_qubits: 0, sparse: false, stabilizer: false, ..PlanOptions::default() }
}

/// Each way by itself, and all of them.
fn ways() -> Vec<PlanOptions> {
    vec![
        PlanOptions { apart: true, ..whole() },
        PlanOptions { eager_qubits: 12, ..whole() },
        PlanOptions { apart: true, eager_qubits: 3, ..whole() },
        PlanOptions { sparse: true, ..whole() },
        PlanOptions { stabilizer: true, ..whole() },
        PlanOptions { apart: true, stabilizer: true, ..whole() },
        PlanOptions::default(),
    ]
}

fn distribution(circuit: &Circuit, options: &PlanOptions) -> BTreeMap<Bits, f64> {
    let program = Program::compile(circuit, options).expect("compiles");
    Cpu::<f64>::default().distribution(&program, &[]).expect("a distribution")
}

fn assert_unchanged(circuit: &Circuit) {
    let expected = distribution(circuit, &whole());
    for options in ways() {
        let got = distribution(circuit, &options);
        for bits in got.keys().chain(expected.keys()) {
            let of = |map: &BTreeMap<Bits, f64>| map.get(bits).copied().unwrap_or(0.0);
            let apart = (of(&got) - of(&expected)).abs();
            assert!(apart < 1e-12, "{bits}: {} and {} with {options:?}", of(&got), of(&expected));
        }
    }
}

/// Random circuits of these sizes, bound, beside each other on shuffled qubits of a wider circuit; all of it measured.
fn beside(draws: &mut Draws, sizes: &[usize], idle: usize) -> Circuit {
    let num_qubits = sizes.iter().sum::<usize>() + idle;
    let order = draws.distinct(num_qubits, num_qubits);
    let (mut circuit, mut next) = (Circuit::new(num_qubits), 0);
    for size in sizes {
        let params = draws.angles(NUM_PARAMETERS);
        let part = recipe(draws, *size, 6 + 4 * size).circuit().bind(&params).expect("bound");
        circuit.append(&part, &order[next..next + size]).expect("fits");
        next += size;
    }
    circuit.measure_all().expect("measured");
    circuit
}

#[test]
fn blocks_read_as_the_whole_does() {
    let mut draws = Draws::new(301);
    for sizes in [&[1, 1, 1][..], &[2, 3], &[4], &[3, 1, 3], &[5, 2], &[7, 1]] {
        for idle in [0, 2] {
            assert_unchanged(&beside(&mut draws, sizes, idle));
        }
    }
}

#[test]
fn programs_that_measure_on_the_way_read_as_the_whole_does() {
    let mut draws = Draws::new(302);
    for case in 0..80 {
        let params = draws.angles(NUM_PARAMETERS);
        let circuit = program(&mut draws, 1 + case % 5, 4 + case % 13).circuit();
        assert_unchanged(&circuit.bind(&params).expect("bound"));
    }
}

/// Gates with their angles, on how many qubits.
type Gates = &'static [(&'static str, &'static [f64], usize)];

/// Each makes one basis state of one.
const PERMUTING: Gates = &[
    ("x", &[], 1),
    ("y", &[], 1),
    ("t", &[], 1),
    ("cx", &[], 2),
    ("swap", &[], 2),
    ("rzz", &[0.7], 2),
    ("cp", &[1.1], 2),
    ("ccx", &[], 3),
    ("cswap", &[], 3),
];
/// Each maps Pauli strings to Pauli strings.
const CLIFFORD: Gates = &[
    ("h", &[], 1),
    ("s", &[], 1),
    ("sdg", &[], 1),
    ("sx", &[], 1),
    ("y", &[], 1),
    ("rz", &[std::f64::consts::FRAC_PI_2], 1),
    ("rx", &[-std::f64::consts::FRAC_PI_2], 1),
    ("cx", &[], 2),
    ("cz", &[], 2),
    ("cy", &[], 2),
    ("swap", &[], 2),
    ("iswap", &[], 2),
    ("rzz", &[std::f64::consts::FRAC_PI_2], 2),
];

fn random(draws: &mut Draws, gates: Gates, num_qubits: usize, count: usize) -> Circuit {
    let mut circuit = Circuit::new(num_qubits);
    for _ in 0..count {
        let (name, angles, size) = draws.pick(gates);
        let angles: Vec<_> = angles.iter().map(|angle| (*angle).into()).collect();
        circuit.apply(name, &angles, &draws.distinct(*size, num_qubits)).expect("in the table");
    }
    circuit
}

#[test]
fn few_amplitudes_read_as_all_of_them() {
    let mut draws = Draws::new(303);
    for case in 0..12 {
        let mut circuit = random(&mut draws, PERMUTING, 10, 20);
        for qubit in draws.distinct(case % 3, 10) {
            circuit.ry(0.4 + qubit as f64, qubit).expect("a qubit");
            circuit = circuit.compose(&random(&mut draws, PERMUTING, 10, 12)).expect("as many qubits");
        }
        circuit = circuit.compose(&random(&mut draws, PERMUTING, 10, 20)).expect("as many qubits");
        circuit.measure_all().expect("measured");
        assert_unchanged(&circuit);
    }
}

#[test]
fn clifford_circuits_read_as_their_states_do() {
    let mut draws = Draws::new(304);
    for case in 0..30 {
        let num_qubits = 1 + case % 9;
        let mut circuit = random(&mut draws, CLIFFORD, num_qubits.max(2), 8 * num_qubits);
        if case % 3 == 0 {
            circuit.add_bit_register("c", 2);
            circuit.measure(0, 1).and_then(|c| c.measure(1, 0)).expect("measured");
        } else {
            circuit.measure_all().expect("measured");
        }
        assert_unchanged(&circuit);
    }
}

#[test]
fn one_piece_gives_the_shots_that_its_plan_gives() {
    let mut draws = Draws::new(305);
    let cpu = Cpu::<f64>::default();
    for num_qubits in 1..=6 {
        let circuit = beside(&mut draws, &[num_qubits], num_qubits % 2);
        let shots = |options: &PlanOptions| {
            let program = Program::compile(&circuit, options).expect("compiles");
            (cpu.sample(&program, &[], 2000, 5), cpu.outcomes(&program, &[], 300, 5))
        };
        let only_eager = PlanOptions { eager_qubits: 12, ..whole() };
        assert_eq!(shots(&only_eager), shots(&whole()), "{num_qubits} qubits");
    }
}

#[test]
fn shots_of_pieces_follow_the_distribution() {
    let mut draws = Draws::new(306);
    let cliffords = [random(&mut draws, CLIFFORD, 9, 60), random(&mut draws, CLIFFORD, 5, 30)];
    let mut circuit = Circuit::new(16);
    circuit.append(&cliffords[0], &[0, 2, 4, 6, 8, 10, 12, 14, 15]).expect("fits");
    circuit.append(&cliffords[1], &[1, 3, 5, 7, 9]).expect("fits");
    circuit.ry(1.0, 11).and_then(|c| c.cx(11, 13)).expect("fits");
    circuit.add_bit_register("c", 6);
    for (bit, qubit) in [0, 4, 1, 5, 11, 13].into_iter().enumerate() {
        circuit.measure(qubit, bit).expect("measured");
    }
    let program = Program::compile(&circuit, &PlanOptions::default()).expect("compiles");
    let cpu = Cpu::<f64>::default();
    let expected = distribution(&circuit, &whole());
    let counts = cpu.sample(&program, &[], 20_000, 9).expect("samples");
    let count = |bits: &Bits| counts.get(bits).copied().unwrap_or(0);
    let observed: Vec<u64> = expected.keys().map(count).collect();
    assert_eq!(observed.iter().sum::<u64>(), 20_000);
    let p = p_value(&observed, &expected.values().copied().collect::<Vec<_>>());
    assert!(p > P_VALUE, "{p:e}");
    // Counts are those of the outcomes, and fewer shots are the first of more.
    let outcomes = cpu.outcomes(&program, &[], 3000, 9).expect("outcomes");
    assert_eq!(outcomes[..1000], cpu.outcomes(&program, &[], 1000, 9).expect("outcomes")[..]);
    let mut counted = BTreeMap::new();
    outcomes.into_iter().for_each(|bits| *counted.entry(bits).or_insert(0) += 1);
    assert_eq!(counted, cpu.sample(&program, &[], 3000, 9).expect("samples"));
}

#[test]
fn a_bit_that_an_idle_qubit_writes_last_reads_zero() {
    let circuit = Circuit::build(3, |c| c.x(0).measure(0, 0).x(0).measure(2, 0).measure(0, 1));
    let circuit = circuit.expect("builds");
    let outcomes = distribution(&circuit, &PlanOptions::default());
    assert_eq!(outcomes.keys().map(Bits::to_string).collect::<Vec<_>>(), ["00"]);
    assert_unchanged(&circuit);
}

/// As text, the highest bit leftmost.
fn outcomes(circuit: &Circuit) -> Vec<(String, f64)> {
    let distribution = Sampler::new(&Device::cpu(), circuit).expect("compiles").distribution(&[]);
    distribution.expect("few outcomes").into_iter().map(|(bits, p)| (bits.to_string(), p)).collect()
}

#[test]
fn wide_circuits_are_answered() {
    // All qubits of a state of two amplitudes.
    let mut ghz = Circuit::new(300);
    ghz.h(0).expect("a qubit");
    for qubit in 1..300 {
        ghz.cx(qubit - 1, qubit).and_then(|c| c.t(qubit)).expect("fits");
    }
    let (zeros, ones) = ("0".repeat(300), "1".repeat(300));
    let got = outcomes(&ghz);
    assert_eq!(got.iter().map(|(bits, _)| bits).collect::<Vec<_>>(), [&zeros, &ones]);
    assert!(got.iter().all(|(_, p)| (p - 0.5).abs() < 1e-14));
    // Few qubits of a large device.
    let mut mapped = Circuit::new(433);
    for (a, b) in [(7, 431), (431, 200), (200, 64)] {
        mapped.ry(0.8, a).and_then(|c| c.cx(a, b)).and_then(|c| c.ry(0.3, b)).expect("fits");
    }
    mapped.add_bit_register("c", 4);
    for (bit, qubit) in [7, 64, 200, 431].into_iter().enumerate() {
        mapped.measure(qubit, bit).expect("measured");
    }
    let mut compact = Circuit::new(4);
    for (a, b) in [(0, 3), (3, 2), (2, 1)] {
        compact.ry(0.8, a).and_then(|c| c.cx(a, b)).and_then(|c| c.ry(0.3, b)).expect("fits");
    }
    for ((bits, p), (expected, q)) in outcomes(&mapped).into_iter().zip(outcomes(&compact)) {
        assert!(bits == expected && (p - q).abs() < 1e-14, "{bits} {p}, {expected} {q}");
    }
    // Pairs.
    let mut pairs = Circuit::new(60);
    for qubit in (0..60).step_by(2) {
        pairs.ry(1.0, qubit).and_then(|c| c.cx(qubit, qubit + 1)).expect("fits");
    }
    let counts = Sampler::new(&Device::cpu(), &pairs).and_then(|sampler| sampler.sample(&[], 4000, 3));
    let (mut ones, mut pairs_apart) = ([0.0; 30], 0);
    for (bits, count) in counts.expect("samples").iter() {
        for (pair, ones) in ones.iter_mut().enumerate() {
            pairs_apart += u32::from(bits.get(2 * pair) != bits.get(2 * pair + 1));
            *ones += f64::from(u8::from(bits.get(2 * pair))) * *count as f64;
        }
    }
    let (p, shots) = (0.5f64.sin().powi(2), 4000.0);
    let deviation = (shots * p * (1.0 - p)).sqrt();
    assert!(pairs_apart == 0 && ones.iter().all(|ones| (ones - shots * p).abs() < 5.0 * deviation));
}

#[test]
fn qubits_that_meet_and_are_too_many_are_refused() {
    let mut circuit = Circuit::new(80);
    for qubit in 0..80 {
        circuit.ry(0.3, qubit).expect("a qubit");
    }
    for qubit in 1..80 {
        circuit.cx(qubit - 1, qubit).expect("fits");
    }
    circuit.measure_all().expect("measured");
    let error = Program::compile(&circuit, &PlanOptions::default()).expect_err("too wide");
    let expected = CircuitError::TooManyQubits { qubits: 80, limit: 62 };
    assert_eq!(error, SimulatorError::Circuit(expected));
}
