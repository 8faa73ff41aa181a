//! Training that survives: killed at any point and resumed, it ends in the same bits; damaged and foreign checkpoints are refused.
#![allow(clippy::unwrap_used)]

mod support;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use support::ansatz_at;

const CONFIG: &str = r#"
[data]
generator = "moons"
samples = 120
noise = 0.1
preprocess = ["minmax:-pi/2:pi/2"]

[model]
kind = "reuploading"
layers = 4

[training]
epochs = 60
batch_size = 8

[output]
checkpoint_seconds = 0
"#;

fn folder(config: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("job.toml"), config).unwrap();
    folder
}

fn sha(folder: &Path, arguments: &[&str]) -> String {
    let answer = ansatz_at(folder, &[&["train", "job.toml", "--format", "json"], arguments].concat()).json();
    answer["weights_sha256"].as_str().unwrap().to_string()
}

/// Starts training and kills it after a while; whether it was still at work.
fn killed(folder: &Path, out: &str, after: Duration, resume: bool) -> bool {
    let way = if resume { "--resume" } else { "--out" };
    let mut child = Command::new(env!("CARGO_BIN_EXE_ansatz"))
        .args(["train", "job.toml", way, out])
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(after);
    let at_work = child.try_wait().unwrap().is_none();
    // SIGKILL on Unix: nothing can be written any more.
    child.kill().unwrap();
    child.wait().unwrap();
    at_work
}

#[test]
fn a_run_killed_at_twenty_points_ends_in_the_same_bits() {
    let folder = folder(CONFIG);
    let start = std::time::Instant::now();
    let whole = sha(folder.path(), &["--out", "whole"]);
    let seconds = start.elapsed().as_secs_f64();
    let (mut interrupted, mut tries) = (0, 0);
    let mut fraction = 0.37;
    while interrupted < 20 {
        tries += 1;
        assert!(tries < 200, "training is over before it can be killed: {interrupted} of {tries}");
        // Points spread over the whole run, without a pattern (the fractional parts of multiples of the golden ratio).
        fraction = (fraction + 0.618_033_988_749_895) % 1.0;
        let out = format!("run-{tries}");
        let resume = tries % 3 == 0 && folder.path().join("again/checkpoint.ansatz").is_file();
        let out = if resume { "again".to_string() } else { out };
        interrupted +=
            u32::from(killed(folder.path(), &out, Duration::from_secs_f64(fraction * seconds), resume));
        if !folder.path().join(&out).join("checkpoint.ansatz").is_file() {
            // Killed before it wrote anything: there is nothing to go on with, and it is said.
            let refused = ansatz_at(folder.path(), &["train", "job.toml", "--resume", &out]);
            refused.is_wrong_input(&["checkpoint.ansatz"]);
            continue;
        }
        assert_eq!(
            sha(folder.path(), &["--resume", &out]),
            whole,
            "killed after {fraction:.3} of {seconds} s"
        );
        if tries == 1 {
            std::fs::rename(folder.path().join(&out), folder.path().join("again")).unwrap();
        }
    }
    let models =
        ["whole", "again"].map(|out| std::fs::read(folder.path().join(out).join("model.json")).unwrap());
    assert!(models[0] == models[1], "the model files differ");
}

#[test]
fn every_kind_of_model_is_trained_saved_used_and_resumed() {
    for model in [
        "kind = 'variational_classifier'\nqubits = 2",
        "kind = 'reuploading'\nobservables = 'half'",
        "kind = 'dressed'\nqubits = 3",
        "kind = 'circuit_centric'\ncopies = 3",
        "kind = 'iqp_variational'\nlayers = 2",
        "kind = 'convolutional'\nqubits = 4",
        "kind = 'tree_tensor'",
        "kind = 'separable'\nof = { kind = 'dressed', layers = 2 }",
    ] {
        let config = format!(
            "data = {{ generator = 'moons', samples = 30 }}\ntraining = {{ epochs = 3 }}\n[model]\n{model}\n"
        );
        let folder = folder(&config);
        let whole = sha(folder.path(), &["--out", "m"]);
        assert_eq!(sha(folder.path(), &["--resume", "m", "--out", "n"]), whole, "{model}");
        std::fs::write(folder.path().join("d.csv"), "x0,x1,class\n0,1,0\n1,0,1\n").unwrap();
        let answer =
            ansatz_at(folder.path(), &["predict", "n/model.json", "d.csv", "--format", "json"]).json();
        assert_eq!(answer["predictions"].as_array().unwrap().len(), 2, "{model}");
    }
}

