//! A study: a quantum model beside classical ones, each by the same folds, and whether they differ.
//!
//! `cargo run --release --example study`

#![allow(clippy::print_stdout)]

use ansatz::qml::data::{Dataset, moons};
use ansatz::qml::models::{
    Classifier, DenseClassifier, DenseSettings, ReuploadingSettings, TrainingSettings, VariationalClassifier,
};
use ansatz::qml::study::{Spread, cross_validate, stratified_folds};
use ansatz::simulator::{Backend, Cpu};
use std::error::Error;
use std::sync::Arc;

/// The mean accuracy of the models that `make` makes, over folds of the data.
fn study(
    name: &str,
    data: &Dataset,
    make: impl Fn() -> Box<dyn Classifier> + Sync,
) -> Result<f64, Box<dyn Error>> {
    let folds = stratified_folds(&data.labels, 3, 0)?;
    let metrics = cross_validate(make, data, &folds)?;
    let accuracies: Vec<f64> = metrics.iter().map(|metrics| metrics.accuracy).collect();
    let Spread { mean, deviation } = Spread::of(&accuracies);
    println!("{name}: {mean:.3} ± {deviation:.3}");
    Ok(mean)
}

fn main() -> Result<(), Box<dyn Error>> {
    let backend: Arc<dyn Backend> = Arc::new(Cpu::<f64>::default());
    let data = moons(90, 0.15, 0)?;
    let quantum = study("re-uploading", &data, || {
        let training = TrainingSettings { epochs: 40, ..TrainingSettings::default() };
        let settings = ReuploadingSettings::default();
        Box::new(VariationalClassifier::new(settings, training, Arc::clone(&backend)))
    })?;
    let classical = study("logistic regression", &data, || {
        Box::new(DenseClassifier::new(DenseSettings::logistic_regression()))
    })?;
    assert!(quantum > 0.7 && classical > 0.7, "{quantum} {classical}");
    Ok(())
}

#[test]
fn it_shows_what_it_says() -> Result<(), Box<dyn Error>> {
    main()
}
