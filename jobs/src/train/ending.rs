//! Why training ended, as a name for programs and in words for people.
//!
//! Made by the training job; shown by its caller.

use ansatz::qml::{ModelError, models::StopReason, optimize::Stop};

/// Why training ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// For a reason of the training.
    Stopped(StopReason),
    /// A number stopped being finite.
    Diverged,
    /// The problem was solved, without steps or epochs that anybody chose.
    Solved,
    /// All steps of the optimizer were used.
    Steps,
}

impl Ending {
    /// The ending of an optimizer's steps.
    pub(super) fn of_steps(stop: Result<Option<Stop>, ModelError>) -> Ending {
        match stop {
            Ok(Some(Stop::Converged)) => Ending::Stopped(StopReason::Converged),
            Ok(Some(Stop::StationaryStart)) => Ending::Stopped(StopReason::StationaryStart),
            Ok(Some(Stop::LineSearchFailed)) => Ending::Stopped(StopReason::LineSearchFailed),
            Ok(Some(Stop::Interrupted)) => Ending::Stopped(StopReason::Interrupted),
            _ => Ending::Steps,
        }
    }

    /// The name: the key `stop` of answers.
    pub fn name(self) -> &'static str {
        match self {
            Ending::Stopped(StopReason::Epochs) => "limit",
            Ending::Stopped(StopReason::Converged) => "converged",
            Ending::Stopped(StopReason::StationaryStart) => "stationary_start",
            Ending::Stopped(StopReason::LineSearchFailed) => "line_search_failed",
            Ending::Stopped(StopReason::EarlyStopping) => "early_stopping",
            Ending::Stopped(StopReason::Plateau) => "plateau",
            Ending::Stopped(StopReason::Interrupted) => "interrupted",
            Ending::Diverged => "diverged",
            Ending::Solved => "solved",
            Ending::Steps => "limit",
        }
    }

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Ending::Stopped(StopReason::Epochs) => "all epochs",
            Ending::Steps => "all steps",
            Ending::Stopped(StopReason::StationaryStart) => "nothing changes around the starting weights",
            Ending::Stopped(StopReason::LineSearchFailed) => "the line search failed",
            Ending::Stopped(StopReason::EarlyStopping) => "early stopping",
            _ => self.name(),
        }
    }
}
