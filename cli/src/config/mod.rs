//! The TOML file of `train`: its tables, keys and defaults.
//!
//! Called by `train`. The keys of `[training]` are the library's own, so they grow with it.

mod data;
mod generators;
pub mod gram;
pub mod minimize;
mod place;

pub use data::{DataSection, Part, Prepared, data_failure};

use crate::failure::Outcome;
use crate::toml_file::TomlFile;
use ansatz::qml::{ClassifierSettings, TrainingSettings};
use serde::Deserialize;
use std::path::PathBuf;

/// A training file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub data: DataSection,
    #[serde(default)]
    pub model: ModelSection,
    #[serde(default)]
    pub training: TrainingSettings,
    #[serde(default)]
    pub output: OutputSection,
}

/// `[model]`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ModelSection {
    pub kind: String,
    pub qubits: usize,
    pub embedding: String,
    pub embedding_repeats: usize,
    pub ansatz: Option<String>,
    pub layers: usize,
    pub readout: String,
    pub loss: String,
}

/// `[output]`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OutputSection {
    pub dir: Option<PathBuf>,
}

/// The one kind of model.
const KIND: &str = "variational_classifier";

impl Default for ModelSection {
    fn default() -> Self {
        let settings = ClassifierSettings::default();
        ModelSection {
            kind: KIND.into(),
            qubits: settings.qubits,
            embedding: settings.embedding,
            embedding_repeats: settings.embedding_repeats,
            ansatz: settings.ansatz,
            layers: settings.layers,
            readout: settings.readout,
            loss: settings.loss,
        }
    }
}

impl ModelSection {
    /// The settings of the model.
    pub fn settings(&self) -> ClassifierSettings {
        ClassifierSettings {
            qubits: self.qubits,
            embedding: self.embedding.clone(),
            embedding_repeats: self.embedding_repeats,
            ansatz: self.ansatz.clone(),
            layers: self.layers,
            readout: self.readout.clone(),
            loss: self.loss.clone(),
        }
    }
}

impl Config {
    /// Reads what needs no data to be checked.
    pub fn read(file: &TomlFile) -> Outcome<Config> {
        let config: Config = file.parse()?;
        if config.model.kind != KIND {
            let found = config.model.kind.escape_debug();
            return Err(file.at(&["model.kind"], format!("unknown kind of model `{found}`; known: {KIND}")));
        }
        if let Some(early) = config.training.early_stopping {
            if early.patience == 0 {
                let key = ["training.early_stopping.patience"];
                return Err(file.at(&key, "expected `patience` to be at least 1, found 0"));
            }
            if !(early.min_delta.is_finite() && early.min_delta >= 0.0) {
                let message = "expected `min_delta` to be finite and not negative";
                let key = ["training.early_stopping.min_delta"];
                return Err(file.at(&key, format!("{message}, found {}", early.min_delta)));
            }
        }
        Ok(config)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::commands::train::REFERENCE;

    #[test]
    fn the_reference_states_the_defaults() {
        let reference: Config = toml::from_str(REFERENCE).unwrap();
        assert_eq!(reference.model, ModelSection::default());
        assert_eq!(reference.training, TrainingSettings::default());
        assert_eq!(reference.output, OutputSection::default());
        assert_eq!(
            reference.data,
            DataSection { file: reference.data.file.clone(), ..DataSection::default() }
        );
    }

    #[test]
    fn the_reference_names_every_key() {
        for table in ["data", "model", "training", "output", "training.early_stopping"] {
            let data = if table == "data" { "" } else { "[data]\n" };
            let wrong = format!("{data}[{table}]\nno_such_key = 1\n");
            let error = toml::from_str::<Config>(&wrong).unwrap_err();
            let keys: Vec<&str> = error.message().split('`').skip(3).step_by(2).collect();
            assert!(!keys.is_empty(), "{}", error.message());
            for key in keys {
                assert!(REFERENCE.contains(&format!("{key} =")), "[{table}] {key} is not documented");
            }
        }
    }
}
