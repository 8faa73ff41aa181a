//! Binding: a plan and a batch of angles become passes with numbers. Called by the engine, once for each block of lanes.

use super::factor::{Factor, adjoint, multiply};
use super::{Plan, PlannedOp};
use crate::{Action, BoundPass, Coefficients, Inputs, Op, SlotDerivative};
use ansatz_circuits::C64;

/// Whether operations carry the derivatives of their slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Derivatives {
    /// Forward runs.
    Omit,
    /// The adjoint sweep.
    Attach,
}

impl Plan {
    /// The passes at the given angles. Where all lanes agree on an operation's angles its matrix is shared.
    pub(crate) fn bind(&self, inputs: &Inputs<'_>, derivatives: Derivatives) -> Vec<BoundPass<'_>> {
        let binder = Binder { inputs, slots: self.num_slots(), derivatives };
        let bind = |pass: &'_ super::PlannedPass| pass.ops.iter().map(|op| binder.bind(op)).collect();
        self.passes().iter().map(|pass| BoundPass { local: &pass.local, ops: bind(pass) }).collect()
    }
}

struct Binder<'a> {
    inputs: &'a Inputs<'a>,
    slots: usize,
    derivatives: Derivatives,
}

impl Binder<'_> {
    fn bind(&self, op: &PlannedOp) -> Op {
        let lanes =
            if op.factors.iter().all(|factor| self.is_shared(factor)) { 1 } else { self.inputs.lanes };
        let mut bound = Op {
            action: op.action.clone(),
            control_mask: op.control_mask,
            control_value: op.control_value,
            matrix: Coefficients { lanes, values: vec![C64::ZERO; op.action.num_entries() * lanes] },
            derivatives: Vec::new(),
        };
        if self.derivatives == Derivatives::Attach {
            let slots = op.factors.iter().filter_map(Factor::slot);
            let empty = || Coefficients { lanes, values: vec![C64::ZERO; op.action.num_entries() * lanes] };
            bound.derivatives = slots.map(|slot| SlotDerivative { slot, matrix: empty() }).collect();
        }
        for lane in 0..lanes {
            self.bind_lane(op, lane, &mut bound);
        }
        bound
    }

    fn is_shared(&self, factor: &Factor) -> bool {
        let Some(slot) = factor.slot() else { return true };
        let first = self.inputs.angles[slot];
        (1..self.inputs.lanes).all(|lane| self.inputs.angles[lane * self.slots + slot] == first)
    }

    /// From the last factor to the first: with `V = F_m ⋯ F_{j+1}`, `D_j = V·iG_j·V†`; in the end `V = U`.
    fn bind_lane(&self, op: &PlannedOp, lane: usize, bound: &mut Op) {
        let mut later: Option<Vec<C64>> = None;
        let mut entries = Vec::new();
        let mut remaining = bound.derivatives.len();
        for factor in op.factors.iter().rev() {
            let angle = factor.slot().map_or(0.0, |slot| self.inputs.angles[lane * self.slots + slot]);
            if let (Factor::Exponential { derivative, .. }, Derivatives::Attach) = (factor, self.derivatives)
            {
                remaining -= 1;
                store(
                    &mut bound.derivatives[remaining].matrix,
                    lane,
                    &conjugated(&op.action, later.as_deref(), derivative),
                );
            }
            factor.entries(angle, &mut entries);
            later = Some(match later {
                Some(product) => multiply(&op.action, &product, &entries),
                None => entries.clone(),
            });
        }
        store(&mut bound.matrix, lane, &later.unwrap_or_default());
    }
}

/// `V·D·V†`; no `V` means the identity.
fn conjugated(action: &Action, v: Option<&[C64]>, d: &[C64]) -> Vec<C64> {
    match (action, v) {
        (Action::Dense { .. }, Some(v)) => multiply(action, &multiply(action, v, d), &adjoint(action, v)),
        // Diagonal matrices commute.
        _ => d.to_vec(),
    }
}

fn store(into: &mut Coefficients, lane: usize, entries: &[C64]) {
    for (k, value) in entries.iter().enumerate() {
        into.values[k * into.lanes + lane] = *value;
    }
}

impl Op {
    /// The inverse operation, without derivatives.
    pub fn inverse(&self) -> Op {
        let Coefficients { lanes, values } = &self.matrix;
        let entries = self.action.num_entries();
        let mut matrix = Coefficients { lanes: *lanes, values: vec![C64::ZERO; values.len()] };
        for lane in 0..*lanes {
            let of_lane: Vec<C64> = (0..entries).map(|k| values[k * lanes + lane]).collect();
            store(&mut matrix, lane, &adjoint(&self.action, &of_lane));
        }
        Op { action: self.action.clone(), matrix, derivatives: Vec::new(), ..*self }
    }
}
