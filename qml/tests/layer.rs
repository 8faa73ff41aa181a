//! A circuit as a layer: a batch gives what its samples give one by one, forward and back, for every embedding.
#![allow(clippy::unwrap_used)]

use ansatz_circuits::PauliSum;
use ansatz_qml::{
    ansatz::ansatz_by_name,
    embeddings::{DataCircuit, EMBEDDINGS, EmbeddingShape, embedding_by_name},
    gradients::{SamplePoint, sample_gradient},
    models::CircuitLayer,
};
use ansatz_simulator::{Cpu, Device, Estimator, Purpose, RandomStream};
use ndarray::{Array2, array};
use std::sync::Arc;

fn random(rows: usize, columns: usize, seed: u64) -> Array2<f64> {
    let mut stream = RandomStream::new(seed, Purpose::TEST, 0);
    Array2::from_shape_simple_fn((rows, columns), || 2.0 * stream.uniform() - 1.0)
}

fn model(embedding: &str) -> DataCircuit {
    let shape = EmbeddingShape { num_qubits: 3, num_features: 3, repeats: 2 };
    let mut data = embedding_by_name(embedding, shape).unwrap();
    data.append_weights(&ansatz_by_name("strongly_entangling", 3, 1).unwrap()).unwrap();
    data
}

#[test]
fn a_batch_is_its_samples() {
    for embedding in EMBEDDINGS {
        let data = model(embedding);
        let observables = [PauliSum::z(0), "X1 + 0.5 * Z2".parse().unwrap()];
        let estimator = Estimator::new(&Device::cpu(), data.circuit(), observables.clone()).unwrap();
        let cpu = Arc::new(Cpu::<f64>::default());
        let layer = CircuitLayer::new(cpu.clone(), data.clone(), observables.to_vec()).unwrap();
        let (samples, cotangents) = (random(5, 3, 1), random(5, 2, 2));
        let weights: Vec<f64> = random(1, layer.num_weights(), 3).into_iter().collect();
        let values = layer.values(&weights, samples.view()).unwrap();
        let back = layer.gradient(&weights, samples.view(), cotangents.view()).unwrap();
        let mut sum = vec![0.0; weights.len()];
        for row in 0..5 {
            let (x, v) = (samples.row(row).to_vec(), cotangents.row(row).to_vec());
            let at = SamplePoint { weights: &weights, features: &x };
            let one = sample_gradient(&estimator, &data, at, &v).unwrap();
            let same = |a: f64, b: f64| assert!((a - b).abs() < 1e-13, "{embedding}: {a} {b}");
            (0..2).for_each(|m| same(values[[row, m]], one.coefficients[m]));
            (0..3).for_each(|k| same(back.features[[row, k]], one.features[k]));
            sum.iter_mut().zip(one.weights).for_each(|(sum, slope)| *sum += slope);
        }
        assert!(sum.iter().zip(&back.weights).all(|(a, b)| (a - b).abs() < 1e-13), "{embedding}");
    }
}

#[test]
fn other_shapes_are_refused() {
    let layer = |observables| CircuitLayer::new(Arc::new(Cpu::<f64>::default()), model("angle"), observables);
    assert!(layer(Vec::new()).is_err());
    let layer = layer(vec![PauliSum::z(0)]).unwrap();
    assert_eq!((layer.num_features(), layer.num_outputs()), (3, 1));
    let (weights, samples) = (vec![0.1; layer.num_weights()], random(2, 3, 1));
    assert!(layer.values(&weights[1..], samples.view()).is_err());
    assert!(layer.values(&weights, random(2, 2, 1).view()).is_err());
    assert!(layer.gradient(&weights, samples.view(), array![[1.0], [1.0]].view()).is_ok());
    assert!(layer.gradient(&weights, samples.view(), array![[1.0]].view()).is_err());
    assert!(layer.gradient(&weights, samples.view(), random(2, 2, 1).view()).is_err());
}
