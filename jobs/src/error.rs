//! Why a job could not be done, as data: where the mistake stands, what it is, and whose it is.
//!
//! Made everywhere in this crate; worded by whoever asked for the job. Must not know options, terminals or exit codes.

use crate::advice::advice;
use crate::place::{Origin, Place, Setting};
use ansatz::circuits::CircuitError;
use ansatz::circuits::qasm::Report;
use ansatz::qml::{ModelError, data::DataError, optimize::OptimizeError};
use ansatz::simulator::SimulatorError;
use std::error::Error;
use std::fmt::{self, Display, Formatter};

/// An error of another library.
pub type OtherError = Box<dyn Error + Send + Sync>;

/// The result of a part of a job.
pub type Outcome<T = ()> = Result<T, JobError>;

/// Why a job could not be done.
///
/// `Display` gives one line without the source; a program that shows files draws [`place`](JobError::place) itself.
///
/// ```
/// use ansatz_jobs::{JobError, Kind, Setting};
///
/// let error = JobError::setting(Setting::Device, "expected `cpu` or `cuda`, found `gpu`");
/// assert_eq!(error.kind(), Kind::Input);
/// assert_eq!(error.to_string(), "device: expected `cpu` or `cuda`, found `gpu`");
/// ```
#[derive(Debug)]
pub struct JobError(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: Kind,
    place: Place,
    cause: Cause,
}

/// Whose mistake it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The input is wrong: a file, a setting.
    Input,
    /// The input may be right, and the work failed: memory, a device, a limit, a disk.
    Work,
}

/// What went wrong.
#[derive(Debug)]
#[non_exhaustive]
pub enum Cause {
    /// Mistakes in a circuit file, each with its own place.
    Program(Report),
    /// The request asks for what cannot be had; how to ask better depends on who asks.
    Request(RequestError),
    /// Anything else, in the words of the library that found it, and a hint in words of files where there is one.
    Other(OtherError),
}

/// What cannot be had. `Display` says why; how to ask better is for the caller to say, who knows what its settings are called.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RequestError {
    /// The GPU that was named cannot be used.
    #[error("the device {device} cannot be used: {reason}")]
    NoGpu {
        /// As it was asked for.
        device: String,
        /// Why not.
        reason: String,
    },
    /// A program that depends on what it has measured is not one circuit.
    #[error("{report}")]
    NotOneCircuit {
        /// Where the program becomes several.
        report: Report,
    },
    /// Inputs of a program have no value.
    #[error("{message}")]
    InputsWithoutValues {
        /// Which ones.
        message: String,
        /// The first of them.
        first: String,
        /// Where it is declared, if it is.
        report: Option<Report>,
    },
    /// Rows of bindings with something else than expectation values.
    #[error("rows of bindings are for expectation values only")]
    BindingsWithoutObservable,
    /// Exact values and counts, where one table is printed.
    #[error("exact values of observables and counts of shots are two tables")]
    TwoTables,
    /// Outcomes in order without a number of shots.
    #[error("outcomes in order are those of shots")]
    MemoryWithoutShots,
    /// Something of one final state, of a program that has many.
    #[error("the program measures, resets or decides before its end, so it has no single final state")]
    ManyFinalStates,
    /// Nothing was asked for, and there is nothing to list.
    #[error("the program has no outcomes to list, and nothing else was asked for")]
    NothingToList,
    /// Shots with a method that is exact.
    #[error("only the parameter-shift rule is estimated from shots")]
    ShotsNeedShifts,
    /// A Parquet file, of a build that knows none.
    #[error("this build knows no Parquet files")]
    NoParquet,
    /// Going on where there is nothing to go on from.
    #[error("there is no checkpoint of a training run")]
    NoCheckpoint,
    /// Going on with a model that is trained in one go.
    #[error("a `{kind}` is trained in one go, so there is nothing to go on with")]
    NoEpochs {
        /// The kind of model.
        kind: &'static str,
    },
}

impl JobError {
    fn new(kind: Kind, place: Place, cause: Cause) -> JobError {
        JobError(Box::new(Inner { kind, place, cause }))
    }

    /// Wrong input at a place.
    pub fn input(place: impl Into<Place>, cause: impl Into<OtherError>) -> JobError {
        JobError::new(Kind::Input, place.into(), Cause::Other(cause.into()))
    }

