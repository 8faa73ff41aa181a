//! Circuit files of every kind: hardware qubits, more qubits than a state has, translations, states to start from, outcomes in order,
//! expectation values of programs that measure on the way. Numbers are worked out by hand.

use crate::support::{Scratch, command, finish, start};
use serde_json::Value;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

const HEADER: &str = "OPENQASM 3.0;\ninclude \"stdgates.inc\";\n";

fn files(programs: &[(&str, &str)]) -> Scratch {
    let scratch = Scratch::new();
    for (name, body) in programs {
        scratch.file(name, format!("{HEADER}{body}"));
    }
    scratch
}

fn numbers(list: &Value) -> Vec<f64> {
    list.as_array().expect("a list").iter().map(|number| number.as_f64().expect("a number")).collect()
}

#[track_caller]
fn close(found: &[f64], expected: &[f64]) {
    let is_close = found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12);
    assert!(found.len() == expected.len() && is_close, "{found:?} instead of {expected:?}");
}

/// Runs with an option whose value has spaces.
fn with_observable(scratch: &Scratch, arguments: &str, observable: &str) -> crate::support::Ran {
    let arguments = arguments.split(' ').chain(["--format", "json", "--observable", observable]);
    finish(start(command(arguments).current_dir(scratch.folder())), Duration::from_secs(60))
}

#[test]
fn hardware_qubits_keep_their_numbers() {
    let scratch = files(&[(
        "two.qasm",
        "bit[2] c;\nx $0;\ncx $0, $31;\nry(0.4) $31;\nc[0] = measure $0;\nc[1] = measure $31;\n",
    )]);
    let answer = with_observable(&scratch, "run two.qasm --probabilities", "Z31");
    let answer = answer.json();
    assert_eq!((&answer["qubits"], &answer["hardware_qubits"]), (&2.into(), &serde_json::json!([0, 31])));
    close(&numbers(&answer["expectations"]), &[-0.4f64.cos()]);
    assert_eq!(answer["probabilities"].as_object().map(|map| map.len()), Some(2));
    with_observable(&scratch, "run two.qasm", "Z1").is_wrong_input(&["does not use qubit $1", "$0, $31"]);
    assert!(scratch.ansatz("draw two.qasm").success().contains("$31: "));
    assert!(scratch.ansatz("convert two.qasm --to qasm3").success().contains("cx $0, $31;"));
    assert!(
        scratch.ansatz("convert two.qasm --to qasm2").success().contains("cx q0[0],q31[0];")
            || scratch.ansatz("convert two.qasm --to qasm2").success().contains("cx q0[0], q31[0];")
    );
    assert_eq!(scratch.ansatz("plan two.qasm --format json").json()["qubits"], 2);
}

#[test]
fn what_makes_no_state_takes_any_number_of_qubits() {
    let scratch = files(&[("wide.qasm", "qubit[300] q;\nfor int k in [0:298] { cx q[k], q[k + 1]; }\n")]);
    let picture = scratch.ansatz("draw wide.qasm --format json").json();
    assert!(picture["text"].as_str().is_some_and(|text| text.contains("q[299]: ")), "{picture}");
    let text = scratch.ansatz("convert wide.qasm --to qasm2 --format json").json();
    assert!(text["text"].as_str().is_some_and(|text| text.contains("cx q[298], q[299];")), "{text}");
    let plan = scratch.ansatz("plan wide.qasm --format json").json();
    assert_eq!((&plan["qubits"], &plan["gates"], &plan["passes"]), (&300.into(), &299.into(), &Value::Null));
    assert!(scratch.ansatz("plan wide.qasm").success().contains("does not fit"));
    scratch.ansatz("run wide.qasm").failed(1, &["wide.qasm:3:7: error", "62"]);
}

#[test]
fn pictures_are_one_object_too_and_say_where_they_are_cut() {
    let scratch = files(&[("long.qasm", "qubit q;\nfor int k in [1:9] { h q; }\n")]);
    let cut = scratch.ansatz("draw long.qasm --max-columns 4");
    assert!(cut.success().contains("and 5 more instructions behind column 4, not drawn"), "{cut:?}");
    let svg = scratch.ansatz("draw long.qasm --svg out.svg --format json").json();
    assert!(svg["svg"].as_str().is_some_and(|text| text.starts_with("<svg")), "{svg}");
    assert!(scratch.folder().join("out.svg").exists());
}

