//! Models and trainers as values: the same bits as by settings, for classes and for numbers, stopped on the way or not.
#![allow(clippy::unwrap_used)]

use ansatz_circuits::{Circuit, PauliSum};
use ansatz_qml::ModelError;
use ansatz_qml::data::{Dataset, moons};
use ansatz_qml::embeddings::{
    DataCircuit, DataCircuitError, EmbeddingShape, Encoding, Source, reuploading as embedding,
};
use ansatz_qml::losses::{Huber, SquaredError};
use ansatz_qml::models::{
    Attempt, Checkpoint, CheckpointError, ClassifierSettings, DataNames, DataShape, EarlyStopping, Fitted,
    Margin, Model, ModelSettings, Number, Regressor, ReuploadingSettings, Samples, StopReason, Trainer,
    TrainingSettings, VariationalClassifier, VariationalRegressor, WeightStart, WeightedFidelities,
    WeightedFidelity, dressed, reuploading,
};
use ansatz_qml::optimize::{Adam, GradientDescent, OptimizerSettings};
use ansatz_qml::preprocess::Pipeline;
use ansatz_simulator::{Backend, Cpu};
use ndarray::Array2;
use std::ops::ControlFlow;
use std::sync::Arc;

fn cpu() -> Arc<dyn Backend> {
    Arc::new(Cpu::<f64>::default())
}

fn adam<'a>(epochs: usize) -> Trainer<'a> {
    Trainer::new(Adam { learning_rate: 0.1, ..Adam::default() }).epochs(epochs).batch_size(8)
}

fn by_settings(epochs: usize) -> TrainingSettings {
    TrainingSettings {
        optimizer: OptimizerSettings::default().with_learning_rate(0.1),
        epochs,
        batch_size: 8,
        ..Default::default()
    }
}

/// A curve of one feature.
fn curve() -> (Array2<f64>, Vec<f64>) {
    let x = Array2::from_shape_fn((30, 1), |(row, _)| -1.5 + 0.1 * row as f64);
    let y = x.iter().map(|x| 2.0 + (2.0 * x).sin()).collect();
    (x, y)
}

fn curve_model() -> Model<f64> {
    let shape = EmbeddingShape { num_qubits: 2, num_features: 1, repeats: 2 };
    let model = Model::new(embedding(shape).unwrap()).start(WeightStart::Normal(0.3));
    model.head(Number).loss(SquaredError)
}

#[test]
fn a_model_as_a_value_gives_the_bits_of_its_settings() {
    let data = moons(30, 0.1, 2).unwrap();
    let shape = DataShape { features: 2, classes: 2 };
    let pairs: [(Model, ModelSettings); 2] = [
        (reuploading(2, 3, 1).unwrap(), ReuploadingSettings { layers: 3, ..Default::default() }.into()),
        (dressed(shape, 2, 3).unwrap(), ModelSettings::by_name("dressed").unwrap()),
    ];
    for (model, settings) in pairs {
        let fitted = adam(4).fit(&cpu(), model, &data).unwrap();
        let mut named = VariationalClassifier::new(settings, by_settings(4), cpu());
        named.fit_observed(&data, None, &mut |_| ControlFlow::Continue(())).unwrap();
        assert_eq!(fitted.weights(), named.weights());
        assert_eq!(fitted.history().unwrap(), named.history().unwrap());
        assert_eq!(fitted.loss(&data).unwrap(), named.loss(&data.features, &data.labels).unwrap());
    }
    let (x, y) = curve();
    let fitted = adam(4).fit(&cpu(), curve_model(), Samples::new(&x, &y).unwrap()).unwrap();
    let settings =
        ClassifierSettings { qubits: 2, embedding: "reuploading".into(), layers: 2, ..Default::default() };
    let mut named = VariationalRegressor::new(settings, SquaredError, by_settings(4), cpu());
    named.fit(&x, &y).unwrap();
    assert_eq!(fitted.weights(), named.weights());
}

#[test]
fn runs_of_values_go_on_from_any_epoch_with_the_same_bits() {
    let (x, y) = curve();
    let samples = Samples::new(&x, &y).unwrap();
    let trainer =
        || adam(6).validation(0.2).unwrap().early_stopping(EarlyStopping { patience: 4, min_delta: 1e-3 });
    let mut texts = Vec::new();
    let whole = trainer().observe(|progress| texts.push(progress.checkpoint().to_text().unwrap()));
    let whole = whole.fit(&cpu(), curve_model(), samples).unwrap();
    for text in &texts {
        let checkpoint = Checkpoint::from_text(text).unwrap();
        assert!(checkpoint.model().is_none() && checkpoint.training().is_none());
        let again = trainer().resume(checkpoint).fit(&cpu(), curve_model(), samples).unwrap();
        assert_eq!((again.weights(), again.history()), (whole.weights(), whole.history()));
    }
    let refused = |trainer: Trainer<'_>, model: Model<f64>| {
        let checkpoint = Checkpoint::from_text(&texts[2]).unwrap();
        let error = trainer.resume(checkpoint).fit(&cpu(), model, samples).err().unwrap();
        matches!(error, ModelError::Checkpoint(CheckpointError::Other { .. }))
    };
    assert!(refused(trainer().seed(1), curve_model()));
    assert!(refused(trainer().batch_size(7), curve_model()));
    assert!(refused(trainer(), curve_model().loss(Huber)));
    assert!(refused(trainer(), curve_model().start(WeightStart::Circle)));
}

