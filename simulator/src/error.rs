//! What can go wrong when a circuit runs.

use ansatz_circuits::{CircuitError, CourseError};
use std::fmt;

/// Why a run was refused.
///
/// ```
/// use ansatz_circuits::Circuit;
/// use ansatz_simulator::{Device, Estimator, SimulatorError};
/// let error = Estimator::new(&Device::cpu(), &Circuit::new(2), ["Z5"]).unwrap_err();
/// assert!(matches!(error, SimulatorError::ObservableQubits { needed: 6, num_qubits: 2 }));
/// ```
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SimulatorError {
    /// The circuit itself is wrong.
    #[error(transparent)]
    Circuit(#[from] CircuitError),
    /// Text that is no observable, or one that cannot be measured.
    #[error(transparent)]
    Observable(#[from] ansatz_circuits::PauliError),
    /// It would need more memory than there is; nothing was allocated.
    #[error(
        "{what} needs {} ({needed} bytes), {} are available; use fewer qubits, a smaller batch or {}",
        human(*needed), human(u128::from(*available)), Hint::SinglePrecision
    )]
    Memory {
        /// What would be allocated.
        what: String,
        /// Bytes needed.
        needed: u128,
        /// Bytes available under the limit.
        available: u64,
    },
    /// A table of numbers would need more memory than there is; nothing was allocated.
    #[error("{what} needs {} ({needed} bytes), {} are available", human(*needed), human(u128::from(*available)))]
    TooLarge {
        /// What would be allocated.
        what: String,
        /// Bytes needed.
        needed: u128,
        /// Bytes available under the limit.
        available: u64,
    },
    /// A device is not there, or failed.
    #[error("{message}")]
    Device {
        /// What happened, with a hint where there is one.
        message: String,
    },
    /// Numbers given in the wrong quantity.
    #[error("{what}: {expected} expected, {given} given")]
    Count {
        /// What they are.
        what: &'static str,
        /// How many are needed.
        expected: usize,
        /// How many were given.
        given: usize,
    },
    /// An observable acts on a qubit that the circuit does not have.
    #[error("the observable acts on qubit {}, the circuit has {num_qubits} qubits", .needed - 1)]
    ObservableQubits {
        /// How many qubits the observable needs.
        needed: usize,
        /// How many there are.
        num_qubits: usize,
    },
    /// A slot that the plan does not have.
    #[error("there is no slot {slot}, the plan has {num_slots}; slots are numbered from 0")]
    UnknownSlot {
        /// The slot.
        slot: usize,
        /// How many there are.
        num_slots: usize,
    },
    /// Asked for something that only a circuit without mid-circuit measurement has.
    #[error("{asked} needs a circuit without measurement, reset and conditions before its end")]
    NotStatic {
        /// What was asked for.
        asked: &'static str,
    },
    /// An angle or a result is not finite.
    #[error("{what} is {value}, which is not finite")]
    NotFinite {
        /// What it is.
        what: String,
        /// Its value.
        value: f64,
    },
    /// A program went wrong after a measurement, in a way that depends on what it read.
    #[error("{0}")]
    Course(CourseError),
    /// The branches of an exact distribution run too many statements together.
    #[error(
        "the exact distribution runs more than {limit} statements over all its branches; ask for {}, or for {}",
        Hint::Shots,
        Hint::MoreSteps
    )]
    TooManySteps {
        /// The limit.
        limit: u64,
    },
    /// An exact distribution or mean would have too many branches, or take too long over them; nothing was run.
    #[error("the exact answer would follow about {} measurement branches; ask for {}", power(*branches), Hint::Shots)]
    ManyBranches {
        /// About how many.
        branches: f64,
    },
    /// An exact distribution or mean has too many branches.
    #[error("the exact answer has more than {limit} measurement branches; ask for {}", Hint::Shots)]
    TooManyBranches {
        /// The limit.
        limit: usize,
    },
}

/// What helps, in this crate's words; a program says instead what its own settings are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint {
    /// States of 32-bit numbers take half the memory.
    SinglePrecision,
    /// A program may run more statements.
    MoreSteps,
    /// Outcomes are drawn.
    Shots,
}

impl Hint {
    /// All of them.
    pub const ALL: [Hint; 3] = [Hint::SinglePrecision, Hint::MoreSteps, Hint::Shots];
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Hint::SinglePrecision => "single precision",
            Hint::MoreSteps => "a larger limit of steps",
            Hint::Shots => "shots instead",
        })
    }
}

/// A large number as a power of two.
fn power(number: f64) -> String {
    if number < 4096.0 { format!("{number:.0}") } else { format!("2^{:.0}", number.log2()) }
}

/// Bytes with a binary unit.
fn human(bytes: u128) -> String {
    const UNITS: [&str; 7] = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 1024.0 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    if unit == 0 { format!("{bytes} B") } else { format!("{value:.1} {}", UNITS[unit]) }
}

impl From<CourseError> for SimulatorError {
    fn from(error: CourseError) -> SimulatorError {
        SimulatorError::Course(error)
    }
}