#[test]
fn plan_of_nothing_has_no_negative_zero() {
    let scratch = files(&[("empty.qasm", "qubit q;\n")]);
    let page = scratch.ansatz("plan empty.qasm");
    assert!(!page.success().contains("-0"), "{page:?}");
    assert!(!scratch.ansatz("plan empty.qasm --format json").success().contains("-0"));
}

#[test]
fn convert_binds_what_is_given_and_refuses_names_that_are_none() {
    let scratch = files(&[(
        "in.qasm",
        "input float theta;\ninput float phi;\nqubit[2] q;\nctrl @ rx(theta) q[0], q[1];\nrz(phi) q[0];\n",
    )]);
    let two = scratch.ansatz("convert in.qasm --to qasm2 --param theta=pi/2 --param phi=0.25");
    assert!(
        two.success().contains("crx(pi/2) q[0], q[1];") && two.success().contains("rz(0.25) q[0];"),
        "{two:?}"
    );
    let three = scratch.ansatz("convert in.qasm --to qasm3 --param theta=0.5");
    assert!(three.success().contains("input float phi;") && !three.success().contains("theta"), "{three:?}");
    scratch.ansatz("convert in.qasm --to qasm3 --param thea=0.5").is_wrong_input(&["no input `thea`"]);
}

#[test]
fn several_observables_stand_in_one_file_or_on_standard_input() {
    let scratch = files(&[("ry.qasm", "qubit[2] q;\nry(0.3) q[0];\n")]);
    scratch.file("three.txt", "Z0\n---\n0.5 * Z0\n+ X0\n---\nZ1\n");
    let answer = scratch.ansatz("run ry.qasm --observable @three.txt --format json").json();
    let (c, s) = (0.3f64.cos(), 0.3f64.sin());
    close(&numbers(&answer["expectations"]), &[c, 0.5 * c + s, 1.0]);
    let table = scratch.ansatz("run ry.qasm --observable @three.txt --format csv");
    assert!(table.success().lines().nth(2).is_some_and(|line| line.contains("@three.txt:2,")), "{table:?}");
    scratch.ansatz("grad ry.qasm --observable @three.txt").is_wrong_input(&["3 observables"]);
    scratch.file("wrong.txt", "Z0\n---\nZ0 + Q1\n");
    scratch.ansatz("run ry.qasm --observable @wrong.txt").is_wrong_input(&["wrong.txt:3:6: error"]);
}

/// A coin that reads 1 with probability sin²(θ/2), copied by a variable that depends on it.
const COIN: &str = "input float theta;\nqubit[2] q;\nbit c;\nint n = 0;\nry(theta) q[0];\nc = measure q[0];\nif (c) { n += 1; }\nif (n == 1) { x q[1]; }\n";

#[test]
fn programs_that_measure_on_the_way_have_expectation_values_in_rows_and_alone() {
    let scratch = files(&[("coin.qasm", COIN)]);
    scratch.file("rows.csv", "theta\n0.3\n1.1\n2\n");
    let rows = scratch
        .ansatz("run coin.qasm --bindings rows.csv --observable Z1 --observable Z0 --format json")
        .json();
    for (row, theta) in rows["expectations"].as_array().expect("rows").iter().zip([0.3f64, 1.1, 2.0]) {
        close(&numbers(row), &[theta.cos(), theta.cos()]);
    }
    let one = scratch.ansatz("run coin.qasm --param theta=1.1 --observable Z1 --format json").json();
    close(&numbers(&one["expectations"]), &[1.1f64.cos()]);
    let shots = "run coin.qasm --param theta=1.1 --observable Z1 --shots 4000 --seed 5 --format";
    let sampled = scratch.ansatz(&format!("{shots} json")).json();
    let (mean, error) = (numbers(&sampled["expectations"])[0], numbers(&sampled["standard_errors"])[0]);
    assert!((error - 1.1f64.sin() / 4000f64.sqrt()).abs() < 1e-3, "{sampled}");
    assert!((mean - 1.1f64.cos()).abs() < 5.0 * error, "{sampled}");
    assert!(sampled["counts"].is_object());
    let table = scratch.ansatz(&format!("{shots} csv"));
    assert!(table.success().starts_with("observable,expectation,standard_error\nZ1,"), "{table:?}");
    scratch
        .ansatz("run coin.qasm --param theta=1 --probabilities")
        .is_wrong_input(&["--observable has a value"]);
}