#[test]
fn held_out_rows_are_measured_and_not_trained_on() {
    let data = moons(40, 0.1, 2).unwrap();
    let model = || reuploading(2, 2, 1).unwrap();
    let fitted = adam(5).validation(0.25).unwrap().fit(&cpu(), model(), &data).unwrap();
    let split = ansatz_qml::data::stratified_split(&data.labels, 0.25, 0).unwrap();
    let (train, test) = (data.select(&split.train), data.select(&split.test));
    let alone = adam(5).fit(&cpu(), model(), &train).unwrap();
    assert_eq!(fitted.weights(), alone.weights());
    let last = fitted.history().unwrap().epochs[4].validation.unwrap();
    assert!((last.loss - fitted.loss(&test).unwrap()).abs() < 1e-12);
    assert!((last.score - fitted.score(&test).unwrap()).abs() < 1e-12);
    assert!(alone.history().unwrap().epochs.iter().all(|epoch| epoch.validation.is_none()));
    assert!(adam(1).validation(1.0).is_err() && adam(1).validation(-0.1).is_err());
}

#[test]
fn a_regressor_is_saved_observed_and_gone_on_with_as_a_classifier_is() {
    let (x, y) = curve();
    let samples = Samples::new(&x, &y).unwrap();
    let settings =
        || ClassifierSettings { qubits: 2, embedding: "reuploading".into(), layers: 2, ..Default::default() };
    let new = || VariationalRegressor::new(settings(), Huber, by_settings(5), cpu());
    let mut texts = Vec::new();
    let mut whole = new();
    let observe = &mut |progress: &ansatz_qml::models::Progress<'_>| {
        texts.push(progress.checkpoint().to_text().unwrap());
        ControlFlow::Continue(())
    };
    whole.fit_observed(samples, None, observe).unwrap();
    let mut again = new();
    let from = Some(Checkpoint::from_text(&texts[2]).unwrap());
    again.fit_observed(samples, from, &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(again.weights(), whole.weights());

    let pipeline = Pipeline::parse::<&str>(&[]).unwrap().fit(&x).unwrap();
    let names = DataNames { feature_names: vec!["x".into()], label_name: "y".into(), ..Default::default() };
    let saved = whole.save(names, &pipeline).unwrap();
    let text = serde_json::to_string(&saved).unwrap();
    assert!(!text.contains("classes"));
    let loaded = VariationalRegressor::load(&serde_json::from_str(&text).unwrap(), cpu()).unwrap();
    assert_eq!(loaded.predict(&x).unwrap(), whole.predict(&x).unwrap());
    assert!(matches!(VariationalClassifier::load(&saved, cpu()), Err(ModelError::Saved(_))));
}

#[test]
fn what_an_observer_says_ends_a_run_and_a_run_that_diverges_keeps_its_weights() {
    let data = moons(20, 0.1, 2).unwrap();
    let stop = |progress: &ansatz_qml::models::Progress<'_>| match progress.epochs().len() {
        2 => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    };
    let fitted = adam(9).observe(stop).fit(&cpu(), reuploading(2, 2, 1).unwrap(), &data).unwrap();
    assert_eq!(fitted.history().unwrap().stopped, StopReason::Interrupted);
    let wild = GradientDescent { learning_rate: 1e300 };
    let (x, y) = curve();
    let attempt = Trainer::new(wild).attempt(&cpu(), curve_model(), Samples::new(&x, &y).unwrap());
    let Attempt { fitted, failure } = attempt.unwrap();
    assert!(matches!(failure, Some(ModelError::Optimize(_))));
    assert!(fitted.weights().iter().all(|weight| weight.is_finite()));
}

