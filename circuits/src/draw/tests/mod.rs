//! Drawings of small circuits as literals, and laws that hold for random ones.
#![allow(clippy::unwrap_used)]

mod golden;
mod laws;
