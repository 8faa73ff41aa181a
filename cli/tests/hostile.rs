//! Numbers that nobody means, in every numeric key of the reference files, in every key of every kind of model and in every option of
//! the commands that read files (`bench` measures, and runs as long as it is told), and lists of a thousand to a million
//! entries: each run ends by itself, with exit code 0, 1 or 2, in a limited address space.
//!
//! The keys are those that the reference files and refusals of unknown ones name, the options those that the help names: what is new is
//! tried too.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod support;

use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};
use support::{Scratch, ansatz};

/// None, one, and what does not fit 31 bits, a double's integers, and any memory.
const NUMBERS: [&str; 5] = ["0", "1", "2147483648", "9007199254740992", "1000000000000000000"];
/// A command may take so long; tests run binaries that are not optimised, side by side with others.
const PATIENCE: Duration = Duration::from_secs(if cfg!(debug_assertions) { 60 } else { 10 });
/// KiB of address space: threads' stacks and the binary take some of it.
const ADDRESSES: u64 = 4_000_000;

/// What is run in a folder of its own.
struct Case {
    /// What it is about.
    name: String,
    /// The arguments; files are named by their names.
    arguments: Vec<String>,
    files: Vec<(String, String)>,
}

impl Case {
    fn new(arguments: &str) -> Case {
        let words = arguments.split_whitespace().map(str::to_string).collect();
        Case { name: arguments.into(), arguments: words, files: Vec::new() }
    }

    fn file(mut self, name: &str, text: impl Into<String>) -> Case {
        self.files.push((name.into(), text.into()));
        self
    }

    fn named(self, name: String) -> Case {
        Case { name, ..self }
    }

    /// What is wrong with how it ended, if anything is.
    fn complaint(&self) -> Option<String> {
        let scratch = Scratch::new();
        for (name, text) in &self.files {
            scratch.file(name, text);
        }
        let mut command = Command::new("sh");
        let script = format!("ulimit -v {ADDRESSES}; exec \"$0\" \"$@\"");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_ansatz")]).args(&self.arguments);
        command.current_dir(scratch.folder()).env("NO_COLOR", "1").env_remove("RUST_BACKTRACE");
        let stderr = scratch.file("stderr", "");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(std::fs::File::create(&stderr).unwrap());
        let (begin, mut child) = (Instant::now(), command.spawn().unwrap());
        let code = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status.code();
            }
            if begin.elapsed() > PATIENCE {
                child.kill().unwrap();
                child.wait().unwrap();
                return Some(format!("{}: still running after {PATIENCE:?}", self.name));
            }
            std::thread::sleep(Duration::from_millis(2));
        };
        let said = std::fs::read(&stderr).unwrap();
        let start = String::from_utf8_lossy(&said[..said.len().min(400)]).into_owned();
        match code {
            Some(0..=2) if said.len() < 20_000 && !start.contains("panicked") => None,
            Some(0..=2) => Some(format!("{}: {} bytes said: {start}", self.name, said.len())),
            code => Some(format!("{}: exit code {code:?}: {start}", self.name)),
        }
    }
}

/// Runs all of them, two side by side.
fn none_is_harmed(cases: Vec<Case>) {
    let (next, complaints) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Relaxed)) {
                    complaints.lock().unwrap().extend(case.complaint());
                }
            });
        }
    });
    let complaints = complaints.into_inner().unwrap();
    assert!(complaints.is_empty(), "{} of {}:\n{}", complaints.len(), cases.len(), complaints.join("\n"));
}

/// A file of tables, each with keys and values.
#[derive(Clone)]
struct Toml(Vec<(String, Vec<(String, String)>)>);

impl Toml {
    fn read(text: &str) -> Toml {
        let mut tables = Vec::new();
        for line in text.lines() {
            if line.starts_with('[') {
                tables.push((line.to_string(), Vec::new()));
            } else if let Some((key, value)) = line.split_once(" = ") {
                tables.last_mut().unwrap().1.push((key.to_string(), value.to_string()));
            }
        }
        Toml(tables)
    }

