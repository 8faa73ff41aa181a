//! Every kind of model learns, is saved and is trained to the same bits, however often it was stopped on the way.
#![allow(clippy::unwrap_used)]

use ansatz_qml::{
    ModelError,
    data::{Dataset, blobs, moons},
    losses::{REGRESSION_LOSSES, RegressionLoss},
    models::{
        Checkpoint, CheckpointError, CircuitCentricSettings, Classifier, ClassifierSettings, DressedSettings,
        EarlyStopping, MODELS, ModelSettings, Plateau, Regressor, ReuploadingSettings, SavedClassifier,
        StopReason, TrainingSettings, VariationalClassifier, VariationalRegressor,
    },
    optimize::{OPTIMIZERS, OptimizerSettings},
    preprocess::Pipeline,
};
use ansatz_simulator::{Backend, Cpu, CpuOptions};
use std::ops::ControlFlow;
use std::sync::Arc;

fn cpu() -> Arc<dyn Backend> {
    Arc::new(Cpu::<f64>::default())
}

fn model(kind: &str) -> ModelSettings {
    ModelSettings::by_name(kind).unwrap()
}

/// Two classes of two features, scaled.
fn data(rows: usize) -> Dataset {
    let data = moons(rows, 0.1, 1).unwrap();
    let scale = Pipeline::parse(&["minmax:-pi/2:pi/2"]).unwrap().fit(&data.features).unwrap();
    Dataset { features: scale.transform(&data.features).unwrap(), ..data }
}

fn trained(model: ModelSettings, data: &Dataset, training: TrainingSettings) -> VariationalClassifier {
    let mut classifier = VariationalClassifier::new(model, training, cpu());
    classifier.fit(&data.features, &data.labels).unwrap();
    classifier
}

#[test]
fn every_kind_learns_two_classes() {
    let data = data(60);
    // What each kind can do on moons with its default size; a constant answer is right for half of them.
    for kind in MODELS {
        let settings = match kind {
            "variational_classifier" => ClassifierSettings { qubits: 2, ..Default::default() }.into(),
            "separable" => ModelSettings::from(ReuploadingSettings::default()).separable(),
            _ => model(kind),
        };
        let training = TrainingSettings {
            epochs: 60,
            batch_size: 0,
            optimizer: OptimizerSettings::default().with_learning_rate(0.1),
            ..Default::default()
        };
        let model = trained(settings, &data, training);
        let epochs = &model.history().unwrap().epochs;
        assert!(epochs[59].loss < epochs[0].loss, "{kind}: {epochs:?}");
        let score = model.score(&data.features, &data.labels).unwrap();
        // Amplitudes of two normalised numbers keep their direction only, and two copies not even its sign.
        let blind = ["tree_tensor", "circuit_centric"].contains(&kind);
        assert!(score >= if blind { 0.5 } else { 0.7 }, "{kind}: {score}");
    }
}

#[test]
fn kinds_for_more_classes_learn_them_and_others_say_so() {
    let data = blobs(60, 3, 0.5, 3).unwrap();
    let scale = Pipeline::parse(&["minmax:-pi/2:pi/2"]).unwrap().fit(&data.features).unwrap();
    let data = Dataset { features: scale.transform(&data.features).unwrap(), ..data };
    let training = TrainingSettings {
        epochs: 80,
        batch_size: 0,
        optimizer: OptimizerSettings::default().with_learning_rate(0.1),
        ..Default::default()
    };
    // Two features are the amplitudes of one qubit, which cannot tell three classes apart.
    for kind in MODELS.into_iter().filter(|kind| !["reuploading", "tree_tensor"].contains(kind)) {
        let mut classifier = VariationalClassifier::new(model(kind), training.clone(), cpu());
        classifier.fit(&data.features, &data.labels).unwrap();
        let score = classifier.score(&data.features, &data.labels).unwrap();
        assert!(score > 0.5, "{kind}: {score}");
    }
    let mut two = VariationalClassifier::new(model("reuploading"), training, cpu());
    let error = two.fit(&data.features, &data.labels).unwrap_err();
    assert!(matches!(error, ModelError::TwoClasses { classes: 3, .. }), "{error}");
}

