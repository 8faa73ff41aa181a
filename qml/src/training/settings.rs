//! How a model is trained, as text and numbers that a file can hold.

use super::Plateau;
use crate::OptimizerSettings;
use crate::model::ClassWeight;
use crate::optimize::Beside;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How a model is trained. In files the keys of the optimizer stand beside the others.
///
/// ```
/// use ansatz_qml::models::TrainingSettings;
/// use ansatz_qml::optimize::OptimizerSettings;
/// let text = r#"{"optimizer": "nesterov", "momentum": 0.8, "epochs": 20}"#;
/// let training: TrainingSettings = serde_json::from_str(text)?;
/// let optimizer = OptimizerSettings { momentum: Some(0.8), ..OptimizerSettings::from("nesterov") };
/// assert_eq!(training, TrainingSettings { optimizer, epochs: 20, ..TrainingSettings::default() });
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", deny_unknown_fields, default)]
pub struct TrainingSettings {
    /// One of [`OPTIMIZERS`](crate::optimize::OPTIMIZERS) with its settings. Its seed is that of the training.
    #[serde(skip_deserializing, flatten)]
    pub optimizer: OptimizerSettings,
    /// Passes over the data.
    pub epochs: usize,
    /// Samples of a step; 0: all of them.
    pub batch_size: usize,
    /// One of [`DIFFERENTIATORS`](crate::gradients::DIFFERENTIATORS).
    pub differentiator: String,
    /// Seed of starting weights, shuffling, what is held out, and random optimizers.
    pub seed: u64,
    /// How much each class counts in the loss; absent: all the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class_weight: Option<ClassWeight>,
    /// The share of the samples that is not trained on: stopping early looks at their loss.
    #[serde(skip_serializing_if = "is_zero")]
    pub validation_fraction: f64,
    /// Stop when the loss no longer falls; absent: run all epochs.
    pub early_stopping: Option<EarlyStopping>,
    /// Stop when the steps' losses are flat; absent: run all epochs.
    pub plateau: Option<Plateau>,
}

/// When to stop before the last epoch.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EarlyStopping {
    /// Epochs without improvement.
    pub patience: usize,
    /// What counts as improvement of the epoch's loss.
    pub min_delta: f64,
}

impl Default for EarlyStopping {
    fn default() -> Self {
        EarlyStopping { patience: 20, min_delta: 1e-4 }
    }
}

fn is_zero(share: &f64) -> bool {
    *share == 0.0
}

/// The optimizer's keys of training; `blocking` is for circuits' own optimizers only.
const KEYS: &[&str] = OptimizerSettings::KEYS.split_last().expect("there are keys").1;

impl Serialize for TrainingSettings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for TrainingSettings {
    fn deserialize<D: Deserializer<'de>>(table: D) -> Result<Self, D::Error> {
        let mut optimizer = Self::default().optimizer;
        let others = Self::deserialize(Beside { table, settings: &mut optimizer, keys: KEYS })?;
        Ok(Self { optimizer, ..others })
    }
}

impl TrainingSettings {
    /// The optimizer's settings, with the seed of the training.
    pub(super) fn of_optimizer(&self) -> OptimizerSettings {
        OptimizerSettings { seed: self.seed, ..self.optimizer.clone() }
    }
}

impl Default for TrainingSettings {
    fn default() -> Self {
        TrainingSettings {
            optimizer: "adam".into(),
            epochs: 100,
            batch_size: 32,
            differentiator: "adjoint".into(),
            seed: 0,
            class_weight: None,
            validation_fraction: 0.0,
            early_stopping: None,
            plateau: None,
        }
    }
}
