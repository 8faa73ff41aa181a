//! What `train` says and writes: the answer's keys, the text for people, the history.
//!
//! Called by `train` only.

use crate::config::{Config, Prepared};
use crate::metrics_text;
use ansatz::qml::{Epoch, Metrics, ModelSettings};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// What `train` prints; the keys are the command line's contract.
#[derive(Serialize)]
pub struct Answer {
    /// Path of the model file.
    pub model: String,
    pub metrics: Parts,
    pub epochs: usize,
    /// Mean loss of the training rows at the final weights.
    pub loss: f64,
    pub seconds: f64,
    pub weights_sha256: String,
    pub artifacts: Vec<String>,
}

/// Metrics of both parts of the data.
#[derive(Serialize, Clone)]
pub struct Parts {
    pub train: Metrics,
    pub test: Option<Metrics>,
}

/// `metrics.json`: what the same configuration gives on every machine of one kind, so no times.
#[derive(Serialize)]
pub struct Record<'a> {
    pub metrics: &'a Parts,
    pub classes: &'a [String],
    pub epochs: usize,
    /// Why training ended.
    pub stopped: &'a str,
    pub loss: f64,
    pub weights_sha256: &'a str,
}

/// SHA-256 of the weights as little-endian 64-bit floats, in hexadecimal.
pub fn weights_sha256(weights: &[f64]) -> String {
    let mut hash = Sha256::new();
    weights.iter().for_each(|weight| hash.update(weight.to_le_bytes()));
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `history.csv`: one line an epoch, counted from 1, with every digit of its numbers.
pub fn history_csv(epochs: &[Epoch]) -> String {
    let mut text = String::from("epoch,loss,accuracy\n");
    for (number, epoch) in (1..).zip(epochs) {
        text.push_str(&format!("{number},{},{}\n", epoch.loss, epoch.score));
    }
    text
}

/// What was trained, for the text.
pub struct Summary<'a> {
    pub config: &'a Config,
    pub prepared: &'a Prepared,
    pub qubits: usize,
    pub weights: usize,
    pub device: String,
    pub stopped: &'a str,
}

impl Answer {
    /// The answer for people.
    pub fn text(&self, summary: &Summary<'_>) -> String {
        let Summary { config, prepared, .. } = summary;
        let data = &prepared.data;
        let mut sets = vec![("train", &self.metrics.train)];
        sets.extend(self.metrics.test.as_ref().map(|test| ("test", test)));
        let (part, shown) = sets[sets.len() - 1];
        let body = described(&config.model);
        [
            format!(
                "data      {}: {} rows, {} features, {} classes",
                prepared.name,
                data.row_count(),
                data.feature_names.len(),
                data.classes.len()
            ),
            format!("model     {body}, {} qubits, {} weights", summary.qubits, summary.weights),
            format!(
                "training  {}, {} epochs ({}), loss {:.6}, {:.3} s on {}",
                config.training.optimizer.name,
                self.epochs,
                summary.stopped,
                self.loss,
                self.seconds,
                summary.device
            ),
            String::new(),
            metrics_text::summary(&sets),
            String::new(),
            format!("{part} rows"),
            metrics_text::confusion(&shown.confusion, &data.classes),
            String::new(),
            format!("weights   sha256 {}", self.weights_sha256),
            format!("files     {}", self.artifacts.join("\n          ")),
        ]
        .join("\n")
    }
}

/// A model in a few words.
pub fn described(model: &ModelSettings) -> String {
    match model {
        ModelSettings::VariationalClassifier(settings) => {
            match (settings.embedding.as_str(), settings.ansatz()) {
                (embedding, "none") => format!("{embedding} embedding, {} layers", settings.layers),
                (embedding, ansatz) => format!("{embedding} embedding, {ansatz}, {} layers", settings.layers),
            }
        }
        ModelSettings::Reuploading(settings) => format!("re-uploading, {} layers", settings.layers),
        ModelSettings::Dressed(settings) => format!("dressed circuit, {} layers", settings.layers),
        ModelSettings::CircuitCentric(settings) => {
            format!("circuit-centric, {} copies, {} layers", settings.copies, settings.layers)
        }
        ModelSettings::IqpVariational(settings) => format!("IQP variational, {} layers", settings.layers),
        ModelSettings::Convolutional(_) => "quantum convolutional".into(),
        ModelSettings::TreeTensor(_) => "tree tensor".into(),
        ModelSettings::Separable(settings) => format!("{} without entanglement", described(&settings.of)),
        other => other.kind().into(),
    }
}
