//! The loop: one optimizer over one network, epoch by epoch, from the start or from a checkpoint.
//!
//! Called by trainers. Must not know names of methods.

use super::checkpoint::{Best, Checkpoint, ModelIdentity, TrainingIdentity};
use super::samples::{Samples, Selected};
use super::trainer::TrainingSchedule;
use super::{CheckpointError, EarlyStopping, fingerprint};
use crate::model::Target;
use crate::network::{BatchObjective, Network};
use crate::optimize::Stop;
use crate::{Batches, Differentiator, ModelError, Optimizer, RestoreError, Steadiness};
use ansatz_simulator::Backend;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::ControlFlow;

/// One pass over the data, at the weights each step began with.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Epoch {
    /// The mean loss.
    pub loss: f64,
    /// Of a classifier the share of samples predicted right, of a regressor R².
    pub score: f64,
    /// The same of the samples held out, at the weights the epoch ended with; none without them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validation: Option<Validation>,
}

/// How a model does on samples that it is not trained on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Validation {
    /// The mean loss.
    pub loss: f64,
    /// The accuracy, or R².
    pub score: f64,
}

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "loss {:.6}, score {:.4}", self.loss, self.score)?;
        match self.validation {
            Some(Validation { loss, score }) => write!(f, "; held out: loss {loss:.6}, score {score:.4}"),
            None => Ok(()),
        }
    }
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
    /// The loss does not change around the starting weights.
    StationaryStart,
    /// The gradient promised a fall that no step along it gave.
    LineSearchFailed,
    /// The loss no longer fell; the weights are those of the best epoch.
    EarlyStopping,
    /// The losses of the steps were flat.
    Plateau,
    /// The observer asked for it.
    Interrupted,
}

impl From<Stop> for StopReason {
    fn from(stop: Stop) -> StopReason {
        match stop {
            Stop::Converged => StopReason::Converged,
            Stop::StationaryStart => StopReason::StationaryStart,
            Stop::LineSearchFailed => StopReason::LineSearchFailed,
            Stop::Limit => StopReason::Epochs,
            Stop::Interrupted => StopReason::Interrupted,
        }
    }
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

impl fmt::Display for Progress<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.epochs.last() {
            Some(epoch) => write!(f, "epoch {}: {epoch}", self.epochs.len()),
            None => write!(f, "start"),
        }
    }
}

/// What a run is made with.
pub(crate) struct Methods<'a> {
    pub(crate) optimizer: Box<dyn Optimizer>,
    pub(crate) differentiator: &'a dyn Differentiator,
    pub(crate) schedule: TrainingSchedule,
    pub(crate) identity: TrainingIdentity,
}

/// A training run.
pub(crate) struct Run<'a, T: Target> {
    network: &'a Network<T>,
    backend: &'a dyn Backend,
    training: TrainingIdentity,
    schedule: TrainingSchedule,
    /// Of all samples, those held out too.
    fingerprint: String,
    samples: Selected<T>,
    held_out: Option<Selected<T>>,
    objective: BatchObjective<'a, T>,
    optimizer: Box<dyn Optimizer>,
    batches: Batches,
    weights: Vec<f64>,
    epochs: Vec<Epoch>,
    losses: Vec<f64>,
    best: Option<Best>,
    stopped: Option<StopReason>,
}

