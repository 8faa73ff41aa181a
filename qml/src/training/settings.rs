//! How a model is trained, as text and numbers that a file can hold.

use super::Plateau;
use crate::{Clipping, Schedule, Settings};
use serde::{Deserialize, Serialize};

/// How a model is trained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TrainingSettings {
    /// One of [`OPTIMIZERS`](crate::OPTIMIZERS).
    pub optimizer: String,
    /// Step size; absent: the optimizer's own default.
    pub learning_rate: Option<f64>,
    /// Share of the last step that is kept, for `momentum` and `nesterov`; absent: the optimizer's own default.
    pub momentum: Option<f64>,
    /// Pull of the weights towards zero, for `adamw`; absent: the optimizer's own default.
    pub weight_decay: Option<f64>,
    /// Length of the first moves, for `nelder_mead`, `cobyla` and `lbfgs`; absent: the optimizer's own default.
    pub initial_step: Option<f64>,
    /// What the learning rate is multiplied with at each step, for optimizers of one gradient a step; absent: 1.
    pub schedule: Option<Schedule>,
    /// What is done to gradients first, for optimizers of one gradient a step; absent: nothing.
    pub clipping: Option<Clipping>,
    /// The least value of every weight, for `lbfgsb`; absent: the optimizer's own default.
    pub lower_bound: Option<f64>,
    /// The largest value of every weight, for `lbfgsb`; absent: the optimizer's own default.
    pub upper_bound: Option<f64>,
    /// Passes over the data.
    pub epochs: usize,
    /// Samples of a step; 0: all of them.
    pub batch_size: usize,
    /// One of [`DIFFERENTIATORS`](crate::DIFFERENTIATORS).
    pub differentiator: String,
    /// Seed of starting weights, shuffling and random optimizers.
    pub seed: u64,
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

impl TrainingSettings {
    /// What the optimizer sees of them.
    pub(super) fn of_optimizer(&self) -> Settings {
        Settings {
            learning_rate: self.learning_rate,
            momentum: self.momentum,
            weight_decay: self.weight_decay,
            initial_step: self.initial_step,
            schedule: self.schedule,
            clipping: self.clipping,
            lower_bound: self.lower_bound,
            upper_bound: self.upper_bound,
            seed: self.seed,
            ..Settings::default()
        }
    }
}

impl Default for TrainingSettings {
    fn default() -> Self {
        TrainingSettings {
            optimizer: "adam".into(),
            learning_rate: None,
            momentum: None,
            weight_decay: None,
            initial_step: None,
            schedule: None,
            clipping: None,
            lower_bound: None,
            upper_bound: None,
            epochs: 100,
            batch_size: 32,
            differentiator: "adjoint".into(),
            seed: 0,
            early_stopping: None,
            plateau: None,
        }
    }
}
