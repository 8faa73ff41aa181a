//! From what a device asks for to an open backend. Called by [`Device`] alone; the one place that knows which backends there are.

use super::pooled::Pooled;
use super::{Device, DeviceKind, OpenDevice, Precision, Settings};
use crate::{Backend, CpuOptions, Result, SimulatorError, cpu_f32, cpu_f64};
use std::sync::{Arc, OnceLock};

/// What was opened, once.
#[derive(Default)]
pub(super) struct Opened {
    cpu: OnceLock<Result<Arc<dyn Backend>>>,
    /// A GPU and how many qubits it has room for at the moment it is asked.
    gpu: OnceLock<Result<Gpu>>,
    /// Given, not opened.
    own: Option<Arc<dyn Backend>>,
}

/// An open GPU.
#[derive(Clone)]
struct Gpu {
    backend: Arc<dyn Backend>,
    has_room: Arc<dyn Fn(usize) -> bool + Send + Sync>,
}

impl Opened {
    /// A backend that is there already.
    pub(super) fn of(backend: Arc<dyn Backend>) -> Opened {
        Opened { own: Some(backend), ..Opened::default() }
    }

    /// The name of the backend that was given.
    pub(super) fn name(&self) -> String {
        self.own.as_ref().map_or_else(String::new, |backend| backend.name())
    }

    pub(super) fn open(&self, device: &Device, qubits: usize) -> Result<OpenDevice> {
        if let Some(own) = &self.own {
            return Ok(OpenDevice { backend: own.clone(), kind: DeviceKind::Own });
        }
        let on_gpu = |gpu: Gpu, number| OpenDevice { backend: gpu.backend, kind: DeviceKind::Cuda(number) };
        match device.kind {
            DeviceKind::Cuda(number) => Ok(on_gpu(self.gpu(device.settings, number)?, number)),
            DeviceKind::Auto if qubits >= device.settings.gpu_from_qubits => {
                match self.gpu(device.settings, 0) {
                    Ok(gpu) if (gpu.has_room)(qubits) => Ok(on_gpu(gpu, 0)),
                    // One that is there and does not work, or has no room now, is no reason not to answer.
                    _ => self.cpu(device.settings),
                }
            }
            DeviceKind::Cpu | DeviceKind::Auto | DeviceKind::Own => self.cpu(device.settings),
        }
    }

    fn cpu(&self, settings: Settings) -> Result<OpenDevice> {
        let backend = self.cpu.get_or_init(|| cpu(settings)).clone()?;
        Ok(OpenDevice { backend, kind: DeviceKind::Cpu })
    }

    fn gpu(&self, settings: Settings, number: usize) -> Result<Gpu> {
        self.gpu.get_or_init(|| gpu(settings, number)).clone()
    }
}

fn cpu(settings: Settings) -> Result<Arc<dyn Backend>> {
    let Settings { memory_limit, budget, simd, .. } = settings;
    let options = CpuOptions { memory_limit, budget, simd, ..CpuOptions::default() };
    let backend: Arc<dyn Backend> = match settings.precision {
        Precision::F32 => cpu_f32(options).into(),
        Precision::F64 => cpu_f64(options).into(),
    };
    match settings.threads {
        None => Ok(backend),
        Some(threads) => Ok(Arc::new(Pooled::new(backend, threads)?)),
    }
}

#[cfg(feature = "cuda")]
fn gpu(settings: Settings, number: usize) -> Result<Gpu> {
    match settings.precision {
        Precision::F32 => opened::<f32>(settings, number),
        Precision::F64 => opened::<f64>(settings, number),
    }
}

#[cfg(feature = "cuda")]
fn opened<R: crate::Number>(settings: Settings, number: usize) -> Result<Gpu> {
    use crate::backend::Kernels;
    use crate::{Cuda, CudaOptions, Driver};
    let options = CudaOptions { memory_limit: settings.memory_limit, ..CudaOptions::default() };
    let cuda = Arc::new(Cuda::<R, _>::new(Driver::open::<R>(number)?, options));
    let asked = cuda.clone();
    // Gradients and answers need a second state.
    let has_room = Arc::new(move |qubits: usize| asked.check_memory(qubits, 1, 2).is_ok());
    Ok(Gpu { backend: cuda, has_room })
}

#[cfg(not(feature = "cuda"))]
fn gpu(_: Settings, _: usize) -> Result<Gpu> {
    let message = "this build has no CUDA backend (the feature `cuda` is off)".to_string();
    Err(SimulatorError::Device { message })
}

/// Threads that cannot be started.
pub(super) fn no_threads(threads: usize, error: &dyn std::fmt::Display) -> SimulatorError {
    SimulatorError::Device { message: format!("cannot start {threads} threads: {error}") }
}
