//! How the CPU works: every threshold and size, so that small tests reach the paths that large states take.

use crate::{MemoryBudget, SimdLevel};

/// How the CPU backend works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CpuOptions {
    /// Refuse to allocate more bytes than this; `None`: what the machine has free when a run starts.
    pub memory_limit: Option<u64>,
    /// Where mapped memory is counted, if the program counts what it holds.
    pub budget: Option<&'static MemoryBudget>,
    /// Memory of large states (4 MiB and more) that is kept for the next ones, at most so many bytes in all; 0: it goes back
    /// to the system at once. Kept memory counts as free. Clones of a backend share it.
    pub keep_bytes: u64,
    /// At most this many circuits of a batch share one state, lane by lane.
    pub max_lanes: usize,
    /// Lanes are packed until a state has `2^packed_qubits` amplitudes in all.
    pub packed_qubits: usize,
    /// Reductions add up blocks of `2^block_qubits` amplitudes, then the blocks in order. The blocks are the same for
    /// any number of threads, so the sums are the same bits.
    pub block_qubits: usize,
    /// States below `2^parallel_qubits` amplitudes in all are worked on by one thread.
    pub parallel_qubits: usize,
    /// Phases are looked up in tables of `2^chunk_qubits` entries.
    pub chunk_qubits: usize,
    /// Or of the whole tile's, where that has at most `2^whole_qubits`: one table for all phases.
    pub whole_qubits: usize,
    /// The first turns on |0…0⟩ write their product state at once.
    pub opening: bool,
    /// The instruction set, or the best the machine has.
    pub simd: SimdLevel,
}

impl Default for CpuOptions {
    fn default() -> Self {
        CpuOptions {
            memory_limit: None,
            budget: None,
            keep_bytes: 1 << 30,
            max_lanes: 16,
            packed_qubits: 14,
            block_qubits: 12,
            parallel_qubits: 14,
            chunk_qubits: 9,
            whole_qubits: 11,
            opening: true,
            simd: SimdLevel::Best,
        }
    }
}
