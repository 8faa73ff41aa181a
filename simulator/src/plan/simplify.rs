//! What needs no sweep at all: swaps become a relabelling, neighbouring turns of a qubit one matrix, two equal flips
//! around phases parities of more qubits; constant phases of a qubit add up. Called by `Plan` alone.

use super::flips;
use super::phases::{self, PhasePart, Terms};
use super::queue::Queue;
use super::turn::{self, Real2, TurnFactor};
use super::{PlannedOp, QubitOrder};
use crate::PlanOptions;
use ansatz_kernels::Flip;
use smallvec::{SmallVec, smallvec};
use std::f64::consts::{PI, TAU};

/// A flip looks for its twin at most this many operations back.
const WINDOW: usize = 1024;
/// No operation.
const NONE: usize = usize::MAX;
const X: Real2 = [0.0, 1.0, 1.0, 0.0];

/// Takes operations one by one, in order.
pub(crate) struct Simplifier<'a> {
    options: &'a PlanOptions,
    out: Queue,
    order: QubitOrder,
    /// Places whose values are the other way round: an X that is carried.
    flipped: u64,
    /// By qubit: the last operation on it,
    touched: [usize; 64],
    /// the last that is not a phase,
    used: [usize; 64],
    /// and the last that mixes it.
    mixed: [usize; 64],
    /// By qubit: the angle of `exp(iaZ)` behind all of these, which becomes an operation when something mixes the qubit.
    phases: [f64; 64],
    /// The phase of the whole state.
    global: f64,
    /// By flip: what `used` and `mixed` of its control and target were before it.
    earlier: Vec<(usize, [usize; 3])>,
}

impl<'a> Simplifier<'a> {
    /// For about so many operations.
    pub(crate) fn new(capacity: usize, options: &'a PlanOptions) -> Simplifier<'a> {
        Simplifier {
            options,
            out: Queue::with_capacity(capacity),
            order: QubitOrder::default(),
            flipped: 0,
            touched: [NONE; 64],
            used: [NONE; 64],
            mixed: [NONE; 64],
            phases: [0.0; 64],
            global: 0.0,
            earlier: Vec::new(),
        }
    }

    /// The simplified operations, and where each qubit is at the end.
    pub(crate) fn finish(mut self) -> (Queue, QubitOrder) {
        (0..64).for_each(|qubit| self.put_phase(qubit));
        self.put_flips();
        if self.global != 0.0 {
            let part = PhasePart { slot: None, terms: smallvec![(0, self.global)] };
            let constant =
                |op: &&mut PlannedOp| matches!(op, PlannedOp::Phases(known) if known.slot.is_none());
            if let Some(PlannedOp::Phases(known)) = self.out.iter_mut_from(0).rev().find(constant) {
                known.add(&part);
            } else {
                self.out.push(PlannedOp::Phases(part));
            }
        }
        self.out.close_holes();
        (self.out, self.order)
    }
}

impl Simplifier<'_> {
    pub(crate) fn push(&mut self, mut op: PlannedOp) {
        if let (PlannedOp::Swap(a, b), true) = (&op, self.options.relabel) {
            return self.order.swap(*a, *b);
        }
        op.relabel(&self.order);
        if self.options.carry_flips {
            if self.carry(&mut op) {
                return;
            }
            if self.flipped != 0 {
                op.conjugate(self.flipped);
            }
        }
        self.push_own(op);
    }

    /// Takes a constant turn: as [`push`](Self::push) does, but without moving an operation about where nothing is carried.
    pub(crate) fn push_constant_turn(&mut self, qubit: u32, turn: Real2) {
        let is_flip = turn[0] == 0.0;
        if self.flipped != 0 || is_flip || !self.options.fuse {
            return self.push(PlannedOp::turn(qubit, TurnFactor::Fixed(turn)));
        }
        self.push_turn(self.order.place(qubit), smallvec![TurnFactor::Fixed(turn)]);
    }

    /// Takes constant parities.
    pub(crate) fn push_parities(&mut self, terms: &[(u64, f64)]) {
        if self.order.is_identity() && self.flipped == 0 {
            return self.put_parities(terms.iter().copied());
        }
        let on_place = |(mask, angle): &(u64, f64)| {
            let mask = self.order.place_mask(*mask);
            (mask, if (mask & self.flipped).count_ones() & 1 == 1 { -angle } else { *angle })
        };
        let placed: SmallVec<[(u64, f64); 4]> = terms.iter().map(on_place).collect();
        self.put_parities(placed.into_iter());
    }

