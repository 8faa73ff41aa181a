//! Embeddings and ansätze: sizes, formulas, and refusals.
#![allow(clippy::unwrap_used)]

use ansatz_circuits::C64;
use ansatz_qml::{
    ModelError,
    ansatz::{ANSATZE, ansatz_by_name, qaoa},
    embeddings::{DataCircuit, EMBEDDINGS, EmbeddingShape, Source, embedding_by_name},
};
use ansatz_simulator::{
    Backend, Cpu, Plan, PlanOptions,
    machine::{Angles, Inputs},
};
use std::f64::consts::PI;

fn shape(num_qubits: usize, num_features: usize) -> EmbeddingShape {
    EmbeddingShape { num_qubits, num_features, repeats: 2 }
}

/// The amplitudes of a sample at given weights.
fn amplitudes(embedded: &DataCircuit, weights: &[f64], features: &[f64]) -> Vec<C64> {
    let plan = Plan::compile(embedded.circuit(), &PlanOptions::default()).unwrap();
    let mut parameters = vec![0.0; embedded.sources().len()];
    embedded.parameters(weights, features, &mut parameters).unwrap();
    let angles = plan.parameter_map().angles(&parameters).unwrap();
    let cpu = Cpu::<f64>::default();
    let state = cpu.run(&plan, &Inputs::one(Angles(&angles))).unwrap();
    state.amplitudes(0).unwrap()
}

#[test]
fn every_ansatz_has_the_weights_it_promises() {
    let (n, layers) = (4, 3);
    let expected = [2 * n * layers, 3 * n * layers, n * layers, n * (layers + 1), 2 * layers];
    for (name, weights) in ANSATZE.iter().zip(expected) {
        let circuit = ansatz_by_name(name, n, layers).unwrap();
        assert_eq!(circuit.parameters().len(), weights, "{name}");
        assert_eq!(circuit.num_qubits(), n);
        assert!(ansatz_by_name(name, 1, 2).is_ok() && ansatz_by_name(name, 2, 0).is_ok(), "{name}");
    }
    assert!(
        matches!(ansatz_by_name("strongly_entagling", 4, 1), Err(ModelError::Unknown(e)) if e.hint.contains("strongly_entangling"))
    );
}

#[test]
fn every_embedding_takes_its_features_and_refuses_too_many() {
    for name in EMBEDDINGS {
        let embedded = embedding_by_name(name, shape(3, 3)).unwrap();
        assert_eq!((embedded.num_features(), embedded.circuit().num_qubits()), (3, 3), "{name}");
        let too_many = if name == "amplitude" { 9 } else { 4 };
        assert!(
            matches!(embedding_by_name(name, shape(3, too_many)), Err(ModelError::Shape { .. })),
            "{name}"
        );
    }
}

#[test]
fn the_angle_embedding_is_a_product_of_rotations() {
    let x = [0.3, -1.2];
    let state = amplitudes(&embedding_by_name("angle", shape(2, 2)).unwrap(), &[], &x);
    for (index, amplitude) in state.iter().enumerate() {
        let factor = |q: usize| match index >> q & 1 {
            0 => C64::new((x[q] / 2.0).cos(), 0.0),
            _ => C64::new(0.0, -(x[q] / 2.0).sin()),
        };
        assert!((amplitude - factor(0) * factor(1)).norm() < 1e-15);
    }
}

