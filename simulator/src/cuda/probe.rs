//! Whether there is a CUDA device: the driver's library is opened and asked here before anything else touches it, so that
//! a machine without it, or with an old one, gets a reason and not a crash.

use crate::SimulatorError;
use std::ffi::{CString, c_char, c_int};

/// The first CUDA version whose drivers (525 and later) accept the embedded kernels.
const LEAST_CUDA: c_int = 12000;
/// The first architecture the kernels run on, Volta.
const LEAST_CAPABILITY: (i32, i32) = (7, 0);
/// Where the driver's library is, by the names that its packages give it.
const LIBRARIES: [&str; 3] = ["libcuda.so.1", "libcuda.so", "nvcuda.dll"];
/// Functions that the backend calls through the driver: one that is missing means that the driver is too old.
const FUNCTIONS: [&str; 32] = [
    "cuInit",
    "cuDriverGetVersion",
    "cuDeviceGetCount",
    "cuDeviceGet",
    "cuDeviceGetName",
    "cuDeviceGetAttribute",
    "cuDeviceTotalMem_v2",
    "cuDevicePrimaryCtxRetain",
    "cuDevicePrimaryCtxRelease_v2",
    "cuCtxSetCurrent",
    "cuCtxGetCurrent",
    "cuMemGetInfo_v2",
    "cuModuleLoadData",
    "cuModuleUnload",
    "cuModuleGetFunction",
    "cuFuncSetAttribute",
    "cuFuncGetAttribute",
    "cuDeviceGetDefaultMemPool",
    "cuMemPoolGetAttribute",
    "cuMemPoolSetAttribute",
    "cuStreamCreate",
    "cuStreamDestroy_v2",
    "cuStreamWaitEvent",
    "cuMemAllocAsync",
    "cuMemFreeAsync",
    "cuMemAlloc_v2",
    "cuMemFree_v2",
    "cuMemcpyHtoDAsync_v2",
    "cuMemcpyDtoHAsync_v2",
    "cuMemcpyDtoDAsync_v2",
    "cuStreamSynchronize",
    "cuLaunchKernel",
];

/// A device that the backend can use, or why it cannot.
#[derive(Debug, Clone, PartialEq)]
pub struct CudaDevice {
    /// Its number, as in `cuda:0`.
    pub number: usize,
    /// Its name, as the driver gives it.
    pub name: String,
    /// Compute capability.
    pub capability: (i32, i32),
    /// Bytes of its memory.
    pub memory_bytes: u64,
    /// Why it cannot be used.
    pub refusal: Option<String>,
}

fn refused(message: impl Into<String>) -> SimulatorError {
    SimulatorError::Device { message: message.into() }
}

/// The devices of this machine, in the driver's order.
///
/// Errors: [`SimulatorError::Device`] with the reason why there is none: no driver, a driver that is too old or broken, no
/// device.
pub fn cuda_devices() -> Result<Vec<CudaDevice>, SimulatorError> {
    let library = open()?;
    for name in FUNCTIONS {
        if symbol::<unsafe extern "C" fn()>(&library, name).is_none() {
            return Err(refused(format!(
                "the NVIDIA driver is too old: it has no {name}; install driver 525 or later"
            )));
        }
    }
    let version = number(&library, "cuDriverGetVersion")?;
    if version < LEAST_CUDA {
        let (major, minor) = (version / 1000, version % 1000 / 10);
        let message = format!(
            "the NVIDIA driver is too old: it knows CUDA {major}.{minor}; 12.0 (driver 525) is needed"
        );
        return Err(refused(message));
    }
    let initialise = symbol::<unsafe extern "C" fn(u32) -> c_int>(&library, "cuInit");
    // SAFETY: `int cuInit(unsigned)` of the driver API; no flags are defined.
    check("cuInit", initialise.map_or(0, |f| unsafe { f(0) }))?;
    let count = number(&library, "cuDeviceGetCount")?;
    if count <= 0 {
        return Err(refused("the NVIDIA driver finds no device"));
    }
    (0..count).map(|number| describe(&library, number)).collect()
}

