//! `study` through the binary: answers, files, the same results for any number of threads, claims, mistakes.
#![allow(clippy::unwrap_used)]

mod support;

use serde_json::Value;
use std::path::Path;
use support::{Scratch, ansatz_at};

const STUDY: &str = r#"
[study]
seeds = 2
without_entanglement = true
learning_curve = [0.5, 1.0]
importance = 2
folds = 2

[training]
epochs = 4

[[data]]
generator = "moons"
samples = 40
preprocess = ["standardize"]

[[data]]
name = "rings"
generator = "circles"
samples = 40

[[model]]
name = "network"
kind = "reuploading"
candidates = { layers = [1, 2], "training.learning_rate" = [0.01, 0.2] }

[[model]]
kind = "kernel_classifier"
data = ["rings"]
preprocess = ["minmax:-1:1"]
kernel = { embedding = "angle" }
"#;

fn folder(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("job.toml"), text).unwrap();
    folder
}

fn answer(folder: &Path, arguments: &[&str]) -> Value {
    ansatz_at(folder, &[&["study", "job.toml", "--format", "json"], arguments].concat()).json()
}

/// Without what is not the same in every run.
fn timeless(mut answer: Value) -> Value {
    for key in ["trials", "summaries"] {
        for row in answer[key].as_array_mut().unwrap() {
            row.as_object_mut().unwrap().remove("fit_s");
        }
    }
    let object = answer.as_object_mut().unwrap();
    object.remove("seconds");
    object.remove("artifacts");
    answer
}

