//! Butterflies: between two turns there is often a diagonal of which the second needs a few parities only. The turns with
//! these become one sweep, and the other parities join the next diagonal: of four sweeps two are left. A Fourier
//! transform is made of nothing else. Called by scheduling, operation by operation.
//!
//! `T₂ D T₁ = D″ (T₂ D′ T₁)` where `D″` holds parities of `D` that `T₂` does not touch.

use super::phases::MergedPhases;
use super::turn::{IDENTITY, Real2, TurnFactor, multiply};
use super::{PassOp, PlannedTurns};
use ansatz_circuits::C64;
use ansatz_kernels::Butterfly;
use ansatz_kernels::cis;
use smallvec::SmallVec;

/// Adds an operation to a pass on these local qubits; if it is a diagonal, turns just before it may become a butterfly, and what is left of the
/// diagonal before these becomes part of it.
pub(super) fn push(ops: &mut Vec<PassOp>, local: u64, op: PassOp) {
    let PassOp::Phases(phases) = op else { return ops.push(op) };
    join(ops, local, true);
    match ops.last_mut() {
        Some(PassOp::Phases(before)) => before.append(&phases),
        _ => ops.push(PassOp::Phases(phases)),
    }
}

/// Makes a butterfly of the turns that a pass ends with, if that saves a sweep.
pub(super) fn finish(ops: &mut Vec<PassOp>, local: u64) {
    join(ops, local, false);
}

/// Makes a butterfly of the last turns, the diagonal before them, and the turns before both if they are on the same two
/// local qubits. It has to save a sweep: that of the first turns, or that of the diagonal, if nothing is left of it or another
/// one follows.
fn join(ops: &mut Vec<PassOp>, local: u64, phases_follow: bool) {
    let [before @ .., PassOp::Phases(phases), PassOp::Turns(second)] = &mut ops[..] else { return };
    if !second.is_small() || !phases.slots.is_empty() {
        return;
    }
    let turned = second.qubits();
    let touched = phases.masks.iter().filter(|mask| *mask & turned != 0).fold(turned, |all, mask| all | mask);
    if touched.count_ones() != 2 || touched & !local != 0 {
        return;
    }
    let first = match before.last() {
        Some(PassOp::Turns(first)) if first.is_small() && first.qubits() & !touched == 0 => Some(first),
        _ => None,
    };
    let is_all_taken = phases.masks.iter().all(|mask| mask & !touched == 0);
    if first.is_none() && !is_all_taken && !phases_follow {
        return;
    }
    let qubits = [touched.trailing_zeros(), 63 - touched.leading_zeros()];
    let butterfly = Butterfly {
        qubits,
        first: qubits.map(|qubit| first.map_or(IDENTITY, |turns| turns.on(qubit))),
        diagonal: diagonal(&phases.take_within(touched), qubits),
        second: qubits.map(|qubit| second.on(qubit)),
    };
    let (place, has_first) = (before.len(), first.is_some());
    ops.pop();
    ops.insert(place, PassOp::Butterfly(butterfly));
    if is_all_taken {
        ops.pop();
    }
    if has_first {
        ops.remove(place - 1);
    }
}

/// The product of parities by the values of two qubits.
fn diagonal(parities: &[(u64, f64)], qubits: [u32; 2]) -> [C64; 4] {
    let mut angles = [0.0; 4];
    for (mask, angle) in parities {
        let set = (mask >> qubits[0] & 1 | (mask >> qubits[1] & 1) << 1) as usize;
        for (row, sum) in angles.iter_mut().enumerate() {
            *sum += if (set & row).count_ones() & 1 == 0 { *angle } else { -angle };
        }
    }
    angles.map(cis)
}

impl PlannedTurns {
    /// Whether it is constant turns of one or two qubits, and nothing else.
    fn is_small(&self) -> bool {
        let is_fixed = |factor: &TurnFactor| matches!(factor, TurnFactor::Fixed(_));
        self.before.is_empty()
            && self.after.is_empty()
            && self.turns.len() <= 2
            && self.turns.iter().all(|(_, factors)| factors.iter().all(is_fixed))
    }

    /// The turned qubits.
    fn qubits(&self) -> u64 {
        self.turns.iter().fold(0, |all, (qubit, _)| all | 1 << qubit)
    }

    /// The constant turn of a qubit.
    fn on(&self, qubit: u32) -> Real2 {
        let factors =
            self.turns.iter().filter(|(turned, _)| *turned == qubit).flat_map(|(_, factors)| factors);
        factors.fold(IDENTITY, |product, factor| match factor {
            TurnFactor::Fixed(m) => multiply(*m, product),
            TurnFactor::Rotation { .. } => product,
        })
    }
}

impl MergedPhases {
    /// Adds the parities of another diagonal.
    fn append(&mut self, other: &MergedPhases) {
        let mut places: SmallVec<[u32; 64]> = SmallVec::new();
        for (mask, angle) in other.masks.iter().zip(&other.constants) {
            let at = self.place_of(*mask);
            self.constants[at] += angle;
            places.push(at as u32);
        }
        for (slot, range) in &other.slots {
            let start = self.slopes.len();
            let slopes = other.slopes[range.clone()].iter();
            self.slopes.extend(slopes.map(|(k, slope)| (places[*k as usize], *slope)));
            self.slots.push((*slot, start..self.slopes.len()));
        }
    }

    /// Takes the parities of these qubits alone out of a constant diagonal.
    fn take_within(&mut self, qubits: u64) -> SmallVec<[(u64, f64); 4]> {
        let mut taken = SmallVec::new();
        let mut left = 0;
        for k in 0..self.masks.len() {
            let (mask, angle) = (self.masks[k], self.constants[k]);
            if mask & !qubits == 0 {
                taken.push((mask, angle));
            } else {
                (self.masks[left], self.constants[left]) = (mask, angle);
                left += 1;
            }
        }
        self.masks.truncate(left);
        self.constants.truncate(left);
        taken
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::{Plan, PlanOptions};
    use ansatz_circuits::Circuit;

    fn operations(circuit: &Circuit, butterflies: bool) -> usize {
        let options = PlanOptions { butterflies, ..PlanOptions::default() };
        Plan::compile(circuit, &options).unwrap().num_operations()
    }

    #[test]
    fn a_fourier_transform_is_half_as_many_sweeps() {
        let mut circuit = Circuit::new(6);
        for target in (0..6).rev() {
            circuit.h(target).unwrap();
            (0..target).for_each(|q| _ = circuit.cp(0.3 / (target - q) as f64, q, target).unwrap());
        }
        // Three butterflies and two diagonals; six turns and five diagonals.
        assert_eq!((operations(&circuit, true), operations(&circuit, false)), (5, 11));
    }

    #[test]
    fn what_a_parameter_feeds_and_what_reaches_a_third_qubit_stays() {
        let mut circuit = Circuit::new(3);
        let theta = circuit.parameter("theta");
        circuit.h(0).unwrap().cp(theta, 0, 1).unwrap().h(1).unwrap();
        assert_eq!((operations(&circuit, true), operations(&circuit, false)), (3, 3));
        let mut circuit = Circuit::new(3);
        circuit.h(0).unwrap().cp(0.1, 0, 1).unwrap().cp(0.2, 1, 2).unwrap().h(1).unwrap();
        assert_eq!((operations(&circuit, true), operations(&circuit, false)), (3, 3));
    }
}