    /// Takes constant parities of one qubit and of none, `(set, angle)`, times a scale.
    pub(crate) fn push_on_qubit(&mut self, qubit: u32, sets: &[(usize, f64)], scale: f64) {
        let place = self.order.place(qubit);
        let sign = if self.flipped >> place & 1 == 1 { -scale } else { scale };
        self.put_parities(sets.iter().map(|(set, angle)| match set {
            0 => (0, angle * scale),
            _ => (1 << place, angle * sign),
        }));
    }

    /// `diag(e^{i a_0}, e^{i a_1})`.
    pub(crate) fn push_phase(&mut self, qubit: u32, angles: [f64; 2]) {
        self.push_parities(&phases::of_qubit(qubit, angles));
    }

    /// Takes constant parities of the planned state. Those of no qubit and of one add up.
    fn put_parities(&mut self, parities: impl Iterator<Item = (u64, f64)>) {
        let merge = self.options.merge_phases;
        let terms: Terms = parities.filter(|(mask, angle)| !merge || !self.adds_up(*mask, *angle)).collect();
        if !terms.is_empty() {
            self.emit(PlannedOp::Phases(PhasePart { slot: None, terms }));
        }
    }

    /// Whether a parity is of no qubit or of one, and added to the others of these.
    fn adds_up(&mut self, mask: u64, angle: f64) -> bool {
        match mask {
            0 => self.turn_all(angle),
            _ if mask.is_power_of_two() => self.phases[mask.trailing_zeros() as usize] += angle,
            _ => return false,
        }
        true
    }

    /// The phase of the whole state.
    fn turn_all(&mut self, angle: f64) {
        let global = self.global + angle;
        self.global = if global.abs() > PI { global - TAU * (global / TAU).round() } else { global };
    }

    /// Takes an operation on the planned state.
    fn push_own(&mut self, op: PlannedOp) {
        match op {
            PlannedOp::Turn { qubit, factors } if self.options.fuse => self.push_turn(qubit, factors),
            PlannedOp::Flip(flip) if self.options.fuse => self.push_flip(flip),
            PlannedOp::Swap(a, b) => {
                for (control, target) in [(a, b), (b, a), (a, b)] {
                    self.emit(PlannedOp::Flip(Flip { control: Some(control), target }));
                }
            }
            op => self.emit(op),
        }
    }

    /// Takes an X along, or what a CX does to those that are carried; a constant turn takes one in. Whether nothing is left
    /// to do.
    fn carry(&mut self, op: &mut PlannedOp) -> bool {
        match op {
            PlannedOp::Turn { qubit, factors } => {
                if let Some(angles) = flips::angles_before_flip(factors) {
                    return self.carry_flip(*qubit, angles);
                }
                if let ([TurnFactor::Fixed(m)], 1) = (&mut factors[..], self.flipped >> *qubit & 1) {
                    *m = turn::multiply(*m, X);
                    self.flipped ^= 1 << *qubit;
                }
            }
            PlannedOp::Flip(Flip { control: Some(control), target }) => {
                self.flipped ^= (self.flipped >> *control & 1) << *target;
            }
            PlannedOp::Swap(a, b) => {
                let differ = (self.flipped >> *a ^ self.flipped >> *b) & 1;
                self.flipped ^= differ << *a | differ << *b;
            }
            PlannedOp::Flip(_) | PlannedOp::Dense(_) | PlannedOp::Phases(_) => {}
        }
        false
    }

    /// `X · diag(e^{ia}, e^{ib})`; not where it becomes one with the constant turn before it.
    fn carry_flip(&mut self, qubit: u32, angles: [f64; 2]) -> bool {
        if let Some(PlannedOp::Turn { factors, .. }) = self.out.get(self.touched[qubit as usize])
            && self.phases[qubit as usize] == 0.0
            && self.options.fuse
            && matches!(factors.last(), Some(TurnFactor::Fixed(_)))
        {
            return false;
        }
        let [a, b] = if self.flipped >> qubit & 1 == 1 { [angles[1], angles[0]] } else { angles };
        self.put_parities(phases::of_qubit(qubit, [a, b]).into_iter());
        self.flipped ^= 1 << qubit;
        true
    }

