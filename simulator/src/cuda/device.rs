//! What the backend needs of a device: memory, copies and launches. `driver.rs` is the real one; the tests have another,
//! which runs the same kernels, compiled as C++, on the processor.

use crate::SimulatorError;
use std::sync::Arc;

/// What a device can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of shared memory that a block may have.
    pub shared_bytes: usize,
    /// Blocks that keep the device busy.
    pub busy_blocks: usize,
}

/// How a kernel is started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Launch {
    /// Its name, without the precision.
    pub kernel: &'static str,
    /// Blocks: for tiles or stretches of rows, and for lanes.
    pub grid: [u32; 2],
    /// Threads of a block.
    pub threads: u32,
    /// Bytes of shared memory of a block, beside what the kernel declares.
    pub shared_bytes: u32,
}

/// Kernels of both precisions, by name.
pub const KERNELS: [&str; 14] = [
    "run_pass",
    "reverse_pass",
    "gradient",
    "fold_sums",
    "expectation",
    "apply_terms",
    "zero_state",
    "broadcast",
    "inner_product",
    "probabilities",
    "probability_of_one",
    "project",
    "stretch_sums",
    "walk",
];

/// A device with the kernels of one precision. Work is done in the order in which it was asked for; errors may show
/// later than their cause.
pub trait Device: Send + Sync {
    /// A piece of its memory, given back when dropped.
    type Memory: Send;

    /// `cuda:0`, …
    fn name(&self) -> String;

    /// What it can do.
    fn limits(&self) -> Limits;

    /// Bytes that are free now.
    fn free_bytes(&self) -> u64;

    /// Memory with anything in it; at least one byte.
    fn allocate(&self, bytes: usize) -> Result<Self::Memory, SimulatorError>;

    /// Where it starts, as a kernel's argument.
    fn address(&self, memory: &Self::Memory) -> u64;

    /// Bytes into memory, from its start.
    fn upload(&self, memory: &mut Self::Memory, bytes: &[u8]) -> Result<(), SimulatorError>;

    /// Bytes out of memory from `start` on; waits for all work.
    fn download(&self, memory: &Self::Memory, start: usize, bytes: &mut [u8]) -> Result<(), SimulatorError>;

    /// All of one memory into another of the same size.
    fn copy(&self, from: &Self::Memory, to: &mut Self::Memory) -> Result<(), SimulatorError>;

    /// Waits until all work is done.
    fn wait(&self) -> Result<(), SimulatorError>;

    /// Starts a kernel.
    ///
    /// # Safety
    ///
    /// The arguments are what the kernel takes, eight bytes each, and addresses lead to memory of the sizes it reads and
    /// writes, which lives until the work is done.
    unsafe fn launch(&self, launch: Launch, arguments: &[u64]) -> Result<(), SimulatorError>;
}

/// Backends may share a device.
impl<D: Device> Device for Arc<D> {
    type Memory = D::Memory;

    fn name(&self) -> String {
        D::name(self)
    }

    fn limits(&self) -> Limits {
        D::limits(self)
    }

    fn free_bytes(&self) -> u64 {
        D::free_bytes(self)
    }

    fn allocate(&self, bytes: usize) -> Result<Self::Memory, SimulatorError> {
        D::allocate(self, bytes)
    }

    fn address(&self, memory: &Self::Memory) -> u64 {
        D::address(self, memory)
    }

    fn upload(&self, memory: &mut Self::Memory, bytes: &[u8]) -> Result<(), SimulatorError> {
        D::upload(self, memory, bytes)
    }

    fn download(&self, memory: &Self::Memory, start: usize, bytes: &mut [u8]) -> Result<(), SimulatorError> {
        D::download(self, memory, start, bytes)
    }

    fn copy(&self, from: &Self::Memory, to: &mut Self::Memory) -> Result<(), SimulatorError> {
        D::copy(self, from, to)
    }

    fn wait(&self) -> Result<(), SimulatorError> {
        D::wait(self)
    }

    unsafe fn launch(&self, launch: Launch, arguments: &[u64]) -> Result<(), SimulatorError> {
        // SAFETY: the caller's promise.
        unsafe { D::launch(self, launch, arguments) }
    }
}