fn open() -> Result<libloading::Library, SimulatorError> {
    for name in LIBRARIES {
        // SAFETY: the driver's library has no initialiser with conditions of its own.
        if let Ok(library) = unsafe { libloading::Library::new(name) } {
            return Ok(library);
        }
    }
    Err(refused("there is no NVIDIA driver (libcuda.so.1 was not found)"))
}

/// A function of the library; the caller names its type.
fn symbol<F: Copy>(library: &libloading::Library, name: &str) -> Option<F> {
    let name = CString::new(name).ok()?;
    // SAFETY: every caller gives the type that the CUDA driver API documents for the name.
    unsafe { library.get::<F>(name.as_bytes_with_nul()).ok().map(|found| *found) }
}

/// What a function of type `int f(int *)` writes.
fn number(library: &libloading::Library, name: &str) -> Result<c_int, SimulatorError> {
    let mut value = 0;
    let function = symbol::<unsafe extern "C" fn(*mut c_int) -> c_int>(library, name);
    // SAFETY: it writes one int.
    check(name, function.map_or(0, |f| unsafe { f(&mut value) }))?;
    Ok(value)
}

fn check(call: &str, code: c_int) -> Result<(), SimulatorError> {
    match code {
        0 => Ok(()),
        100 => Err(refused("the NVIDIA driver finds no device")),
        802 | 803 => Err(refused(format!(
            "the NVIDIA driver's library and its kernel module do not fit together ({call} says {code}); restart the machine"
        ))),
        code => Err(refused(format!("the NVIDIA driver does not work: {call} says {code}"))),
    }
}

fn describe(library: &libloading::Library, number: c_int) -> Result<CudaDevice, SimulatorError> {
    type GetDevice = unsafe extern "C" fn(*mut c_int, c_int) -> c_int;
    type GetName = unsafe extern "C" fn(*mut c_char, c_int, c_int) -> c_int;
    type GetMemory = unsafe extern "C" fn(*mut usize, c_int) -> c_int;
    type GetAttribute = unsafe extern "C" fn(*mut c_int, c_int, c_int) -> c_int;
    let mut device = 0;
    let get = symbol::<GetDevice>(library, "cuDeviceGet");
    // SAFETY: it writes one int.
    check("cuDeviceGet", get.map_or(0, |f| unsafe { f(&mut device, number) }))?;
    let mut name = [0u8; 128];
    let get = symbol::<GetName>(library, "cuDeviceGetName");
    // SAFETY: it writes at most so many bytes, the last of them zero.
    check("cuDeviceGetName", get.map_or(0, |f| unsafe { f(name.as_mut_ptr().cast(), 127, device) }))?;
    let mut memory = 0;
    let get = symbol::<GetMemory>(library, "cuDeviceTotalMem_v2");
    // SAFETY: it writes one size.
    check("cuDeviceTotalMem", get.map_or(0, |f| unsafe { f(&mut memory, device) }))?;
    let attribute = |which: c_int| -> Result<c_int, SimulatorError> {
        let mut value = 0;
        let get = symbol::<GetAttribute>(library, "cuDeviceGetAttribute");
        // SAFETY: it writes one int.
        check("cuDeviceGetAttribute", get.map_or(0, |f| unsafe { f(&mut value, which, device) }))?;
        Ok(value)
    };
    // CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR and _MINOR.
    let capability = (attribute(75)?, attribute(76)?);
    let (major, minor) = capability;
    let too_old = format!("compute capability {major}.{minor}; 7.0 is needed");
    let length = name.iter().position(|byte| *byte == 0).unwrap_or(name.len());
    Ok(CudaDevice {
        number: number as usize,
        name: String::from_utf8_lossy(&name[..length]).into_owned(),
        capability,
        memory_bytes: memory as u64,
        refusal: (capability < LEAST_CAPABILITY).then_some(too_old),
    })
}