    fn with(&self, table: &str, key: &str, value: &str) -> Toml {
        let mut tables = self.0.clone();
        if !tables.iter().any(|(name, _)| name == table) {
            tables.push((table.to_string(), Vec::new()));
        }
        let keys = &mut tables.iter_mut().find(|(name, _)| name == table).unwrap().1;
        keys.retain(|(name, _)| name != key);
        keys.push((key.to_string(), value.to_string()));
        Toml(tables)
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for (table, keys) in &self.0 {
            let _ = writeln!(text, "{table}");
            keys.iter().for_each(|(key, value)| _ = writeln!(text, "{key} = {value}"));
        }
        text
    }
}

/// A key of a reference file whose value is a number, or has numbers in it, with the values to try.
struct NumericKey {
    table: String,
    key: String,
    values: Vec<String>,
}

/// The numeric keys that a reference file names, those behind a `#` too.
fn numeric_keys(reference: &str) -> Vec<NumericKey> {
    let (mut table, mut keys) = (String::new(), Vec::new());
    for line in reference.lines() {
        let line = line.trim_start_matches("# ").trim();
        let line = line.split(" #").next().unwrap_or_default().trim();
        if line.starts_with('[') && line.ends_with(']') && !line.contains('=') {
            table = line.to_string();
        } else if let Some((key, value)) = line.split_once(" = ")
            && !table.is_empty()
            && key.chars().all(|c| c.is_ascii_lowercase() || c == '_')
        {
            let values = hostile(value);
            if !values.is_empty() {
                keys.push(NumericKey { table: table.clone(), key: key.into(), values });
            }
        }
    }
    keys
}

/// The value with each of its numbers replaced in turn by each hostile one.
fn hostile(value: &str) -> Vec<String> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | '-');
    let mut values = Vec::new();
    let mut at = 0;
    while let Some(start) = value[at..].find(|c: char| c.is_ascii_digit()).map(|start| at + start) {
        let end = value[start..].find(|c| !is_part(c)).map_or(value.len(), |end| start + end);
        let before = value[..start].chars().last();
        if before.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '"') {
            let number = |number: &&str| format!("{}{number}{}", &value[..start], &value[end..]);
            values.extend(NUMBERS.iter().map(number));
        }
        at = end;
    }
    values
}

const TRAIN: &str =
    "[data]\ngenerator = \"moons\"\nsamples = 20\n[model]\nqubits = 2\nlayers = 1\n[training]\nepochs = 1\n";

fn cases_of_file(command: &str, base: &Toml, key: &NumericKey) -> Vec<Case> {
    let case = |value: &String| {
        let text = base.with(&key.table, &key.key, value).text();
        let name = format!("{command}: {} {} = {value}", key.table, key.key);
        Case::new(&format!("{command} x.toml")).file("x.toml", text).named(name)
    };
    key.values.iter().map(case).collect()
}

#[test]
fn numbers_of_training_files() {
    let reference = include_str!("../../jobs/src/train/reference.toml");
    let base = Toml::read(TRAIN);
    let mut cases = Vec::new();
    for key in numeric_keys(reference) {
        let variants: Vec<Toml> = match key.table.as_str() {
            "[data]" => [
                "moons",
                "blobs",
                "spirals",
                "parity",
                "ad_hoc",
                "linearly_separable",
                "hidden_manifold",
                "two_curves",
                "hyperplanes_parity",
                "bars_and_stripes",
                "ising_phases",
                "xxz_phases",
            ]
            .iter()
            .map(|name| base.with("[data]", "generator", &format!("\"{name}\"")))
            .collect(),
            "[training]" => ["adam", "lbfgsb", "spsa", "nelder_mead", "cobyla"]
                .iter()
                .map(|name| base.with("[training]", "optimizer", &format!("\"{name}\"")))
                .map(|base| base.with("[training]", "batch_size", "0"))
                .collect(),
            _ => vec![base.clone()],
        };
        cases.extend(variants.iter().flat_map(|base| cases_of_file("train", base, &key)));
    }
    none_is_harmed(cases);
}

/// What a message lists after `known here: ` or `known: `.
fn listed(config: &str, command: &str) -> Vec<String> {
    let scratch = Scratch::new();
    scratch.file("x.toml", config);
    let said = scratch.ansatz(command).stderr;
    let line = said.lines().next().unwrap();
    let (_, list) = line.split_once("known here: ").or_else(|| line.split_once("known: ")).unwrap();
    list.split(", ").map(str::to_string).collect()
}

