//! The CUDA backend: the kernels of `simulator/cuda/`, and what prepares their arguments. A lane is contiguous and a block never
//! leaves its lane, so a batch is a grid of tiles by lanes. Angles, matrices and masks of all passes are one image, uploaded
//! once; sums of the way back stay on the device until the end.
//!
//! Errors of a device may show later than their cause: at the next call that waits, [`Kernels::wait`] at the latest.

mod device;
#[cfg(feature = "cuda")]
mod driver;
mod encode;
mod image;
mod number;
mod observable;
mod options;
mod passes;
#[cfg(feature = "cuda")]
mod probe;
mod reductions;
mod regroup;
mod sampling;
mod state;

pub use device::{Device, KERNELS, Launch, Limits};
#[cfg(feature = "cuda")]
pub use driver::Driver;
pub use number::Number;
pub use options::CudaOptions;
#[cfg(feature = "cuda")]
pub use probe::{CudaDevice, cuda_devices};

use crate::backend::{Kernels, WholeGradient};
use crate::{BoundPass, MemoryNeed, PauliTerms, PlanOptions, Result};
use ansatz_circuits::C64;
use image::Image;
use state::State;
use std::marker::PhantomData;

/// Threads of kernels that walk over rows.
const ROW_THREADS: u32 = 256;

/// A device in one precision, `f32` or `f64`.
#[derive(Debug)]
pub struct Cuda<R, D> {
    device: D,
    options: CudaOptions,
    precision: PhantomData<R>,
}

impl<R: Number, D: Device> Cuda<R, D> {
    /// A backend on a device that has the kernels of this precision.
    pub fn new(device: D, options: CudaOptions) -> Cuda<R, D> {
        Cuda { device, options, precision: PhantomData }
    }

    /// Bits of a tile's element number, as a rule: a wider operation has a wider tile, as far as there is room.
    fn tile_bits(&self) -> usize {
        self.options.tile_qubits.clamp(1, self.most_bits())
    }

    /// Two tiles fit into shared memory.
    fn most_bits(&self) -> usize {
        let pair = 4 * size_of::<R>();
        // Kernels declare some shared memory of their own.
        let room = self.device.limits().shared_bytes.saturating_sub(16 << 10) / pair;
        let fitting = room.checked_ilog2().unwrap_or(0) as usize;
        R::MOST_TILE_BITS.min(fitting).max(1)
    }

    fn uploaded(&self, bytes: &[u8]) -> Result<D::Memory> {
        let mut memory = self.device.allocate(bytes.len().max(1))?;
        self.device.upload(&mut memory, bytes)?;
        Ok(memory)
    }

    /// Blocks for `work` independent pieces of each lane.
    fn blocks(&self, work: usize, lanes: usize) -> u32 {
        let busy = self.options.blocks.unwrap_or(self.device.limits().busy_blocks.div_ceil(lanes));
        work.min(busy).max(1) as u32
    }

    /// Blocks that walk over all rows.
    fn row_blocks(&self, rows: usize, lanes: usize) -> u32 {
        self.blocks(rows.div_ceil(ROW_THREADS as usize), lanes)
    }

    /// A kernel over all rows of all lanes.
    fn over_rows(&self, kernel: &'static str, state: &State<D::Memory>) -> Launch {
        let grid = [self.row_blocks(state.rows(), state.lanes), state.lanes as u32];
        Launch { kernel, grid, threads: ROW_THREADS, shared_bytes: 0 }
    }

    fn address(&self, state: &State<D::Memory>) -> u64 {
        self.device.address(&state.memory)
    }

    fn empty(&self, num_qubits: usize, lanes: usize) -> Result<State<D::Memory>> {
        let bytes = (lanes << num_qubits) * 2 * size_of::<R>();
        Ok(State { num_qubits, lanes, memory: self.device.allocate(bytes)? })
    }

    /// The first numbers of a memory of doubles.
    fn numbers(&self, memory: &D::Memory, count: usize) -> Result<Vec<f64>> {
        let mut numbers = vec![0.0; count];
        self.device.download(memory, 0, bytemuck::cast_slice_mut(&mut numbers))?;
        Ok(numbers)
    }
}

impl<R: Number, D: Device> Kernels for Cuda<R, D> {
    type State = State<D::Memory>;

    fn name(&self) -> String {
        format!("{} {}", self.device.name(), R::NAME)
    }

    fn plan_options(&self) -> PlanOptions {
        PlanOptions { tile_qubits: self.tile_bits(), split_qubits: 0, choices: 1, ..PlanOptions::default() }
    }

    fn wait(&self) -> Result<()> {
        self.device.wait()
    }

    fn lanes_per_state(&self, num_qubits: usize) -> usize {
        let packed = self.options.packed_qubits.saturating_sub(num_qubits).min(16);
        (1 << packed).min(self.options.max_lanes).max(1)
    }

