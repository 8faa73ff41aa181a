//! Programs whose course is known become the circuit that their author could have written out.

use ansatz_circuits::qasm::{DiagnosticKind, NoIncludes, ParseOptions, Program, Report, Severity, parse};

fn try_read(body: &str) -> Result<Program, Report> {
    let text = format!("OPENQASM 3.0;\ninclude \"stdgates.inc\";\n{body}");
    parse("t.qasm", text.as_bytes(), &NoIncludes, &ParseOptions::default())
}

fn read(body: &str) -> Program {
    try_read(body).unwrap_or_else(|report| panic!("{report}\n{body}"))
}

#[test]
fn a_program_is_what_it_would_be_written_out() {
    let same = [
        (
            "qubit[4] q; for int i in [0:2] { cx q[i], q[i + 1]; }",
            "qubit[4] q; cx q[0], q[1]; cx q[1], q[2]; cx q[2], q[3];",
        ),
        ("qubit[3] q; for uint i in [2:-1:0] h q[i];", "qubit[3] q; h q[2]; h q[1]; h q[0];"),
        ("qubit q; int n = 0; while (n < 2) { rx(n * pi) q; n += 1; }", "qubit q; rx(0) q; rx(pi) q;"),
        (
            "qubit[2] q; def bell(qubit a, qubit b) { h a; cx a, b; } bell(q[0], q[1]); bell(q[1], q[0]);",
            "qubit[2] q; h q[0]; cx q[0], q[1]; h q[1]; cx q[1], q[0];",
        ),
        (
            "qubit[3] q; def all(qubit[2] a) { for int i in [0:1] { x a[i]; } } all(q[1:2]);",
            "qubit[3] q; x q[1]; x q[2];",
        ),
        ("qubit q; const int n = 2; if (n == 2) { x q; } else { y q; }", "qubit q; x q;"),
        ("qubit[3] q; let a = q[0] ++ q[2]; x a; let b = a[1]; z b;", "qubit[3] q; x q[0]; x q[2]; z q[2];"),
        (
            "qubit q; def f(angle t) -> angle { return t / 2; } angle t = pi; rz(f(t)) q;",
            "qubit q; rz(pi / 2) q;",
        ),
        (
            "input float w; qubit q; def f(float t) -> float { return 2 * t + 1; } rz(f(w)) q;",
            "input float w; qubit q; rz(2 * w + 1) q;",
        ),
        ("input float w; qubit q; float v = w; v += w; rx(v) q;", "input float w; qubit q; rx(2 * w) q;"),
        (
            "qubit[2] q; bit[2] c; int i = 1; c[i] = measure q[i];",
            "qubit[2] q; bit[2] c; c[1] = measure q[1];",
        ),
        ("qubit[2] q; bit[2] c; measure q[0] -> c[1];", "qubit[2] q; bit[2] c; c[1] = measure q[0];"),
        (
            "gate ladder a, b, c { for int i in [1:2] { rx(i) a; } cx a, b; cx b, c; } qubit[3] q; ladder q[0], q[1], q[2];",
            "gate ladder a, b, c { rx(1) a; rx(2) a; cx a, b; cx b, c; } qubit[3] q; ladder q[0], q[1], q[2];",
        ),
        (
            "qubit[2] q; bit c; c = measure q[0]; bool b = c == 1; if (b) { x q[1]; } else { y q[1]; }",
            "qubit[2] q; bit c; c = measure q[0]; if (c) { x q[1]; } if (!c) { y q[1]; }",
        ),
        (
            "qubit[2] q; bit[2] c; c = measure q; int[4] n = c; if (n == 2) { x q[0]; }",
            "qubit[2] q; bit[2] c; c = measure q; if (c == 2) { x q[0]; }",
        ),
        (
            "qubit[2] q; bit[2] c = measure q; if (c[0] & c[1]) { x q[0]; }",
            "qubit[2] q; bit[2] c = measure q; if (c == 3) { x q[0]; }",
        ),
        (
            "qubit[2] q; bit[2] c = measure q; for bit b in c { if (b) { x q[0]; } }",
            "qubit[2] q; bit[2] c = measure q; if (c[0]) { x q[0]; } if (c[1]) { x q[0]; }",
        ),
        (
            "qubit[2] q; bit c = measure q[0]; if (c) { for int i in [0:1] { x q[i]; } }",
            "qubit[2] q; bit c = measure q[0]; if (c) { x q[0]; x q[1]; }",
        ),
        ("qubit q; box { x q; delay[10ns] q; } #pragma any\n@note\nx q;", "qubit q; x q; x q;"),
        ("qubit q; x q; end; y q;", "qubit q; x q;"),
        ("qubit $0; x $0;", "x $0;"),
    ];
    for (short, long) in same {
        let (short_program, long_program) = (read(short), read(long));
        assert!(short_program.course.is_none(), "{short}");
        assert_eq!(short_program.circuit, long_program.circuit, "{short}");
    }
}

