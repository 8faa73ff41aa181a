//! What broken programs get: the place, the kind and the words of the first message, on a small stack and in no time.

use ansatz_circuits::qasm::{
    DiagnosticKind, IncludeError, IncludedFile, Includes, MissingInclude, NoIncludes, ParseOptions, Report,
    Severity, parse,
};
use std::time::{Duration, Instant};

const TWO: &str = "OPENQASM 2.0;\ninclude \"qelib1.inc\";\n";
const THREE: &str = "OPENQASM 3.0;\ninclude \"stdgates.inc\";\n";

fn refused(text: &[u8]) -> Report {
    let mut options = ParseOptions::default();
    options.missing_include = MissingInclude::Refuse;
    match parse("t.qasm", text, &NoIncludes, &options) {
        Err(report) => report,
        Ok(program) => panic!("accepted {:?}\n{}", program.circuit, String::from_utf8_lossy(text)),
    }
}

/// The report on a program, made by a thread with a stack of 1 MiB.
fn refused_on_a_small_stack(text: String) -> Report {
    let work = move || {
        let start = Instant::now();
        let report = refused(text.as_bytes());
        assert!(start.elapsed() < Duration::from_secs(5), "took {:?}", start.elapsed());
        report
    };
    std::thread::Builder::new()
        .stack_size(1 << 20)
        .spawn(work)
        .expect("a thread")
        .join()
        .expect("no overflow")
}

/// `(program, line, column, part of the message)`, the program's own lines from 3 on.
type Case = (&'static str, usize, usize, &'static str);

fn check(header: &str, cases: &[Case]) {
    for (text, line, column, words) in cases {
        let report = refused(format!("{header}{text}").as_bytes());
        let first = report.diagnostics.iter().find(|d| d.severity == Severity::Error).expect("an error");
        let place = report.sources.locate(first.span);
        assert_eq!((place.line, place.column), (*line, *column), "{text}\n{report}");
        let hint = first.hint.as_ref().map(ToString::to_string).unwrap_or_default();
        assert!(format!("{}; {hint}", first.message).contains(words), "{text}\nlacks `{words}`:\n{report}");
    }
}

