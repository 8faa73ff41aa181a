//! The CPU backend: the kernels of `ansatz-kernels`, and what they may not know: how much memory a run needs, and which
//! errors there are. Nothing here is worth compiling twice.

use crate::backend::{Backend, Kernels};
use crate::{BoundPass, Cpu, CpuOptions, MemoryNeed, PauliTerms, Real, Result};
use ansatz_circuits::C64;
use ansatz_kernels::{BraKet, Kept, State};

impl<R: Real> Kernels for Cpu<R> {
    type State = State<R>;

    fn name(&self) -> String {
        format!("cpu {}", R::NAME)
    }

    fn lanes_per_state(&self, num_qubits: usize) -> usize {
        Cpu::lanes_per_state(self, num_qubits)
    }

    fn check_memory(&self, num_qubits: usize, lanes: usize, states: usize) -> Result<()> {
        let need = MemoryNeed { num_qubits, lanes, states, real_bytes: size_of::<R>() };
        // What is kept for the next run is free, too.
        need.check(self.options().memory_limit).or_else(|_| {
            self.release();
            need.check(self.options().memory_limit)
        })
    }

    fn runs_at_once(&self, num_qubits: usize, lanes: usize, states: usize) -> Result<usize> {
        let need = MemoryNeed { num_qubits, lanes, states, real_bytes: size_of::<R>() };
        need.fitting(self.options().memory_limit)
    }

    fn zero_state(&self, num_qubits: usize, lanes: usize) -> Result<State<R>> {
        Ok(R::zero_state(self, num_qubits, lanes))
    }

    fn load(&self, num_qubits: usize, lanes: usize, amplitudes: &[C64]) -> Result<State<R>> {
        Ok(R::load(self, num_qubits, lanes, amplitudes))
    }

    fn duplicate(&self, state: &State<R>) -> Result<State<R>> {
        Ok(R::duplicate(state))
    }

    fn run_passes(&self, passes: &[BoundPass<'_>], state: &mut State<R>) -> Result<()> {
        R::run_passes(self, passes, state);
        Ok(())
    }

    fn reverse_passes(
        &self,
        passes: &[BoundPass<'_>],
        bra: &mut State<R>,
        ket: &mut State<R>,
        gradient: &mut [f64],
    ) -> Result<()> {
        R::reverse_passes(self, passes, BraKet { bra, ket }, gradient);
        Ok(())
    }

    fn expectation(&self, state: &State<R>, terms: &PauliTerms) -> Result<Vec<f64>> {
        Ok(R::expectation(self, state, terms))
    }

    fn apply_terms(&self, state: &State<R>, terms: &PauliTerms) -> Result<State<R>> {
        Ok(R::apply_terms(self, state, terms))
    }

    fn apply_with_expectation(&self, state: &State<R>, terms: &PauliTerms) -> Result<(State<R>, Vec<f64>)> {
        Ok(R::apply_with_expectation(self, state, terms))
    }

    fn inner_product(&self, bra: &State<R>, ket: &State<R>) -> Result<Vec<C64>> {
        Ok(R::inner_product(self, bra, ket))
    }

    fn amplitudes(&self, state: &State<R>, lane: usize) -> Result<Vec<C64>> {
        Ok(R::amplitudes(state, lane))
    }

    fn probabilities(&self, state: &State<R>, lane: usize) -> Result<Vec<f64>> {
        Ok(R::probabilities(self, state, lane))
    }

    fn locate(&self, state: &State<R>, ascending: &[f64]) -> Result<Vec<u64>> {
        Ok(R::locate(self, state, ascending))
    }

    fn probability_of_one(&self, state: &State<R>, qubit: usize) -> Result<f64> {
        Ok(R::probability_of_one(self, state, qubit))
    }

    fn project(&self, state: &mut State<R>, qubit: usize, value: u8, probability: f64) -> Result<()> {
        R::project(self, state, Kept { qubit, value }, 1.0 / probability.sqrt());
        Ok(())
    }

    fn map<T: Send>(&self, count: usize, work: &(dyn Fn(usize) -> T + Sync)) -> Vec<T> {
        Cpu::<R>::map(self, count, work)
    }
}

/// The CPU in single precision as callers see it. The engine over it is compiled here, and not where it is called.
pub fn cpu_f32(options: CpuOptions) -> Box<dyn Backend> {
    Box::new(Cpu::<f32>::new(options))
}

/// The CPU in double precision as callers see it.
pub fn cpu_f64(options: CpuOptions) -> Box<dyn Backend> {
    Box::new(Cpu::<f64>::new(options))
}
