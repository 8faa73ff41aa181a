//! How a command fails: wrong input is exit code 2, failed work is exit code 1.

use crate::diagnostics;
use crate::excerpt::{Colours, Excerpt, Grade};
use ansatz::circuits::CircuitError;
use ansatz::circuits::qasm::Report;
use ansatz::qml::{ModelError, OptimizeError};
use ansatz::simulator::SimulatorError;
use std::io::Write;
use std::process::ExitCode;

/// Why a command failed, as text for standard error.
#[derive(Debug)]
pub enum Failure {
    /// The input is wrong.
    Input(String),
    /// The work failed.
    Work(String),
    /// Whoever reads standard output has gone; nothing is wrong.
    ClosedPipe,
}

/// The result of a command.
pub type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    /// Wrong input, `place: error: message`.
    pub fn input(place: impl std::fmt::Display, message: impl std::fmt::Display) -> Failure {
        Failure::Input(format!("{place}: error: {message}"))
    }

    /// Wrong input at a column of a line: `place:line:column: error: message`, the line, carets.
    pub fn input_at(
        place: impl std::fmt::Display,
        excerpt: &Excerpt,
        column: usize,
        message: impl std::fmt::Display,
    ) -> Failure {
        let colours = Colours::of_standard_error();
        let place = format!("{place}:{}:{column}", excerpt.number());
        let headline = colours.headline(&place, Grade::Error, &message.to_string());
        match excerpt.draw(Grade::Error, None, colours) {
            nothing if nothing.is_empty() => Failure::Input(headline),
            line => Failure::Input(format!("{headline}\n{line}")),
        }
    }

    /// A wrong option.
    pub fn option(option: &str, message: impl std::fmt::Display) -> Failure {
        Failure::Input(format!("error: {option}: {message}"))
    }

    /// Failed work.
    pub fn work(message: impl std::fmt::Display) -> Failure {
        Failure::Work(format!("error: {message}"))
    }

    /// Says what went wrong.
    pub fn report(&self) -> ExitCode {
        let (text, code) = match self {
            Failure::Input(text) => (text, 2),
            Failure::Work(text) => (text, 1),
            Failure::ClosedPipe => return ExitCode::SUCCESS,
        };
        // If standard error is gone there is nobody to tell.
        let _ = writeln!(std::io::stderr(), "{text}");
        ExitCode::from(code)
    }
}

impl From<Report> for Failure {
    /// A limit is not the author's mistake.
    fn from(report: Report) -> Failure {
        let text = diagnostics::report(&report, Colours::of_standard_error());
        if report.is_limit() { Failure::Work(text) } else { Failure::Input(text) }
    }
}

impl From<SimulatorError> for Failure {
    fn from(error: SimulatorError) -> Failure {
        match error {
            SimulatorError::Memory { .. }
            | SimulatorError::TooManyBranches { .. }
            | SimulatorError::TooManySteps { .. }
            | SimulatorError::Device { .. } => Failure::work(error),
            SimulatorError::Circuit(error) => error.into(),
            SimulatorError::Course(error) => match error.downcast_ref::<Report>() {
                Some(report) => report.clone().into(),
                None => Failure::Input(format!("error: {error}")),
            },
            _ => Failure::Input(format!("error: {error}")),
        }
    }
}

impl From<CircuitError> for Failure {
    fn from(error: CircuitError) -> Failure {
        match error {
            CircuitError::TooManyOperations { .. } | CircuitError::TooManyQubits { .. } => {
                Failure::work(error)
            }
            _ => Failure::Input(format!("error: {error}")),
        }
    }
}

impl From<ModelError> for Failure {
    fn from(error: ModelError) -> Failure {
        match error {
            ModelError::Simulator(error) => error.into(),
            ModelError::Optimize(OptimizeError::Objective(reason)) => match reason.downcast::<ModelError>() {
                Ok(inner) => (*inner).into(),
                Err(reason) => Failure::work(reason),
            },
            ModelError::Optimize(error) => Failure::work(error),
            _ => Failure::Input(format!("error: {error}")),
        }
    }
}