#[test]
fn what_does_not_fit_is_refused_where_it_is_given() {
    let mut circuit = Circuit::new(1);
    let (x, w) = (circuit.parameter("x"), circuit.parameter("w"));
    circuit.rx(x, 0).unwrap().ry(w, 0).unwrap();
    let wrong = |features: &[_], weights: &[_]| match DataCircuit::new(&circuit, features, weights) {
        Err(ModelError::DataCircuit(error)) => error,
        _ => panic!("it was taken"),
    };
    assert!(matches!(wrong(&[x], &[]), DataCircuitError::Unassigned { parameter } if parameter == "w"));
    assert!(matches!(wrong(&[x], &[w, x]), DataCircuitError::Twice { parameter } if parameter == "x"));
    let mut embedded = DataCircuit::empty(1, 1);
    let mut one = Circuit::new(1);
    let angle = one.parameter("a");
    one.rx(angle, 0).unwrap();
    for encodings in [&[Encoding::Feature(5)][..], &[Encoding::Feature(0); 2], &[]] {
        assert!(
            matches!(embedded.append_inputs(&one, encodings), Err(ModelError::DataCircuit(_))),
            "{encodings:?}"
        );
    }
    embedded.append_inputs(&one, &[Encoding::Feature(0)]).unwrap();
    let (mut parameters, mut gradient) = ([0.0], [0.0]);
    assert!(embedded.parameters(&[1.0], &[0.3], &mut parameters).is_err());
    assert!(embedded.parameters(&[], &[0.3, 0.4], &mut parameters).is_err());
    assert!(embedded.pullback(&[1.0, 2.0], &[0.3], &mut gradient[..0]).is_err());

    let model = Model::new(DataCircuit::new(&circuit, &[x], &[w]).unwrap());
    assert!(model.clone().observables(["Z1"]).is_err() && model.clone().observables(["Q0"]).is_err());
    assert!(model.clone().observables(Vec::<&str>::new()).is_err());
    let model = model.observables(["Z0"]).unwrap().head(Margin);
    let data =
        Dataset { features: Array2::zeros((3, 1)), labels: vec![0, 1, 2], ..moons(4, 0.1, 0).unwrap() };
    let error = adam(1).fit(&cpu(), model.clone(), &data).err().unwrap();
    assert!(matches!(error, ModelError::Class { class: 2, classes: 2 }));
    let wide = Array2::zeros((2, 3));
    let error = adam(1).fit(&cpu(), model.clone(), Samples::new(&wide, &[0, 1]).unwrap()).err().unwrap();
    assert!(matches!(error, ModelError::FeatureCount { expected: 1, found: 3 }), "{error}");
    assert!(Fitted::at(&cpu(), model, vec![0.0; 7]).is_err());
}

/// Data re-uploading as its paper has it, made of public parts.
fn reuploading_written_outside(features: usize, layers: usize, read: usize) -> Result<Model, ModelError> {
    let n = features.div_ceil(3);
    let mut data = DataCircuit::empty(n, features);
    for layer in 0..=layers {
        let mut round = Circuit::new(n);
        let (scales, angles) = (round.parameter_vector("s", features), round.parameter_vector("t", 3 * n));
        let first = data.num_weights();
        let scaled = (0..features).map(|i| Source::Scaled(first + i, Encoding::Feature(i)));
        let plain = (0..3 * n).map(|k| Source::Weight(first + features + k));
        let turns = |round: &mut Circuit, k: usize, angle| match k % 3 {
            1 => round.ry(angle, k / 3).map(|_| ()),
            _ => round.rz(angle, k / 3).map(|_| ()),
        };
        for qubit in 0..n {
            let of_qubit = 3 * qubit..3 * qubit + 3;
            for k in of_qubit.clone() {
                if let Some(scale) = scales.get(k) {
                    turns(&mut round, k, *scale)?;
                }
                if layer == layers {
                    turns(&mut round, k, angles[k])?;
                }
            }
            for k in of_qubit.filter(|_| layer < layers) {
                turns(&mut round, k, angles[k])?;
            }
        }
        data.append_sources(&round, scaled.chain(plain).collect())?;
        let mut pairs = Circuit::new(n);
        for qubit in (layer % 2..n.saturating_sub(1)).step_by(2).filter(|_| layer < layers) {
            pairs.cz(qubit, qubit + 1)?;
        }
        data.append_sources(&pairs, Vec::new())?;
    }
    let model = Model::new(data).start(WeightStart::Unit).observables((0..read).map(PauliSum::z))?;
    Ok(model.head(WeightedFidelities).loss(WeightedFidelity))
}

#[test]
fn the_reuploading_model_written_outside_gives_the_bits_of_the_shipped_one() {
    let data = moons(24, 0.1, 2).unwrap();
    // Four features, so that there are two qubits and entangling gates between them.
    let wide =
        Array2::from_shape_fn((24, 4), |(row, k)| data.features[[row, k % 2]] * (1.0 + 0.3 * k as f64));
    let data = Dataset { features: wide, ..data };
    let shipped = adam(3).fit(&cpu(), reuploading(4, 3, 2).unwrap(), &data).unwrap();
    let outside = adam(3).fit(&cpu(), reuploading_written_outside(4, 3, 2).unwrap(), &data).unwrap();
    assert_eq!(outside.weights(), shipped.weights());
    assert_eq!(outside.history(), shipped.history());
    let settings = ReuploadingSettings { layers: 3, ..Default::default() };
    let mut named = VariationalClassifier::new(settings, by_settings(3), cpu());
    named.fit_observed(&data, None, &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(outside.weights(), named.weights());
}
