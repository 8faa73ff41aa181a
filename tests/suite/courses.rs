//! OpenQASM 3 programs whose way on depends on what they measure, against numbers by hand and an oracle of a few lines.

use ansatz_circuits::qasm::{NoIncludes, ParseOptions, Report, parse};
use ansatz_simulator::{Backend, Bits, Cpu, PlanOptions, Program, SimulatorError};
use ansatz_tests::backends::{Precision, pool};
use ansatz_tests::random::Draws;
use ansatz_tests::statistics::p_value;
use num_complex::Complex64;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

/// A program and how many bits its registers have.
fn compile(body: &str) -> (Program, usize) {
    let text = format!("OPENQASM 3.0;\ninclude \"stdgates.inc\";\n{body}");
    let read = parse("t.qasm", text.as_bytes(), &NoIncludes, &ParseOptions::default());
    let read = read.unwrap_or_else(|report| panic!("{report}\n{text}"));
    let bits = read.circuit.bit_registers().iter().map(|register| register.size).sum();
    let options = PlanOptions::default();
    let program = match read.course {
        Some(course) => Program::compile_course(&read.circuit, Arc::new(course), &[], &options),
        None => Program::compile(&read.circuit, &options),
    };
    (program.expect("compiles"), bits)
}

/// The bits of all registers, the last one leftmost.
fn text(bits: &Bits, count: usize) -> String {
    (0..count).rev().map(|bit| if bits.get(bit) { '1' } else { '0' }).collect()
}

fn exact(body: &str, precision: Precision) -> BTreeMap<String, f64> {
    let (program, count) = compile(body);
    let backend = precision.cpu(Default::default());
    let outcomes = backend.distribution(&program, &[]).unwrap_or_else(|error| panic!("{error}\n{body}"));
    outcomes.into_iter().map(|(bits, p)| (text(&bits, count), p)).collect()
}

fn assert_distribution(body: &str, expected: &[(&str, f64)]) {
    let found = exact(body, Precision::Double);
    let expected: BTreeMap<String, f64> = expected.iter().map(|(bits, p)| (bits.to_string(), *p)).collect();
    for bits in found.keys().chain(expected.keys()) {
        let of = |map: &BTreeMap<String, f64>| map.get(bits).copied().unwrap_or(0.0);
        assert!((of(&found) - of(&expected)).abs() < 1e-12, "{body}\n{found:?}\n{expected:?}");
    }
}

#[test]
fn outcomes_decide_how_programs_go_on() {
    // A quantum state is teleported: its copy reads as the original would.
    assert_distribution(
        "qubit[3] q; bit a; bit b; ry(1.0) q[0]; h q[1]; cx q[1], q[2]; cx q[0], q[1]; h q[0];
         a = measure q[0]; b = measure q[1]; int fix = 2 * a + b;
         if (fix == 1 || fix == 3) { x q[2]; } if (fix >= 2) { z q[2]; }
         ry(-1.0) q[2]; bit c = measure q[2];",
        &[("000", 0.25), ("001", 0.25), ("010", 0.25), ("011", 0.25)],
    );
    // Three tosses at most, until the coin reads 0.
    assert_distribution(
        "qubit q; bit c = 1; bit[2] n; int k = 0;
         while (c == 1) { reset q; h q; c = measure q; k += 1; if (k == 3) { break; } } n = k;",
        &[("010", 0.5), ("100", 0.25), ("110", 0.125), ("111", 0.125)],
    );
    // The angle of a rotation is a measured number.
    let one = |angle: f64| (angle / 2.0).sin().powi(2) / 4.0;
    assert_distribution(
        "qubit[3] q; bit[2] c; h q[0]; h q[1]; c = measure q[0:1]; uint[2] n = c; rx(n * 0.7) q[2]; bit r = measure q[2];",
        &[
            ("000", 0.25),
            ("001", 0.25 - one(0.7)),
            ("101", one(0.7)),
            ("010", 0.25 - one(1.4)),
            ("110", one(1.4)),
            ("011", 0.25 - one(2.1)),
            ("111", one(2.1)),
        ],
    );
    // `switch` over a register, subroutines that decide, early returns.
    assert_distribution(
        "def flips(bit[2] c) -> bit { switch (c) { case 1, 2 { return 1; } default { return 0; } } }
         qubit[3] q; bit[2] c; h q[0]; h q[1]; c = measure q[0:1]; if (flips(c)) { x q[2]; } bit r = measure q[2];",
        &[("000", 0.25), ("101", 0.25), ("110", 0.25), ("011", 0.25)],
    );
    // What is only computed from outcomes needs no branch of the state.
    assert_distribution(
        "qubit[3] q; bit[3] c; h q; c = measure q; bit[2] n = uint[2](popcount(c));",
        &[
            ("00000", 0.125),
            ("01001", 0.125),
            ("01010", 0.125),
            ("01100", 0.125),
            ("10011", 0.125),
            ("10101", 0.125),
            ("10110", 0.125),
            ("11111", 0.125),
        ],
    );
    // A bit keeps its value when the bit that it was copied from is measured into again.
    assert_distribution(
        "qubit q; bit a; bit b; h q; a = measure q; b = a; x q; a = measure q;",
        &[("01", 0.5), ("10", 0.5)],
    );
    assert_distribution(
        "qubit[2] q; bit c; bit d = 1; h q[0]; c = measure q[0]; if (c) { d = measure q[1]; }",
        &[("10", 0.5), ("01", 0.5)],
    );
    assert_distribution("bit[4] b = \"0101\"; qubit q; x q; bit c = measure q;", &[("10101", 1.0)]);
    // Nothing after `end` is run.
    assert_distribution(
        "qubit q; bit c; bit d; h q; c = measure q; if (c) { end; } d = 1;",
        &[("01", 0.5), ("10", 0.5)],
    );
}

