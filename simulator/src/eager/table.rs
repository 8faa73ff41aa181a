//! What measuring all qubits can give, and how likely each of it is. Called by whoever samples.
//!
//! The order is that in which a plan's state has them.

/// Basis states with their probabilities.
pub(crate) struct Table {
    /// Words of a basis state's number.
    words: usize,
    keys: Vec<u64>,
    probabilities: Vec<f64>,
}

impl Table {
    pub(super) fn with_capacity(words: usize, count: usize) -> Table {
        Table { words, keys: Vec::with_capacity(count * words), probabilities: Vec::with_capacity(count) }
    }

    /// Adds the next basis state, unless it is never read.
    pub(super) fn push(&mut self, key: &[u64], probability: f64) {
        if probability > 0.0 {
            self.keys.extend_from_slice(key);
            self.probabilities.push(probability);
        }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.probabilities.len()
    }

    /// One of the basis states, as words of its number.
    pub(crate) fn key(&self, at: usize) -> &[u64] {
        &self.keys[at * self.words..][..self.words]
    }

    /// Their probabilities.
    pub(crate) fn probabilities(&self) -> &[f64] {
        &self.probabilities
    }
}
