//! Whole Jacobians: one run forward, then one way back for each observable, as many side by side as memory has room
//! for. Every way back is an adjoint sweep (Jones and Gacon, arXiv:2009.02823) from `O_m|ψ⟩`, with a copy of `|ψ⟩` of its
//! own; where states are small, several observables go back as lanes of one state. Called by the engine alone.

use super::adjoint::{after_first_derivative, slot_gradients};
use super::fan::{Copies, Fan};
use super::{expectations_of, lane_blocks, start, whole};
use crate::backend::{Cotangents, Gradients, Jacobian, Kernels};
use crate::pauli_terms::weighted_terms;
use crate::plan::{Derivatives, Whole};
use crate::{BoundPass, Inputs, PauliTerms, Plan, Result};
use std::sync::{Mutex, PoisonError};

/// What stays the same for every block of lanes.
pub(super) struct Rows<'a, K> {
    kernels: &'a K,
    plan: &'a Plan,
    observed: &'a Whole,
    terms: &'a [PauliTerms],
}

/// A block of lanes and its operations from the first derivative on.
struct Block<'a> {
    inputs: &'a Inputs<'a>,
    passes: &'a [BoundPass<'a>],
}

impl<'a, K: Kernels> Rows<'a, K> {
    pub(super) fn new(kernels: &'a K, observed: &'a Whole) -> Rows<'a, K> {
        Rows { kernels, plan: observed.left(), observed, terms: observed.terms() }
    }

    /// How a block of so many lanes goes back: a ket and a bra for each.
    pub(super) fn fan(&self, lanes: usize) -> Fan {
        let states = lane_blocks(self.kernels, self.plan, lanes.saturating_mul(self.terms.len()));
        Fan {
            num_qubits: self.plan.num_qubits(),
            from: lanes,
            lanes: states.first().map_or(0, |copies| copies.len()),
            states: 2,
            count: states.len(),
        }
    }

    /// One block of lanes, with so many states of copies side by side.
    pub(super) fn run(&self, inputs: &Inputs<'_>, side_by_side: usize) -> Result<Jacobian> {
        let (lanes, m, slots) = (inputs.lanes, self.terms.len(), self.plan.num_slots());
        let mut passes = self.plan.bind(inputs, Derivatives::Attach);
        let mut ket = start(self.kernels, self.plan, inputs)?;
        self.kernels.run_passes(&passes, &mut ket)?;
        let values = expectations_of(self.kernels, &ket, self.terms, lanes)?;
        let block = Block { inputs, passes: after_first_derivative(&mut passes) };
        let states: Vec<Copies> = lane_blocks(self.kernels, self.plan, lanes * m)
            .into_iter()
            .map(|numbers| Copies { numbers, from: lanes })
            .collect();
        let mut all = vec![0.0; lanes * m * slots];
        for together in states.chunks(side_by_side) {
            let copy = |copies: &Copies| copies.state(self.kernels, self.plan.num_qubits(), &ket);
            let kets = together.iter().map(|copies| Ok(Mutex::new(copy(copies)?)));
            let kets: Vec<Mutex<K::State>> = kets.collect::<Result<_>>()?;
            let rows = self.kernels.map(together.len(), &|b| {
                let mut ket = kets[b].lock().unwrap_or_else(PoisonError::into_inner);
                self.back(&block, &together[b], &mut ket)
            });
            for (copies, rows) in together.iter().zip(rows) {
                for (k, row) in copies.numbers.clone().zip(rows?.chunks_exact(slots.max(1))) {
                    let at = k % lanes * m + k / lanes;
                    all[at * slots..(at + 1) * slots].copy_from_slice(row);
                }
            }
        }
        Ok(Jacobian { values, slots: all })
    }

    /// The way back of some copies, copy `k` of the observable `k / lanes`: `rows[copy * slots + slot]`.
    fn back(&self, block: &Block<'_>, copies: &Copies, ket: &mut K::State) -> Result<Vec<f64>> {
        let mut bra = self.kernels.apply_terms(ket, &self.terms_of(copies))?;
        let mut gradient = vec![0.0; self.plan.num_slots() * copies.len()];
        if copies.takes_operations_of_block() {
            self.kernels.reverse_passes(block.passes, &mut bra, ket, &mut gradient)?;
        } else {
            let angles = copies.angles(self.plan, block.inputs);
            let mut own = self.plan.bind(&copies.inputs(block.inputs, &angles), Derivatives::Attach);
            let back = after_first_derivative(&mut own);
            self.kernels.reverse_passes(back, &mut bra, ket, &mut gradient)?;
        }
        Ok(slot_gradients(self.plan, &gradient, copies.len()))
    }

    /// Each copy's observable, in its lane.
    fn terms_of(&self, copies: &Copies) -> PauliTerms {
        let observable = |k: usize| k / copies.from;
        let (first, last) = (observable(copies.numbers.start), observable(copies.numbers.end - 1));
        if first == last {
            return self.terms[first].clone();
        }
        let some = &self.observed.pulled()[first..=last];
        let mut weights = vec![0.0; copies.len() * some.len()];
        for (lane, k) in copies.numbers.clone().enumerate() {
            weights[lane * some.len() + observable(k) - first] = 1.0;
        }
        self.plan.order().place_terms(weighted_terms(some, copies.len(), &weights))
    }
}

/// The one row of one observable.
pub(super) fn of_one<K: Kernels>(kernels: &K, observed: &Whole, inputs: &Inputs<'_>) -> Result<Jacobian> {
    let ones = vec![1.0; inputs.lanes];
    let Gradients { values, slots } = whole::gradients(kernels, observed, inputs, Cotangents::Given(&ones))?;
    Ok(Jacobian { values, slots })
}

/// One sweep after the other from the start, where there is no room for the state that they share.
pub(super) fn one_by_one<K: Kernels>(kernels: &K, observed: &Whole, inputs: &Inputs<'_>) -> Result<Jacobian> {
    let (m, slots) = (observed.num_observables(), observed.left().num_slots());
    let mut all =
        Jacobian { values: vec![0.0; inputs.lanes * m], slots: vec![0.0; inputs.lanes * m * slots] };
    for k in 0..m {
        let row = of_one(kernels, &observed.one(k), inputs)?;
        for lane in 0..inputs.lanes {
            let at = lane * m + k;
            all.values[at] = row.values[lane];
            all.slots[at * slots..(at + 1) * slots]
                .copy_from_slice(&row.slots[lane * slots..(lane + 1) * slots]);
        }
    }
    Ok(all)
}
