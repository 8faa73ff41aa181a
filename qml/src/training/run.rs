//! The loop: one optimizer over one network, epoch by epoch, from the start or from a checkpoint.

use super::checkpoint::{Best, Checkpoint};
use super::{CheckpointError, EarlyStopping, TrainingSettings};
use crate::network::{BatchObjective, Network, Target};
use crate::{
    Batches, IntoOptimizer, ModelError, ModelSettings, OPTIMIZERS, Optimizer, RestoreError, SettingError,
    Steadiness, UnknownName, differentiator_by_name,
};
use ansatz_simulator::Backend;
use ndarray::Array2;
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;

/// One pass over the data, at the weights each step began with.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Epoch {
    /// The mean loss.
    pub loss: f64,
    /// Of a classifier the share of samples predicted right, of a regressor R².
    pub score: f64,
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
    /// The losses of the steps were flat.
    Plateau,
    /// The observer asked for it.
    Interrupted,
}

/// What an observer sees at the start and after each epoch.
pub struct Progress<'a> {
    epochs: &'a [Epoch],
    checkpoint: &'a dyn Fn() -> Checkpoint,
}

impl Progress<'_> {
    /// The epochs so far.
    pub fn epochs(&self) -> &[Epoch] {
        self.epochs
    }

    /// The run, to be gone on with from here.
    pub fn checkpoint(&self) -> Checkpoint {
        (self.checkpoint)()
    }
}

/// What is learnt from: rows of features, and what is known of each.
#[derive(Clone, Copy)]
pub(crate) struct Samples<'a, T> {
    pub(crate) features: &'a Array2<f64>,
    pub(crate) known: &'a [T],
    /// Their fingerprint.
    pub(crate) fingerprint: &'a str,
}

/// A training run.
pub(crate) struct Fit<'a, T> {
    model: &'a ModelSettings,
    training: &'a TrainingSettings,
    samples: Samples<'a, T>,
    backend: String,
    objective: BatchObjective<'a, T>,
    optimizer: Box<dyn Optimizer>,
    batches: Batches,
    pub(crate) weights: Vec<f64>,
    epochs: Vec<Epoch>,
    losses: Vec<f64>,
    best: Option<Best>,
    stopped: Option<StopReason>,
}

