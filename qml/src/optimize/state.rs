//! Optimizers as data: everything that decides their next steps, to be written down and read again.
//!
//! Made and read by each optimizer; kept by checkpoints. Must not know how an optimizer works.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::definition::Optimizer;
use super::names::all;

/// What an optimizer wrote of itself, under its name. [`Optimizer::restore`] gives one that takes the same steps, to the last bit, as
/// the one that was saved; numbers must be written so that they are read as they were (`float_roundtrip` of `serde_json`).
///
/// ```
/// use ansatz_qml::optimize::{Adam, Optimizer, OptimizerState};
/// let text = serde_json::to_string(&Adam::default().build()?.save())?;
/// let state: OptimizerState = serde_json::from_str(&text)?;
/// let mut optimizer = Adam::default().build()?;
/// optimizer.restore(&state)?;
/// // Without knowing whose it is, as long as it is one of this library:
/// assert_eq!(state.into_optimizer()?.name(), "adam");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptimizerState {
    optimizer: String,
    state: Value,
}

/// Why a state did not become an optimizer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RestoreError {
    /// No optimizer of this library wrote it.
    #[error("optimizer `{name}` is not one of this library; restore it where it was made")]
    Foreign {
        /// The name in the state.
        name: String,
    },
    /// Another optimizer wrote it.
    #[error("this is the state of optimizer `{found}`, not of `{expected}`")]
    Other {
        /// The optimizer that reads.
        expected: String,
        /// The one that wrote.
        found: String,
    },
    /// The optimizer does not write its memory down.
    #[error("optimizer `{optimizer}` does not save its memory, so that no run can go on with it")]
    Unsaved {
        /// The optimizer.
        optimizer: String,
    },
    /// It is not what the optimizer writes.
    #[error("the state of optimizer `{optimizer}` is damaged: {reason}")]
    Damaged {
        /// The optimizer.
        optimizer: String,
        /// What is wrong.
        reason: String,
    },
}

impl OptimizerState {
    /// The state of an optimizer of that name: its memory, or all of it, whatever decides the next steps. A memory that is no data (maps
    /// whose keys are no text) gives a state that cannot be read.
    pub fn new<M: Serialize>(optimizer: &str, memory: &M) -> OptimizerState {
        let state = serde_json::to_value(memory).unwrap_or(Value::Null);
        OptimizerState { optimizer: optimizer.to_owned(), state }
    }

    /// The state of an optimizer that does not write its memory down.
    pub fn unsaved(optimizer: &str) -> OptimizerState {
        OptimizerState { optimizer: optimizer.to_owned(), state: Value::Null }
    }

    /// The name of the optimizer that wrote it.
    pub fn name(&self) -> &str {
        &self.optimizer
    }

    /// What [`new`](Self::new) was given, if it was given it for this `optimizer`.
    ///
    /// # Errors
    /// The state of another optimizer; one that was not saved; one that is not such a memory.
    pub fn read<M: DeserializeOwned>(&self, optimizer: &str) -> Result<M, RestoreError> {
        if self.optimizer != optimizer {
            return Err(RestoreError::Other {
                expected: optimizer.to_owned(),
                found: self.optimizer.clone(),
            });
        }
        if self.state == Value::Null {
            return Err(RestoreError::Unsaved { optimizer: optimizer.to_owned() });
        }
        let damaged = |error: serde_json::Error| RestoreError::Damaged {
            optimizer: optimizer.to_owned(),
            reason: error.to_string(),
        };
        M::deserialize(&self.state).map_err(damaged)
    }

    /// The optimizer of this library that wrote it.
    ///
    /// # Errors
    /// The state of an optimizer of another crate, which restores it itself; one that is damaged.
    pub fn into_optimizer(self) -> Result<Box<dyn Optimizer>, RestoreError> {
        for mut optimizer in all() {
            match optimizer.restore(&self) {
                Err(RestoreError::Other { .. }) => {}
                outcome => return outcome.map(|()| optimizer),
            }
        }
        Err(RestoreError::Foreign { name: self.optimizer })
    }
}
