//! Work that does not fit is refused by number before it begins, and what nobody has computed ends in words too: exit code 1,
//! no abort, no signal, under `--memory-limit` and under the system's own limit.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod support;

use std::fmt::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use support::{Ran, Scratch, finish, start};

/// The binary with its address space limited to so many KiB.
fn limited(scratch: &Scratch, kib: u64, arguments: &str) -> Ran {
    let mut command = Command::new("sh");
    let script = format!("ulimit -v {kib}; exec {} {arguments}", env!("CARGO_BIN_EXE_ansatz"));
    command.args(["-c", &script]).current_dir(scratch.folder()).env("NO_COLOR", "1");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    finish(start(&mut command), Duration::from_secs(60))
}

/// Refused with exit code 1 or 2, soon, in words that hold these.
#[track_caller]
fn refused(scratch: &Scratch, arguments: &str, words: &str) {
    let begin = Instant::now();
    let ran = scratch.ansatz(arguments);
    assert!(matches!(ran.code, Some(1 | 2)), "{arguments}: {ran:?}");
    assert!(ran.stderr.contains(words), "{arguments}: {}", ran.stderr);
    assert!(begin.elapsed() < Duration::from_secs(20), "{arguments}: {:?}", begin.elapsed());
}

fn qasm(body: &str) -> String {
    format!("OPENQASM 3.0; include \"stdgates.inc\"; {body}")
}

fn csv(rows: usize, label: impl Fn(usize) -> usize) -> String {
    let mut text = String::from("a,b,label\n");
    for row in 0..rows {
        let _ = writeln!(text, "{}.5,{}.25,c{}", row % 7, row % 11, label(row));
    }
    text
}

#[test]
fn tables_that_grow_with_a_square_are_refused_by_number() {
    let scratch = Scratch::new();
    scratch.file("rows.csv", csv(60_000, |row| row % 2));
    let data = "[data]\nfile = \"rows.csv\"\nlabel = \"label\"\n";
    scratch.file("gram.toml", format!("{data}[kernel]\nqubits = 2\n"));
    refused(&scratch, "gram gram.toml --memory-limit 1000000000", "a kernel matrix of ");
    scratch.file(
        "study.toml",
        format!(
            "[study]\nbaselines = []\n{}[[model]]\nkind = \"rbf_svm\"\n",
            data.replace("[data]", "[[data]]")
        ),
    );
    refused(&scratch, "study study.toml --memory-limit 1000000000", "a kernel matrix of ");

    scratch.file("classes.csv", csv(80_000, |row| row / 2));
    let data = "[[data]]\nfile = \"classes.csv\"\nlabel = \"label\"\n";
    scratch.file(
        "classes.toml",
        format!("[study]\nbaselines = []\n{data}[[model]]\nkind = \"logistic_regression\"\n"),
    );
    refused(&scratch, "study classes.toml --memory-limit 1000000000", "40000");

    refused(&scratch, "health --ansatz hardware_efficient --qubits 1 --layers 10000", "Fisher matrix");
    scratch.file(
        "qng.toml",
        "[problem]\nobservable = \"Z0 Z9\"\n[ansatz]\nlayers = 1000\n[minimize]\noptimizer = \"qng\"\n",
    );
    refused(&scratch, "minimize qng.toml --memory-limit 100000000", "20000 parameters, at most 4000");
}

