//! The JSON keys of each answer: exactly those of the contract for the options that were given.

use crate::programs::files;
use crate::support::ansatz;
use serde_json::Value;

/// The keys of every answer of `run`.
const RUN: &[&str] = &["bit_order", "device", "precision", "qubits", "seed", "timings"];

fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value.as_object().expect("an object").keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

fn with<'a>(base: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    let mut all: Vec<&str> = base.iter().chain(more).copied().collect();
    all.sort_unstable();
    all
}

#[test]
fn run_has_the_keys_of_what_was_asked() {
    let scratch = files();
    let cases: &[(&str, &[&str])] = &[
        ("bell.qasm", &[]),
        ("bell.qasm --shots 10", &["counts"]),
        ("bell.qasm --probabilities", &["probabilities"]),
        ("bell.qasm --observable Z0", &["expectations"]),
        ("bell.qasm --observable Z0 --probabilities --top 1", &["expectations", "probabilities"]),
        ("bell.qasm --state out.npy", &[]),
        ("bell.qasm --shots 10 --observable Z0", &["counts", "expectations"]),
        ("measured.qasm", &["outcomes"]),
        ("measured.qasm --shots 10", &["counts"]),
        ("measured.qasm --observable Z0", &["expectations", "outcomes"]),
        ("measured.qasm --probabilities", &["outcomes", "probabilities"]),
        ("dynamic.qasm", &["outcomes"]),
        ("dynamic.qasm --shots 10", &["counts"]),
        ("inputs.qasm --bindings rows.csv --observable Z0", &["expectations"]),
        ("inputs.qasm --param theta=1 --param phi=2 --observable Z0 --repeat 2", &["expectations"]),
    ];
    for (arguments, more) in cases {
        let answer = scratch.ansatz(&format!("run --format json {arguments}")).json();
        assert_eq!(keys(&answer), with(RUN, more), "run {arguments}");
        assert_eq!(keys(&answer["timings"]), ["execute_s", "parse_s", "plan_s"], "run {arguments}");
    }
}

#[test]
fn run_names_its_seed_precision_and_qubits() {
    let answer =
        files().ansatz("run --format json bell.qasm --seed 18446744073709551615 --precision f32").json();
    assert_eq!(answer["seed"].as_u64(), Some(u64::MAX));
    assert_eq!(answer["precision"], "f32");
    assert_eq!(answer["qubits"], 2);
    assert!(answer["device"].as_str().is_some_and(|name| name.contains("cpu")), "{answer}");
}

#[test]
fn grad_has_the_keys_of_what_was_asked() {
    const GRAD: &[&str] = &[
        "device",
        "evaluations",
        "gradients",
        "method",
        "parameters",
        "precision",
        "seed",
        "timings",
        "values",
    ];
    let scratch = files();
    let cases: &[(&str, &[&str])] = &[
        ("--bindings rows.csv", &[]),
        ("--param theta=1 --param phi=2", &[]),
        ("--bindings rows.csv --method parameter-shift", &["work"]),
        ("--bindings rows.csv --method finite-difference", &["work"]),
        ("--bindings rows.csv --method spsa", &[]),
        ("--bindings rows.csv --method parameter-shift --shots 50", &["standard_errors"]),
    ];
    let times: &[&str] = &["execute_s", "parse_s", "plan_s"];
    for (arguments, more) in cases {
        let answer =
            scratch.ansatz(&format!("grad --format json inputs.qasm --observable Z0 {arguments}")).json();
        assert_eq!(keys(&answer), with(GRAD, more), "grad {arguments}");
        let more_times: &[&str] = if more.contains(&"work") { &["evaluation_s"] } else { &[] };
        assert_eq!(keys(&answer["timings"]), with(times, more_times), "grad {arguments}");
        assert_eq!(answer["parameters"], serde_json::json!(["theta", "phi"]), "grad {arguments}");
    }
}

