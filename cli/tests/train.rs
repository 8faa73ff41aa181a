//! `train`, `predict` and `evaluate` through the binary: answers, files, reproducibility.
#![allow(clippy::unwrap_used)]

mod support;

use serde_json::Value;
use std::path::{Path, PathBuf};
use support::{Ran, ansatz_at};

/// A quick training file beside a small data set.
const CONFIG: &str = r#"
[data]
generator = "blobs"
samples = 60
centers = 3
spread = 1.5
seed = 3
preprocess = ["standardize"]

[model]
qubits = 3
embedding = "reuploading"
layers = 2

[training]
epochs = 12
batch_size = 16
"#;

struct Workplace {
    folder: tempfile::TempDir,
}

impl Workplace {
    fn new(config: &str) -> Workplace {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("job.toml"), config).unwrap();
        Workplace { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        ansatz_at(self.folder.path(), arguments)
    }

    fn files(&self, folder: &str) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.path(folder)) else { return Vec::new() };
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// A CSV with the iris columns of every `step`-th row.
fn iris_rows(step: usize) -> String {
    let text =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/iris.csv")).unwrap();
    let mut lines = text.lines();
    let header = lines.next().unwrap().to_string();
    lines.step_by(step).fold(header + "\n", |all, line| all + line + "\n")
}

const IRIS_CONFIG: &str = r#"
data = { file = "iris.csv", label = "species", test_fraction = 0, preprocess = ["standardize"] }
model = { embedding = "reuploading", layers = 1 }
training = { epochs = 10, batch_size = 0 }
"#;

#[test]
fn training_answers_with_the_contract_and_writes_its_files() {
    let place = Workplace::new(CONFIG);
    let answer = place.run(&["train", "job.toml", "--format", "json"]).json();
    let keys: Vec<&str> = answer.as_object().unwrap().keys().map(String::as_str).collect();
    let mut expected =
        ["model", "metrics", "baseline", "epochs", "stop", "loss", "seconds", "weights_sha256", "artifacts"];
    expected.sort_unstable();
    let mut sorted = keys.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, expected);
    assert_eq!(answer["epochs"], 12);
    assert_eq!(answer["weights_sha256"].as_str().unwrap().len(), 64);
    assert_eq!(answer["metrics"]["test"]["confusion"]["counts"].as_array().unwrap().len(), 3);
    assert_eq!(
        place.files("out/job"),
        [
            "checkpoint.ansatz",
            "config.toml",
            "history.csv",
            "history.json",
            "loss.svg",
            "metrics.json",
            "model.json",
            "predictions.csv",
            "report.html",
            "weights.safetensors"
        ]
    );
    let artifacts = answer["artifacts"].as_array().unwrap();
    assert_eq!(artifacts.len(), 10);
    for artifact in artifacts {
        assert!(place.path(artifact.as_str().unwrap()).is_file(), "{artifact}");
    }
    assert_eq!(answer["model"], artifacts[0]);
    let history = std::fs::read_to_string(place.path("out/job/history.csv")).unwrap();
    assert_eq!(history.lines().count(), 13);
    assert!(history.starts_with("epoch,loss,accuracy\n1,"), "{history}");
    let svg = std::fs::read_to_string(place.path("out/job/loss.svg")).unwrap();
    assert!(svg.starts_with("<svg") && svg.contains("training loss") && svg.trim_end().ends_with("</svg>"));
    let copy = std::fs::read_to_string(place.path("out/job/config.toml")).unwrap();
    assert!(copy.ends_with(CONFIG));
    // The loss of this model is the cross-entropy, which the metrics measure on their own.
    let (loss, log_loss) = (answer["loss"].as_f64().unwrap(), &answer["metrics"]["train"]["log_loss"]);
    assert!((loss - log_loss.as_f64().unwrap()).abs() < 1e-12);
}

