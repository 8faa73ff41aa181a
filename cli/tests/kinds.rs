//! Kernel machines and classical models are trained, saved, applied and judged as networks are.
#![allow(clippy::unwrap_used)]

mod support;

use serde_json::Value;
use std::path::Path;
use support::{Scratch, read_json};

/// A kind of model, its keys, and the least accuracy or R² of its test rows.
struct Case {
    kind: &'static str,
    keys: &'static str,
    least: f64,
}

/// On the three species of iris, which a few rows in a hundred overlap.
const CLASSES: [Case; 6] = [
    Case {
        kind: "kernel_classifier",
        keys: "penalty = 10.0\nkernel = { embedding = 'angle' }\n",
        least: 0.9,
    },
    Case {
        kind: "kernel_classifier",
        keys: "kernel = { kind = 'projected', embedding = 'angle' }\n",
        least: 0.9,
    },
    Case {
        kind: "kernel_classifier",
        keys: "kernel = { embedding = 'angle', trainable = true }\nalignment = { steps = 3 }\n",
        least: 0.9,
    },
    Case { kind: "rbf_svm", keys: "gamma = 0.5\n", least: 0.9 },
    Case { kind: "logistic_regression", keys: "", least: 0.9 },
    Case { kind: "mlp", keys: "hidden = [8, 4]\n", least: 0.9 },
];

/// On the progression of diabetes, of which linear regression explains a half.
const NUMBERS: [Case; 5] = [
    Case {
        kind: "kernel_regressor",
        keys: "kernel = { kind = 'projected', embedding = 'angle', gamma = 0.1 }\nregression = { ridge = { ridge = 1.0 } }\n",
        least: 0.35,
    },
    Case { kind: "kernel_regressor", keys: "kernel = { embedding = 'angle' }\n", least: 0.3 },
    Case { kind: "kernel_regressor", keys: "kernel = { kind = 'gaussian' }\n", least: 0.3 },
    Case { kind: "ridge", keys: "", least: 0.4 },
    Case { kind: "mlp", keys: "hidden = [4]\npenalty = 0.1\n", least: 0.3 },
];

fn data(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../data").join(name)).unwrap()
}

impl Case {
    fn is_kernel(&self) -> bool {
        self.kind.starts_with("kernel") || self.kind == "rbf_svm"
    }

    fn model(&self) -> String {
        format!("[model]\nkind = '{}'\n{}", self.kind, self.keys)
    }
}

const IRIS: &str = "[data]\nfile = 'd.csv'\npreprocess = ['standardize', 'minmax:-1:1']\n";
const DIABETES: &str = "[data]\nfile = 'd.csv'\ntask = 'regression'\nsplit_seed = 1\npreprocess = ['standardize', 'pca:4', 'minmax:-1:1']\n";

/// Rows of a CSV table as text, the header first.
fn rows(text: &str) -> Vec<Vec<String>> {
    text.lines().map(|line| line.split(',').map(str::to_string).collect()).collect()
}

/// Numbers of cells, with every bit.
fn bits(cells: &[String]) -> Vec<u64> {
    cells.iter().map(|cell| cell.parse::<f64>().unwrap().to_bits()).collect()
}

/// The test rows as a table of their own, and what was said of them before the model was saved.
fn test_rows(scratch: &Scratch, table: &str) -> Vec<Vec<String>> {
    let said = std::fs::read_to_string(scratch.path("out/job/predictions.csv")).unwrap();
    let said = rows(&said)[1..].to_vec();
    let lines: Vec<&str> = table.lines().collect();
    let tested = said.iter().map(|row| lines[row[0].parse::<usize>().unwrap()]);
    let text: Vec<&str> = std::iter::once(lines[0]).chain(tested).collect();
    scratch.file("test.csv", text.join("\n") + "\n");
    said
}

/// Trains, and looks at the answer and the folder.
fn trained(scratch: &Scratch, case: &Case, job: &str) -> Value {
    scratch.file("job.toml", format!("{job}{}", case.model()));
    let answer = scratch.ansatz("train job.toml --format json").json();
    assert_eq!(answer["epochs"], 0, "{answer}");
    let stop = answer["stop"].as_str().unwrap();
    assert_eq!(answer["loss"].is_null(), case.is_kernel(), "{answer}");
    assert_eq!(stop == "solved", case.is_kernel(), "{stop}");
    assert!(["solved", "converged", "limit"].contains(&stop), "{stop}");
    let folder = scratch.path("out/job");
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["config.toml", "metrics.json", "model.json", "predictions.csv", "report.html"]);
    let record = read_json(&folder.join("metrics.json"));
    for key in ["metrics", "epochs", "loss", "weights_sha256"] {
        assert_eq!(record[key], answer[key], "{key}");
    }
    answer
}

