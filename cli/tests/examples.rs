//! Every file of `examples/` runs, in under a minute, and what it claims is true: a claim that is not makes the exit code.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod support;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use support::ansatz_at;

const LIMIT: Duration = Duration::from_secs(60);

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The command for a file, by its tables, and the word by which it makes a claim.
fn command(text: &str) -> (&'static str, &'static str) {
    match text {
        _ if text.contains("[[model]]") => ("study", "[[expect]]"),
        _ if text.contains("[kernel]") => ("gram", "accuracy ="),
        _ if text.contains("[model]") => ("train", "[expect]"),
        _ => ("minimize", "accuracy ="),
    }
}

#[test]
fn every_example_keeps_its_promise_within_a_minute() {
    let out = tempfile::tempdir().unwrap();
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(root().join("examples")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    assert!(files.len() >= 10, "{files:?}");
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let (command, claim) = command(&text);
        assert!(text.contains(claim), "{} claims nothing", path.display());
        let start = Instant::now();
        ansatz_at(out.path(), &[command, path.to_str().unwrap(), "--quiet"]).success();
        let seconds = start.elapsed();
        println!(
            "{:>7.2} s  {command:<8}  {}",
            seconds.as_secs_f64(),
            path.file_name().unwrap().to_string_lossy()
        );
        assert!(seconds < LIMIT, "{}: {seconds:?}", path.display());
    }
}