#[test]
fn a_course_is_left_where_a_value_must_be_known() {
    let waits = [
        (
            "qubit q; bit c = measure q; while (c) { x q; c = measure q; }",
            "while (c) { x q; c = measure q; }",
        ),
        ("qubit q; bit c = measure q; int n = 0; if (c) { n = 1; } x q;", "if (c) { n = 1; }"),
        ("qubit q; bit[2] c; c[0] = measure q; c[1] = measure q; int n = 2 * c[0] + c[1]; rx(n) q;", "c[0]"),
        ("qubit q; bit[2] c; c[0] = measure q; switch (c) { case 1 { x q; } }", "c"),
        ("qubit q; bit c = measure q; for int i in [0:2] { if (c) { break; } x q; }", "if (c) { break; }"),
        (
            "qubit q; bit c = measure q; def f(bit b) -> bit { if (b) { return 1; } return 0; } bit d = f(c);",
            "if (b) { return 1; }",
        ),
        ("qubit q; bit c = measure q; bit d; d = c; c = measure q; x q;", "c = measure q;"),
    ];
    for (body, place) in waits {
        let program = read(body);
        let course = program.course.unwrap_or_else(|| panic!("no course: {body}"));
        let text = course.sources().text(course.span());
        assert!(text.starts_with(place), "{body}: {text}");
    }
}

#[test]
fn mistakes_are_found_wherever_they_stand() {
    // In code that is never run, after an outcome decides the way, and in subroutines that nothing calls.
    let wrong = [
        ("qubit q; if (false) { foo q; }", "unknown gate"),
        ("qubit q; for int i in [1:0] { x r; }", "not declared"),
        ("qubit q; while (false) { rx(1, 2) q; }", "takes 1 parameter, given 2"),
        ("qubit q; bit c = measure q; while (c) { c = measure q; }\nfoo q;", "unknown gate"),
        ("qubit q; bit c = measure q; while (c) { c = measure q; }\nint n = m;", "not declared"),
        ("def f(qubit q) { foo q; }", "unknown gate"),
        ("def f(int a) -> int { return a; } int n = f();", "takes 1 argument, given 0"),
        ("def f(qubit[2] a) { x a; } qubit[3] q; f(q);", "expected 2 qubits, given 3"),
        ("def f(readonly array[int, 2] a) { a[0] = 1; } array[int, 2] m; f(m);", "cannot be assigned"),
        ("def f() { f(); } f();", "deeper than"),
        ("extern g(int) -> int; int n = g(1);", "extern"),
        ("gate g q { x q; y r; }", "not declared"),
        ("break;", "outside of a loop"),
        ("return;", "outside of a subroutine"),
        ("int n = 1.0im;", "expected an integer"),
        ("array[int, 2] a = {1, 2, 3};", "3 elements are given where the array has 2"),
        ("array[int, 2, 2] a; a[0, 0, 0, 0] = 1;", "cannot be indexed"),
        ("int[8] n = 1; n[8] = 1;", "out of range"),
        ("bit[3] a = \"101\"; bit[2] b = a;", "3 bits are given for a register of 2"),
        ("duration d = 3;", "expected a duration"),
        ("input int n; qubit q;", "must be known"),
        ("qubit q; defcal magic $0 { } magic q;", "calibration"),
    ];
    for (body, words) in wrong {
        let report = match try_read(body) {
            Err(report) => report,
            Ok(_) => panic!("accepted: {body}"),
        };
        let errors = report.diagnostics.iter().filter(|d| d.severity == Severity::Error);
        let errors: Vec<_> = errors.collect();
        assert_eq!(errors.len(), 1, "{body}\n{report}");
        let hint = errors[0].hint.as_ref().map(ToString::to_string).unwrap_or_default();
        let text = format!("{} {hint}", errors[0].message);
        assert!(text.contains(words), "{body}\nlacks `{words}`: {report}");
    }
}

#[test]
fn guards_in_code_that_is_not_run_are_not_mistakes() {
    let fine = [
        "qubit[2] q; for int i in [0:1] { if (i < 1) { cx q[i], q[i + 1]; } }",
        "qubit[2] q; const int n = 2; if (n > 2) { x q[n]; }",
        "int n = 0; if (n != 0) { n = 1 / n; }",
        "def f(int n) -> int { return 1 / n; } qubit q; x q;",
    ];
    fine.iter().for_each(|body| _ = read(body));
}

#[test]
fn endless_programs_end_at_a_limit() {
    for body in [
        "while (true) { }",
        "for uint i in [0:1000000000000] { }",
        "def f(int n) -> int { return f(n + 1); } int n = f(0);",
        "qubit q; while (true) { x q; }",
    ] {
        let report = try_read(body).expect_err("a limit");
        let first = report.diagnostics.iter().find(|d| d.severity == Severity::Error).expect("an error");
        assert_eq!(first.kind, DiagnosticKind::Limit, "{report}");
    }
}

#[test]
fn inputs_that_are_no_angles_take_their_value_when_the_file_is_read() {
    let text = b"OPENQASM 3; include \"stdgates.inc\"; input int n; input float w; qubit[4] q; for int i in [0:n] { rx(w) q[i]; }";
    let mut options = ParseOptions::default();
    options.inputs = vec![("n".into(), 2.0), ("w".into(), 0.5)];
    let program = parse("t.qasm", text, &NoIncludes, &options).expect("reads");
    assert_eq!(program.circuit.instructions().len(), 3);
    assert_eq!(
        (program.circuit.parameters(), program.inputs),
        (&["w".to_string()][..], vec!["n".to_string()])
    );
}

#[test]
fn a_loop_leaves_what_its_lines_would_leave() {
    let mut text = String::from("OPENQASM 3.0; include \"stdgates.inc\"; qubit[2] q;\n");
    (0..1000).for_each(|_| text.push_str("rz(0.25) q[0]; cx q[0], q[1];\n"));
    text.push_str("for int i in [1:1000] { rz(0.25) q[0]; cx q[0], q[1]; }");
    let program = parse("t.qasm", text.as_bytes(), &NoIncludes, &ParseOptions::default()).expect("reads");
    let instructions = program.circuit.instructions();
    assert_eq!(instructions[..2000], instructions[2000..]);
}