#[test]
fn a_loop_of_millions_of_gates_is_refused_by_every_command_in_a_few_bytes() {
    let scratch = Scratch::new();
    let gates = |count: u64| qasm(&format!("qubit q; for int i in [1:{count}] {{ h q; }}"));
    let nested = qasm("qubit[2] q; for int i in [1:5570] { for int j in [1:5570] { cx q[0], q[1]; } }");
    scratch.file("loop.qasm", gates(31_000_000));
    scratch.file("nested.qasm", nested);
    // A million statements of 31 gates each.
    scratch.file("wide.qasm", gates(1_000_000).replace("qubit q;", "qubit[31] q;"));
    scratch.file("m.toml", "[problem]\nobservable = \"Z0\"\n[ansatz]\nfile = \"wide.qasm\"\n");
    let refused = |arguments: &str, words: &str| {
        // Four times the limit, in which a process and its threads have room.
        let ran = limited(&scratch, 4_000_000, &format!("{arguments} --memory-limit 1000000000"));
        assert!(matches!(ran.code, Some(1 | 2)), "{arguments}: {ran:?}");
        assert!(ran.stderr.len() < 2_000 && ran.stderr.contains(words), "{arguments}: {}", ran.stderr);
    };
    for command in [
        "run F --shots 1",
        "plan F",
        "draw F",
        "convert F --to qasm3",
        "convert F --to qasm2",
        "grad F --observable Z0",
        "health F",
    ] {
        refused(&command.replace('F', "loop.qasm"), "loop.qasm:1:");
        refused(&command.replace('F', "wide.qasm"), "wide.qasm:1:");
    }
    refused("plan nested.qasm", "nested.qasm:1:");
    refused("minimize m.toml", "error: ");
    // What fits is answered.
    scratch.file("few.qasm", gates(1000));
    scratch.ansatz("plan few.qasm --memory-limit 1000000000").success();
}

#[test]
fn listings_count() {
    let scratch = Scratch::new();
    scratch.file("wide.qasm", qasm("qubit[22] q; bit[22] c; h q; c = measure q;"));
    scratch.file("states.qasm", qasm("qubit[24] q; h q;"));
    for format in ["text", "csv", "json"] {
        for asked in ["", "--shots 10000000"] {
            let arguments = format!("run wide.qasm --memory-limit 201326592 --format {format} {asked}");
            refused(&scratch, &arguments, "a list of 4194304 entries");
        }
        let arguments =
            format!("run states.qasm --memory-limit 1000000000 --probabilities --format {format}");
        refused(&scratch, &arguments, "a list of 16777216 entries");
    }
    let few = scratch.ansatz("run wide.qasm --memory-limit 201326592 --shots 1000 --format json");
    assert_eq!(few.code, Some(0), "{}", few.stderr);
}

#[test]
fn what_nobody_has_computed_ends_in_words() {
    let scratch = Scratch::new();
    // A million gates are fine as text, and their plan and picture are not within 64 MiB.
    let body = "qubit[2] q; for int i in [0:3000000] { h q[0]; cx q[0], q[1]; rx(0.1) q[1]; }";
    scratch.file("long.qasm", qasm(body));
    for command in ["draw", "convert --to qasm3", "plan", "run --max-steps 100000000"] {
        let (name, rest) = command.split_once(' ').unwrap_or((command, ""));
        let arguments = format!("{name} long.qasm {rest} --limit steps=100000000");
        let ran = scratch.ansatz(&format!("{arguments} --memory-limit 100000000"));
        assert_eq!(ran.code, Some(1), "{command}: {}", ran.stderr);
        assert!(ran.stderr.starts_with("error: ") || ran.stderr.contains("error: "), "{}", ran.stderr);
        // Address space, 400 MB: threads' stacks take some of it.
        let ran = limited(&scratch, 400_000, &arguments);
        assert_eq!(ran.code, Some(1), "{command}: {}", ran.stderr);
        assert!(ran.stderr.contains("memory") || ran.stderr.contains("bytes"), "{}", ran.stderr);
    }
}

#[test]
fn a_state_counts_with_all_the_rest() {
    let scratch = Scratch::new();
    scratch.file(
        "state.qasm",
        qasm("qubit[24] q; ry(0.3) q; for int k in [0:22] { cx q[k], q[k + 1]; } ry(0.2) q;"),
    );
    // 256 MiB in double precision.
    let ran = scratch.ansatz("run state.qasm --observable Z23 --memory-limit 400000000");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    refused(&scratch, "run state.qasm --observable Z23 --memory-limit 200000000", "a state of 24 qubits");
    let ran = limited(&scratch, 250_000, "run state.qasm --observable Z23");
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    assert!(ran.stderr.contains("a state of 24 qubits needs 256.0 MiB"), "{}", ran.stderr);
}
