//! What a request calls a device, as the simulator's device of that name with the options of the job.
//!
//! Called by every job that runs circuits.

use super::crossover;
use crate::error::{JobError, Outcome, RequestError};
use crate::options::JobOptions;
use crate::place::{Origin, Setting};
use ansatz::simulator::{Backend, Device, DeviceKind, OpenDevice};
use std::sync::Arc;

/// Which machine a name means: `cpu`, `cuda`, `cuda:N` or `auto`.
///
/// # Errors
/// Any other name.
pub fn kind(device: &str) -> Outcome<DeviceKind> {
    let number = || device.strip_prefix("cuda:")?.parse().ok().map(DeviceKind::Cuda);
    match device {
        "cpu" => Ok(DeviceKind::Cpu),
        "auto" => Ok(DeviceKind::Auto),
        "cuda" => Ok(DeviceKind::Cuda(0)),
        _ => number().ok_or_else(|| unknown(device)),
    }
}

fn unknown(device: &str) -> JobError {
    let near = ansatz::circuits::nearest(device, ["cpu", "cuda", "auto"]);
    let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    let found = device.escape_debug();
    let message = format!("expected `cpu`, `cuda`, `cuda:N` or `auto`, found `{found}`{hint}");
    JobError::setting(Setting::Device, message)
}

/// A machine as the options want it to work. Threads are those of the pool that a job runs in.
fn device(options: &JobOptions, kind: DeviceKind) -> Device {
    let device = match kind {
        DeviceKind::Cuda(number) => Device::cuda(number),
        DeviceKind::Auto => Device::auto().gpu_from_qubits(crossover::amplitude_bits(options)),
        _ => Device::cpu(),
    };
    let device = device.precision(options.precision).instructions(options.instructions);
    let device = match options.budget {
        Some(budget) => device.budget(budget),
        None => device,
    };
    match options.memory_limit {
        Some(bytes) => device.memory_limit(bytes),
        None => device,
    }
}

/// The backend that the options ask for, for circuits that hold `2^amplitude_bits` amplitudes at once, and which machine it is.
///
/// # Errors
/// The device has no such name; a GPU that was named cannot be used.
pub fn choose(options: &JobOptions, amplitude_bits: usize) -> Outcome<OpenDevice> {
    device(options, kind(&options.device)?).open(amplitude_bits).map_err(|error| {
        let (device, reason) = (options.device.clone(), error.to_string());
        JobError::request(Origin::Nowhere, RequestError::NoGpu { device, reason })
    })
}

/// The processor.
pub fn cpu(options: &JobOptions) -> Arc<dyn Backend> {
    device(options, DeviceKind::Cpu)
        .backend(0)
        .expect("a processor without threads of its own is always there")
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
    match kind(&options.device)? {
        DeviceKind::Auto => {
            let first = device(options, DeviceKind::Cuda(0)).backend(0);
            Ok(first.ok().map(|backend| Gpu { backend, number: 0 }))
        }
        DeviceKind::Cuda(number) => Ok(Some(Gpu { backend: choose(options, 0)?.backend, number })),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_have_names() {
        assert_eq!(kind("cuda").ok(), Some(DeviceKind::Cuda(0)));
        assert_eq!(kind("cuda:3").ok(), Some(DeviceKind::Cuda(3)));
        assert_eq!(kind("cpu").ok(), Some(DeviceKind::Cpu));
        for wrong in ["cuda:", "cuda:-1", "gpu"] {
            assert!(kind(wrong).is_err(), "{wrong}");
        }
    }
}
