//! `health`: of a file and of an ansatz, as text, JSON and a page, and mistakes in its options.
#![allow(clippy::unwrap_used)]

mod support;

use support::Scratch;

const UPLOADS: &str = "OPENQASM 3.0;\ninclude \"stdgates.inc\";\ninput float x;\ninput float a;\ninput float b;\nqubit[1] q;\n\
    ry(a) q[0];\nrx(x) q[0];\nry(b) q[0];\nrx(x) q[0];\n";

#[test]
fn a_file_has_a_degree_in_its_input() {
    let scratch = Scratch::new();
    scratch.file("u.qasm", UPLOADS);
    let answer = scratch.ansatz("health u.qasm --input x --fidelities 1024 --draws 20 --format json").json();
    assert_eq!(
        (&answer["qubits"], &answer["parameters"], &answer["observable"]),
        (&1.into(), &3.into(), &"Z0".into())
    );
    assert_eq!((&answer["fourier"]["degree"], &answer["fourier"]["unit"]), (&2.into(), &1.0.into()));
    assert!(answer["entanglement"]["mean"].as_f64().unwrap().abs() < 1e-12);
    assert_eq!(answer["fisher"]["rank"], 2);
    assert!(answer["gradients"]["by_parameter"]["a"].as_f64().unwrap() > 0.0);
    assert!(answer["gradients"]["fit"].is_null());
}

#[test]
fn an_ansatz_is_measured_at_several_sizes_and_drawn() {
    let scratch = Scratch::new();
    let options = "--ansatz random --qubits 6 --layers 30 --draws 100 --fidelities 2048 --report h.html";
    let ran = scratch.ansatz(&format!("health {options}"));
    for part in [
        "health of random, qubits: 6, layers: 30, parameters: 180",
        "n = 2:",
        "n = 4:",
        "n = 6:",
        "R² =",
        "rank 126 of 180",
    ] {
        assert!(ran.success().contains(part), "{part}\n{ran:?}");
    }
    let page = std::fs::read_to_string(scratch.path("h.html")).unwrap();
    assert_eq!(page.matches("<svg").count(), 4);
    assert!(page.contains("random states") && page.contains("All 180 variances") && !page.contains("http"));
    let again = scratch.ansatz(&format!("health {options} --threads 1 --format json")).json();
    let rate = again["gradients"]["fit"]["rate"].as_f64().unwrap();
    assert!((-1.0..-0.4).contains(&rate), "{rate}: a factor of about 2 for each qubit");
    assert_eq!(again, scratch.ansatz(&format!("health {options} --threads 2 --format json")).json());
}

#[test]
fn mistakes_are_named() {
    let scratch = Scratch::new();
    scratch.file("u.qasm", UPLOADS);
    scratch
        .file("f.qasm", "OPENQASM 3.0;\ninclude \"stdgates.inc\";\ninput float x;\nqubit q;\nrx(x * x) q;\n");
    for (options, part) in [
        ("--ansatz randm", "--ansatz: unknown ansatz `randm`; did you mean `random`?"),
        ("u.qasm --input y", "--input: the circuit has no parameter `y`"),
        ("f.qasm --input x", "there is no Fourier series"),
        ("u.qasm --observable Z3", "qubit 3 is out of range"),
        ("u.qasm --qubits 3", "cannot be used with"),
        ("", "required"),
        ("no.qasm", "no.qasm"),
    ] {
        let ran = scratch.ansatz(&format!("health {options}"));
        assert!(ran.failure(2).contains(part), "{part}\n{ran:?}");
    }
    let ran = scratch.ansatz("health --ansatz random --qubits 30 --memory-limit 1000");
    assert!(ran.failure(1).contains("needs 3.0 TiB"), "{ran:?}");
}
