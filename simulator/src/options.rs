//! Every threshold and size, as an option: small tests reach the paths that large circuits take.

/// Whether runs of one-qubit gates become one matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fusion {
    /// Each gate stays one operation.
    Off,
    /// Neighbouring one-qubit gates on one qubit are multiplied.
    #[default]
    OneQubit,
}

/// How a circuit becomes passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanOptions {
    /// A pass works on tiles of `2^tile_qubits` amplitudes. A tile of f64 at 14 is 256 KiB: two of them, as the
    /// adjoint sweep needs, fit a 1 MiB second-level cache.
    pub tile_qubits: usize,
    /// This many lowest qubits are in every tile, so that memory is read in runs of `2^contiguous_qubits`.
    pub contiguous_qubits: usize,
    /// Fusion of one-qubit gates.
    pub fusion: Fusion,
}

impl Default for PlanOptions {
    fn default() -> Self {
        PlanOptions { tile_qubits: 14, contiguous_qubits: 6, fusion: Fusion::OneQubit }
    }
}

/// How the CPU backend works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CpuOptions {
    /// Refuse to allocate more bytes than this; `None`: what the machine has free when a run starts.
    pub memory_limit: Option<u64>,
    /// At most this many circuits of a batch share one state, lane by lane.
    pub max_lanes: usize,
    /// Lanes are packed until a state has `2^packed_qubits` amplitudes in all.
    pub packed_qubits: usize,
    /// Reductions add up blocks of `2^block_qubits` amplitudes, then the blocks in order. The blocks are the same for
    /// any number of threads, so the sums are the same bits.
    pub block_qubits: usize,
    /// States below `2^parallel_qubits` amplitudes in all are worked on by one thread.
    pub parallel_qubits: usize,
    /// The instruction set, or the best the machine has.
    pub simd: crate::SimdLevel,
}

impl Default for CpuOptions {
    fn default() -> Self {
        CpuOptions {
            memory_limit: None,
            max_lanes: 16,
            packed_qubits: 14,
            block_qubits: 12,
            parallel_qubits: 14,
            simd: crate::SimdLevel::Best,
        }
    }
}
