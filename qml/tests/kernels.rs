//! Quantum kernels: against fidelities computed one by one, and the sets that a kernel must tell apart.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use ansatz_qml::{
    ModelError,
    data::{blobs, moons, stratified_split},
    embeddings::{EmbeddingShape, embedding_by_name},
    kernels::{
        Kernel, KernelClassifier, KernelClassifierSettings, KernelSettings, QuantumKernel,
        SupportVectorMachine, ad_hoc, kernel_target_alignment,
    },
    models::Classifier,
};
use ansatz_simulator::{
    Backend, Cpu, Plan, PlanOptions, Purpose, RandomStream,
    machine::{Angles, Inputs},
};
use ndarray::{Array2, array};
use std::sync::Arc;

fn cpu() -> Arc<dyn Backend> {
    Arc::new(Cpu::<f64>::default())
}

fn samples(rows: usize, columns: usize, seed: u64) -> Array2<f64> {
    let mut stream = RandomStream::new(seed, Purpose::TEST, 0);
    Array2::from_shape_simple_fn((rows, columns), || 3.0 * stream.uniform() - 1.5)
}

/// The fidelity of two samples, each run alone.
fn fidelity(embedding: &str, (qubits, repeats): (usize, usize), (x, y): (Vec<f64>, Vec<f64>)) -> f64 {
    let shape = EmbeddingShape { num_qubits: qubits, num_features: x.len(), repeats };
    let data_circuit = embedding_by_name(embedding, shape).unwrap();
    let plan = Plan::compile(data_circuit.circuit(), &PlanOptions::default()).unwrap();
    let backend = Cpu::<f64>::default();
    let state = |features: &[f64]| {
        let mut parameters = vec![0.0; data_circuit.sources().len()];
        data_circuit.parameters(&[], features, &mut parameters).unwrap();
        let angles = plan.parameter_map().angles(&parameters).unwrap();
        let amplitudes = (embedding == "amplitude").then(|| data_circuit.amplitudes(features).unwrap());
        let inputs = Inputs::one(Angles(&angles));
        let inputs = amplitudes.as_deref().map_or(inputs, |all| inputs.with_amplitudes(all));
        backend.run(&plan, &inputs).unwrap().amplitudes(0).unwrap()
    };
    let overlap: ansatz_circuits::C64 = state(&x).iter().zip(state(&y)).map(|(a, b)| a.conj() * b).sum();
    overlap.norm_sqr()
}

#[test]
fn the_matrix_product_gives_the_fidelity_of_every_pair() {
    for (embedding, qubits, features, repeats) in
        [("angle", 3, 3, 1), ("iqp", 5, 4, 2), ("zz", 4, 4, 1), ("amplitude", 3, 7, 1), ("iqp", 11, 6, 1)]
    {
        let settings = KernelSettings {
            embedding: embedding.into(),
            qubits: Some(qubits),
            embedding_repeats: repeats,
            ..Default::default()
        };
        let kernel = QuantumKernel::new(&settings, features, cpu()).unwrap();
        let (x, y) = (samples(35, features, 1), samples(18, features, 2));
        let (gram, cross) = (kernel.gram(&x).unwrap(), kernel.cross(&x, &y).unwrap());
        assert_eq!((gram.dim(), cross.dim()), ((35, 35), (35, 18)));
        for (i, j) in [(0, 0), (0, 34), (34, 0), (17, 15), (16, 17), (31, 32)] {
            let expected = fidelity(embedding, (qubits, repeats), (x.row(i).to_vec(), x.row(j).to_vec()));
            assert!((gram[[i, j]] - expected).abs() < 1e-12, "{embedding} {i} {j}");
            let j = j % 18;
            let expected = fidelity(embedding, (qubits, repeats), (x.row(i).to_vec(), y.row(j).to_vec()));
            assert!((cross[[i, j]] - expected).abs() < 1e-12, "{embedding} {i} {j}");
        }
        for i in 0..35 {
            assert!((gram[[i, i]] - 1.0).abs() < 1e-12);
            assert!((0..35).all(|j| gram[[i, j]] == gram[[j, i]]), "symmetric, bit for bit");
        }
    }
}

#[test]
fn gram_matrices_are_positive_semidefinite() {
    for kind in ["fidelity", "projected"] {
        let settings = KernelSettings { kind: kind.into(), ..Default::default() };
        let kernel = QuantumKernel::new(&settings, 4, cpu()).unwrap();
        let gram = kernel.gram(&samples(40, 4, 3)).unwrap();
        let matrix = nalgebra::DMatrix::from_fn(40, 40, |i, j| gram[[i, j]]);
        let lowest = matrix.symmetric_eigenvalues().min();
        assert!(lowest > -1e-12, "{kind}: {lowest}");
    }
}

#[test]
fn the_projected_kernel_is_a_gaussian_of_bloch_vectors() {
    let settings = KernelSettings {
        kind: "projected".into(),
        embedding: "angle".into(),
        gamma: Some(0.5),
        ..Default::default()
    };
    let kernel = QuantumKernel::new(&settings, 2, cpu()).unwrap();
    let (x, y) = (array![[0.3, -0.7]], array![[1.1, 0.2]]);
    // RX turns about X: the Bloch vectors of two angles a and b are 2 - 2 cos(a - b) apart, squared.
    let apart = |a: f64, b: f64| 2.0 - 2.0 * (a - b).cos();
    let expected = (-0.5 * (apart(0.3, 1.1) + apart(-0.7, 0.2))).exp();
    assert!((kernel.cross(&x, &y).unwrap()[[0, 0]] - expected).abs() < 1e-12);
    assert!((kernel.gram(&x).unwrap()[[0, 0]] - 1.0).abs() < 1e-14);
}

