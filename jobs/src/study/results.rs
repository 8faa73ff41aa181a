//! What a study found: a row for each data set, model and repetition, and their summary.
//!
//! Made by the study; shown by its caller.

use crate::files::inert;
use ansatz::qml::{
    metrics::Metrics,
    study::{Importance, LearningPoint, SettingPoint, Spread},
};
use serde::Serialize;

/// One model on one split.
#[derive(Debug, Clone, Serialize)]
pub struct Trial {
    /// The data set.
    pub data: String,
    /// The model.
    pub model: String,
    /// The number of the repetition.
    pub repetition: u64,
    /// What was chosen among the model's candidates.
    pub chosen: SettingPoint,
    /// The accuracy of the training rows.
    pub train_accuracy: f64,
    /// Metrics of the test rows.
    pub test: Metrics,
    /// Seconds of the last fit, other fits running beside it.
    pub fit_s: f64,
    /// The class that was predicted for each test row.
    #[serde(skip)]
    pub predictions: Vec<usize>,
    /// The class of each test row.
    #[serde(skip)]
    pub labels: Vec<usize>,
}

/// One model on one data set, over all repetitions.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    /// The data set.
    pub data: String,
    /// The model.
    pub model: String,
    /// Whether it is a classical baseline.
    pub classical: bool,
    /// The accuracy of the training rows.
    pub train_accuracy: Spread,
    /// The accuracy of the test rows.
    pub test_accuracy: Spread,
    /// 95 % interval of the accuracy of all test rows of all repetitions, by bootstrap.
    pub interval: Option<(f64, f64)>,
    /// The balanced accuracy of the test rows.
    pub balanced_accuracy: Spread,
    /// The F1 of the test rows.
    pub f1: Spread,
    /// The log loss of the test rows.
    pub log_loss: Spread,
    /// Seconds of the last fit.
    pub fit_s: Spread,
    /// The chance that a difference to the best classical model like the one found, or a larger one, comes from equally good models
    /// (McNemar's test on the test rows of all repetitions).
    pub p_value: Option<f64>,
    /// Accuracies over shares of the training rows.
    pub learning_curve: Vec<LearningPoint>,
    /// What each feature is worth.
    pub importance: Vec<Importance>,
}

/// Everything.
#[derive(Debug, Clone, Serialize)]
pub struct Results {
    /// Every fit that counts.
    pub trials: Vec<Trial>,
    /// One for each model on each data set.
    pub summaries: Vec<Summary>,
}

/// What a study answers; the keys are the contract of programs that read it.
#[derive(Debug, Clone, Serialize)]
pub struct StudyAnswer<'a> {
    /// One for each model on each data set.
    pub summaries: &'a [Summary],
    /// Every fit that counts.
    pub trials: &'a [Trial],
    /// Seconds of all fits.
    pub seconds: f64,
    /// Every file that was written.
    pub artifacts: Vec<String>,
}

impl Results {
    /// The data sets, in order.
    pub fn data(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for summary in &self.summaries {
            if !names.contains(&summary.data.as_str()) {
                names.push(&summary.data);
            }
        }
        names
    }

    /// The models on a data set, in order.
    pub fn of_data<'a>(&'a self, data: &'a str) -> impl Iterator<Item = &'a Summary> {
        self.summaries.iter().filter(move |summary| summary.data == data)
    }

    /// A line for each trial.
    ///
    /// # Errors
    /// The table cannot be written.
    pub fn csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut file = csv::Writer::from_writer(Vec::new());
        file.write_record([
            "data",
            "model",
            "repetition",
            "chosen",
            "train_accuracy",
            "test_accuracy",
            "balanced_accuracy",
            "precision",
            "recall",
            "f1",
            "log_loss",
            "fit_s",
        ])?;
        for trial in &self.trials {
            let chosen = chosen(&trial.chosen);
            let metrics = &trial.test;
            let numbers = [
                trial.train_accuracy,
                metrics.accuracy,
                metrics.balanced_accuracy,
                metrics.precision,
                metrics.recall,
                metrics.f1,
                metrics.log_loss,
                trial.fit_s,
            ];
            let first = [trial.data.clone(), trial.model.clone(), trial.repetition.to_string(), chosen];
            let first = first.map(|cell| inert(&cell).into_owned());
            file.write_record(first.into_iter().chain(numbers.map(|x| x.to_string())))?;
        }
        file.into_inner().map_err(|error| error.into_error().into())
    }
}

/// A point of a search in words.
pub fn chosen(point: &SettingPoint) -> String {
    let word = |(key, value): (&String, &ansatz::qml::study::SettingValue)| {
        format!("{key} = {}", serde_json::to_string(value).unwrap_or_default())
    };
    point.iter().map(word).collect::<Vec<_>>().join(", ")
}
