//! From `--device` and `--precision` to a backend.

use crate::crossover;
use crate::failure::{Failure, Outcome};
use crate::options::{Common, Precision};
use ansatz::simulator::{Backend, CpuOptions, cpu_f32, cpu_f64};
use std::sync::Arc;

/// What `--device` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Cpu,
    Cuda(usize),
    /// A GPU where there is one and it wins.
    Auto,
}

fn asked(device: &str) -> Outcome<Asked> {
    match device {
        "cpu" => Ok(Asked::Cpu),
        "auto" => Ok(Asked::Auto),
        "cuda" => Ok(Asked::Cuda(0)),
        other => other.strip_prefix("cuda:").and_then(|n| n.parse().ok()).map(Asked::Cuda).ok_or_else(|| {
            let known = ["cpu", "cuda", "auto"];
            let near =
                ansatz::circuits::nearest(other, known).map(|near| format!("; did you mean `{near}`?"));
            let expected = "expected `cpu`, `cuda`, `cuda:N` or `auto`";
            Failure::option(
                "--device",
                format!("{expected}, found `{}`{}", other.escape_debug(), near.unwrap_or_default()),
            )
        }),
    }
}

/// Amplitudes that circuits of a batch hold at once, as a power of two.
pub fn amplitude_bits(num_qubits: usize, batch: usize) -> usize {
    num_qubits.saturating_add(batch.max(1).ilog2() as usize)
}

/// The backend that the options ask for, for circuits that hold `2^amplitude_bits` amplitudes at once.
pub fn choose(common: &Common, amplitude_bits: usize) -> Outcome<Arc<dyn Backend>> {
    match asked(&common.device)? {
        Asked::Cpu => Ok(cpu(common)),
        Asked::Cuda(number) => cuda(common, number, None).map_err(|reason| {
            Failure::work(format!(
                "--device {}: CUDA cannot be used: {reason}; use --device cpu",
                common.device
            ))
        }),
        // A GPU that is there and does not work, or has no room now, is no reason not to answer.
        Asked::Auto if amplitude_bits >= crossover::amplitude_bits(common.precision) => {
            Ok(cuda(common, 0, Some(amplitude_bits)).unwrap_or_else(|_| cpu(common)))
        }
        Asked::Auto => Ok(cpu(common)),
    }
}

/// Whether the options name a GPU.
pub fn is_cuda(common: &Common) -> Outcome<bool> {
    Ok(matches!(asked(&common.device)?, Asked::Cuda(_)))
}

/// The processor.
pub fn cpu(common: &Common) -> Arc<dyn Backend> {
    let options = CpuOptions { memory_limit: common.memory_limit, ..CpuOptions::default() };
    match common.precision {
        Precision::F32 => cpu_f32(options).into(),
        Precision::F64 => cpu_f64(options).into(),
    }
}

/// A GPU that can be measured.
pub struct Gpu {
    pub backend: Arc<dyn Backend>,
    #[cfg_attr(not(feature = "cuda"), allow(dead_code))]
    number: usize,
    #[cfg_attr(not(feature = "cuda"), allow(dead_code))]
    precision: Precision,
}

/// The GPU that the options ask for, or the first one with `auto`, if there is one.
pub fn gpu(common: &Common) -> Outcome<Option<Gpu>> {
    let precision = common.precision;
    match asked(&common.device)? {
        Asked::Cpu => Ok(None),
        Asked::Auto => Ok(cuda(common, 0, None).ok().map(|backend| Gpu { backend, number: 0, precision })),
        Asked::Cuda(number) => Ok(Some(Gpu { backend: choose(common, 0)?, number, precision })),
    }
}

impl Gpu {
    /// The bandwidth of its memory.
    #[cfg(feature = "cuda")]
    pub fn machine(&self) -> Outcome<ansatz_benches::Machine> {
        use ansatz::simulator::{Cuda, CudaOptions, Driver};
        use ansatz_benches::Machine;
        /// Two states of a gibibyte in f32.
        const QUBITS: usize = 27;
        let options = CudaOptions::default();
        Ok(match self.precision {
            Precision::F32 => {
                let kernels = Cuda::<f32, _>::new(Driver::open::<f32>(self.number)?, options);
                Machine::of_kernels(&kernels, ansatz_benches::Precision::F32, QUBITS)?
            }
            Precision::F64 => {
                let kernels = Cuda::<f64, _>::new(Driver::open::<f64>(self.number)?, options);
                Machine::of_kernels(&kernels, ansatz_benches::Precision::F64, QUBITS)?
            }
        })
    }

    #[cfg(not(feature = "cuda"))]
    pub fn machine(&self) -> Outcome<ansatz_benches::Machine> {
        Err(Failure::work("this build has no CUDA backend"))
    }
}

/// A GPU, or why there is none; with `room`, one whose free memory holds two states of `2^room` amplitudes.
#[cfg(feature = "cuda")]
fn cuda(common: &Common, number: usize, room: Option<usize>) -> Result<Arc<dyn Backend>, String> {
    match common.precision {
        Precision::F32 => opened::<f32>(common, number, room),
        Precision::F64 => opened::<f64>(common, number, room),
    }
    .map_err(|error| error.to_string())
}

#[cfg(feature = "cuda")]
fn opened<R: ansatz::simulator::Number>(
    common: &Common,
    number: usize,
    room: Option<usize>,
) -> Result<Arc<dyn Backend>, ansatz::simulator::SimulatorError> {
    use ansatz::simulator::{Cuda, CudaOptions, Driver, Kernels};
    let options = CudaOptions { memory_limit: common.memory_limit, ..CudaOptions::default() };
    let gpu = Cuda::<R, _>::new(Driver::open::<R>(number)?, options);
    if let Some(bits) = room {
        // Gradients and answers need a second state.
        gpu.check_memory(bits, 1, 2)?;
    }
    Ok(Arc::new(gpu))
}

/// Whether a backend keeps its states in the processor's memory.
pub fn is_cpu(backend: &dyn Backend) -> bool {
    backend.name().starts_with("cpu")
}

#[cfg(not(feature = "cuda"))]
fn cuda(_: &Common, _: usize, _: Option<usize>) -> Result<Arc<dyn Backend>, String> {
    Err("this build has no CUDA backend (the feature `cuda` is off)".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_have_names() {
        assert_eq!(asked("cuda").ok(), Some(Asked::Cuda(0)));
        assert_eq!(asked("cuda:3").ok(), Some(Asked::Cuda(3)));
        assert_eq!(asked("cpu").ok(), Some(Asked::Cpu));
        assert!(asked("cuda:").is_err() && asked("cuda:-1").is_err() && asked("gpu").is_err());
    }
}
