//! The CPU backend. One file names threads (`parallel.rs`), one holds the bit arithmetic (`index.rs`), one hands out
//! disjoint tiles (`tile.rs`), one reads and writes vectors (`cube.rs`; these two hold the only `unsafe` code).

mod apply;
mod boxed;
mod buffer;
mod chunk;
mod cis;
mod cube;
mod flip;
mod frame;
pub(crate) mod gram;
mod index;
mod locate;
mod mix;
mod opening;
mod parallel;
mod pass;
mod pauli;
mod phases;
mod prepare;
mod real;
mod reduce;
mod reverse;
mod scratch;
mod state;
mod tile;
mod turns;
mod wide;

pub use real::Real;

use crate::backend::Kernels;
use crate::simd::Simd;
use crate::{BoundPass, CpuOptions, MemoryNeed, PauliTerms, Result};
use ansatz_circuits::C64;
use parallel::Threads;
use pass::Execution;
use pauli::Reduction;
use phases::Chunks;
use state::State;
use std::marker::PhantomData;

/// The CPU in one precision, `f32` or `f64`. Threads are those of the rayon pool that a call is made in.
#[derive(Debug, Clone)]
pub struct Cpu<R> {
    options: CpuOptions,
    simd: Simd,
    precision: PhantomData<R>,
}

impl<R: Real> Cpu<R> {
    /// A backend with the given options.
    pub fn new(options: CpuOptions) -> Cpu<R> {
        Cpu { options, simd: Simd::new(options.simd), precision: PhantomData }
    }

    fn threads(&self, elements: usize) -> Threads {
        if elements < power_of_two(self.options.parallel_qubits) { Threads::One } else { Threads::All }
    }

    fn execution(&self, state: &State<R>) -> Execution {
        Execution {
            threads: self.threads(state.re.len()),
            simd: self.simd,
            opening: self.options.opening,
            chunks: Chunks { bits: self.options.chunk_qubits, whole_bits: self.options.whole_qubits },
        }
    }

    fn reduction(&self, state: &State<R>) -> Reduction {
        Reduction {
            block_rows: power_of_two(self.options.block_qubits),
            threads: self.threads(state.re.len()),
            simd: self.simd,
        }
    }
}

/// `2^exponent`, or the largest number: options may ask for more than any state has.
fn power_of_two(exponent: usize) -> usize {
    u32::try_from(exponent).ok().and_then(|e| 1usize.checked_shl(e)).unwrap_or(usize::MAX)
}

impl<R: Real> Default for Cpu<R> {
    fn default() -> Self {
        Cpu::new(CpuOptions::default())
    }
}

impl<R: Real> Kernels for Cpu<R> {
    type State = State<R>;

    fn name(&self) -> String {
        format!("cpu {}", R::NAME)
    }

    fn lanes_per_state(&self, num_qubits: usize) -> usize {
        power_of_two(self.options.packed_qubits.saturating_sub(num_qubits)).min(self.options.max_lanes).max(1)
    }

    fn check_memory(&self, num_qubits: usize, lanes: usize, states: usize) -> Result<()> {
        let need = MemoryNeed { num_qubits, lanes, states, real_bytes: size_of::<R>() };
        // What is kept for the next run is free, too.
        need.check(self.options.memory_limit).or_else(|_| {
            buffer::release();
            need.check(self.options.memory_limit)
        })
    }

    fn runs_at_once(&self, num_qubits: usize, lanes: usize, states: usize) -> Result<usize> {
        let need = MemoryNeed { num_qubits, lanes, states, real_bytes: size_of::<R>() };
        need.fitting(self.options.memory_limit)
    }

    fn zero_state(&self, num_qubits: usize, lanes: usize) -> State<R> {
        State::zero(num_qubits, lanes)
    }

    fn load(&self, num_qubits: usize, lanes: usize, amplitudes: &[C64]) -> State<R> {
        State::load(num_qubits, lanes, amplitudes)
    }

    fn duplicate(&self, state: &State<R>) -> State<R> {
        state.clone()
    }

    fn run_passes(&self, passes: &[BoundPass<'_>], state: &mut State<R>) {
        passes.iter().for_each(|pass| pass::run(self.execution(state), pass, state));
    }

    fn reverse_passes(
        &self,
        passes: &[BoundPass<'_>],
        bra: &mut State<R>,
        ket: &mut State<R>,
        gradient: &mut [f64],
    ) {
        for pass in passes.iter().rev() {
            pass::reverse(self.execution(ket), pass, (&mut *bra, &mut *ket), gradient);
        }
    }

    fn expectation(&self, state: &State<R>, terms: &PauliTerms) -> Vec<f64> {
        pauli::expectation(self.reduction(state), state, terms)
    }

    fn apply_terms(&self, state: &State<R>, terms: &PauliTerms) -> State<R> {
        pauli::apply_terms(self.reduction(state), state, terms)
    }

    fn apply_with_expectation(&self, state: &State<R>, terms: &PauliTerms) -> (State<R>, Vec<f64>) {
        pauli::apply_with_expectation(self.reduction(state), state, terms)
    }

    fn inner_product(&self, bra: &State<R>, ket: &State<R>) -> Vec<C64> {
        reduce::inner_product(self.reduction(ket), bra, ket)
    }

    fn amplitudes(&self, state: &State<R>, lane: usize) -> Vec<C64> {
        state.lane(lane).collect()
    }

    fn probabilities(&self, state: &State<R>, lane: usize) -> Vec<f64> {
        reduce::probabilities(self.reduction(state), state, lane)
    }

    fn locate(&self, state: &State<R>, ascending: &[f64]) -> Vec<u64> {
        locate::locate(self.reduction(state), state, ascending)
    }

    fn probability_of_one(&self, state: &State<R>, qubit: usize) -> f64 {
        reduce::probability_of_one(self.reduction(state), state, qubit)
    }

    fn project(&self, state: &mut State<R>, qubit: usize, value: u8, probability: f64) {
        reduce::project(self.reduction(state), state, (qubit, value), 1.0 / probability.sqrt());
    }

    fn map<T: Send>(&self, count: usize, work: &(dyn Fn(usize) -> T + Sync)) -> Vec<T> {
        parallel::map(Threads::All, count, work)
    }
}
