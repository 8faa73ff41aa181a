//! What is printed means what was read: states to 1e-9 and exact distributions, for programs of the whole language that come
//! down to one circuit, and for a shared collection of circuit files where it is there.
#![allow(clippy::print_stdout)] // A test's notes go to its output.

use ansatz_circuits::qasm::{NoIncludes, ParseOptions, parse, to_qasm2, to_qasm3};
use ansatz_circuits::{C64, Circuit};
use ansatz_simulator::{
    Backend, Bits, Cpu, PlanOptions, Program,
    machine::{Angles, Inputs},
};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const TOLERANCE: f64 = 1e-9;
/// Files of the collection that are small enough to run in no time.
const MAX_QUBITS: usize = 10;
const MAX_OPERATIONS: u64 = 20_000;

/// Programs that fold to a circuit, decide by what they measure, or compute bits.
const PROGRAMS: &[&str] = &[
    "qubit[4] q; for int i in [0:2] { ry(0.3 * (i + 1)) q[i]; cx q[i], q[i + 1]; } for uint i in [2:-1:0] { t q[i]; }",
    "qubit[2] q; def bell(qubit a, qubit b, angle x) { h a; cp(x) a, b; cx a, b; } bell(q[0], q[1], pi/5); bell(q[1], q[0], 1);",
    "qubit[3] q; int n = 0; while (n < 5) { rx(n * 0.7) q[n % 3]; n += 2; } switch (n) { case 6 { h q; } default { x q; } }",
    "input float w; input angle v; qubit[2] q; def f(float t) -> float { return 2 * t + 1; } rx(f(w)) q[0]; ry(sin(v) * w) q[1]; cx q[0], q[1];",
    "gate ladder(x) a, b, c { for int i in [1:2] { rx(i * x) a; } cx a, b; gphase(x); } qubit[3] q; ctrl @ ladder(0.4) q[1], q[0], q[2], $0;",
    "gate ladder(x) a, b { rx(x) a; cx a, b; gphase(x); } qubit[3] q; h q; negctrl @ ladder(0.4) q[1], q[0], q[2]; pow(1/3) @ ladder(2) q[0], q[1];",
    "qubit[2] q; bit[2] c; ry(0.8) q[0]; c[0] = measure q[0]; if (c[0]) { rx(0.7) q[1]; x q[0]; } else { h q[1]; } c = measure q;",
    "qubit[3] q; bit[2] c; bit d; ry(0.8) q[0]; ry(1.1) q[1]; c = measure q[0:1]; if (c == 2) { ry(0.3) q[2]; } reset q[0]; d = measure q[2];",
    "qubit[2] q; bit[2] c; bit e; ry(0.9) q; c = measure q; e = c[0] ^ c[1];",
    "qubit[2] q; bit[2] c; ry(0.9) q; c = measure q; if (c[0] && !c[1]) { x q[1]; } c[1] = measure q[1];",
    "OPENQASM 2.0; include \"qelib1.inc\"; qreg q[3]; creg c[2]; creg d[1]; u3(0.1,0.2,0.3) q; ccx q[0],q[1],q[2]; measure q[0] -> c[1];
     if(c==2) u2(0.4,0.5) q[1]; measure q[1] -> d[0]; if(d==1) x q[2]; reset q[0]; h q[0];",
];

