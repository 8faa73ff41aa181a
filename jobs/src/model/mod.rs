//! Models of every kind: `[model]` of files, model files, and what they need in memory.
//!
//! Called by every job that trains or applies a model.

mod evaluate;
mod file;
mod kind;
mod need;
mod saved;
mod scaled;
mod section;
mod settings;
mod untrained;

pub use evaluate::{ClassEvaluation, Evaluation, NumberEvaluation, Predicted, Prediction, evaluate, predict};
pub use file::{MachineBody, ModelFile, SavedMachine, Surroundings};
pub use kind::MachineKind;
pub use saved::{Answered, Answers, Labels, ModelRequest};
pub use section::{AnySettings, ModelSection};
pub use settings::{MachineKeys, MachineSettings};

pub(crate) use evaluate::bootstrap;
pub(crate) use kind::{KeysOfFile, Kind};
pub(crate) use need::{GRAM_COPIES, KernelSize, NetworkSize, check_kernel, check_network};
pub(crate) use saved::read as read_saved;
pub(crate) use scaled::OnScale;
pub(crate) use section::{OF_CLASSES, Weighed, check_epochs, read};
