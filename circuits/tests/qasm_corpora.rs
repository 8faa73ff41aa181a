//! A collection of real circuit files with reference results, where it is there: what is accepted, and what it means.
#![allow(clippy::print_stdout)] // A test's report goes to its output.

mod files;
#[path = "files/state.rs"]
mod state;

use ansatz_circuits::C64;
use ansatz_circuits::qasm::{ParseOptions, Program, Report, parse};
use files::{Folder, shared};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// References have so many digits.
const TOLERANCE: f64 = 1e-6;
const MAX_QUBITS: usize = 12;

fn json(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn read(path: &Path) -> Result<Program, Report> {
    let bytes = std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    parse(&path.display().to_string(), &bytes, &Folder, &ParseOptions::default())
}

/// What is wrong with the state, if it can be compared: the reference's largest amplitudes, up to a global phase.
fn compare(program: &Program, reference: &Value) -> Option<Result<(), String>> {
    let top = reference["state"]["top"].as_array()?;
    let qubits = reference["state"]["n"].as_u64()? as usize;
    if program.circuit.num_qubits() != qubits || qubits > MAX_QUBITS {
        return None;
    }
    let state = state::state(&program.circuit)?;
    let amplitude = |row: &Value| {
        let index = usize::from_str_radix(row[0].as_str().unwrap_or_default(), 2).unwrap_or(0);
        (state[index], C64::new(row[2].as_f64().unwrap_or(9.0), row[3].as_f64().unwrap_or(9.0)))
    };
    let (ours, theirs) = amplitude(top.first()?);
    let phase = C64::cis(theirs.arg() - ours.arg());
    let worst = top.iter().map(amplitude).map(|(a, b)| (a * phase - b).norm()).fold(0.0, f64::max);
    Some(if worst < TOLERANCE { Ok(()) } else { Err(format!("an amplitude differs by {worst}")) })
}

#[test]
fn real_files_are_read_and_mean_what_the_references_say() {
    let Some(folder) = shared("corpora") else { return };
    let rows = json(&folder.join("index.json"));
    let mut counts: BTreeMap<String, (usize, usize, usize)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for row in rows.as_array().expect("a list of files") {
        let text = |key: &str| row[key].as_str().unwrap_or_default().to_string();
        let count = counts
            .entry(format!("OpenQASM {} {} {}", row["version"], text("cls"), text("loader")))
            .or_default();
        count.2 += 1;
        match read(&folder.join(text("file"))) {
            Ok(program) => {
                count.0 += 1;
                match compare(&program, &json(&folder.join(text("reference")))) {
                    Some(Ok(())) => count.1 += 1,
                    Some(Err(why)) => wrong.push(format!("{}: {why}", text("file"))),
                    None => {}
                }
            }
            Err(report) if text("loader").starts_with("qasm2") => wrong.push(report.to_string()),
            Err(report) => println!("{}\n", report.to_string().lines().next().unwrap_or_default()),
        }
    }
    for (key, (accepted, compared, all)) in &counts {
        println!("{key}: {accepted} of {all} accepted, the states of {compared} compared");
    }
    assert!(wrong.is_empty(), "{} files:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn random_programs_mean_what_their_generator_says() {
    let Some(folder) = shared("corpora/fuzz") else { return };
    for set in ["oq2fuzz", "oq3fuzz"] {
        let (mut accepted, mut compared, mut all) = (0, 0, 0);
        for entry in std::fs::read_dir(folder.join(set)).expect("a folder").flatten() {
            let path = entry.path();
            if path.extension().is_none_or(|extension| extension != "qasm") {
                continue;
            }
            all += 1;
            match read(&path) {
                Ok(program) => {
                    accepted += 1;
                    if let Some(verdict) = compare(&program, &json(&path.with_extension("json"))) {
                        assert_eq!(verdict, Ok(()), "{}", path.display());
                        compared += 1;
                    }
                }
                Err(report) => assert_eq!(set, "oq3fuzz", "{report}"),
            }
        }
        println!("{set}: {accepted} of {all} accepted, the states of {compared} compared");
    }
}

#[test]
fn one_point_programs_mean_what_the_specification_says() {
    let Some(folder) = shared("corpora/semantics") else { return };
    let mut refused = Vec::new();
    for row in json(&folder.join("manifest.json")).as_array().expect("a list of programs") {
        let id = row["id"].as_str().unwrap_or_default();
        match (read(&folder.join(format!("{id}.qasm"))), row["expect"].as_f64()) {
            (Ok(program), Some(expected)) => {
                let Some(state) = state::state(&program.circuit) else { continue };
                let one: f64 = state.iter().skip(1).step_by(2).map(|amplitude| amplitude.norm_sqr()).sum();
                assert!((one - expected).abs() < TOLERANCE, "{id}: {one} instead of {expected}");
            }
            (Ok(_), None) => {}
            (Err(_), _) => refused.push(id.to_string()),
        }
    }
    println!("refused: {refused:?}");
}
