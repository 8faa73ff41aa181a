//! What a study found: a row for each data set, model and repetition, and their summary.
//!
//! Made by the study; shown by its caller.

use super::scored::Scored;
use crate::files::inert;
use ansatz::qml::study::{Importance, LearningPoint, SettingPoint, Spread};
use serde::Serialize;

/// One model on one split.
#[derive(Debug, Clone, Serialize)]
#[serde(bound = "")]
pub struct Trial<T: Scored = usize> {
    /// The data set.
    pub data: String,
    /// The model.
    pub model: String,
    /// The number of the repetition.
    pub repetition: u64,
    /// What was chosen among the model's candidates.
    pub chosen: SettingPoint,
    /// The score of the training rows.
    #[serde(flatten)]
    pub train: T::Train,
    /// Metrics of the test rows.
    pub test: T::Metrics,
    /// Seconds of the last fit, other fits running beside it.
    pub fit_s: f64,
    /// What was predicted for each test row.
    #[serde(skip)]
    pub predictions: Vec<T>,
    /// What is known of each test row.
    #[serde(skip)]
    pub labels: Vec<T>,
}

/// One model on one data set, over all repetitions.
#[derive(Debug, Clone, Serialize)]
#[serde(bound = "")]
pub struct Summary<T: Scored = usize> {
    /// The data set.
    pub data: String,
    /// The model.
    pub model: String,
    /// Whether it is a classical baseline.
    pub classical: bool,
    /// What is counted.
    #[serde(flatten)]
    pub scores: T::Scores,
    /// Seconds of the last fit.
    pub fit_s: Spread,
    /// The chance that a difference to the best classical model like the one found, or a larger one, comes from equally good models:
    /// McNemar's test on the test rows of all repetitions, or for numbers the sign test of which model is nearer.
    pub p_value: Option<f64>,
    /// Scores over shares of the training rows.
    pub learning_curve: Vec<LearningPoint>,
    /// What each feature is worth.
    pub importance: Vec<Importance>,
}

/// Everything.
#[derive(Debug, Clone, Serialize)]
#[serde(bound = "")]
pub struct Results<T: Scored = usize> {
    /// Every fit that counts.
    pub trials: Vec<Trial<T>>,
    /// One for each model on each data set.
    pub summaries: Vec<Summary<T>>,
}

/// What a study answers; the keys are the contract of programs that read it.
#[derive(Debug, Clone, Serialize)]
#[serde(bound = "")]
pub struct StudyAnswer<'a, T: Scored = usize> {
    /// One for each model on each data set.
    pub summaries: &'a [Summary<T>],
    /// Every fit that counts.
    pub trials: &'a [Trial<T>],
    /// Seconds of all fits.
    pub seconds: f64,
    /// Every file that was written.
    pub artifacts: Vec<String>,
}

impl<T: Scored> Results<T> {
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
    pub fn of_data<'a>(&'a self, data: &'a str) -> impl Iterator<Item = &'a Summary<T>> {
        self.summaries.iter().filter(move |summary| summary.data == data)
    }

    /// A line for each trial.
    ///
    /// # Errors
    /// The table cannot be written.
    pub fn csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut file = csv::Writer::from_writer(Vec::new());
        let first = ["data", "model", "repetition", "chosen"];
        file.write_record(first.iter().chain(T::CSV_COLUMNS).chain(&["fit_s"]))?;
        for trial in &self.trials {
            let chosen = chosen(&trial.chosen);
            let first = [trial.data.clone(), trial.model.clone(), trial.repetition.to_string(), chosen];
            let first = first.map(|cell| inert(&cell).into_owned());
            let numbers = T::csv_cells(trial).into_iter().chain([trial.fit_s]).map(|x| x.to_string());
            file.write_record(first.into_iter().chain(numbers))?;
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
