//! Sets of qubits and strings of letters on many qubits that are emptied at once: a walk through a narrow cone of a wide circuit touches few.
//! Called by the walk.

use crate::stabilizer::Lettered;
use ansatz_circuits::{Pauli, PauliString};

/// A set of qubits.
pub(super) struct Marks {
    marked: Vec<u32>,
    now: u32,
}

impl Marks {
    pub(super) fn new(count: usize) -> Marks {
        Marks { marked: vec![0; count], now: 1 }
    }

    pub(super) fn clear(&mut self) {
        self.now += 1;
    }

    pub(super) fn set(&mut self, qubit: usize) {
        self.marked[qubit] = self.now;
    }

    pub(super) fn has(&self, qubit: usize) -> bool {
        self.marked[qubit] == self.now
    }
}

/// A Pauli string that changes.
pub(super) struct String {
    letters: Vec<Pauli>,
    known: Marks,
    /// Qubits that have had a letter.
    touched: Vec<u32>,
}

impl String {
    pub(super) fn new(num_qubits: usize) -> String {
        String { letters: vec![Pauli::I; num_qubits], known: Marks::new(num_qubits), touched: Vec::new() }
    }

    pub(super) fn set(&mut self, string: &PauliString) {
        self.known.clear();
        self.touched.clear();
        string.letters().for_each(|(qubit, letter)| self.put(qubit as u32, letter));
    }

    pub(super) fn read(&mut self) -> PauliString {
        // From the highest: a word of the string is made once.
        self.touched.sort_unstable_by(|a, b| b.cmp(a));
        self.touched.iter().fold(PauliString::IDENTITY, |string, qubit| {
            super::factors::with(string, *qubit as usize, self.letters[*qubit as usize])
        })
    }
}

impl Lettered for String {
    fn letter(&self, qubit: u32) -> Pauli {
        if self.known.has(qubit as usize) { self.letters[qubit as usize] } else { Pauli::I }
    }

    fn put(&mut self, qubit: u32, letter: Pauli) {
        if !self.known.has(qubit as usize) {
            self.known.set(qubit as usize);
            self.touched.push(qubit);
        }
        self.letters[qubit as usize] = letter;
    }
}
