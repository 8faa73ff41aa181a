//! What somebody who writes files can do about an error of a library, which knows no file: one hint, in words of files.
//!
//! Called where errors become text. A new hint is a line here, beside nothing in the library.

use ansatz::qml::ModelError;
use std::error::Error;

/// A hint, if there is one.
pub(crate) fn advice(error: &(dyn Error + 'static)) -> Option<&'static str> {
    match error.downcast_ref::<ModelError>()? {
        ModelError::NotASeries { .. } => Some("use an optimizer other than rotosolve"),
        ModelError::Shape { .. } => Some("add qubits or a `pca` step"),
        ModelError::NeedsFullBatch { .. } => Some("set batch_size = 0"),
        _ => None,
    }
}
