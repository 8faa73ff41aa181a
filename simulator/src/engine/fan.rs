//! Fans: from one state of several lanes many new states, whose lanes are copies of its lanes. Where states are small,
//! copies share a state lane by lane; where they are large, each is a duplicate. Called by shifted circuits and
//! Jacobians; knows nothing of what becomes of the copies.

use crate::backend::Kernels;
use crate::{Inputs, Plan, Result};
use std::ops::Range;

/// Copies that are worked on side by side hold at most `2^SIDE_BY_SIDE_QUBITS` amplitudes together: more of them would
/// neither stay in a cache nor give more threads work.
const SIDE_BY_SIDE_QUBITS: u32 = 18;
/// And they are at most this many states.
const MOST_SIDE_BY_SIDE: usize = 64;

/// How copies of a block of lanes are laid out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fan {
    pub(super) num_qubits: usize,
    /// Lanes of the state that is copied.
    pub(super) from: usize,
    /// Lanes of the widest state of copies.
    pub(super) lanes: usize,
    /// States that the work on each state of copies holds.
    pub(super) states: usize,
    /// How many states of copies there are.
    pub(super) count: usize,
}

impl Fan {
    /// How many states of copies are worked on side by side, at least 1. Refuses if there is no room for one beside
    /// the state that is copied.
    pub(super) fn side_by_side<K: Kernels>(&self, kernels: &K) -> Result<usize> {
        let each = self.states.saturating_mul(self.lanes);
        kernels.check_memory(self.num_qubits, self.from.saturating_add(each), 1)?;
        let room = kernels.runs_at_once(self.num_qubits, self.lanes, self.states)?;
        let beside = room.saturating_sub(self.from.div_ceil(each.max(1)));
        let amplitudes = (each as u128).checked_shl(self.num_qubits as u32).unwrap_or(u128::MAX).max(1);
        let worth = usize::try_from((1u128 << SIDE_BY_SIDE_QUBITS) / amplitudes).unwrap_or(usize::MAX);
        Ok(beside.min(worth).min(MOST_SIDE_BY_SIDE).min(self.count).max(1))
    }

    /// Lanes that are alive with so many states of copies side by side.
    pub(super) fn lanes_alive(&self, side_by_side: usize) -> usize {
        let each = self.states.saturating_mul(self.lanes);
        self.from.saturating_add(each.saturating_mul(side_by_side))
    }
}

/// Some copies that make one state: copy `k` of a block of `from` lanes is of lane `k mod from`.
#[derive(Debug, Clone)]
pub(super) struct Copies {
    pub(super) numbers: Range<usize>,
    pub(super) from: usize,
}

impl Copies {
    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }

    /// The lane of each copy.
    pub(super) fn sources(&self) -> impl Iterator<Item = usize> + '_ {
        self.numbers.clone().map(|k| k % self.from)
    }

    /// Whether the copies are all lanes in order.
    fn is_whole(&self) -> bool {
        self.len() == self.from && self.numbers.start.is_multiple_of(self.from)
    }

    /// Whether operations bound for the block act on the copies as they are: numbers that are the same in every lane,
    /// or lanes in order.
    pub(super) fn takes_operations_of_block(&self) -> bool {
        self.from == 1 || self.is_whole()
    }

    /// The copies as a state of their own.
    pub(super) fn state<K: Kernels>(
        &self,
        kernels: &K,
        num_qubits: usize,
        state: &K::State,
    ) -> Result<K::State> {
        if self.is_whole() {
            return kernels.duplicate(state);
        }
        if self.from == 1 {
            return kernels.load(num_qubits, self.len(), &kernels.amplitudes(state, 0)?);
        }
        let mut amplitudes = Vec::with_capacity(self.len() << num_qubits);
        for lane in self.sources() {
            amplitudes.extend(kernels.amplitudes(state, lane)?);
        }
        kernels.load(num_qubits, self.len(), &amplitudes)
    }

    /// The block's angles of every copy.
    pub(super) fn angles(&self, plan: &Plan, inputs: &Inputs<'_>) -> Vec<f64> {
        let slots = plan.num_slots();
        let of_lane = |lane: usize| &inputs.angles[lane * slots..(lane + 1) * slots];
        self.sources().flat_map(of_lane).copied().collect()
    }

    /// Inputs with these angles, for operations on the copies. Starting amplitudes say only that there are some.
    pub(super) fn inputs<'a>(&self, inputs: &Inputs<'a>, angles: &'a [f64]) -> Inputs<'a> {
        Inputs { lanes: self.len(), angles, amplitudes: inputs.amplitudes }
    }
}
