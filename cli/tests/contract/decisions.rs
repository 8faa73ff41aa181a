//! Inputs whose values decide what the program does: from `--param`, and from `--bindings` for each row.

use crate::support::Scratch;

/// ⟨Z0⟩ is cos(nw) where w > 0.5, else cos((n + 1)w); its slope is that of the way taken.
const DECIDES: &str = "OPENQASM 3.0;\ninclude \"stdgates.inc\";\ninput float w;\ninput int n;\nqubit[2] q;\n\
     if (w > 0.5) { ry(n*w) q[0]; } else { ry((n + 1)*w) q[0]; }\n";

fn files() -> Scratch {
    let scratch = Scratch::new();
    scratch.file("decides.qasm", DECIDES);
    scratch
}

#[track_caller]
fn close(found: &serde_json::Value, expected: f64) {
    let found = found.as_f64().expect("a number");
    assert!((found - expected).abs() < 1e-12, "{found} instead of {expected}");
}

#[test]
fn a_param_decides_and_stays_an_input() {
    for (x, factor) in [(0.7f64, 2.0f64), (0.3, 3.0)] {
        let answer = files()
            .ansatz(&format!("grad decides.qasm --format json --observable Z0 --param n=2 --param w={x}"))
            .json();
        assert_eq!(answer["parameters"], serde_json::json!(["w"]));
        close(&answer["values"][0], (factor * x).cos());
        close(&answer["gradients"][0][0], -factor * (factor * x).sin());
    }
}

#[test]
fn every_row_decides_for_itself() {
    let scratch = files();
    let rows = [(0.7f64, 2), (0.3, 2), (0.9, 2), (0.9, 1), (0.1, 2)];
    let lines = rows.map(|(x, n)| format!("{n},{x}\n")).concat();
    scratch.file("rows.csv", format!("n,w\n{lines}"));
    let arguments = "decides.qasm --format json --bindings rows.csv --observable Z0";
    let ran = scratch.ansatz(&format!("run {arguments}")).json();
    let adjoint = scratch.ansatz(&format!("grad {arguments}")).json();
    let shifted = scratch.ansatz(&format!("grad {arguments} --method parameter-shift")).json();
    for (k, (x, n)) in rows.iter().enumerate() {
        let factor = f64::from(if *x > 0.5 { *n } else { n + 1 });
        close(&ran["expectations"][k][0], (factor * x).cos());
        for answer in [&adjoint, &shifted] {
            close(&answer["values"][k], (factor * x).cos());
            close(&answer["gradients"][k][0], -factor * (factor * x).sin());
        }
    }
}

#[test]
fn without_a_value_the_condition_is_shown() {
    let ran = files().ansatz("grad decides.qasm --observable Z0 --param n=1");
    let message = ran.failure(2);
    assert!(message.starts_with("decides.qasm:6:5: error: this depends on inputs"), "{message}");
    assert!(message.contains("`--param NAME=VALUE`"), "{message}");
}

#[test]
fn a_column_that_is_no_input_is_told() {
    let scratch = files();
    scratch.file("rows.csv", "n,w,y\n1,0.2,0.3\n");
    let ran = scratch.ansatz("run decides.qasm --bindings rows.csv --observable Z0");
    assert!(
        ran.failure(2).starts_with("rows.csv:1: column 3: error: the program has no input `y`"),
        "{ran:?}"
    );
}

#[test]
fn elements_of_arrays_take_their_values_by_name() {
    let scratch = Scratch::new();
    let text = "OPENQASM 3.0;\ninput array[float, 2] a;\nqubit q;\nU(a[0]*a[1], 0, 0) q;\n";
    scratch.file("array.qasm", text);
    let arguments = "grad array.qasm --format json --observable Z0 --param a[0]=0.5 --param a[1]=0.4";
    let answer = scratch.ansatz(arguments).json();
    assert_eq!(answer["parameters"], serde_json::json!(["a[0]", "a[1]"]));
    close(&answer["gradients"][0][0], -0.4 * 0.2f64.sin());
}

#[test]
fn mistakes_that_an_outcome_brings_about_are_shown_in_the_file() {
    let scratch = Scratch::new();
    let text = "OPENQASM 3.0;\ninclude \"stdgates.inc\";\nqubit q;\nbit c;\nh q;\nc = measure q;\nint n = c;\nbit[2] r;\nr[2 * n] = 1;\n";
    scratch.file("late.qasm", text);
    let ran = scratch.ansatz("run late.qasm");
    let message = ran.failure(2);
    assert!(message.starts_with("late.qasm:9:3: error: index 2 is out of range"), "{message}");
    assert!(message.contains("9 | r[2 * n] = 1;\n  |   ^^^^^"), "{message}");
}

#[test]
fn outputs_that_are_not_bits_are_shown_where_they_are_known() {
    let scratch = Scratch::new();
    let text = "OPENQASM 3.0;\ninclude \"stdgates.inc\";\ninput float x;\nqubit q;\noutput int[32] n;\noutput float y;\n\
         output array[bool, 2] on;\noutput bit c;\noutput int m;\nn = 3; n += 4; y = 2*x; on[1] = true;\nc = measure q;\nm = c;\n";
    scratch.file("outputs.qasm", text);
    let ran = scratch.ansatz("run outputs.qasm --format json --param x=0.25");
    assert!(ran.stderr.contains("output `m` depends on what is measured"), "{}", ran.stderr);
    let outputs = &ran.json()["outputs"];
    assert_eq!(*outputs, serde_json::json!({"n": 7, "y": 0.5, "on": [false, true]}));
    let text = scratch.ansatz("run outputs.qasm --param x=0.25");
    assert!(text.success().contains("n = 7\ny = 0.5\non = [false,true]\n"), "{text:?}");
}