#[test]
fn version_2_programs() {
    check(
        TWO,
        &[
            ("qreg q[2];\ncxx q[0], q[1];", 4, 1, "did you mean `cx`?"),
            ("qreg q[2]\nx q[0];", 4, 1, "expected `;`"),
            ("qreg q[2]; x q[0]", 3, 18, "unexpected end of file"),
            ("qreg if[2];", 3, 6, "keyword"),
            ("qreg h[2];", 3, 6, "already a gate"),
            ("qreg q[2]; qreg q[3];", 3, 17, "already declared"),
            ("qreg q[0];", 3, 8, "at least one"),
            ("qreg q;", 3, 7, "has a size"),
            ("qreg q[1.5];", 3, 8, "must be an integer"),
            ("x q[0];", 3, 3, "not declared"),
            ("qreg reg[1]; x rge[0];", 3, 16, "did you mean `reg`?"),
            ("qreg q[3]; x q[3];", 3, 16, "out of range"),
            ("qreg q[3]; x q[-1];", 3, 16, "negative"),
            ("qreg q[3]; x q[0:1];", 3, 16, "OpenQASM 3 syntax"),
            ("qreg q[3]; x q[99999999999999999999999];", 3, 16, "too large"),
            ("qreg q[2]; cx q[0], q[0];", 3, 21, "used twice"),
            ("qreg q[2]; cx q, q;", 3, 18, "used twice"),
            ("qreg q[2]; ccx q, q[0], q[1];", 3, 19, "used twice"),
            ("qreg q[2]; qreg r[3]; cx q, r;", 3, 29, "registers of 2 and 3"),
            ("qreg q[2]; cx q[0];", 3, 12, "takes 2 qubits, given 1"),
            ("qreg q[1]; rx q[0];", 3, 12, "takes 1 parameter, given 0"),
            ("qreg q[1]; x(0.1) q[0];", 3, 12, "takes 0 parameters, given 1"),
            ("qreg q[1]; creg c[1]; c q[0];", 3, 23, "classical register, not a gate"),
            ("qreg q[1]; creg c[1]; x c[0];", 3, 25, "not a quantum register"),
            ("qreg q[1]; qreg r[1]; measure q -> r;", 3, 36, "not a classical register"),
            ("qreg q[3]; creg c[2]; measure q -> c;", 3, 23, "3 qubits are measured into 2 bits"),
            ("qreg q[1]; measure q;", 3, 21, "expected `->`"),
            ("qreg q[1]; creg c[1]; if(c==1);", 3, 31, "expected an operation"),
            ("qreg q[1]; if(d==1) x q[0];", 3, 15, "not declared"),
            ("qreg q[1]; if(q==1) x q[0];", 3, 15, "not classical"),
            ("gate g a { x a; }\ngate g a { y a; }", 4, 6, "already declared"),
            ("gate g a, a { }", 3, 11, "named twice"),
            ("gate g(t, t) a { }", 3, 11, "named twice"),
            ("gate g(t) { }", 3, 11, "at least one"),
            ("gate g a { x a[0]; }", 3, 15, "no index"),
            ("gate g a { g a; }", 3, 12, "uses itself"),
            ("gate f a { g a; } gate g a { f a; }", 3, 12, "unknown gate"),
            ("qreg r[1]; gate g a { x r[0]; }", 3, 25, "not an argument"),
            ("gate g(a) q { rx(b) q; }", 3, 18, "not declared"),
            ("creg c[1]; gate g q { measure q -> c[0]; }", 3, 23, "only gates and barriers"),
            ("gate g q { x q;", 3, 16, "not closed"),
            ("opaque magic q; qreg r[1]; magic r[0];", 3, 28, "opaque"),
            ("qreg q[1]; rx(1/0) q[0];", 3, 17, "division by zero"),
            ("qreg q[1]; rx(ln(0)) q[0];", 3, 15, "not finite"),
            ("qreg q[1]; rx(sqrt(-1)) q[0];", 3, 15, "not a real number"),
            ("qreg q[1]; rx(10^400) q[0];", 3, 15, "not finite"),
            ("qreg q[1]; rx(1e999) q[0];", 3, 15, "too large"),
            ("qreg q[1]; rx(1.2.3) q[0];", 3, 18, "malformed number"),
            ("qreg q[1]; rx(1e) q[0];", 3, 15, "exponent"),
            ("qreg q[1]; rx(12ab) q[0];", 3, 17, "malformed number"),
            ("qreg q[1]; rx(pi*) q[0];", 3, 18, "expected an expression"),
            ("qreg q[1]; rx((pi) q[0];", 3, 20, "expected `)`"),
            ("qreg q[1]; rx(sine(1)) q[0];", 3, 15, "unknown function"),
            ("qreg q[1]; rx(sin(1, 2)) q[0];", 3, 15, "takes 1 argument"),
            ("qreg q[1]; x `q[0];", 3, 14, "unexpected character"),
            ("qreg q[1]; x\u{a0}q[0];", 3, 13, "U+00A0"),
            ("/* no end", 3, 1, "never closed"),
            ("}", 3, 1, "expected a statement"),
            ("qubit[2] q;", 3, 1, "OpenQASM 3 syntax"),
            ("qubit q;", 3, 1, "OpenQASM 3 syntax"),
            ("qreg q[1]; creg c[1]; c = measure q;", 3, 25, "expected a gate's operands"),
            ("qreg q[2]; ctrl @ x q[0], q[1];", 3, 12, "OpenQASM 3 syntax"),
            ("OPENQASM 2.0;", 3, 1, "must come first"),
            ("include \"\";", 3, 9, "file name"),
            ("include \"other.inc\";", 3, 9, "only the standard include files"),
            ("include \"a\u{1b}[2Jb.inc\";", 3, 9, "\\u{1b}[2Jb.inc"),
            ("include \"open", 3, 9, "never closed"),
            ("gate g a { include \"qelib1.inc\"; }", 3, 12, "top level"),
        ],
    );
}

