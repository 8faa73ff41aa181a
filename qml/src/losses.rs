//! Losses: how wrong outputs are for what is known of a sample, and in which direction they should move.
//!
//! A loss of classes implements [`Loss`]; one of numbers is a [`RegressionLoss`].
//!
//! ```
//! use ansatz_qml::losses::{CrossEntropy, Loss};
//! let mut slope = [0.0; 2];
//! let loss = CrossEntropy.value_and_gradient(&[0.0, 0.0], 1, &mut slope);
//! assert_eq!((loss, slope), (2f64.ln(), [0.5, -0.5]));
//! ```

pub use crate::loss::{
    CrossEntropy, ErrorProbability, Hinge, LOSSES, Loss, MeanSquaredError, REGRESSION_LOSSES, RegressionLoss,
    by_name,
};
