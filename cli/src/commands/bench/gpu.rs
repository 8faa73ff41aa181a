//! The rates of a GPU.
//!
//! Called by `bench`.

use crate::failure::Outcome;
use ansatz_benches::Machine;
use ansatz_jobs::Precision;
use ansatz_jobs::device::Gpu;

/// The bandwidth of its memory.
#[cfg(feature = "cuda")]
pub fn machine(gpu: &Gpu, precision: Precision) -> Outcome<Machine> {
    use ansatz::simulator::{Cuda, CudaOptions, Driver};
    use ansatz_jobs::JobError;
    /// Two states of a gibibyte in f32.
    const QUBITS: usize = 27;
    let options = CudaOptions::default();
    let machine = match precision {
        Precision::F32 => Driver::open::<f32>(gpu.number)
            .map(|driver| Cuda::<f32, _>::new(driver, options))
            .and_then(|cuda| Machine::of_kernels(&cuda, ansatz_benches::Precision::F32, QUBITS)),
        Precision::F64 => Driver::open::<f64>(gpu.number)
            .map(|driver| Cuda::<f64, _>::new(driver, options))
            .and_then(|cuda| Machine::of_kernels(&cuda, ansatz_benches::Precision::F64, QUBITS)),
    };
    Ok(machine.map_err(JobError::from)?)
}

/// There is none in this build.
#[cfg(not(feature = "cuda"))]
pub fn machine(_: &Gpu, _: Precision) -> Outcome<Machine> {
    Err(crate::failure::Failure::work("this build has no CUDA backend (the feature `cuda` is off)"))
}
