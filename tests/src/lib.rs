//! What the suite in `suite/` stands on: an oracle that shares no numerics with the crates under test, random
//! circuits that can be built both ways, tolerances in one place, and the list of backends that must agree.

pub mod ask;
pub mod backends;
pub mod oracle;
pub mod random;
pub mod recipe;
#[cfg(feature = "cuda-shim")]
pub mod shim;
pub mod statistics;
pub mod strategies;
pub mod tolerance;
