//! Electrons on qubits: excitations of an active space, and the circuits that they make.
//!
//! Called by eigensolvers and the command line. Must not know integrals, files or optimizers.
//!
//! ```
//! use ansatz_qml::energy::fermion::{ActiveSpace, uccsd};
//! // Two electrons in four spin orbitals, as in H₂: two singles and one double.
//! let circuit = uccsd(ActiveSpace::new(2, 4)?)?;
//! assert_eq!((circuit.num_qubits(), circuit.parameters().len()), (4, 3));
//! # Ok::<(), ansatz_qml::ModelError>(())
//! ```

mod excitation;
mod form;
mod jordan_wigner;
mod spin;

pub use excitation::{ActiveSpace, Excitation};
pub use form::{ExcitationForm, givens, uccsd};
pub use spin::{SpinOrder, Symmetries};