#[test]
fn every_kind_of_classifier_is_trained_saved_applied_and_judged() {
    let iris = data("iris.csv");
    for case in &CLASSES {
        let scratch = Scratch::new();
        scratch.file("d.csv", &iris);
        let answer = trained(&scratch, case, IRIS);
        let accuracy = &answer["metrics"]["test"]["accuracy"];
        assert!(accuracy.as_f64().unwrap() >= case.least, "{}: {accuracy}", case.kind);
        assert_eq!(answer["baseline"].is_null(), case.kind == "logistic_regression", "{}", case.kind);

        let said = test_rows(&scratch, &iris);
        let csv = scratch.ansatz("predict out/job/model.json test.csv --format csv");
        let loaded = rows(csv.success());
        assert_eq!(loaded.len(), said.len() + 1);
        for (before, after) in said.iter().zip(&loaded[1..]) {
            assert_eq!(before[2], after[1], "{}: a class", case.kind);
            assert_eq!(bits(&before[3..]), bits(&after[2..]), "{}: probabilities", case.kind);
        }
        let judged = scratch.ansatz("evaluate out/job/model.json test.csv --format json").json();
        assert_eq!(judged["metrics"], answer["metrics"]["test"], "{}", case.kind);
        let words = scratch.ansatz("evaluate out/job/model.json test.csv");
        assert!(words.success().contains("accuracy"), "{words:?}");
        let json = scratch.ansatz("predict out/job/model.json test.csv --format json").json();
        assert_eq!(json["classes"].as_array().unwrap().len(), 3);
        assert_eq!(json["predictions"][0], loaded[1][1].as_str());
    }
}

#[test]
fn every_kind_of_regressor_is_trained_saved_applied_and_judged() {
    let diabetes = data("diabetes.csv");
    for case in &NUMBERS {
        let scratch = Scratch::new();
        scratch.file("d.csv", &diabetes);
        let answer = trained(&scratch, case, DIABETES);
        let r2 = &answer["metrics"]["test"]["r2"];
        assert!(r2.as_f64().unwrap() >= case.least, "{}: {r2}", case.kind);
        assert_eq!(answer["baseline"].is_null(), case.kind == "ridge", "{}", case.kind);

        let said = test_rows(&scratch, &diabetes);
        let csv = scratch.ansatz("predict out/job/model.json test.csv --format csv");
        for (before, after) in said.iter().zip(&rows(csv.success())[1..]) {
            assert_eq!(bits(&before[2..]), bits(&after[1..]), "{}: a number", case.kind);
        }
        let judged = scratch.ansatz("evaluate out/job/model.json test.csv --format json").json();
        assert_eq!(judged["metrics"], answer["metrics"]["test"], "{}", case.kind);
        assert!(judged["intervals"]["r2"].is_array(), "{judged}");
    }
}

#[test]
fn what_a_study_finds_is_what_training_finds() {
    let scratch = Scratch::new();
    scratch.file("d.csv", data("iris.csv"));
    let models: String = CLASSES
        .iter()
        .enumerate()
        .map(|(k, case)| format!("[[model]]\nname = '{k}'\nkind = '{}'\n{}", case.kind, case.keys))
        .collect();
    let shared = IRIS.replace("[data]", "[[data]]");
    scratch.file("study.toml", format!("[study]\nseeds = 1\nbaselines = []\n{shared}{models}"));
    let found = scratch.ansatz("study study.toml --format json").json();
    for (case, trial) in CLASSES.iter().zip(found["trials"].as_array().unwrap()) {
        let answer = trained(&scratch, case, IRIS);
        assert_eq!(answer["metrics"]["test"], trial["test"], "{} {}", case.kind, case.keys);
    }
}