    /// Each X that is left goes back through the diagonals behind the last turn of its qubit and becomes one with it; where
    /// that is no turn, it comes at the end.
    fn put_flips(&mut self) {
        let flipped = std::mem::take(&mut self.flipped);
        let is_turn = |qubit: &usize| matches!(self.out.get(self.used[*qubit]), Some(PlannedOp::Turn { .. }));
        let mut going_back = bits(flipped).filter(is_turn).fold(0, |mask, qubit| mask | 1 << qubit);
        bits(flipped & !going_back).for_each(|qubit| {
            self.push_own(PlannedOp::turn(qubit as u32, TurnFactor::Fixed(X)));
        });
        for op in self.out.iter_mut_from(0).rev() {
            match op {
                _ if going_back == 0 => return,
                PlannedOp::Turn { qubit, factors } if going_back >> *qubit & 1 == 1 => {
                    going_back ^= 1 << *qubit;
                    match factors.last_mut() {
                        Some(TurnFactor::Fixed(m)) => *m = turn::multiply(X, *m),
                        _ => factors.push(TurnFactor::Fixed(X)),
                    }
                }
                op => op.conjugate(going_back),
            }
        }
    }

    /// Makes an operation of the phase that is behind all others of the qubit.
    fn put_phase(&mut self, qubit: usize) {
        let angle = std::mem::take(&mut self.phases[qubit]);
        if angle != 0.0 {
            self.emit(PlannedOp::Phases(PhasePart { slot: None, terms: smallvec![(1 << qubit, angle)] }));
        }
    }

    fn emit(&mut self, op: PlannedOp) {
        let (all, mixed) = (op.qubits(), op.mixed_qubits());
        bits(mixed).for_each(|qubit| self.put_phase(qubit));
        let at = self.out.len();
        if let PlannedOp::Flip(Flip { control: Some(control), target }) = &op {
            let (control, target) = (*control as usize, *target as usize);
            self.earlier.push((at, [self.used[control], self.used[target], self.mixed[target]]));
        }
        let is_phase = matches!(op, PlannedOp::Phases(_));
        for qubit in bits(all) {
            self.touched[qubit] = at;
            if !is_phase {
                self.used[qubit] = at;
            }
        }
        bits(mixed).for_each(|qubit| self.mixed[qubit] = at);
        self.out.push(op);
    }

    fn push_turn(&mut self, qubit: u32, factors: SmallVec<[TurnFactor; 1]>) {
        if self.phases[qubit as usize] == 0.0
            && let Some(PlannedOp::Turn { factors: known, .. }) =
                self.out.get_mut(self.touched[qubit as usize])
        {
            for factor in factors {
                match (known.last_mut(), factor) {
                    (Some(TurnFactor::Fixed(last)), TurnFactor::Fixed(next)) => {
                        *last = turn::multiply(next, *last);
                    }
                    _ => known.push(factor),
                }
            }
            return;
        }
        self.emit(PlannedOp::Turn { qubit, factors });
    }

    /// `CX · D · CX = D'` where `D` is diagonal: a parity with the target in it gets the control too.
    fn push_flip(&mut self, flip: Flip) {
        let Flip { control: Some(control), target } = flip else { return self.emit(PlannedOp::Flip(flip)) };
        let (c, t) = (control as usize, target as usize);
        self.put_phase(t);
        let twin = self.used[t];
        let is_twin = matches!(self.out.get(twin), Some(PlannedOp::Flip(known)) if *known == flip);
        let control_mixed_since = self.mixed[c] != NONE && self.mixed[c] > twin;
        if !is_twin || control_mixed_since || self.out.len() - twin > WINDOW {
            return self.emit(PlannedOp::Flip(flip));
        }
        for op in self.out.iter_mut_from(twin + 1) {
            if let PlannedOp::Phases(part) = op {
                part.terms.iter_mut().filter(|(mask, _)| mask >> t & 1 == 1).for_each(|(m, _)| *m ^= 1 << c);
            }
        }
        self.out.take(twin);
        let entry = self.earlier.partition_point(|(flip, _)| *flip < twin);
        let [used_control, used_target, mixed_target] = self.earlier[entry].1;
        (self.used[t], self.mixed[t]) = (used_target, mixed_target);
        if self.used[c] == twin {
            self.used[c] = used_control;
        }
        // The phases in between may reach the control now: no turn before them may be fused with one after.
        (self.touched[c], self.touched[t]) = (NONE, NONE);
    }
}

/// The positions of the set bits.
pub(crate) fn bits(mut mask: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = mask.trailing_zeros() as usize;
        (mask != 0).then(|| {
            mask &= mask - 1;
            bit
        })
    })
}
