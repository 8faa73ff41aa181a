//! Quantum Fisher information in the slots: derivative states, each a few final states of moved angles, and one product
//! of the stack that they make with itself. Called by the backend's front; knows no parameters.

use super::{Batch, forward, lane_blocks};
use crate::backend::Kernels;
use crate::{Angles, Inputs, Plan, Result};
use ansatz_circuits::C64;
use ansatz_kernels::{Stack, overlaps};
use std::ops::Range;

/// Rows of one block of derivative states hold at most this many numbers; two blocks are alive at once.
const MOST_NUMBERS: usize = 1 << 24;

/// One lane's derivative states.
pub(super) struct Tangents<'a, K> {
    kernels: &'a K,
    plan: &'a Plan,
    inputs: Inputs<'a>,
    /// The final state itself, which derivatives are made orthogonal to.
    state: Vec<C64>,
}

/// `coefficient · |ψ(θ_slot + shift)⟩` counts towards the derivative by a slot.
struct Copy {
    slot: usize,
    shift: f64,
    coefficient: C64,
}

impl<'a, K: Kernels> Tangents<'a, K> {
    /// Runs the lane once, unmoved.
    pub(super) fn new(kernels: &'a K, plan: &'a Plan, inputs: Inputs<'a>) -> Result<Tangents<'a, K>> {
        let numbers = 2 * block_of(plan).min(plan.num_slots().max(1));
        let beside = lane_blocks(kernels, plan, plan.num_slots()).first().map_or(1, Range::len);
        kernels.check_memory(plan.num_qubits(), numbers.saturating_add(beside), 1)?;
        let state = forward(kernels, plan, &inputs)?;
        Ok(Tangents { kernels, plan, inputs, state: kernels.amplitudes(&state, 0)? })
    }

    /// `F`, row by row.
    pub(super) fn fisher(&self) -> Result<Vec<f64>> {
        let (slots, block) = (self.plan.num_slots(), block_of(self.plan));
        let mut fisher = vec![0.0; slots * slots];
        for first in (0..slots).step_by(block) {
            let left = self.rows(first..slots.min(first + block))?;
            for second in (first..slots).step_by(block) {
                let other = match second == first {
                    true => None,
                    false => Some(self.rows(second..slots.min(second + block))?),
                };
                let width = other.as_ref().map_or(left.len(), Stack::len);
                for (k, overlap) in overlaps(&left, other.as_ref()).into_iter().enumerate() {
                    let (i, j) = (first + k / width, second + k % width);
                    fisher[i * slots + j] = 4.0 * overlap.re;
                    fisher[j * slots + i] = 4.0 * overlap.re;
                }
            }
        }
        Ok(fisher)
    }

    /// The parts of some derivative states that are orthogonal to the state.
    fn rows(&self, slots: Range<usize>) -> Result<Stack> {
        let copies: Vec<Copy> = slots.clone().flat_map(|slot| self.copies(slot)).collect();
        let moved = self.moved(&copies)?;
        let mut rows = Stack::zeros(self.state.len(), slots.len());
        for (copy, amplitudes) in copies.iter().zip(moved) {
            rows.add(copy.slot - slots.start, copy.coefficient, &amplitudes);
        }
        for row in 0..rows.len() {
            // `|∂ψ⟩ − |ψ⟩⟨ψ|∂ψ⟩`.
            let overlap: C64 = self.state.iter().zip(rows.amplitudes(row)).map(|(a, b)| a.conj() * b).sum();
            rows.add(row, -overlap, &self.state);
        }
        Ok(rows)
    }

    fn copies(&self, slot: usize) -> impl Iterator<Item = Copy> + '_ {
        let terms = self.plan.shift_rules()[slot].state_terms().iter();
        terms.map(move |term| Copy { slot, shift: term.shift, coefficient: term.coefficient })
    }

    /// The final states of moved circuits; that of the circuit itself is known.
    fn moved(&self, copies: &[Copy]) -> Result<Vec<Vec<C64>>> {
        let run: Vec<&Copy> = copies.iter().filter(|copy| copy.shift != 0.0).collect();
        let mut angles = self.inputs.angles.repeat(run.len());
        for (k, copy) in run.iter().enumerate() {
            angles[k * self.plan.num_slots() + copy.slot] += copy.shift;
        }
        let batch_inputs = Inputs::batch(run.len(), Angles(&angles));
        let batch = Batch::of_blocks(self.kernels, self.plan, &batch_inputs, 1);
        let blocks = batch.run(self.kernels, &|_, block| {
            let inputs = Inputs { amplitudes: self.inputs.amplitudes, ..*block };
            let state = forward(self.kernels, self.plan, &inputs)?;
            (0..block.lanes).map(|lane| self.kernels.amplitudes(&state, lane)).collect::<Result<Vec<_>>>()
        })?;
        let mut run = blocks.into_iter().flatten();
        let state = |copy: &Copy| if copy.shift == 0.0 { Some(self.state.clone()) } else { run.next() };
        Ok(copies.iter().filter_map(state).collect())
    }
}

/// How many derivative states make a block.
fn block_of(plan: &Plan) -> usize {
    (MOST_NUMBERS >> (plan.num_qubits() + 1)).max(1)
}