#[test]
fn iqp_and_zz_feature_maps_are_diagonals_between_hadamards() {
    let x = [0.4, 1.1];
    // One repetition on |+⟩: amplitude 1/2 · exp(i·phase(index)).
    let once = EmbeddingShape { repeats: 1, ..shape(2, 2) };
    let check = |name: &str, phase: &dyn Fn(f64, f64) -> f64| {
        let state = amplitudes(&embedding_by_name(name, once).unwrap(), &[], &x);
        let expected: Vec<C64> =
            (0..4).map(|k| C64::from_polar(0.5, phase(f64::from(k & 1), f64::from(k >> 1)))).collect();
        let overlap: C64 = expected.iter().zip(&state).map(|(a, b)| a.conj() * b).sum();
        assert!((overlap.norm() - 1.0).abs() < 1e-14, "{name}: {overlap}");
    };
    let z = |bit: f64| 1.0 - 2.0 * bit;
    check("iqp", &|a, b| -0.5 * (x[0] * z(a) + x[1] * z(b) + x[0] * x[1] * z(a) * z(b)));
    let parity = |a: f64, b: f64| if a == b { 0.0 } else { 1.0 };
    check("zz", &|a, b| 2.0 * x[0] * a + 2.0 * x[1] * b + 2.0 * (PI - x[0]) * (PI - x[1]) * parity(a, b));
}

#[test]
fn amplitude_embedding_normalises_and_pads() {
    let embedded = embedding_by_name("amplitude", shape(2, 3)).unwrap();
    let amplitudes = embedded.amplitudes(&[3.0, 0.0, -4.0]).unwrap();
    let expected = [0.6, 0.0, -0.8, 0.0];
    assert!(amplitudes.iter().zip(expected).all(|(a, e)| (a - e).norm() < 1e-15));
    assert!(matches!(embedded.amplitudes(&[0.0; 3]), Err(ModelError::ZeroSample)));
}

#[test]
fn reuploading_has_its_own_weights_and_reads_data_in_every_layer() {
    let embedded = embedding_by_name("reuploading", EmbeddingShape { repeats: 3, ..shape(4, 4) }).unwrap();
    assert_eq!(embedded.num_weights(), 3 * 4 * 3 + 4);
    let scaled = embedded.sources().iter().filter(|source| matches!(source, Source::Scaled(..))).count();
    assert_eq!(scaled, 12);
}

#[test]
fn data_circuits_pull_gradients_back_to_weights() {
    let embedded = embedding_by_name("reuploading", shape(2, 2)).unwrap();
    let (features, mut weights) = ([0.7, -0.4], vec![0.5; embedded.num_weights()]);
    let mut slope = vec![0.0; embedded.sources().len()];
    slope.iter_mut().enumerate().for_each(|(j, s)| *s = (j as f64).sin());
    let mut gradient = vec![0.0; weights.len()];
    embedded.pullback(&slope, &features, &mut gradient).unwrap();
    // The map is linear in each weight, so a difference is exact.
    let value = |weights: &[f64]| {
        let mut parameters = vec![0.0; slope.len()];
        embedded.parameters(weights, &features, &mut parameters).unwrap();
        parameters.iter().zip(&slope).map(|(p, s)| p * s).sum::<f64>()
    };
    let before = value(&weights);
    for (k, expected) in gradient.iter().enumerate() {
        weights[k] += 1.0;
        assert!((value(&weights) - before - expected).abs() < 1e-12, "weight {k}");
        weights[k] -= 1.0;
    }
}

#[test]
fn qaoa_reaches_the_known_value_on_a_ring() {
    // p = 1 on a ring of 8: cut fraction 1/2 + sin 4β · sin 2γ / 4, largest at γ = π/4, β = π/8 (Farhi et al. 2014);
    // exp(-iγC) with C = (1 - ZZ)/2 is rzz(-γ), exp(-iβX) is rx(2β).
    let n = 8;
    let circuit = qaoa(n, &ansatz_qml::ansatz::ring(n), 1).unwrap();
    let plan = Plan::compile(&circuit, &PlanOptions::default()).unwrap();
    let angles = plan.parameter_map().angles(&[-PI / 4.0, PI / 4.0]).unwrap();
    let cpu = Cpu::<f64>::default();
    let state = cpu.run(&plan, &Inputs::one(Angles(&angles))).unwrap();
    let zz = state.expectation(&"Z0 Z1".parse().unwrap()).unwrap()[0];
    assert!(((1.0 - zz) / 2.0 - 0.75).abs() < 1e-12, "{zz}");
}