    fn check_memory(&self, num_qubits: usize, lanes: usize, states: usize) -> Result<()> {
        let need = MemoryNeed { num_qubits, lanes, states, real_bytes: size_of::<R>() };
        need.check_within(self.options.memory_limit.unwrap_or_else(|| self.device.free_bytes()))
    }

    fn runs_at_once(&self, num_qubits: usize, lanes: usize, states: usize) -> Result<usize> {
        // The device is busy with one.
        self.check_memory(num_qubits, lanes, states).map(|()| 1)
    }

    fn zero_state(&self, num_qubits: usize, lanes: usize) -> Result<Self::State> {
        let state = self.empty(num_qubits, lanes)?;
        let arguments = [self.address(&state), num_qubits as u64];
        // SAFETY: the state has 2^n amplitudes in each of the grid's lanes.
        unsafe { self.device.launch(self.over_rows("zero_state", &state), &arguments)? };
        Ok(state)
    }

    fn load(&self, num_qubits: usize, lanes: usize, amplitudes: &[C64]) -> Result<Self::State> {
        let numbers: Vec<R> =
            amplitudes.iter().flat_map(|z| [R::from_f64(z.re), R::from_f64(z.im)]).collect();
        let given = self.uploaded(bytemuck::cast_slice(&numbers))?;
        if amplitudes.len() == lanes << num_qubits {
            return Ok(State { num_qubits, lanes, memory: given });
        }
        let state = self.empty(num_qubits, lanes)?;
        let arguments = [self.device.address(&given), self.address(&state), num_qubits as u64];
        // SAFETY: one vector of 2^n amplitudes is given, the state has as many in each of the grid's lanes.
        unsafe { self.device.launch(self.over_rows("broadcast", &state), &arguments)? };
        Ok(state)
    }

    fn duplicate(&self, state: &Self::State) -> Result<Self::State> {
        let mut copy = self.empty(state.num_qubits, state.lanes)?;
        self.device.copy(&state.memory, &mut copy.memory)?;
        Ok(copy)
    }

    fn run_passes(&self, passes: &[BoundPass<'_>], state: &mut Self::State) -> Result<()> {
        self.run(passes, state)
    }

    fn reverse_passes(
        &self,
        passes: &[BoundPass<'_>],
        bra: &mut Self::State,
        ket: &mut Self::State,
        gradient: &mut [f64],
    ) -> Result<()> {
        self.reverse(passes, bra, ket, gradient)
    }

    fn whole_gradient(&self, whole: &WholeGradient<'_>, gradient: &mut [f64]) -> Result<Option<Vec<f64>>> {
        if !self.options.whole_gradients || whole.num_qubits > self.tile_bits() {
            return Ok(None);
        }
        self.at_once(whole, gradient).map(Some)
    }

    fn expectation(&self, state: &Self::State, terms: &PauliTerms) -> Result<Vec<f64>> {
        self.expectation_of(state, terms)
    }

    fn apply_terms(&self, state: &Self::State, terms: &PauliTerms) -> Result<Self::State> {
        Ok(self.applied(state, terms)?.0)
    }

    fn apply_with_expectation(
        &self,
        state: &Self::State,
        terms: &PauliTerms,
    ) -> Result<(Self::State, Vec<f64>)> {
        self.applied(state, terms)
    }

    fn inner_product(&self, bra: &Self::State, ket: &Self::State) -> Result<Vec<C64>> {
        self.overlaps(bra, ket)
    }

    fn amplitudes(&self, state: &Self::State, lane: usize) -> Result<Vec<C64>> {
        self.amplitudes_of(state, lane)
    }

    fn probabilities(&self, state: &Self::State, lane: usize) -> Result<Vec<f64>> {
        self.probabilities_of(state, lane)
    }

    fn locate(&self, state: &Self::State, ascending: &[f64]) -> Result<Vec<u64>> {
        self.located(state, ascending)
    }

    fn probability_of_one(&self, state: &Self::State, qubit: usize) -> Result<f64> {
        self.ones_of(state, qubit)
    }

    fn project(&self, state: &mut Self::State, qubit: usize, value: u8, probability: f64) -> Result<()> {
        let (qubits, scale) = (state.num_qubits as u64, (1.0 / probability.sqrt()).to_bits());
        let arguments = [self.address(state), qubits, qubit as u64, u64::from(value), scale];
        // SAFETY: a state of so many qubits in each of the grid's lanes.
        unsafe { self.device.launch(self.over_rows("project", state), &arguments) }
    }

    fn map<T: Send>(&self, count: usize, work: &(dyn Fn(usize) -> T + Sync)) -> Vec<T> {
        (0..count).map(work).collect()
    }
}
