//! Shifted circuits: the same circuit with one slot's angle moved, many times. They share the run up to the operation
//! that first asks for the moved slot: one walk through the plan keeps the state without shifts, and leaves copies of
//! it where shifted circuits branch off. On average that halves the work. What comes after the shifted operation is shared
//! where the observable can take it in, which is before this: see `plan/light_cone.rs` and `plan/pull_back.rs`. Anything
//! else could be shared only by going back from the observable with a second state, which is what the adjoint sweep does.

use super::fan::{Copies, Fan};
use super::{expectations_of, lane_blocks, start, whole};
use crate::backend::{Kernels, ShiftedExpectations, SlotShift, Work};
use crate::plan::{Cut, Derivatives, SlotUse, Whole};
use crate::{BoundPass, Inputs, PauliTerms, Plan, Result};
use std::sync::{Mutex, PoisonError};

/// Without sharing, at most this many circuits make one batch, so that their angles stay few.
const UNSHARED_AT_ONCE: usize = 4096;

/// What stays the same for every block of lanes.
pub(super) struct Shifts<'a, K> {
    kernels: &'a K,
    plan: &'a Plan,
    /// Operations of a circuit that is run alone.
    alone: usize,
    terms: &'a [PauliTerms],
    shifts: &'a [SlotShift],
    /// By slot.
    uses: Vec<SlotUse>,
    /// Numbers of the shifts: those that branch off first come first.
    order: Vec<usize>,
}

/// A block of lanes and its operations without shifts.
struct Block<'a> {
    inputs: &'a Inputs<'a>,
    passes: Vec<BoundPass<'a>>,
}

/// The state without shifts, and how far it has got.
struct Prefix<S> {
    state: S,
    at: Cut,
}

