//! Models that generate: circuits whose measured bits follow a distribution that is wanted.
//!
//! Called by users. Trained by `minimize_from` and every optimizer.

mod born;
mod target;

pub use born::{BornMachine, BornSettings};
pub use target::{bars_and_stripes_distribution, total_variation};
