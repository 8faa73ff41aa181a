//! The light cone of observables: operations that change none of their expectations, at any angles, are left out.
//! Called by the engine where expectations and nothing else are asked for; knows no angle and no state.
//!
//! Going back through the plan, `A` is the observable pulled back so far. It acts on the qubits of `support` alone, and
//! commutes with `Z_q` for every qubit `q` outside `mixed`. An operation that commutes with every such `A` is left out:
//! what touches no qubit of the support, diagonals and controls on qubits that are not mixed. Any other makes the sets
//! grow.

use super::phases::MergedPhases;
use super::{PassOp, Plan, PlannedPass, PlannedTurns, mask_of};
use crate::op::Flip;
use ansatz_circuits::PauliSum;
use std::borrow::Cow;

/// What is known of the observables, pulled back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Cone {
    support: u64,
    mixed: u64,
}

/// What is left of an operation.
enum Left<'a> {
    All(&'a PassOp),
    Part(Box<PassOp>),
    Nothing,
}

impl Plan {
    /// The plan for these observables' expectations, which may leave other states behind: this one where all of it
    /// counts, or where the light cone is switched off.
    pub(crate) fn within_cone(&self, observables: &[PauliSum]) -> Cow<'_, Plan> {
        if !self.light_cone {
            return Cow::Borrowed(self);
        }
        let mut cone = Cone::default();
        for (_, string) in observables.iter().flat_map(|sum| sum.terms()) {
            cone.support |= self.order.place_mask(string.x | string.z);
            cone.mixed |= self.order.place_mask(string.x);
        }
        let mut passes: Vec<Vec<Left<'_>>> = Vec::with_capacity(self.passes.len());
        for pass in self.passes.iter().rev() {
            passes.push(pass.ops.iter().rev().map(|op| cone.keep(op)).collect());
        }
        if passes.iter().flatten().all(|left| matches!(left, Left::All(_))) {
            return Cow::Borrowed(self);
        }
        let left = self.passes.iter().zip(passes.into_iter().rev()).map(|(pass, ops)| PlannedPass {
            local: pass.local.clone(),
            live: pass.live,
            ops: ops.into_iter().rev().filter_map(Left::into_op).collect(),
        });
        Cow::Owned(Plan {
            passes: left.filter(|pass| !pass.ops.is_empty()).collect(),
            ..self.without_passes()
        })
    }

    /// Everything but the passes.
    fn without_passes(&self) -> Plan {
        Plan {
            num_qubits: self.num_qubits,
            parameter_map: self.parameter_map.clone(),
            initial_amplitudes: self.initial_amplitudes.clone(),
            shift_rules: self.shift_rules.clone(),
            order: self.order.clone(),
            passes: Vec::new(),
            light_cone: self.light_cone,
        }
    }
}

impl Left<'_> {
    fn into_op(self) -> Option<PassOp> {
        match self {
            Left::All(op) => Some(op.clone()),
            Left::Part(op) => Some(*op),
            Left::Nothing => None,
        }
    }
}

impl Cone {
    /// What counts of an operation; the cone is then that before it.
    fn keep<'a>(&mut self, op: &'a PassOp) -> Left<'a> {
        match op {
            PassOp::Dense(dense) => self.matrix(mask_of(&dense.targets), dense.control_mask, op),
            PassOp::Butterfly(butterfly) => self.matrix(mask_of(&butterfly.qubits), 0, op),
            PassOp::Phases(phases) => self.phases(phases, op),
            PassOp::Turns(turns) => self.turns(turns, op),
        }
    }

    /// Commutes with what acts on no target and keeps the values of the controls.
    fn matrix<'a>(&mut self, targets: u64, controls: u64, op: &'a PassOp) -> Left<'a> {
        if targets & self.support == 0 && controls & self.mixed == 0 {
            return Left::Nothing;
        }
        self.support |= targets | controls;
        self.mixed |= targets;
        Left::All(op)
    }

    /// Parities commute with each other, so each is judged by itself: `exp(iaZ_m)` by `m ∩ mixed`.
    fn phases<'a>(&mut self, phases: &MergedPhases, op: &'a PassOp) -> Left<'a> {
        let counts = |mask: &u64| mask & self.mixed != 0;
        let kept = phases.masks.iter().filter(|mask| counts(mask)).fold(0, |all, mask| all | mask);
        let number = phases.masks.iter().filter(|mask| counts(mask)).count();
        let left = match number {
            0 => Left::Nothing,
            all if all == phases.masks.len() => Left::All(op),
            _ => Left::Part(Box::new(PassOp::Phases(phases.only(counts)))),
        };
        self.support |= kept;
        left
    }

    /// Flips after, turns, flips before, each by itself.
    fn turns<'a>(&mut self, turns: &PlannedTurns, op: &'a PassOp) -> Left<'a> {
        let mut left = PlannedTurns::default();
        left.after.extend(turns.after.iter().rev().filter(|flip| self.flip(flip)));
        left.turns.extend(turns.turns.iter().filter(|(qubit, _)| self.turn(*qubit)).cloned());
        left.before.extend(turns.before.iter().rev().filter(|flip| self.flip(flip)));
        let count = |turns: &PlannedTurns| turns.before.len() + turns.turns.len() + turns.after.len();
        if count(&left) == count(turns) {
            return Left::All(op);
        }
        if count(&left) == 0 {
            return Left::Nothing;
        }
        left.after.reverse();
        left.before.reverse();
        Left::Part(Box::new(PassOp::Turns(left)))
    }

    fn turn(&mut self, qubit: u32) -> bool {
        let counts = self.support >> qubit & 1 == 1;
        self.mixed |= u64::from(counts) << qubit;
        counts
    }

    /// A flip carries `Z_target` to `Z_control Z_target`: the target is mixed where either was.
    fn flip(&mut self, flip: &Flip) -> bool {
        let (target, control) = (1u64 << flip.target, flip.control.map_or(0, |q| 1u64 << q));
        if target & self.support == 0 && control & self.mixed == 0 {
            return false;
        }
        self.support |= target | control;
        if control & self.mixed != 0 {
            self.mixed |= target;
        }
        true
    }
}

impl MergedPhases {
    /// The parities that count, with the slots that feed them.
    fn only(&self, counts: impl Fn(&u64) -> bool) -> MergedPhases {
        let mut left = MergedPhases::default();
        let mut numbers = vec![None; self.masks.len()];
        for (k, mask) in self.masks.iter().enumerate().filter(|(_, mask)| counts(mask)) {
            numbers[k] = Some(left.masks.len() as u32);
            left.masks.push(*mask);
            left.constants.push(self.constants[k]);
        }
        for (slot, range) in &self.slots {
            let start = left.slopes.len();
            let slopes = self.slopes[range.clone()].iter();
            left.slopes.extend(slopes.filter_map(|(k, slope)| numbers[*k as usize].map(|k| (k, *slope))));
            if left.slopes.len() > start {
                left.slots.push((*slot, start..left.slopes.len()));
            }
        }
        left
    }
}
