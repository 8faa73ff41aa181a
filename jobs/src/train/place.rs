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
        ModelError::Unknown(name) if name.kind == "kernel" => of(&["model.kernel.kind"]),
        ModelError::Unknown(name) => of_model(name.kind),
        ModelError::Setting(SettingError::UnknownOptimizer(_)) => of(&OPTIMIZERS),
        ModelError::Setting(SettingError::Range { setting, .. } | SettingError::Unused { setting, .. }) => {
            let tables = ["training", "model.alignment", "model"];
            let settings = tables.iter().map(|table| format!("{table}.{setting}"));
            Some(settings.chain(OPTIMIZERS.map(String::from)).collect())
        }
        ModelError::Size { setting, .. }
        | ModelError::Number { setting, .. }
        | ModelError::NoEffect { setting, .. } => of_model(setting),
        ModelError::TwoClasses { .. } => of(&["model.kind"]),
        ModelError::Machine(_) => of(&["model.regression.ridge.ridge", "model.penalty", "model.kind"]),
        ModelError::Shape { .. } | ModelError::TooManyClasses { .. } => of(&[
            "model.qubits",
            "model.kernel.qubits",
            "model.kernel.embedding",
            "model.embedding",
            "model.kind",
        ]),
        ModelError::NeedsFullBatch { .. } => {
            of(&["training.batch_size", "model.alignment.batch_size", "training.optimizer"])
        }
        ModelError::Optimize(OptimizeError::OutsideBounds { .. }) => {
            of(&["training.lower_bound", "training.upper_bound", "training.optimizer"])
        }
        ModelError::Optimize(OptimizeError::TooManyParameters { .. }) => of(&OPTIMIZERS),
        ModelError::ZeroSample => of(&["model.embedding", "model.kernel.embedding"]),
        ModelError::Preprocess(_) => of(&["data.preprocess"]),
        _ => None,
    }
}

/// Where an optimizer is named.
const OPTIMIZERS: [&str; 3] = ["training.optimizer", "model.alignment.optimizer", "model.optimizer"];

/// A setting of `[model]`, of its kernel, or of how it is solved.
fn of_model(setting: &str) -> Option<Vec<String>> {
    let tables = [
        "model.kernel",
        "model.alignment",
        "model.regression.ridge",
        "model.regression.support_vector",
        "model",
    ];
    Some(tables.iter().map(|table| format!("{table}.{setting}")).collect())
}