#[test]
fn plan_has_its_keys() {
    let scratch = files();
    let answer = scratch.ansatz("plan --format json measured.qasm --memory-limit 4096").json();
    for key in ["qubits", "gates", "passes", "bytes", "device"] {
        assert!(answer.get(key).is_some(), "{key}: {answer}");
    }
    assert_eq!(answer["qubits"], 1);
    assert_eq!(answer["gates"], 1);
    assert_eq!(answer["bytes"], 32);
    assert_eq!(answer["bytes_available"], 4096);
    let half = scratch.ansatz("plan --format json measured.qasm --precision f32").json();
    assert_eq!(half["bytes"], 16);
    assert_eq!(half["precision"], "f32");
    let (whole, halved) = (&answer["pass_list"][0], &half["pass_list"][0]);
    let pass_keys = [
        "bytes_moved",
        "dense_sweeps",
        "multiply_adds_per_amplitude",
        "phase_sweeps",
        "sweeps",
        "tile_qubits",
        "tiles",
        "turn_sweeps",
    ];
    assert_eq!(keys(whole), pass_keys);
    assert_eq!(whole["bytes_moved"], 64.0, "two amplitudes, read and written");
    assert_eq!(halved["bytes_moved"], 32.0);
    assert_eq!(answer["bytes_moved"], whole["bytes_moved"], "there is one pass");
    let by_kind = ["turn_sweeps", "phase_sweeps", "dense_sweeps"].map(|key| whole[key].as_u64());
    assert_eq!(answer["sweeps"], by_kind.into_iter().flatten().sum::<u64>());
    // A small program that is only measured is read in doubles, whatever the precision of states.
    assert!(answer["predicted_s"].as_f64() >= half["predicted_s"].as_f64(), "{answer}");
    assert!(answer["predicted_s"].as_f64() > Some(0.0) && answer["predicted_s"].as_f64() < Some(1e-3));
    let dynamic = scratch.ansatz("plan --format json dynamic.qasm").json();
    assert_eq!((&dynamic["predicted_s"], &dynamic["sweeps"]), (&Value::Null, &Value::Null));
    let inputs = scratch.ansatz("plan --format json inputs.qasm").json();
    assert_eq!(inputs["parameters"], serde_json::json!(["theta", "phi"]), "no values are needed to plan");
}

#[test]
fn gates_lists_every_gate_with_its_shape() {
    let answer = ansatz(["gates", "--format", "json"]).json();
    let rows = answer["gates"].as_array().expect("a list of gates");
    assert!(rows.len() > 30, "{} gates", rows.len());
    for row in rows {
        let expected = ["aliases", "angles", "controls", "description", "frequencies", "name", "targets"];
        assert_eq!(keys(row), expected, "{row}");
        assert_ne!(row["description"], "", "{row}");
    }
    let gate =
        |name: &str| rows.iter().find(|row| row["name"] == name).unwrap_or_else(|| panic!("no {name}"));
    assert_eq!(gate("rx")["angles"].as_array().map(Vec::len), Some(1));
    assert_eq!(gate("rx")["frequencies"], serde_json::json!([1.0]));
    let shape = |name| (gate(name)["controls"].as_u64(), gate(name)["targets"].as_u64());
    assert_eq!(shape("cx"), (Some(1), Some(1)));
    assert_eq!(shape("ccx"), (Some(2), Some(1)));
    assert_eq!(shape("swap"), (Some(0), Some(2)));
}

#[test]
fn devices_lists_the_processor_and_says_why_a_gpu_is_not_usable() {
    let answer = ansatz(["devices", "--format", "json"]).json();
    let rows = answer["devices"].as_array().expect("a list of devices");
    for row in rows {
        assert_eq!(keys(row), ["description", "memory_bytes", "name", "threads", "usable"], "{row}");
        let why = row["description"].as_str().unwrap_or_default();
        assert!(!why.is_empty(), "a device says what it is or why it is not usable: {row}");
    }
    let cpu = rows.iter().find(|row| row["name"] == "cpu").expect("the processor");
    assert_eq!(cpu["usable"], true);
    assert!(cpu["memory_bytes"].as_u64() > Some(1 << 20));
    assert!(rows.iter().any(|row| row["name"].as_str().is_some_and(|name| name.starts_with("cuda"))));
}
