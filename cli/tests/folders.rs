//! Output folders hold one generation of results: all of a run or all of the run before, whatever happens to the folder.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod support;

use std::process::Command;
use std::time::{Duration, Instant};
use support::{Scratch, command, finish, start};

const TRAIN: &str = "[data]\ngenerator = \"moons\"\nsamples = 40\n[model]\nqubits = 2\nlayers = 1\n[training]\nepochs = 3\nseed = 1\n";

fn mkfifo(scratch: &Scratch, name: &str) {
    let made = Command::new("mkfifo").arg(scratch.folder().join(name)).status();
    assert!(made.is_ok_and(|status| status.success()), "mkfifo is part of every Unix");
}

#[test]
fn results_of_a_failed_writing_are_all_those_of_before() {
    let scratch = Scratch::new();
    scratch.file("t.toml", TRAIN);
    assert_eq!(scratch.ansatz("train t.toml --out o").code, Some(0));
    let of = |name: &str| std::fs::read(scratch.folder().join("o").join(name)).unwrap();
    let names = ["report.html", "metrics.json", "history.csv", "loss.svg", "weights.safetensors"];
    // A folder where the model was: the last file cannot be put in its place.
    std::fs::remove_file(scratch.folder().join("o/model.json")).unwrap();
    scratch.file("o/model.json/inside", "");
    let before = names.map(of);
    scratch.file("t.toml", TRAIN.replace("seed = 1", "seed = 2"));
    let failed = scratch.ansatz("train t.toml --out o");
    assert_eq!(failed.code, Some(1), "{}", failed.stderr);
    assert!(failed.stderr.contains("o/model.json"), "{}", failed.stderr);
    assert_eq!(names.map(of), before);
    let left = std::fs::read_dir(scratch.folder().join("o")).unwrap();
    assert!(left.flatten().all(|entry| !entry.file_name().to_string_lossy().starts_with(".ansatz-")));
}

#[test]
fn a_folder_that_is_removed_during_training_is_made_again() {
    let scratch = Scratch::new();
    let text = TRAIN.replace("epochs = 3", "epochs = 4000") + "[output]\ncheckpoint_seconds = 0.01\n";
    scratch.file("t.toml", text);
    let child = start(command(["train", "t.toml", "--out", "deep/o"]).current_dir(scratch.folder()));
    let folder = scratch.folder().join("deep");
    let begin = Instant::now();
    while !folder.join("o/checkpoint.ansatz").exists() && begin.elapsed() < Duration::from_secs(30) {
        std::thread::sleep(Duration::from_millis(1));
    }
    // Between two checkpoints, or while one is written: then it is tried again.
    while std::fs::remove_dir_all(&folder).is_err() && begin.elapsed() < Duration::from_secs(30) {}
    let ran = finish(child, Duration::from_secs(120));
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(folder.join("o/model.json").exists() && folder.join("o/report.html").exists());
}

#[test]
fn a_pipe_in_the_output_folder_or_the_cache_stops_nothing() {
    let scratch = Scratch::new();
    scratch.file("t.toml", TRAIN);
    scratch.file("o/notes.txt", "");
    mkfifo(&scratch, "o/report.html");
    let refused = scratch.ansatz("train t.toml --out o");
    assert_eq!(refused.code, Some(1), "{}", refused.stderr);
    assert!(refused.stderr.contains("`report.html` in it is not a regular file"), "{}", refused.stderr);

    scratch.file("cache/ansatz/notes.txt", "");
    mkfifo(&scratch, "cache/ansatz/crossover.json");
    scratch.file("a.qasm", "OPENQASM 3.0; include \"stdgates.inc\"; qubit q; h q;");
    let cache = scratch.folder().join("cache");
    let mut run = command(["run", "a.qasm", "--observable", "X0"]);
    let ran = finish(
        start(run.current_dir(scratch.folder()).env("XDG_CACHE_HOME", cache)),
        Duration::from_secs(30),
    );
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
}

#[test]
fn results_that_nobody_can_read_are_a_failure() {
    let scratch = Scratch::new();
    scratch.file("a.qasm", "OPENQASM 3.0; include \"stdgates.inc\"; qubit q; h q;");
    for (redirection, code) in [(">&-", 1), (">/dev/full", 1), (">/dev/null", 0)] {
        let script = format!("{} run a.qasm {redirection}", env!("CARGO_BIN_EXE_ansatz"));
        let mut shell = Command::new("sh");
        shell.args(["-c", &script]).current_dir(scratch.folder()).stderr(std::process::Stdio::piped());
        let ran = finish(start(&mut shell), Duration::from_secs(30));
        assert_eq!(ran.code, Some(code), "{redirection}: {}", ran.stderr);
        assert_eq!(ran.stderr.contains("cannot write to standard output"), code == 1, "{}", ran.stderr);
    }
}

#[test]
fn special_files_are_not_read() {
    let scratch = Scratch::new();
    mkfifo(&scratch, "pipe");
    scratch.file("d.toml", "[data]\nfile = \"pipe\"\nlabel = \"y\"\n");
    scratch.file("k.toml", "[data]\nfile = \"/dev/zero\"\nlabel = \"y\"\n");
    scratch.file("p.toml", "[problem]\nobservable = \"@pipe\"\n");
    scratch.file("a.qasm", "OPENQASM 3.0; include \"stdgates.inc\"; qubit q; h q;");
    for arguments in [
        "train d.toml",
        "train k.toml",
        "train pipe",
        "study /dev/zero",
        "gram pipe",
        "minimize p.toml",
        "run pipe",
        "run /dev/zero",
        "run a.qasm --observable @pipe",
        "run a.qasm --bindings pipe --observable X0",
        "inspect /dev/zero",
        "predict pipe a.qasm",
    ] {
        let ran = scratch.ansatz(arguments);
        assert_eq!(ran.code, Some(2), "{arguments}: {}", ran.stderr);
        assert!(ran.stderr.contains("not a regular file"), "{arguments}: {}", ran.stderr);
    }
    // The kernel says that these are regular files of no bytes.
    if std::path::Path::new("/proc/self/pagemap").exists() {
        for arguments in ["run /proc/self/pagemap", "train /proc/self/pagemap", "inspect /proc/self/pagemap"]
        {
            let ran = scratch.ansatz(arguments);
            assert_eq!(ran.code, Some(2), "{arguments}: {}", ran.stderr);
        }
    }
}
