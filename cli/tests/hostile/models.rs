//! Numbers in every key of every kind of model, as refusals of unknown keys list them.

use crate::case::{Case, NUMBERS, none_is_harmed};
use crate::support::Scratch;

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

/// The keys of a kind with a number, each with what it needs beside it, where `[data]` is this.
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
