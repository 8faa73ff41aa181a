//! Where qubits are: as in plans, a swap changes nothing else, so that a seed reads the same basis states. Called by the runs
//! without a plan.

use ansatz_circuits::{ConstantKind, FlatInstruction, FlatOperation};
use smallvec::SmallVec;
use std::borrow::Cow;

/// By qubit, its place.
#[derive(Clone)]
pub(super) struct Order {
    places: SmallVec<[u32; 10]>,
    is_identity: bool,
}

impl Order {
    pub(super) fn new(num_qubits: usize) -> Order {
        Order { places: (0..num_qubits as u32).collect(), is_identity: true }
    }

    /// Whether every qubit is at its own place.
    pub(super) fn is_identity(&self) -> bool {
        self.is_identity
    }

    /// Whether an instruction only exchanges two qubits: then their places are exchanged instead.
    pub(super) fn takes(&mut self, instruction: &FlatInstruction) -> bool {
        let FlatOperation::Fixed(constant) = &instruction.operation else { return false };
        match (constant.kind(), &instruction.controls[..], &instruction.targets[..]) {
            (ConstantKind::Swap, [], [a, b]) => {
                self.places.swap(*a as usize, *b as usize);
                self.is_identity = false;
                true
            }
            _ => false,
        }
    }

    /// The instruction on the places of its qubits.
    pub(super) fn placed<'a>(&self, instruction: &'a FlatInstruction) -> Cow<'a, FlatInstruction> {
        if self.is_identity {
            return Cow::Borrowed(instruction);
        }
        let mut placed = instruction.clone();
        for qubit in placed.controls.iter_mut().chain(placed.targets.iter_mut()) {
            *qubit = self.places[*qubit as usize];
        }
        Cow::Owned(placed)
    }

    /// Bits of places as bits of qubits.
    pub(super) fn of_qubits(&self, key: &[u64]) -> SmallVec<[u64; 2]> {
        if self.is_identity {
            return SmallVec::from_slice(key);
        }
        let mut own = SmallVec::from_elem(0, key.len());
        for (qubit, place) in self.places.iter().enumerate() {
            own[qubit / 64] |= (key[*place as usize / 64] >> (place % 64) & 1) << (qubit % 64);
        }
        own
    }
}
