//! Lists of a thousand to a million entries, and numbers in matrices of costs.

use crate::case::{Case, NUMBERS, none_is_harmed};
use crate::options::QASM;
use std::fmt::Write;

pub(crate) fn joined(count: usize, separator: &str, entry: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for i in 0..count {
        let _ = write!(text, "{}{}", if i == 0 { "" } else { separator }, entry(i));
    }
    text
}

#[test]
fn lists_of_every_size() {
    let mut cases = Vec::new();
    for size in [1_000, 10_000, 100_000, 1_000_000] {
        let strings = joined(size, ", ", |i| format!("\"c{i}\""));
        let numbers = joined(size, ", ", |i| i.to_string());
        for (key, list) in
            [("features", &strings), ("drop", &strings), ("classes", &strings), ("preprocess", &strings)]
        {
            let text = format!("[data]\nfile = \"x.csv\"\n{key} = [{list}]\n[training]\nepochs = 1\n");
            let case = Case::new("train x.toml").file("x.toml", text).file("x.csv", "a,b,y\n1,2,u\n3,4,v\n");
            cases.push(case.named(format!("train: {key} of {size}")));
        }
        let candidates = format!(
            "[[data]]\ngenerator = \"moons\"\nsamples = 20\n[[model]]\nkind = \"dressed\"\ncandidates = {{ layers = [{numbers}], qubits = [{numbers}] }}\n"
        );
        cases.push(
            Case::new("study x.toml").file("x.toml", candidates).named(format!("study: candidates {size}")),
        );
        let terms = joined(size, " + ", |i| format!("{i} * Z{}", i % 4));
        let minimize = "[problem]\nobservable = \"@o.txt\"\n[ansatz]\nlayers = 1\n[minimize]\nsteps = 1\n";
        let case = Case::new("minimize x.toml").file("x.toml", minimize).file("o.txt", terms);
        cases.push(case.named(format!("minimize: terms {size}")));
        let edges = joined(size, "\n", |i| format!("{} {}", i, i + 1));
        let graph = "[graph]\nfile = \"e.txt\"\n[minimize]\nsteps = 1\n";
        let case = Case::new("minimize x.toml").file("x.toml", graph).file("e.txt", edges);
        cases.push(case.named(format!("minimize: edges {size}")));

        let columns = joined(size, ",", |i| format!("c{i}"));
        let row = |y: &str| format!("{},{y}", joined(size - 1, ",", |i| (i % 7).to_string()));
        let wide = format!("{columns}\n{}\n{}\n{}\n{}\n", row("u"), row("v"), row("u"), row("v"));
        let tall = format!("a,b,y\n{}", joined(size, "", |i| format!("{},{},c{}\n", i % 7, i % 5, i)));
        for (name, table) in [("columns", &wide), ("classes", &tall)] {
            cases.push(
                Case::new("inspect x.csv").file("x.csv", table).named(format!("inspect: {name} {size}")),
            );
            for preprocess in ["[]", "[\"pca:2\"]"] {
                let text = format!(
                    "[data]\nfile = \"x.csv\"\npreprocess = {preprocess}\n[model]\nqubits = 2\nlayers = 1\n[training]\nepochs = 1\n"
                );
                let case = Case::new("train x.toml").file("x.toml", text).file("x.csv", table);
                cases.push(case.named(format!("train: {name} {size} {preprocess}")));
            }
            let study = "[[data]]\nfile = \"x.csv\"\n[[model]]\nkind = \"rbf_svm\"\n";
            let case = Case::new("study x.toml").file("x.toml", study).file("x.csv", table);
            cases.push(case.named(format!("study: {name} {size}")));
        }
        let bindings = format!("a\n{}", joined(size, "\n", |i| i.to_string()));
        let circuit = QASM.replace("c = measure q;", "");
        let case = Case::new("run x.qasm --observable Z0 --bindings b.csv --format csv");
        cases.push(
            case.file("x.qasm", circuit).file("b.csv", bindings).named(format!("bindings: {size} rows")),
        );
    }
    none_is_harmed(cases);
}

#[test]
fn numbers_of_matrices_of_costs() {
    let mut cases = Vec::new();
    let minimize = "[qubo]\nfile = \"x.txt\"\nformat = \"FORMAT\"\n[minimize]\nsteps = 1\n";
    let mut case = |name: &str, format: &str, text: String| {
        let case = Case::new("minimize x.toml").file("x.toml", minimize.replace("FORMAT", format));
        cases.push(case.file("x.txt", text).named(format!("qubo {format}: {name}")));
    };
    for number in NUMBERS {
        for text in [
            "N 0 1\n",
            "0 N 1\n0 0 1\n",
            "0 0 N\n0 1 -N\n",
            "p qubo 0 N 1 0\n0 0 1\n",
            "5 0 1\np qubo 0 N 1 0\n",
            "N\n",
            "N,1\n1,N\n",
        ] {
            for format in ["auto", "entries", "rows"] {
                case(text, format, text.replace('N', number));
            }
        }
    }
    for size in [1_000, 10_000, 100_000, 1_000_000] {
        case(&format!("{size} columns"), "auto", joined(size, ",", |i| i.to_string()));
        case(&format!("{size} rows"), "rows", joined(size, "\n", |i| i.to_string()));
        case(
            &format!("{size} entries"),
            "auto",
            joined(size, "\n", |i| format!("{} {} 1", i % 62, i / 62 % 62)),
        );
        case(&format!("{size} comments"), "auto", joined(size, "\n", |_| "c c c".into()));
        case(&format!("a number of {size} digits"), "auto", "9".repeat(size));
    }
    none_is_harmed(cases);
}
