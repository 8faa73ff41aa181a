//! The variational classifier: it learns, it is reproducible, it can be saved, and it refuses what does not fit.
#![allow(clippy::unwrap_used)]

use ansatz_qml::{
    ModelError,
    data::{Dataset, blobs, circles, moons},
    models::{
        Classifier, ClassifierSettings, EarlyStopping, StopReason, TrainingSettings, VariationalClassifier,
    },
    optimize::OptimizerSettings,
    preprocess::Pipeline,
};
use ansatz_simulator::{Backend, Cpu, CpuOptions};
use std::ops::ControlFlow;
use std::sync::Arc;

fn cpu() -> Arc<dyn Backend> {
    Arc::new(Cpu::<f64>::default())
}

fn small() -> ClassifierSettings {
    ClassifierSettings { qubits: 2, embedding: "reuploading".into(), layers: 2, ..Default::default() }
}

fn fitted(
    settings: ClassifierSettings,
    data: &Dataset,
    training: &TrainingSettings,
) -> (VariationalClassifier, Vec<f64>) {
    let mut model = VariationalClassifier::new(settings, training.clone(), cpu());
    model.fit(&data.features, &data.labels).unwrap();
    let losses = model.history().unwrap().epochs.iter().map(|epoch| epoch.loss).collect();
    (model, losses)
}

#[test]
fn it_learns_moons_circles_and_blobs() {
    let training = TrainingSettings {
        epochs: 60,
        optimizer: OptimizerSettings::default().with_learning_rate(0.1),
        ..Default::default()
    };
    let sets =
        [moons(100, 0.1, 1).unwrap(), circles(100, 0.05, 0.5, 1).unwrap(), blobs(90, 3, 0.5, 3).unwrap()];
    for data in sets {
        let scale = Pipeline::parse(&["standardize"]).unwrap().fit(&data.features).unwrap();
        let data = Dataset { features: scale.transform(&data.features).unwrap(), ..data };
        let (model, losses) = fitted(ClassifierSettings { layers: 4, ..small() }, &data, &training);
        assert!(losses[59] < 0.6 * losses[0], "{losses:?}");
        assert!(model.score(&data.features, &data.labels).unwrap() > 0.85);
    }
}

#[test]
fn every_part_trains_with_every_other() {
    let data = moons(24, 0.1, 2).unwrap();
    let training = TrainingSettings { epochs: 2, ..Default::default() };
    for embedding in ansatz_qml::embeddings::EMBEDDINGS {
        for (readout, loss) in
            [("scaled", "cross_entropy"), ("linear", "hinge"), ("linear", "mean_squared_error")]
        {
            let settings = ClassifierSettings {
                embedding: embedding.into(),
                readout: readout.into(),
                loss: loss.into(),
                ..small()
            };
            let (model, losses) = fitted(settings, &data, &training);
            assert!(losses.iter().all(|loss| loss.is_finite()), "{embedding} {readout} {loss}");
            let rows = model.predict_proba(&data.features).unwrap();
            assert!(rows.rows().into_iter().all(|row| (row.sum() - 1.0).abs() < 1e-12));
        }
    }
}

#[test]
fn every_optimizer_lowers_the_loss() {
    let data = moons(30, 0.1, 4).unwrap();
    for optimizer in ansatz_qml::optimize::OPTIMIZERS {
        let epochs = if optimizer == "spsa" { 150 } else { 25 };
        let training =
            TrainingSettings { optimizer: optimizer.into(), epochs, batch_size: 0, ..Default::default() };
        let (_, losses) = fitted(small(), &data, &training);
        assert!(losses[losses.len() - 1] < losses[0], "{optimizer}: {losses:?}");
    }
}

#[test]
fn adjoint_and_parameter_shift_train_alike() {
    let data = moons(16, 0.1, 5).unwrap();
    let train = |differentiator: &str| {
        let training =
            TrainingSettings { epochs: 5, differentiator: differentiator.into(), ..Default::default() };
        fitted(small(), &data, &training).1
    };
    let (adjoint, shift) = (train("adjoint"), train("parameter-shift"));
    assert!(adjoint.iter().zip(&shift).all(|(a, b)| (a - b).abs() < 1e-9), "{adjoint:?} {shift:?}");
}

#[test]
fn the_same_seed_gives_the_same_bits_and_packing_changes_nothing_but_rounding() {
    let data = moons(40, 0.1, 6).unwrap();
    let training = TrainingSettings { epochs: 3, batch_size: 7, seed: 9, ..Default::default() };
    let weights = |max_lanes: usize| {
        let options = CpuOptions { max_lanes, ..CpuOptions::default() };
        let backend = Arc::new(Cpu::<f64>::new(options));
        let mut model = VariationalClassifier::new(small(), training.clone(), backend);
        model.fit(&data.features, &data.labels).unwrap();
        model.weights().to_vec()
    };
    let alone = weights(1);
    assert_eq!(alone, weights(1));
    for packed in [weights(16), weights(3)] {
        assert!(alone.iter().zip(&packed).all(|(a, b)| (a - b).abs() < 1e-12), "{alone:?} {packed:?}");
    }
    let other = TrainingSettings { seed: 10, ..training.clone() };
    assert_ne!(fitted(small(), &data, &training).0.weights(), fitted(small(), &data, &other).0.weights());
}

