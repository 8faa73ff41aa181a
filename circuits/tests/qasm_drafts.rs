//! What other programs and drafts write, and what people write by mistake: each with what it means, or what is said about it.

use ansatz_circuits::qasm::{NoIncludes, ParseOptions, Program, Report, parse, to_qasm3};
use ansatz_circuits::{Circuit, Operation};
use std::time::{Duration, Instant};

const THREE: &str = "OPENQASM 3.0; include \"stdgates.inc\"; ";

fn try_read(body: &str, inputs: &[(&str, f64)]) -> Result<Program, Report> {
    let mut options = ParseOptions::default();
    options.inputs = inputs.iter().map(|(name, value)| (name.to_string(), *value)).collect();
    parse("t.qasm", format!("{THREE}{body}").as_bytes(), &NoIncludes, &options)
}

fn read(body: &str) -> Program {
    try_read(body, &[]).unwrap_or_else(|report| panic!("{report}\n{body}"))
}

fn warnings(body: &str) -> Vec<String> {
    read(body).warnings.into_iter().map(|warning| warning.message).collect()
}

/// How many X the program has: a condition that holds adds one.
fn holds(condition: &str) -> bool {
    let program = read(&format!("qubit q; if ({condition}) {{ x q; }}"));
    program.circuit.instructions().len() == 1
}

#[test]
fn durations_are_exact() {
    for condition in [
        "1000ns == 1us",
        "1000us == 1ms",
        "1000ms == 1s",
        "0.1us + 0.2us == 0.3us",
        "2.5us == 2500ns",
        "1us / 3 * 3 == 1us",
        "0.1 * 10us == 1us",
        "3 * 100ns - 0.3us == 0ns",
        "1us > 999ns",
        "-1us < 0ns",
        "1us / 250ns == 4",
        "100dt / 50dt == 2",
        "3dt * 2 == 6dt",
        "1us + 2dt < 2us + 3dt",
        "1µs == 1us",
        "1e-3ms == 1us",
        "1_000ns != 1_001ns",
    ] {
        assert!(holds(condition), "{condition}");
    }
    for condition in ["1ns == 1us", "999.999ns == 1us", "1us >= 1000.001ns", "1us + 1dt == 1us"] {
        assert!(!holds(condition), "{condition}");
    }
}

#[test]
fn the_length_of_a_step_is_nobodys_to_know() {
    for condition in ["1us < 3dt", "1us == 1000dt", "1us / 1dt > 2"] {
        let report = try_read(&format!("qubit q; if ({condition}) {{ x q; }}"), &[]).expect_err(condition);
        assert!(report.to_string().contains("how long a `dt` is"), "{report}");
    }
    let report = try_read("duration d = 1e30s; d = d * 1e30;", &[]).expect_err("too long").to_string();
    assert!(report.contains("too large, or too fine"), "{report}");
}

#[test]
fn whole_inputs_take_the_numbers_of_their_type() {
    let refused = |declaration: &str, value: f64, range: &str| {
        let report = try_read(declaration, &[("n", value)]).expect_err(declaration).to_string();
        assert!(report.contains(range) && report.contains("t.qasm:1:"), "{report}");
    };
    refused("input int[4] n;", 9.0, "the whole numbers from -8 to 7");
    refused("input int[4] n;", -9.0, "the whole numbers from -8 to 7");
    refused("input int[4] n;", 1.5, "the whole numbers from -8 to 7");
    refused("input uint[3] n;", 8.0, "the whole numbers from 0 to 7");
    refused("input uint[3] n;", -1.0, "the whole numbers from 0 to 7");
    refused("input bool n;", 2.0, "the whole numbers from 0 to 1");
    refused("input bit[2] n;", 4.0, "the whole numbers from 0 to 3");
    refused("input int n;", 1e300, "2^63 - 1");
    for (declaration, value) in [("input int[4] n;", -8.0), ("input uint[3] n;", 7.0), ("input bool n;", 1.0)]
    {
        assert_eq!(try_read(declaration, &[("n", value)]).expect(declaration).inputs, ["n"]);
    }
}

#[test]
fn conditions_on_values_that_the_program_gave_are_no_slips() {
    for body in [
        "qubit q; bit[2] b = \"01\"; for bit k in b { if (k) { x q; } }",
        "qubit q; bit[2] b = \"01\"; if (b[1]) { x q; }",
        "qubit q; bit b; b = 0; if (b) { x q; }",
    ] {
        assert_eq!(warnings(body), [""; 0], "{body}");
    }
    assert_eq!(warnings("qubit q; bit b; if (b) { x q; }"), ["this condition is never true"]);
    let wide = warnings("qubit[2] q; bit[2] b = measure q; if (b == 7) { x q[0]; }");
    assert_eq!(wide, ["this condition is never true"]);
}

