//! Training: epochs of mini-batches, history, early stopping, checkpoints, and what has been trained.
//!
//! Called by users, classifiers and regressors. Must not know files or kinds of models.

mod checkpoint;
mod fingerprint;
mod fitted;
mod plateau;
mod run;
mod samples;
mod settings;
mod trainer;

pub use checkpoint::{Checkpoint, CheckpointError};
pub(crate) use fingerprint::{fingerprint, hexadecimal};
pub use fitted::{Fitted, SavedWeights};
pub use plateau::Plateau;
pub use run::{Epoch, History, Progress, StopReason, Validation};
pub use samples::Samples;
pub use settings::{EarlyStopping, TrainingSettings};
pub use trainer::{Attempt, Observer, Trainer, Verdict};
