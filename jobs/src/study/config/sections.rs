//! The tables of a study file that name no model and no data set. Called by the study file.

use crate::data::Task;
use crate::error::Outcome;
use crate::toml_file::TomlFile;
use ansatz::qml::models::BASELINES;
use serde::Deserialize;
use std::path::PathBuf;

/// `[study]`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StudySection {
    /// Repetitions, each with a split and starting weights of its own.
    pub seeds: u64,
    /// Classical models that every data set is given to as well.
    pub baselines: Vec<String>,
    /// Each network also without its entangling gates.
    pub without_entanglement: bool,
    /// Folds of the cross-validation that chooses among a model's candidates.
    pub folds: usize,
    /// Shares of the training rows for learning curves.
    pub learning_curve: Vec<f64>,
    /// Permutations of each feature for its importance; 0: none.
    pub importance: usize,
}

impl Default for StudySection {
    fn default() -> Self {
        StudySection {
            seeds: 5,
            baselines: BASELINES.map(String::from).to_vec(),
            without_entanglement: false,
            folds: 5,
            learning_curve: Vec::new(),
            importance: 0,
        }
    }
}

/// `[output]`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FolderSection {
    /// The output folder.
    pub dir: Option<PathBuf>,
}

/// `[[expect]]`: what the study claims.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// The data set.
    pub data: String,
    /// The model.
    pub model: String,
    /// Least mean accuracy of the test rows.
    pub accuracy: Option<f64>,
    /// Least mean R² of the test rows, where numbers are predicted.
    pub r2: Option<f64>,
}

impl Expectation {
    /// The least mean score.
    pub fn least(&self) -> f64 {
        self.accuracy.or(self.r2).unwrap_or(f64::NEG_INFINITY)
    }
}

/// Classical models beside those that predict numbers, unless the file names others.
const OF_NUMBERS: [&str; 2] = ["ridge", "mlp"];

impl StudySection {
    /// The section for numbers, if it is one of classes by default.
    pub(super) fn for_task(mut self, task: Task, file: &TomlFile) -> StudySection {
        if task == Task::Regression && !file.has("study.baselines") {
            self.baselines = OF_NUMBERS.map(String::from).to_vec();
        }
        self
    }

    pub(super) fn check(&self, file: &TomlFile) -> Outcome {
        if !(1..=10_000).contains(&self.seeds) {
            let message = format!("expected `seeds` to be from 1 to 10000, found {}", self.seeds);
            return Err(file.at(&["study.seeds"], message));
        }
        if !(2..=1000).contains(&self.folds) {
            let message = format!("expected `folds` to be from 2 to 1000, found {}", self.folds);
            return Err(file.at(&["study.folds"], message));
        }
        if self.importance > 10_000 {
            let message = format!("expected `importance` to be at most 10000, found {}", self.importance);
            return Err(file.at(&["study.importance"], message));
        }
        if let Some(share) = self.learning_curve.iter().find(|share| !(**share > 0.0 && **share <= 1.0)) {
            let message = format!("expected shares to be more than 0 and at most 1, found {share}");
            return Err(file.at(&["study.learning_curve"], message));
        }
        Ok(())
    }
}
