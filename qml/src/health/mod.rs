//! The health of a circuit: how much of the state space it reaches, how entangled its states are, whether gradients vanish, which
//! frequencies an input has, and how many of its parameters do something.
//!
//! Called by users and the command line. Everything is asked as batches of expectations, gradients, fidelities and
//! metrics; random parameters come from named streams, so that a seed gives the same report for any number of threads.
//!
//! ```
//! use ansatz_qml::ansatz::real_amplitudes;
//! use ansatz_qml::health::{HealthSettings, entanglement};
//! use ansatz_simulator::Device;
//! let settings = HealthSettings { draws: 10, ..Default::default() };
//! let found = entanglement(&Device::cpu(), &real_amplitudes(2, 1)?, &settings)?;
//! assert!(found.mean > 0.0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod draws;
mod entanglement;
mod expressibility;
mod fisher;
mod fourier;
mod plateau;

pub use entanglement::{Entanglement, entanglement};
pub use expressibility::{Expressibility, expressibility};
pub use fisher::{FisherSpectrum, fisher_spectrum};
pub use fourier::{FourierSpectrum, fourier_spectrum};
pub use plateau::{ExponentialFit, GradientVariance, exponential_fit, gradient_variance, random_layers};

/// How much is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HealthSettings {
    /// Fidelities for [`expressibility`]; rounded up to blocks of 32 × 32.
    pub fidelities: usize,
    /// Random parameters for everything else.
    pub draws: usize,
    /// Of the random parameters.
    pub seed: u64,
}

impl Default for HealthSettings {
    fn default() -> Self {
        HealthSettings { fidelities: 32_768, draws: 200, seed: 0 }
    }
}
