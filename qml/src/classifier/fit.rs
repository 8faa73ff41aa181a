//! Training a classifier: epochs of mini-batches, history, early stopping.

use super::network::Network;
use super::objective::BatchObjective;
use super::{Trained, VariationalClassifier};
use crate::{Batches, ModelError, Settings, Steadiness, differentiator_by_name, optimizer_by_name};
use ndarray::Array2;
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;

/// How a classifier is trained.
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
    fn of_optimizer(&self) -> Settings {
        Settings {
            learning_rate: self.learning_rate,
            momentum: self.momentum,
            weight_decay: self.weight_decay,
            initial_step: self.initial_step,
            seed: self.seed,
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
            epochs: 100,
            batch_size: 32,
            differentiator: "adjoint".into(),
            seed: 0,
            early_stopping: None,
        }
    }
}

/// One pass over the data, at the weights each step began with.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Epoch {
    /// The mean loss.
    pub loss: f64,
    /// The share of samples predicted right.
    pub accuracy: f64,
}

/// What happened in training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct History {
    /// One entry for each epoch.
    pub epochs: Vec<Epoch>,
    /// Why it ended.
    pub stopped: StopReason,
}

/// Why training ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopReason {
    /// All epochs were run.
    Epochs,
    /// The optimizer found nothing more to do.
    Converged,
    /// The loss no longer fell; the weights are those of the best epoch.
    EarlyStopping,
    /// The observer asked for it.
    Interrupted,
}

impl VariationalClassifier {
    /// Trains from fresh weights; `labels` are class indices from 0.
    ///
    /// # Errors
    /// Settings that do not fit the data; [`ModelError::Optimize`] if training diverges: the model then keeps the last
    /// good weights.
    pub fn fit(
        &mut self,
        features: &Array2<f64>,
        labels: &[usize],
        training: &TrainingSettings,
    ) -> Result<History, ModelError> {
        self.fit_observed(features, labels, training, &mut |_, _| ControlFlow::Continue(()))
    }

    /// [`fit`](Self::fit) with a look at every epoch: `observe(number, epoch)` may stop the training.
    ///
    /// # Errors
    /// As [`fit`](Self::fit).
    pub fn fit_observed(
        &mut self,
        features: &Array2<f64>,
        labels: &[usize],
        training: &TrainingSettings,
        observe: &mut dyn FnMut(usize, &Epoch) -> ControlFlow<()>,
    ) -> Result<History, ModelError> {
        if labels.is_empty() || features.nrows() != labels.len() {
            return Err(ModelError::NoSamples);
        }
        let classes = labels.iter().max().map_or(0, |highest| highest + 1).max(2);
        let network = Network::new(&self.settings, features.ncols(), classes)?;
        let (outcome, weights) = {
            let mut run = Run::new(&network, self, (features, labels), training)?;
            (run.epochs(training, observe), run.weights)
        };
        self.trained = Some(Trained { network, weights });
        outcome
    }
}

/// A training run under way.
struct Run<'a> {
    objective: BatchObjective<'a>,
    optimizer: Box<dyn crate::Optimizer>,
    batches: Batches,
    features: &'a Array2<f64>,
    labels: &'a [usize],
    weights: Vec<f64>,
}

impl<'a> Run<'a> {
    fn new(
        network: &'a Network,
        model: &'a VariationalClassifier,
        data: (&'a Array2<f64>, &'a [usize]),
        training: &'a TrainingSettings,
    ) -> Result<Run<'a>, ModelError> {
        let optimizer = optimizer_by_name(&training.optimizer, &training.of_optimizer())?;
        let whole = training.batch_size == 0 || training.batch_size >= data.1.len();
        if optimizer.needs().steadiness == Steadiness::Fixed && !whole {
            return Err(ModelError::NeedsFullBatch { optimizer: optimizer.name() });
        }
        let differentiator = differentiator_by_name(&training.differentiator, training.seed)?;
        let objective = BatchObjective {
            network,
            backend: &*model.backend,
            differentiator,
            samples: Array2::zeros((0, 0)),
            labels: Vec::new(),
            right: 0,
        };
        Ok(Run {
            objective,
            optimizer,
            batches: Batches { rows: data.1.len(), size: training.batch_size, seed: training.seed },
            features: data.0,
            labels: data.1,
            weights: network.start(&model.settings, training.seed),
        })
    }

    fn epochs(
        &mut self,
        training: &TrainingSettings,
        observe: &mut dyn FnMut(usize, &Epoch) -> ControlFlow<()>,
    ) -> Result<History, ModelError> {
        let mut history = History { epochs: Vec::new(), stopped: StopReason::Epochs };
        let mut best = Best { loss: f64::INFINITY, weights: self.weights.clone(), epoch: 0 };
        for number in 0..training.epochs {
            let before = self.weights.clone();
            let (epoch, converged) = self.epoch(number)?;
            history.epochs.push(epoch);
            let stop = best.update(training.early_stopping, (number, epoch.loss), before);
            if observe(number, &epoch).is_break() {
                history.stopped = StopReason::Interrupted;
                break;
            }
            if stop {
                self.weights = best.weights;
                history.stopped = StopReason::EarlyStopping;
                break;
            }
            if converged {
                history.stopped = StopReason::Converged;
                break;
            }
        }
        Ok(history)
    }

    /// One pass over the data; whether the optimizer has converged.
    fn epoch(&mut self, number: usize) -> Result<(Epoch, bool), ModelError> {
        let (mut loss, mut right, mut converged) = (0.0, 0, false);
        for rows in self.batches.epoch(number as u64) {
            self.objective.select(self.features, self.labels, &rows);
            let step = self.optimizer.step(&mut self.objective, &mut self.weights)?;
            loss += step.value * rows.len() as f64;
            right += self.objective.right;
            converged |= step.converged;
        }
        let rows = self.labels.len() as f64;
        Ok((Epoch { loss: loss / rows, accuracy: right as f64 / rows }, converged))
    }
}

/// The best epoch so far.
struct Best {
    loss: f64,
    weights: Vec<f64>,
    epoch: usize,
}

impl Best {
    /// Takes note of an epoch and the weights it began with; whether it is time to stop.
    fn update(&mut self, early: Option<EarlyStopping>, epoch: (usize, f64), weights: Vec<f64>) -> bool {
        let Some(EarlyStopping { patience, min_delta }) = early else { return false };
        let (number, loss) = epoch;
        if loss < self.loss - min_delta {
            *self = Best { loss, weights, epoch: number };
        }
        number - self.epoch >= patience
    }
}
