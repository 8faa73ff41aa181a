//! Gradients in weights, features and observables' coefficients, against differences.
#![allow(clippy::unwrap_used)]

use ansatz_qml::{
    ModelError,
    ansatz::ansatz_by_name,
    embeddings::{DataCircuit, EMBEDDINGS, EmbeddingShape, Preparation, embedding_by_name},
    gradients::{SampleGradient, SamplePoint, sample_gradient},
};
use ansatz_simulator::{Device, Estimator};

fn embedded(name: &str) -> DataCircuit {
    let shape = EmbeddingShape { num_qubits: 3, num_features: 3, repeats: 2 };
    let mut data = embedding_by_name(name, shape).unwrap();
    data.append_weights(&ansatz_by_name("strongly_entangling", 3, 1).unwrap()).unwrap();
    data
}

struct Model {
    data: DataCircuit,
    estimator: Estimator,
}

impl Model {
    fn new(name: &str) -> Model {
        let data = embedded(name);
        let observables = ["Z0", "X1 Y2", "Z0 Z2 + 0.5 * X0"];
        let estimator = Estimator::new(&Device::cpu(), data.circuit(), observables).unwrap();
        Model { data, estimator }
    }

    fn at(
        &self,
        weights: &[f64],
        features: &[f64],
        coefficients: &[f64],
    ) -> Result<SampleGradient, ModelError> {
        sample_gradient(&self.estimator, &self.data, SamplePoint { weights, features }, coefficients)
    }
}

#[test]
fn every_embedding_has_the_gradient_of_its_differences() {
    for name in EMBEDDINGS {
        let model = Model::new(name);
        let weights: Vec<f64> = (0..model.data.num_weights()).map(|k| (1.7 * k as f64).sin()).collect();
        let (features, coefficients) = (vec![0.7, -0.4, 1.1], vec![0.9, -0.6, 0.3]);
        let point = [weights, features, coefficients];
        let gradient = model.at(&point[0], &point[1], &point[2]).unwrap();
        assert_eq!(model.data.preparation() == Preparation::Amplitudes, name == "amplitude");
        for (part, slopes) in
            [&gradient.weights, &gradient.features, &gradient.coefficients].into_iter().enumerate()
        {
            assert_eq!(slopes.len(), point[part].len());
            for (k, slope) in slopes.iter().enumerate() {
                let at = |h: f64| {
                    let mut moved = point.clone();
                    moved[part][k] += h;
                    model.at(&moved[0], &moved[1], &moved[2]).unwrap().value
                };
                let h = 2e-4;
                let expected = (8.0 * (at(h) - at(-h)) - (at(2.0 * h) - at(-2.0 * h))) / (12.0 * h);
                assert!((slope - expected).abs() < 1e-9, "{name}, part {part}, {k}: {slope} {expected}");
            }
        }
        assert!(gradient.features.iter().all(|slope| slope.abs() > 1e-6), "{name}: {gradient:?}");
    }
}

#[test]
fn wrong_counts_and_samples_of_zeros_are_refused() {
    let model = Model::new("amplitude");
    let weights = vec![0.1; model.data.num_weights()];
    let (x, v) = ([0.7, -0.4, 1.1], [1.0, 0.5, 0.2]);
    assert!(model.at(&weights, &x, &v).is_ok());
    assert!(model.at(&weights[1..], &x, &v).is_err());
    assert!(model.at(&weights, &x[1..], &v).is_err());
    assert!(model.at(&weights, &x, &v[1..]).is_err());
    assert!(matches!(model.at(&weights, &[0.0; 3], &v), Err(ModelError::ZeroSample)));
}
