//! Who hears of a job while it is at work: notices, and how far it has come.
//!
//! Given to every job by its caller, who shows or drops what it is told.

use ansatz::circuits::qasm::{Diagnostic, Location, SourceMap};
use ansatz::qml::models::Epoch;

/// Hears of a job while it is at work. Everything is dropped by default.
pub trait Observer: Sync {
    /// Something that its author may want to know.
    fn notice(&self, _notice: &Notice<'_>) {}

    /// So many steps follow.
    fn begin(&self, _steps: usize) {}

    /// A step, or what is known of it so far.
    fn step(&self, _step: &Step<'_>) {}

    /// All steps are done.
    fn end(&self) {}
}

/// Hears nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Observer for Silent {}

/// Something that the author of a request may want to know.
#[derive(Debug)]
#[non_exhaustive]
pub enum Notice<'a> {
    /// A warning about a circuit file.
    Program {
        /// The warning.
        warning: &'a Diagnostic,
        /// The file, and what it includes.
        sources: &'a SourceMap,
    },
    /// What follows this place depends on what has been measured: only what comes before is shown.
    OnlyTheStart(Location<'a>),
    /// Nothing is measured and there is no single final state, so there is nothing to show.
    NothingToShow,
    /// Too many qubits are measured to list the exact distribution.
    TooManyOutcomes,
    /// Rows hold a text that the model was not trained on: it counts as none of those that it knows.
    UnknownText(&'a ansatz::qml::data::UnknownText),
    /// A checkpoint could not be written on the way; the run has ended all the same.
    UnwrittenCheckpoint(&'a crate::JobError),
    /// An operator was read from labels, in which the place of a letter is its qubit.
    Labels(ansatz::circuits::pauli::Dialect),
    /// A graph was read in a format that nobody named.
    GraphFormat(ansatz::qml::energy::maxcut::GraphFormat),
    /// A Hamiltonian may not be what an ansatz of electrons takes it for.
    Electrons(ElectronDoubt),
    /// A diagonal problem has too many bit strings to try all of them, so its best value is not known.
    TooManyStrings {
        /// Qubits.
        qubits: usize,
        /// Terms of the observable.
        terms: usize,
    },
    /// Nothing changed with the parameters at the start of a minimization, so it went on beside it.
    StationaryStart {
        /// Whether something lower was found.
        lower: bool,
    },
}

/// A step of a job.
#[derive(Debug)]
#[non_exhaustive]
pub enum Step<'a> {
    /// A step is done of which nothing is said.
    Done,
    /// Training has come so far.
    Epochs {
        /// All epochs up to now.
        epochs: &'a [Epoch],
        /// What people call their score.
        score: &'static str,
    },
    /// A step of a minimization.
    Energy {
        /// The number of the start.
        start: usize,
        /// The energy there.
        energy: f64,
    },
    /// An excitation was added to an ansatz that grows.
    Excitations {
        /// How many there are.
        count: usize,
        /// The energy with them.
        energy: f64,
    },
}

/// Why a Hamiltonian may not be what an ansatz of electrons takes it for.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum ElectronDoubt {
    /// It does not keep the number of electrons, as every molecule does under Jordan–Wigner.
    Number,
    /// It keeps the spin in no order of the spin orbitals.
    Spin,
    /// The Hartree–Fock state is lower in the other order.
    Order {
        /// The order in which it is lower.
        other: ansatz::qml::energy::fermion::SpinOrder,
        /// Its energy there.
        there: f64,
        /// Its energy in the order at hand.
        here: f64,
    },
}
