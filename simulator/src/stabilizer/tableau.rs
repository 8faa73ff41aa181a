//! The generators of the stabilizer group of a state, and what operations do to them. Called by the module; knows
//! no instruction.

use super::conjugation::{Conjugation, Rows};
use std::array;

/// `n` rows, each of them letters with a sign that leave the state as it is. They are stored by columns: an operation
/// touches two columns for each of its qubits, 64 rows at once.
pub(super) struct Tableau {
    pub(super) num_qubits: usize,
    /// Words of a column.
    pub(super) num_words: usize,
    /// Of each qubit, which rows have X there, and then which have Z; Y is both.
    pub(super) columns: Vec<u64>,
    /// Which rows have the sign minus.
    pub(super) signs: Vec<u64>,
}

impl Tableau {
    /// |0…0⟩: row `q` is Z of qubit `q`.
    pub(super) fn of_zeros(num_qubits: usize) -> Tableau {
        let num_words = num_qubits.div_ceil(64);
        let mut columns = vec![0; 2 * num_qubits * num_words];
        for qubit in 0..num_qubits {
            columns[(2 * qubit + 1) * num_words + qubit / 64] = 1 << (qubit % 64);
        }
        Tableau { num_qubits, num_words, columns, signs: vec![0; num_words] }
    }

    /// Each row `P` becomes `U P U†`. Each qubit stands twice, for its X and its Z.
    pub(super) fn conjugate<const N: usize>(&mut self, qubits: [u32; N], rule: &Conjugation<N>) {
        let starts: [usize; N] = array::from_fn(|k| self.start(qubits[k]) + k % 2 * self.num_words);
        for (at, signs) in self.signs.iter_mut().enumerate() {
            let rows = Rows { letters: starts.map(|start| self.columns[start + at]), signs: *signs };
            let moved = rule.apply(&rows);
            *signs = moved.signs;
            (0..N).for_each(|k| self.columns[starts[k] + at] = moved.letters[k]);
        }
    }

    /// Where a qubit's X begin; its Z follow.
    pub(super) fn start(&self, qubit: u32) -> usize {
        2 * qubit as usize * self.num_words
    }
}
