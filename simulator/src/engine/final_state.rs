//! Questions to the final states of a run. The states stay on the backend.

use super::shots::{Shots, basis_states};
use crate::backend::{FinalState, Kernels};
use crate::pauli_terms::check_observables;
use crate::{PauliTerms, Plan, Result, SimulatorError};
use ansatz_circuits::{C64, PauliSum};
use std::ops::Range;

/// States of consecutive blocks of lanes.
pub(super) struct States<'a, K: Kernels> {
    pub(super) kernels: &'a K,
    pub(super) plan: &'a Plan,
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
    fn check(&self) -> Result<()> {
        super::checked(self.kernels)
    }

    fn expectation(&self, observable: &PauliSum) -> Result<Vec<f64>> {
        check_observables(std::slice::from_ref(observable), self.plan.num_qubits())?;
        let terms = PauliTerms::new(observable).relabelled(self.plan.order());
        let values = self.states.iter().flat_map(|state| self.kernels.expectation(state, &terms)).collect();
        self.check()?;
        Ok(values)
    }

    fn amplitudes(&self, lane: usize) -> Vec<C64> {
        let of_lane = |(state, lane)| self.plan.order().restore(self.kernels.amplitudes(state, lane));
        self.locate_lane(lane).map_or_else(Vec::new, of_lane)
    }

    fn probabilities(&self, lane: usize) -> Vec<f64> {
        let of_lane = |(state, lane)| self.plan.order().restore(self.kernels.probabilities(state, lane));
        self.locate_lane(lane).map_or_else(Vec::new, of_lane)
    }

    fn sample(&self, shots: u64, seed: u64) -> Vec<u64> {
        let Some(state) = self.states.first() else { return Vec::new() };
        let places = basis_states(self.kernels, state, &Shots::Range(0..shots), seed);
        places.into_iter().map(|at| self.plan.order().basis_state(at)).collect()
    }

    fn fidelity(&self, amplitudes: &[C64]) -> Result<Vec<f64>> {
        let expected = 1usize << self.plan.num_qubits();
        if amplitudes.len() != expected {
            return Err(SimulatorError::Count { what: "amplitudes", expected, given: amplitudes.len() });
        }
        let placed = self.plan.order().arrange(amplitudes);
        let overlaps = |(state, range): (&K::State, &Range<usize>)| {
            let other = self.kernels.load(self.plan.num_qubits(), range.len(), &placed);
            self.kernels.inner_product(&other, state)
        };
        let overlaps = self.states.iter().zip(&self.blocks).flat_map(overlaps);
        let fidelities = overlaps.map(|overlap| overlap.norm_sqr()).collect();
        self.check()?;
        Ok(fidelities)
    }
}
