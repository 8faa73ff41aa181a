//! Binding: a plan and a batch of angles become passes with numbers. Called by the engine, once for each block of lanes.

use super::factor::{Factor, adjoint, multiply};
use super::phases::MergedPhases;
use super::turn::{self, TurnFactor};
use super::{Cut, PassOp, Plan, PlannedDense, PlannedTurns};
use crate::{BoundPass, Inputs};
use ansatz_circuits::C64;
use ansatz_kernels::{Coefficients, Dense, Op, Phases, SlotDerivative, Turn, Turns};
use smallvec::{SmallVec, smallvec};
use std::cell::Cell;

/// Whether operations carry the derivatives of their slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Derivatives {
    /// Forward runs.
    Omit,
    /// The adjoint sweep.
    Attach,
}

/// What a plan is run on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Start {
    /// The state it starts from: |0…0⟩, or the amplitudes given.
    Own,
    /// Any state.
    Any,
}

impl Plan {
    /// The passes at the given angles. Where all lanes agree on an operation's angles its numbers are shared.
    pub(crate) fn bind(&self, inputs: &Inputs<'_>, derivatives: Derivatives) -> Vec<BoundPass<'_>> {
        self.bind_from(Start::Own, Part { from: Cut::START, end: self.passes().len() }, inputs, derivatives)
    }

    /// The passes on a state that may be anything.
    pub(crate) fn bind_anywhere(&self, inputs: &Inputs<'_>) -> Vec<BoundPass<'_>> {
        let all = Part { from: Cut::START, end: self.passes().len() };
        self.bind_from(Start::Any, all, inputs, Derivatives::Omit)
    }

    /// What is between a place and pass `end`, as [`bind`](Self::bind) has it, without derivatives.
    pub(crate) fn bind_between(&self, from: Cut, end: usize, inputs: &Inputs<'_>) -> Vec<BoundPass<'_>> {
        self.bind_from(Start::Own, Part { from, end }, inputs, Derivatives::Omit)
    }

    fn bind_from(
        &self,
        start: Start,
        part: Part,
        inputs: &Inputs<'_>,
        derivatives: Derivatives,
    ) -> Vec<BoundPass<'_>> {
        let binder = Binder::new(self, inputs, derivatives);
        let from_zero = start == Start::Own && binder.starts_from_zero(self);
        let passes = self.passes()[part.from.pass..part.end].iter().enumerate();
        let bound = passes.map(|(k, pass)| {
            let first = if k == 0 { part.from.op } else { 0 };
            let ops = pass.ops[first..].iter().map(|op| binder.bind(op)).collect();
            let live = if from_zero { pass.live } else { u64::MAX };
            let bound = BoundPass { local: &pass.local, live, ops };
            if first > 0 { BoundPass { live: bound.live_inside(), ..bound } } else { bound }
        });
        bound.collect()
    }

    /// What `run` makes of the passes, as [`bind`](Self::bind) has them without derivatives. The operations of a plan of one
    /// pass are in memory that the thread keeps: a small circuit that is run again asks the system for none.
    pub(crate) fn with_bound<T>(&self, inputs: &Inputs<'_>, run: impl FnOnce(&[BoundPass<'_>]) -> T) -> T {
        let [pass] = self.passes() else { return run(&self.bind(inputs, Derivatives::Omit)) };
        let binder = Binder::new(self, inputs, Derivatives::Omit);
        let live = if binder.starts_from_zero(self) { pass.live } else { u64::MAX };
        let mut ops: Vec<Op<'_>> = KEPT.take();
        ops.extend(pass.ops.iter().map(|op| binder.bind(op)));
        let bound = BoundPass { local: &pass.local, live, ops };
        let result = run(std::slice::from_ref(&bound));
        keep(bound.ops);
        result
    }
}

/// A thread keeps room for at most so many operations.
const MOST_KEPT: usize = 1 << 10;

thread_local! {
    static KEPT: Cell<Vec<Op<'static>>> = const { Cell::new(Vec::new()) };
}

