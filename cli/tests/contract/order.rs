//! The order of bits in strings: the highest index leftmost, the last declared register leftmost.

use crate::support::ansatz_with_input;
use serde_json::{Value, json};

fn run(program: &str, options: &str) -> Value {
    ansatz_with_input(&format!("run - --format json {options}"), program.as_bytes()).json()
}

const TWO: &str = "OPENQASM 3.0;\ninclude \"stdgates.inc\";\nqubit[3] q;\nbit[1] a;\nbit[2] b;\n";

#[test]
fn qubit_0_is_the_rightmost_character() {
    let program = "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[3];\nx q[0];\n";
    let answer = run(program, "--probabilities --shots 5");
    assert_eq!(answer["probabilities"], json!({"001": 1.0}));
    assert_eq!(answer["counts"], json!({"001": 5}), "a file without measurements is measured on all qubits");
}

#[test]
fn the_last_declared_register_is_leftmost() {
    let one = |gates: &str| run(&format!("{TWO}{gates}a[0] = measure q[0];\nb = measure q[1:2];\n"), "");
    assert_eq!(one("x q[0];")["outcomes"], json!({"00 1": 1.0}));
    assert_eq!(one("x q[1];")["outcomes"], json!({"01 0": 1.0}));
    assert_eq!(one("x q[2];")["outcomes"], json!({"10 0": 1.0}));
}

#[test]
fn a_register_that_is_not_measured_prints_zeros() {
    let program = format!("{TWO}x q[0];\na[0] = measure q[0];\n");
    assert_eq!(run(&program, "")["outcomes"], json!({"00 1": 1.0}));
    assert_eq!(run(&program, "--shots 3")["counts"], json!({"00 1": 3}));
}

#[test]
fn bits_are_named_by_where_they_are_measured_into() {
    let program = format!("{TWO}x q[2];\nb[0] = measure q[2];\nb[1] = measure q[0];\n");
    assert_eq!(run(&program, "")["outcomes"], json!({"01 0": 1.0}));
}

#[test]
fn quantum_registers_follow_each_other_in_the_order_of_declaration() {
    let program = "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg low[1];\nqreg high[2];\nx high[0];\n";
    assert_eq!(run(program, "--probabilities")["probabilities"], json!({"010": 1.0}));
    assert_eq!(run(program, "--observable Z0 --observable Z1")["expectations"], json!([1.0, -1.0]));
}

#[test]
fn the_answer_names_the_order() {
    let answer = run("OPENQASM 3.0;\nqubit q;\n", "");
    assert!(answer["bit_order"].as_str().is_some_and(|order| order.contains("highest index leftmost")));
}