/// Programs that both dialects can say: gates under controls, powers, matrices, conditions on a part of a register.
const IN_BOTH: &[&str] = &[
    "qubit[3] q; h q; ctrl @ t q[0], q[1]; ctrl(2) @ p(0.3) q[0], q[1], q[2]; ctrl @ rzz(0.7) q[0], q[1], q[2];",
    "qubit[2] q; ry(0.4) q; pow(2) @ swap q[0], q[1]; pow(0.5) @ iswap q[0], q[1]; pow(1/3) @ sx q[1];",
    "qubit[4] q; h q; ctrl @ pow(1/3) @ swap q[0], q[1], q[2]; ctrl(2) @ h q[0], q[1], q[3]; negctrl(3) @ x q[0], q[1], q[2], q[3];",
    "qubit[7] q; h q; ctrl(5) @ ry(0.3) q[0], q[1], q[2], q[3], q[4], q[6]; ctrl(6) @ x q[0], q[1], q[2], q[3], q[4], q[5], q[6];",
    "qubit[3] q; h q; negctrl @ ctrl @ sx q[0], q[1], q[2]; ctrl @ gphase(0.4) q[0]; ctrl(2) @ gphase(0.4) q[0], q[1]; ctrl @ u3(0.1, 0.2, 0.3) q[1], q[2];",
    "gate a(x) p, q, r { h p; rzz(x) q, r; ccx p, q, r; gphase(x); } qubit[4] q; h q; ctrl @ a(0.4) q[0], q[1], q[2], q[3]; pow(0.5) @ a(0.3) q[0], q[1], q[2];",
    "qubit[3] q; bit[2] c; ry(0.8) q[0]; ry(1.1) q[1]; c = measure q[0:1]; if (c == 1) { ry(0.3) q[2]; } if (c[1]) { x q[2]; }",
    "qubit[2] q; bit[3] c; h q; c[0] = measure q[0]; c[2] = measure q[1]; if (c[2] && !c[0]) { ctrl @ t q[0], q[1]; h q[0]; }",
    "qubit[3] q; bit[2] c; h q; c = measure q[0:1]; if (c[0]) { if (c[1]) { ctrl @ ry(0.5) q[0], q[2]; } }",
    "bit[2] c; h $5; cx $5, $2; c[0] = measure $2; if (c[0]) { x $5; }",
    "qubit[3] q; h q;\n#pragma braket unitary([[0, 1, 0, 0, 0, 0, 0, 0], [0, 0, 1, 0, 0, 0, 0, 0], [0, 0, 0, 1, 0, 0, 0, 0], [0, 0, 0, 0, 1.0im, 0, 0, 0], [0, 0, 0, 0, 0, 1, 0, 0], [0, 0, 0, 0, 0, 0, 1, 0], [0, 0, 0, 0, 0, 0, 0, 1], [1, 0, 0, 0, 0, 0, 0, 0]]) q[0], q[1], q[2]\nt q[0];",
];

#[test]
fn what_is_run_is_written_in_both_dialects() {
    for program in IN_BOTH {
        let text = format!("OPENQASM 3.0; include \"stdgates.inc\"; {program}");
        let circuit = read(text.as_bytes()).unwrap_or_else(|| panic!("{program}"));
        assert_eq!(convert(&circuit), Ok(2), "{program}");
    }
}

fn read(text: &[u8]) -> Option<Circuit> {
    let mut options = ParseOptions::default();
    options.max_operations = MAX_OPERATIONS;
    let program = parse("file.qasm", text, &NoIncludes, &options).ok()?;
    (program.course.is_none() && program.circuit.num_qubits() <= MAX_QUBITS).then_some(program.circuit)
}

/// What a circuit does: its final state, or the distribution of its bits.
enum Meaning {
    State(Vec<C64>),
    Distribution(BTreeMap<String, f64>),
}

/// What the first registers of a circuit read. Bits that belong to no register become registers behind them when they are
/// printed.
fn shown(circuit: &Circuit, num_registers: usize, bits: &Bits) -> String {
    let registers = circuit.bit_registers().iter().take(num_registers);
    registers.flat_map(|register| register.bits()).map(|bit| if bits.get(bit) { '1' } else { '0' }).collect()
}

/// `None`: it cannot be run.
fn meaning(circuit: &Circuit, num_registers: usize) -> Option<Meaning> {
    let params: Vec<f64> = (0..circuit.parameters().len()).map(|k| 0.3 + 0.2 * k as f64).collect();
    let program = Program::compile(circuit, &PlanOptions::default()).ok()?;
    let cpu = Cpu::<f64>::default();
    let angles = program.parameter_map().angles(&params).ok()?;
    match program.static_plan() {
        Some(plan) => {
            Some(Meaning::State(cpu.run(plan, &Inputs::one(Angles(&angles))).ok()?.amplitudes(0).ok()?))
        }
        None => {
            let mut sums = BTreeMap::new();
            for (bits, p) in cpu.distribution(&program, &angles).ok()? {
                *sums.entry(shown(circuit, num_registers, &bits)).or_insert(0.0) += p;
            }
            Some(Meaning::Distribution(sums))
        }
    }
}

