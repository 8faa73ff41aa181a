//! Questions to the final states of a run. The states stay on the backend.

use super::shots::{Shots, basis_states};
use super::{LaneBlocks, forward, lane_blocks};
use crate::backend::{FinalState, Kernels};
use crate::pauli_terms::check_observables;
use crate::pauli_terms::terms_of;
use crate::{Inputs, Plan, Result, SimulatorError};
use ansatz_circuits::{C64, PauliSum};
use smallvec::{SmallVec, smallvec};
use std::ops::Range;

/// States of consecutive blocks of lanes.
pub(super) struct States<'a, K: Kernels> {
    pub(super) kernels: &'a K,
    pub(super) plan: &'a Plan,
    blocks: LaneBlocks,
    /// One for each block.
    states: SmallVec<[K::State; 1]>,
}

impl<'a, K: Kernels> States<'a, K> {
    /// Runs a plan.
    pub(super) fn run(kernels: &'a K, plan: &'a Plan, inputs: &Inputs<'_>) -> Result<States<'a, K>> {
        inputs.check(plan)?;
        kernels.check_memory(plan.num_qubits(), inputs.lanes, 1)?;
        let blocks = lane_blocks(kernels, plan, inputs.lanes);
        let of_block = |block: &Range<usize>| forward(kernels, plan, &inputs.slice(plan, block.clone()));
        let states = match &blocks[..] {
            [one] => smallvec![of_block(one)?],
            several => {
                kernels.map(several.len(), &|b| of_block(&several[b])).into_iter().collect::<Result<_>>()?
            }
        };
        kernels.wait()?;
        Ok(States { kernels, plan, blocks, states })
    }

    /// The state that holds the lane and its place there; `None` for a lane that was not run.
    fn locate_lane(&self, lane: usize) -> Option<(&K::State, usize)> {
        let block = self.blocks.iter().position(|range| range.contains(&lane))?;
        Some((&self.states[block], lane - self.blocks[block].start))
    }
}

impl<K: Kernels> FinalState for States<'_, K> {
    fn expectation(&self, observable: &PauliSum) -> Result<Vec<f64>> {
        check_observables(std::slice::from_ref(observable), self.plan.num_qubits())?;
        let terms = self.plan.order().place_terms(terms_of(observable));
        let mut values = Vec::new();
        for state in &self.states {
            values.extend(self.kernels.expectation(state, &terms)?);
        }
        Ok(values)
    }

    fn amplitudes(&self, lane: usize) -> Result<Vec<C64>> {
        let Some((state, lane)) = self.locate_lane(lane) else { return Ok(Vec::new()) };
        Ok(self.plan.order().restore(self.kernels.amplitudes(state, lane)?))
    }

    fn probabilities(&self, lane: usize) -> Result<Vec<f64>> {
        let Some((state, lane)) = self.locate_lane(lane) else { return Ok(Vec::new()) };
        Ok(self.plan.order().restore(self.kernels.probabilities(state, lane)?))
    }

    fn sample(&self, shots: u64, seed: u64) -> Result<Vec<u64>> {
        let Some(state) = self.states.first() else { return Ok(Vec::new()) };
        let places = basis_states(self.kernels, state, &Shots::Range(0..shots), seed)?;
        Ok(places.into_iter().map(|at| self.plan.order().basis_state(at)).collect())
    }

    fn fidelity(&self, amplitudes: &[C64]) -> Result<Vec<f64>> {
        let expected = 1usize << self.plan.num_qubits();
        if amplitudes.len() != expected {
            return Err(SimulatorError::Count { what: "amplitudes", expected, given: amplitudes.len() });
        }
        let placed = self.plan.order().arrange(amplitudes);
        let mut fidelities = Vec::new();
        for (state, range) in self.states.iter().zip(&self.blocks) {
            let other = self.kernels.load(self.plan.num_qubits(), range.len(), &placed)?;
            let overlaps = self.kernels.inner_product(&other, state)?;
            fidelities.extend(overlaps.into_iter().map(|overlap| overlap.norm_sqr()));
        }
        Ok(fidelities)
    }
}