impl<'a, T: Target> Run<'a, T> {
    /// A run at its start.
    pub(crate) fn new(
        network: &'a Network<T>,
        backend: &'a dyn Backend,
        all: Samples<'_, T>,
        methods: Methods<'a>,
    ) -> Result<Run<'a, T>, ModelError> {
        let Methods { mut optimizer, differentiator, schedule, identity } = methods;
        let split = T::hold_out(all.known, schedule.validation, schedule.seed)?;
        let (samples, held_out) = (all.select(&split.train), all.select(&split.test));
        let known = samples.view().known;
        let whole = schedule.batch_size == 0 || schedule.batch_size >= known.len();
        if optimizer.needs().steadiness == Steadiness::Fixed && !whole {
            return Err(ModelError::NeedsFullBatch { optimizer: optimizer.name() });
        }
        let mut weights = network.starting_weights(known, schedule.seed);
        optimizer.check(weights.len())?;
        if let Some(bounds) = optimizer.bounds() {
            // Angles that were drawn; what else lies outside is the optimizer's to refuse.
            let angles = weights[network.angles()].iter_mut();
            angles.filter(|angle| !bounds.contains(**angle)).for_each(|angle| *angle = bounds.place(*angle));
        }
        let batches = Batches { rows: known.len(), size: schedule.batch_size, seed: schedule.seed };
        let steps_an_epoch = if whole { 1 } else { known.len().div_ceil(schedule.batch_size) };
        optimizer.plan(schedule.epochs.saturating_mul(steps_an_epoch));
        Ok(Run {
            network,
            backend,
            training: identity,
            schedule,
            fingerprint: fingerprint(all.features, all.known),
            objective: BatchObjective::new(network, backend, differentiator, known),
            optimizer,
            batches,
            weights,
            epochs: Vec::new(),
            losses: Vec::new(),
            best: None,
            stopped: None,
            held_out: (!held_out.view().is_empty()).then_some(held_out),
            samples,
        })
    }

    /// Starts from these weights instead of drawn ones.
    pub(crate) fn start_at(&mut self, weights: Vec<f64>) -> Result<(), ModelError> {
        let (expected, found) = (self.weights.len(), weights.len());
        if expected != found {
            return Err(ModelError::StartCount { expected, found });
        }
        self.weights = weights;
        Ok(())
    }

    /// Goes on where the checkpoint was made.
    pub(crate) fn resume(&mut self, checkpoint: Checkpoint) -> Result<(), ModelError> {
        let now = self.checkpoint();
        checkpoint.require(&now)?;
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
        let model = &self.network.model;
        Checkpoint {
            model: match &model.settings {
                Some(settings) => ModelIdentity::Settings(settings.clone()),
                None => ModelIdentity::Fingerprint(model.fingerprint()),
            },
            training: self.training.clone(),
            data: self.fingerprint.clone(),
            backend: self.backend.name(),
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
            let ended = (self.epochs.len() >= self.schedule.epochs).then_some(StopReason::Epochs);
            self.stopped = self.stopped.or(asked).or(ended);
            if self.stopped.is_some() {
                return Ok(());
            }
            self.epoch()?;
        }
    }

    /// One epoch, and whether it was the last one.
    fn epoch(&mut self) -> Result<(), ModelError> {
        let before = self.schedule.early_stopping.map(|_| self.weights.clone());
        let Steps { mut epoch, stop } = self.steps()?;
        if let Some(held_out) = &self.held_out {
            let found = self.network.evaluate(self.backend, &self.weights, held_out.view())?;
            epoch.validation = Some(Validation { loss: found.loss, score: found.merit });
        }
        self.epochs.push(epoch);
        let early = self.schedule.early_stopping.zip(before);
        if early.is_some_and(|(early, before)| self.no_longer_falls(early, before)) {
            if let Some(best) = &self.best {
                self.weights.clone_from(&best.weights);
            }
            self.stopped = Some(StopReason::EarlyStopping);
        } else if self.schedule.plateau.is_some_and(|plateau| plateau.is_reached(&self.losses)) {
            self.stopped = Some(StopReason::Plateau);
        } else {
            self.stopped = stop.map(StopReason::from);
        }
        Ok(())
    }

    /// The steps of an epoch.
    fn steps(&mut self) -> Result<Steps, ModelError> {
        let (mut loss, mut score, mut stop) = (0.0, 0.0, None);
        for rows in self.batches.epoch(self.epochs.len() as u64) {
            let count = rows.len() as f64;
            self.objective.select(self.samples.view(), rows);
            let step = self.optimizer.step(&mut self.objective, &mut self.weights)?;
            loss += step.value * count;
            score += self.objective.merit;
            stop = step.stop.or(stop);
            self.losses.push(step.value);
        }
        let kept = self.schedule.plateau.map_or(0, |plateau| 2 * plateau.steps.max(2));
        self.losses.drain(..self.losses.len().saturating_sub(kept));
        let rows = self.batches.rows as f64;
        Ok(Steps { epoch: Epoch { loss: loss / rows, score: score / rows, validation: None }, stop })
    }

    /// Takes note of the last epoch and its weights: those it began with, or where samples are held out those it ended with. Whether it is
    /// time to stop.
    fn no_longer_falls(&mut self, early: EarlyStopping, before: Vec<f64>) -> bool {
        let epoch = self.epochs.len() - 1;
        let (loss, weights) = match self.epochs[epoch].validation {
            Some(held_out) => (held_out.loss, self.weights.clone()),
            None => (self.epochs[epoch].loss, before),
        };
        if self.best.as_ref().is_none_or(|best| loss < best.loss - early.min_delta) {
            self.best = Some(Best { loss, weights, epoch });
        }
        self.best.as_ref().is_some_and(|best| epoch - best.epoch >= early.patience)
    }
}

/// What the steps of an epoch gave.
struct Steps {
    epoch: Epoch,
    /// Why the optimizer finds nothing more to do, if it does.
    stop: Option<Stop>,
}
