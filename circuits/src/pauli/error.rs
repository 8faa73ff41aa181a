//! What can be wrong with an observable before any circuit is known.

use super::{ObservableError, PauliString};
use crate::C64;

/// Why a Pauli string, an expression or a text is no observable.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PauliError {
    /// A qubit beyond what a string can name.
    #[error("qubit {qubit} is out of range: a Pauli string names qubits 0 to {}", PauliString::MAX_QUBITS - 1)]
    QubitOutOfRange {
        /// The qubit that was named.
        qubit: usize,
    },
    /// A qubit that has two letters.
    #[error("qubit {qubit} occurs twice in one Pauli string")]
    RepeatedQubit {
        /// The qubit.
        qubit: usize,
    },
    /// A coefficient is not real, so the operator is not Hermitian and no observable.
    #[error("`{string}` has the coefficient {coefficient}: an observable needs real coefficients")]
    NotHermitian {
        /// The string.
        string: PauliString,
        /// Its coefficient.
        coefficient: C64,
    },
    /// No matrix of so many qubits.
    #[error("a matrix of {needed} to {most} qubits can be had, {given} were asked for")]
    Matrix {
        /// How many qubits the sum acts on.
        needed: usize,
        /// The most qubits whose matrix is made.
        most: usize,
        /// How many were asked for.
        given: usize,
    },
    /// The text of an observable was refused.
    #[error(transparent)]
    Text(#[from] ObservableError),
}
