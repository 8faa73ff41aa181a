//! `--state` and `--precision`: the file of amplitudes, read back.

use crate::programs::{BELL, DYNAMIC, MEASURED};
use crate::support::Scratch;
use ansatz::circuits::C64;
use ndarray::Array1;
use ndarray_npy::ReadNpyExt;

fn amplitudes(scratch: &Scratch, name: &str) -> Vec<C64> {
    let file = std::fs::File::open(scratch.path(name)).expect("the state was written");
    Array1::<C64>::read_npy(file).expect("one axis of complex128").to_vec()
}

#[test]
fn the_file_holds_complex128_and_index_bit_0_is_qubit_0() {
    let scratch = Scratch::new();
    scratch
        .file("c.qasm", "OPENQASM 3.0;\ninclude \"stdgates.inc\";\nqubit[3] q;\nx q[1];\nh q[0];\ns q[0];\n");
    scratch.ansatz("run c.qasm --state out.npy").success();
    let half = std::f64::consts::FRAC_1_SQRT_2;
    let mut expected = vec![C64::ZERO; 8];
    expected[0b010] = C64::new(half, 0.0);
    expected[0b011] = C64::new(0.0, half);
    let found = amplitudes(&scratch, "out.npy");
    assert_eq!(found.len(), 8);
    for (k, (found, expected)) in found.iter().zip(&expected).enumerate() {
        assert!((found - expected).norm() < 1e-15, "amplitude {k}: {found} instead of {expected}");
    }
    let header = std::fs::read(scratch.path("out.npy")).expect("written");
    assert!(header.starts_with(b"\x93NUMPY"), "NumPy's own format");
    assert!(String::from_utf8_lossy(&header[..80]).contains("'<c16'"), "complex128, little-endian");
}

#[test]
fn the_state_is_that_before_the_final_measurements() {
    let scratch = Scratch::new();
    scratch.file("m.qasm", MEASURED);
    scratch.ansatz("run m.qasm --state out.npy").success();
    let found = amplitudes(&scratch, "out.npy");
    assert!((found[0] - C64::new(0.3f64.cos(), 0.0)).norm() < 1e-15);
    assert!((found[1] - C64::new(0.0, -0.3f64.sin())).norm() < 1e-15);
}

#[test]
fn half_precision_runs_in_32_bits_and_still_writes_complex128() {
    let scratch = Scratch::new();
    scratch.file("m.qasm", MEASURED);
    let answer =
        scratch.ansatz("run m.qasm --state out.npy --precision f32 --observable Z0 --format json").json();
    assert_eq!(answer["precision"], "f32");
    let found = amplitudes(&scratch, "out.npy");
    let error = (found[1] - C64::new(0.0, -0.3f64.sin())).norm();
    assert!(error < 1e-6, "{error}");
    assert!(found.iter().all(|a| a.re == f64::from(a.re as f32) && a.im == f64::from(a.im as f32)));
    let expectation = answer["expectations"][0].as_f64().expect("a number");
    assert!((expectation - 0.6f64.cos()).abs() < 1e-6);
}

#[test]
fn a_program_that_measures_on_the_way_has_no_single_state() {
    let scratch = Scratch::new();
    scratch.file("d.qasm", DYNAMIC);
    for option in ["--state out.npy", "--probabilities", "--amplitudes 0"] {
        let ran = scratch.ansatz(&format!("run d.qasm {option}"));
        let name = option.split(' ').next().unwrap_or_default();
        assert!(ran.failure(2).contains(name), "{ran:?}");
    }
    assert_eq!(scratch.names(), ["d.qasm"]);
}

#[test]
fn a_program_with_neither_a_state_nor_outcomes_says_why_it_shows_nothing() {
    let scratch = Scratch::new();
    scratch.file("reset.qasm", "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[1];\nh q[0];\nreset q[0];\n");
    let ran = scratch.ansatz("run reset.qasm --format json");
    assert!(ran.json().get("outcomes").is_none(), "nothing is measured: {ran:?}");
    assert!(ran.stderr.contains("nothing is measured") && ran.stderr.contains("--shots"), "{ran:?}");
    let answer = scratch.ansatz("run reset.qasm --format json --shots 9").json();
    assert_eq!(answer["counts"], serde_json::json!({"0": 9}));
}

#[test]
fn an_old_file_is_replaced_and_nothing_else_is_left() {
    let scratch = Scratch::new();
    scratch.file("bell.qasm", BELL);
    scratch.file("out.npy", "old");
    scratch.ansatz("run bell.qasm --state out.npy").success();
    assert_eq!(amplitudes(&scratch, "out.npy").len(), 4);
    assert_eq!(scratch.names(), ["bell.qasm", "out.npy"]);
}
