//! How a command fails: wrong input is exit code 2, failed work is exit code 1.

use crate::excerpt::Colours;
use crate::messages;
use ansatz_jobs::{JobError, Kind};
use std::io::Write;
use std::process::ExitCode;

/// Why a command failed.
#[derive(Debug)]
pub enum Failure {
    /// A job could not be done.
    Job(JobError),
    /// An option is wrong.
    Option {
        /// As it is written.
        option: &'static str,
        message: String,
    },
    /// The work of the command itself failed.
    Work(String),
    /// Whoever reads standard output has gone; nothing is wrong.
    ClosedPipe,
}

/// The result of a command.
pub type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    /// A wrong option.
    pub fn option(option: &'static str, message: impl Into<String>) -> Failure {
        Failure::Option { option, message: message.into() }
    }

    /// Failed work.
    pub fn work(message: impl Into<String>) -> Failure {
        Failure::Work(message.into())
    }

    /// Says what went wrong.
    pub fn report(&self) -> ExitCode {
        let (text, code) = match self {
            Failure::Job(error) => {
                let code = if error.kind() == Kind::Input { 2 } else { 1 };
                (messages::text(error, Colours::of_standard_error()), code)
            }
            Failure::Option { option, message } => (format!("error: {option}: {message}"), 2),
            Failure::Work(message) => (format!("error: {message}"), 1),
            Failure::ClosedPipe => return ExitCode::SUCCESS,
        };
        // If standard error is gone there is nobody to tell.
        let _ = writeln!(std::io::stderr(), "{text}");
        ExitCode::from(code)
    }
}

impl From<JobError> for Failure {
    fn from(error: JobError) -> Failure {
        Failure::Job(error)
    }
}
