//! Every classifier that a file can name finds more of a class that counts more.
#![allow(clippy::unwrap_used)]

mod support;

use serde_json::Value;
use std::path::Path;
use support::Scratch;

/// Three hundred rows of which one in nine is of class 1, the more often the larger a is.
fn rare() -> String {
    let row = |row: u32| {
        let a = f64::from(row * 31 % 97) / 97.0;
        let is_rare = f64::from(row * 53 % 101) < 24.0 * a;
        format!("{a:.4},{:.4},{}\n", f64::from(row * 17 % 89) / 89.0, u8::from(is_rare))
    };
    "a,b,rare\n".to_owned() + &(0..300).map(row).collect::<String>()
}

/// Every kind of classifier that is trained in one go.
const WEIGHED: [(&str, &str); 5] = [
    ("kernel_classifier", "kernel = { embedding = 'angle' }\n"),
    ("kernel_classifier", "kernel = { embedding = 'angle', trainable = true }\nalignment = { steps = 2 }\n"),
    ("rbf_svm", ""),
    ("logistic_regression", ""),
    ("mlp", "hidden = [4]\n"),
];

/// The share of the rare rows that a confusion matrix shows as found.
fn recall(metrics: &Value) -> f64 {
    let counts = |column: usize| metrics["confusion"]["counts"][1][column].as_f64().unwrap();
    counts(1) / (counts(0) + counts(1))
}

#[test]
fn every_kind_of_classifier_finds_more_of_a_class_that_counts_more() {
    let data = "[data]\nfile = 'd.csv'\ntest_fraction = 0.25\npreprocess = ['standardize']\n";
    for (kind, keys) in WEIGHED {
        let scratch = Scratch::new();
        scratch.file("d.csv", rare());
        let train = |weight: &str| {
            let training = format!("[training]\n{weight}\n");
            scratch.file("job.toml", format!("{data}[model]\nkind = '{kind}'\n{keys}{training}"));
            scratch.ansatz("train job.toml --format json").json()
        };
        let (plain, balanced) = (train(""), train("class_weight = 'balanced'"));
        let of = |answer: &Value| [recall(&answer["metrics"]["train"]), recall(&answer["metrics"]["test"])];
        let (before, after) = (of(&plain), of(&balanced));
        assert!((0..2).all(|part| after[part] > before[part] + 0.2), "{kind}: {before:?} {after:?}");
        let named = train("class_weight = { 1 = 8.0 }");
        assert!(of(&named)[0] > before[0] + 0.2, "{kind}: {:?}", of(&named));
        let one = train("class_weight = { 0 = 1.0, 1 = 1.0 }");
        assert_eq!(one["weights_sha256"], plain["weights_sha256"], "{kind}: weights of 1 change nothing");
        if keys == WEIGHED[0].1 {
            // The machine of a kernel file is this one.
            let kernel = "[kernel]\nembedding = 'angle'\n[machine]\nclass_weight = 'balanced'\n";
            scratch.file("gram.toml", format!("{data}{kernel}"));
            let gram = scratch.ansatz("gram gram.toml --format json").json();
            let accuracy = |answer: &Value| answer["metrics"]["test"]["accuracy"].as_f64().unwrap();
            assert_eq!(gram["test"]["accuracy"].as_f64().unwrap(), accuracy(&balanced));
            assert_ne!(accuracy(&balanced), accuracy(&plain));
        }
        if kind != "logistic_regression" {
            let beside = |answer: &Value| recall(&answer["baseline"]["metrics"]["train"]);
            assert!(beside(&balanced) > beside(&plain) + 0.2, "{kind}: the model beside is weighed alike");
        }
    }
}

#[test]
fn a_study_weighs_the_classes_of_every_model_as_training_does() {
    let scratch = Scratch::new();
    scratch.file("d.csv", rare());
    let data = "file = 'd.csv'\npreprocess = ['standardize']\n";
    let network = "[[model]]\nname = 'network'\nqubits = 2\nlayers = 1\ntraining = { epochs = 3 }\n";
    let models: String = WEIGHED
        .iter()
        .enumerate()
        .map(|(k, (kind, keys))| format!("[[model]]\nname = '{k}'\nkind = '{kind}'\n{keys}"))
        .collect();
    let study =
        |weight: &str| format!("[study]\nseeds = 1\n[training]\n{weight}\n[[data]]\n{data}{network}{models}");
    scratch.file("study.toml", study("class_weight = { 1 = 8.0 }"));
    let found = scratch.ansatz("study study.toml --format json").json();
    let trials = found["trials"].as_array().unwrap();
    let of = |name: &str| trials.iter().find(|trial| trial["model"] == name).unwrap();
    for (k, (kind, keys)) in WEIGHED.iter().enumerate() {
        let training = "[training]\nclass_weight = { 1 = 8.0 }\n";
        scratch.file("job.toml", format!("[data]\n{data}[model]\nkind = '{kind}'\n{keys}{training}"));
        let answer = scratch.ansatz("train job.toml --format json").json();
        assert_eq!(of(&k.to_string())["test"], answer["metrics"]["test"], "{kind}");
    }
    assert_eq!(of("logistic_regression")["test"], of("3")["test"], "baselines are weighed, too");
    // A model's own weights count for it alone, and candidates may differ in them.
    let own = "[[model]]\nname = 'own'\nkind = 'rbf_svm'\ntraining = { class_weight = 'balanced' }\n";
    scratch.file("study.toml", format!("[study]\nseeds = 1\n[[data]]\n{data}{own}"));
    let found = scratch.ansatz("study study.toml --format json").json();
    let trials = found["trials"].as_array().unwrap();
    let of = |name: &str| &trials.iter().find(|trial| trial["model"] == name).unwrap()["test"];
    assert!(recall(of("own")) > recall(of("rbf_svm")), "{trials:?}");

    for (text, words) in [
        (study("class_weight = { yes = 2.0 }"), ["study.toml:4:", "`yes`"]),
        (study("class_weight = 'even'"), ["study.toml:4:16:", "is \"balanced\" or a table of classes"]),
    ] {
        scratch.file("study.toml", text);
        scratch.ansatz("study study.toml").is_wrong_input(&words);
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    std::fs::copy(root.join("data/diabetes.csv"), scratch.path("d.csv")).unwrap();
    let ridge = "[[model]]\nkind = 'mlp'\nname = 'm'\ntraining = { class_weight = 'balanced' }\n";
    scratch.file("study.toml", format!("[[data]]\nfile = 'd.csv'\ntask = 'regression'\n{ridge}"));
    scratch.ansatz("study study.toml").is_wrong_input(&["study.toml:7:", "no classes to weigh"]);
}