impl<'a, T: Target> Fit<'a, T> {
    /// A run at its start.
    pub(crate) fn new(
        (model, network): (&'a ModelSettings, &'a Network<T>),
        backend: &'a dyn Backend,
        samples: Samples<'a, T>,
        training: &'a TrainingSettings,
    ) -> Result<Fit<'a, T>, ModelError> {
        let optimizer = training.of_optimizer().into_optimizer()?;
        if !optimizer.needs().any_objective() {
            // Those that ask for one circuit's geometry, spectrum or shots have no use for a mean over samples.
            let unknown = UnknownName::new("optimizer of models", optimizer.name(), &OPTIMIZERS);
            return Err(SettingError::from(unknown).into());
        }
        let rows = samples.known.len();
        let whole = training.batch_size == 0 || training.batch_size >= rows;
        if optimizer.needs().steadiness == Steadiness::Fixed && !whole {
            return Err(ModelError::NeedsFullBatch { optimizer: optimizer.name() });
        }
        let differentiator = differentiator_by_name(&training.differentiator, training.seed)?;
        Ok(Fit {
            model,
            training,
            samples,
            backend: backend.name(),
            objective: BatchObjective::new(network, backend, differentiator),
            optimizer,
            batches: Batches { rows, size: training.batch_size, seed: training.seed },
            weights: network.starting_weights(training.seed),
            epochs: Vec::new(),
            losses: Vec::new(),
            best: None,
            stopped: None,
        })
    }

    /// Goes on where the checkpoint was made.
    pub(crate) fn resume(&mut self, checkpoint: Checkpoint) -> Result<(), ModelError> {
        checkpoint.require(self.model, self.training, (self.samples.fingerprint, &self.backend))?;
        let Checkpoint { weights, optimizer, epochs, losses, best, stopped, .. } = checkpoint;
        let lengths = [Some(weights.len()), best.as_ref().map(|best| best.weights.len())];
        if lengths.into_iter().flatten().any(|length| length != self.weights.len()) {
            let reason = "it has another number of weights than the model".into();
            return Err(CheckpointError::Damaged { reason }.into());
        }
        let damaged = |error: RestoreError| CheckpointError::Damaged { reason: error.to_string() };
        self.optimizer.restore(&optimizer).map_err(damaged)?;
        // More epochs than before: what has ended by their number has not ended.
        self.stopped = stopped.filter(|reason| *reason != StopReason::Epochs);
        (self.weights, self.epochs, self.losses, self.best) = (weights, epochs, losses, best);
        Ok(())
    }

    /// The run as data.
    pub(crate) fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            model: self.model.clone(),
            training: self.training.clone(),
            data: self.samples.fingerprint.into(),
            backend: self.backend.clone(),
            weights: self.weights.clone(),
            optimizer: self.optimizer.save(),
            epochs: self.epochs.clone(),
            losses: self.losses.clone(),
            best: self.best.clone(),
            stopped: self.stopped,
        }
    }

    /// All epochs that are left.
    pub(crate) fn run(
        &mut self,
        observe: &mut dyn FnMut(&Progress<'_>) -> ControlFlow<()>,
    ) -> Result<(), ModelError> {
        loop {
            let seen = Progress { epochs: &self.epochs, checkpoint: &|| self.checkpoint() };
            let asked = observe(&seen).is_break().then_some(StopReason::Interrupted);
            let ended = (self.epochs.len() >= self.training.epochs).then_some(StopReason::Epochs);
            self.stopped = self.stopped.or(asked).or(ended);
            if self.stopped.is_some() {
                return Ok(());
            }
            self.epoch()?;
        }
    }

    /// What happened.
    pub(crate) fn history(&self) -> History {
        History { epochs: self.epochs.clone(), stopped: self.stopped.unwrap_or(StopReason::Epochs) }
    }

    /// One epoch, and whether it was the last one.
    fn epoch(&mut self) -> Result<(), ModelError> {
        let before = self.training.early_stopping.map(|_| self.weights.clone());
        let (epoch, converged) = self.steps()?;
        self.epochs.push(epoch);
        let early = self.training.early_stopping.zip(before);
        if early.is_some_and(|(early, before)| self.no_longer_falls(early, before)) {
            if let Some(best) = &self.best {
                self.weights.clone_from(&best.weights);
            }
            self.stopped = Some(StopReason::EarlyStopping);
        } else if self.training.plateau.is_some_and(|plateau| plateau.is_reached(&self.losses)) {
            self.stopped = Some(StopReason::Plateau);
        } else if converged {
            self.stopped = Some(StopReason::Converged);
        }
        Ok(())
    }

    /// The steps of an epoch; whether the optimizer has converged.
    fn steps(&mut self) -> Result<(Epoch, bool), ModelError> {
        let Samples { features, known, .. } = self.samples;
        let (mut loss, mut score, mut converged) = (0.0, 0.0, false);
        for rows in self.batches.epoch(self.epochs.len() as u64) {
            let count = rows.len() as f64;
            self.objective.select(features, known, rows);
            let step = self.optimizer.step(&mut self.objective, &mut self.weights)?;
            loss += step.value * count;
            score += self.objective.merit;
            converged |= step.converged;
            self.losses.push(step.value);
        }
        let kept = self.training.plateau.map_or(0, |plateau| 2 * plateau.steps.max(2));
        self.losses.drain(..self.losses.len().saturating_sub(kept));
        let rows = known.len() as f64;
        Ok((Epoch { loss: loss / rows, score: score / rows }, converged))
    }

    /// Takes note of the last epoch and the weights it began with; whether it is time to stop.
    fn no_longer_falls(&mut self, early: EarlyStopping, weights: Vec<f64>) -> bool {
        let epoch = self.epochs.len() - 1;
        let loss = self.epochs[epoch].loss;
        if self.best.as_ref().is_none_or(|best| loss < best.loss - early.min_delta) {
            self.best = Some(Best { loss, weights, epoch });
        }
        self.best.as_ref().is_some_and(|best| epoch - best.epoch >= early.patience)
    }
}
