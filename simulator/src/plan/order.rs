//! Where qubits are: swaps are carried out by renaming. Called by planning, and by whoever asks a final state.

use super::simplify::bits;
use crate::PauliTerms;
use std::borrow::Cow;

/// A permutation of qubits: qubit `q` of the circuit is bit `place(q)` of the state's index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct QubitOrder {
    places: [u8; 64],
    is_identity: bool,
}

impl Default for QubitOrder {
    fn default() -> Self {
        QubitOrder { places: std::array::from_fn(|q| q as u8), is_identity: true }
    }
}

impl QubitOrder {
    /// Whether every qubit is at its own place.
    pub(crate) fn is_identity(&self) -> bool {
        self.is_identity
    }

    /// Exchanges two qubits of the circuit.
    pub(crate) fn swap(&mut self, a: u32, b: u32) {
        self.places.swap(a as usize, b as usize);
        self.is_identity = self.places.iter().enumerate().all(|(q, place)| q == usize::from(*place));
    }

    /// The place of a qubit.
    pub(crate) fn place(&self, qubit: u32) -> u32 {
        u32::from(self.places[qubit as usize])
    }

    /// The places of several qubits.
    pub(crate) fn place_mask(&self, qubits: u64) -> u64 {
        if self.is_identity {
            return qubits;
        }
        bits(qubits).fold(0, |mask, q| mask | 1 << self.places[q])
    }

    /// A Pauli sum on the circuit's qubits as one on the state's.
    pub(crate) fn place_terms(&self, terms: PauliTerms) -> PauliTerms {
        if self.is_identity { terms } else { terms.map_masks(|mask| self.place_mask(mask)) }
    }

    /// The circuit's basis state at a place of the state vector: the inverse of [`place_mask`](Self::place_mask).
    pub(crate) fn basis_state(&self, at: u64) -> u64 {
        if self.is_identity {
            return at;
        }
        (0..64).fold(0, |state, q| state | (at >> self.places[q] & 1) << q)
    }

    /// The values of the circuit's basis states in the order of the state vector's places.
    pub(crate) fn arrange<'a, T: Copy>(&self, values: &'a [T]) -> Cow<'a, [T]> {
        if self.is_identity {
            return Cow::Borrowed(values);
        }
        Cow::Owned((0..values.len() as u64).map(|at| values[self.basis_state(at) as usize]).collect())
    }

    /// The values of the state vector's places in the order of the circuit's basis states.
    pub(crate) fn restore<T: Copy>(&self, values: Vec<T>) -> Vec<T> {
        if self.is_identity {
            return values;
        }
        (0..values.len() as u64).map(|state| values[self.place_mask(state) as usize]).collect()
    }
}