#[test]
fn a_saved_model_predicts_the_same_bits() {
    let data = moons(30, 0.1, 7).unwrap();
    let pipeline = Pipeline::parse(&["standardize"]).unwrap().fit(&data.features).unwrap();
    let scaled = Dataset { features: pipeline.transform(&data.features).unwrap(), ..data.clone() };
    let (model, _) = fitted(small(), &scaled, &TrainingSettings { epochs: 3, ..Default::default() });
    let text = serde_json::to_string(&model.save(&data, &pipeline).unwrap()).unwrap();
    let saved: ansatz_qml::models::SavedClassifier = serde_json::from_str(&text).unwrap();
    let loaded = VariationalClassifier::load(&saved, cpu()).unwrap();
    assert_eq!(
        loaded.predict_proba(&scaled.features).unwrap(),
        model.predict_proba(&scaled.features).unwrap()
    );

    let refused = |change: &dyn Fn(&mut ansatz_qml::models::SavedClassifier)| {
        let mut broken = saved.clone();
        change(&mut broken);
        matches!(VariationalClassifier::load(&broken, cpu()), Err(ModelError::Saved(_)))
    };
    assert!(refused(&|saved| saved.version += 1));
    assert!(refused(&|saved| _ = saved.weights.pop()));
    assert!(refused(&|saved| saved.weights[0] = f64::NAN));
    assert!(refused(&|saved| _ = saved.feature_names.pop()));
}

#[test]
fn early_stopping_keeps_the_best_weights_and_observers_may_interrupt() {
    let data = moons(30, 0.1, 8).unwrap();
    let early_stopping = Some(EarlyStopping { patience: 3, min_delta: 10.0 });
    let training = TrainingSettings { epochs: 50, early_stopping, ..Default::default() };
    let mut model = VariationalClassifier::new(small(), training, cpu());
    model.fit(&data.features, &data.labels).unwrap();
    let history = model.history().unwrap();
    // No epoch improves by 10, so the first one stays the best.
    assert_eq!((history.stopped, history.epochs.len()), (StopReason::EarlyStopping, 4));

    let training = TrainingSettings { epochs: 50, ..Default::default() };
    let mut seen = 0;
    let mut observe = |progress: &ansatz_qml::models::Progress<'_>| {
        seen = progress.epochs().len();
        if seen == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let mut model = VariationalClassifier::new(small(), training, cpu());
    model.fit_observed(&data, None, &mut observe).unwrap();
    let history = model.history().unwrap();
    assert_eq!((history.stopped, history.epochs.len(), seen), (StopReason::Interrupted, 3, 3));
}

#[test]
fn divergence_is_an_error_that_keeps_the_last_good_weights() {
    let data = moons(30, 0.1, 8).unwrap();
    let training = TrainingSettings {
        optimizer: OptimizerSettings::from("gradient_descent").with_learning_rate(1e300),
        epochs: 5,
        ..Default::default()
    };
    let settings =
        ClassifierSettings { readout: "linear".into(), loss: "mean_squared_error".into(), ..small() };
    let mut model = VariationalClassifier::new(settings, training, cpu());
    let error = model.fit(&data.features, &data.labels).unwrap_err();
    assert!(matches!(error, ModelError::Optimize(_)), "{error}");
    assert!(model.weights().iter().all(|w| w.is_finite()) && !model.weights().is_empty());
}

#[test]
fn what_does_not_fit_is_refused() {
    let data = moons(20, 0.1, 0).unwrap();
    let refused = |settings: ClassifierSettings, training: TrainingSettings| {
        let mut model = VariationalClassifier::new(settings, training, cpu());
        model.fit(&data.features, &data.labels).unwrap_err()
    };
    let training = TrainingSettings::default;
    let named = |field: &str| match field {
        "embedding" => ClassifierSettings { embedding: "angel".into(), ..small() },
        "ansatz" => ClassifierSettings { ansatz: Some("real_amplitude".into()), ..small() },
        "readout" => ClassifierSettings { readout: "scale".into(), ..small() },
        _ => ClassifierSettings { loss: "crossentropy".into(), ..small() },
    };
    for field in ["embedding", "ansatz", "readout", "loss"] {
        let text = refused(named(field), training()).to_string();
        assert!(text.contains("did you mean"), "{text}");
    }
    let lbfgs = TrainingSettings { optimizer: "lbfgs".into(), batch_size: 8, ..Default::default() };
    assert!(matches!(refused(small(), lbfgs), ModelError::NeedsFullBatch { .. }));
    let one_qubit = ClassifierSettings { qubits: 1, embedding: "angle".into(), ..Default::default() };
    assert!(matches!(refused(one_qubit, training()), ModelError::Shape { .. }));

    let model = VariationalClassifier::new(small(), training(), cpu());
    assert!(matches!(model.predict(&data.features), Err(ModelError::NotTrained)));
    let (model, _) = fitted(small(), &data, &TrainingSettings { epochs: 1, ..Default::default() });
    let wide = ndarray::Array2::zeros((3, 5));
    assert!(matches!(model.predict(&wide), Err(ModelError::FeatureCount { expected: 2, found: 5 })));
}