#[test]
fn version_3_programs() {
    check(
        THREE,
        &[
            ("x q;\nqubit q;", 3, 3, "not declared"),
            ("const int n = 2;\nn = 3;", 4, 1, "cannot be assigned"),
            ("bit[3] c = \"01011\";", 3, 12, "5 bits are given for a register of 3"),
            ("bit[2] c = \"012\";", 3, 12, "0 and 1 only"),
            ("qubit[3] q; x q[1:5];", 3, 17, "out of range"),
            ("qubit[3] q; x q[0:0:2];", 3, 19, "cannot be zero"),
            ("qubit[3] q; x q[2:1];", 3, 17, "empty"),
            ("qubit[3] q; x q[-4];", 3, 17, "out of range"),
            ("qubit q; x q[0];", 3, 14, "cannot be indexed"),
            ("qubit[2] q; ctrl(40) @ x q[0], q[1];", 3, 13, "takes 41 qubits, given 2"),
            ("qubit[2] q; ctrl(0) @ x q[0];", 3, 18, "at least one control"),
            ("qubit[2] q; pow @ x q[0];", 3, 13, "exponent"),
            ("const float f = 1.5; qubit[2] q; x q[f];", 3, 38, "must be an integer"),
            ("const int n = 1 / 0;", 3, 15, "division by zero"),
            ("const int[0] n = 1;", 3, 11, "width"),
            ("const int n = 1 << -1;", 3, 20, "cannot shift"),
            ("input float w; const float v = w;", 3, 32, "must be known"),
            ("input float w; qubit q; rx(w << 1) q;", 3, 28, "a function of parameters"),
            ("input float w; qubit q; pow(w) @ U(w, 0, 0.1) q;", 3, 25, "neither rotations that commute"),
            ("input float w; qubit q; rx(w / 0) q;", 3, 32, "division by zero"),
            ("input float w; gate g q { rx(w) q; }", 3, 30, "not a constant"),
            (
                "gate g(a) q { pow(a) @ U(a, 0, 0.1) q; } input float w; qubit q; g(w) q;",
                3,
                15,
                "its angles depend on parameters, and it is neither",
            ),
            ("opaque magic q;", 3, 1, "OpenQASM 2 syntax"),
            ("qubit[62] q; x $0;", 3, 16, "the limit is 62 qubits"),
            ("qubit q; if (q) { x q; }", 3, 14, "not classical"),
            ("qubit q;\n@dangling", 4, 1, "no statement follows"),
            ("if (true) { qubit q; }", 3, 13, "top level"),
            ("qubit q; if (true) {\n x q;\n", 5, 1, "not closed"),
            ("let a = 3;", 3, 9, "qubits or bits"),
        ],
    );
}

#[test]
fn bytes_that_are_no_text() {
    let cases: [(&[u8], usize, usize, &str); 6] = [
        (b"OPENQASM 3.0;\nqubit caf\xE9;", 2, 10, "0xE9"),
        (b"\xFF\xFEO\0P\0", 1, 1, "UTF-16"),
        (b"\x7fELF\x02\x01\x01", 1, 1, "not a text file"),
        (b"OPENQASM 3.0;\nqubit q;\n\0", 3, 1, "not a text file"),
        (b"OPENQASM -2.0;\nqreg q[1];", 1, 10, "version"),
        (b"openqasm 2.0;\nqreg q[1];", 1, 1, "capitals"),
    ];
    for (text, line, column, words) in cases {
        let report = refused(text);
        let place = report.sources.locate(report.diagnostics[0].span);
        assert_eq!((place.line, place.column), (line, column), "{report}");
        assert!(report.to_string().contains(words), "{report}");
        assert!(report.to_string().chars().all(|c| c == '\n' || !c.is_control()));
    }
}

#[test]
fn large_input_meets_a_limit_or_works() {
    let parentheses = format!("{TWO}qreg q[1];\nrx({}1{}) q[0];", "(".repeat(100_000), ")".repeat(100_000));
    let signs = format!("{TWO}qreg q[1];\nrx({}1) q[0];", "-".repeat(100_000));
    let powers = format!("{TWO}qreg q[1];\nrx(1{}) q[0];", "^1".repeat(100_000));
    let blocks = format!("{THREE}qubit q;\n{}x q;{}", "if (true) {\n".repeat(20_000), "}".repeat(20_000));
    let branches = format!("{THREE}qubit q; bit c;\n{}x q;", "if (c) ".repeat(20_000));
    let mut doubling = format!("{TWO}gate g0 a {{ x a; }}\n");
    for k in 1..=40 {
        doubling += &format!("gate g{k} a {{ g{} a; g{} a; }}\n", k - 1, k - 1);
    }
    let inverse = doubling.replace("2.0", "3.0").replace("qelib1", "stdgates") + "qubit q;\ninv @ g40 q;";
    doubling += "qreg q[1];\ng40 q[0];";
    let mut chain = format!("{THREE}gate g0 a {{ x a; }}\n");
    (1..5000).for_each(|k| chain += &format!("gate g{k} a {{ g{} a; }}\n", k - 1));
    let mut templates = format!("{THREE}gate g0(t) a {{ rx(t*t) a; }}\n");
    for k in 1..30 {
        templates += &format!("gate g{k}(t) a {{ g{}(t*t+1) a; g{}(t*t+2) a; }}\n", k - 1, k - 1);
    }
    templates = templates.replace("t*t+", "t*t/9+");
    templates += "qubit q;\ng29(0.1) q;";
    let cases = [
        parentheses,
        signs,
        powers,
        blocks,
        branches,
        doubling,
        inverse,
        chain,
        templates,
        format!("{TWO}qreg q[1000000];"),
        format!("{TWO}qreg q[63];"),
        format!("{TWO}qreg q[4294967297];"),
        format!("{TWO}qreg q[18446744073709551617];"),
        format!("{TWO}qreg a[9223372036854775807]; qreg b[9223372036854775807]; qreg d[3];"),
        format!("{TWO}creg c[2000000000];"),
        format!("{THREE}x $4294967295;"),
    ];
    for text in cases {
        let shown: String = text.chars().take(120).collect();
        let report = refused_on_a_small_stack(text);
        assert_eq!(report.diagnostics[0].kind, DiagnosticKind::Limit, "{shown}\n{report}");
        assert!(report.is_limit() && report.to_string().len() < 2048);
    }
    let sum = format!("{TWO}qreg q[1];\nrx(0{}) q[0];", "+0.00001".repeat(100_000));
    let work =
        move || parse("t.qasm", sum.as_bytes(), &NoIncludes, &ParseOptions::default()).map(|p| p.circuit);
    let thread = std::thread::Builder::new().stack_size(1 << 20).spawn(work).expect("a thread");
    let circuit = thread.join().expect("no overflow").expect("a long sum");
    assert!((circuit.instructions()[0].angles()[0].offset() - 1.0).abs() < 1e-9);
}

