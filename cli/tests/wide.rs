//! Circuits of more qubits than a state can have: what is only measured is answered, everything else is refused in words.
#![allow(clippy::unwrap_used)]

mod support;

use serde_json::{Value, json};
use std::fmt::Write;
use support::Scratch;

const HEADER: &str = "OPENQASM 2.0;\ninclude \"qelib1.inc\";\n";

/// A circuit of a device's size that uses four of its qubits.
fn mapped() -> String {
    let gates =
        "ry(0.8) q[7]; cx q[7],q[431]; ry(0.3) q[431]; cx q[431],q[200]; ry(1.1) q[64]; cx q[64],q[200];\n";
    let measured =
        "measure q[7] -> c[0]; measure q[64] -> c[1]; measure q[200] -> c[2]; measure q[431] -> c[3];\n";
    format!("{HEADER}qreg q[433]; creg c[4];\n{gates}{measured}")
}

fn chain(num_qubits: usize, first: &str, each: &str) -> String {
    let mut text = format!("{HEADER}qreg q[{num_qubits}];\n{first} q[0];\n");
    for qubit in 1..num_qubits {
        writeln!(text, "cx q[{}],q[{qubit}]; {each} q[{qubit}];", qubit - 1).unwrap();
    }
    text
}

#[test]
fn idle_qubits_of_a_device_cost_nothing() {
    let scratch = Scratch::new();
    scratch.file("mapped.qasm", mapped());
    let compact = mapped()
        .replace("q[433]", "q[4]")
        .replace("q[7]", "q[0]")
        .replace("q[64]", "q[1]")
        .replace("q[200]", "q[2]")
        .replace("q[431]", "q[3]");
    scratch.file("compact.qasm", &compact);
    let [wide, few] = ["mapped", "compact"]
        .map(|name| scratch.ansatz(&format!("run {name}.qasm --format json --memory-limit 1000000")).json());
    assert_eq!(wide["qubits"], 433);
    assert_eq!(wide["outcomes"], few["outcomes"]);
    assert_eq!(wide["pieces"], json!([{"qubits": 4, "method": "eager"}]));
    assert!(few.get("pieces").is_none());
    let [wide, few] = ["mapped", "compact"]
        .map(|name| scratch.ansatz(&format!("run {name}.qasm --shots 500 --seed 3 --format json")).json());
    assert_eq!(wide["counts"], few["counts"]);
    let plan = scratch.ansatz("plan mapped.qasm --format json").json();
    assert_eq!((&plan["bytes"], &plan["qubits"]), (&json!(256), &json!(433)));
    assert!(plan["predicted_s"].as_f64().unwrap() < 1e-4);
}

#[test]
fn states_of_few_amplitudes_and_clifford_states_are_measured_at_any_width() {
    let scratch = Scratch::new();
    for (name, each, method) in [("ghz", "t", "sparse"), ("clifford", "h", "stabilizer")] {
        scratch.file(&format!("{name}.qasm"), chain(300, "h", each));
        let answer = scratch.ansatz(&format!("run {name}.qasm --shots 200 --format json")).json();
        assert_eq!(answer["pieces"], json!([{"qubits": 300, "method": method}]));
        let counts = answer["counts"].as_object().unwrap();
        assert_eq!(counts.values().filter_map(Value::as_u64).sum::<u64>(), 200);
        assert!(counts.keys().all(|bits| bits.len() == 300));
        assert_eq!(counts.len() == 2, name == "ghz");
    }
    let text = scratch.ansatz("run ghz.qasm --shots 20").success().to_string();
    assert!(text.contains("qubits that meet: 300 qubits (sparse)"), "{text}");
}

#[test]
fn what_needs_a_state_that_cannot_be_is_refused_at_its_register() {
    let scratch = Scratch::new();
    scratch.file("meet.qasm", chain(80, "ry(0.3)", "ry(0.2)"));
    let at = ["meet.qasm:3:8", "80 qubits"];
    scratch.ansatz("run meet.qasm --shots 10").failed(1, &at);
    for asked in ["", "--observable Z79", "--probabilities", "--state s.npy", "--observable Z0 --shots 10"] {
        scratch.ansatz(&format!("run meet.qasm {asked}")).failed(1, &at[..1]);
    }
    scratch.ansatz("plan meet.qasm --format json").json();
}

/// Two layers of turns and bricks of CX on 90 qubits, the first turn by an input.
fn bricks() -> String {
    let mut text =
        String::from("OPENQASM 3.0;\ninclude \"stdgates.inc\";\ninput float theta;\nqubit[90] q;\n");
    text.push_str("ry(theta) q[40];\n");
    for layer in 0..2 {
        for qubit in 0..90 {
            writeln!(text, "ry({}) q[{qubit}];", 0.1 * f64::from(qubit % 7 + layer)).unwrap();
        }
        for qubit in (layer..89).step_by(2) {
            writeln!(text, "cx q[{qubit}],q[{}];", qubit + 1).unwrap();
        }
    }
    text
}

#[test]
fn observables_of_wide_circuits_have_expectations_and_gradients() {
    let scratch = Scratch::new();
    scratch.file("bricks.qasm", bricks());
    scratch.file("measured.qasm", bricks() + "bit[90] c;\nc = measure q;\n");
    let observable = "--observable Z40*Z41+0.5*X3*Z80";
    let asked = format!("{observable} --param theta=0.4 --format json --memory-limit 10000000");
    let of = |name: &str| scratch.ansatz(&format!("run {name}.qasm {asked}")).json();
    let value = of("bricks")["expectations"][0].as_f64().unwrap();
    assert_eq!(of("measured")["expectations"], of("bricks")["expectations"]);
    scratch.file("rows.csv", "theta\n0.4\n0.4001\n0.3999\n");
    let rows =
        scratch.ansatz(&format!("run bricks.qasm {observable} --bindings rows.csv --format json")).json();
    let rows: Vec<f64> = rows["expectations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row.as_array().unwrap()[0].as_f64().unwrap())
        .collect();
    assert!((rows[0] - value).abs() < 1e-14);
    let numeric = (rows[1] - rows[2]) / 2e-4;
    for method in ["adjoint", "parameter-shift"] {
        let answer = scratch.ansatz(&format!("grad bricks.qasm {asked} --method {method}")).json();
        let slope = answer["gradients"][0][0].as_f64().unwrap();
        assert!((answer["values"][0].as_f64().unwrap() - value).abs() < 1e-14);
        assert!((slope - numeric).abs() < 1e-7, "{method}: {slope} and {numeric}");
    }
}
