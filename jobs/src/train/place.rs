//! Which key of a training file an error of the library is about.
//!
//! Called by the training job.

use super::TrainConfig;
use crate::error::JobError;
use crate::toml_file::TomlFile;
use ansatz::qml::{
    ModelError,
    optimize::{OptimizeError, SettingError},
};

impl TrainConfig {
    /// The error, shown at the key that can mend it where there is one.
    pub(super) fn show(&self, file: &TomlFile, error: ModelError) -> JobError {
        if let ModelError::Optimize(OptimizeError::Objective(reason)) = error {
            return match reason.downcast::<ModelError>() {
                Ok(inner) => self.show(file, *inner),
                Err(reason) => JobError::work(reason),
            };
        }
        match place(&error) {
            Some(keys) => {
                let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
                file.at(&keys, error)
            }
            None => error.into(),
        }
    }
}

/// Keys to look for, the best one first.
fn place(error: &ModelError) -> Option<Vec<String>> {
    let of = |keys: &[&str]| Some(keys.iter().map(|key| (*key).to_string()).collect());
    match error {
        ModelError::ClassWeight { .. } => of(&["training.class_weight"]),
        ModelError::Unknown(name) if name.kind == "class_weight" => of(&["training.class_weight"]),
        ModelError::StartCount { .. } => of(&["training.start"]),
        ModelError::Split(_) => of(&["training.validation_fraction"]),
        ModelError::Unknown(name) if name.kind == "differentiator" => of(&["training.differentiator"]),
        ModelError::Unknown(name) if name.kind == "choice of observables" => of(&["model.observables"]),
        ModelError::Unknown(name) => Some(vec![format!("model.{}", name.kind)]),
        ModelError::Setting(SettingError::UnknownOptimizer(_)) => of(&["training.optimizer"]),
        ModelError::Setting(SettingError::Range { setting, .. } | SettingError::Unused { setting, .. }) => {
            Some(vec![format!("training.{setting}"), "training.optimizer".into()])
        }
        ModelError::Size { setting, .. } => Some(vec![format!("model.{setting}")]),
        ModelError::NoEffect { setting, .. } => Some(vec![format!("model.{setting}")]),
        ModelError::TwoClasses { .. } => of(&["model.kind"]),
        ModelError::Shape { .. } | ModelError::TooManyClasses { .. } => {
            of(&["model.qubits", "model.embedding", "model.kind"])
        }
        ModelError::NeedsFullBatch { .. } => of(&["training.batch_size", "training.optimizer"]),
        ModelError::Optimize(OptimizeError::OutsideBounds { .. }) => {
            of(&["training.lower_bound", "training.upper_bound", "training.optimizer"])
        }
        ModelError::Optimize(OptimizeError::TooManyParameters { .. }) => of(&["training.optimizer"]),
        ModelError::ZeroSample => of(&["model.embedding"]),
        ModelError::Preprocess(_) => of(&["data.preprocess"]),
        _ => None,
    }
}
