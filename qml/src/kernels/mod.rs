//! Kernels: how alike two samples are, once circuits have embedded them or as they are, and the models made of that.
//!
//! Called by users, studies and the command line. Must not know files.
//!
//! ```
//! use ansatz_qml::data::moons;
//! use ansatz_qml::kernels::{KernelSettings, kernel_target_alignment};
//! use ansatz_simulator::Cpu;
//! use std::sync::Arc;
//! let data = moons(20, 0.05, 0)?;
//! let kernel = KernelSettings::default().build(&data.features, Arc::new(Cpu::<f64>::default()))?;
//! let gram = kernel.gram(&data.features)?;
//! assert!((0..20).all(|k| (gram[[k, k]] - 1.0).abs() < 1e-12));
//! assert!(kernel_target_alignment(&gram, &data.labels) > 0.0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

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
mod source;
mod spectrum;
mod training;

pub use ad_hoc::ad_hoc;
pub use alignment::kernel_target_alignment;
pub use classifier::{KernelClassifier, KernelClassifierSettings};
pub use definition::{Kernel, SavedKernel};
pub use gaussian::GaussianKernel;
pub use machine::{Penalties, SupportVectorMachine, Tube};
pub use quantum_kernel::QuantumKernel;
pub use regressor::{KernelRegression, KernelRegressor, KernelRegressorSettings, SavedKernelRegressor};
pub use saved::SavedKernelClassifier;
pub use settings::{KERNELS, KernelSettings};
pub use spectrum::kernel_spectrum;
pub use training::AlignmentSettings;
