//! The CPU in one precision: its options and how a call is carried out. Called by [`compiled`](crate::Compiled).

use crate::buffer::FreeMaps;
use crate::parallel::{self, Threads};
use crate::pass::Execution;
use crate::pauli::Reduction;
use crate::phases::Chunks;
use crate::simd::Simd;
use crate::state::State;
use crate::{CpuOptions, Real};
use std::marker::PhantomData;
use std::sync::Arc;

/// The CPU in one precision, `f32` or `f64`. Threads are those of the rayon pool that a call is made in.
#[derive(Debug, Clone)]
pub struct Cpu<R> {
    options: CpuOptions,
    simd: Simd,
    /// What large states leave behind for the next ones; clones share it.
    free: Arc<FreeMaps>,
    precision: PhantomData<R>,
}

impl<R> Cpu<R> {
    /// A backend with the given options.
    pub fn new(options: CpuOptions) -> Cpu<R> {
        let free = Arc::new(FreeMaps::new(options.keep_bytes, options.budget));
        Cpu { options, simd: Simd::new(options.simd), free, precision: PhantomData }
    }

    /// Its options.
    pub fn options(&self) -> &CpuOptions {
        &self.options
    }

    /// How many lanes are put into one state of so many qubits; at least 1.
    pub fn lanes_per_state(&self, num_qubits: usize) -> usize {
        power_of_two(self.options.packed_qubits.saturating_sub(num_qubits)).min(self.options.max_lanes).max(1)
    }

    /// Gives memory that is kept for the next state back to the system.
    pub fn release(&self) {
        self.free.release();
    }

    /// Runs `work(0) … work(count − 1)` on the pool; results in order.
    pub fn map<T: Send>(&self, count: usize, work: &(dyn Fn(usize) -> T + Sync)) -> Vec<T> {
        parallel::map(Threads::All, count, work)
    }

    pub(crate) fn free_maps(&self) -> &Arc<FreeMaps> {
        &self.free
    }

    fn threads(&self, elements: usize) -> Threads {
        if elements < power_of_two(self.options.parallel_qubits) { Threads::One } else { Threads::All }
    }
}

impl<R: Real> Cpu<R> {
    pub(crate) fn execution(&self, state: &State<R>) -> Execution {
        Execution {
            threads: self.threads(state.re.len()),
            simd: self.simd,
            opening: self.options.opening,
            chunks: Chunks { bits: self.options.chunk_qubits, whole_bits: self.options.whole_qubits },
        }
    }

    pub(crate) fn reduction(&self, state: &State<R>) -> Reduction {
        Reduction {
            block_rows: power_of_two(self.options.block_qubits),
            threads: self.threads(state.re.len()),
            simd: self.simd,
        }
    }
}

/// `2^exponent`, or the largest number: options may ask for more than any state has.
fn power_of_two(exponent: usize) -> usize {
    u32::try_from(exponent).ok().and_then(|e| 1usize.checked_shl(e)).unwrap_or(usize::MAX)
}

impl<R> Default for Cpu<R> {
    fn default() -> Self {
        Cpu::new(CpuOptions::default())
    }
}
