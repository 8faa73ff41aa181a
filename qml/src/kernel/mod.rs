//! Quantum kernels: how alike two samples are once circuits have embedded them, and the models made of that.
//!
//! Called by users and the command line. Must not know files.

mod ad_hoc;
mod alignment;
mod classifier;
mod machine;
mod quantum_kernel;
mod settings;

pub use ad_hoc::ad_hoc;
pub use alignment::kernel_target_alignment;
pub use classifier::{KernelClassifier, KernelClassifierSettings};
pub use machine::SupportVectorMachine;
pub use quantum_kernel::QuantumKernel;
pub use settings::{KERNELS, KernelSettings};