#[test]
fn the_answer_says_what_was_trained_and_how_it_ended() {
    let scratch = Scratch::new();
    scratch.file("d.csv", data("iris.csv"));
    let words = |case: &Case| {
        scratch.file("job.toml", format!("{IRIS}{}", case.model()));
        scratch.ansatz("train job.toml").success().to_string()
    };
    let text = words(&CLASSES[0]);
    assert!(text.contains("model     fidelity kernel, angle embedding, penalty 10, 4 qubits, "), "{text}");
    assert!(text.contains(" support vectors\ntraining  solved, "), "{text}");
    assert!(text.contains("logistic regression, test"), "a classical model stands beside it: {text}");
    let text = words(&CLASSES[4]);
    assert!(text.contains("model     logistic regression, penalty 0.01, 15 weights\n"), "{text}");
    assert!(text.contains("training  lbfgs (converged), loss "), "{text}");
    let text = words(&CLASSES[5]);
    assert!(text.contains("model     mlp of 8 and 4 hidden, penalty 0.0001, 91 weights\n"), "{text}");
    let page = std::fs::read_to_string(scratch.path("out/job/report.html")).unwrap();
    assert!(page.contains("trained on all rows in one go"), "there are no epochs to draw");
}

#[test]
fn a_seed_moves_what_is_drawn_and_nothing_else() {
    let scratch = Scratch::new();
    scratch.file("d.csv", data("iris.csv"));
    let sha = |model: &str, arguments: &str| {
        scratch.file("job.toml", format!("{IRIS}[model]\n{model}"));
        let answer = scratch.ansatz(&format!("train job.toml --format json {arguments}")).json();
        answer["weights_sha256"].as_str().unwrap().to_string()
    };
    let mlp = "kind = 'mlp'\nhidden = [3]\n";
    assert_eq!(sha(mlp, ""), sha(mlp, "--seed 0"));
    assert_ne!(sha(mlp, ""), sha(mlp, "--seed 1"));
    assert_eq!(sha(&format!("{mlp}[training]\nseed = 1\n"), ""), sha(mlp, "--seed 1"));
    assert_eq!(sha(&format!("{mlp}seed = 1\n"), ""), sha(mlp, "--seed 1"));
    assert_eq!(sha("kind = 'rbf_svm'\n", ""), sha("kind = 'rbf_svm'\n", "--seed 1"));
    assert_eq!(sha(mlp, "--threads 1"), sha(mlp, "--threads 3"));
}

/// `[data]` that works, as three lines.
const GOOD: &str = "[data]\ngenerator = 'moons'\nsamples = 40\n";

#[test]
fn keys_that_mean_nothing_for_a_kind_are_refused_where_they_stand() {
    let table: [(&str, &[&str]); 20] = [
        ("kind = 'rbf_svn'", &["job.toml:5:8:", "did you mean `rbf_svm`?"]),
        (
            "kind = 'rbf_svm'\n[training]\nepochs = 3",
            &["job.toml:7:10:", "`epochs` does nothing for `rbf_svm`", "remove it"],
        ),
        ("kind = 'mlp'\n[training]\nepochs = 3", &["job.toml:7:10:", "give `steps` to [model]"]),
        ("kind = 'mlp'\n[training]\noptimizer = 'adam'", &["job.toml:7:13:", "give it to [model]"]),
        (
            "kind = 'mlp'\n[training]\nclass_weight = 'even'",
            &["job.toml:7:16:", "is \"balanced\" or a table of classes"],
        ),
        ("kind = 'rbf_svm'\n[training]\nclass_weight = { 2 = 1.0 }", &["job.toml:7:", "`2`"]),
        ("kind = 'rbf_svm'\n[training]\nclass_weight = { 1 = 0.0 }", &["job.toml:7:", "found 0"]),
        ("kind = 'rbf_svm'\nclass_weight = 'balanced'", &["job.toml:6:1:", "unknown key `class_weight`"]),
        ("kind = 'rbf_svm'\n[training]\nseed = 1", &["job.toml:7:8:", "nothing is drawn"]),
        ("kind = 'rbf_svm'\n[training]\nstart = 'model.json'", &["job.toml:7:9:", "trained from the start"]),
        ("kind = 'rbf_svm'\n[training]\nepoch = 1", &["job.toml:7:1:", "did you mean `epochs`?"]),
        ("kind = 'mlp'\nseed = 1\n[training]\nseed = 2", &["job.toml:8:8:", "given twice"]),
        (
            "kind = 'rbf_svm'\nlayers = 3",
            &["job.toml:6:1:", "unknown key `layers`; known here: penalty, gamma"],
        ),
        ("kind = 'rbf_svm'\npenalty = 0", &["job.toml:6:11:", "`penalty` to be finite and more than 0"]),
        (
            "kind = 'kernel_classifier'\nkernel = { kind = 'fidelty' }",
            &["job.toml:6:19:", "did you mean `fidelity`?"],
        ),
        (
            "kind = 'kernel_classifier'\nkernel = { embedding = 'zzz' }",
            &["job.toml:6:24:", "unknown embedding"],
        ),
        ("kind = 'kernel_classifier'\nkernel = { qubits = 1 }", &["job.toml:6:21:", "needs 2 qubits"]),
        ("kind = 'kernel_classifier'\nalignment = { steps = 3 }", &["job.toml:6:13:", "set `trainable`"]),
        ("kind = 'ridge'", &["job.toml:5:8:", "predicts numbers", "use `logistic_regression`"]),
        ("kind = 'mlp'\noptimizer = 'adma'", &["job.toml:6:13:", "did you mean `adam`?"]),
    ];
    for (model, parts) in table {
        let scratch = Scratch::new();
        scratch.file("job.toml", format!("{GOOD}[model]\n{model}\n"));
        scratch.ansatz("train job.toml").is_wrong_input(parts);
        assert_eq!(scratch.names(), ["job.toml"], "{model}");
    }
}

