//! A training run as data: stopped at any epoch and gone on with from there, it ends in the same bits as one that never stopped.
//!
//! Made and read by training runs; written to files by the command line. Must not know files.

use super::hexadecimal;
use super::run::{Epoch, StopReason};
use super::trainer::TrainingSchedule;
use super::{History, TrainingSettings};
use crate::{ModelSettings, OptimizerState};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Everything that decides the rest of a run. Random numbers are named by seed and epoch, so no generator has a state of its own;
/// the data are known by their fingerprint.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    pub(crate) model: ModelIdentity,
    pub(crate) training: TrainingIdentity,
    /// SHA-256 of the data.
    pub(crate) data: String,
    /// Name of the backend: another one gives other bits.
    pub(crate) backend: String,
    pub(crate) weights: Vec<f64>,
    pub(crate) optimizer: OptimizerState,
    pub(crate) epochs: Vec<Epoch>,
    /// The losses of the last steps, as many as a plateau looks at.
    pub(crate) losses: Vec<f64>,
    pub(crate) best: Option<Best>,
    pub(crate) stopped: Option<StopReason>,
}

/// By which a checkpoint knows its model again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum ModelIdentity {
    /// A model that settings say.
    Settings(ModelSettings),
    /// The [`fingerprint`](crate::Model::fingerprint) of any other.
    Fingerprint(String),
}

/// By which a checkpoint knows again how its model is trained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum TrainingIdentity {
    /// Names of optimizer and differentiator, whose own settings cannot be known.
    Values { methods: [String; 2], schedule: TrainingSchedule },
    /// What settings say.
    Settings(Box<TrainingSettings>),
}

impl TrainingIdentity {
    fn epochs(&self) -> usize {
        match self {
            TrainingIdentity::Values { schedule, .. } => schedule.epochs,
            TrainingIdentity::Settings(settings) => settings.epochs,
        }
    }

    /// The same with another number of epochs.
    fn with_epochs(&self, epochs: usize) -> TrainingIdentity {
        match self.clone() {
            TrainingIdentity::Values { methods, schedule } => {
                TrainingIdentity::Values { methods, schedule: TrainingSchedule { epochs, ..schedule } }
            }
            TrainingIdentity::Settings(settings) => {
                TrainingIdentity::Settings(Box::new(TrainingSettings { epochs, ..*settings }))
            }
        }
    }
}

/// The best epoch so far.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Best {
    pub(crate) loss: f64,
    pub(crate) weights: Vec<f64>,
    pub(crate) epoch: usize,
}

/// Why a checkpoint was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckpointError {
    /// Another kind of file.
    #[error("not a checkpoint of a training run: it does not begin with `{MAGIC} {VERSION}`")]
    Foreign,
    /// A version that this one does not read.
    #[error("a checkpoint of version {found}; this is version {VERSION}")]
    Version {
        /// The version.
        found: String,
    },
    /// Its content is not what was written.
    #[error("the checkpoint is damaged: {reason}; start anew, or from another copy")]
    Damaged {
        /// How that shows.
        reason: String,
    },
    /// It is of another run.
    #[error("the checkpoint is of another run: {what} differ")]
    Other {
        /// What is not the same.
        what: String,
    },
}

const MAGIC: &str = "ansatz-checkpoint";
const VERSION: u32 = 1;

impl Checkpoint {
    /// One line `ansatz-checkpoint 1 SHA256`, then JSON, to whose bytes the hash belongs.
    pub fn to_text(&self) -> Result<String, serde_json::Error> {
        let body = serde_json::to_string(self)? + "\n";
        Ok(format!("{MAGIC} {VERSION} {}\n{body}", sha256(&body)))
    }

    /// Reads what [`to_text`](Self::to_text) wrote.
    ///
    /// # Errors
    /// [`CheckpointError`] for any text that it did not write, whatever the difference.
    pub fn from_text(text: &str) -> Result<Checkpoint, CheckpointError> {
        let (head, body) = text.split_once('\n').ok_or(CheckpointError::Foreign)?;
        let mut words = head.split(' ');
        if words.next() != Some(MAGIC) {
            return Err(CheckpointError::Foreign);
        }
        let version = words.next().unwrap_or("");
        if version != VERSION.to_string() {
            let found = version.chars().take(20).filter(|c| c.is_ascii_graphic()).collect();
            return Err(CheckpointError::Version { found });
        }
        let damaged = |reason: String| CheckpointError::Damaged { reason };
        if words.next() != Some(sha256(body).as_str()) || words.next().is_some() {
            return Err(damaged("its content does not have the hash in its first line".into()));
        }
        serde_json::from_str(body).map_err(|error| damaged(error.to_string()))
    }

    /// The settings of the model, if it is one that settings say.
    pub fn model(&self) -> Option<&ModelSettings> {
        match &self.model {
            ModelIdentity::Settings(settings) => Some(settings),
            ModelIdentity::Fingerprint(_) => None,
        }
    }

    /// The settings of its training, if it is one that settings say.
    pub fn training(&self) -> Option<&TrainingSettings> {
        match &self.training {
            TrainingIdentity::Settings(settings) => Some(settings),
            TrainingIdentity::Values { .. } => None,
        }
    }

    /// The weights.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// The epochs so far.
    pub fn epochs(&self) -> &[Epoch] {
        &self.epochs
    }

    /// What happened so far; a run that was cut off was interrupted.
    pub fn history(&self) -> History {
        History { epochs: self.epochs.clone(), stopped: self.stopped.unwrap_or(StopReason::Interrupted) }
    }

    /// Refuses to go on as another run, of which this is the checkpoint at its start. Only the number of epochs may differ: a run that has ended by
    /// it goes on if there are more of them.
    pub(crate) fn require(&self, now: &Checkpoint) -> Result<(), CheckpointError> {
        let other = |what: &str| Err(CheckpointError::Other { what: what.into() });
        if self.model != now.model {
            return other("the settings of the model");
        }
        if self.training != now.training.with_epochs(self.training.epochs()) {
            return other("the settings of training");
        }
        if self.data != now.data {
            return other("the data");
        }
        if self.epochs.len() > now.training.epochs() {
            let (done, asked) = (self.epochs.len(), now.training.epochs());
            return other(&format!("the numbers of epochs, {done} done and {asked} asked for,"));
        }
        if self.backend != now.backend {
            return other(&format!("the backends, then `{}` and now `{}`,", self.backend, now.backend));
        }
        Ok(())
    }
}

fn sha256(text: &str) -> String {
    hexadecimal(&Sha256::digest(text.as_bytes()))
}
