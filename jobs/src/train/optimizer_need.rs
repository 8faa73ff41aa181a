//! What the optimizer of a training run needs in memory, refused before anything is allocated.
//!
//! Called by the training job. Must not know optimizers by name.

use super::TrainConfig;
use crate::error::Outcome;
use crate::options::JobOptions;
use crate::toml_file::TomlFile;
use ansatz::qml::optimize::{IntoOptimizer, OptimizerSettings};
use ansatz::simulator::memory_limit;

/// Vectors of the length of the weights that a run holds besides: gradients, moments, the history of L-BFGS, the checkpoint.
const VECTORS: u64 = 24;

/// Refuses an optimizer of so many weights that is not good for them, or whose memory would not fit.
///
/// # Errors
/// Shown at the optimizer's key, with what to choose instead.
pub(super) fn check(file: &TomlFile, config: &TrainConfig, weights: usize, options: &JobOptions) -> Outcome {
    let settings = OptimizerSettings { seed: config.training.seed, ..config.training.optimizer.clone() };
    let optimizer = settings.into_optimizer().map_err(|error| config.show(file, error.into()))?;
    optimizer.check(weights).map_err(|error| config.show(file, error.into()))?;
    let vectors = VECTORS.saturating_mul(8).saturating_mul(weights as u64);
    let (needed, limit) =
        (optimizer.bytes(weights).saturating_add(vectors), memory_limit(options.memory_limit));
    if needed <= limit {
        return Ok(());
    }
    let name = optimizer.name();
    let message = format!(
        "{name} needs {needed} bytes for {weights} weights, and {limit} are available; choose adam or lbfgs, fewer `layers`, or allow more memory"
    );
    Err(file.at(&["training.optimizer"], message))
}
