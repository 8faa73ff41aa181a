//! Acceptance over a collection of real circuit files, where it is there.

mod files;

use ansatz_circuits::qasm::{ParseOptions, parse};
use files::{Folder, shared};
use std::collections::BTreeMap;

#[test]
fn real_files_are_read() {
    let Some(folder) = shared("corpora") else { return };
    let index = std::fs::read_to_string(folder.join("index.json")).expect("index.json");
    let rows: Vec<serde_json::Value> = serde_json::from_str(&index).expect("a list of files");
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut refused_two = Vec::new();
    for row in &rows {
        let text = |key: &str| row[key].as_str().unwrap_or_default().to_string();
        let path = folder.join(text("file"));
        let bytes = std::fs::read(&path).expect("a listed file");
        let key = format!("OpenQASM {} {} {}", row["version"], text("cls"), text("loader"));
        let count = counts.entry(key).or_default();
        count.1 += 1;
        match parse(&path.display().to_string(), &bytes, &Folder, &ParseOptions::default()) {
            Ok(program) => {
                count.0 += 1;
                for warning in &program.warnings {
                    println!("{}", warning.display(&program.sources));
                }
            }
            Err(report) => {
                println!("{report}\n");
                if text("loader").starts_with("qasm2") {
                    refused_two.push(text("file"));
                }
            }
        }
    }
    for (key, (accepted, all)) in &counts {
        println!("{key}: {accepted} of {all}");
    }
    assert!(refused_two.is_empty(), "refused: {refused_two:?}");
}
