//! Small files that ask for much: refused by number, at the place, in a moment.
#![allow(clippy::unwrap_used)]

use ansatz_circuits::qasm::{IncludeError, IncludedFile, Includes, NoIncludes, ParseOptions, Report, parse};
use std::cell::Cell;
use std::time::{Duration, Instant};

/// What is refused, by a limit, within a few seconds of an unoptimised build on a busy machine.
#[track_caller]
fn refused(text: &str, words: &str) -> Report {
    let begin = Instant::now();
    let report = parse("t.qasm", text.as_bytes(), &NoIncludes, &ParseOptions::default()).unwrap_err();
    assert!(report.is_limit(), "{report}");
    assert!(report.to_string().contains(words), "{report}");
    assert!(begin.elapsed() < Duration::from_secs(60), "{:?}", begin.elapsed());
    report
}

fn doubling(declaration: &str) -> String {
    let line = |i: usize| format!("let q{} = q{i} ++ q{i};\n", i + 1);
    format!("OPENQASM 3.0;\n{declaration}\n{}", (0..40).map(line).collect::<String>())
}

#[test]
fn aliases_that_double_are_refused_by_their_size() {
    for declaration in ["qubit[2] q0;", "bit[2] q0;", "array[int, 2] q0 = {1, 2};"] {
        let report = refused(&doubling(declaration), "2097152 elements are too many to join");
        assert!(report.to_string().starts_with("t.qasm:22:"), "{report}");
    }
    // Longer than any alias has been, and fine.
    let text = "OPENQASM 3.0; bit[5000] a; let b = a ++ a; b[9999] = 1;";
    assert!(parse("t.qasm", text.as_bytes(), &NoIncludes, &ParseOptions::default()).is_ok());
}

#[test]
fn arrays_are_counted_together() {
    let line = |i: usize| format!("array[int[64], 1048576] a{i};\n");
    let text = format!("OPENQASM 3.0;\n{}", (0..2000).map(line).collect::<String>());
    refused(&text, "arrays of 5242880 elements in all, the limit is 4194304");
    // A block gives back what it took.
    let block = "OPENQASM 3.0;\nfor int i in [0:9] { array[int[64], 1000000] a; a[i] = i; }";
    assert!(parse("t.qasm", block.as_bytes(), &NoIncludes, &ParseOptions::default()).is_ok());
}

#[test]
fn statements_that_read_or_make_much_are_counted_by_what_they_read() {
    for text in [
        "bit[1048576] a; int x; for int i in [0:1000000] { x = popcount(a); }",
        "bit[1048576] a; bit[1048576] b; for int i in [0:1000000] { b = a; }",
        "bit[1048576] a; bit[1048576] b; for int i in [0:1000000] { b = ~a; }",
        "bit[1048576] a; bit[1048576] b; bool x; for int i in [0:1000000] { x = a == b; }",
        "bit[1048576] a; for int i in [0:1000000] { let b = a[0:2:1048575]; }",
        "array[int, 1048576] a; array[int, 1048576] b; for int i in [0:1000000] { b = a; }",
        "for int i in [0:1000000] { array[int, 1048576] a; }",
        "for int i in [0:1000000] { bit[1000000] a; }",
        "def f(bit[1048576] b) -> int { return popcount(b); } bit[1048576] a; int x; for int i in [0:1000000] { x = f(a); }",
        "bit[1048576] a; int i = 0; while (popcount(a) == 0) { i += 1; }",
    ] {
        let mut options = ParseOptions::default();
        options.max_work = 1 << 24;
        let text = format!("OPENQASM 3.0;\n{text}");
        let report = parse("t.qasm", text.as_bytes(), &NoIncludes, &options).unwrap_err();
        assert!(report.is_limit(), "{text}: {report}");
    }
    refused(
        "OPENQASM 3.0;\nbit[1048576] a; int x; for int i in [0:1000000] { x = popcount(a); }",
        "more than 268435456 elementary operations",
    );
    // A million plain statements are no more work than before.
    let text = "OPENQASM 3.0; int x; for int i in [0:500000] { x = x + i * 2; }";
    assert!(parse("t.qasm", text.as_bytes(), &NoIncludes, &ParseOptions::default()).is_ok());
    let mut options = ParseOptions::default();
    options.max_work = 1000;
    let report = parse("t.qasm", text.as_bytes(), &NoIncludes, &options).unwrap_err();
    assert!(report.to_string().contains("more than 1000 elementary operations"), "{report}");
}

/// Every file includes the next one twice.
struct Twice {
    asked: Cell<usize>,
}

impl Includes for Twice {
    fn read(&self, name: &str, _: &str) -> Result<IncludedFile, IncludeError> {
        self.asked.set(self.asked.get() + 1);
        let number: usize = name.trim_end_matches(".inc").parse().unwrap();
        let next = format!("include \"{0}.inc\";\ninclude \"{0}.inc\";\n", number + 1);
        let bytes = if number < 28 { next.into_bytes() } else { Vec::new() };
        Ok(IncludedFile { name: name.into(), bytes })
    }
}

#[test]
fn included_files_are_counted() {
    let files = Twice { asked: Cell::new(0) };
    let text = b"OPENQASM 3.0;\ninclude \"1.inc\";\n";
    let report = parse("t.qasm", text, &files, &ParseOptions::default()).unwrap_err();
    assert!(
        report.is_limit() && report.to_string().contains("more than 1024 files are included"),
        "{report}"
    );
    assert_eq!(files.asked.get(), 1025);

    struct Large;
    impl Includes for Large {
        fn read(&self, name: &str, _: &str) -> Result<IncludedFile, IncludeError> {
            Ok(IncludedFile { name: name.into(), bytes: vec![b' '; 3000] })
        }
    }
    let mut options = ParseOptions::default();
    options.max_file_size = 10_000;
    let text = "OPENQASM 3.0;\n".to_string() + &"include \"a.inc\";\n".repeat(5);
    let report = parse("t.qasm", text.as_bytes(), &Large, &options).unwrap_err();
    assert!(report.is_limit() && report.to_string().starts_with("t.qasm:5:"), "{report}");
}