#[test]
fn several_errors_are_reported_and_not_too_many() {
    let report = refused(
        format!("{TWO}qreg q[2];\nx r;\ny q[5];\ngate g a {{ x b; y c; }}\ng q[0];\ncx q[0];").as_bytes(),
    );
    let lines: Vec<usize> = report.diagnostics.iter().map(|d| report.sources.locate(d.span).line).collect();
    assert_eq!(lines, [4, 5, 6, 6, 8], "{report}");
    let many = refused(format!("{TWO}{}", "x r;\n".repeat(1000)).as_bytes());
    assert_eq!(many.diagnostics.len(), 20);
    assert!(many.to_string().len() < 2048);
}

#[test]
fn messages_shorten_long_names() {
    let name = "a".repeat(100_000);
    let report = refused(format!("{TWO}qreg {name}[1]; x {name}[1]; y b{name};").as_bytes());
    assert!(report.to_string().len() < 2048, "{}", report.to_string().len());
    assert!(report.diagnostics.iter().all(|d| d.message.len() < 200));
}

struct Files(&'static [(&'static str, &'static str)]);

impl Includes for Files {
    fn read(&self, name: &str, _: &str) -> Result<IncludedFile, IncludeError> {
        let file = self.0.iter().find(|file| file.0 == name);
        let file = file.ok_or_else(|| IncludeError::NotFound { searched: vec!["lib".into()] })?;
        Ok(IncludedFile { name: file.0.to_string(), bytes: file.1.as_bytes().to_vec() })
    }
}

#[test]
fn includes_are_read_once_per_cycle_and_errors_name_their_file() {
    let files = Files(&[
        ("own.inc", "gate own a { U(0, 0, 0) a; }"),
        ("bad.inc", "// one\ngate ok a { U(0, 0, 0) a; }\ngate bad a { nosuch a; }"),
        ("outer.inc", "\ninclude \"bad.inc\";"),
        ("self.inc", "include \"self.inc\";"),
        ("a.inc", "include \"b.inc\";"),
        ("b.inc", "include \"a.inc\";"),
        ("other.inc", "OPENQASM 3.0;\nqubit q;"),
    ]);
    let read = |name: &str| {
        let text = format!("OPENQASM 2.0;\ninclude \"{name}\";\nqreg q[1];\n");
        parse("main.qasm", text.as_bytes(), &files, &ParseOptions::default())
    };
    assert!(read("own.inc").is_ok());
    let cases = [
        ("missing.inc", "main.qasm:2:9: error: include `missing.inc`: cannot find it in lib"),
        ("bad.inc", "bad.inc:3:14: error: unknown gate `nosuch`"),
        ("outer.inc", "bad.inc:3:14: error: unknown gate `nosuch`"),
        ("self.inc", "self.inc:1:9: error: include cycle: `self.inc` includes `self.inc`"),
        ("a.inc", "b.inc:1:9: error: include cycle: `a.inc` includes `b.inc` includes `a.inc`"),
        ("other.inc", "other.inc:1:1: error: an included file cannot have its own version line"),
    ];
    for (name, expected) in cases {
        let report = read(name).expect_err(name).to_string();
        assert!(report.starts_with(expected), "{report}");
        assert_eq!(name == "missing.inc", !report.contains("included from main.qasm:2:9"), "{report}");
    }
    assert!(read("outer.inc").expect_err("an error").to_string().contains("included from outer.inc:2:9"));
}

#[test]
fn a_strict_reader_names_the_include_that_is_missing() {
    let report = refused(b"OPENQASM 2.0;\nqreg q[1];\nh q[0];");
    assert!(report.to_string().contains("t.qasm:3:1: error: unknown gate `h`"), "{report}");
    assert!(report.to_string().contains("add `include \"qelib1.inc\";`"), "{report}");
}
