//! Circuits as layers of [candle](https://docs.rs/candle-core) networks, behind the feature `candle`.
//!
//! `cargo run -p ansatz-candle --features candle --example hybrid` trains a network with a circuit in its middle.
#![forbid(unsafe_code)]

#[cfg(feature = "candle")]
mod layer;

#[cfg(feature = "candle")]
pub use layer::QuantumLayer;
