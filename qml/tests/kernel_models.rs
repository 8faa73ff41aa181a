//! Kernel models: probabilities, regression, trained kernels, models as data, and how fast a kernel is.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use ansatz_qml::{
    ModelError,
    data::{blobs, circles, moons},
    kernels::{
        AlignmentSettings, GaussianKernel, Kernel, KernelClassifier, KernelClassifierSettings,
        KernelRegression, KernelRegressor, KernelRegressorSettings, KernelSettings, SavedKernelClassifier,
        SavedKernelRegressor, SupportVectorMachine, Tube,
    },
    models::{Classifier, Regressor},
};
use ansatz_simulator::{Backend, Cpu, Purpose, RandomStream};
use ndarray::{Array2, Axis, array};
use std::sync::Arc;
use std::time::Instant;

fn cpu() -> Arc<dyn Backend> {
    Arc::new(Cpu::<f64>::default())
}

fn gaussian(penalty: f64) -> KernelClassifierSettings {
    let kernel = KernelSettings { kind: "gaussian".into(), ..Default::default() };
    KernelClassifierSettings { kernel, penalty, ..Default::default() }
}

fn uniform(rows: usize, columns: usize, seed: u64) -> Array2<f64> {
    let mut stream = RandomStream::new(seed, Purpose::TEST, 0);
    Array2::from_shape_simple_fn((rows, columns), || std::f64::consts::PI * (stream.uniform() - 0.5))
}

#[test]
fn an_iqp_kernel_of_ten_features_is_fitted_in_a_fifth_of_a_second() {
    let features = uniform(300, 10, 1);
    // A plane with a gap, as in the linearly separable family of arXiv:2403.07059.
    let sum = |row: usize| features.row(row).sum();
    let labels: Vec<usize> = (0..300).map(|row| usize::from(sum(row) > 0.0)).collect();
    let (train, test): (Vec<usize>, Vec<usize>) = (0..300).partition(|row| row % 5 != 0);
    let (x, z) = (features.select(Axis(0), &train), features.select(Axis(0), &test));
    let of = |rows: &[usize]| rows.iter().map(|row| labels[*row]).collect::<Vec<_>>();
    let (y, w) = (of(&train), of(&test));
    let mut best = f64::INFINITY;
    let mut accuracy = 0.0;
    for _ in 0..5 {
        let begin = Instant::now();
        let mut model = KernelClassifier::new(KernelClassifierSettings::default(), cpu());
        model.fit(&x, &y).unwrap();
        accuracy = model.score(&z, &w).unwrap();
        best = best.min(begin.elapsed().as_secs_f64());
    }
    println!(
        "IQP kernel, d = 10, 240 + 60 rows, machine and probabilities: {best:.4} s (published: 142 s), accuracy {accuracy:.3}"
    );
    // Loose, for debug builds and busy machines.
    assert!(best < 2.0, "{best} s");
}

#[test]
fn probabilities_are_calibrated_and_sum_to_one() {
    let (train, test) = (moons(300, 0.35, 0).unwrap(), moons(600, 0.35, 1).unwrap());
    let mut model = KernelClassifier::new(gaussian(1.0), cpu());
    model.fit(&train.features, &train.labels).unwrap();
    let probabilities = model.predict_proba(&test.features).unwrap();
    assert!(probabilities.sum_axis(Axis(1)).iter().all(|sum| (sum - 1.0).abs() < 1e-12));
    // Of the samples that are given class 1 with about this probability, about this share is of class 1.
    for low in [0.0, 0.25, 0.5, 0.75] {
        let rows: Vec<usize> =
            (0..600).filter(|row| (low..low + 0.25).contains(&probabilities[[*row, 1]])).collect();
        let mean = |f: &dyn Fn(usize) -> f64| rows.iter().map(|row| f(*row)).sum::<f64>() / rows.len() as f64;
        let (said, is) = (mean(&|row| probabilities[[row, 1]]), mean(&|row| test.labels[row] as f64));
        assert!((said - is).abs() < 0.15, "{low}: {said} said, {is} found in {}", rows.len());
    }
    let metrics = model.evaluate(&test.features, &test.labels).unwrap();
    assert_eq!(metrics.accuracy, model.score(&test.features, &test.labels).unwrap());
    assert!(metrics.roc_auc.unwrap() > 0.9 && metrics.log_loss < 0.4, "{metrics:?}");
}