/// Twenty moons, or a number for each.
fn table(task: &str) -> String {
    let row = |k: u32| {
        let (a, b) = (f64::from(k * 7 % 20) / 10.0, f64::from(k * 11 % 20) / 10.0);
        let label = if task == "regression" { format!("{}", a - b) } else { format!("c{}", k % 2) };
        format!("{a},{b},{label}\n")
    };
    "a,b,y\n".to_owned() + &(0..20).map(row).collect::<String>()
}

/// Keys of tables inside a model, one a line, `N` being the number.
const INNER: [(&str, &str); 13] = [
    ("kernel", "kernel = { qubits = N }"),
    ("kernel", "kernel = { embedding_repeats = N }"),
    ("kernel", "kernel = { gamma = N, kind = 'projected' }"),
    ("kernel", "kernel = { gamma = N, kind = 'gaussian' }"),
    ("alignment", "kernel = { trainable = true }\nalignment = { steps = N, optimizer = 'lbfgs' }"),
    ("alignment", "kernel = { trainable = true }\nalignment = { steps = 1, learning_rate = N }"),
    ("alignment", "kernel = { trainable = true }\nalignment = { steps = 1, batch_size = N }"),
    ("alignment", "kernel = { trainable = true }\nalignment = { steps = 1, seed = N }"),
    ("regression", "regression = { ridge = { ridge = N } }"),
    ("regression", "regression = { support_vector = { penalty = N } }"),
    ("regression", "regression = { support_vector = { tube = N } }"),
    ("hidden", "hidden = [N]\nsteps = 1"),
    ("hidden", "hidden = [2, N]\nsteps = 1"),
];

/// The keys of a kind with a number, each with what it needs beside it; `learnable` is `[data]`.
fn keys_of(kind: &str, data: &str) -> Vec<String> {
    let known = listed(&format!("{data}[model]\nkind = '{kind}'\nzzz = 1\n"), "train x.toml");
    let inner = |key: &str| {
        let of: Vec<String> =
            INNER.iter().filter(|(name, _)| *name == key).map(|(_, text)| (*text).into()).collect();
        if of.is_empty() { vec![format!("{key} = N")] } else { of }
    };
    known.iter().flat_map(|key| inner(key)).collect()
}

