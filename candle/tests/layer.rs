//! The layer in a network: gradients against finite differences, shapes, and numbers that are refused.
#![cfg(feature = "candle")]
#![allow(clippy::unwrap_used)]

use ansatz_candle::QuantumLayer;
use ansatz_circuits::PauliSum;
use ansatz_qml::{
    ansatz::ansatz_by_name,
    embeddings::{EMBEDDINGS, EmbeddingShape, embedding_by_name},
};
use ansatz_simulator::{Cpu, Purpose, RandomStream};
use candle_core::{DType, Device, Tensor, Var};
use std::sync::Arc;

fn layer(embedding: &str) -> QuantumLayer {
    let mut data =
        embedding_by_name(embedding, EmbeddingShape { num_qubits: 3, num_features: 3, repeats: 2 }).unwrap();
    data.append_weights(&ansatz_by_name("strongly_entangling", 3, 1).unwrap()).unwrap();
    let observables = vec![PauliSum::z(0), "X1 Z2".parse().unwrap()];
    QuantumLayer::new(Arc::new(Cpu::<f64>::default()), data, observables).unwrap()
}

fn random(shape: &[usize], seed: u64) -> Vec<f64> {
    let mut stream = RandomStream::new(seed, Purpose::TEST, 0);
    (0..shape.iter().product()).map(|_| 2.0 * stream.uniform() - 1.0).collect()
}

fn tensor(values: &[f64], shape: &[usize]) -> Tensor {
    Tensor::from_slice(values, shape, &Device::Cpu).unwrap()
}

/// `Σ v · layer(tanh(x A), w)²`: something before, and something that is not linear after.
fn loss(layer: &QuantumLayer, x: &Tensor, w: &Tensor) -> Tensor {
    let mixed = x.matmul(&tensor(&random(&[3, 3], 8), &[3, 3])).unwrap().tanh().unwrap();
    let y = layer.forward(&mixed, w).unwrap();
    (y.sqr().unwrap() * tensor(&random(&[4, 2], 9), &[4, 2])).unwrap().sum_all().unwrap()
}

/// Central differences of fourth order.
fn slope_of(f: &dyn Fn(f64) -> f64, step: f64) -> f64 {
    (8.0 * (f(step) - f(-step)) - (f(2.0 * step) - f(-2.0 * step))) / (12.0 * step)
}

#[test]
fn gradients_through_a_network_are_those_of_finite_differences() {
    for embedding in EMBEDDINGS {
        let layer = layer(embedding);
        let (x, w) = (random(&[4, 3], 1), random(&[layer.num_weights()], 2));
        let value = |x: &[f64], w: &[f64]| {
            loss(&layer, &tensor(x, &[4, 3]), &tensor(w, &[w.len()])).to_scalar::<f64>().unwrap()
        };
        let inputs = Var::from_tensor(&tensor(&x, &[4, 3])).unwrap();
        let weights = Var::from_tensor(&tensor(&w, &[w.len()])).unwrap();
        let gradients = loss(&layer, &inputs, &weights).backward().unwrap();
        let of = |var: &Var| gradients.get(var).unwrap().flatten_all().unwrap().to_vec1::<f64>().unwrap();
        let step = 1e-4;
        let moved = |values: &[f64], k: usize, by: f64| {
            let mut moved = values.to_vec();
            moved[k] += by;
            moved
        };
        for (k, slope) in of(&inputs).into_iter().enumerate() {
            let expected = slope_of(&|by| value(&moved(&x, k, by), &w), step);
            assert!((slope - expected).abs() < 1e-8, "{embedding} x{k}: {slope} {expected}");
        }
        for (k, slope) in of(&weights).into_iter().enumerate() {
            let expected = slope_of(&|by| value(&x, &moved(&w, k, by)), step);
            assert!((slope - expected).abs() < 1e-8, "{embedding} w{k}: {slope} {expected}");
        }
    }
}

#[test]
fn shapes_and_strides() {
    let layer = layer("angle");
    assert_eq!((layer.num_features(), layer.num_outputs()), (3, 2));
    let w = tensor(&random(&[layer.num_weights()], 2), &[layer.num_weights()]);
    let x = tensor(&random(&[3, 5], 1), &[3, 5]);
    let turned = layer.forward(&x.t().unwrap(), &w).unwrap();
    assert_eq!(turned.dims(), [5, 2]);
    let copied = layer.forward(&x.t().unwrap().contiguous().unwrap(), &w).unwrap();
    assert_eq!(turned.to_vec2::<f64>().unwrap(), copied.to_vec2::<f64>().unwrap());
    let row = layer.forward(&x.t().unwrap().narrow(0, 2, 1).unwrap(), &w).unwrap();
    let (row, all) = (row.to_vec2::<f64>().unwrap(), copied.to_vec2::<f64>().unwrap());
    assert!(row[0].iter().zip(&all[2]).all(|(a, b)| (a - b).abs() < 1e-14));
    let single = x.t().unwrap().to_dtype(DType::F32).unwrap();
    assert!(layer.forward(&single, &w).unwrap_err().to_string().contains("to_dtype"));
    assert!(layer.forward(&x, &w).unwrap_err().to_string().contains("takes 3 features, the samples have 5"));
    assert!(layer.forward(&x.t().unwrap(), &w.narrow(0, 1, 2).unwrap()).is_err());
    assert!(layer.forward(&w, &w).is_err());
}
