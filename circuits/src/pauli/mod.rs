//! Observables: Pauli letters, strings, sums, and the algebra that makes them. Nothing here knows a circuit or a state.
//!
//! ```
//! use ansatz_circuits::pauli::{IntoObservable, x, z};
//! let written = (z(0) * z(1) - 0.5 * (x(0) + x(1))).into_observable()?;
//! let read = "Z0 Z1 - 0.5 * X0 - 0.5 * X1".into_observable()?;
//! assert_eq!(written, read);
//! # Ok::<(), ansatz_circuits::pauli::PauliError>(())
//! ```

mod dialects;
mod error;
mod expression;
mod into_observable;
mod letter;
mod matrix;
mod string;
mod sum;
mod text;

pub use dialects::Dialect;
pub use error::PauliError;
pub use expression::{PauliExpression, x, y, z};
pub use into_observable::IntoObservable;
pub use letter::Pauli;
pub use string::PauliString;
pub use sum::PauliSum;
pub use text::ObservableError;
