//! Inputs: what stays a parameter, what is decided by a value, arrays and complex numbers of them.

use ansatz_circuits::Circuit;
use ansatz_circuits::qasm::{Diagnostic, Hint, Inputs, NoIncludes, ParseOptions, Program, Report, parse};

fn read(body: &str, inputs: &[(&str, f64)]) -> Result<Program, Report> {
    let text = format!("OPENQASM 3.0;\ninclude \"stdgates.inc\";\n{body}");
    let mut options = ParseOptions::default();
    options.inputs = inputs.iter().map(|(name, value)| (name.to_string(), *value)).collect();
    parse("t.qasm", text.as_bytes(), &NoIncludes, &options)
}

fn circuit(body: &str, inputs: &[(&str, f64)]) -> Circuit {
    read(body, inputs).unwrap_or_else(|report| panic!("{report}")).circuit
}

/// Rows: a program with the input `x`, a value, and what the program is at that value.
const DECISIONS: &[(&str, f64, &str)] = &[
    ("if (x > 0.5) { rx(x) q[0]; } else { ry(x) q[0]; }", 0.6, "rx(x) q[0];"),
    ("if (x > 0.5) { rx(x) q[0]; } else { ry(x) q[0]; }", 0.4, "ry(x) q[0];"),
    ("if (!(x == 1.5) || x > 3) { x q[0]; } else { rx(2*x) q[1]; }", 1.5, "rx(2*x) q[1];"),
    ("if (bool(x)) { x q[0]; }", 0.0, ""),
    ("for int k in [0:int(x)] { rx(x) q[k]; }", 1.2, "rx(x) q[0]; rx(x) q[1];"),
    ("float y = x; while (y > 0) { rx(y) q[0]; y -= 1; }", 1.5, "rx(x) q[0]; rx(x - 1) q[0];"),
    ("switch (int(x)) { case 2 { rx(x) q[0]; } default { x q[0]; } }", 2.7, "rx(x) q[0];"),
    ("array[float, 2] v = {x, 2*x}; ry(v[x]) q[x];", 1.0, "ry(2*x) q[1];"),
    ("def f(float t) -> float { if (t < 0) { return -t; } return t; } rx(f(x)) q[0];", -0.3, "rx(-x) q[0];"),
    ("bit b = x > 2; if (b) { x q[0]; } else { rx(x) q[0]; }", 1.0, "rx(x) q[0];"),
    ("ctrl(int(x)) @ ry(x) q[0], q[1], q[2];", 2.0, "ctrl(2) @ ry(x) q[0], q[1], q[2];"),
];

#[test]
fn values_decide_and_angles_keep_their_symbol() {
    for (body, x, expected) in DECISIONS {
        let found = circuit(&format!("input float x; qubit[3] q; {body}"), &[("x", *x)]);
        let expected = circuit(&format!("input float x; qubit[3] q; {expected}"), &[]);
        assert_eq!(found.instructions(), expected.instructions(), "{body} at {x}");
        assert_eq!(found.parameters(), ["x"], "{body}");
    }
}

#[test]
fn a_decision_without_a_value_asks_for_one() {
    for (body, _, _) in DECISIONS {
        let report = read(&format!("input float x; qubit[3] q; {body}"), &[]).expect_err(body);
        let is_asked = |d: &Diagnostic| d.hint == Some(Hint::Values(Inputs::All));
        assert!(report.diagnostics.iter().any(is_asked), "{report}");
    }
}

#[test]
fn arrays_of_inputs_are_inputs_of_their_own() {
    let program = circuit(
        "input array[float, 2] a; input array[angle[16], 2, 2] b; input array[int, 2] n; input array[bool, 1] on;
         qubit[2] q; def f(qubit p, readonly array[float, 2] v) { ry(v[0]*v[1]) p; }
         for float t in a { rx(t) q[n[1]]; } rz(b[1][0] + b[0, 1]) q[0]; f(q[n[0]], a); if (on[0]) { x q[sizeof(a) - 1]; }",
        &[("n[0]", 0.0), ("n[1]", 1.0), ("on[0]", 1.0)],
    );
    assert_eq!(program.parameters(), ["a[0]", "a[1]", "b[0][0]", "b[0][1]", "b[1][0]", "b[1][1]"]);
    let expected = circuit(
        "input float a0; input float a1; input float b00; input float b01; input float b10; input float b11; qubit[2] q;
         rx(a0) q[1]; rx(a1) q[1]; rz(b10 + b01) q[0]; ry(a0*a1) q[0]; x q[1];",
        &[],
    );
    assert_eq!(program.instructions(), expected.instructions());
    let report =
        read("input array[int, 3] n; qubit q; rx(n[0]) q;", &[("n[1]", 2.0)]).expect_err("no values");
    assert!(report.to_string().contains("`n[0]`, `n[2]`"), "{report}");
}

#[test]
fn complex_inputs_have_two_parts_and_durations_a_value() {
    let body = "input complex[float] amp; input duration d; qubit q; complex w = amp*(1 + 2im); rx(real(w)) q; ry(imag(w)) q; delay[2*d] q;";
    let program = read(body, &[("d", 1e-6)]).unwrap_or_else(|report| panic!("{report}"));
    assert_eq!(program.circuit.parameters(), ["amp.re", "amp.im"]);
    assert_eq!(program.inputs, ["d"]);
    let map = program.circuit.parameter_map().expect("static");
    // (0.5 + 0.25i)(1 + 2i) = 0 + 1.25i
    assert_eq!(map.angles(&[0.5, 0.25]).expect("two parameters"), [0.0, 1.25]);
    assert_eq!(program.warnings.len(), 2, "one for the duration, one for the delay");
}

#[test]
fn an_input_is_not_assigned() {
    for body in ["input float x; x = 1;", "input array[float, 2] a; a[0] = 1;"] {
        let report = read(body, &[]).expect_err(body).to_string();
        assert!(report.contains("cannot be assigned"), "{report}");
    }
}

#[test]
fn hardware_qubits_go_beside_declared_ones() {
    let program = circuit("qubit[2] q; bit b; h $5; cx $5, q[1]; x $0; b = measure $5; h $0;", &[]);
    let expected =
        circuit("qubit[4] q; bit b; h q[3]; cx q[3], q[1]; x q[2]; b = measure q[3]; h q[2];", &[]);
    assert_eq!((program.num_qubits(), program.instructions()), (4, expected.instructions()));
    // Declared qubits come first wherever they are declared, hardware qubits in the order of their numbers.
    let later = circuit("x $1; qubit q; h q; x $0; h $7; if (true) { z $7; }", &[]);
    let expected = circuit("qubit[4] q; x q[2]; h q[0]; x q[1]; h q[3]; z q[3];", &[]);
    assert_eq!((later.num_qubits(), later.instructions()), (4, expected.instructions()));
    let large = circuit("h $1000; cx $1000, $0;", &[]);
    assert_eq!(
        (large.num_qubits(), large.instructions()),
        (2, circuit("h $1; cx $1, $0;", &[]).instructions())
    );
}

#[test]
fn powers_of_an_input_say_why_they_are_refused() {
    let report = read("input float x; input float t; qubit q; pow(x) @ U(t, 0, 0.1) q;", &[])
        .expect_err("no closed form");
    assert!(report.to_string().contains("neither rotations that commute"), "{report}");
}
