//! The settings of any kind of classifier that a study may have, and the models that they make.
//!
//! Called by the study file's reader.

use crate::toml_words::explain;
use ansatz::qml::{
    ModelError,
    kernels::{KernelClassifier, KernelClassifierSettings, KernelSettings},
    models::{
        Classifier, DenseClassifier, DenseSettings, ModelSettings, TrainingSettings, VariationalClassifier,
    },
};
use ansatz::simulator::Backend;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use toml::{Table, Value};

/// The settings of any kind of classifier.
#[derive(Debug, Clone)]
pub enum AnySettings {
    /// A variational model.
    Network(ModelSettings, Box<TrainingSettings>),
    /// A kernel machine.
    Kernel(KernelClassifierSettings),
    /// Dense layers.
    Dense(DenseSettings),
}

impl AnySettings {
    /// An untrained model; `repetition` is added to its seed.
    pub fn build(&self, repetition: u64, backend: &Arc<dyn Backend>) -> Box<dyn Classifier> {
        let backend = Arc::clone(backend);
        match self {
            AnySettings::Network(model, training) => {
                let seed = training.seed.wrapping_add(repetition);
                let training = TrainingSettings { seed, ..(**training).clone() };
                Box::new(VariationalClassifier::new(model.clone(), training, backend))
            }
            AnySettings::Kernel(settings) => Box::new(KernelClassifier::new(settings.clone(), backend)),
            AnySettings::Dense(settings) => {
                let seed = settings.seed.wrapping_add(repetition);
                Box::new(DenseClassifier::new(DenseSettings { seed, ..settings.clone() }))
            }
        }
    }

    /// Qubits for so many features; none for a classical model.
    pub fn num_qubits(&self, features: usize) -> usize {
        match self {
            AnySettings::Network(model, _) => model.num_qubits(features),
            AnySettings::Kernel(settings) => settings.kernel.num_qubits(features),
            AnySettings::Dense(_) => 0,
        }
    }
}

/// More epochs than anyone would wait for.
const MAX_EPOCHS: usize = 1_000_000_000;

/// Refuses more epochs than that.
pub(crate) fn check_epochs(training: &TrainingSettings) -> Result<(), String> {
    let found = training.epochs;
    match found <= MAX_EPOCHS {
        true => Ok(()),
        false => Err(format!("expected `epochs` to be at most {MAX_EPOCHS}, found {found}")),
    }
}

/// The keys of a support vector machine with the Gaussian kernel.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RbfKeys {
    penalty: f64,
    gamma: Option<f64>,
}

impl Default for RbfKeys {
    fn default() -> Self {
        RbfKeys { penalty: KernelClassifierSettings::default().penalty, gamma: None }
    }
}

/// The settings of a kind from its own keys and those of training.
pub(crate) fn settings(kind: &str, own: Table, training: Table) -> Result<AnySettings, String> {
    fn of<S: DeserializeOwned>(table: Table) -> Result<S, String> {
        S::deserialize(table).map_err(|error| explain(error.message(), None))
    }
    Ok(match kind {
        "kernel_classifier" => AnySettings::Kernel(of(own)?),
        "rbf_svm" => {
            let RbfKeys { penalty, gamma } = of(own)?;
            let kernel = KernelSettings { kind: "gaussian".into(), gamma, ..KernelSettings::default() };
            AnySettings::Kernel(KernelClassifierSettings { kernel, penalty, ..Default::default() })
        }
        "mlp" => AnySettings::Dense(of(own)?),
        "logistic_regression" => {
            let mut defaults =
                Table::try_from(DenseSettings::logistic_regression()).map_err(|e| e.to_string())?;
            defaults.extend(own);
            AnySettings::Dense(of(defaults)?)
        }
        _ => {
            let mut tagged = own;
            tagged.insert("kind".into(), Value::String(kind.into()));
            let model: ModelSettings = of(tagged)?;
            model.check().map_err(|error: ModelError| error.to_string())?;
            let training = of(training)?;
            check_epochs(&training)?;
            AnySettings::Network(model, Box::new(training))
        }
    })
}
