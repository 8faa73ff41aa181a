//! Sweeps: turns of distinct qubits with flips before and after them, on so few qubits that a kernel holds all their
//! amplitudes in registers. Called by scheduling alone.

use super::{PlannedOp, PlannedTurns};

/// Where in a sweep an operation goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Take {
    /// Among the flips before the turns.
    Before,
    /// Among the turns.
    Turn,
    /// Among the flips after the turns.
    After,
}

/// No kernel holds the amplitudes of more qubits in registers, whatever the options ask for.
const MOST_QUBITS: usize = 4;

/// A sweep that grows.
pub(crate) struct SweepBuilder {
    most_qubits: u32,
    local: u64,
    qubits: u64,
    turned: u64,
    /// Qubits of the flips after the turns.
    flipped: u64,
    turns: PlannedTurns,
}

impl SweepBuilder {
    /// An empty sweep on at most so many of the local qubits; one operation always fits.
    pub(crate) fn new(most_qubits: usize, local: u64) -> SweepBuilder {
        SweepBuilder {
            most_qubits: most_qubits.min(MOST_QUBITS) as u32,
            local,
            qubits: 0,
            turned: 0,
            flipped: 0,
            turns: PlannedTurns::default(),
        }
    }

    /// Whether the operation can be added now, where, and how many qubits it adds.
    pub(crate) fn admits(&self, op: &PlannedOp) -> Option<(Take, u32)> {
        // A flip under a control outside the tile stays alone: the sweep would depend on the tile.
        if (op.mixed_qubits() | self.qubits) & !self.local != 0 {
            return None;
        }
        let take = match op {
            PlannedOp::Turn { qubit, .. } if (self.turned | self.flipped) >> qubit & 1 == 0 => Take::Turn,
            PlannedOp::Flip(_) if op.qubits() & !self.local != 0 && self.qubits != 0 => return None,
            PlannedOp::Flip(_) if op.qubits() & (self.turned | self.flipped) == 0 => Take::Before,
            PlannedOp::Flip(_) => Take::After,
            _ => return None,
        };
        let added = op.qubits() & !self.qubits;
        if added == 0 {
            return Some((take, 0));
        }
        let (count, added_count) = (self.qubits.count_ones(), added.count_ones());
        let fits = count == 0 || (count + added_count <= self.most_qubits && added & !self.local == 0);
        fits.then_some((take, added_count))
    }

    /// Adds what was admitted.
    pub(crate) fn take(&mut self, op: PlannedOp, take: Take) {
        let qubits = op.qubits();
        self.qubits |= qubits;
        match (op, take) {
            (PlannedOp::Turn { qubit, factors }, _) => {
                self.turned |= qubits;
                self.turns.turns.push((qubit, factors));
            }
            (PlannedOp::Flip(flip), Take::Before) => self.turns.before.push(flip),
            (PlannedOp::Flip(flip), _) => {
                self.flipped |= qubits;
                self.turns.after.push(flip);
            }
            (PlannedOp::Dense(_) | PlannedOp::Phases(_) | PlannedOp::Swap(..), _) => {}
        }
    }

    pub(crate) fn finish(self) -> PlannedTurns {
        self.turns
    }
}
