//! The quantum alternating operator ansatz for any diagonal cost: Ising models, QUBO, constraints kept by the mixer.
//!
//! Called by users and the jobs. Must not know files or optimizers.

mod circuit;
mod cost;
mod exact;
mod growth;
mod matrix;
mod mixer;

#[cfg(test)]
mod tests;

pub use circuit::alternating_circuit;
pub use cost::{CostError, cost_ramp, cost_unit, ising, qubo};
pub use exact::{Extreme, Extremes, cost_of, extremes};
pub use growth::interpolated;
pub use matrix::{MATRIX_FORMATS, MatrixFormat, read_matrix};
pub use mixer::Mixer;