#[test]
fn every_kind_is_saved_and_read_again() {
    let data = data(12);
    let pipeline = Pipeline::parse::<&str>(&[]).unwrap().fit(&data.features).unwrap();
    for kind in MODELS {
        let model = trained(model(kind), &data, TrainingSettings { epochs: 1, ..Default::default() });
        let text = serde_json::to_string(&model.save(&data, &pipeline).unwrap()).unwrap();
        let saved: SavedClassifier = serde_json::from_str(&text).unwrap();
        let loaded = VariationalClassifier::load(&saved, cpu()).unwrap();
        let (before, after) = (model.predict_proba(&data.features), loaded.predict_proba(&data.features));
        assert_eq!(before.unwrap(), after.unwrap(), "{kind}");
    }
}

#[test]
fn a_model_without_entanglement_has_no_gate_on_two_qubits() {
    let data = data(12);
    for kind in ["variational_classifier", "dressed", "iqp_variational", "convolutional"] {
        let model =
            trained(model(kind).separable(), &data, TrainingSettings { epochs: 1, ..Default::default() });
        let circuit = model.circuit().unwrap();
        assert!(circuit.instructions().iter().all(|instruction| instruction.qubits().len() == 1), "{kind}");
    }
}

#[test]
fn regressors_learn_a_curve_and_a_plane() {
    let x = ndarray::Array2::from_shape_fn((40, 2), |(row, column)| {
        (if column == 0 { row as f64 } else { (row * 7 % 40) as f64 }) / 20.0 - 1.0
    });
    let y: Vec<f64> = x.rows().into_iter().map(|x| 3.0 + (2.0 * x[0]).sin() - 0.5 * x[1]).collect();
    let settings = [
        ClassifierSettings { qubits: 2, embedding: "reuploading".into(), ..Default::default() }.into(),
        ModelSettings::from(DressedSettings::default()),
        model("convolutional"),
    ];
    for settings in settings {
        for loss in REGRESSION_LOSSES {
            let value: Box<dyn RegressionLoss> = loss.parse().unwrap();
            let training = TrainingSettings {
                epochs: 200,
                batch_size: 0,
                optimizer: OptimizerSettings::default().with_learning_rate(0.1),
                ..Default::default()
            };
            let mut model = VariationalRegressor::new(settings.clone(), value, training, cpu());
            model.fit(&x, &y).unwrap();
            let score = model.score(&x, &y).unwrap();
            assert!(score > 0.9, "{} {loss}: {score}", settings.kind());
            let last = model.history().unwrap().epochs[199];
            assert!(last.score > 0.9 && last.score <= 1.0);
        }
    }
}

/// The checkpoints of every epoch, as text, and the final weights.
fn all_checkpoints(
    settings: &ModelSettings,
    training: &TrainingSettings,
    data: &Dataset,
) -> (Vec<String>, Vec<f64>) {
    let mut classifier = VariationalClassifier::new(settings.clone(), training.clone(), cpu());
    let mut texts = Vec::new();
    classifier
        .fit_observed(data, None, &mut |progress| {
            texts.push(progress.checkpoint().to_text().unwrap());
            ControlFlow::Continue(())
        })
        .unwrap();
    (texts, classifier.weights().to_vec())
}

fn resumed(
    settings: &ModelSettings,
    training: &TrainingSettings,
    data: &Dataset,
    text: &str,
) -> Result<VariationalClassifier, ModelError> {
    let mut classifier = VariationalClassifier::new(settings.clone(), training.clone(), cpu());
    let checkpoint = Checkpoint::from_text(text)?;
    classifier.fit_observed(data, Some(checkpoint), &mut |_| ControlFlow::Continue(()))?;
    Ok(classifier)
}

#[test]
fn a_run_that_was_stopped_anywhere_ends_in_the_same_bits() {
    let data = data(20);
    let settings = model("reuploading");
    for optimizer in OPTIMIZERS {
        let whole = ["lbfgs", "lbfgsb", "nelder_mead", "cobyla"].contains(&optimizer);
        let early_stopping = Some(EarlyStopping { patience: 4, min_delta: 1e-3 });
        let training = TrainingSettings {
            optimizer: optimizer.into(),
            epochs: 6,
            batch_size: if whole { 0 } else { 6 },
            early_stopping,
            plateau: Some(Plateau { steps: 50 }),
            ..Default::default()
        };
        let (texts, weights) = all_checkpoints(&settings, &training, &data);
        for text in &texts {
            let again = resumed(&settings, &training, &data, text).unwrap();
            assert_eq!(again.weights(), weights, "{optimizer}");
        }
    }
}