#[test]
fn an_unnamed_model_is_told_apart_from_the_baseline_of_its_kind() {
    let scratch = Scratch::new();
    let models = "[[data]]\ngenerator = 'moons'\nsamples = 40\n[[model]]\nkind = 'rbf_svm'\ngamma = 5.0\n[[model]]\nkind = 'kernel_classifier'\n";
    scratch.file("study.toml", format!("[study]\nseeds = 1\n{models}"));
    let found = scratch.ansatz("study study.toml --format json").json();
    let names: Vec<&str> =
        found["trials"].as_array().unwrap().iter().map(|trial| trial["model"].as_str().unwrap()).collect();
    assert_eq!(names, ["rbf_svm (own)", "kernel_classifier", "logistic_regression", "rbf_svm", "mlp"]);
    // Without such a baseline, it is called as its kind.
    let expect = "[[expect]]\ndata = 'moons'\nmodel = 'rbf_svm'\naccuracy = 0.5\n";
    scratch.file("study.toml", format!("[study]\nseeds = 1\nbaselines = []\n{models}{expect}"));
    scratch.ansatz("study study.toml").success();
}

#[test]
fn a_kind_that_tells_classes_apart_is_refused_for_numbers_with_one_that_predicts_them() {
    let scratch = Scratch::new();
    scratch.file("d.csv", data("diabetes.csv"));
    for (kind, instead) in
        [("kernel_classifier", "kernel_regressor"), ("logistic_regression", "ridge"), ("rbf_svm", "gaussian")]
    {
        scratch.file("job.toml", format!("{DIABETES}[model]\nkind = '{kind}'\n"));
        scratch.ansatz("train job.toml").is_wrong_input(&["job.toml:7:8:", "tells classes apart", instead]);
    }
    for (regression, words) in [
        ("{ ridge = { rigde = 1.0 } }", "unknown key `rigde`; did you mean `ridge`?"),
        ("{ support_vector = { zzz = 1.0 } }", "unknown key `zzz`; known here: penalty, tube"),
    ] {
        let model = format!("[model]\nkind = 'kernel_regressor'\nregression = {regression}\n");
        scratch.file("job.toml", format!("{DIABETES}{model}"));
        scratch.ansatz("train job.toml").is_wrong_input(&["job.toml:8:", words]);
    }
    let accuracy = "[model]\nkind = 'ridge'\n[expect]\naccuracy = 0.5\n";
    scratch.file("job.toml", format!("{DIABETES}{accuracy}"));
    scratch.ansatz("train job.toml").is_wrong_input(&["job.toml:9:12:", "expect `r2`"]);
}

#[test]
fn there_is_nothing_to_go_on_with_and_no_weights_to_start_from() {
    let scratch = Scratch::new();
    scratch.file("job.toml", format!("{GOOD}[model]\nkind = 'rbf_svm'\n"));
    scratch.ansatz("train job.toml").success();
    let resumed = scratch.ansatz("train job.toml --resume out/job");
    resumed.is_wrong_input(&["a `rbf_svm` is trained in one go", "start without --resume"]);
    let start = "[model]\nqubits = 2\n[training]\nstart = 'out/job/model.json'\n";
    scratch.file("network.toml", format!("{GOOD}{start}"));
    scratch.ansatz("train network.toml").is_wrong_input(&["network.toml:7:9:", "no weights of a circuit"]);
}