/// Nielsen and Chuang's repeat-until-success rotation by an angle of cosine 3/5, undone by one that is off: what is read
/// in the end is 1 with probability 1/10.
const UNTIL_SUCCESS: &str = "
    def segment(qubit[2] anc, qubit psi) -> bit[2] {
      bit[2] b; reset anc; h anc; ccx anc[0], anc[1], psi; s psi; ccx anc[0], anc[1], psi; z psi; h anc;
      measure anc -> b; return b;
    }
    qubit psi; qubit[2] anc; bit[2] flags = \"11\"; bit out;
    h psi; while (int[2](flags) != 0) { flags = segment(anc, psi); }
    rz(pi - arccos(0)) psi; h psi; out = measure psi;";

#[test]
fn loops_that_end_by_chance_have_an_exact_distribution() {
    let found = exact(UNTIL_SUCCESS, Precision::Double);
    let sum: f64 = found.values().sum();
    // What is left out is less likely than rounding.
    assert!((sum - 1.0).abs() < 1e-12 && (found["100"] - 0.1).abs() < 1e-12, "{found:?}");
    let (program, count) = compile(UNTIL_SUCCESS);
    let counts = Cpu::<f64>::default().sample(&program, &[], 200_000, 11).expect("samples");
    let observed: BTreeMap<String, u64> =
        counts.into_iter().map(|(bits, count_of)| (text(&bits, count), count_of)).collect();
    assert!(fits(&observed, &found), "{observed:?} {found:?}");
    let single = exact(UNTIL_SUCCESS, Precision::Single);
    assert!(found.iter().all(|(bits, p)| (single.get(bits).copied().unwrap_or(0.0) - p).abs() < 1e-4));
}

/// Whether counts are what a distribution makes likely.
fn fits(observed: &BTreeMap<String, u64>, exact: &BTreeMap<String, f64>) -> bool {
    let known = observed.keys().all(|bits| exact.contains_key(bits));
    let of = |bits: &String| observed.get(bits).copied().unwrap_or(0);
    let (counts, probabilities): (Vec<u64>, Vec<f64>) = exact.iter().map(|(bits, p)| (of(bits), *p)).unzip();
    known && p_value(&counts, &probabilities) > 1e-6
}

#[test]
fn threads_change_no_bit_of_a_course() {
    let (program, _) = compile(UNTIL_SUCCESS);
    let ask = || {
        let cpu = Cpu::<f64>::default();
        (
            cpu.distribution(&program, &[]).expect("exact"),
            cpu.sample(&program, &[], 5_000, 3).expect("samples"),
        )
    };
    let one = pool(1).install(ask);
    for threads in 2..=3 {
        assert!(pool(threads).install(ask) == one, "{threads} threads");
    }
}

#[test]
fn mistakes_that_an_outcome_brings_about_are_told() {
    let (program, _) = compile("qubit q; bit c; h q; c = measure q; int n = c; bit[2] r; r[2 * n] = 1;");
    let error = Cpu::<f64>::default().distribution(&program, &[]).expect_err("the index is out of range");
    let refused = report(&error);
    let message = refused.to_string();
    assert!(
        !refused.is_limit() && message.contains("t.qasm:3:") && message.contains("out of range"),
        "{message}"
    );
    let (program, _) = compile("qubit q; bit c; c = measure q; while (c == 0) { c = measure q; }");
    let error = Cpu::<f64>::default().distribution(&program, &[]).expect_err("it never ends");
    assert!(report(&error).is_limit(), "{error}");
}

fn report(error: &SimulatorError) -> &Report {
    let SimulatorError::Course(error) = error else { panic!("{error}") };
    error.downcast_ref().expect("what OpenQASM says")
}

