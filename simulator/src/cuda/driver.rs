//! The CUDA driver, through cudarc. Named nowhere else; nothing here is touched before `probe.rs` has found a device.

use super::device::{Device, KERNELS, Launch, Limits};
use super::number::Number;
use super::probe::cuda_devices;
use crate::SimulatorError;
use cudarc::driver::result::{self, mem_pool};
use cudarc::driver::sys::{
    CUdevice_attribute as Attribute, CUfunction_attribute, CUmemPool_attribute, CUmemoryPool, CUresult,
};
use cudarc::driver::{
    CudaContext, CudaFunction, CudaSlice, CudaStream, DevicePtr, DriverError, LaunchConfig, PushKernelArg,
};
use cudarc::nvrtc::Ptx;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// A device with the kernels of one precision loaded.
pub struct Driver {
    number: usize,
    context: Arc<CudaContext>,
    stream: Arc<CudaStream>,
    functions: BTreeMap<&'static str, CudaFunction>,
    limits: Limits,
}

impl fmt::Debug for Driver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Driver").field("number", &self.number).field("limits", &self.limits).finish()
    }
}

/// What a call of the driver said, in words.
fn failed(what: &str) -> impl Fn(DriverError) -> SimulatorError + '_ {
    move |error| {
        let message = match error.0 {
            CUresult::CUDA_ERROR_OUT_OF_MEMORY => {
                format!(
                    "{what}: the device has no memory left; use fewer qubits, a smaller batch or {}",
                    crate::Hint::SinglePrecision
                )
            }
            code => format!("{what}: {code:?}"),
        };
        SimulatorError::Device { message }
    }
}

impl Driver {
    /// Opens a device and loads the kernels of a precision.
    ///
    /// Errors: [`SimulatorError::Device`] with the reason why it cannot be used.
    pub fn open<R: Number>(number: usize) -> Result<Driver, SimulatorError> {
        let devices = cuda_devices()?;
        let found = devices.len();
        let refused = |message: String| SimulatorError::Device { message };
        let device = devices.into_iter().nth(number).ok_or_else(|| {
            refused(format!("there is no device cuda:{number}; the machine has {found}, counted from 0"))
        })?;
        if let Some(reason) = device.refusal {
            return Err(refused(format!("{}: {reason}", device.name)));
        }
        let context = CudaContext::new(number).map_err(failed("the device cannot be opened"))?;
        // SAFETY: one stream does everything, so no work has to wait for another stream's events.
        unsafe { context.disable_event_tracking() };
        let stream = context.new_stream().map_err(failed("no stream can be made"))?;
        keep_memory(&context).map_err(failed("the device's memory cannot be asked"))?;
        let limits = limits(&context).map_err(failed("the device cannot be asked"))?;
        let module =
            context.load_module(Ptx::from_src(R::ptx())).map_err(failed("the kernels cannot be loaded"))?;
        let mut functions = BTreeMap::new();
        for kernel in KERNELS {
            let function = module
                .load_function(&format!("{kernel}{}", R::SUFFIX))
                .map_err(failed("a kernel is missing"))?;
            if matches!(kernel, "run_pass" | "reverse_pass" | "gradient") {
                let own = function.shared_size_bytes().map_err(failed("a kernel cannot be asked"))?;
                let most = limits.shared_bytes as i32 - own;
                let attribute = CUfunction_attribute::CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES;
                function.set_attribute(attribute, most).map_err(failed("shared memory cannot be had"))?;
            }
            functions.insert(kernel, function);
        }
        Ok(Driver { number, context, stream, functions, limits })
    }
}

/// The device's pool, from which all memory comes.
fn pool(context: &CudaContext) -> Result<CUmemoryPool, DriverError> {
    // SAFETY: the device of a context that lives.
    unsafe { result::device::get_default_mem_pool(context.cu_device()) }
}

/// Memory that is given back stays with the pool: getting it again from the system would take longer than most runs.
fn keep_memory(context: &CudaContext) -> Result<(), DriverError> {
    let mut everything = u64::MAX;
    let threshold = CUmemPool_attribute::CU_MEMPOOL_ATTR_RELEASE_THRESHOLD;
    // SAFETY: the attribute is a 64-bit number.
    unsafe { mem_pool::set_attribute(pool(context)?, threshold, (&raw mut everything).cast()) }
}

