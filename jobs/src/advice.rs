//! What somebody who writes files can do about an error of a library, which knows no file: one hint, in words of files.
//!
//! Called where errors become text. A new hint is a line here, beside nothing in the library.

use ansatz::qml::{ModelError, optimize::OptimizeError};
use std::error::Error;

/// A hint, if there is one.
pub(crate) fn advice(error: &(dyn Error + 'static)) -> Option<&'static str> {
    if let Some(error) = error.downcast_ref::<OptimizeError>() {
        return of_optimizers(error);
    }
    match error.downcast_ref::<ModelError>()? {
        ModelError::Optimize(error) => of_optimizers(error),
        ModelError::NotASeries { .. } => Some("use an optimizer other than rotosolve"),
        ModelError::Shape { .. } => Some("add qubits or a `pca` step"),
        ModelError::NeedsFullBatch { .. } => Some("set batch_size = 0"),
        _ => None,
    }
}

/// The same of what optimizers refuse or come to.
pub(crate) fn of_optimizers(error: &OptimizeError) -> Option<&'static str> {
    match error {
        OptimizeError::Diverged { .. } => Some("try a smaller learning rate"),
        OptimizeError::Missing { .. } => {
            Some("choose an optimizer that asks for values or gradients, such as adam")
        }
        OptimizeError::OutsideBounds { .. } => Some("move it or widen `lower_bound` and `upper_bound`"),
        OptimizeError::TooManyParameters { .. } => Some("choose another optimizer, such as lbfgs or adam"),
        _ => None,
    }
}
