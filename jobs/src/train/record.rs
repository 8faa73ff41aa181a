//! What training answers and writes: the answer's keys, the record, the history.
//!
//! Called by the training job only.

use super::baseline::Baseline;
use ansatz::qml::metrics::Metrics;
use ansatz::qml::models::Epoch;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// What training answers; the keys are the contract of programs that read it.
#[derive(Debug, Clone, Serialize)]
pub struct TrainAnswer<M = Metrics> {
    /// Path of the model file.
    pub model: String,
    /// Metrics of both parts of the data.
    pub metrics: Parts<M>,
    /// A classical model on the same rows; none of very many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline<M>>,
    /// Epochs that were trained; 0 of models that are trained in one go.
    pub epochs: usize,
    /// Why training ended: `limit`, `converged`, `stationary_start`, `line_search_failed`, `early_stopping`, `plateau`, `interrupted`, or
    /// `solved`, of kernel machines.
    pub stop: &'static str,
    /// Mean loss of the training rows at the final weights; none of kernel machines.
    pub loss: Option<f64>,
    /// Seconds of training.
    pub seconds: f64,
    /// SHA-256 of the final weights as little-endian 64-bit floats: of kernel machines coefficients and biases.
    pub weights_sha256: String,
    /// Every file that was written.
    pub artifacts: Vec<String>,
}

/// Metrics of both parts of the data.
#[derive(Debug, Clone, Serialize)]
pub struct Parts<M = Metrics> {
    /// Of the training rows.
    pub train: M,
    /// Of the test rows, where there are any.
    pub test: Option<M>,
}

/// `metrics.json`: what the same configuration gives on every machine of one kind, so no times.
#[derive(Debug, Serialize)]
pub struct Record<'a, M = Metrics> {
    /// Metrics of both parts of the data.
    pub metrics: &'a Parts<M>,
    /// A classical model on the same rows; none of very many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<&'a Baseline<M>>,
    /// Names of the classes; none where numbers are predicted.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub classes: &'a [String],
    /// Epochs that were trained.
    pub epochs: usize,
    /// Why training ended.
    pub stopped: &'a str,
    /// Mean loss of the training rows at the final weights; none of kernel machines.
    pub loss: Option<f64>,
    /// As in the answer.
    pub weights_sha256: &'a str,
}

/// SHA-256 of the weights as little-endian 64-bit floats, in hexadecimal.
pub(super) fn weights_sha256(weights: &[f64]) -> String {
    let mut hash = Sha256::new();
    weights.iter().for_each(|weight| hash.update(weight.to_le_bytes()));
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `history.csv`: one line an epoch, counted from 1, with every digit of its numbers.
pub(super) fn history_csv(epochs: &[Epoch], merit: &str) -> String {
    let held_out = epochs.iter().any(|epoch| epoch.validation.is_some());
    let mut text = format!("epoch,loss,{merit}");
    text.push_str(if held_out { ",validation_loss,validation_" } else { "" });
    text.push_str(if held_out { merit } else { "" });
    text.push('\n');
    for (number, epoch) in (1..).zip(epochs) {
        text.push_str(&format!("{number},{},{}", epoch.loss, epoch.score));
        if let Some(validation) = epoch.validation {
            text.push_str(&format!(",{},{}", validation.loss, validation.score));
        }
        text.push('\n');
    }
    text
}
