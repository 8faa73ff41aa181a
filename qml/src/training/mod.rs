//! Training a network: epochs of mini-batches, history, early stopping, checkpoints.
//!
//! Called by classifiers and regressors. Must not know files or kinds of models.

mod checkpoint;
mod fingerprint;
mod plateau;
mod run;
mod settings;

pub use checkpoint::{Checkpoint, CheckpointError};
pub(crate) use fingerprint::fingerprint;
pub use plateau::Plateau;
pub use run::{Epoch, History, Progress, StopReason};
pub(crate) use run::{Fit, Samples};
pub use settings::{EarlyStopping, TrainingSettings};
