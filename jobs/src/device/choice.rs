//! Which backend a request means: the processor, a GPU, or whichever of them wins.
//!
//! Called by every job that runs circuits.

use super::{crossover, cuda::cuda};
use crate::error::{JobError, Outcome, RequestError};
use crate::options::{JobOptions, Precision};
use crate::place::{Origin, Setting};
use ansatz::simulator::{
    Backend, CpuOptions,
    machine::{cpu_f32, cpu_f64},
};
use std::str::FromStr;
use std::sync::Arc;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceRequest {
    /// The processor.
    Cpu,
    /// A GPU by its number.
    Cuda(usize),
    /// A GPU where there is one and it wins.
    Auto,
}

impl FromStr for DeviceRequest {
    type Err = JobError;

    /// `cpu`, `cuda`, `cuda:N` or `auto`.
    fn from_str(device: &str) -> Outcome<DeviceRequest> {
        let number = || device.strip_prefix("cuda:")?.parse().ok().map(DeviceRequest::Cuda);
        match device {
            "cpu" => Ok(DeviceRequest::Cpu),
            "auto" => Ok(DeviceRequest::Auto),
            "cuda" => Ok(DeviceRequest::Cuda(0)),
            _ => number().ok_or_else(|| unknown(device)),
        }
    }
}

fn unknown(device: &str) -> JobError {
    let near = ansatz::circuits::nearest(device, ["cpu", "cuda", "auto"]);
    let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    let found = device.escape_debug();
    let message = format!("expected `cpu`, `cuda`, `cuda:N` or `auto`, found `{found}`{hint}");
    JobError::setting(Setting::Device, message)
}

/// A backend, and where its states are.
#[derive(Clone)]
pub struct Chosen {
    /// The backend.
    pub backend: Arc<dyn Backend>,
    /// Whether states are in the processor's memory.
    pub in_main_memory: bool,
}

/// The backend that the options ask for, for circuits that hold `2^amplitude_bits` amplitudes at once.
///
/// # Errors
/// The device has no such name; a GPU that was named cannot be used.
pub fn choose(options: &JobOptions, amplitude_bits: usize) -> Outcome<Chosen> {
    let on_gpu = |backend| Chosen { backend, in_main_memory: false };
    let on_cpu = || Chosen { backend: cpu(options), in_main_memory: true };
    match options.device.parse()? {
        DeviceRequest::Cpu => Ok(on_cpu()),
        DeviceRequest::Cuda(number) => match cuda(options, number, None) {
            Ok(backend) => Ok(on_gpu(backend)),
            Err(reason) => {
                let device = options.device.clone();
                Err(JobError::request(Origin::Nowhere, RequestError::NoGpu { device, reason }))
            }
        },
        // A GPU that is there and does not work, or has no room now, is no reason not to answer.
        DeviceRequest::Auto if amplitude_bits >= crossover::amplitude_bits(options) => {
            Ok(cuda(options, 0, Some(amplitude_bits)).map_or_else(|_| on_cpu(), on_gpu))
        }
        DeviceRequest::Auto => Ok(on_cpu()),
    }
}

/// The processor.
pub fn cpu(options: &JobOptions) -> Arc<dyn Backend> {
    let of_cpu = CpuOptions {
        memory_limit: options.memory_limit,
        simd: options.instructions,
        ..CpuOptions::default()
    };
    match options.precision {
        Precision::F32 => cpu_f32(of_cpu).into(),
        Precision::F64 => cpu_f64(of_cpu).into(),
    }
}

/// A GPU that can be measured.
#[derive(Clone)]
pub struct Gpu {
    /// The backend.
    pub backend: Arc<dyn Backend>,
    /// Its number.
    pub number: usize,
}

/// The GPU that the options ask for, or the first one with `auto`, if there is one.
///
/// # Errors
/// Those of [`choose`].
pub fn gpu(options: &JobOptions) -> Outcome<Option<Gpu>> {
    match options.device.parse()? {
        DeviceRequest::Cpu => Ok(None),
        DeviceRequest::Auto => Ok(cuda(options, 0, None).ok().map(|backend| Gpu { backend, number: 0 })),
        DeviceRequest::Cuda(number) => Ok(Some(Gpu { backend: choose(options, 0)?.backend, number })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_have_names() {
        assert_eq!("cuda".parse().ok(), Some(DeviceRequest::Cuda(0)));
        assert_eq!("cuda:3".parse().ok(), Some(DeviceRequest::Cuda(3)));
        assert_eq!("cpu".parse().ok(), Some(DeviceRequest::Cpu));
        for wrong in ["cuda:", "cuda:-1", "gpu"] {
            assert!(wrong.parse::<DeviceRequest>().is_err(), "{wrong}");
        }
    }
}
