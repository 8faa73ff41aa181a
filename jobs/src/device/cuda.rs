//! A GPU as a backend, where this build knows any.
//!
//! Called by the choice of a device.

use crate::options::JobOptions;
use ansatz::simulator::Backend;
use std::sync::Arc;

/// A GPU by its number; with `room` only if it has memory for two states of `2^room` amplitudes.
///
/// The error is the reason.
#[cfg(feature = "cuda")]
pub(super) fn cuda(
    options: &JobOptions,
    number: usize,
    room: Option<usize>,
) -> Result<Arc<dyn Backend>, String> {
    use crate::options::Precision;
    match options.precision {
        Precision::F32 => opened::<f32>(options, number, room),
        Precision::F64 => opened::<f64>(options, number, room),
    }
    .map_err(|error| error.to_string())
}

#[cfg(feature = "cuda")]
fn opened<R: ansatz::simulator::machine::Number>(
    options: &JobOptions,
    number: usize,
    room: Option<usize>,
) -> Result<Arc<dyn Backend>, ansatz::simulator::SimulatorError> {
    use ansatz::simulator::{Cuda, CudaOptions, Driver, machine::Kernels};
    let of_cuda = CudaOptions { memory_limit: options.memory_limit, ..CudaOptions::default() };
    let gpu = Cuda::<R, _>::new(Driver::open::<R>(number)?, of_cuda);
    if let Some(bits) = room {
        // Gradients and answers need a second state.
        gpu.check_memory(bits, 1, 2)?;
    }
    Ok(Arc::new(gpu))
}

#[cfg(not(feature = "cuda"))]
pub(super) fn cuda(_: &JobOptions, _: usize, _: Option<usize>) -> Result<Arc<dyn Backend>, String> {
    Err("this build has no CUDA backend (the feature `cuda` is off)".into())
}
