//! Why training ended, as a name for programs and in words for people.
//!
//! Made by the training job; shown by its caller.

use ansatz::qml::models::StopReason;

/// Why training ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// For a reason of the training.
    Stopped(StopReason),
    /// A number stopped being finite.
    Diverged,
}

impl Ending {
    /// The name: the key `stop` of answers.
    pub(super) fn name(self) -> &'static str {
        match self {
            Ending::Stopped(StopReason::Epochs) => "limit",
            Ending::Stopped(StopReason::Converged) => "converged",
            Ending::Stopped(StopReason::StationaryStart) => "stationary_start",
            Ending::Stopped(StopReason::LineSearchFailed) => "line_search_failed",
            Ending::Stopped(StopReason::EarlyStopping) => "early_stopping",
            Ending::Stopped(StopReason::Plateau) => "plateau",
            Ending::Stopped(StopReason::Interrupted) => "interrupted",
            Ending::Diverged => "diverged",
        }
    }

    /// In words.
    pub(super) fn words(self) -> &'static str {
        match self {
            Ending::Stopped(StopReason::Epochs) => "all epochs",
            Ending::Stopped(StopReason::StationaryStart) => "nothing changes around the starting weights",
            Ending::Stopped(StopReason::LineSearchFailed) => "the line search failed",
            Ending::Stopped(StopReason::EarlyStopping) => "early stopping",
            _ => self.name(),
        }
    }
}