/// Statements of the oracle's little language.
#[derive(Debug, Clone)]
enum Act {
    /// `ry(angle · factor)` of a qubit, where the factor is 1 or the counter.
    Turn(usize, f64, bool),
    Flip(usize, usize),
    Measure(usize, usize),
    Reset(usize),
    /// Adds a bit, or a number, to the counter.
    AddBit(usize),
    Add(u8),
    /// The counter modulo 4 into bits 0 and 1.
    Show,
    If(usize, Vec<Act>, Vec<Act>),
    /// Where the counter modulo 3 is a number.
    Case(u8, Vec<Act>),
    /// So many rounds, or until the bit is set at the end of one.
    Loop(usize, usize, Vec<Act>),
}

const QUBITS: usize = 3;
const BITS: usize = 3;

fn block(draws: &mut Draws, depth: usize) -> Vec<Act> {
    let length = 1 + draws.below(4);
    (0..length).map(|_| act(draws, depth)).collect()
}

fn act(draws: &mut Draws, depth: usize) -> Act {
    let (qubit, bit) = (draws.below(QUBITS), draws.below(BITS));
    match draws.below(if depth == 0 { 8 } else { 12 }) {
        0 | 1 => Act::Turn(qubit, 0.3 + 0.1 * draws.below(20) as f64, draws.below(2) == 1),
        2 => Act::Flip(qubit, (qubit + 1 + draws.below(QUBITS - 1)) % QUBITS),
        3 | 4 => Act::Measure(qubit, bit),
        5 => Act::Reset(qubit),
        6 => Act::AddBit(bit),
        7 if draws.below(3) == 0 => Act::Show,
        7 => Act::Add(1 + draws.below(3) as u8),
        8 | 9 => Act::If(bit, block(draws, depth - 1), block(draws, depth - 1)),
        10 => Act::Case(draws.below(3) as u8, block(draws, depth - 1)),
        _ => Act::Loop(1 + draws.below(2), bit, block(draws, depth - 1)),
    }
}

/// The program as text.
fn write(acts: &[Act], out: &mut String) {
    for act in acts {
        let _ = match act {
            Act::Turn(q, angle, false) => writeln!(out, "ry({angle}) q[{q}];"),
            Act::Turn(q, angle, true) => writeln!(out, "ry({angle} * n) q[{q}];"),
            Act::Flip(a, b) => writeln!(out, "cx q[{a}], q[{b}];"),
            Act::Measure(q, bit) => writeln!(out, "c[{bit}] = measure q[{q}];"),
            Act::Reset(q) => writeln!(out, "reset q[{q}];"),
            Act::AddBit(bit) => writeln!(out, "n += c[{bit}];"),
            Act::Add(value) => writeln!(out, "n = n + {value};"),
            Act::Show => writeln!(out, "c[0:1] = uint[2](n);"),
            _ => Ok(()),
        };
        match act {
            Act::If(bit, then, otherwise) => {
                let _ = writeln!(out, "if (c[{bit}]) {{");
                write(then, out);
                out.push_str("} else {\n");
                write(otherwise, out);
                out.push_str("}\n");
            }
            Act::Case(value, then) => {
                let _ = writeln!(out, "switch (n % 3) {{ case {value} {{");
                write(then, out);
                out.push_str("} default { } }\n");
            }
            Act::Loop(rounds, bit, body) => {
                let _ = writeln!(out, "for int i in [1:{rounds}] {{");
                write(body, out);
                let _ = writeln!(out, "if (c[{bit}] == 1) {{ break; }}\n}}");
            }
            _ => {}
        }
    }
}

/// One branch of the oracle: amplitudes (not normalised), bits, counter.
#[derive(Clone)]
struct World {
    state: Vec<Complex64>,
    bits: [bool; BITS],
    n: u32,
}

impl World {
    fn pair(&mut self, qubit: usize, change: impl Fn(Complex64, Complex64) -> (Complex64, Complex64)) {
        let mask = 1 << qubit;
        for low in (0..self.state.len()).filter(|k| k & mask == 0) {
            let (a, b) = change(self.state[low], self.state[low | mask]);
            (self.state[low], self.state[low | mask]) = (a, b);
        }
    }

    fn split(self, qubit: usize) -> Vec<(bool, World)> {
        let part = |value: bool| {
            let mut world = self.clone();
            let keeps = |k: usize| (k >> qubit & 1 == 1) == value;
            world.state.iter_mut().enumerate().for_each(|(k, a)| *a = if keeps(k) { *a } else { 0.0.into() });
            (value, world)
        };
        let norm = |world: &World| world.state.iter().map(|a| a.norm_sqr()).sum::<f64>();
        [part(false), part(true)].into_iter().filter(|(_, world)| norm(world) > 1e-15).collect()
    }
}

