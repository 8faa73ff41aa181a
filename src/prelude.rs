//! What most programs start with: `use ansatz::prelude::*;`.

pub use crate::circuits::{Circuit, Parameter, Pauli, PauliString, PauliSum};
pub use crate::simulator::{Bits, Counts, Device, Estimator, Precision, Sampler, Statevector};
