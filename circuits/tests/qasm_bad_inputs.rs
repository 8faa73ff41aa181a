//! Broken and borderline files from a shared collection, where it is there: each has the expected verdict and place.
#![allow(clippy::print_stdout)] // A test's report goes to its output.

mod files;

use ansatz_circuits::qasm::{DiagnosticKind, MissingInclude, ParseOptions, Program, Report, Severity, parse};
use files::{Folder, shared};
use std::path::Path;
use std::time::{Duration, Instant};

/// Accepted here: what is wrong with them shows when values are bound.
const LATER: &[&str] = &["f18_nan_from_input"];
/// The place named here is one that the collection's notes also allow.
const OTHER_PLACE: &[(&str, usize, usize)] =
    // The second names the bracket where every other index error of the collection names the index.
    &[("c11_truncated_mid_token", 4, 5), ("a15_long_identifier", 4, 1_000_004)];

fn read(path: &Path) -> Result<Program, Report> {
    let bytes = std::fs::read(path).expect("a listed file");
    let mut options = ParseOptions::default();
    options.missing_include = MissingInclude::Refuse;
    parse(&path.display().to_string(), &bytes, &Folder, &options)
}

/// What is wrong with the verdict on one file.
fn verdict(folder: &Path, row: &serde_json::Value) -> Option<String> {
    let text = |key: &str| row[key].as_str().unwrap_or_default();
    let (id, expect) = (text("id"), text("expect"));
    let start = Instant::now();
    let result = read(&folder.join(text("file")));
    if start.elapsed() > Duration::from_secs(5) {
        return Some(format!("took {:?}", start.elapsed()));
    }
    let report = match result {
        Ok(_) if expect == "error" || expect == "limit" => {
            return (!LATER.contains(&id)).then(|| "accepted".into());
        }
        Ok(_) => return None,
        Err(report) => report,
    };
    let shown = report.to_string();
    if shown.len() > 2048 || shown.chars().any(|c| c.is_control() && c != '\n') {
        return Some(format!("{} bytes of message, or control characters", shown.len()));
    }
    let first = report.diagnostics.iter().find(|d| d.severity == Severity::Error).expect("an error");
    let place = report.sources.locate(first.span);
    let number = |key: &str| row[key].as_u64().unwrap_or_default() as usize;
    let (line, column) = (number("line"), number("col"));
    let other =
        OTHER_PLACE.iter().any(|(other, l, c)| *other == id && (*l, *c) == (place.line, place.column));
    let is_right_place =
        (line == 0 || line == place.line) && (column == 0 || column == place.column) || other;
    let is_right_file = place.file.ends_with(text("posfile"));
    let is_limit = first.kind == DiagnosticKind::Limit;
    match expect {
        "ok" => Some(format!("refused: {shown}")),
        "limit" | "ok_or_limit" if !is_limit => Some(format!("not a limit: {shown}")),
        "error" | "limit" if !is_right_place || !is_right_file => {
            Some(format!("expected {line}:{column}: {shown}"))
        }
        _ => None,
    }
}

#[test]
fn bad_files_get_the_expected_verdict_at_the_expected_place() {
    let Some(folder) = shared("bad-inputs") else { return };
    let manifest = std::fs::read_to_string(folder.join("manifest.json")).expect("manifest.json");
    let rows: Vec<serde_json::Value> = serde_json::from_str(&manifest).expect("a list of cases");
    let mut wrong = Vec::new();
    for row in rows {
        let (id, folder) = (row["id"].to_string(), folder.clone());
        // A small stack, as other programs' threads have it.
        let thread = std::thread::Builder::new().stack_size(1 << 20).spawn(move || verdict(&folder, &row));
        match thread.expect("a thread").join() {
            Ok(None) => {}
            Ok(Some(why)) => wrong.push(format!("{id}: {why}")),
            Err(_) => wrong.push(format!("{id}: panicked")),
        }
    }
    assert!(wrong.is_empty(), "{} files:\n{}", wrong.len(), wrong.join("\n\n"));
}
