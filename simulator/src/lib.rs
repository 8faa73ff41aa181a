//! How a circuit runs: plans, passes, backends, sampling and the adjoint sweep.
//!
//! A [`Plan`] is compiled once from a circuit's structure. Binding angles turns its operations into small matrices on
//! numbered qubits ([`Op`]), which is all that a backend sees. [`Kernels`] is what a backend implements, [`Backend`]
//! what callers ask; every algorithm between the two is written once, in `engine/`.
#![warn(missing_docs)]

mod backend;
mod by_circuit;
mod cost;
mod cpu;
mod cuda;
mod device;
mod engine;
mod error;
mod estimator;
mod fidelity_matrix;
pub mod gradient;
mod inputs;
mod memory;
mod options;
mod pauli_terms;
mod plan;
mod plan_cache;
mod program;
mod random;
mod sampler;
mod shot_estimator;
mod statevector;

pub use ansatz_kernels::{
    BoundPass, Butterfly, Coefficients, Cpu, CpuOptions, Dense, Flip, Op, PauliTerms, Phases, Real,
    SimdLevel, SlotDerivative, TermGroup, Turn, Turns, WeightedTerm,
};
pub use backend::{
    AmplitudeGradients, Backend, Cotangents, FinalState, Gradients, Jacobian, Kernels, Questions,
    ShiftedExpectations, SlotShift, WeightsFromValues, WholeGradient, Work,
};
pub use cost::{CostModel, RunShape};
pub use cpu::{cpu_f32, cpu_f64};
pub use cuda::{Cuda, CudaOptions, Device as CudaMachine, KERNELS, Launch, Limits, Number};
#[cfg(feature = "cuda")]
pub use cuda::{CudaDevice, Driver, cuda_devices};
pub use device::{Device, DeviceKind, Precision};
pub use error::SimulatorError;
pub use estimator::{Estimator, Jvp, JvpBatch, ValueAndGradient, Vjp, VjpBatch};
pub use fidelity_matrix::fidelity_matrix;
pub use inputs::Inputs;
pub use memory::{MemoryNeed, available_memory};
pub use options::PlanOptions;
pub use pauli_terms::{terms_of, weighted_terms};
pub use plan::{ObservedPlan, PassWork, Plan, PlanWork, SweepWork};
pub use plan_cache::PlanCache;
pub use program::{Bits, BitsError, Program};
pub use random::{Purpose, RandomStream};
pub use sampler::{Counts, CountsError, Sampler};
pub use shot_estimator::{Estimate, ShotEstimator};
pub use statevector::Statevector;

/// Results of this crate.
pub type Result<T> = std::result::Result<T, SimulatorError>;