/// Keeps the room of operations for the next run.
fn keep(mut ops: Vec<Op<'_>>) {
    ops.clear();
    if ops.capacity() <= MOST_KEPT {
        // No operation is left that would have to live longer; collecting in place keeps the room.
        let room = ops.into_iter().map_while(|_| None).collect();
        // A thread that ends keeps nothing.
        let _ = KEPT.try_with(|kept| kept.set(room));
    }
}

/// From a place up to, and without, pass `end`.
struct Part {
    from: Cut,
    end: usize,
}

struct Binder<'a> {
    inputs: &'a Inputs<'a>,
    slots: usize,
    derivatives: Derivatives,
    /// By slot: whether all lanes agree; empty for one lane.
    shared: Vec<bool>,
}

impl<'a> Binder<'a> {
    fn new(plan: &Plan, inputs: &'a Inputs<'a>, derivatives: Derivatives) -> Binder<'a> {
        let slots = plan.num_slots();
        let agree = |slot: usize| {
            let first = inputs.angles[slot];
            (1..inputs.lanes).all(|lane| inputs.angles[lane * slots + slot] == first)
        };
        let shared = (0..if inputs.lanes > 1 { slots } else { 0 }).map(agree).collect();
        Binder { inputs, slots, derivatives, shared }
    }

    /// Whether the run begins in |0…0⟩.
    fn starts_from_zero(&self, plan: &Plan) -> bool {
        self.inputs.amplitudes.or(plan.initial_amplitudes()).is_none()
    }

    fn bind<'p>(&self, op: &'p PassOp) -> Op<'p> {
        match op {
            PassOp::Dense(dense) => Op::Dense(self.dense(dense)),
            PassOp::Phases(phases) => Op::Phases(self.phases(phases)),
            PassOp::Turns(turns) => Op::Turns(self.turns(turns)),
            PassOp::Butterfly(butterfly) => Op::Butterfly(butterfly),
        }
    }

    fn lanes(&self, mut slots: impl Iterator<Item = usize>) -> usize {
        let differs = |slot: usize| self.shared.get(slot).is_some_and(|shared| !shared);
        if slots.any(differs) { self.inputs.lanes } else { 1 }
    }

    fn angle(&self, slot: usize, lane: usize) -> f64 {
        self.inputs.angles[lane * self.slots + slot]
    }

    fn attaches(&self) -> bool {
        self.derivatives == Derivatives::Attach
    }

    fn phases<'p>(&self, phases: &'p MergedPhases) -> Phases<'p> {
        let lanes = self.lanes(phases.slots.iter().map(|(slot, _)| *slot));
        let mut values: SmallVec<[f64; 32]> = smallvec![0.0; phases.masks.len() * lanes];
        for lane in 0..lanes {
            for (k, constant) in phases.constants.iter().enumerate() {
                values[k * lanes + lane] = *constant;
            }
            for (slot, range) in &phases.slots {
                let angle = self.angle(*slot, lane);
                for (k, slope) in &phases.slopes[range.clone()] {
                    values[*k as usize * lanes + lane] += slope * angle;
                }
            }
        }
        let derivatives = if self.attaches() { &phases.slots[..] } else { &[] };
        let attach = |(slot, range): &(usize, std::ops::Range<usize>)| SlotDerivative {
            slot: *slot,
            derivative: &phases.slopes[range.clone()],
        };
        Phases {
            masks: &phases.masks,
            angles: Coefficients { lanes, values },
            derivatives: derivatives.iter().map(attach).collect(),
        }
    }

    fn turns<'p>(&self, turns: &'p PlannedTurns) -> Turns<'p> {
        let turn = |(qubit, factors): &(u32, SmallVec<[TurnFactor; 1]>)| self.turn(*qubit, factors);
        Turns { before: &turns.before, turns: turns.turns.iter().map(turn).collect(), after: &turns.after }
    }

    /// From the last factor to the first: with `V` the product of the later factors, `D = ±rate`, − if `V` reflects.
    fn turn(&self, qubit: u32, factors: &[TurnFactor]) -> Turn {
        let lanes = self.lanes(factors.iter().filter_map(TurnFactor::slot));
        let slots = factors.iter().filter_map(TurnFactor::slot);
        let mut derivatives: Vec<SlotDerivative<Coefficients<f64>>> = Vec::new();
        if self.attaches() {
            let empty = || Coefficients { lanes, values: smallvec![0.0; lanes] };
            derivatives.extend(slots.map(|slot| SlotDerivative { slot, derivative: empty() }));
        }
        let mut matrix = Coefficients { lanes, values: smallvec![0.0; 4 * lanes] };
        for lane in 0..lanes {
            let mut product: Option<turn::Real2> = None;
            let mut remaining = derivatives.len();
            for factor in factors.iter().rev() {
                let entries = match factor {
                    TurnFactor::Fixed(entries) => *entries,
                    TurnFactor::Rotation { slot, rate } => {
                        if remaining > 0 {
                            remaining -= 1;
                            derivatives[remaining].derivative.values[lane] =
                                rate * product.map_or(1.0, turn::orientation);
                        }
                        turn::rotation(rate * self.angle(*slot, lane))
                    }
                };
                product = Some(product.map_or(entries, |later| turn::multiply(later, entries)));
            }
            for (k, value) in product.unwrap_or([1.0, 0.0, 0.0, 1.0]).into_iter().enumerate() {
                matrix.values[k * lanes + lane] = value;
            }
        }
        Turn { qubit, matrix, derivatives }
    }

    fn dense(&self, dense: &PlannedDense) -> Dense {
        let mut bound = Dense {
            targets: dense.targets.clone(),
            control_mask: dense.control_mask,
            control_value: dense.control_value,
            matrix: Coefficients { lanes: 1, values: SmallVec::new() },
            derivatives: Vec::new(),
        };
        if let [Factor::Fixed(entries)] = &dense.factors[..] {
            bound.matrix.values.extend_from_slice(entries);
            return bound;
        }
        let lanes = self.lanes(dense.factors.iter().filter_map(Factor::slot));
        let entries = lanes << (2 * dense.targets.len());
        bound.matrix = Coefficients { lanes, values: smallvec![C64::ZERO; entries] };
        if self.attaches() {
            let empty = || Coefficients { lanes, values: smallvec![C64::ZERO; entries] };
            let slots = dense.factors.iter().filter_map(Factor::slot);
            bound.derivatives = slots.map(|slot| SlotDerivative { slot, derivative: empty() }).collect();
        }
        (0..lanes).for_each(|lane| self.dense_lane(dense, lane, &mut bound));
        bound
    }

    /// From the last factor to the first: with `V = F_m ⋯ F_{j+1}`, `D_j = V·iG_j·V†`; in the end `V = U`.
    fn dense_lane(&self, dense: &PlannedDense, lane: usize, bound: &mut Dense) {
        let mut later: Option<Vec<C64>> = None;
        let mut entries = Vec::new();
        let mut remaining = bound.derivatives.len();
        for factor in dense.factors.iter().rev() {
            let angle = factor.slot().map_or(0.0, |slot| self.angle(slot, lane));
            if let (Factor::Exponential { derivative, .. }, true) = (factor, self.attaches()) {
                remaining -= 1;
                let d = match &later {
                    Some(v) => multiply(&multiply(v, derivative), &adjoint(v)),
                    None => derivative.clone(),
                };
                store(&mut bound.derivatives[remaining].derivative, lane, &d);
            }
            factor.entries(angle, &mut entries);
            later = Some(match later {
                Some(product) => multiply(&product, &entries),
                None => entries.clone(),
            });
        }
        store(&mut bound.matrix, lane, &later.unwrap_or_default());
    }
}

fn store<const INLINE: usize>(into: &mut Coefficients<C64, INLINE>, lane: usize, entries: &[C64]) {
    for (k, value) in entries.iter().enumerate() {
        into.values[k * into.lanes + lane] = *value;
    }
}