impl<'a, K: Kernels> Shifts<'a, K> {
    pub(super) fn new(kernels: &'a K, observed: &'a Whole, shifts: &'a [SlotShift]) -> Shifts<'a, K> {
        let plan = observed.left();
        let uses = plan.slot_uses();
        let mut order: Vec<usize> = (0..shifts.len()).collect();
        order.sort_by_key(|k| uses[shifts[*k].slot].first);
        let (alone, terms) = (observed.within_cone(), observed.terms());
        Shifts { kernels, plan, alone, terms, shifts, uses, order }
    }

    /// How a block of so many lanes branches.
    pub(super) fn fan(&self, lanes: usize) -> Fan {
        let states = lane_blocks(self.kernels, self.plan, lanes.saturating_mul(self.shifts.len()));
        Fan {
            num_qubits: self.plan.num_qubits(),
            from: lanes,
            lanes: states.first().map_or(0, |copies| copies.len()),
            states: 1,
            count: states.len(),
        }
    }

    /// One block of lanes, with so many states of copies side by side.
    pub(super) fn run(&self, inputs: &Inputs<'_>, side_by_side: usize) -> Result<ShiftedExpectations> {
        let (lanes, m, all) = (inputs.lanes, self.terms.len(), self.plan.num_operations());
        let block = Block { inputs, passes: self.plan.bind(inputs, Derivatives::Omit) };
        let mut prefix = Prefix { state: start(self.kernels, self.plan, inputs)?, at: Cut::START };
        let mut shifted = vec![0.0; lanes * self.shifts.len() * m];
        let circuits = lanes * (1 + self.shifts.len());
        let mut work = Work { run: (all * lanes) as u64, unshared: (self.alone * circuits) as u64 };
        let states: Vec<Copies> = lane_blocks(self.kernels, self.plan, lanes * self.shifts.len())
            .into_iter()
            .map(|numbers| Copies { numbers, from: lanes })
            .collect();
        for together in states.chunks(side_by_side) {
            let mut branches: Vec<Mutex<K::State>> = Vec::with_capacity(together.len());
            for copies in together {
                let cut = self.cut(copies);
                work.run += ((all - self.plan.operations_before(cut)) * copies.len()) as u64;
                self.advance(&block, &mut prefix, cut)?;
                let state = copies.state(self.kernels, self.plan.num_qubits(), &prefix.state)?;
                branches.push(Mutex::new(state));
            }
            let values = self.kernels.map(together.len(), &|b| {
                let mut state = branches[b].lock().unwrap_or_else(PoisonError::into_inner);
                self.finish(&block, &together[b], &mut state)
            });
            for (copies, values) in together.iter().zip(values) {
                for (k, values) in copies.numbers.clone().zip(values?.chunks_exact(m.max(1))) {
                    let at = k % lanes * self.shifts.len() + self.order[k / lanes];
                    shifted[at * m..(at + 1) * m].copy_from_slice(values);
                }
            }
        }
        self.advance(&block, &mut prefix, self.plan.end())?;
        let values = expectations_of(self.kernels, &prefix.state, self.terms, lanes)?;
        Ok(ShiftedExpectations { values, shifted, work })
    }

    fn shift(&self, copies: &Copies, number: usize) -> SlotShift {
        self.shifts[self.order[number / copies.from]]
    }

    /// Where the first of the copies branches off.
    fn cut(&self, copies: &Copies) -> Cut {
        self.uses[self.shift(copies, copies.numbers.start).slot].first
    }

    fn advance(&self, block: &Block<'_>, prefix: &mut Prefix<K::State>, to: Cut) -> Result<()> {
        for (number, pass) in block.passes.iter().enumerate().skip(prefix.at.pass) {
            let first = if number == prefix.at.pass { prefix.at.op } else { 0 };
            let last = if number == to.pass { to.op } else { pass.ops.len() };
            if number > to.pass {
                break;
            }
            if first == 0 && last == pass.ops.len() {
                self.kernels.run_passes(std::slice::from_ref(pass), &mut prefix.state)?;
            } else if first < last {
                let live = if first > 0 { pass.live_inside() } else { pass.live };
                let part = BoundPass { ops: pass.ops[first..last].to_vec(), live, ..*pass };
                self.kernels.run_passes(&[part], &mut prefix.state)?;
            }
        }
        prefix.at = to;
        Ok(())
    }

    /// Runs copies to the end: `values[copy * terms.len() + m]`.
    fn finish(&self, block: &Block<'_>, copies: &Copies, state: &mut K::State) -> Result<Vec<f64>> {
        let slots = self.plan.num_slots();
        let mut angles = copies.angles(self.plan, block.inputs);
        let (mut last, from) = (0, self.cut(copies));
        for (k, number) in copies.numbers.clone().enumerate() {
            let SlotShift { slot, shift } = self.shift(copies, number);
            angles[k * slots + slot] += shift;
            last = last.max(self.uses[slot].last_pass);
        }
        let all = self.plan.num_passes();
        // Behind the last shifted slot the block's own operations go on.
        let end = if copies.takes_operations_of_block() { (last + 1).clamp(from.pass, all) } else { all };
        let own = self.plan.bind_between(from, end, &copies.inputs(block.inputs, &angles));
        self.kernels.run_passes(&own, state)?;
        self.kernels.run_passes(&block.passes[end..], state)?;
        expectations_of(self.kernels, state, self.terms, copies.len())
    }
}

/// Every shifted circuit from the start, where there is no room for a second state.
pub(super) fn unshared<K: Kernels>(
    kernels: &K,
    observed: &Whole,
    inputs: &Inputs<'_>,
    shifts: &[SlotShift],
) -> Result<ShiftedExpectations> {
    let plan = observed.left();
    let circuits = inputs.lanes.saturating_mul(1 + shifts.len());
    let times = |operations: usize| (operations as u64).saturating_mul(circuits as u64);
    let work = Work { run: times(plan.num_operations()), unshared: times(observed.within_cone()) };
    let values = whole::expectations(kernels, observed, inputs)?;
    let mut shifted = Vec::new();
    for lane in 0..inputs.lanes {
        for some in shifts.chunks(UNSHARED_AT_ONCE) {
            let copies = Copies { numbers: 0..some.len(), from: 1 };
            let own = inputs.slice(plan, lane..lane + 1);
            let mut angles = copies.angles(plan, &own);
            for (k, SlotShift { slot, shift }) in some.iter().enumerate() {
                angles[k * plan.num_slots() + slot] += shift;
            }
            // Given amplitudes are not repeated for all circuits at once: there is no memory to spare.
            let at_once = if own.amplitudes.is_some() { 1 } else { some.len() };
            for angles in angles.chunks(at_once * plan.num_slots()) {
                let inputs = Inputs { lanes: angles.len() / plan.num_slots(), angles, ..own };
                shifted.extend(whole::expectations(kernels, observed, &inputs)?);
            }
        }
    }
    Ok(ShiftedExpectations { values, shifted, work })
}
