//! From the device that was asked for to a backend.
//!
//! Called by every job that runs circuits.

mod choice;
mod crossover;

pub use choice::{Gpu, choose, cpu, gpu, kind};
pub use crossover::remember as remember_crossover;

/// Amplitudes that circuits of a batch hold at once, as a power of two.
pub fn amplitude_bits(num_qubits: usize, batch: usize) -> usize {
    num_qubits.saturating_add(batch.max(1).ilog2() as usize)
}
