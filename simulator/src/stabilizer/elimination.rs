//! From the generators of a state's stabilizer group to what measuring its qubits can give, by Gaussian elimination over
//! bits. Called by the module in the end.
//!
//! A row `±X^x Z^z` moves outcomes by `x`: the span of these is the directions. A row without X says of each outcome `b`
//! that the parity of `z ∧ b` is the row's sign. With the directions reduced, highest bits first, these parities can be
//! solved for the other bits: a base that is zero at the directions' highest bits is then read off the signs.

use super::Support;
use super::tableau::Tableau;

/// A set of rows.
type RowSet = Vec<u64>;

struct Elimination {
    rows: Tableau,
    /// A row is `i^power X^x Z^z`: bits of the powers.
    low: RowSet,
    high: RowSet,
    /// Rows that have not been pivots.
    left: RowSet,
}

pub(super) fn support(tableau: Tableau) -> Support {
    let num_qubits = tableau.num_qubits;
    let mut elimination = Elimination::new(tableau);
    let mut pivots: Vec<Option<usize>> = vec![None; num_qubits];
    for qubit in (0..num_qubits).rev() {
        pivots[qubit] = elimination.clear_x(qubit);
    }
    let directions = pivots.iter().flatten().map(|row| elimination.direction(*row)).collect();
    let others: Vec<usize> = (0..num_qubits).filter(|qubit| pivots[*qubit].is_none()).collect();
    Support { base: elimination.base(&others), directions }
}

impl Elimination {
    /// The letter Y is `iXZ`.
    fn new(tableau: Tableau) -> Elimination {
        let num_words = tableau.num_words;
        let (mut low, mut high) = (vec![0; num_words], tableau.signs.clone());
        for qubit in tableau.columns.chunks_exact((2 * num_words).max(1)) {
            for at in 0..num_words {
                let y = qubit[at] & qubit[num_words + at];
                high[at] ^= low[at] & y;
                low[at] ^= y;
            }
        }
        // What is beyond the last row is in no column.
        let left = vec![u64::MAX; num_words];
        Elimination { rows: tableau, low, high, left }
    }

    /// A column's X, or its Z.
    fn column(&self, start: usize) -> &[u64] {
        &self.rows.columns[start..start + self.rows.num_words]
    }

    fn x_start(&self, qubit: usize) -> usize {
        self.rows.start(qubit as u32)
    }

    /// A row that has not been a pivot and has a bit in the column: it is one now.
    fn pivot(&mut self, start: usize) -> Option<usize> {
        let among = self.column(start).iter().zip(&self.left).map(|(column, left)| column & left);
        let found = among.enumerate().find(|(_, rows)| *rows != 0);
        let row = found.map(|(at, rows)| 64 * at + rows.trailing_zeros() as usize)?;
        self.left[row / 64] ^= 1 << (row % 64);
        Some(row)
    }

    /// Leaves X of a qubit to one row, its pivot; `None` if only earlier pivots have it.
    fn clear_x(&mut self, qubit: usize) -> Option<usize> {
        let row = self.pivot(self.x_start(qubit))?;
        let mut others = self.column(self.x_start(qubit)).to_vec();
        others[row / 64] ^= 1 << (row % 64);
        if others.iter().any(|rows| *rows != 0) {
            self.multiply(&others, row);
        }
        Some(row)
    }

    /// Multiplies rows by a row: powers add, and `Z^z X^x' = (−1)^{|z ∧ x'|} X^x' Z^z`.
    fn multiply(&mut self, rows: &[u64], by: usize) {
        let (low, high) = (has(&self.low, by), has(&self.high, by));
        for (at, rows) in rows.iter().enumerate() {
            if low {
                self.high[at] ^= self.low[at] & rows;
                self.low[at] ^= rows;
            }
            if high {
                self.high[at] ^= rows;
            }
        }
        let num_words = self.rows.num_words;
        for qubit in self.rows.columns.chunks_exact_mut(2 * num_words) {
            let (x, z) = qubit.split_at_mut(num_words);
            if has(x, by) {
                self.high.iter_mut().zip(&*z).zip(rows).for_each(|((high, z), rows)| *high ^= z & rows);
                add(x, rows);
            }
            if has(z, by) {
                add(z, rows);
            }
        }
    }

    /// The qubits of a row's X.
    fn direction(&self, row: usize) -> Vec<u64> {
        let mut words = vec![0; self.rows.num_words];
        for qubit in 0..self.rows.num_qubits {
            words[qubit / 64] |= u64::from(has(self.column(self.x_start(qubit)), row)) << (qubit % 64);
        }
        words
    }

    /// The outcome that is zero but for these qubits, which are as many as the rows without X.
    fn base(&mut self, qubits: &[usize]) -> Vec<u64> {
        let parities = self.left.clone();
        let mut pivots = Vec::with_capacity(qubits.len());
        for qubit in qubits {
            let start = self.x_start(*qubit) + self.rows.num_words;
            let row = self.pivot(start).expect("parities and directions are each other's complement");
            let mut others: RowSet =
                self.column(start).iter().zip(&parities).map(|(z, all)| z & all).collect();
            others[row / 64] ^= 1 << (row % 64);
            if others.iter().any(|rows| *rows != 0) {
                self.add_parity(&others, row, qubits);
            }
            pivots.push(row);
        }
        let mut words = vec![0; self.rows.num_words];
        for (qubit, row) in qubits.iter().zip(pivots) {
            words[qubit / 64] |= u64::from(has(&self.high, row)) << (qubit % 64);
        }
        words
    }

    /// Adds a row without X to others, as far as these qubits go.
    fn add_parity(&mut self, rows: &[u64], by: usize, qubits: &[usize]) {
        if has(&self.high, by) {
            add(&mut self.high, rows);
        }
        for qubit in qubits {
            let start = self.x_start(*qubit) + self.rows.num_words;
            let z = &mut self.rows.columns[start..start + self.rows.num_words];
            if has(z, by) {
                add(z, rows);
            }
        }
    }
}

fn has(rows: &[u64], row: usize) -> bool {
    rows[row / 64] >> (row % 64) & 1 == 1
}

fn add(column: &mut [u64], rows: &[u64]) {
    column.iter_mut().zip(rows).for_each(|(column, rows)| *column ^= rows);
}
