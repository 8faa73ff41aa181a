//! How the backend works: sizes are options, so that small tests reach what large circuits take.

/// How the CUDA backend works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CudaOptions {
    /// Refuse to allocate more bytes than this; `None`: what the device has free.
    pub memory_limit: Option<u64>,
    /// Tiles have at most `2^tile_qubits` amplitudes, and never more than shared memory holds twice.
    pub tile_qubits: usize,
    /// At most this many circuits of a batch share one state.
    pub max_lanes: usize,
    /// And at most so many that it has `2^packed_qubits` amplitudes in all.
    pub packed_qubits: usize,
    /// At most this many blocks work on one lane; `None`: as many as keep the device busy.
    pub blocks: Option<usize>,
    /// Sampling looks at stretches of `2^stretch_qubits` rows.
    pub stretch_qubits: usize,
    /// Gradients of small states are one launch.
    pub whole_gradients: bool,
}

impl Default for CudaOptions {
    fn default() -> Self {
        CudaOptions {
            memory_limit: None,
            tile_qubits: 12,
            max_lanes: 4096,
            packed_qubits: 24,
            blocks: None,
            stretch_qubits: 12,
            whole_gradients: true,
        }
    }
}