    /// A wrong setting of the request.
    pub fn setting(setting: Setting, cause: impl Into<OtherError>) -> JobError {
        JobError::input(Origin::Setting(setting), cause)
    }

    /// Failed work.
    pub fn work(cause: impl Into<OtherError>) -> JobError {
        JobError::new(Kind::Work, Place::nowhere(), Cause::Other(cause.into()))
    }

    /// A request for what cannot be had.
    pub fn request(place: impl Into<Place>, error: RequestError) -> JobError {
        let kind = if matches!(error, RequestError::NoGpu { .. }) { Kind::Work } else { Kind::Input };
        JobError::new(kind, place.into(), Cause::Request(error))
    }

    /// Whose mistake it is.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// Where it stands; mistakes in circuit files are in the [`cause`](JobError::cause) with places of their own.
    pub fn place(&self) -> &Place {
        &self.0.place
    }

    /// What went wrong.
    pub fn cause(&self) -> &Cause {
        &self.0.cause
    }

    /// The same error of one part of a job, which is named.
    pub(crate) fn of_part(mut self, name: String) -> JobError {
        self.0.place = Origin::Part(name).into();
        self
    }

    /// The same error of a file, if it is wrong input.
    pub(crate) fn of_file(mut self, name: &str) -> JobError {
        if self.0.kind == Kind::Input {
            self.0.place = Origin::File(name.into()).into();
        }
        self
    }
}

impl Display for JobError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.0.place {
            place if place.is_nowhere() => write!(f, "{}", self.0.cause),
            place => write!(f, "{place}: {}", self.0.cause),
        }
    }
}

impl Error for JobError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.0.cause {
            Cause::Program(report) => Some(report),
            Cause::Request(error) => Some(error),
            Cause::Other(error) => Some(&**error),
        }
    }
}

impl Display for Cause {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Cause::Program(report) => write!(f, "{report}"),
            Cause::Request(error) => write!(f, "{error}"),
            Cause::Other(error) => match advice(&**error) {
                Some(advice) => write!(f, "{error}; {advice}"),
                None => write!(f, "{error}"),
            },
        }
    }
}

impl From<Report> for JobError {
    /// A limit is not the author's mistake.
    fn from(report: Report) -> JobError {
        let kind = if report.is_limit() { Kind::Work } else { Kind::Input };
        JobError::new(kind, Place::nowhere(), Cause::Program(report))
    }
}

impl From<SimulatorError> for JobError {
    fn from(error: SimulatorError) -> JobError {
        match error {
            SimulatorError::Memory { .. }
            | SimulatorError::TooLarge { .. }
            | SimulatorError::TooManyBranches { .. }
            | SimulatorError::ManyBranches { .. }
            | SimulatorError::TooManySteps { .. }
            | SimulatorError::Device { .. } => JobError::work(error),
            SimulatorError::Circuit(error) => error.into(),
            SimulatorError::Course(error) => match error.downcast_ref::<Report>() {
                Some(report) => report.clone().into(),
                None => JobError::input(Origin::Nowhere, SimulatorError::Course(error)),
            },
            _ => JobError::input(Origin::Nowhere, error),
        }
    }
}

impl From<CircuitError> for JobError {
    fn from(error: CircuitError) -> JobError {
        match error {
            CircuitError::TooManyOperations { .. } | CircuitError::TooManyQubits { .. } => {
                JobError::work(error)
            }
            _ => JobError::input(Origin::Nowhere, error),
        }
    }
}

impl From<ModelError> for JobError {
    fn from(error: ModelError) -> JobError {
        match error {
            ModelError::Simulator(error) => error.into(),
            ModelError::Optimize(OptimizeError::Objective(reason)) => match reason.downcast::<ModelError>() {
                Ok(inner) => (*inner).into(),
                Err(reason) => JobError::work(reason),
            },
            ModelError::Optimize(error) => JobError::work(ModelError::Optimize(error)),
            _ => JobError::input(Origin::Nowhere, error),
        }
    }
}

impl From<DataError> for JobError {
    /// An error in a data file names its own place.
    fn from(error: DataError) -> JobError {
        JobError::input(Origin::Nowhere, error)
    }
}
