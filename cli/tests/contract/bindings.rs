//! `--param` and `--bindings`: values for inputs, rows of them, and what is said about wrong ones.

use crate::programs::{BELL, INPUTS};
use crate::support::Scratch;
use serde_json::Value;

fn files() -> Scratch {
    let scratch = Scratch::new();
    scratch.file("bell.qasm", BELL);
    scratch.file("inputs.qasm", INPUTS);
    scratch
}

fn row(value: &Value) -> Vec<f64> {
    value.as_array().expect("a row").iter().map(|number| number.as_f64().expect("a number")).collect()
}

#[track_caller]
fn close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-12, "{found} instead of {expected}");
    }
}

#[test]
fn param_gives_an_input_its_value() {
    let answer = files()
        .ansatz("run inputs.qasm --format json --param theta=0.5 --param phi=-1e-1 --observable Z0 --observable X1")
        .json();
    close(&row(&answer["expectations"]), &[0.5f64.cos(), (-0.1f64).sin()]);
}

#[test]
fn bindings_give_one_row_of_expectations_for_each_row() {
    let scratch = files();
    scratch.file("rows.csv", "phi, theta\n0.1, 0.5\n0.2, 0.6\n0.3, 0.7\n");
    let answer = scratch
        .ansatz("run inputs.qasm --format json --bindings rows.csv --observable Z0 --observable X1")
        .json();
    let rows = answer["expectations"].as_array().expect("rows");
    assert_eq!(rows.len(), 3);
    for (found, (phi, theta)) in rows.iter().zip([(0.1f64, 0.5f64), (0.2, 0.6), (0.3, 0.7)]) {
        close(&row(found), &[theta.cos(), phi.sin()]);
    }
}

#[test]
fn one_row_is_still_a_row() {
    let scratch = files();
    scratch.file("rows.csv", "theta,phi\n0.5,0.25\n");
    let answer = scratch.ansatz("run inputs.qasm --format json --bindings rows.csv --observable Z0").json();
    close(&row(&answer["expectations"][0]), &[0.5f64.cos()]);
}

#[test]
fn a_column_wins_over_param_which_fills_the_rest() {
    let scratch = files();
    scratch.file("rows.csv", "theta\n0.5\n0.6\n");
    let arguments = "run inputs.qasm --format json --bindings rows.csv --param phi=0.25 --param theta=9 \
                     --observable Z0 --observable X1";
    let answer = scratch.ansatz(arguments).json();
    close(&row(&answer["expectations"][1]), &[0.6f64.cos(), 0.25f64.sin()]);
}

#[test]
fn spreadsheets_write_byte_order_marks_and_carriage_returns() {
    let scratch = files();
    scratch.file("rows.csv", "\u{feff}theta,phi\r\n0.5,0.25\r\n0.6,0.25\r\n");
    let answer = scratch.ansatz("run inputs.qasm --format json --bindings rows.csv --observable Z0").json();
    close(&row(&answer["expectations"][1]), &[0.6f64.cos()]);
}

#[test]
fn a_wrong_cell_is_named_by_line_and_column() {
    let scratch = files();
    for (text, place) in [
        ("theta,phi\n0.1,0.2\n0.3,zero\n", "rows.csv:3: column 2 (phi)"),
        ("theta,phi\n0.1,nan\n", "rows.csv:2: column 2 (phi)"),
        ("theta,phi\ninf,0.1\n", "rows.csv:2: column 1 (theta)"),
        ("theta,phi\n0.1,0.2\n\n\n,0.2\n", "rows.csv:5: column 1 (theta)"),
        ("theta,psi\n0.1,0.2\n", "rows.csv:1: column 2"),
        ("theta,phi,theta\n0.1,0.2,0.3\n", "rows.csv:1: column 3"),
        ("theta,phi\n0.1,0.2\n0.3\n", "rows.csv:3: "),
        ("theta,phi\n0.1,0.2\n0.3,0.4,0.5\n", "rows.csv:3: "),
        ("theta,phi\n", "rows.csv: "),
        ("", "rows.csv: "),
    ] {
        scratch.file("rows.csv", text);
        let ran = scratch.ansatz("run inputs.qasm --bindings rows.csv --observable Z0");
        let message = ran.failure(2);
        assert!(message.starts_with(place), "{text:?}: {message}");
    }
    scratch.file("rows.csv", b"theta,phi\n0.1,\xff\xfe\n");
    scratch.ansatz("run inputs.qasm --bindings rows.csv --observable Z0").failure(2);
    scratch.ansatz("run inputs.qasm --bindings nowhere.csv --observable Z0").failure(2);
}

#[test]
fn an_unknown_input_names_the_nearest() {
    let ran = files().ansatz("run inputs.qasm --param thata=1 --param phi=2");
    assert!(ran.failure(2).contains("did you mean `theta`?"), "{ran:?}");
    let ran = files().ansatz("run inputs.qasm --param nosuch=1");
    assert!(ran.failure(2).contains("the inputs are theta, phi"), "{ran:?}");
    let ran = files().ansatz("run bell.qasm --param nosuch=1");
    assert!(ran.failure(2).contains("no inputs"), "{ran:?}");
}

#[test]
fn a_param_needs_a_name_and_a_finite_number() {
    for param in ["theta", "theta=", "=1", "theta=x", "theta=nan", "theta=inf", "theta=1e999"] {
        let ran = files().ansatz(&format!("run inputs.qasm --param phi=1 --param {param}"));
        assert!(ran.failure(2).contains("--param"), "{param}: {ran:?}");
    }
}

#[test]
fn missing_inputs_are_shown_where_they_are_declared() {
    let ran = files().ansatz("run inputs.qasm --observable Z0");
    let message = ran.failure(2);
    assert!(message.starts_with("inputs.qasm:3:"), "{message}");
    assert!(message.contains("theta, phi") && message.contains("--param theta="), "{message}");
    let ran = files().ansatz("grad inputs.qasm --observable Z0 --param theta=1");
    assert!(ran.failure(2).starts_with("inputs.qasm:4:"), "{ran:?}");
}

#[test]
fn rows_are_for_expectation_values_only() {
    let scratch = files();
    scratch.file("rows.csv", "theta,phi\n0.5,0.25\n");
    for options in
        ["", "--observable Z0 --shots 5", "--observable Z0 --probabilities", "--observable Z0 --state x.npy"]
    {
        let ran = scratch.ansatz(&format!("run inputs.qasm --bindings rows.csv {options}"));
        assert!(ran.failure(2).contains("--bindings"), "{ran:?}");
    }
}