/// How far two meanings are apart; states up to a global phase where the dialect has none.
fn distance(a: &Meaning, b: &Meaning, keeps_phase: bool) -> f64 {
    match (a, b) {
        (Meaning::State(a), Meaning::State(b)) if a.len() == b.len() => {
            let overlap: C64 = a.iter().zip(b).map(|(x, y)| x.conj() * y).sum();
            let phase = if keeps_phase { C64::new(1.0, 0.0) } else { overlap / overlap.norm() };
            a.iter().zip(b).map(|(x, y)| (x * phase - y).norm()).fold(0.0, f64::max)
        }
        (Meaning::Distribution(a), Meaning::Distribution(b)) => {
            let of = |map: &BTreeMap<String, f64>, bits: &String| map.get(bits).copied().unwrap_or(0.0);
            a.keys().chain(b.keys()).map(|bits| (of(a, bits) - of(b, bits)).abs()).fold(0.0, f64::max)
        }
        _ => f64::INFINITY,
    }
}

/// Prints in both dialects and reads again; how many dialects could say it, or what is wrong.
fn convert(circuit: &Circuit) -> Result<usize, String> {
    let num_registers = circuit.bit_registers().len();
    let Some(expected) = meaning(circuit, num_registers) else { return Ok(0) };
    let mut written = 0;
    for (printed, keeps_phase) in [(to_qasm3(circuit), true), (to_qasm2(circuit), false)] {
        let Ok(text) = printed else { continue };
        written += 1;
        let program = parse("printed.qasm", text.as_bytes(), &NoIncludes, &ParseOptions::default())
            .map_err(|report| format!("{report}\n{text}"))?;
        let found =
            meaning(&program.circuit, num_registers).ok_or_else(|| format!("does not run:\n{text}"))?;
        let difference = distance(&expected, &found, keeps_phase);
        // A number that is not one is not near either.
        if difference.is_nan() || difference > TOLERANCE {
            return Err(format!("differs by {difference}:\n{text}"));
        }
    }
    Ok(written)
}

#[test]
fn programs_of_the_whole_language_survive_being_written_out() {
    for program in PROGRAMS {
        let text = if program.starts_with("OPENQASM") {
            program.to_string()
        } else {
            format!("OPENQASM 3.0; include \"stdgates.inc\"; {program}")
        };
        let Some(circuit) = read(text.as_bytes()) else { continue };
        let written = convert(&circuit).unwrap_or_else(|why| panic!("{program}\n{why}"));
        assert!(written >= 1, "{program}");
    }
    let folds = |program: &&&str| read(format!("include \"stdgates.inc\"; {program}").as_bytes()).is_some();
    assert!(PROGRAMS.iter().filter(folds).count() >= 8);
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "qasm") {
            found.push(path);
        }
    }
}

#[test]
fn files_of_the_collection_survive_being_written_out() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpora");
    if !folder.is_dir() {
        println!("skipped: there is no collection");
        return;
    }
    let mut paths = Vec::new();
    files(&folder, &mut paths);
    paths.sort();
    let (mut checked, mut printed, mut wrong) = (0, 0, Vec::new());
    for path in &paths {
        let Some(circuit) = read(&std::fs::read(path).expect("a file")) else { continue };
        match convert(&circuit) {
            Ok(0) => {}
            Ok(written) => {
                checked += 1;
                printed += written;
            }
            Err(why) => {
                wrong.push(format!("{}: {}", path.display(), why.chars().take(400).collect::<String>()))
            }
        }
    }
    println!("{} files, {checked} of them converted, {printed} texts read again", paths.len());
    assert!(wrong.is_empty(), "{} files:\n{}", wrong.len(), wrong.join("\n\n"));
    assert!(checked > 100, "{checked} files");
}