fn follow(acts: &[Act], worlds: Vec<World>) -> Vec<World> {
    acts.iter().fold(worlds, |worlds, act| worlds.into_iter().flat_map(|world| step(act, world)).collect())
}

fn step(act: &Act, mut world: World) -> Vec<World> {
    match act {
        Act::Turn(q, angle, counts) => {
            let half = angle * if *counts { f64::from(world.n) } else { 1.0 } / 2.0;
            world.pair(*q, |a, b| (a * half.cos() - b * half.sin(), a * half.sin() + b * half.cos()));
        }
        Act::Flip(control, target) => {
            let old = world.state.clone();
            let source = |k: usize| if k >> control & 1 == 1 { k ^ 1 << target } else { k };
            world.state = (0..old.len()).map(|k| old[source(k)]).collect();
        }
        Act::Measure(q, bit) => {
            let mut parts = world.split(*q);
            parts.iter_mut().for_each(|(value, world)| world.bits[*bit] = *value);
            return parts.into_iter().map(|(_, world)| world).collect();
        }
        Act::Reset(q) => {
            let mut parts = world.split(*q);
            parts.iter_mut().filter(|(value, _)| *value).for_each(|(_, world)| world.pair(*q, |a, b| (b, a)));
            return parts.into_iter().map(|(_, world)| world).collect();
        }
        Act::AddBit(bit) => world.n += u32::from(world.bits[*bit]),
        Act::Add(value) => world.n += u32::from(*value),
        Act::Show => (world.bits[0], world.bits[1]) = (world.n & 1 == 1, world.n >> 1 & 1 == 1),
        Act::If(bit, then, otherwise) => {
            let chosen = if world.bits[*bit] { then } else { otherwise };
            return follow(chosen, vec![world]);
        }
        Act::Case(value, then) if world.n % 3 == u32::from(*value) => return follow(then, vec![world]),
        Act::Case(..) => {}
        Act::Loop(rounds, bit, body) => {
            let (mut going, mut done) = (vec![world], Vec::new());
            for _ in 0..*rounds {
                let (stopped, on): (Vec<_>, Vec<_>) =
                    follow(body, going).into_iter().partition(|world| world.bits[*bit]);
                done.extend(stopped);
                going = on;
            }
            done.extend(going);
            return done;
        }
    }
    vec![world]
}

#[test]
fn random_courses_have_the_oracles_distribution() {
    let mut draws = Draws::new(21);
    let mut num_courses = 0;
    for _ in 0..150 {
        let acts: Vec<Act> = (0..3).flat_map(|_| block(&mut draws, 2)).collect();
        let mut body = format!("qubit[{QUBITS}] q; bit[{BITS}] c; uint[16] n = 0;\n");
        write(&acts, &mut body);
        let mut state = vec![Complex64::ZERO; 1 << QUBITS];
        state[0] = Complex64::ONE;
        let mut expected: BTreeMap<String, f64> = BTreeMap::new();
        for world in follow(&acts, vec![World { state, bits: [false; BITS], n: 0 }]) {
            let key: String = world.bits.iter().rev().map(|bit| if *bit { '1' } else { '0' }).collect();
            *expected.entry(key).or_default() += world.state.iter().map(|a| a.norm_sqr()).sum::<f64>();
        }
        let (program, count) = compile(&body);
        if program.static_plan().is_some() {
            continue;
        }
        num_courses += 1;
        let found = Cpu::<f64>::default().distribution(&program, &[]).expect("exact");
        let found: BTreeMap<String, f64> =
            found.into_iter().map(|(bits, p)| (text(&bits, count), p)).collect();
        for bits in found.keys().chain(expected.keys()) {
            let of = |map: &BTreeMap<String, f64>| map.get(bits).copied().unwrap_or(0.0);
            assert!((of(&found) - of(&expected)).abs() < 1e-11, "{body}\n{found:?}\n{expected:?}");
        }
    }
    assert!(num_courses > 100, "{num_courses}");
}

#[test]
fn an_exact_distribution_with_too_many_ways_stops() {
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/findings/many_ways.qasm"))
            .expect("the finding is there");
    let mut options = ParseOptions::default();
    options.max_steps = 3000;
    let parsed = parse("many_ways.qasm", text.as_bytes(), &NoIncludes, &options).expect("it is right");
    let course = parsed.course.expect("it depends on what it measures");
    let program = Program::compile_course(&parsed.circuit, Arc::new(course), &[], &PlanOptions::default())
        .expect("compiles");
    let error = Cpu::<f64>::default().distribution(&program, &[]).expect_err("there are 2^60 ways");
    assert!(matches!(error, SimulatorError::TooManySteps { limit: 12000 }), "{error}");
    let counts = Cpu::<f64>::default().sample(&program, &[], 20, 1).expect("each shot has one way");
    assert_eq!(counts.values().sum::<u64>(), 20);
}