#[test]
fn ad_hoc_data_are_told_apart_without_a_mistake() {
    let kernel = KernelSettings { embedding: "zz".into(), embedding_repeats: 2, ..Default::default() };
    let backend = cpu();
    for seed in 0..5 {
        let data = ad_hoc(&*backend, 60, 0.3, seed).unwrap();
        assert_eq!(data.class_counts(), [30, 30]);
        let split = stratified_split(&data.labels, 1.0 / 3.0, seed).unwrap();
        let (train, test) = (data.select(&split.train), data.select(&split.test));
        let settings =
            KernelClassifierSettings { kernel: kernel.clone(), penalty: 1000.0, ..Default::default() };
        let mut model = KernelClassifier::new(settings, Arc::clone(&backend));
        model.fit(&train.features, &train.labels).unwrap();
        let scores = [&train, &test].map(|set| model.score(&set.features, &set.labels).unwrap());
        println!("seed {seed}: train {}, test {}", scores[0], scores[1]);
        assert_eq!(scores, [1.0, 1.0], "seed {seed}");
        // The kernel of another embedding knows nothing of these classes.
        let other = KernelSettings { embedding: "angle".into(), ..Default::default() };
        let align = |settings: &KernelSettings| {
            let kernel = QuantumKernel::new(settings, 2, Arc::clone(&backend)).unwrap();
            kernel_target_alignment(&kernel.gram(&train.features).unwrap(), &train.labels)
        };
        assert!(align(&kernel) > align(&other), "seed {seed}");
    }
}

#[test]
fn three_classes_are_decided_by_duels() {
    let data = blobs(90, 3, 0.5, 0).unwrap();
    let features = &data.features / 6.0;
    let mut model = KernelClassifier::new(KernelClassifierSettings::default(), cpu());
    model.fit(&features, &data.labels).unwrap();
    assert!(model.score(&features, &data.labels).unwrap() > 0.95);
    let used = model.support_vectors().len();
    assert!(used > 2 && used < 90, "{used}");
}

#[test]
fn the_machine_meets_the_conditions_of_optimality() {
    let data = moons(80, 0.2, 1).unwrap();
    let kernel = QuantumKernel::new(&KernelSettings::default(), 2, cpu()).unwrap();
    let gram = kernel.gram(&data.features).unwrap();
    let second: Vec<bool> = data.labels.iter().map(|label| *label == 1).collect();
    let penalty = 2.0;
    let machine = SupportVectorMachine::fit(&gram, &second, penalty).unwrap();
    assert!(machine.coefficients.sum().abs() < 1e-9, "the equality constraint");
    let decisions = machine.decisions(&gram);
    for (k, is_second) in second.iter().enumerate() {
        let sign = if *is_second { 1.0 } else { -1.0 };
        let (alpha, margin) = (sign * machine.coefficients[k], sign * decisions[k]);
        assert!((-1e-9..=penalty + 1e-9).contains(&alpha), "{alpha}");
        // Karush, Kuhn and Tucker: inside the margin only at the price C, outside of it only without weight.
        if alpha < 1e-9 {
            assert!(margin > 1.0 - 0.02, "{k}: {margin}");
        } else if alpha > penalty - 1e-9 {
            assert!(margin < 1.0 + 0.02, "{k}: {margin}");
        } else {
            assert!((margin - 1.0).abs() < 0.02, "{k}: {margin} at {alpha}");
        }
    }
}

#[test]
fn alignment_is_one_for_the_classes_themselves() {
    let labels = [0, 1, 0];
    let ideal = array![[1.0, -1.0, 1.0], [-1.0, 1.0, -1.0], [1.0, -1.0, 1.0]];
    assert!((kernel_target_alignment(&ideal, &labels) - 1.0).abs() < 1e-15);
    assert!((kernel_target_alignment(&Array2::eye(3), &labels) - 3f64.sqrt().recip()).abs() < 1e-15);
    assert_eq!(kernel_target_alignment(&Array2::ones((3, 3)), &[1, 1, 1]), 0.0);
}

#[test]
fn what_no_kernel_has_is_refused() {
    let new = |settings: KernelSettings| QuantumKernel::new(&settings, 2, cpu()).err().unwrap();
    let base = KernelSettings::default;
    assert!(matches!(new(KernelSettings { kind: "fidelty".into(), ..base() }), ModelError::Unknown(_)));
    assert!(matches!(
        new(KernelSettings { embedding: "reuploading".into(), ..base() }),
        ModelError::NoEffect { .. }
    ));
    assert!(matches!(new(KernelSettings { gamma: Some(1.0), ..base() }), ModelError::NoEffect { .. }));
    assert!(matches!(new(KernelSettings { qubits: Some(63), ..base() }), ModelError::Size { .. }));
    assert!(matches!(new(KernelSettings { qubits: Some(1), ..base() }), ModelError::Shape { .. }));
    let settings = KernelClassifierSettings { penalty: 0.0, ..Default::default() };
    let mut model = KernelClassifier::new(settings, cpu());
    assert!(matches!(model.predict(&array![[0.0, 1.0]]), Err(ModelError::NotTrained)));
    assert!(matches!(model.fit(&array![[0.0, 1.0]], &[0]), Err(ModelError::Number { .. })));
    assert!(matches!(ad_hoc(&*cpu(), 40, 0.95, 0), Err(ModelError::Generator(_))));
}
