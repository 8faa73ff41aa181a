//! The oracle: what circuits do, written from textbook formulas and Kronecker products, slow and plain. It shares no
//! numerics with the crates under test; of them it knows nothing but the names of gates.
//!
//! Conventions: qubit 0 is the least significant bit; argument 0 of a gate is the least significant bit of its matrix.

mod gates;
mod matrix;
mod program;
mod state;

pub use gates::gate;
pub use matrix::{C64, Mat, c, exponential, pauli_word};
pub use program::{Event, distribution};
pub use state::{Placement, apply, circuit_matrix, expectation, overlap, probabilities, zero_state};