#[test]
fn outcomes_come_in_order_and_are_those_that_are_counted() {
    let scratch = files(&[("coin.qasm", COIN)]);
    let shots = "run coin.qasm --param theta=1.1 --shots 60 --memory --seed 2 --format";
    let answer = scratch.ansatz(&format!("{shots} json")).json();
    let outcomes = answer["memory"].as_array().expect("outcomes");
    let ones = outcomes.iter().filter(|bits| **bits == "1").count();
    assert_eq!((outcomes.len(), answer["counts"]["1"].as_u64()), (60, Some(ones as u64)));
    let table = scratch.ansatz(&format!("{shots} csv"));
    let lines: Vec<&str> = table.success().lines().collect();
    assert_eq!((lines[0], lines.len()), ("shot,outcome", 61));
    assert_eq!(lines[1], format!("0,{}", outcomes[0].as_str().expect("bits")));
    scratch.ansatz("run coin.qasm --param theta=1 --memory").is_wrong_input(&["--memory", "--shots"]);
}

#[test]
fn chosen_amplitudes_are_named_by_bits_or_numbers() {
    let scratch = files(&[("three.qasm", "qubit[3] q;\nry(0.4) q[0];\nx q[2];\nrz(0.6) q[2];\n")]);
    let answer = scratch.ansatz("run three.qasm --amplitudes 100,5 --format json").json();
    let amplitudes = answer["amplitudes"].as_object().expect("amplitudes");
    assert_eq!(amplitudes.keys().collect::<Vec<_>>(), ["100", "101"]);
    let (c, s) = (0.2f64.cos(), 0.2f64.sin());
    let (re, im) = (0.3f64.cos(), 0.3f64.sin());
    close(&numbers(&amplitudes["100"]), &[c * re, c * im]);
    close(&numbers(&amplitudes["101"]), &[s * re, s * im]);
    scratch
        .ansatz("run three.qasm --amplitudes 8")
        .is_wrong_input(&["--amplitudes", "`8` is no basis state of 3 qubits"]);
}

/// A NumPy file of one dimension.
fn npy(kind: &str, count: usize, data: &[u8]) -> Vec<u8> {
    let mut header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': ({count},), }}");
    while (header.len() + 11) % 64 != 0 {
        let _ = write!(header, " ");
    }
    header.push('\n');
    [b"\x93NUMPY\x01\x00", &(header.len() as u16).to_le_bytes()[..], header.as_bytes(), data].concat()
}

#[test]
fn a_run_starts_from_a_state_that_is_given() {
    let scratch = files(&[("h.qasm", "qubit[2] q;\nh q[1];\n")]);
    // |10⟩, which H on qubit 1 takes to (|00⟩ − |10⟩)/√2.
    let doubles: Vec<u8> =
        [0.0f64, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0].iter().flat_map(|x| x.to_le_bytes()).collect();
    let singles: Vec<u8> =
        [0.0f32, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0].iter().flat_map(|x| x.to_le_bytes()).collect();
    std::fs::write(scratch.folder().join("d.npy"), npy("<c16", 4, &doubles)).expect("a file");
    std::fs::write(scratch.folder().join("s.npy"), npy("<c8", 4, &singles)).expect("a file");
    for file in ["d.npy", "s.npy"] {
        let answer = scratch
            .ansatz(&format!(
                "run h.qasm --initial-state {file} --observable X1 --amplitudes 10 --format json"
            ))
            .json();
        close(&numbers(&answer["expectations"]), &[-1.0]);
        close(&numbers(&answer["amplitudes"]["10"]), &[-0.5f64.sqrt(), 0.0]);
    }
    std::fs::write(scratch.folder().join("short.npy"), npy("<c16", 2, &doubles[..32])).expect("a file");
    std::fs::write(
        scratch.folder().join("long.npy"),
        npy("<c16", 4, &[&doubles[16..], &doubles[32..48]].concat()),
    )
    .expect("a file");
    scratch
        .ansatz("run h.qasm --initial-state short.npy")
        .is_wrong_input(&["short.npy: error", "2 amplitudes"]);
    scratch.ansatz("run h.qasm --initial-state long.npy").is_wrong_input(&["long.npy: error", "not to 1"]);
    scratch.ansatz("run h.qasm --initial-state h.qasm").is_wrong_input(&["h.qasm: error", "NumPy"]);
}

