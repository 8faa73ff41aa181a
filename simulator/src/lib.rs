//! How a circuit runs, and what it answers.
//!
//! An [`Estimator`] gives expectation values and all their derivatives, a [`Sampler`] counts of measured bits, a [`Statevector`] amplitudes, each
//! for a [`Device`], in the circuit's parameters and in arrays of `f64`:
//!
//! ```
//! use ansatz_circuits::Circuit;
//! use ansatz_simulator::{Device, Estimator, Sampler};
//! let mut circuit = Circuit::new(2);
//! let theta = circuit.parameter("theta");
//! circuit.ry(theta, 0)?.cx(0, 1)?;
//! let estimator = Estimator::new(&Device::cpu(), &circuit, ["Z0", "X0 X1"])?;
//! let jacobian = estimator.jacobian(&[0.3])?;
//! assert!((jacobian[[0, 0]] + 0.3f64.sin()).abs() < 1e-14 && (jacobian[[1, 0]] - 0.3f64.cos()).abs() < 1e-14);
//! let counts = Sampler::new(&Device::cpu(), &circuit)?.sample(&[0.3], 100, 1)?;
//! assert_eq!(counts.get("01") + counts.get("10"), 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Ways to differentiate are values of [`gradient`]. What all of this stands on is in [`machine`]: a [`Plan`] is compiled once from a circuit's
//! structure, binding angles turns its operations into small matrices on numbered qubits, and a [`Backend`] runs them.
#![warn(missing_docs)]

mod backend;
mod by_circuit;
mod cones;
mod cost;
mod cpu;
mod cuda;
mod device;
mod eager;
mod engine;
mod error;
mod estimator;
mod fidelity_matrix;
pub mod gradient;
mod inputs;
pub mod machine;
mod meaning;
mod memory;
mod options;
mod pauli_terms;
mod plan;
mod plan_cache;
mod program;
mod random;
#[cfg(feature = "serde")]
mod record;
mod sampler;
mod shot_estimator;
mod stabilizer;
mod statevector;

pub use ansatz_kernels::{Cpu, CpuOptions, MemoryBudget, SimdLevel};
pub use backend::Backend;
pub use cuda::{Cuda, CudaOptions};
#[cfg(feature = "cuda")]
pub use cuda::{CudaDevice, Driver, cuda_devices};
pub use device::{Device, DeviceKind, OpenDevice, Precision};
pub use error::{Hint, SimulatorError};
pub use estimator::{Estimator, Jvp, JvpBatch, ValueAndGradient, Vjp, VjpBatch};
pub use memory::{MemoryNeed, TableNeed, available_memory, memory_limit};
pub use options::PlanOptions;
pub use plan::Plan;
pub use program::{Bits, BitsError, Program};
pub use random::{Purpose, RandomStream};
pub use sampler::{Counts, CountsError, Sampler};
pub use shot_estimator::{Estimate, ShotEstimator, ShotSeed};
pub use statevector::Statevector;

use machine::*;

/// Results of this crate.
pub type Result<T> = std::result::Result<T, SimulatorError>;