#[test]
fn more_epochs_go_on_where_fewer_ended() {
    let data = data(20);
    let settings = ModelSettings::from(CircuitCentricSettings { copies: 2, layers: 1 });
    let short = TrainingSettings { epochs: 3, batch_size: 7, ..Default::default() };
    let long = TrainingSettings { epochs: 5, ..short.clone() };
    let (texts, _) = all_checkpoints(&settings, &short, &data);
    let again = resumed(&settings, &long, &data, &texts[3]).unwrap();
    assert_eq!(again.weights(), all_checkpoints(&settings, &long, &data).1);
    assert_eq!(again.history().unwrap().epochs.len(), 5);
}

#[test]
fn foreign_and_damaged_checkpoints_are_refused() {
    let data = data(16);
    let settings = model("dressed");
    let training = TrainingSettings { epochs: 2, ..Default::default() };
    let (texts, _) = all_checkpoints(&settings, &training, &data);
    let text = &texts[1];
    let refusal = |text: &str| match Checkpoint::from_text(text) {
        Ok(_) => panic!("it was taken"),
        Err(error) => error,
    };
    assert_eq!(refusal(""), CheckpointError::Foreign);
    assert_eq!(refusal("{\"format\":\n1}"), CheckpointError::Foreign);
    assert!(matches!(refusal(&text.replacen(" 1 ", " 2 ", 1)), CheckpointError::Version { .. }));
    assert!(matches!(refusal(&text[..text.len() / 2]), CheckpointError::Damaged { .. }));
    // Any one digit of any number.
    for (place, byte) in
        text.bytes().enumerate().skip(90).step_by(37).filter(|(_, byte)| byte.is_ascii_digit())
    {
        let mut bytes = text.clone().into_bytes();
        bytes[place] = if byte == b'3' { b'4' } else { b'3' };
        assert!(matches!(refusal(std::str::from_utf8(&bytes).unwrap()), CheckpointError::Damaged { .. }));
    }
    let other = |error: ModelError| matches!(error, ModelError::Checkpoint(CheckpointError::Other { .. }));
    let refused = |settings: &ModelSettings, training: &TrainingSettings, data: &Dataset| {
        other(resumed(settings, training, data, text).err().unwrap())
    };
    assert!(refused(&model("iqp_variational"), &training, &data));
    assert!(refused(&settings, &TrainingSettings { seed: 1, ..training.clone() }, &data));
    let mut changed = data.clone();
    changed.features[[3, 1]] += 1e-12;
    assert!(refused(&settings, &training, &changed));
}

#[test]
fn threads_change_no_bit() {
    let data = data(40);
    for kind in MODELS {
        let weights: Vec<Vec<f64>> = [1, 2, 3]
            .into_iter()
            .map(|threads| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
                pool.install(|| {
                    let options = CpuOptions { max_lanes: 4, ..CpuOptions::default() };
                    let training = TrainingSettings { epochs: 2, batch_size: 16, ..Default::default() };
                    let backend = Arc::new(Cpu::<f64>::new(options));
                    let mut classifier = VariationalClassifier::new(model(kind), training, backend);
                    classifier.fit(&data.features, &data.labels).unwrap();
                    classifier.weights().to_vec()
                })
            })
            .collect();
        assert!(weights[0] == weights[1] && weights[0] == weights[2], "{kind}");
    }
}

#[test]
fn flat_losses_end_a_run() {
    let data = data(20);
    let training = TrainingSettings {
        optimizer: OptimizerSettings::default().with_learning_rate(1e-9),
        batch_size: 5,
        epochs: 100,
        plateau: Some(Plateau { steps: 40 }),
        ..Default::default()
    };
    let model = trained(model("reuploading"), &data, training);
    let history = model.history().unwrap();
    assert_eq!(history.stopped, StopReason::Plateau);
    assert!((20..100).contains(&history.epochs.len()), "{}", history.epochs.len());
}
