//! Numbers and long lists in circuit files.

use crate::case::{Case, NUMBERS, none_is_harmed};
use crate::lists::joined;

#[test]
fn numbers_and_lists_of_circuit_files() {
    let mut cases = Vec::new();
    let qasm = |body: &str| format!("OPENQASM 3.0;\ninclude \"stdgates.inc\";\n{body}");
    for number in NUMBERS {
        for body in [
            format!("qubit[{number}] q; h q[0];"),
            format!("bit[{number}] c;"),
            format!("qubit q; for int i in [0:{number}] {{ h q; }}"),
            format!("qubit q; pow({number}) @ h q;"),
            format!("qubit q; ctrl({number}) @ x q;"),
            format!("array[int, {number}] a;"),
            format!("int[{number}] a = 1;"),
            format!("qubit q; rx({number}) q;"),
            format!("qubit q; x ${number}; h q;"),
            format!("qubit q; delay[{number}ns] q;"),
            format!("int x = 1 << {number}; int y = 3 ** {number}; int z = x / {number};"),
            format!("qubit q; int i = 0; while (i < {number}) {{ i += 1; h q; }}"),
            format!("bit[8] a = \"01010101\"; bit b = a[{number}];"),
        ] {
            for command in ["run x.qasm", "plan x.qasm", "draw x.qasm", "convert x.qasm --to qasm2"] {
                let case = Case::new(command).named(format!("{command}: {body}"));
                cases.push(case.file("x.qasm", qasm(&body)));
            }
        }
    }
    for size in [1_000, 10_000, 100_000] {
        for body in [
            format!("qubit q;\n{}", "h q;\n".repeat(size)),
            format!("gate g {} {{ h a0; }}", joined(size, ", ", |i| format!("a{i}"))),
            format!("bit[4] c; let d = {};", joined(size, " ++ ", |_| "c".into())),
            format!("int x = {};", joined(size, " + ", |i| i.to_string())),
            joined(size, "\n", |i| format!("input float a{i};")),
            format!("int x = {}1{};", "(".repeat(size), ")".repeat(size)),
            format!("qubit q; bit c;\n{}", "c = measure q;\n".repeat(size)),
            joined(size, "\n", |i| {
                format!(
                    "gate g{i} q {{ {} }}",
                    if i == 0 { "h q;".into() } else { format!("g{0} q; g{0} q;", i - 1) }
                )
            }),
        ] {
            let start: String = body.chars().take(40).collect();
            for command in ["run x.qasm", "plan x.qasm", "draw x.qasm", "convert x.qasm --to qasm3"] {
                let case = Case::new(command);
                cases.push(case.file("x.qasm", qasm(&body)).named(format!("{command}: {size} of {start}")));
            }
        }
    }
    none_is_harmed(cases);
}
