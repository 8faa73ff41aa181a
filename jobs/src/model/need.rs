//! What a model needs in memory, computed and refused before anything of its size is made.
//!
//! Called by training, predictions and studies.

use crate::error::Outcome;
use crate::options::JobOptions;
use ansatz::qml::kernels::KernelSettings;
use ansatz::qml::models::ModelSettings;
use ansatz::simulator::{MemoryNeed, TableNeed};

/// Samples that amplitude embedding prepares at once; predictions come in batches of this size.
const BATCH: usize = 1024;

/// Tables of the size of the Gram matrix that are alive while a machine is trained on it: the matrix, the rows of two classes, and what the
/// solver makes of them. Measured where it is most, on two classes of 2,000 rows each: 779 MB, of which a table is 128.
pub(crate) const GRAM_COPIES: usize = 6;

/// How large a model's work is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NetworkSize {
    pub(crate) qubits: usize,
    pub(crate) samples: usize,
}

/// Refuses states that do not fit.
pub(crate) fn check_network(model: &ModelSettings, size: NetworkSize, options: &JobOptions) -> Outcome {
    let real_bytes = options.precision.real_bytes();
    // The state, and for amplitudes the prepared ones of a batch in 64 bits.
    let prepared = if model.prepares_amplitudes() { 8 * size.samples.min(BATCH) } else { 0 };
    let need = MemoryNeed { num_qubits: size.qubits, lanes: 1, states: 1, real_bytes: real_bytes + prepared };
    Ok(need.check(options.memory_limit)?)
}

/// Samples against samples.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KernelSize {
    /// Features of a sample.
    pub(crate) features: usize,
    /// Samples whose states are kept at once.
    pub(crate) states: usize,
    pub(crate) rows: usize,
    /// Support vectors; in training, the rows again.
    pub(crate) columns: usize,
    /// Tables of rows times columns that are alive at once.
    pub(crate) copies: usize,
}

/// Refuses states and kernel matrices that do not fit.
pub(crate) fn check_kernel(kernel: &KernelSettings, size: KernelSize, options: &JobOptions) -> Outcome {
    let num_qubits = kernel.num_qubits(size.features);
    let lanes = match kernel.kind.as_str() {
        "gaussian" => 0,
        "projected" => 1,
        _ => size.states,
    };
    let real_bytes = options.precision.real_bytes();
    MemoryNeed { num_qubits, lanes, states: 1, real_bytes }.check(options.memory_limit)?;
    let KernelSize { rows, columns, copies, .. } = size;
    Ok(TableNeed { rows, columns, copies }.check("a kernel matrix", options.memory_limit)?)
}
