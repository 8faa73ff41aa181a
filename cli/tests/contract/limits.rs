//! Memory and devices: what cannot be had is refused before anything is allocated.

use crate::programs::{BELL, DYNAMIC, INPUTS, MEASURED};
use crate::support::Scratch;
use std::time::{Duration, Instant};

const SIXTY: &str = "OPENQASM 3.0;\ninclude \"stdgates.inc\";\nqubit[60] q;\nh q[0];\n";

#[test]
fn sixty_qubits_are_refused_at_their_declaration_with_the_bytes() {
    let scratch = Scratch::new();
    scratch.file("sixty.qasm", SIXTY);
    scratch.file("old.npy", "old");
    for command in [
        "run sixty.qasm",
        "run sixty.qasm --probabilities --top 3",
        "run sixty.qasm --state old.npy",
        "run sixty.qasm --observable Z0 --probabilities",
    ] {
        let start = Instant::now();
        let ran = scratch.ansatz(command);
        let message = ran.failure(1);
        assert!(start.elapsed() < Duration::from_secs(5), "{command}: {:?}", start.elapsed());
        assert!(message.starts_with("sixty.qasm:3:7: error: "), "{command}: {message}");
        assert!(message.contains(" | qubit[60] q;\n  |       ^^"), "{command}: {message}");
        assert!(message.contains("60 qubits") && message.contains("bytes"), "{command}: {message}");
        assert!(message.contains("available"), "{command}: {message}");
    }
    // Observables were refused while there was a state of all qubits in every run: this one depends on one.
    for command in ["run sixty.qasm --observable X0", "grad sixty.qasm --observable X0"] {
        assert!(scratch.ansatz(command).success().contains("1.000000000000"), "{command}");
    }
    // Shots were refused while there was a state of all qubits in every run: these never meet.
    let counts = scratch.ansatz("run sixty.qasm --shots 10 --format json").json();
    assert_eq!(
        counts["counts"].as_object().map(|counts| counts.keys().all(|bits| bits.len() == 60)),
        Some(true)
    );
    assert_eq!(std::fs::read_to_string(scratch.path("old.npy")).expect("still there"), "old");
    assert_eq!(scratch.names(), ["old.npy", "sixty.qasm"], "nothing half-written");
    let ran = scratch.ansatz("run sixty.qasm");
    assert!(ran.stderr.contains("18446744073709551616 bytes"), "2^60 amplitudes of 16 bytes: {}", ran.stderr);
}

#[test]
fn a_plan_of_sixty_qubits_is_still_a_plan() {
    let scratch = Scratch::new();
    scratch.file("sixty.qasm", SIXTY);
    let ran = scratch.ansatz("plan sixty.qasm --format json");
    assert!(ran.success().contains("\"bytes\": 18446744073709551616"), "{ran:?}");
    assert!(scratch.ansatz("plan sixty.qasm").success().contains("does not fit"));
}

#[test]
fn the_memory_limit_is_exact_in_both_precisions() {
    let scratch = Scratch::new();
    scratch.file("bell.qasm", BELL);
    scratch.ansatz("run bell.qasm --memory-limit 64").success();
    let ran = scratch.ansatz("run bell.qasm --memory-limit 63");
    assert!(ran.failure(1).contains("64 bytes"), "{ran:?}");
    scratch.ansatz("run bell.qasm --memory-limit 32 --precision f32").success();
    scratch.ansatz("run bell.qasm --memory-limit 31 --precision f32").failure(1);
    for wrong in ["-1", "1.5", "x", "99999999999999999999"] {
        scratch.ansatz(&format!("run bell.qasm --memory-limit {wrong}")).failure(2);
    }
}

