//! Where slots are used: before which operation a run does not know a slot yet, and after which pass it never asks
//! again. Called by the engine where runs share what they have in common; knows no angle.

use super::factor::Factor;
use super::turn::TurnFactor;
use super::{PassOp, Plan};

/// A place in a plan: just before operation `op` of pass `pass`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cut {
    pub(crate) pass: usize,
    pub(crate) op: usize,
}

impl Cut {
    /// Before everything.
    pub(crate) const START: Cut = Cut { pass: 0, op: 0 };
}

/// Where one slot is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SlotUse {
    /// Before the first operation that depends on it; the end of the plan if none does.
    pub(crate) first: Cut,
    /// The last pass that depends on it; 0 if none does.
    pub(crate) last_pass: usize,
}

impl Plan {
    /// After everything.
    pub(crate) fn end(&self) -> Cut {
        Cut { pass: self.passes.len(), op: 0 }
    }

    /// The uses of every slot.
    pub(crate) fn slot_uses(&self) -> Vec<SlotUse> {
        let mut uses = vec![SlotUse { first: self.end(), last_pass: 0 }; self.num_slots()];
        for (pass, planned) in self.passes.iter().enumerate() {
            for (op, planned) in planned.ops.iter().enumerate() {
                planned.for_each_slot(|slot| {
                    uses[slot].first = uses[slot].first.min(Cut { pass, op });
                    uses[slot].last_pass = pass;
                });
            }
        }
        uses
    }

    /// How many operations come before a place.
    pub(crate) fn operations_before(&self, cut: Cut) -> usize {
        self.passes[..cut.pass].iter().map(|pass| pass.ops.len()).sum::<usize>() + cut.op
    }
}

impl PassOp {
    fn for_each_slot(&self, each: impl FnMut(usize)) {
        match self {
            PassOp::Butterfly(_) => {}
            PassOp::Dense(dense) => dense.factors.iter().filter_map(Factor::slot).for_each(each),
            PassOp::Phases(phases) => phases.slots.iter().map(|(slot, _)| *slot).for_each(each),
            PassOp::Turns(turns) => {
                let factors = turns.turns.iter().flat_map(|(_, factors)| factors);
                factors.filter_map(TurnFactor::slot).for_each(each);
            }
        }
    }
}