#[test]
fn more_classes_are_coupled_and_absent_ones_are_impossible() {
    let data = blobs(120, 4, 1.0, 2).unwrap();
    // Class 2 is left out of the training.
    let rows: Vec<usize> = (0..120).filter(|row| data.labels[*row] != 2).collect();
    let train = data.select(&rows);
    let mut model = KernelClassifier::new(gaussian(1.0), cpu());
    model.fit(&train.features, &train.labels).unwrap();
    let probabilities = model.predict_proba(&data.features).unwrap();
    assert_eq!(probabilities.dim(), (120, 4));
    assert!(probabilities.column(2).iter().all(|p| *p == 0.0));
    assert!(probabilities.sum_axis(Axis(1)).iter().all(|sum| (sum - 1.0).abs() < 1e-12));
    assert!(model.predict(&data.features).unwrap().iter().all(|class| *class != 2));
    assert!(model.score(&train.features, &train.labels).unwrap() > 0.9);
    let metrics = model.evaluate(&train.features, &train.labels).unwrap();
    assert!(metrics.log_loss < 0.4, "{}", metrics.log_loss);
    // One class alone is certain.
    model.fit(&array![[0.0, 1.0], [1.0, 0.0]], &[1, 1]).unwrap();
    assert_eq!(model.predict(&array![[0.3, 0.3]]).unwrap(), [1]);
    assert_eq!(model.predict_proba(&array![[0.3, 0.3]]).unwrap(), array![[0.0, 1.0]]);
}

#[test]
fn classifiers_are_written_and_read_with_the_same_bits() {
    let data = moons(80, 0.2, 4).unwrap();
    let trainable = KernelSettings { trainable: true, ..Default::default() };
    let alignment = AlignmentSettings { steps: 3, ..Default::default() };
    let trained = KernelClassifierSettings { kernel: trainable, penalty: 2.0, alignment: Some(alignment) };
    for settings in [gaussian(1.0), KernelClassifierSettings::default(), trained] {
        let mut model = KernelClassifier::new(settings, cpu());
        assert!(matches!(model.save(), Err(ModelError::NotTrained)));
        model.fit(&data.features, &data.labels).unwrap();
        let text = serde_json::to_string(&model.save().unwrap()).unwrap();
        let saved: SavedKernelClassifier = serde_json::from_str(&text).unwrap();
        let loaded = KernelClassifier::load(&saved, cpu()).unwrap();
        assert_eq!(
            loaded.predict_proba(&data.features).unwrap(),
            model.predict_proba(&data.features).unwrap()
        );
        assert_eq!(loaded.predict(&data.features).unwrap(), model.predict(&data.features).unwrap());
        assert_eq!(loaded.save().unwrap(), saved);
        for (from, to) in [("\"version\":1", "\"version\":2"), ("\"bias\":", "\"bias\":1e999,\"x\":")] {
            let broken = text.replace(from, to);
            assert_ne!(broken, text);
            let read = serde_json::from_str::<SavedKernelClassifier>(&broken);
            assert!(read.map_or(true, |saved| KernelClassifier::load(&saved, cpu()).is_err()));
        }
        let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
        value["support_vectors"].as_array_mut().unwrap().pop();
        let saved: SavedKernelClassifier = serde_json::from_value(value).unwrap();
        assert!(matches!(KernelClassifier::load(&saved, cpu()), Err(ModelError::Saved(_))));
    }
}

#[test]
fn a_trained_kernel_ignores_a_feature_that_says_nothing() {
    // Circles in two features, and a third one of noise: the factor of the third one shrinks.
    let data = circles(60, 0.05, 0.4, 1).unwrap();
    let noise = uniform(60, 1, 9);
    let features =
        Array2::from_shape_fn((60, 3), |(i, j)| if j < 2 { data.features[[i, j]] } else { noise[[i, 0]] });
    let kernel = KernelSettings { trainable: true, embedding: "angle".into(), ..Default::default() };
    let alignment = AlignmentSettings { optimizer: "lbfgs".into(), ..Default::default() };
    let settings = KernelClassifierSettings { kernel, alignment: Some(alignment), ..Default::default() };
    let mut model = KernelClassifier::new(settings, cpu());
    model.fit(&features, &data.labels).unwrap();
    let weights = model.kernel().unwrap().save().unwrap().weights;
    assert!(weights[2].abs() < 0.3 * weights[0].abs().min(weights[1].abs()), "{weights:?}");
    assert!(model.score(&features, &data.labels).unwrap() > 0.95);
}

