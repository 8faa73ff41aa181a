//! Electrons on qubits: excitations of an active space, and the circuits that they make.
//!
//! Called by eigensolvers and the command line. Must not know integrals, files or optimizers.

mod excitation;
mod form;
mod jordan_wigner;

pub use excitation::{ActiveSpace, Excitation};
pub use form::{ExcitationForm, givens, uccsd};
