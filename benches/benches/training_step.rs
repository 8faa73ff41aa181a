//! A training step through the public model API beside the batched gradient that it is made of: what the model layer costs.
//!
//! The classifier of angle embedding and five strongly entangling layers, 32 rows, mean squared error of ⟨Z₀⟩.
//! `cargo bench -p ansatz-benches --bench training_step` prints a table of the fastest of many; the goal is an overhead below 10 %.

#![allow(clippy::print_stdout)]

use ansatz::circuits::PauliSum;
use ansatz::qml::{
    ansatz::strongly_entangling,
    embeddings::{EmbeddingShape, angle},
    models::{Classifier, ClassifierSettings, TrainingSettings, VariationalClassifier},
};
use ansatz::simulator::{
    Backend, Cpu, Plan, Purpose, RandomStream,
    machine::{Angles, Cotangents, Inputs, ObservedPlan},
};
use ndarray::Array2;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

const ROWS: usize = 32;
const LAYERS: usize = 5;
const REPEATS: usize = 31;

fn main() {
    // Cargo also calls benchmarks as tests, to see that they run.
    let (sizes, repeats): (&[usize], usize) =
        if std::env::args().any(|word| word == "--bench") { (&[4, 8, 10, 12], REPEATS) } else { (&[4], 1) };
    println!("qubits  weights  gradient (µs)  step of the model (µs)  overhead");
    for &qubits in sizes {
        let (gradient, step) = measure(qubits, repeats);
        println!(
            "{qubits:>6}  {:>7}  {:>13.1}  {:>22.1}  {:>7.1} %",
            3 * LAYERS * qubits,
            1e6 * gradient,
            1e6 * step,
            100.0 * (step / gradient - 1.0)
        );
    }
}

/// Least seconds of the raw gradient and of a step, measured in turn so that the machine's moods hit both.
fn measure(qubits: usize, repeats: usize) -> (f64, f64) {
    let backend: Arc<dyn Backend> = Arc::new(Cpu::<f64>::default());
    let mut stream = RandomStream::new(8, Purpose::TEST, 0);
    let features = Array2::from_shape_simple_fn((ROWS, qubits), || 2.0 * stream.uniform() - 1.0);
    let labels: Vec<usize> = (0..ROWS).map(|row| row % 2).collect();

    let shape = EmbeddingShape { num_qubits: qubits, num_features: qubits, repeats: 1 };
    let mut circuit = angle(shape).expect("an embedding");
    circuit.append_weights(&strongly_entangling(qubits, LAYERS).expect("an ansatz")).expect("a circuit");
    let plan = Plan::compile(circuit.circuit(), &backend.plan_options()).expect("a plan");
    let weights: Vec<f64> = (0..circuit.num_weights()).map(|_| 6.0 * stream.uniform()).collect();
    let mut parameters = vec![0.0; circuit.sources().len()];
    let mut angles = Vec::new();
    for row in features.rows() {
        circuit.parameters(&weights, &row.to_vec(), &mut parameters).expect("one sample");
        angles.extend(plan.parameter_map().angles(&parameters).expect("angles"));
    }
    let observed = ObservedPlan::new(plan, vec![PauliSum::z(0)]).expect("an observable");
    let slope = |lane: usize, values: &[f64], v: &mut [f64]| {
        v[0] = 2.0 * (values[0] - (2.0 * labels[lane] as f64 - 1.0)) / ROWS as f64;
    };
    let raw = |count: usize| {
        let start = Instant::now();
        for _ in 0..count {
            let inputs = Inputs::batch(ROWS, Angles(&angles));
            let cotangents = Cotangents::FromValues(&slope);
            black_box(backend.gradients(&observed, &inputs, cotangents).expect("a gradient"));
        }
        start.elapsed().as_secs_f64() / count as f64
    };
    let settings = ClassifierSettings {
        qubits,
        layers: LAYERS,
        readout: "margin".into(),
        loss: "mean_squared_error".into(),
        ..Default::default()
    };
    let model = |epochs: usize| {
        let training = TrainingSettings { epochs, batch_size: 0, ..Default::default() };
        let mut model = VariationalClassifier::new(settings.clone(), training, Arc::clone(&backend));
        let start = Instant::now();
        model.fit(&features, &labels).expect("training");
        start.elapsed().as_secs_f64()
    };
    let steps = (2e-2 / raw(3)).clamp(3.0, 300.0) as usize;
    let (mut of_raw, mut of_model) = (Vec::new(), Vec::new());
    for _ in 0..repeats {
        of_raw.push(raw(steps));
        // What is done once, not in each step, is taken off.
        of_model.push((model(steps + 1) - model(1)) / steps as f64);
    }
    (least(of_raw), least(of_model))
}

fn least(seconds: Vec<f64>) -> f64 {
    seconds.into_iter().fold(f64::INFINITY, f64::min)
}