#[test]
fn the_regression_machine_meets_the_conditions_of_optimality() {
    let x = uniform(60, 2, 3);
    let mut stream = RandomStream::new(4, Purpose::TEST, 0);
    let y: Vec<f64> = x.rows().into_iter().map(|row| row[0].sin() * row[1] + 0.1 * stream.normal()).collect();
    let gram = GaussianKernel::new(0.7, 2).unwrap().gram(&x).unwrap();
    let (penalty, tube) = (2.0, 0.1);
    let machine = SupportVectorMachine::fit_numbers(&gram, &y, Tube { penalty, width: tube }).unwrap();
    assert!(machine.coefficients.sum().abs() < 1e-9, "the equality constraint");
    let mut kinds = [0; 3];
    for (k, d) in machine.decisions(&gram).iter().enumerate() {
        let (coefficient, error) = (machine.coefficients[k], y[k] - d);
        if coefficient == 0.0 {
            kinds[0] += 1;
            assert!(error.abs() < tube + 1e-3, "inside the tube: {error}");
        } else if coefficient.abs() > penalty - 1e-9 {
            kinds[1] += 1;
            assert!(error * coefficient.signum() > tube - 1e-3, "outside: {error}");
        } else {
            kinds[2] += 1;
            assert!((error * coefficient.signum() - tube).abs() < 1e-3, "at its edge: {error}");
        }
    }
    assert!(kinds.iter().all(|count| *count > 2), "{kinds:?}");
}

#[test]
fn regressors_learn_and_are_written_and_read_with_the_same_bits() {
    let (x, z) = (uniform(80, 2, 5), uniform(40, 2, 6));
    let f = |x: &Array2<f64>| x.rows().into_iter().map(|row| (row[0] + row[1]).cos()).collect::<Vec<_>>();
    let (y, w) = (f(&x), f(&z));
    for kind in ["fidelity", "projected", "gaussian"] {
        for regression in [
            KernelRegression::Ridge { ridge: 1e-4 },
            KernelRegression::SupportVector { penalty: 10.0, tube: 0.01 },
        ] {
            let kernel =
                KernelSettings { kind: kind.into(), embedding: "angle".into(), ..Default::default() };
            let mut model = KernelRegressor::new(KernelRegressorSettings { kernel, regression }, cpu());
            assert!(matches!(model.predict(&z), Err(ModelError::NotTrained)));
            model.fit(&x, &y).unwrap();
            let score = model.score(&z, &w).unwrap();
            assert!(score > 0.9, "{kind} {regression:?}: {score}");
            let text = serde_json::to_string(&model.save().unwrap()).unwrap();
            let saved: SavedKernelRegressor = serde_json::from_str(&text).unwrap();
            let loaded = KernelRegressor::load(&saved, cpu()).unwrap();
            assert_eq!(loaded.predict(&z).unwrap(), model.predict(&z).unwrap());
        }
    }
}

#[test]
fn ridge_regression_solves_its_equations() {
    let (x, y) = (uniform(20, 1, 7), (0..20).map(|k| f64::from(k % 5)).collect::<Vec<_>>());
    let regression = KernelRegression::Ridge { ridge: 0.5 };
    let kernel = KernelSettings { kind: "gaussian".into(), gamma: Some(2.0), ..Default::default() };
    let mut model = KernelRegressor::new(KernelRegressorSettings { kernel, regression }, cpu());
    model.fit(&x, &y).unwrap();
    // The residual is λ times the coefficients: f(x_i) = y_i − λ c_i, with coefficients from the matrix's own inverse.
    let gram = GaussianKernel::new(2.0, 1).unwrap().gram(&x).unwrap();
    let matrix = nalgebra::DMatrix::from_fn(20, 20, |i, j| gram[[i, j]] + if i == j { 0.5 } else { 0.0 });
    let centred = nalgebra::DVector::from_fn(20, |i, _| y[i] - 2.0);
    let coefficients = matrix.try_inverse().unwrap() * centred;
    for (k, predicted) in model.predict(&x).unwrap().into_iter().enumerate() {
        assert!((predicted - (y[k] - 0.5 * coefficients[k])).abs() < 1e-10);
    }
}

