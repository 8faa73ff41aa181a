//! `grad`: every method against reference numbers and closed forms, and what has no gradient.

use crate::programs::{DYNAMIC, INPUTS, MEASURED, hardware_efficient, ising};
use crate::support::Scratch;
use serde_json::Value;
use std::path::Path;

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a row").iter().map(|number| number.as_f64().expect("a number")).collect()
}

/// Σ |∂⟨O⟩| of the hardware-efficient ansatz at the point of `data/hea_N.csv`, and ⟨O⟩.
fn sum_of_slopes(qubits: usize, method: &str) -> (f64, f64) {
    let scratch = Scratch::new();
    scratch.file("hea.qasm", hardware_efficient(qubits, 5));
    scratch.file("ising.txt", ising(qubits));
    let point = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/data/hea_{qubits}.csv"));
    std::fs::copy(point, scratch.path("point.csv")).expect("the point is part of the tests");
    let answer = scratch
        .ansatz(&format!(
            "grad hea.qasm --observable @ising.txt --bindings point.csv --method {method} --format json"
        ))
        .json();
    assert_eq!(answer["method"], method);
    let gradient = numbers(&answer["gradients"][0]);
    assert_eq!(gradient.len(), 10 * qubits);
    (gradient.iter().map(|slope| slope.abs()).sum(), numbers(&answer["values"])[0])
}

/// References of two other simulators.
const REFERENCES: [(usize, f64); 2] = [(8, 7.760995038621), (12, 7.025346040865)];

#[test]
fn adjoint_gradients_match_the_references() {
    for (qubits, expected) in REFERENCES {
        let (found, _) = sum_of_slopes(qubits, "adjoint");
        assert!((found - expected).abs() < 1e-9, "{qubits} qubits: {found} instead of {expected}");
    }
}

#[test]
fn parameter_shift_gradients_match_the_references() {
    for (qubits, expected) in REFERENCES {
        let (found, value) = sum_of_slopes(qubits, "parameter-shift");
        assert!((found - expected).abs() < 1e-9, "{qubits} qubits: {found} instead of {expected}");
        assert!((value - sum_of_slopes(qubits, "adjoint").1).abs() < 1e-11);
    }
}

/// Evaluations are counted as if each were a run of its own; what they share is told beside them.
#[test]
fn parameter_shift_tells_what_its_evaluations_share() {
    let scratch = Scratch::new();
    scratch.file("hea.qasm", hardware_efficient(8, 5));
    let point = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/hea_8.csv");
    std::fs::copy(point, scratch.path("point.csv")).expect("the point is part of the tests");
    let asked = "grad hea.qasm --observable Z0 --bindings point.csv --method parameter-shift";
    let answer = scratch.ansatz(&format!("{asked} --format json")).json();
    assert_eq!(answer["evaluations"], 1 + 2 * 80);
    let number = |key: &str| answer["work"][key].as_u64().expect("a number");
    let (run, unshared) = (number("operations_run"), number("operations_unshared"));
    assert!(run < unshared * 2 / 3 && run > unshared / 4, "{run} of {unshared}");
    assert_eq!(unshared % (1 + 2 * 80), 0);
    let (each, all) = (&answer["timings"]["evaluation_s"], &answer["timings"]["execute_s"][0]);
    let (each, all) = (each.as_f64().expect("a time"), all.as_f64().expect("a time"));
    assert!((each * 161.0 - all).abs() < 1e-9 * all);
    let ran = scratch.ansatz(asked);
    let text = ran.success();
    assert!(text.contains(&format!("{run} of {unshared} operations")), "{text}");
}

#[test]
fn finite_differences_come_close_to_the_references() {
    for (qubits, expected) in REFERENCES {
        let (found, _) = sum_of_slopes(qubits, "finite-difference");
        assert!((found - expected).abs() < 1e-5, "{qubits} qubits: {found} instead of {expected}");
    }
}

