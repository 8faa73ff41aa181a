//! Models that generate: circuits whose measured bits follow a distribution that is wanted.
//!
//! Called by users. Trained by `minimize_from` and every optimizer.
//!
//! ```
//! use ansatz_qml::generative::{bars_and_stripes_distribution, total_variation};
//! let wanted = bars_and_stripes_distribution(2, 2)?;
//! assert!((wanted.iter().sum::<f64>() - 1.0).abs() < 1e-12);
//! assert_eq!(total_variation(&wanted, &wanted), 0.0);
//! # Ok::<(), ansatz_qml::data::GeneratorError>(())
//! ```

mod born;
mod target;

pub use born::{BornMachine, BornSettings};
pub use target::{bars_and_stripes_distribution, total_variation};