#[test]
fn the_memory_limit_holds_for_every_way_to_run() {
    let scratch = Scratch::new();
    scratch.file("measured.qasm", MEASURED);
    scratch.file("dynamic.qasm", DYNAMIC);
    scratch.file("inputs.qasm", INPUTS);
    for command in [
        "run measured.qasm",
        "run measured.qasm --shots 5",
        "run measured.qasm --observable Z0",
        "run dynamic.qasm",
        "run dynamic.qasm --shots 5",
        "grad inputs.qasm --param theta=1 --param phi=1 --observable Z0",
        "grad inputs.qasm --param theta=1 --param phi=1 --observable Z0 --method parameter-shift",
    ] {
        let ran = scratch.ansatz(&format!("{command} --memory-limit 8"));
        assert!(ran.failure(1).contains("available"), "{command}: {ran:?}");
    }
}

#[test]
fn a_device_that_is_not_there_fails_and_a_wrong_name_is_refused() {
    let scratch = Scratch::new();
    scratch.file("bell.qasm", BELL);
    scratch.ansatz("run bell.qasm --device cpu").success();
    scratch.ansatz("run bell.qasm --device auto").success();
    let devices = scratch.ansatz("devices --format json").json();
    let gpu = |row: &serde_json::Value| row["usable"] == true && row["name"] != "cpu";
    if !devices["devices"].as_array().expect("a list").iter().any(gpu) {
        for device in ["cuda", "cuda:0", "cuda:7"] {
            let ran = scratch.ansatz(&format!("run bell.qasm --device {device}"));
            assert!(ran.failure(1).contains("--device cpu"), "{ran:?}");
        }
    }
    for wrong in ["gpu0", "cuda:x", "cuda:", "cuda:-1", "CPU"] {
        let ran = scratch.ansatz(&format!("run bell.qasm --device {wrong}"));
        assert!(ran.failure(2).contains("`cuda:N`"), "{ran:?}");
    }
    let ran = scratch.ansatz("run bell.qasm --device cudo");
    assert!(ran.failure(2).contains("did you mean `cuda`?"), "{ran:?}");
}

#[test]
fn limits_are_options_by_name() {
    let scratch = Scratch::new();
    scratch.file("bell.qasm", BELL);
    scratch.file(
        "deep.qasm",
        format!("OPENQASM 3.0;\nqubit q;\nU({}0{}, 0, 0) q;\n", "(".repeat(900), ")".repeat(900)),
    );
    scratch.file("loop.qasm", "OPENQASM 3.0;\nqubit q;\nfor int k in [1:100] { U(0, 0, 0) q; }\n");
    scratch.file("end.qasm", "OPENQASM 3.0;\nqubit q;\nx;\ny;\nz;\n");
    assert!(scratch.ansatz("run deep.qasm").failure(1).contains("deeper than 128 levels"));
    scratch.ansatz("run deep.qasm --limit nesting=1024").success();
    for (limit, file) in [
        ("qubits=1", "bell"),
        ("file-size=20", "bell"),
        ("operations=1", "bell"),
        ("steps=99", "loop"),
        ("operations=99", "loop"),
    ] {
        let ran = scratch.ansatz(&format!("run {file}.qasm --limit {limit}"));
        assert!(
            matches!(ran.code, Some(1 | 2)) && ran.stderr.contains("limit is")
                || ran.stderr.contains("more than 99 steps"),
            "{limit}: {ran:?}"
        );
    }
    let both = scratch.ansatz("run end.qasm --limit errors=1 --limit qubits=2");
    assert_eq!(both.failure(2).matches("error:").count(), 1, "{both:?}");
    for (limit, message) in [
        ("depth=3", "there is no limit `depth`; there are nesting, include-depth"),
        ("nesting=0", "`nesting` is a whole number from 1 to 1024"),
        ("nesting=4096", "`nesting` is a whole number from 1 to 1024"),
        ("qubits=two", "`qubits` is a whole number from 1 to 1048576"),
        ("qubits", "expected NAME=N"),
    ] {
        let ran = scratch.ansatz(&format!("run bell.qasm --limit {limit}"));
        assert!(ran.failure(2).contains(message), "{limit}: {ran:?}");
    }
}
