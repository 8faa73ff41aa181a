//! A device that is the processor: the CUDA kernels compiled as C++ (`shim/`), memory that starts as NaN. Slow, and made
//! for nothing but to see that kernels and the code that starts them are right where there is no GPU.

use ansatz_simulator::{
    Cuda, CudaOptions, SimulatorError,
    machine::{CudaMachine, Launch, Limits, Number},
};
use std::cell::UnsafeCell;
use std::ffi::{CString, c_char, c_long};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

type Call = unsafe extern "C" fn(*const c_char, *const u64) -> bool;

unsafe extern "C" {
    fn shim_call_f32(name: *const c_char, arguments: *const u64) -> bool;
    fn shim_call_f64(name: *const c_char, arguments: *const u64) -> bool;
    fn shim_launch(
        kernel: Call,
        name: *const c_char,
        grid: *const u32,
        threads: u32,
        shared_bytes: usize,
        arguments: *const u64,
        dropped_barrier: c_long,
    ) -> bool;
}

/// The processor in the place of a device.
#[derive(Debug)]
pub struct Shim {
    suffix: &'static str,
    shared_bytes: usize,
    dropped_barrier: AtomicI64,
    launches_left: AtomicU64,
}

/// Its memory.
#[derive(Debug)]
pub struct Bytes {
    words: UnsafeCell<Vec<u64>>,
}

// SAFETY: memory is used by the one that owns it, or by a launch that it waits for.
unsafe impl Send for Bytes {}

impl Shim {
    /// With the kernels of a precision, and so many bytes of shared memory.
    pub fn new<R: Number>(shared_bytes: usize) -> Shim {
        Shim {
            suffix: R::SUFFIX,
            shared_bytes,
            dropped_barrier: AtomicI64::new(-1),
            launches_left: AtomicU64::new(u64::MAX),
        }
    }

    /// Leaves out one barrier of every block from now on.
    pub fn without_barrier(self, number: i64) -> Shim {
        self.dropped_barrier.store(number, Ordering::Relaxed);
        self
    }

    /// Fails after so many launches.
    pub fn failing_after(self, launches: u64) -> Shim {
        self.launches_left.store(launches, Ordering::Relaxed);
        self
    }

    /// A backend on it.
    pub fn backend<R: Number>(self, options: CudaOptions) -> Cuda<R, Shim> {
        Cuda::new(self, options)
    }
}

fn bytes_of(memory: &Bytes) -> &[u8] {
    // SAFETY: nothing writes while a borrow lives: launches are over when they return.
    let words = unsafe { &*memory.words.get() };
    // SAFETY: bytes of initialised words.
    unsafe { std::slice::from_raw_parts(words.as_ptr().cast(), words.len() * 8) }
}

fn bytes_of_mut(memory: &mut Bytes) -> &mut [u8] {
    let words = memory.words.get_mut();
    // SAFETY: bytes of words, any of which are good.
    unsafe { std::slice::from_raw_parts_mut(words.as_mut_ptr().cast(), words.len() * 8) }
}

impl CudaMachine for Shim {
    type Memory = Bytes;

    fn name(&self) -> String {
        "shim".into()
    }

    fn limits(&self) -> Limits {
        Limits { shared_bytes: self.shared_bytes, busy_blocks: 8 }
    }

    fn free_bytes(&self) -> u64 {
        1 << 30
    }

    fn allocate(&self, bytes: usize) -> Result<Bytes, SimulatorError> {
        Ok(Bytes { words: UnsafeCell::new(vec![u64::MAX; bytes.div_ceil(16) * 2]) })
    }

    fn address(&self, memory: &Bytes) -> u64 {
        // SAFETY: kernels write through the address; the words themselves stay where they are.
        unsafe { (*memory.words.get()).as_mut_ptr() as u64 }
    }

    fn upload(&self, memory: &mut Bytes, bytes: &[u8]) -> Result<(), SimulatorError> {
        bytes_of_mut(memory)[..bytes.len()].copy_from_slice(bytes);
        Ok(())
    }

    fn download(&self, memory: &Bytes, start: usize, bytes: &mut [u8]) -> Result<(), SimulatorError> {
        bytes.copy_from_slice(&bytes_of(memory)[start..start + bytes.len()]);
        Ok(())
    }

    fn copy(&self, from: &Bytes, to: &mut Bytes) -> Result<(), SimulatorError> {
        bytes_of_mut(to).copy_from_slice(bytes_of(from));
        Ok(())
    }

    fn wait(&self) -> Result<(), SimulatorError> {
        Ok(())
    }

    unsafe fn launch(&self, launch: Launch, arguments: &[u64]) -> Result<(), SimulatorError> {
        let failed =
            |message: &str| SimulatorError::Device { message: format!("{}: {message}", launch.kernel) };
        if self
            .launches_left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1))
            .is_err()
        {
            return Err(failed("no launches left"));
        }
        let call: Call = if self.suffix == "_f32" { shim_call_f32 } else { shim_call_f64 };
        let name = CString::new(launch.kernel).map_err(|_| failed("a name with a zero"))?;
        let dropped = self.dropped_barrier.load(Ordering::Relaxed);
        let shared = launch.shared_bytes as usize;
        // SAFETY: the caller's promise about the arguments; the shim runs the kernel to its end before it returns.
        let is_known = unsafe {
            shim_launch(
                call,
                name.as_ptr(),
                launch.grid.as_ptr(),
                launch.threads,
                shared,
                arguments.as_ptr(),
                dropped,
            )
        };
        if is_known { Ok(()) } else { Err(failed("there is no such kernel")) }
    }
}
