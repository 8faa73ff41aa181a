//! How a command fails: wrong input is exit code 2, failed work is exit code 1.

use crate::closed_output::was_closed;
use crate::excerpt::Colours;
use crate::harmless::harmless_lines;
use crate::messages;
use ansatz_jobs::{JobError, Kind};
use std::io::{ErrorKind, Write};
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
            Failure::Option { option, message } => {
                (harmless_lines(&format!("error: {option}: {message}")), 2)
            }
            Failure::Work(message) => (harmless_lines(&format!("error: {message}")), 1),
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

/// What the reading of arguments ends with. Help goes to standard output, mistakes go to standard error, and what they quote
/// is harmless.
pub fn refused(refusal: &clap::Error) -> ExitCode {
    let plain = refusal.render().to_string();
    let harmless = harmless_lines(&plain);
    let printed = match refusal.use_stderr() {
        true if harmless != plain => write!(std::io::stderr(), "{harmless}"),
        false if was_closed() => Err(std::io::Error::other("it is closed")),
        _ => refusal.print(),
    };
    match printed {
        Err(error) if !refusal.use_stderr() && error.kind() != ErrorKind::BrokenPipe => {
            Failure::work(format!("cannot write to standard output: {error}")).report()
        }
        // If standard error is gone there is nobody to tell.
        _ => ExitCode::from(u8::try_from(refusal.exit_code()).unwrap_or(2)),
    }
}