#[test]
fn what_no_kernel_model_has_is_refused() {
    let x = array![[0.0, 1.0], [1.0, 0.0]];
    let fit =
        |settings: KernelClassifierSettings| KernelClassifier::new(settings, cpu()).fit(&x, &[0, 1]).err();
    let base = KernelClassifierSettings::default;
    let alignment = Some(AlignmentSettings::default());
    assert!(matches!(
        fit(KernelClassifierSettings { alignment, ..base() }),
        Some(ModelError::NoEffect { setting: "alignment", .. })
    ));
    for (setting, kernel) in [
        ("qubits", KernelSettings { kind: "gaussian".into(), qubits: Some(2), ..Default::default() }),
        ("trainable", KernelSettings { kind: "gaussian".into(), trainable: true, ..Default::default() }),
        (
            "trainable",
            KernelSettings { embedding: "amplitude".into(), trainable: true, ..Default::default() },
        ),
    ] {
        let error = fit(KernelClassifierSettings { kernel, ..base() }).unwrap();
        assert!(matches!(error, ModelError::NoEffect { setting: found, .. } if found == setting), "{error}");
    }
    let mut model = KernelClassifier::new(base(), cpu());
    assert!(matches!(model.fit(&Array2::zeros((0, 2)), &[]), Err(ModelError::NoSamples)));
    assert!(matches!(model.fit(&x, &[0]), Err(ModelError::Size { setting: "labels", .. })));
    let regress = |regression| {
        let settings = KernelRegressorSettings { regression, ..Default::default() };
        KernelRegressor::new(settings, cpu()).fit(&x, &[0.0, 1.0]).err()
    };
    assert!(matches!(regress(KernelRegression::Ridge { ridge: 0.0 }), Some(ModelError::Number { .. })));
    assert!(matches!(
        regress(KernelRegression::SupportVector { penalty: 1.0, tube: -0.1 }),
        Some(ModelError::Number { setting: "tube", .. })
    ));
}

#[test]
fn a_kernel_that_was_handed_over_stays() {
    use ansatz_circuits::Circuit;
    use ansatz_qml::embeddings::DataCircuit;
    use ansatz_qml::kernels::{Kernel, QuantumKernel};
    let mut circuit = Circuit::new(2);
    let x = circuit.parameter_vector("x", 2);
    for q in 0..2 {
        circuit.ry(2.0 * x[q], q).unwrap().rz(2.0 * x[1 - q], q).unwrap();
    }
    let own = || QuantumKernel::fidelity(&cpu(), DataCircuit::new(&circuit, &x, &[]).unwrap()).unwrap();
    let data = moons(30, 0.05, 0).unwrap();
    let gram = own().gram(&data.features).unwrap();
    let kept = |machine: &KernelClassifier| machine.kernel().unwrap().gram(&data.features).unwrap() == gram;

    let mut by_gram = KernelClassifier::new(KernelClassifierSettings::default(), cpu());
    by_gram.fit_gram(Box::new(own()) as Box<dyn Kernel>, &data, &gram).unwrap();
    let before = by_gram.predict_proba(&data.features).unwrap();
    by_gram.fit(&data.features, &data.labels).unwrap();
    assert!(kept(&by_gram), "not the `iqp` of the settings");
    let mut handed = KernelClassifier::with_kernel(own());
    handed.fit(&data.features, &data.labels).unwrap();
    assert!(kept(&handed));
    for model in [&by_gram, &handed] {
        assert_eq!(model.predict_proba(&data.features).unwrap(), before);
        assert!(matches!(model.save(), Err(ModelError::Saved(_))), "no settings say what it is");
    }
}
