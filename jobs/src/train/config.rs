//! The training file: its tables, keys and defaults.
//!
//! Called by the training job. The keys of `[training]` are the library's own, so they grow with it.

use super::kind_keys;
use crate::data::DataSection;
use crate::error::Outcome;
use crate::model::{self, ModelSection, check_epochs};
use crate::toml_file::TomlFile;
use ansatz::qml::models::TrainingSettings;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::path::PathBuf;

/// A training file.
#[derive(Debug)]
pub struct TrainConfig {
    /// `[data]`.
    pub data: DataSection,
    /// `[model]`.
    pub model: ModelSection,
    /// `[training]`, of models that are trained in epochs; of others only a seed.
    pub training: TrainingSettings,
    /// `start` of `[training]`: a model file whose weights training starts from.
    pub start: Option<PathBuf>,
    /// `[expect]`.
    pub expect: ExpectSection,
    /// `[output]`.
    pub output: OutputSection,
}

/// `[expect]`: what the file claims.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ExpectSection {
    /// Least accuracy of the test rows, or of the training rows where there are no others.
    pub accuracy: Option<f64>,
    /// Least coefficient of determination, where numbers are predicted.
    pub r2: Option<f64>,
}

/// Every table but `[data]` and `[model]`, whose keys depend on what they name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tables {
    #[serde(rename = "data")]
    _data: IgnoredAny,
    #[serde(default, rename = "model")]
    _model: IgnoredAny,
    #[serde(default)]
    training: Started,
    #[serde(default)]
    expect: ExpectSection,
    #[serde(default)]
    output: OutputSection,
}

/// `[training]`, as far as it is no setting of the library.
#[derive(Debug, Default, Deserialize)]
struct Started {
    start: Option<PathBuf>,
    #[serde(flatten)]
    _settings: std::collections::BTreeMap<String, IgnoredAny>,
}

/// `[output]`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OutputSection {
    /// The output folder.
    pub dir: Option<PathBuf>,
    /// Least seconds between two checkpoints.
    pub checkpoint_seconds: f64,
}

impl Default for OutputSection {
    fn default() -> Self {
        OutputSection { dir: None, checkpoint_seconds: 10.0 }
    }
}

impl TrainConfig {
    /// Reads what needs no data to be checked.
    ///
    /// # Errors
    /// A key is unknown or a value is wrong.
    pub fn read(file: &TomlFile) -> Outcome<TrainConfig> {
        let Tables { training: Started { start, .. }, expect, output, .. } = file.parse()?;
        let training: TrainingSettings = file.table("training", &["start"])?;
        let data = DataSection::read(file, &[])?;
        let mut model = model::read(file, data.task)?;
        if let ModelSection::Machine(settings) = &mut model {
            kind_keys::check(file, settings, data.task)?;
            settings.class_weight = training.class_weight.clone();
        }
        let config = TrainConfig { data, model, training, start, expect, output };
        config.check_stopping(file)?;
        if let Some(accuracy) = config.expect.accuracy.filter(|accuracy| !(0.0..=1.0).contains(accuracy)) {
            let message = format!("expected `accuracy` to be from 0 to 1, found {accuracy}");
            return Err(file.at(&["expect.accuracy"], message));
        }
        let seconds = config.output.checkpoint_seconds;
        if seconds.is_nan() || seconds < 0.0 {
            let message =
                format!("expected `checkpoint_seconds` to be a number, not negative, found {seconds}");
            return Err(file.at(&["output.checkpoint_seconds"], message));
        }
        Ok(config)
    }

    /// The seed of the request, or that of the file, where something is drawn.
    pub(super) fn set_seed(&mut self, asked: Option<u64>, file: &TomlFile) {
        self.training.seed = asked.unwrap_or(self.training.seed);
        if let ModelSection::Machine(settings) = &mut self.model
            && (asked.is_some() || file.has("training.seed"))
        {
            *settings = settings.clone().with_seed(self.training.seed);
        }
    }

    /// The seed of starting weights and of whatever else is drawn; none where nothing is.
    pub fn seed(&self) -> Option<u64> {
        match &self.model {
            ModelSection::Network(_) => Some(self.training.seed),
            ModelSection::Machine(settings) => settings.seed(),
        }
    }

    fn check_stopping(&self, file: &TomlFile) -> Outcome {
        check_epochs(&self.training).map_err(|message| file.at(&["training.epochs"], message))?;
        let share = self.training.validation_fraction;
        if !(0.0..1.0).contains(&share) {
            let message =
                format!("expected `validation_fraction` to be at least 0 and less than 1, found {share}");
            return Err(file.at(&["training.validation_fraction"], message));
        }
        if let Some(early) = self.training.early_stopping {
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
        if let Some(plateau) =
            self.training.plateau.filter(|plateau| !(2..=1_000_000).contains(&plateau.steps))
        {
            let message = format!("expected `steps` to be from 2 to 1000000, found {}", plateau.steps);
            return Err(file.at(&["training.plateau.steps"], message));
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::error::JobError;
    use crate::model::Kind;
    use crate::train::REFERENCE;
    use ansatz::qml::models::ModelSettings;

    fn file(text: &str) -> TomlFile {
        TomlFile::of_text("job.toml".into(), text.into())
    }

    #[test]
    fn the_reference_states_the_defaults() {
        let reference = TrainConfig::read(&file(REFERENCE)).unwrap();
        assert_eq!(reference.model, ModelSection::Network(ModelSettings::default()));
        assert_eq!(reference.training, TrainingSettings::default());
        assert_eq!(reference.output, OutputSection::default());
        assert_eq!(reference.expect, ExpectSection::default());
        assert_eq!(reference.data, DataSection::new(reference.data.source.clone()));
    }

    /// Keys that the complaint about an unknown one lists.
    fn known_keys(error: &JobError) -> Vec<String> {
        let text = error.to_string();
        let line = text.lines().next().unwrap();
        let (_, list) = line.split_once("known here: ").unwrap_or_else(|| panic!("{line}"));
        list.split(", ").map(str::to_string).collect()
    }

    #[test]
    fn the_reference_names_every_key() {
        let mut wrong: Vec<(String, String)> =
            ["data", "training", "expect", "output", "training.early_stopping", "training.plateau"]
                .into_iter()
                .map(|table| {
                    let data = if table == "data" { "" } else { "[data]\n" };
                    (table.to_string(), format!("{data}[{table}]\nzzzzzzzzzz = 1\n"))
                })
                .collect();
        let kinds = Kind::names().into_iter().filter(|kind| *kind != "tree_tensor");
        for kind in kinds {
            let task =
                if ["kernel_regressor", "ridge"].contains(&kind) { "regression" } else { "classification" };
            let data = format!("[data]\ngenerator = 'moons'\ntask = '{task}'\n");
            wrong.push((kind.into(), format!("{data}[model]\nkind = '{kind}'\nzzzzzzzzzz = 1\n")));
        }
        for table in ["kernel", "alignment"] {
            let model = format!("kind = 'kernel_classifier'\n{table} = {{ zzzzzzzzzz = 1 }}\n");
            wrong.push((table.into(), format!("[data]\ngenerator = 'moons'\n[model]\n{model}")));
        }
        for (table, text) in wrong {
            for key in known_keys(&TrainConfig::read(&file(&text)).unwrap_err()) {
                assert!(REFERENCE.contains(&format!("{key} =")), "[{table}] {key} is not documented");
            }
        }
    }

    #[test]
    fn the_reference_names_every_kind() {
        for kind in Kind::names() {
            assert!(REFERENCE.contains(kind), "{kind}");
        }
    }
}
