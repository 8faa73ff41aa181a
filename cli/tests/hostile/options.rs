//! Numbers in every option that the help names.

use crate::case::{Case, NUMBERS, none_is_harmed};
use crate::files::{GRAM, MINIMIZE, STUDY, TRAIN};
use crate::support::{Scratch, ansatz};

/// The options of a command that take a value.
fn options(command: &str) -> Vec<String> {
    let help = ansatz([command, "--help"]).stdout;
    let option = |line: &str| {
        let (name, rest) = line.trim().split_once(' ')?;
        let name = if name.ends_with(',') { rest.split(' ').next()? } else { name };
        (name.starts_with("--") && line.contains('<')).then(|| name.to_string())
    };
    help.lines().filter_map(option).collect()
}

pub(crate) const QASM: &str = "OPENQASM 3.0; include \"stdgates.inc\"; input float a; qubit[3] q; bit[3] c; h q[0]; cx q[0], q[1]; rx(a) q[2]; c = measure q;";

/// A model of two features and two classes.
fn model() -> String {
    let scratch = Scratch::new();
    scratch.file("x.toml", TRAIN);
    scratch.ansatz("train x.toml --out x").success();
    std::fs::read_to_string(scratch.path("x/model.json")).unwrap()
}

#[test]
fn numbers_of_options() {
    assert!(options("run").contains(&"--shots".to_string()));
    let (model, mut cases) = (model(), Vec::new());
    for (command, base) in [
        ("run", "run x.qasm --param a=1"),
        ("run", "run x.qasm --param a=1 --shots 10"),
        ("run", "run y.qasm --observable Z0"),
        ("grad", "grad y.qasm --observable Z0"),
        ("plan", "plan x.qasm --param a=1"),
        ("draw", "draw x.qasm"),
        ("convert", "convert x.qasm --to qasm3"),
        ("health", "health --ansatz basic_entangler --qubits 2 --layers 1"),
        ("train", "train x.toml"),
        ("minimize", "minimize m.toml"),
        ("gram", "gram g.toml"),
        ("study", "study s.toml"),
        ("gates", "gates"),
        ("devices", "devices"),
        ("inspect", "inspect x.csv"),
        ("predict", "predict model.json x.csv"),
        ("evaluate", "evaluate model.json x.csv"),
    ] {
        for option in options(command) {
            for number in NUMBERS {
                let values = match option.as_str() {
                    "--param" => vec![format!("a={number}"), format!("b={number}")],
                    "--limit" => [
                        "nesting",
                        "include-depth",
                        "file-size",
                        "qubits",
                        "bits",
                        "operations",
                        "steps",
                        "work",
                        "calls",
                        "errors",
                        "includes",
                    ]
                    .map(|limit| format!("{limit}={number}"))
                    .to_vec(),
                    "--observable" => vec![format!("Z{number}"), format!("{number} Z0"), number.to_string()],
                    _ => vec![number.to_string()],
                };
                for value in values {
                    // The last of an option counts, or two are refused: both are answers.
                    let case = Case::new(&format!("{base} {option} {value}"));
                    let plain = QASM.replace("c = measure q;", "");
                    let case = case
                        .file("x.qasm", QASM)
                        .file("y.qasm", plain.replace("input float a;", "float a = 1;"));
                    let case = case.file("m.toml", MINIMIZE).file("g.toml", GRAM).file("s.toml", STUDY);
                    let case = case.file("x.toml", TRAIN).file("model.json", model.as_str());
                    cases.push(case.file("x.csv", "x0,x1,class\n1,2,0\n3,4,1\n"));
                }
            }
        }
    }
    none_is_harmed(cases);
}
