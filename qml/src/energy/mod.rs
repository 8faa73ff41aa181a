//! Energies: the expectation of one observable as a function of a circuit's parameters, and its minimum.
//!
//! Called by variational eigensolvers, QAOA and the command line. Must not know where circuits and observables come from.
//!
//! ```
//! use ansatz_qml::energy::maxcut::{cut_energy, petersen};
//! let energy = cut_energy(&petersen());
//! assert_eq!(energy.terms().len(), 16);
//! ```

pub mod alternating;
pub mod fermion;
pub mod maxcut;

mod adaptive;
mod deflation;
mod geometry;
mod minimize;
mod minimizer;
mod objective;
mod settings;
mod stationary;
mod watched;

pub use adaptive::{AdaptiveMinimum, AdaptiveProblem, AdaptiveSettings, minimize_adaptively};
pub use deflation::{Deflated, Spectral, deflate};
pub use minimize::{minimize, minimize_from};
pub use minimizer::{Iteration, Minimizer, Minimum};
pub use objective::Energy;
pub use settings::{MinimizeSettings, Start};