#[test]
fn every_model_meets_its_data_sets_and_threads_change_nothing() {
    let folder = folder(STUDY);
    let all = answer(folder.path(), &["--threads", "1"]);
    let names: Vec<(&str, &str)> = all["summaries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["data"].as_str().unwrap(), row["model"].as_str().unwrap()))
        .collect();
    let networks = ["network", "network, no entanglement"];
    let baselines = ["logistic_regression", "rbf_svm", "mlp"];
    let moons = networks.iter().chain(&baselines).map(|model| ("moons", *model));
    let of_rings = [&networks[..], &["kernel_classifier"], &baselines].concat();
    let expected: Vec<(&str, &str)> =
        moons.chain(of_rings.into_iter().map(|model| ("rings", model))).collect();
    assert_eq!(names, expected);
    assert_eq!(all["trials"].as_array().unwrap().len(), 2 * names.len());
    for row in all["summaries"].as_array().unwrap() {
        assert_eq!(row["learning_curve"].as_array().unwrap().len(), 2);
        assert_eq!(row["importance"].as_array().unwrap().len(), 2);
        assert_eq!(row["p_value"].is_null(), row["classical"].as_bool().unwrap());
    }
    let chosen = &all["trials"][0]["chosen"];
    assert!(chosen["layers"].is_u64() && chosen["training.learning_rate"].is_f64(), "{chosen}");
    let first = timeless(all.clone());
    for threads in ["2", "3"] {
        assert_eq!(first, timeless(answer(folder.path(), &["--threads", threads])));
    }
    assert_ne!(first, timeless(answer(folder.path(), &["--seed", "7"])));
    for name in ["report.html", "trials.csv", "config.toml", "study.json"] {
        assert!(folder.path().join("out/job").join(name).is_file(), "{name}");
    }
    let page = std::fs::read_to_string(folder.path().join("out/job/report.html")).unwrap();
    assert!(
        page.contains("no entanglement") && page.contains("Learning curves") && page.contains("importance")
    );
    let csv = std::fs::read_to_string(folder.path().join("out/job/trials.csv")).unwrap();
    assert_eq!(csv.lines().count(), 1 + 2 * names.len());
}

#[test]
fn claims_that_do_not_come_true_are_failed_work() {
    let text = "[study]\nseeds = 1\nbaselines = ['rbf_svm']\n[training]\nepochs = 1\n[[data]]\ngenerator = 'moons'\nnoise = 0.4\n\
                [[model]]\nkind = 'reuploading'\n[[expect]]\ndata = 'moons'\nmodel = 'rbf_svm'\naccuracy = ";
    ansatz_at(folder(&format!("{text}0.7")).path(), &["study", "job.toml"]).success();
    let refused = folder(&format!("{text}1.0"));
    let ran = ansatz_at(refused.path(), &["study", "job.toml"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stderr.contains("rbf_svm on moons: mean test accuracy 0."), "{}", ran.stderr);
    assert!(ran.stdout.contains("rbf_svm"), "the answer comes first");
    assert!(refused.path().join("out/job/report.html").is_file(), "the results are there all the same");
}

#[test]
fn mistakes_are_shown_where_they_stand() {
    let data = "[[data]]\ngenerator = 'moons'\n";
    let model = "[[model]]\nkind = 'dressed'\n";
    let table: Vec<(String, &[&str])> = vec![
        ("".into(), &["`data` is missing"]),
        (data.into(), &["`model` is missing"]),
        (format!("model = []\n{data}"), &["at least one [[model]]"]),
        (format!("{data}sample = 3\n{model}"), &["job.toml:3:1:", "did you mean `samples`?"]),
        (format!("{data}{model}layer = 3\n"), &["job.toml:5:1:", "did you mean `layers`?"]),
        (format!("{data}[[model]]\nkind = 'dresed'\n"), &["job.toml:4:8:", "did you mean `dressed`?"]),
        (format!("{data}{model}layers = 0\n"), &["from 1 to 1000"]),
        (format!("{data}{model}training = {{ epoch = 3 }}\n"), &["job.toml:", "did you mean `epochs`?"]),
        (format!("{data}{model}candidates = {{ layers = [] }}\n"), &["job.toml:5:14:", "points of the grid"]),
        (format!("{data}{model}candidates = {{ layerz = [1] }}\n"), &["job.toml:5:14:", "layerz"]),
        (format!("{data}{model}data = ['moon']\n"), &["job.toml:5:9:", "did you mean `moons`?"]),
        (format!("{data}{model}preprocess = ['standard']\n"), &["job.toml:5:15:", "standardize"]),
        (format!("{data}{data}{model}"), &["two of them are called `moons`"]),
        (format!("{data}{model}{model}"), &["two of them are called `dressed`"]),
        (format!("{data}test_fraction = 0\n{model}"), &["job.toml:3:17:", "a study tests its models"]),
        (format!("{data}preprocess = ['pca:9']\n{model}"), &["job.toml:3:14:", "at most 2 components"]),
        (format!("{data}noise = -1\n{model}"), &["job.toml:3:9:", "noise"]),
        (format!("[study]\nseeds = 0\n{data}{model}"), &["job.toml:2:9:", "from 1 to 10000"]),
        (format!("[study]\nimportance = 99999999999\n{data}{model}"), &["job.toml:2:14:", "at most 10000"]),
        (format!("{data}{model}data = []\n"), &["job.toml:5:8:", "at least one data set"]),
        (format!("{data}{model}name = ''\n"), &["job.toml:5:8:", "not empty"]),
        (format!("{data}{model}candidates = {{ kind = ['reuploading'] }}\n"), &["job.toml:5:14:", "`kind`"]),
        (format!("{data}{model}candidates = {{ layers = ['a'] }}\n"), &["expected a whole number"]),
        (format!("[study]\nfolds = 1\n{data}{model}"), &["job.toml:2:9:", "from 2 to 1000"]),
        (format!("[study]\nlearning_curve = [2]\n{data}{model}"), &["job.toml:2:18:", "at most 1"]),
        (
            format!("[study]\nbaselines = ['svm']\n{data}{model}"),
            &["job.toml:2:13:", "unknown baseline `svm`"],
        ),
        (
            format!("{data}{model}[[expect]]\ndata = 'moons'\nmodel = 'dresed'\naccuracy = 0.5\n"),
            &["job.toml:7:9:", "did you mean `dressed`?"],
        ),
        (
            format!("{data}{model}[[expect]]\ndata = 'moons'\nmodel = 'dressed'\naccuracy = 5\n"),
            &["job.toml:8:12:", "from 0 to 1"],
        ),
        (
            "[[data]]\ngenerator = 'blobs'\n[[model]]\nkind = 'reuploading'\n".into(),
            &["reuploading on blobs", "two classes"],
        ),
    ];
    for (text, parts) in table {
        let folder = folder(&text);
        let finished = ansatz_at(folder.path(), &["study", "job.toml"]);
        finished.is_wrong_input(parts);
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            1,
            "something was left behind by:\n{text}"
        );
    }
}

#[test]
fn a_class_that_is_rarer_than_the_folds_is_named() {
    let scratch = Scratch::new();
    let row = |row: usize| format!("{row},{}\n", if row < 2 { "rare" } else { ["a", "b"][row % 2] });
    scratch.file("d.csv", "x,y\n".to_owned() + &(0..40).map(row).collect::<String>());
    let text = "[study]\nseeds = 1\n[[data]]\nfile = 'd.csv'\n[[model]]\nkind = 'kernel_classifier'\ncandidates = { penalty = [0.1, 1.0] }\n";
    scratch.file("s.toml", text);
    scratch.ansatz("study s.toml").is_wrong_input(&["s.toml:4", "`rare`", "5 folds"]);
}

/// Ten measurements of patients and a number of each; a re-uploading regressor, a kernel machine and two classical models.
const NUMBERS: &str = "[study]
seeds = 2
folds = 3
learning_curve = [0.5, 1.0]
importance = 1
without_entanglement = true
[training]
epochs = 3
learning_rate = 0.05
[[data]]
file = 'd.csv'
task = 'regression'
preprocess = ['standardize', 'pca:3', 'minmax:-1:1']
[[model]]
name = 'network'
qubits = 3
layers = 1
[[model]]
name = 'machine'
kind = 'kernel_regressor'
kernel = { kind = 'projected', embedding = 'angle', gamma = 0.1 }
regression = { ridge = { ridge = 0.1 } }
[[model]]
name = 'chosen'
kind = 'ridge'
candidates = { penalty = [0.001, 1000.0] }
";

fn numbers(text: &str) -> tempfile::TempDir {
    let folder = folder(text);
    let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/diabetes.csv");
    std::fs::copy(data, folder.path().join("d.csv")).unwrap();
    folder
}

#[test]
fn numbers_are_studied_by_r2_with_the_baselines_of_numbers() {
    let folder = numbers(NUMBERS);
    let all = answer(folder.path(), &["--threads", "1"]);
    let names: Vec<&str> =
        all["summaries"].as_array().unwrap().iter().map(|row| row["model"].as_str().unwrap()).collect();
    assert_eq!(names, ["network", "network, no entanglement", "machine", "chosen", "ridge", "mlp"]);
    for trial in all["trials"].as_array().unwrap().iter().filter(|trial| trial["model"] == "chosen") {
        assert_eq!(trial["chosen"]["penalty"], 0.001, "a penalty of 1000 leaves the mean alone: {trial}");
    }
    for row in all["summaries"].as_array().unwrap() {
        assert_eq!(row["learning_curve"].as_array().unwrap().len(), 2);
        assert_eq!(row["importance"].as_array().unwrap().len(), 10, "of the columns, not of what pca makes");
        assert_eq!(row["p_value"].is_null(), row["classical"].as_bool().unwrap());
        let (low, high) = (row["interval"][0].as_f64().unwrap(), row["interval"][1].as_f64().unwrap());
        let mean = row["test_r2"]["mean"].as_f64().unwrap();
        assert!(low < high && high < 1.0, "{row}");
        let of = |key: &str| row[key]["mean"].as_f64().unwrap();
        assert!(
            mean <= 1.0 && of("rmse") >= of("mae") && of("mae") > 10.0,
            "in the unit of the label: {row}"
        );
    }
    for (place, least) in [(2, 0.3), (3, 0.3), (4, 0.3)] {
        let mean = &all["summaries"][place]["test_r2"]["mean"];
        assert!(mean.as_f64().unwrap() > least, "{} {mean}", names[place]);
    }
    assert_eq!(timeless(all.clone()), timeless(answer(folder.path(), &["--threads", "3"])));
    let page = std::fs::read_to_string(folder.path().join("out/job/report.html")).unwrap();
    assert!(page.contains("test R²") && page.contains("RMSE") && page.contains("sign test"));
    let csv = std::fs::read_to_string(folder.path().join("out/job/trials.csv")).unwrap();
    assert!(csv.starts_with("data,model,repetition,chosen,train_r2,test_r2,rmse,mae,fit_s\n"), "{csv}");
    let ran = ansatz_at(folder.path(), &["study", "job.toml"]);
    assert!(ran.success().contains("test R²") && ran.stdout.contains("p: sign test"), "{}", ran.stdout);
}

#[test]
fn training_finds_what_a_study_of_numbers_finds() {
    let data = "file = 'd.csv'\ntask = 'regression'\npreprocess = ['standardize', 'pca:3', 'minmax:-1:1']\n";
    let models = [
        "kind = 'ridge'\n",
        "kind = 'kernel_regressor'\nkernel = { kind = 'gaussian' }\n",
        "kind = 'dressed'\nqubits = 2\n",
    ];
    let all: String = models.iter().map(|model| format!("[[model]]\n{model}")).collect();
    let training = "[training]\nepochs = 2\n";
    let folder = numbers(&format!("[study]\nseeds = 1\nbaselines = []\n{training}[[data]]\n{data}{all}"));
    let found = answer(folder.path(), &[]);
    for (model, trial) in models.iter().zip(found["trials"].as_array().unwrap()) {
        let training = if model.contains("dressed") { training } else { "" };
        std::fs::write(folder.path().join("one.toml"), format!("[data]\n{data}[model]\n{model}{training}"))
            .unwrap();
        let one = ansatz_at(folder.path(), &["train", "one.toml", "--format", "json"]).json();
        assert_eq!(one["metrics"]["test"], trial["test"], "{model}");
    }
}

#[test]
fn mistakes_of_studies_of_numbers_are_shown_where_they_stand() {
    let data = "[[data]]\nfile = 'd.csv'\ntask = 'regression'\n";
    let ridge = "[[model]]\nkind = 'ridge'\nname = 'r'\n";
    let table: Vec<(String, &[&str])> = vec![
        (format!("{data}[[model]]\nkind = 'rbf_svm'\n"), &["job.toml:5:8:", "kernel_regressor"]),
        (format!("{data}[[model]]\nloss = 'hinge'\n"), &["job.toml:5:8:", "remove `loss`"]),
        (format!("{data}{ridge}[[data]]\ngenerator = 'moons'\n"), &["job.toml:7:1:", "same `task`"]),
        (
            format!("study.baselines = ['logistic_regression']\n{data}{ridge}"),
            &["job.toml:1:19:", "use `ridge`"],
        ),
        (format!("study.baselines = ['rigde']\n{data}{ridge}"), &["job.toml:1:19:", "did you mean `ridge`?"]),
        (
            format!("{data}{ridge}[[expect]]\ndata = 'd'\nmodel = 'r'\naccuracy = 0.5\n"),
            &["job.toml:10:12:", "of numbers expect `r2`"],
        ),
        (format!("{data}{ridge}[[expect]]\ndata = 'd'\nmodel = 'r'\n"), &["`r2` is missing"]),
        (
            format!("{data}{ridge}[training]\nclass_weight = 'balanced'\n"),
            &["job.toml:8:16:", "no classes to weigh"],
        ),
    ];
    for (text, parts) in table {
        let folder = numbers(&text);
        ansatz_at(folder.path(), &["study", "job.toml"]).is_wrong_input(parts);
    }
}

#[test]
fn a_claim_about_r2_that_does_not_come_true_is_failed_work() {
    let claim = |r2: &str| {
        let text = format!(
            "[study]\nseeds = 1\n[[data]]\nfile = 'd.csv'\ntask = 'regression'\n[[model]]\nkind = 'ridge'\nname = 'r'\n\
             [[expect]]\ndata = 'd'\nmodel = 'r'\nr2 = {r2}\n"
        );
        let folder = numbers(&text);
        ansatz_at(folder.path(), &["study", "job.toml"])
    };
    claim("0.3").success();
    let ran = claim("0.99");
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stderr.contains("r on d: mean test R² 0."), "{}", ran.stderr);
}
