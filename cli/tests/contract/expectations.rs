//! `--observable`: its text, files of it, one number for each, and what is said about a wrong one.

use crate::programs::{BELL, INPUTS, MEASURED};
use crate::support::{Ran, Scratch, command, finish, start};
use serde_json::Value;
use std::time::Duration;

fn files() -> Scratch {
    let scratch = Scratch::new();
    scratch.file("bell.qasm", BELL);
    scratch.file("inputs.qasm", INPUTS);
    scratch.file("measured.qasm", MEASURED);
    scratch
}

fn run(scratch: &Scratch, file: &str, observables: &[&str]) -> Ran {
    let mut arguments = vec!["run", file, "--format", "json"];
    for observable in observables {
        arguments.extend(["--observable", observable]);
    }
    finish(start(command(arguments).current_dir(scratch.folder())), Duration::from_secs(30))
}

fn numbers(answer: &Value) -> Vec<f64> {
    let list = answer["expectations"].as_array().expect("a list of numbers");
    list.iter().map(|number| number.as_f64().expect("a number")).collect()
}

#[track_caller]
fn expect(scratch: &Scratch, observables: &[&str], expected: &[f64]) {
    let found = numbers(&run(scratch, "bell.qasm", observables).json());
    assert_eq!(found.len(), expected.len(), "{observables:?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-12, "{observables:?}: {found} instead of {expected}");
    }
}

#[test]
fn there_is_one_number_for_each_observable_in_their_order() {
    let scratch = files();
    expect(&scratch, &["Z0 Z1", "Y0 Y1", "Z0", "X0 X1"], &[1.0, -1.0, 0.0, 1.0]);
}

#[test]
fn the_text_of_an_observable_is_a_sum_of_weighted_pauli_strings() {
    let scratch = files();
    expect(&scratch, &["1.0 * Z0 Z1 + 0.5 * X0 X1 - 0.25 * Y0 Y1"], &[1.75]);
    expect(&scratch, &["I", "2.5 * I", "-Z0 Z1", "-0.5*Z0 Z1+I"], &[1.0, 2.5, -1.0, 0.5]);
}

#[test]
fn an_observable_may_come_from_a_file_of_many_lines() {
    let scratch = files();
    scratch.file("sum.txt", "1.0 * Z0 Z1\n+ 0.5 * X0 X1\n- 0.25 * Y0 Y1\n");
    expect(&scratch, &["@sum.txt", "Z0 Z1"], &[1.75, 1.0]);
}

#[test]
fn final_measurements_change_no_expectation_value() {
    let scratch = files();
    let found = numbers(&run(&scratch, "measured.qasm", &["Z0"]).json())[0];
    assert!((found - 0.6f64.cos()).abs() < 1e-12, "{found}");
}

#[test]
fn a_wrong_observable_is_shown_with_its_place() {
    let scratch = files();
    scratch.file("sum.txt", "1.0 * Z0 Z1\n+ 0.5 *Q1\n");
    for (text, place) in [
        ("Z0+0.5*Q1", "--observable:1:8: error: "),
        ("@sum.txt", "sum.txt:2:8: error: "),
        ("@nowhere.txt", "nowhere.txt: error: "),
        ("Z0 Z0", "--observable:1:"),
        ("1e999 * Z0", "--observable:1:"),
        ("Z0 +", "--observable:1:"),
        ("", "--observable:1:"),
    ] {
        let ran = run(&scratch, "bell.qasm", &[text]);
        let message = ran.failure(2);
        assert!(message.starts_with(place), "{text}: {message}");
    }
    let ran = run(&scratch, "bell.qasm", &["Z0+0.5*Q1"]);
    let lines: Vec<&str> = ran.stderr.lines().collect();
    assert_eq!(lines[1].find('Q'), lines[2].find('^'), "the caret stands below: {}", ran.stderr);
}

#[test]
fn an_observable_of_a_qubit_that_is_not_there_is_refused() {
    let ran = run(&files(), "bell.qasm", &["Z0", "X2"]);
    let message = ran.failure(2);
    assert!(message.contains("qubit 2") && message.contains("2 qubits"), "{message}");
}
