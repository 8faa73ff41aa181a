//! The CUDA backend: the kernels of `simulator/cuda/`, and what prepares their arguments. A lane is contiguous and a block never
//! leaves its lane, so a batch is a grid of tiles by lanes. Angles, matrices and masks of all passes are one image, uploaded
//! once; sums of the way back stay on the device until the end.
//!
//! Errors of a device may show later than their cause. The first one is kept: from then on nothing is started, answers are
//! zeros, and [`Kernels::failure`] says what happened to whoever asked.

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
use crate::{BoundPass, MemoryNeed, PauliTerms, PlanOptions, Result, SimulatorError};
use ansatz_circuits::C64;
use image::Image;
use state::State;
use std::marker::PhantomData;
use std::sync::Mutex;

/// Threads of kernels that walk over rows.
const ROW_THREADS: u32 = 256;

/// A device in one precision, `f32` or `f64`.
#[derive(Debug)]
pub struct Cuda<R, D> {
    device: D,
    options: CudaOptions,
    failure: Mutex<Option<SimulatorError>>,
    precision: PhantomData<R>,
}

impl<R: Number, D: Device> Cuda<R, D> {
    /// A backend on a device that has the kernels of this precision.
    pub fn new(device: D, options: CudaOptions) -> Cuda<R, D> {
        Cuda { device, options, failure: Mutex::new(None), precision: PhantomData }
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

    /// Does something where nothing has failed yet, and keeps the error where it fails.
    fn attempt<T>(&self, work: impl FnOnce() -> Result<T>) -> Option<T> {
        let mut failure = self.failure.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if failure.is_some() {
            return None;
        }
        drop(failure);
        match work() {
            Ok(value) => Some(value),
            Err(error) => {
                failure = self.failure.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
                failure.get_or_insert(error);
                None
            }
        }
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

    fn address(&self, state: &State<D::Memory>) -> Result<u64> {
        let missing = || SimulatorError::Device { message: "a state was not allocated".into() };
        Ok(self.device.address(state.memory.as_ref().ok_or_else(missing)?))
    }

    fn empty(&self, num_qubits: usize, lanes: usize) -> Result<State<D::Memory>> {
        let bytes = (lanes << num_qubits) * 2 * size_of::<R>();
        Ok(State { num_qubits, lanes, memory: Some(self.device.allocate(bytes)?) })
    }

    /// Without memory where something has failed.
    fn state(
        &self,
        num_qubits: usize,
        lanes: usize,
        work: impl FnOnce() -> Result<State<D::Memory>>,
    ) -> State<D::Memory> {
        self.attempt(work).unwrap_or(State { num_qubits, lanes, memory: None })
    }

    fn started(&self, num_qubits: usize, lanes: usize) -> Result<State<D::Memory>> {
        let state = self.empty(num_qubits, lanes)?;
        let arguments = [self.address(&state)?, num_qubits as u64];
        // SAFETY: the state has 2^n amplitudes in each of the grid's lanes.
        unsafe { self.device.launch(self.over_rows("zero_state", &state), &arguments)? };
        Ok(state)
    }

    fn loaded(&self, num_qubits: usize, lanes: usize, amplitudes: &[C64]) -> Result<State<D::Memory>> {
        let numbers: Vec<R> =
            amplitudes.iter().flat_map(|z| [R::from_f64(z.re), R::from_f64(z.im)]).collect();
        let given = self.uploaded(bytemuck::cast_slice(&numbers))?;
        if amplitudes.len() == lanes << num_qubits {
            return Ok(State { num_qubits, lanes, memory: Some(given) });
        }
        let state = self.empty(num_qubits, lanes)?;
        let arguments = [self.device.address(&given), self.address(&state)?, num_qubits as u64];
        // SAFETY: one vector of 2^n amplitudes is given, the state has as many in each of the grid's lanes.
        unsafe { self.device.launch(self.over_rows("broadcast", &state), &arguments)? };
        Ok(state)
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

    fn failure(&self) -> Option<SimulatorError> {
        self.attempt(|| self.device.wait());
        self.failure.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).take()
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

    fn zero_state(&self, num_qubits: usize, lanes: usize) -> Self::State {
        self.state(num_qubits, lanes, || self.started(num_qubits, lanes))
    }

    fn load(&self, num_qubits: usize, lanes: usize, amplitudes: &[C64]) -> Self::State {
        self.state(num_qubits, lanes, || self.loaded(num_qubits, lanes, amplitudes))
    }

    fn duplicate(&self, state: &Self::State) -> Self::State {
        self.state(state.num_qubits, state.lanes, || {
            let mut copy = self.empty(state.num_qubits, state.lanes)?;
            if let (Some(from), Some(to)) = (&state.memory, &mut copy.memory) {
                self.device.copy(from, to)?;
            }
            Ok(copy)
        })
    }

    fn run_passes(&self, passes: &[BoundPass<'_>], state: &mut Self::State) {
        self.attempt(|| self.run(passes, state));
    }

    fn reverse_passes(
        &self,
        passes: &[BoundPass<'_>],
        bra: &mut Self::State,
        ket: &mut Self::State,
        gradient: &mut [f64],
    ) {
        self.attempt(|| self.reverse(passes, bra, ket, gradient));
    }

    fn whole_gradient(&self, whole: &WholeGradient<'_>, gradient: &mut [f64]) -> Option<Vec<f64>> {
        if !self.options.whole_gradients || whole.num_qubits > self.tile_bits() {
            return None;
        }
        Some(self.attempt(|| self.at_once(whole, gradient)).unwrap_or_else(|| vec![0.0; whole.lanes]))
    }

    fn expectation(&self, state: &Self::State, terms: &PauliTerms) -> Vec<f64> {
        self.attempt(|| self.expectation_of(state, terms)).unwrap_or_else(|| vec![0.0; state.lanes])
    }

    fn apply_terms(&self, state: &Self::State, terms: &PauliTerms) -> Self::State {
        self.apply_with_expectation(state, terms).0
    }

    fn apply_with_expectation(&self, state: &Self::State, terms: &PauliTerms) -> (Self::State, Vec<f64>) {
        self.attempt(|| self.applied(state, terms)).unwrap_or_else(|| {
            let none = State { num_qubits: state.num_qubits, lanes: state.lanes, memory: None };
            (none, vec![0.0; state.lanes])
        })
    }

    fn inner_product(&self, bra: &Self::State, ket: &Self::State) -> Vec<C64> {
        self.attempt(|| self.overlaps(bra, ket)).unwrap_or_else(|| vec![C64::default(); ket.lanes])
    }

    fn amplitudes(&self, state: &Self::State, lane: usize) -> Vec<C64> {
        self.attempt(|| self.amplitudes_of(state, lane)).unwrap_or_default()
    }

    fn probabilities(&self, state: &Self::State, lane: usize) -> Vec<f64> {
        self.attempt(|| self.probabilities_of(state, lane)).unwrap_or_default()
    }

    fn locate(&self, state: &Self::State, ascending: &[f64]) -> Vec<u64> {
        self.attempt(|| self.located(state, ascending)).unwrap_or_default()
    }

    fn probability_of_one(&self, state: &Self::State, qubit: usize) -> f64 {
        self.attempt(|| self.ones_of(state, qubit)).unwrap_or(0.0)
    }

    fn project(&self, state: &mut Self::State, qubit: usize, value: u8, probability: f64) {
        self.attempt(|| {
            let (qubits, scale) = (state.num_qubits as u64, (1.0 / probability.sqrt()).to_bits());
            let arguments = [self.address(state)?, qubits, qubit as u64, u64::from(value), scale];
            // SAFETY: a state of so many qubits in each of the grid's lanes.
            unsafe { self.device.launch(self.over_rows("project", state), &arguments) }
        });
    }

    fn map<T: Send>(&self, count: usize, work: &(dyn Fn(usize) -> T + Sync)) -> Vec<T> {
        (0..count).map(work).collect()
    }
}
