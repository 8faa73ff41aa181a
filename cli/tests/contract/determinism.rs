//! The same seed gives the same bytes for any number of threads; another seed gives other samples.

use crate::programs::{DYNAMIC, hardware_efficient, ising, layers};
use crate::support::Scratch;

/// The JSON text up to its last key, the timings.
fn without_timings(text: &str) -> String {
    let end = text.find("\"timings\"").expect("every answer has timings");
    text[..end].to_string()
}

#[track_caller]
fn threads_change_nothing(scratch: &Scratch, arguments: &str) {
    let run = |threads: usize| {
        let ran = scratch.ansatz(&format!("{arguments} --format json --seed 11 --threads {threads}"));
        without_timings(ran.success())
    };
    let one = run(1);
    for threads in [2, 3] {
        assert_eq!(run(threads), one, "{arguments} --threads {threads}");
    }
}

fn files() -> Scratch {
    let scratch = Scratch::new();
    scratch.file("large.qasm", layers(15, ""));
    scratch.file("measured.qasm", layers(12, "bit[12] c;\nc = measure q;\n"));
    scratch.file("dynamic.qasm", DYNAMIC);
    scratch.file("inputs.qasm", hardware_efficient(4, 2));
    scratch.file("sum.txt", ising(15));
    scratch.file("small_sum.txt", ising(4));
    let names: Vec<String> = (0..16).map(|k| format!("w{k}")).collect();
    let row = |r: usize| {
        (0..16).map(|k| format!("{}", 0.1 * (k + 3 * r) as f64 - 0.7)).collect::<Vec<_>>().join(",")
    };
    scratch.file("rows.csv", format!("{}\n{}\n{}\n{}\n", names.join(","), row(0), row(1), row(2)));
    scratch
}

#[test]
fn threads_change_no_expectation_and_no_probability() {
    let scratch = files();
    threads_change_nothing(
        &scratch,
        "run large.qasm --observable @sum.txt --observable X3 --probabilities --top 40",
    );
    threads_change_nothing(&scratch, "run large.qasm --precision f32 --observable @sum.txt");
    threads_change_nothing(
        &scratch,
        "run inputs.qasm --bindings rows.csv --observable @small_sum.txt --observable Y1",
    );
}

#[test]
fn threads_change_no_sample_and_no_distribution() {
    let scratch = files();
    threads_change_nothing(&scratch, "run large.qasm --shots 2000");
    threads_change_nothing(&scratch, "run measured.qasm --shots 2000");
    threads_change_nothing(&scratch, "run measured.qasm");
    threads_change_nothing(&scratch, "run dynamic.qasm");
    threads_change_nothing(&scratch, "run dynamic.qasm --shots 3000");
}

#[test]
fn threads_change_no_state() {
    let scratch = files();
    let state = |threads: usize| {
        scratch.ansatz(&format!("run large.qasm --state {threads}.npy --threads {threads}")).success();
        std::fs::read(scratch.path(&format!("{threads}.npy"))).expect("written")
    };
    let one = state(1);
    assert_eq!(one.len(), 128 + 16 * (1 << 15));
    assert!(state(2) == one && state(3) == one, "the files of two numbers of threads differ");
}

#[test]
fn threads_change_no_gradient() {
    let scratch = files();
    let grad = "grad inputs.qasm --bindings rows.csv --observable @small_sum.txt";
    for method in ["adjoint", "parameter-shift", "finite-difference", "spsa", "parameter-shift --shots 100"] {
        threads_change_nothing(&scratch, &format!("{grad} --method {method}"));
    }
}

#[test]
fn another_seed_gives_other_samples() {
    let scratch = files();
    let run = |command: &str, seed: u64| {
        let answer = scratch.ansatz(&format!("{command} --format json --seed {seed}")).json();
        (answer["counts"].clone(), answer["gradients"].clone())
    };
    for command in [
        "run measured.qasm --shots 1000",
        "run dynamic.qasm --shots 1000",
        "grad inputs.qasm --bindings rows.csv --observable Z0 --method spsa",
        "grad inputs.qasm --bindings rows.csv --observable Z0 --method parameter-shift --shots 100",
    ] {
        assert_eq!(run(command, 1), run(command, 1), "{command}");
        assert_ne!(run(command, 1), run(command, 2), "{command}");
    }
}

#[test]
fn samples_follow_the_exact_distribution() {
    let scratch = files();
    let exact = scratch.ansatz("run dynamic.qasm --format json").json();
    let sampled = scratch.ansatz("run dynamic.qasm --format json --shots 40000 --seed 5").json();
    let (exact, counts) = (exact["outcomes"].as_object(), sampled["counts"].as_object());
    let (exact, counts) = (exact.expect("a distribution"), counts.expect("counts"));
    assert!((exact.values().filter_map(serde_json::Value::as_f64).sum::<f64>() - 1.0).abs() < 1e-12);
    assert_eq!(counts.values().filter_map(serde_json::Value::as_u64).sum::<u64>(), 40_000);
    for (bits, p) in exact {
        let p = p.as_f64().expect("a probability");
        let share = counts.get(bits).and_then(serde_json::Value::as_f64).unwrap_or(0.0) / 40_000.0;
        let deviation = (p * (1.0 - p) / 40_000.0).sqrt();
        assert!((share - p).abs() < 5.0 * deviation, "{bits}: {share} of {p}");
    }
}

#[test]
fn every_repetition_is_timed() {
    let scratch = files();
    for command in ["run dynamic.qasm", "grad inputs.qasm --bindings rows.csv --observable Z0"] {
        for repeat in [1, 4] {
            let answer = scratch.ansatz(&format!("{command} --format json --repeat {repeat}")).json();
            let times = answer["timings"]["execute_s"].as_array().expect("a list of seconds");
            assert_eq!(times.len(), repeat, "{command}");
            assert!(times.iter().all(|time| time.as_f64() > Some(0.0)), "{times:?}");
        }
    }
}