#[test]
fn names_of_inputs_stay_where_they_are_allowed() {
    let program = read("input array[float[64], 2] w; input float w_0; qubit q; rx(w[0] + w_0) q;");
    let text = to_qasm3(&program.circuit).expect("OpenQASM 3");
    assert!(text.contains("input float w_0;\n"), "{text}");
    let rx = text.lines().last().unwrap_or_default();
    assert!(rx.contains("w_0_1 + w_0") || rx.contains("w_0 + w_0_1"), "{text}");
}

#[test]
fn definitions_name_their_arguments_in_alphabetical_order() {
    let program = read(
        "gate g(theta, phi) a { rx(theta) a; rz(phi) a; } gate s(a, b) q { rx(a) q; rz(b) q; } qubit q; g(1, 2) q; s(1, 2) q;",
    );
    let text = to_qasm3(&program.circuit).expect("OpenQASM 3");
    assert!(text.contains("gate g(a, b) q0 {\n  rx(a) q0;\n  rz(b) q0;\n}"), "{text}");
    assert!(text.contains("gate s_1(a, b) q0 {"), "names that are in order stay: {text}");
}

#[test]
fn gates_for_any_number_of_controls_are_read_with_a_warning() {
    let program = read("qubit[4] q; mcx q[0], q[1], q[2], q[3]; mcp(0.3) q[0], q[1], q[2];");
    let plain = read("qubit[4] q; ctrl(3) @ x q[0], q[1], q[2], q[3]; ctrl(2) @ p(0.3) q[0], q[1], q[2];");
    assert_eq!(program.circuit, plain.circuit);
    assert_eq!(program.warnings.len(), 1);
    let two = "OPENQASM 2.0; include \"qelib1.inc\"; qreg q[3]; mcx q[0],q[1],q[2];";
    let two = parse("t.qasm", two.as_bytes(), &NoIncludes, &ParseOptions::default()).expect("OpenQASM 2");
    assert_eq!(two.circuit.instructions()[0].added_controls().len(), 2);
    // A definition of the program's own counts.
    let own = read("gate mcx a, b { h a; cx a, b; } qubit[2] q; mcx q[0], q[1];");
    assert!(
        own.warnings.is_empty()
            && matches!(own.circuit.instructions()[0].operation(), Operation::Composite(_))
    );
}

#[test]
fn old_drafts_are_read_with_a_warning() {
    for (old, new) in [
        ("const n = 3; qubit[n] q; h q;", "const int n = 3; qubit[n] q; h q;"),
        ("const x = pi / 2; qubit q; rx(x) q;", "qubit q; rx(pi / 2) q;"),
        ("length t = 100ns; qubit q; delay[t] q; h q;", "qubit q; h q;"),
        ("qubit q; boxas one { h q; }", "qubit q; h q;"),
        ("qubit q; boxto 100ns { h q; }", "qubit q; h q;"),
        ("kernel vote(bit[3]) -> bit; qubit q; h q;", "qubit q; h q;"),
        (
            "def par(angle t) qubit q -> bit { rx(t) q; return measure q; } qubit q; bit c; c = par(pi/3) q;",
            "def par(angle t, qubit q) -> bit { rx(t) q; return measure q; } qubit q; bit c; c = par(pi/3, q);",
        ),
        (
            "def read qubit q -> bit { return measure q; } qubit[2] q; bit c = read q[1];",
            "def read(qubit q) -> bit { return measure q; } qubit[2] q; bit c = read(q[1]);",
        ),
    ] {
        let (a, b) = (read(old), read(new));
        assert_eq!(a.circuit, b.circuit, "{old}");
        assert!(!a.warnings.is_empty(), "{old}");
    }
    // The same words are names elsewhere.
    for body in [
        "gate kernel a { h a; } qubit q; kernel q;",
        "int length = 3; length = 4;",
        "gate boxas a { h a; } qubit q; boxas q;",
    ] {
        assert_eq!(warnings(body), [""; 0], "{body}");
    }
}