#[test]
fn an_exact_distribution_that_would_take_too_long_says_so_at_once() {
    let scratch = files(&[(
        "fifty.qasm",
        "qubit q;\nbit[50] c;\nfor int i in [0:49] { reset q; h q; c[i] = measure q; }\n",
    )]);
    let start = Instant::now();
    scratch.ansatz("run fifty.qasm").failed(1, &["about 2^50 measurement branches", "--shots N"]);
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    scratch.ansatz("run fifty.qasm --shots 10").success();
    // So does the mean of an observable over a program that goes on by what it measured; that over one circuit is known.
    let mean = "run fifty.qasm --observable Z0";
    // What was measured does not matter to it: branches with the same state are one.
    close(&numbers(&scratch.ansatz(&format!("{mean} --format json")).json()["expectations"]), &[0.0]);
    scratch.ansatz(&format!("{mean} --shots 10")).success();
    let reading = "qubit q;\nbit[50] c;\nint sum = 0;\nfor int i in [0:49] { reset q; h q; c[i] = measure q; if (c[i]) { sum += 1; } }\nif (sum > 25) { x q; }\n";
    let scratch = files(&[("reading.qasm", reading)]);
    let start = Instant::now();
    scratch.ansatz("run reading.qasm --observable Z0").failed(1, &["measurement branches", "--shots N"]);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    // Few ways at a time, because they come together: an answer.
    let meeting = "qubit q;\nbit m;\nfor int i in [1:60] { reset q; h q; m = measure q; if (m) { x q; } }\n";
    let scratch = files(&[("meeting.qasm", meeting)]);
    scratch.ansatz("run meeting.qasm --shots 10").success();
}

#[test]
fn a_circuit_that_outgrows_the_memory_is_refused_while_it_is_read() {
    let scratch =
        files(&[("loop.qasm", "qubit q;\nfor int i in [1:5500] { for int j in [1:5500] { x q; } }\n")]);
    for command in ["draw", "convert --to qasm3", "plan", "run"] {
        let ran =
            scratch.ansatz(&format!("{command} loop.qasm --limit steps=100000000 --memory-limit 20000000"));
        ran.failed(1, &["loop.qasm:4:", "bytes, 20000000 are available"]);
    }
}

#[test]
fn long_lists_in_messages_are_cut() {
    let inputs: String = (0..5000).map(|k| format!("input int n{k};\n")).collect();
    let scratch = files(&[
        ("many.qasm", &inputs),
        ("floats.qasm", "input array[float[64], 5000] w;\nqubit q;\nrx(w[0]) q;\n"),
    ]);
    let message = scratch.ansatz("run many.qasm");
    assert!(
        message.failure(2).contains("and 4992 more inputs") && message.stderr.len() < 4000,
        "{message:?}"
    );
    let message = scratch.ansatz("run floats.qasm");
    assert!(message.failure(2).contains("and 4992 more") && message.stderr.len() < 4000, "{message:?}");
}

#[test]
fn a_file_beside_the_program_with_the_name_of_a_standard_one_is_noted() {
    let scratch = Scratch::new();
    scratch.file("bell.qasm", "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[1];\nh q[0];\n");
    assert_eq!(scratch.ansatz("run bell.qasm").stderr, "");
    scratch.file("qelib1.inc", "gate h a { U(0,0,0) a; }\n");
    let ran = scratch.ansatz("run bell.qasm");
    assert!(
        ran.stderr.contains("bell.qasm:2:9: warning")
            && ran.stderr.contains("is not read: the built-in file"),
        "{ran:?}"
    );
}