#[test]
fn training_learns_and_its_hash_is_that_of_the_saved_weights() {
    use sha2::{Digest, Sha256};
    let place = Workplace::new(CONFIG);
    let answer = place.run(&["train", "job.toml", "--format", "json", "--out", "here/deep"]).json();
    let model: Value =
        serde_json::from_str(&std::fs::read_to_string(place.path("here/deep/model.json")).unwrap()).unwrap();
    let mut bytes = Vec::new();
    for weight in model["weights"].as_array().unwrap() {
        bytes.extend(weight.as_f64().unwrap().to_le_bytes());
    }
    let hash: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(answer["weights_sha256"], hash.as_str());
    assert!(answer["metrics"]["train"]["accuracy"].as_f64().unwrap() > 0.8);
    let interval = answer["metrics"]["train"]["accuracy_interval"].as_array().unwrap();
    assert!(interval[0].as_f64().unwrap() < interval[1].as_f64().unwrap());
}

#[test]
fn every_file_has_the_same_bytes_for_any_number_of_threads() {
    let place = Workplace::new(CONFIG);
    for precision in ["f64", "f32"] {
        let mut hashes = Vec::new();
        for threads in ["1", "2", "3"] {
            let out = format!("{precision}-{threads}");
            let arguments = ["train", "job.toml", "--format", "json", "--precision", precision];
            let answer = place.run(&[&arguments[..], &["--threads", threads, "--out", &out]].concat()).json();
            hashes.push(answer["weights_sha256"].clone());
            for name in place.files(&out) {
                let first = std::fs::read(place.path(&format!("{precision}-1")).join(&name)).unwrap();
                assert_eq!(first, std::fs::read(place.path(&out).join(&name)).unwrap(), "{out}/{name}");
            }
            assert_eq!(place.files(&out).len(), 10);
        }
        assert!(hashes.iter().all(|hash| *hash == hashes[0]), "{precision}: {hashes:?}");
    }
    assert_ne!(
        std::fs::read(place.path("f64-1/model.json")).unwrap(),
        std::fs::read(place.path("f32-1/model.json")).unwrap()
    );
}

#[test]
fn the_seed_option_replaces_the_seed_of_the_file() {
    let place = Workplace::new(CONFIG);
    let hash = |arguments: &[&str]| {
        place.run(&[&["train", "job.toml", "--format", "json"], arguments].concat()).json()["weights_sha256"]
            .clone()
    };
    assert_eq!(hash(&[]), hash(&["--seed", "0"]));
    assert_ne!(hash(&[]), hash(&["--seed", "1"]));
}

#[test]
fn evaluation_of_the_training_file_repeats_the_metrics_of_training() {
    let place = Workplace::new(IRIS_CONFIG);
    std::fs::write(place.path("iris.csv"), iris_rows(3)).unwrap();
    let trained = place.run(&["train", "job.toml", "--format", "json", "--out", "m"]).json();
    assert_eq!(trained["metrics"]["test"], Value::Null);
    let evaluated = place.run(&["evaluate", "m/model.json", "iris.csv", "--format", "json"]).json();
    assert_eq!(trained["metrics"]["train"], evaluated["metrics"]);
    assert_eq!(evaluated["classes"].as_array().unwrap().len(), 3);
    let text = place.run(&["evaluate", "m/model.json", "iris.csv"]);
    text.success();
    assert!(text.stdout.contains("95 % interval") && text.stdout.contains("versicolor"), "{}", text.stdout);
}