#[test]
fn a_gate_in_capitals_is_the_one_in_small_letters() {
    for (body, near) in
        [("qubit q; H q;", "`h`"), ("qubit[2] q; CNOT q[0], q[1];", "`cnot`"), ("qubit q; SX q;", "`sx`")]
    {
        for header in ["OPENQASM 3.0; ", THREE] {
            let report =
                parse("t.qasm", format!("{header}{body}").as_bytes(), &NoIncludes, &ParseOptions::default());
            let message = report.expect_err(body).to_string();
            assert!(message.contains(&format!("did you mean {near}?")), "{message}");
        }
    }
}

/// Braket writes the first qubit as the highest bit of the matrix.
#[test]
fn matrices_of_pragmas_are_gates() {
    let flip = "qubit[2] q;\n#pragma braket unitary([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1.0], [0, 0, 1, 0]]) q[0], q[1]\nh q[0];";
    let expected = read("qubit[2] q; cx q[0], q[1]; h q[0];");
    let matrix = |circuit: &Circuit| circuit.matrix(&[]).expect("a unitary");
    assert!((matrix(&read(flip).circuit) - matrix(&expected.circuit)).norm() < 1e-12);
    let root =
        "qubit q;\npragma braket unitary([[0.5 + 0.5im, 0.5 - 0.5im], [0.5 - 0.5im, 0.5 + 0.5im]]) q\n";
    assert!((matrix(&read(root).circuit) - matrix(&read("qubit q; sx q;").circuit)).norm() < 1e-12);
    for (rows, why) in [
        ("[[1, 0], [0, 2]]", "not unitary"),
        ("[[1, 0, 0], [0, 1]]", "a row of 3 entries"),
        ("[[1]]", "a matrix of 1 rows"),
        ("[[1, 0], [0, y]]", "`y` is not declared"),
        ("[[1, 0], [0, 1]", "expected `]`"),
    ] {
        let body = format!("qubit q;\n#pragma braket unitary({rows}) q\nh q;");
        let report = try_read(&body, &[]).expect_err(rows).to_string();
        assert!(report.contains(why) && report.contains("t.qasm:2:"), "{report}");
    }
}

#[test]
fn other_pragmas_are_named_once_each() {
    let body = "qubit q;\n#pragma braket result expectation x(q)\n#pragma braket result expectation y(q)\n#pragma braket verbatim\npragma user thing\n";
    assert_eq!(
        warnings(body),
        [
            "the pragma `braket result expectation` asks for a result, which is not computed: ask for it yourself",
            "the pragma `braket verbatim` is ignored",
            "the pragma `user thing` is ignored",
        ]
    );
}

#[test]
fn long_gates_and_chains_are_read_in_time_that_grows_with_their_length() {
    let time = |body: &str| {
        let mut options = ParseOptions::default();
        options.max_qubits = 1 << 20;
        let start = Instant::now();
        parse("t.qasm", format!("{THREE}{body}").as_bytes(), &NoIncludes, &options).expect("a program");
        start.elapsed()
    };
    let gate = |count: usize| {
        let names: Vec<String> = (0..count).map(|k| format!("q{k}")).collect();
        let body: String = names.iter().map(|name| format!("x {name}; ")).collect();
        format!("gate g {} {{ {body} }}", names.join(", "))
    };
    let chain = |count: usize| format!("qubit[2] q; let a = {}q[0];", "q[0] ++ q[1] ++ ".repeat(count / 2));
    for text in [&gate as &dyn Fn(usize) -> String, &chain] {
        let (short, long) = (time(&text(5_000)), time(&text(40_000)));
        assert!(long < 32 * short + Duration::from_millis(200), "{short:?} for one, {long:?} for eight");
    }
}

#[test]
fn angles_that_grow_out_of_hand_inside_of_gates_have_a_place() {
    let gates: String =
        (1..=30).map(|k| format!("gate g{k}(a) q {{ g{}(a * sin(a)) q; }}\n", k - 1)).collect();
    let body = format!("input float w;\nqubit q;\ngate g0(a) q {{ rx(a * a) q; }}\n{gates}g30(w) q;\n");
    let report = try_read(&body, &[]).expect_err("too large").to_string();
    assert!(report.contains("t.qasm:34:1: error: an angle has grown"), "{report}");
    // With a number it is one.
    assert!(try_read(&body.replace("g30(w)", "g30(0.5)"), &[]).is_ok());
    let few = body.replace("g30(w)", "g4(w)");
    assert_eq!(read(&few).circuit.parameters(), ["w"]);
}
