//! Circuits of jobs: a file or a text, what it includes, the values that it is run at, observables, outcomes as text.
//!
//! Called by every job that is about a circuit.

mod bindings;
mod bits;
mod bound;
mod declared;
mod includes;
mod observable;
mod source;

pub use bits::{BIT_ORDER, basis_state, outcome};
pub use source::{CircuitInput, CircuitSource};

/// Qubits of a circuit that comes apart into states that are small enough.
pub(crate) const MAX_WIDE_QUBITS: usize = 1 << 16;

pub(crate) use bound::{Bound, amplitude_bits, read as read_bound};
pub(crate) use declared::{check_one_circuit, too_large};
pub(crate) use observable::{
    QubitNames, parse as parse_observable, read as read_observable, read_all as read_observables,
};