/// ⟨Z0 + X1⟩ = cos θ + sin φ.
#[test]
fn there_is_one_value_and_one_row_of_slopes_for_each_binding() {
    let scratch = Scratch::new();
    scratch.file("inputs.qasm", INPUTS);
    scratch.file("rows.csv", "theta,phi\n0.5,0.25\n-1.5,2\n");
    for method in ["adjoint", "parameter-shift"] {
        let answer = scratch
            .ansatz(&format!(
                "grad inputs.qasm --observable Z0+X1 --bindings rows.csv --method {method} --format json"
            ))
            .json();
        let values = numbers(&answer["values"]);
        for (row, (theta, phi)) in [(0.5f64, 0.25f64), (-1.5, 2.0)].into_iter().enumerate() {
            assert!((values[row] - (theta.cos() + phi.sin())).abs() < 1e-12);
            let slopes = numbers(&answer["gradients"][row]);
            assert!((slopes[0] + theta.sin()).abs() < 1e-12, "{slopes:?}");
            assert!((slopes[1] - phi.cos()).abs() < 1e-12, "{slopes:?}");
        }
        assert!(answer["evaluations"].as_u64() > Some(0), "{answer}");
    }
}

#[test]
fn an_input_in_many_places_collects_its_slopes() {
    let scratch = Scratch::new();
    let program =
        "OPENQASM 3.0;\ninclude \"stdgates.inc\";\ninput float a;\nqubit q;\nry(2*a - 0.1) q;\nry(a/2) q;\n";
    scratch.file("a.qasm", program);
    for method in ["adjoint", "parameter-shift"] {
        let answer = scratch
            .ansatz(&format!("grad a.qasm --observable Z0 --param a=0.4 --method {method} --format json"))
            .json();
        let slope = numbers(&answer["gradients"][0])[0];
        assert!((slope + 2.5 * (2.5f64 * 0.4 - 0.1).sin()).abs() < 1e-12, "{method}: {slope}");
    }
}

#[test]
fn shots_come_with_standard_errors_that_fit() {
    let scratch = Scratch::new();
    scratch.file("inputs.qasm", INPUTS);
    let arguments = "grad inputs.qasm --observable Z0+X1 --param theta=0.5 --param phi=0.25 --format json \
                     --method parameter-shift --shots 20000 --seed 2";
    let answer = scratch.ansatz(arguments).json();
    let (slopes, errors) = (numbers(&answer["gradients"][0]), numbers(&answer["standard_errors"][0]));
    for ((slope, error), exact) in slopes.iter().zip(errors).zip([-(0.5f64.sin()), 0.25f64.cos()]) {
        assert!(error > 1e-4 && error < 0.02, "{error}");
        assert!((slope - exact).abs() < 5.0 * error, "{slope} ± {error}, {exact}");
    }
}

#[test]
fn shots_need_a_method_that_uses_them() {
    let scratch = Scratch::new();
    scratch.file("inputs.qasm", INPUTS);
    for method in ["adjoint", "finite-difference", "spsa"] {
        let ran = scratch.ansatz(&format!(
            "grad inputs.qasm --observable Z0 --param theta=1 --param phi=1 --shots 10 --method {method}"
        ));
        assert!(ran.failure(2).contains("parameter-shift"), "{ran:?}");
    }
}

#[test]
fn a_program_that_measures_on_the_way_has_no_gradient() {
    let scratch = Scratch::new();
    scratch.file("dynamic.qasm", DYNAMIC);
    for method in ["adjoint", "parameter-shift", "parameter-shift --shots 10"] {
        let ran = scratch.ansatz(&format!("grad dynamic.qasm --observable Z0 --method {method}"));
        assert!(ran.failure(2).contains("measures"), "{ran:?}");
    }
}

#[test]
fn a_file_without_inputs_has_an_empty_gradient() {
    let scratch = Scratch::new();
    scratch.file("measured.qasm", MEASURED);
    let answer = scratch.ansatz("grad measured.qasm --observable Z0 --format json").json();
    assert_eq!(answer["parameters"], serde_json::json!([]));
    assert_eq!(answer["gradients"], serde_json::json!([[]]));
    assert!((numbers(&answer["values"])[0] - 0.6f64.cos()).abs() < 1e-12);
}
