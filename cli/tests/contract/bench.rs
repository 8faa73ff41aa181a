//! `bench`: the keys of its rows, its sizes, and its files. How fast anything is, is no matter of tests.

use crate::support::{Scratch, ansatz};
use serde_json::Value;

const KEYS: &[&str] = &[
    "batch",
    "bytes_moved",
    "bytes_per_s",
    "copy_share",
    "device",
    "gates",
    "layers",
    "multiply_adds_per_s",
    "passes",
    "peak_share",
    "plan_s",
    "precision",
    "predicted_s",
    "qubits",
    "rate",
    "rate_unit",
    "seconds",
    "sweeps",
    "threads",
    "workload",
];
const CIRCUITS: [&str; 5] = ["qft", "hea", "rqc", "qaoa", "qv"];

fn keys(row: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = row.as_object().expect("an object").keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

#[test]
fn the_suite_is_a_list_of_rows_and_a_file_of_the_same() {
    let scratch = Scratch::new();
    let ran = scratch
        .ansatz("bench --max-qubits 5 --threads 1 --precision f32 --output rows.csv --format json --quiet");
    let answer = ran.json();
    let rows = answer.as_array().expect("a list");
    assert_eq!(ran.stderr, "");
    for row in rows {
        assert_eq!(keys(row), KEYS);
        assert!(row["seconds"].as_f64() > Some(0.0) && row["rate"].as_f64() > Some(0.0), "{row}");
        assert!(row["qubits"].as_u64() <= Some(5), "{row}");
        assert_eq!((row["threads"].as_u64(), row["precision"].as_str()), (Some(1), Some("f32")));
    }
    for circuit in CIRCUITS {
        let row = rows.iter().find(|row| row["workload"] == circuit).expect("every circuit");
        let bytes = 2.0 * 8.0 * 16.0 * row["passes"].as_f64().expect("a number of passes");
        assert_eq!(row["bytes_moved"].as_f64(), Some(bytes), "four qubits are one tile: {row}");
        assert!(row["predicted_s"].as_f64() > Some(0.0), "{row}");
        assert!(row["copy_share"].as_f64() > Some(0.0) && row["peak_share"].as_f64() > Some(0.0), "{row}");
    }
    for other in ["gradient", "parameter shift", "batch gradient", "expectation", "shots", "read out"] {
        let row = rows.iter().find(|row| row["workload"] == other).expect("every task");
        assert_eq!(row["predicted_s"], Value::Null, "{row}");
    }
    let csv = std::fs::read_to_string(scratch.path("rows.csv")).expect("the file is there");
    assert_eq!(csv.lines().count(), rows.len() + 1);
    assert!(csv.starts_with("workload,qubits,precision,"), "{csv}");
}

#[test]
fn the_report_shows_each_workload_and_has_no_links() {
    let scratch = Scratch::new();
    scratch.ansatz("bench --max-qubits 4 --threads 1 --device cpu --report page.html --quiet").success();
    let page = std::fs::read_to_string(scratch.path("page.html")).expect("the file is there");
    for circuit in CIRCUITS {
        assert!(page.contains(&format!(">\n{circuit}, 4 qubits\n</text>")), "{circuit} is in the picture");
    }
    // All of them have one size: one picture beside one another.
    assert!(page.matches("<svg").count() == 1 && page.ends_with("</html>\n"));
    assert!(!page.contains("href") && !page.contains("src="), "it opens offline");
}

#[test]
fn what_would_take_too_long_or_has_no_room_is_left_out_and_said() {
    let ran = ansatz("bench --max-qubits 4 --threads 1 --max-seconds 1e-12".split(' '));
    assert!(!ran.success().contains("gradient"), "{ran:?}");
    assert!(ran.stderr.contains("left out: qft of 4 qubits") && !ran.stdout.contains("qft"), "{ran:?}");
    let ran = ansatz("bench --max-qubits 4 --threads 1 --memory-limit 300 --format json".split(' '));
    let rows = ran.json();
    let named = |name: &str| rows.as_array().is_some_and(|rows| rows.iter().any(|r| r["workload"] == name));
    assert!(named("qft") && !named("gradient"), "{rows}");
    assert!(ran.stderr.contains("left out: gradient of 4 qubits"), "{ran:?}");
}

#[test]
fn every_optimisation_is_switched_off_in_turn() {
    let rows = ansatz("bench --switches --max-qubits 4 --threads 1 --format json".split(' ')).json();
    let rows = rows.as_array().expect("a list");
    assert_eq!(rows.len(), (CIRCUITS.len() + 3) * 15);
    for row in rows {
        let ratio = row["seconds"].as_f64().expect("seconds") / row["seconds_on"].as_f64().expect("seconds");
        assert!((row["slow_down"].as_f64().expect("a ratio") - ratio).abs() < 1e-9 * ratio, "{row}");
        assert_eq!(keys(row), ["off", "qubits", "seconds", "seconds_on", "slow_down", "workload"]);
    }
}

#[test]
fn wrong_options_are_refused() {
    for wrong in
        ["--suite huge", "--max-qubits 2", "--max-seconds 0", "--device gpu0", "--switches --calibrate"]
    {
        let ran = ansatz(format!("bench {wrong}").split(' '));
        let option = wrong.split(' ').next().unwrap_or_default();
        assert!(ran.failure(2).contains(option), "{wrong}: {ran:?}");
    }
    for (mode, code) in [("--calibrate", 1), ("--switches", 1)] {
        let ran = ansatz(format!("bench {mode} --memory-limit 1000").split(' '));
        assert!(ran.failure(code).contains("--precision f32"), "{mode}: {ran:?}");
    }
    assert!(ansatz(["bench", "--device", "cuda"]).failure(1).contains("CUDA"));
}