/// Bytes that the pool has and nobody uses.
fn kept_bytes(context: &CudaContext) -> Result<u64, DriverError> {
    let ask = |attribute| {
        let mut bytes = 0u64;
        // SAFETY: both attributes that are asked for are 64-bit numbers.
        unsafe { mem_pool::get_attribute(pool(context)?, attribute, (&raw mut bytes).cast())? };
        Ok::<u64, DriverError>(bytes)
    };
    let reserved = ask(CUmemPool_attribute::CU_MEMPOOL_ATTR_RESERVED_MEM_CURRENT)?;
    Ok(reserved.saturating_sub(ask(CUmemPool_attribute::CU_MEMPOOL_ATTR_USED_MEM_CURRENT)?))
}

fn limits(context: &CudaContext) -> Result<Limits, DriverError> {
    let shared = context.attribute(Attribute::CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN)?;
    let processors = context.attribute(Attribute::CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT)?;
    // Sixteen blocks for each multiprocessor: enough for its tail to be short.
    Ok(Limits { shared_bytes: shared as usize, busy_blocks: 16 * processors as usize })
}

impl Device for Driver {
    type Memory = CudaSlice<u8>;

    fn name(&self) -> String {
        format!("cuda:{}", self.number)
    }

    fn limits(&self) -> Limits {
        self.limits
    }

    fn free_bytes(&self) -> u64 {
        // What was dropped is given back in the order of the stream: only then is it counted as free.
        let waited = self.stream.synchronize();
        let free = waited.and_then(|()| self.context.mem_get_info()).map_or(0, |(free, _)| free as u64);
        free + kept_bytes(&self.context).unwrap_or(0)
    }

    fn allocate(&self, bytes: usize) -> Result<CudaSlice<u8>, SimulatorError> {
        // SAFETY: the kernels write memory before they read it.
        unsafe { self.stream.alloc(bytes) }.map_err(failed("memory cannot be had"))
    }

    fn address(&self, memory: &CudaSlice<u8>) -> u64 {
        memory.device_ptr(&self.stream).0
    }

    fn upload(&self, memory: &mut CudaSlice<u8>, bytes: &[u8]) -> Result<(), SimulatorError> {
        if bytes.is_empty() {
            return Ok(());
        }
        let mut start = memory.slice_mut(..bytes.len());
        self.stream.memcpy_htod(bytes, &mut start).map_err(failed("numbers cannot be copied to the device"))
    }

    fn download(&self, memory: &CudaSlice<u8>, start: usize, bytes: &mut [u8]) -> Result<(), SimulatorError> {
        let from = memory.slice(start..start + bytes.len());
        self.stream.memcpy_dtoh(&from, bytes).map_err(failed("a run on the device failed"))?;
        self.stream.synchronize().map_err(failed("a run on the device failed"))
    }

    fn copy(&self, from: &CudaSlice<u8>, to: &mut CudaSlice<u8>) -> Result<(), SimulatorError> {
        self.stream.memcpy_dtod(from, to).map_err(failed("a state cannot be copied"))
    }

    fn wait(&self) -> Result<(), SimulatorError> {
        self.stream.synchronize().map_err(failed("a run on the device failed"))
    }

    unsafe fn launch(&self, launch: Launch, arguments: &[u64]) -> Result<(), SimulatorError> {
        let Launch { kernel, grid, threads, shared_bytes } = launch;
        let unknown = || SimulatorError::Device { message: format!("there is no kernel {kernel}") };
        let function = self.functions.get(kernel).ok_or_else(unknown)?;
        let config = LaunchConfig {
            grid_dim: (grid[0], grid[1], 1),
            block_dim: (threads, 1, 1),
            shared_mem_bytes: shared_bytes,
        };
        let mut builder = self.stream.launch_builder(function);
        arguments.iter().for_each(|argument| {
            builder.arg(argument);
        });
        // SAFETY: the caller's promise.
        unsafe { builder.launch(config) }.map(|_| ()).map_err(failed(kernel))
    }
}
