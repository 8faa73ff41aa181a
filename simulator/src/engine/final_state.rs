//! Questions to the final states of a run. The states stay on the backend.

use super::shots::{Shots, basis_states};
use crate::backend::{FinalState, Kernels};
use crate::pauli_terms::check_observables;
use crate::{PauliTerms, Result, SimulatorError};
use ansatz_circuits::{C64, PauliSum};
use std::ops::Range;

/// States of consecutive blocks of lanes.
pub(super) struct States<'a, K: Kernels> {
    pub(super) kernels: &'a K,
    pub(super) num_qubits: usize,
    pub(super) blocks: Vec<Range<usize>>,
    pub(super) states: Vec<K::State>,
}

impl<K: Kernels> States<'_, K> {
    /// The state that holds the lane and its place there; `None` for a lane that was not run.
    fn locate_lane(&self, lane: usize) -> Option<(&K::State, usize)> {
        let block = self.blocks.iter().position(|range| range.contains(&lane))?;
        Some((&self.states[block], lane - self.blocks[block].start))
    }
}

impl<K: Kernels> FinalState for States<'_, K> {
    fn expectation(&self, observable: &PauliSum) -> Result<Vec<f64>> {
        check_observables(std::slice::from_ref(observable), self.num_qubits)?;
        let terms = PauliTerms::new(observable);
        Ok(self.states.iter().flat_map(|state| self.kernels.expectation(state, &terms)).collect())
    }

    fn amplitudes(&self, lane: usize) -> Vec<C64> {
        self.locate_lane(lane).map_or_else(Vec::new, |(state, lane)| self.kernels.amplitudes(state, lane))
    }

    fn probabilities(&self, lane: usize) -> Vec<f64> {
        self.locate_lane(lane).map_or_else(Vec::new, |(state, lane)| self.kernels.probabilities(state, lane))
    }

    fn sample(&self, shots: u64, seed: u64) -> Vec<u64> {
        let Some(state) = self.states.first() else { return Vec::new() };
        basis_states(self.kernels, state, &Shots::Range(0..shots), seed)
    }

    fn fidelity(&self, amplitudes: &[C64]) -> Result<Vec<f64>> {
        let expected = 1usize << self.num_qubits;
        if amplitudes.len() != expected {
            return Err(SimulatorError::Count { what: "amplitudes", expected, given: amplitudes.len() });
        }
        let overlaps = |(state, range): (&K::State, &Range<usize>)| {
            let other = self.kernels.load(self.num_qubits, range.len(), amplitudes);
            self.kernels.inner_product(&other, state)
        };
        Ok(self
            .states
            .iter()
            .zip(&self.blocks)
            .flat_map(overlaps)
            .map(|overlap| overlap.norm_sqr())
            .collect())
    }
}