#[test]
fn a_gram_matrix_that_does_not_fit_is_refused_before_it_is_made() {
    let scratch = Scratch::new();
    let job = GOOD.replace("40", "20000");
    scratch.file("job.toml", format!("{job}[model]\nkind = 'rbf_svm'\n"));
    scratch
        .ansatz("train job.toml --memory-limit 2000000000")
        .failed(1, &["a kernel matrix of 16000 × 16000 numbers needs"]);
    assert_eq!(scratch.names(), ["job.toml"]);
}

#[test]
fn an_optimizer_that_does_not_fit_is_refused_before_it_begins() {
    let scratch = Scratch::new();
    let model = "[model]\nqubits = 8\nlayers = 20\n";
    let training = "[training]\noptimizer = 'nelder_mead'\nbatch_size = 0\n";
    scratch.file("job.toml", format!("{GOOD}{model}{training}"));
    let ran = scratch.ansatz("train job.toml --memory-limit 1500000");
    ran.is_wrong_input(&["job.toml:8:13:", "nelder_mead needs ", "481 weights", "choose adam or lbfgs"]);
    let adam = training.replace("nelder_mead", "adam") + "epochs = 1\n";
    scratch.file("job.toml", format!("{GOOD}{model}{adam}"));
    scratch.ansatz("train job.toml --memory-limit 100000000").success();
}

#[test]
fn an_expectation_that_is_not_met_ends_with_exit_code_1() {
    let scratch = Scratch::new();
    let model = "[model]\nkind = 'logistic_regression'\n[expect]\naccuracy = 1.0\n";
    scratch.file("job.toml", format!("{GOOD}noise = 0.4\n{model}"));
    let ran = scratch.ansatz("train job.toml");
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stderr.contains("expected at least 1"), "{ran:?}");
    assert!(scratch.path("out/job/model.json").exists(), "the model is there all the same");
}

#[test]
fn damaged_model_files_are_refused_in_words() {
    let scratch = Scratch::new();
    scratch.file("d.csv", data("iris.csv"));
    for case in [&CLASSES[0], &CLASSES[5]] {
        scratch.file("job.toml", format!("{IRIS}{}", case.model()));
        scratch.ansatz("train job.toml").success();
        let model = std::fs::read_to_string(scratch.path("out/job/model.json")).unwrap();
        let whole: Value = serde_json::from_str(&model).unwrap();
        let damaged = |change: &dyn Fn(&mut Value), words: &str| {
            let mut value = whole.clone();
            change(&mut value);
            scratch.file("bad.json", value.to_string());
            scratch.ansatz("predict bad.json d.csv").is_wrong_input(&["bad.json", words]);
        };
        damaged(&|value| value["version"] = 99.into(), "version 99");
        damaged(&|value| value["classes"] = serde_json::json!(["a"]), "fewer classes");
        damaged(&|value| value["feature_names"] = serde_json::json!(["petal_width"]), "number of features");
        damaged(&|value| value["extra"] = 1.into(), "extra");
        damaged(&|value| value["machine"] = serde_json::json!({ "oracle": {} }), "oracle");
        let body = |value: &mut Value| match value["machine"].as_object_mut().unwrap().values_mut().next() {
            Some(body) => body.take(),
            None => Value::Null,
        };
        let key = if case.kind == "mlp" { "weights" } else { "support" };
        damaged(
            &|value| {
                let mut inner = body(value);
                inner[key].as_array_mut().unwrap().pop();
                let name = if case.kind == "mlp" { "dense_classifier" } else { "kernel_classifier" };
                value["machine"] = serde_json::json!({ name: inner });
            },
            "not as many",
        );
    }
}

#[test]
fn a_model_file_of_an_earlier_version_is_read_as_before() {
    let scratch = Scratch::new();
    scratch.file("model.json", include_str!("data/moons_model.json"));
    scratch.file("d.csv", "x0,x1,class\n0.5,0.25,0\n-0.25,0.75,1\n1.5,-0.5,1\n");
    let answer = scratch.ansatz("predict model.json d.csv --format json").json();
    assert_eq!(answer["classes"], serde_json::json!(["0", "1"]));
    assert_eq!(answer["predictions"], serde_json::json!(["1", "1", "1"]));
    // As the version that wrote the file said; machines differ in the last digits of sines.
    let known = [0.360_128_055_490_551_9, 0.497_868_531_620_246_6, 0.471_370_533_186_782_07];
    for (row, known) in answer["probabilities"].as_array().unwrap().iter().zip(known) {
        assert!((row[0].as_f64().unwrap() - known).abs() < 1e-12, "{row}");
    }
}