#[test]
fn numbers_of_every_kind_of_model_in_training_files_and_studies() {
    let kinds = listed("[data]\ngenerator = 'moons'\n[model]\nkind = 'zzz'\n", "train x.toml");
    for kind in
        ["kernel_classifier", "rbf_svm", "logistic_regression", "mlp", "kernel_regressor", "ridge", "dressed"]
    {
        assert!(kinds.iter().any(|known| known == kind), "{kind} of {kinds:?}");
    }
    let (mut cases, mut tried) = (Vec::new(), Vec::new());
    for task in ["classification", "regression"] {
        let data = format!("[data]\nfile = 'x.csv'\ntask = '{task}'\n");
        let scratch = Scratch::new();
        scratch.file("x.csv", table(task));
        for kind in &kinds {
            let model = format!("{data}[model]\nkind = '{kind}'\n");
            scratch.file("x.toml", format!("{model}zzz = 1\n"));
            let said = scratch.ansatz("train x.toml").stderr;
            if !said.contains("known here: ") {
                // It has no keys, or learns nothing of this task.
                continue;
            }
            for key in keys_of(kind, &data) {
                tried.push(format!("{kind} {key}"));
                for number in NUMBERS {
                    let model = format!("kind = '{kind}'\n{}\n", key.replace('N', number));
                    let train = format!("{data}[model]\n{model}");
                    let is_network = !kind.contains("kernel")
                        && !["rbf_svm", "logistic_regression", "ridge", "mlp"].contains(&kind.as_str());
                    let epochs = if is_network { "[training]\nepochs = 1\n" } else { "" };
                    let study = format!(
                        "[study]\nseeds = 1\nbaselines = []\n[training]\nepochs = 1\n{}[[model]]\n{model}",
                        data.replace("[data]", "[[data]]")
                    );
                    // A study reads them in the same way: the ends are enough.
                    let ends = [NUMBERS[0], NUMBERS[4]].contains(&number);
                    let studied = ends.then_some(("study", study));
                    for (command, text) in studied.into_iter().chain([("train", train + epochs)]) {
                        let name = format!("{command}, {task}: {model}");
                        let case = Case::new(&format!("{command} x.toml")).file("x.toml", text);
                        cases.push(case.file("x.csv", table(task)).named(name));
                    }
                }
            }
        }
    }
    for key in [
        "rbf_svm penalty = N",
        "rbf_svm gamma = N",
        "logistic_regression steps = N",
        "mlp learning_rate = N",
        "mlp hidden = [N]\nsteps = 1",
        "ridge penalty = N",
        "kernel_regressor regression = { ridge = { ridge = N } }",
        "kernel_classifier kernel = { qubits = N }",
        "dressed qubits = N",
    ] {
        assert!(tried.iter().any(|known| known == key), "{key} of {tried:?}");
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

#[test]
fn numbers_of_other_files() {
    let kernel = "[data]\ngenerator = \"moons\"\nsamples = 20\n[kernel]\nqubits = 2\ntrainable = true\n[alignment]\nsteps = 1\n";
    let graph = "[graph]\ngenerator = \"ring\"\nnodes = 4\n[ansatz]\nlayers = 1\n[minimize]\nsteps = 2\n";
    let regular = graph.replace("ring", "regular");
    let numbers = STUDY
        .replace("samples = 20", "samples = 20\ntask = \"regression\"")
        .replace("generator = \"moons\"", "generator = \"hidden_manifold\"");
    let references = [
        ("study", STUDY.to_string(), include_str!("../../jobs/src/study/reference.toml")),
        ("study", numbers, include_str!("../../jobs/src/study/reference.toml")),
        ("gram", kernel.to_string(), include_str!("../../jobs/src/gram/reference.toml")),
        ("minimize", MINIMIZE.to_string(), include_str!("../../jobs/src/minimize/reference.toml")),
        ("minimize", graph.to_string(), include_str!("../../jobs/src/minimize/reference.toml")),
        ("minimize", regular, include_str!("../../jobs/src/minimize/reference.toml")),
    ];
    let mut cases = Vec::new();
    for (command, base, reference) in references {
        let base = Toml::read(&base);
        for key in numeric_keys(reference) {
            cases.extend(cases_of_file(command, &base, &key));
        }
    }
    none_is_harmed(cases);
}

const MINIMIZE: &str = "[problem]\nobservable = \"Z0 Z1 + 0.5 X0\"\n[ansatz]\nkind = \"hardware_efficient\"\nlayers = 1\n[minimize]\nsteps = 2\n";
const GRAM: &str = "[data]\ngenerator = \"moons\"\nsamples = 20\n[kernel]\nqubits = 2\n";
const STUDY: &str = "[study]\nseeds = 1\nbaselines = []\n[training]\nepochs = 1\n[[data]]\ngenerator = \"moons\"\nsamples = 20\n[[model]]\nkind = \"variational_classifier\"\nqubits = 2\nlayers = 1\n";

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

const QASM: &str = "OPENQASM 3.0; include \"stdgates.inc\"; input float a; qubit[3] q; bit[3] c; h q[0]; cx q[0], q[1]; rx(a) q[2]; c = measure q;";

/// A model of two features and two classes.
fn model() -> String {
    let scratch = Scratch::new();
    scratch.file("x.toml", TRAIN);
    scratch.ansatz("train x.toml --out x").success();
    std::fs::read_to_string(scratch.path("x/model.json")).unwrap()
}

#[test]
fn numbers_of_options() {
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

fn joined(count: usize, separator: &str, entry: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for i in 0..count {
        let _ = write!(text, "{}{}", if i == 0 { "" } else { separator }, entry(i));
    }
    text
}

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
fn the_keys_that_are_tried_are_those_of_the_reference() {
    let reference = include_str!("../../jobs/src/train/reference.toml");
    let keys: Vec<String> =
        numeric_keys(reference).into_iter().map(|key| format!("{} {}", key.table, key.key)).collect();
    for key in [
        "[data] samples",
        "[model] layers",
        "[training] epochs",
        "[training] early_stopping",
        "[output] checkpoint_seconds",
    ] {
        assert!(keys.iter().any(|known| known == key), "{key} of {keys:?}");
    }
    assert_eq!(hostile("{ patience = 20, min_delta = 1e-4 }").len(), 10);
    assert!(options("run").contains(&"--shots".to_string()) && Path::new("x").is_relative());
}