#[test]
fn evaluation_of_the_test_rows_repeats_the_test_metrics() {
    // Two clusters so far apart that classes and rows can be told from the numbers themselves.
    let mut all = String::from("a,b,kind\n");
    for row in 0..40 {
        let (x, kind) = if row % 2 == 0 { (-1.0, "left") } else { (1.0, "right") };
        all += &format!("{},{},{kind}\n", x + f64::from(row) * 0.03, f64::from(row * 7 % 11) * 0.1);
    }
    let place = Workplace::new(
        "data = { file = 'all.csv', test_fraction = 0.5 }\nmodel = { qubits = 2 }\ntraining = { epochs = 4 }\n",
    );
    std::fs::write(place.path("all.csv"), &all).unwrap();
    let trained = place.run(&["train", "job.toml", "--format", "json", "--out", "m"]).json();
    let counts = |part: &str| trained["metrics"][part]["confusion"]["counts"].clone();
    let whole = place.run(&["evaluate", "m/model.json", "all.csv", "--format", "json"]).json();
    for (truth, predicted) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        let of = |counts: &Value| counts[truth][predicted].as_u64().unwrap();
        let sum = of(&counts("train")) + of(&counts("test"));
        assert_eq!(sum, of(&whole["metrics"]["confusion"]["counts"]));
    }
    let losses = ["train", "test"].map(|part| trained["metrics"][part]["log_loss"].as_f64().unwrap());
    let mean = (losses[0] + losses[1]) / 2.0;
    assert!((mean - whole["metrics"]["log_loss"].as_f64().unwrap()).abs() < 1e-12);
}

#[test]
fn predictions_are_the_most_probable_classes_and_need_no_labels() {
    let place = Workplace::new(IRIS_CONFIG);
    std::fs::write(place.path("iris.csv"), iris_rows(3)).unwrap();
    place.run(&["train", "job.toml", "--out", "m"]).success();
    // Columns in another order, a foreign one, and no labels.
    let new =
        "petal_width,note,sepal_length,petal_length,sepal_width\n0.2,x,5.1,1.4,3.5\n2.1,y,6.5,5.8,3.0\n";
    std::fs::write(place.path("new.csv"), new).unwrap();
    let answer = place.run(&["predict", "m/model.json", "new.csv", "--format", "json"]).json();
    let classes = answer["classes"].as_array().unwrap();
    let rows = answer["probabilities"].as_array().unwrap();
    assert_eq!((rows.len(), classes.len()), (2, 3));
    for (row, prediction) in rows.iter().zip(answer["predictions"].as_array().unwrap()) {
        let row: Vec<f64> = row.as_array().unwrap().iter().map(|p| p.as_f64().unwrap()).collect();
        assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        let best = (0..3).max_by(|a, b| row[*a].total_cmp(&row[*b])).unwrap();
        assert_eq!(*prediction, classes[best]);
    }
    assert_eq!(answer["predictions"][0], "setosa");
    // Labels that the model does not know are no matter for predictions.
    let unknown = iris_rows(50).replace("setosa", "rosa");
    std::fs::write(place.path("unknown.csv"), unknown).unwrap();
    place.run(&["predict", "m/model.json", "unknown.csv"]).success();
    let refused = place.run(&["evaluate", "m/model.json", "unknown.csv"]);
    refused.is_wrong_input(&["unknown.csv:2: column 5 (`species`)", "unknown class `rosa`"]);
}

#[test]
fn text_answers_name_data_model_metrics_and_files() {
    let place = Workplace::new(CONFIG);
    let text = place.run(&["train", "job.toml"]);
    text.success();
    assert_eq!(text.stderr, "", "no progress bar where there is no terminal");
    for part in [
        "blobs: 60 rows",
        "3 qubits",
        "reuploading",
        "12 epochs",
        "95 % interval",
        "test rows",
        "sha256",
        "model.json",
    ] {
        assert!(text.stdout.contains(part), "{part}: {}", text.stdout);
    }
}

#[test]
fn no_epochs_and_one_epoch_are_fine_and_early_stopping_stops() {
    for (epochs, early) in [(0, ""), (1, ""), (200, "early_stopping = { patience = 2, min_delta = 0.5 }")] {
        let config = CONFIG.replace("epochs = 12", &format!("epochs = {epochs}\n{early}"));
        let place = Workplace::new(&config);
        let answer = place.run(&["train", "job.toml", "--format", "json"]).json();
        let run = answer["epochs"].as_u64().unwrap();
        assert!(run == epochs || (!early.is_empty() && run < 20), "{run}");
    }
}
