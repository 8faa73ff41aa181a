//! Plans that leave operations of another out, found on the way back from its end. Called by what knows which count: the
//! light cone and Clifford operations at the end.

use super::phases::MergedPhases;
use super::turn::TurnFactor;
use super::{PassOp, Plan, PlannedPass, PlannedTurns, mask_of};
use ansatz_kernels::Flip;

/// Meets operations from the last to the first, and says of each whether it stays.
pub(super) trait GoingBack {
    /// A matrix on targets, under controls.
    fn keeps_matrix(&mut self, targets: u64, controls: u64) -> bool;
    /// By parity of a diagonal.
    fn keeps_parities(&mut self, phases: &MergedPhases) -> Vec<bool>;
    /// A turn of one qubit.
    fn keeps_turn(&mut self, qubit: u32, factors: &[TurnFactor]) -> bool;
    /// An X or CX.
    fn keeps_flip(&mut self, flip: &Flip) -> bool;
}

/// What is left of an operation.
enum Left<'a> {
    All(&'a PassOp),
    Part(Box<PassOp>),
    Nothing,
}

impl<'a> Left<'a> {
    fn of(op: &'a PassOp, going_back: &mut impl GoingBack) -> Left<'a> {
        let all_or_nothing = |keeps| if keeps { Left::All(op) } else { Left::Nothing };
        match op {
            PassOp::Dense(dense) => {
                all_or_nothing(going_back.keeps_matrix(mask_of(&dense.targets), dense.control_mask))
            }
            PassOp::Butterfly(butterfly) => {
                all_or_nothing(going_back.keeps_matrix(mask_of(&butterfly.qubits), 0))
            }
            PassOp::Phases(phases) => {
                let kept = going_back.keeps_parities(phases);
                let count = kept.iter().filter(|keeps| **keeps).count();
                Left::of_parts(op, count, kept.len(), || PassOp::Phases(phases.only(&kept)))
            }
            PassOp::Turns(turns) => {
                let left = turns.only(going_back);
                Left::of_parts(op, left.num_parts(), turns.num_parts(), || PassOp::Turns(left))
            }
        }
    }

    fn of_parts(op: &'a PassOp, kept: usize, all: usize, part: impl FnOnce() -> PassOp) -> Left<'a> {
        match kept {
            _ if kept == all => Left::All(op),
            0 => Left::Nothing,
            _ => Left::Part(Box::new(part())),
        }
    }

    fn into_op(self) -> Option<PassOp> {
        match self {
            Left::All(op) => Some(op.clone()),
            Left::Part(op) => Some(*op),
            Left::Nothing => None,
        }
    }
}

impl Plan {
    /// This plan without what does not count; `None` if everything does.
    pub(super) fn reduced(&self, going_back: &mut impl GoingBack) -> Option<Plan> {
        let mut passes: Vec<Vec<Left<'_>>> = Vec::with_capacity(self.passes.len());
        for pass in self.passes.iter().rev() {
            passes.push(pass.ops.iter().rev().map(|op| Left::of(op, going_back)).collect());
        }
        if passes.iter().flatten().all(|left| matches!(left, Left::All(_))) {
            return None;
        }
        let left = self.passes.iter().zip(passes.into_iter().rev()).map(|(pass, ops)| PlannedPass {
            local: pass.local.clone(),
            live: pass.live,
            ops: ops.into_iter().rev().filter_map(Left::into_op).collect(),
        });
        Some(Plan { passes: left.filter(|pass| !pass.ops.is_empty()).collect(), ..self.without_passes() })
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
            pull_back: self.pull_back,
        }
    }
}

impl PlannedTurns {
    /// Flips after, turns, flips before, each by itself.
    fn only(&self, going_back: &mut impl GoingBack) -> PlannedTurns {
        let mut left = PlannedTurns::default();
        left.after.extend(self.after.iter().rev().filter(|flip| going_back.keeps_flip(flip)));
        let turns = self.turns.iter().filter(|(qubit, factors)| going_back.keeps_turn(*qubit, factors));
        left.turns.extend(turns.cloned());
        left.before.extend(self.before.iter().rev().filter(|flip| going_back.keeps_flip(flip)));
        left.after.reverse();
        left.before.reverse();
        left
    }

    fn num_parts(&self) -> usize {
        self.before.len() + self.turns.len() + self.after.len()
    }
}

impl MergedPhases {
    /// The parities that count, with the slots that feed them.
    fn only(&self, kept: &[bool]) -> MergedPhases {
        let mut left = MergedPhases::default();
        let mut numbers = vec![None; self.masks.len()];
        for (k, mask) in self.masks.iter().enumerate().filter(|(k, _)| kept[*k]) {
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
