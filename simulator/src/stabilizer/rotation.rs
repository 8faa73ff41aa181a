//! Rotations of Pauli words of any length by quarter turns. Called by the tableau.
//!
//! `exp(-iθP/2) Q exp(iθP/2)` is `Q` where `P` and `Q` commute. Where they do not, it is `(cos θ − i sin θ P)·Q`: `−iPQ`,
//! `−Q` and `iPQ` for one, two and three quarter turns. `PQ` is letters times `i^{a − b}`, where `a` counts the qubits on
//! which the letters are XY, YZ or ZX and `b` those with YX, ZY or XZ. Their sum is odd, and with the bits `2h + 1` of it modulo 4,
//! `−i·i^{a − b} = i^{(a + b − 1) − 2b} = (−1)^{h + b}`.

use super::operation::Quarters;
use super::tableau::Tableau;
use ansatz_circuits::Pauli;

/// What is counted of 64 rows, qubit by qubit.
#[derive(Default)]
struct Counted {
    /// Bits of `a + b`.
    low: u64,
    high: u64,
    /// The lowest bit of `b`.
    backward: u64,
}

impl Counted {
    /// A letter of the word, over the letters of the rows at its qubit.
    fn add(&mut self, letter: Pauli, x: u64, z: u64) {
        let (differs, backward) = match letter {
            Pauli::I => (0, 0),
            Pauli::X => (z, z & !x),
            Pauli::Y => (x ^ z, x & !z),
            Pauli::Z => (x, x & z),
        };
        self.high ^= self.low & differs;
        self.low ^= differs;
        self.backward ^= backward;
    }
}

impl Tableau {
    pub(super) fn rotate(&mut self, word: &[Pauli], qubits: &[u32], quarters: Quarters) {
        for at in 0..self.num_words {
            let mut counted = Counted::default();
            for (letter, qubit) in word.iter().zip(qubits) {
                let x = self.start(*qubit) + at;
                counted.add(*letter, self.columns[x], self.columns[x + self.num_words]);
            }
            let one = counted.high ^ counted.backward;
            let (flips, moved) = match quarters {
                Quarters::Zero => (0, 0),
                Quarters::One => (one, counted.low),
                Quarters::Two => (u64::MAX, 0),
                Quarters::Three => (!one, counted.low),
            };
            self.signs[at] ^= counted.low & flips;
            self.multiply(word, qubits, at, moved);
        }
    }

    /// Puts the word's letters on some of 64 rows.
    fn multiply(&mut self, word: &[Pauli], qubits: &[u32], at: usize, rows: u64) {
        for (letter, qubit) in word.iter().zip(qubits) {
            let x = self.start(*qubit) + at;
            if matches!(letter, Pauli::X | Pauli::Y) {
                self.columns[x] ^= rows;
            }
            if matches!(letter, Pauli::Z | Pauli::Y) {
                self.columns[x + self.num_words] ^= rows;
            }
        }
    }
}
