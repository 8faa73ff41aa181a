//! Kernels: how alike two samples are, once circuits have embedded them or as they are, and the models made of that.
//!
//! Called by users, studies and the command line. Must not know files.

mod ad_hoc;
mod alignment;
mod classifier;
mod coupling;
mod definition;
mod duel;
mod gaussian;
mod machine;
mod quantum_kernel;
mod regressor;
mod saved;
mod settings;
mod sigmoid;
mod training;

pub use ad_hoc::ad_hoc;
pub use alignment::kernel_target_alignment;
pub use classifier::{KernelClassifier, KernelClassifierSettings};
pub use definition::{Kernel, SavedKernel};
pub use gaussian::GaussianKernel;
pub use machine::SupportVectorMachine;
pub use quantum_kernel::QuantumKernel;
pub use regressor::{KernelRegression, KernelRegressor, KernelRegressorSettings, SavedKernelRegressor};
pub use saved::SavedKernelClassifier;
pub use settings::{KERNELS, KernelSettings};
pub use training::AlignmentSettings;