#[test]
fn more_epochs_go_on() {
    let folder = folder(CONFIG);
    sha(folder.path(), &["--out", "m"]);
    let config = std::fs::read_to_string(folder.path().join("job.toml")).unwrap();
    std::fs::write(folder.path().join("job.toml"), config.replace("epochs = 60", "epochs = 70")).unwrap();
    let longer = sha(folder.path(), &["--resume", "m", "--out", "longer"]);
    assert_eq!(longer, sha(folder.path(), &["--out", "anew"]));
    std::fs::write(folder.path().join("job.toml"), config.replace("epochs = 60", "epochs = 9")).unwrap();
    let fewer = ansatz_at(folder.path(), &["train", "job.toml", "--resume", "longer"]);
    fewer.is_wrong_input(&["70 done and 9 asked for"]);
    let history = std::fs::read_to_string(folder.path().join("longer/history.csv")).unwrap();
    assert_eq!(history.lines().count(), 71);
}

#[test]
fn checkpoints_that_do_not_fit_are_refused_with_the_reason() {
    let folder = folder(CONFIG);
    sha(folder.path(), &["--out", "m"]);
    let path = folder.path().join("m/checkpoint.ansatz");
    let good = std::fs::read_to_string(&path).unwrap();
    let refused = |text: &[u8], arguments: &[&str], parts: &[&str]| {
        std::fs::write(&path, text).unwrap();
        let finished =
            ansatz_at(folder.path(), &[&["train", "job.toml", "--resume", "m"], arguments].concat());
        finished.is_wrong_input(&[&["m/checkpoint.ansatz: error: "], parts].concat());
        assert_eq!(std::fs::read(&path).unwrap(), text, "the checkpoint was touched");
    };
    refused(b"", &[], &["not a checkpoint"]);
    refused(b"\xff\xfe", &[], &["not UTF-8"]);
    refused(b"PK\x03\x04 a zip file", &[], &["not a checkpoint"]);
    refused(good.replacen(" 1 ", " 7 ", 1).as_bytes(), &[], &["version 7"]);
    refused(&good.as_bytes()[..good.len() - 9], &[], &["damaged"]);
    refused(good.replacen("0.0", "0.1", 1).as_bytes(), &[], &["damaged"]);
    refused(good.as_bytes(), &["--seed", "5"], &["another run", "settings of training"]);
    refused(good.as_bytes(), &["--precision", "f32"], &["another run", "backends"]);
    let config = CONFIG.replace("samples = 120", "samples = 122");
    std::fs::write(folder.path().join("job.toml"), config).unwrap();
    refused(good.as_bytes(), &[], &["another run", "data"]);
    std::fs::write(folder.path().join("job.toml"), CONFIG.replace("layers = 4", "layers = 3")).unwrap();
    refused(good.as_bytes(), &[], &["another run", "settings of the model"]);
}

#[test]
fn the_report_shows_everything_and_needs_nothing() {
    let folder = folder(CONFIG);
    sha(folder.path(), &["--out", "m"]);
    let page = std::fs::read_to_string(folder.path().join("m/report.html")).unwrap();
    for part in
        ["Metrics", "Training", "Confusion", "Decision regions", "Circuit", "Configuration", "SHA-256"]
    {
        assert!(page.contains(part), "{part}");
    }
    assert!(page.matches("<svg").count() >= 3);
    let outside = page.replace("http://www.w3.org/2000/svg", "").replace("http://www.w3.org/1999/xlink", "");
    assert!(!outside.contains("http"), "the page refers to something outside of it");
    let weights = std::fs::read(folder.path().join("m/weights.safetensors")).unwrap();
    let tensors = safetensors::SafeTensors::deserialize(&weights).unwrap();
    let model: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.path().join("m/model.json")).unwrap()).unwrap();
    let bytes: Vec<u8> = model["weights"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|weight| weight.as_f64().unwrap().to_le_bytes())
        .collect();
    assert_eq!(tensors.tensor("weights").unwrap().data(), bytes);
}
