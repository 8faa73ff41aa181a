//! All amplitudes of a few qubits. Called by scripts.

use super::Turn;
use super::act::Act;
use super::order::Order;
use super::table::Table;
use super::turns::is_diagonal;
use ansatz_circuits::C64;
use smallvec::SmallVec;

/// By basis state.
pub(super) struct Vector(Vec<C64>);

impl Vector {
    /// |0…0⟩.
    pub(super) fn zeros(num_qubits: usize) -> Vector {
        let mut amplitudes = vec![C64::ZERO; 1 << num_qubits];
        amplitudes[0] = C64::ONE;
        Vector(amplitudes)
    }

    /// What measuring gives.
    pub(super) fn into_table(self, order: &Order) -> Table {
        let mut table = Table::with_capacity(1, self.0.len());
        for (state, amplitude) in self.0.iter().enumerate() {
            let probability = amplitude.norm_sqr();
            if order.is_identity() {
                table.push(&[state as u64], probability);
            } else {
                table.push(&order.of_qubits(&[state as u64]), probability);
            }
        }
        table
    }

    /// Multiplies a qubit with a matrix.
    pub(super) fn turn(&mut self, qubit: u32, turn: &Turn) {
        let half = 1usize << qubit;
        let real = turn.map(|z| z.re);
        let is_real = turn.iter().all(|z| z.im == 0.0);
        for block in self.0.chunks_exact_mut(2 * half) {
            let (low, high) = block.split_at_mut(half);
            if is_diagonal(turn) {
                low.iter_mut().for_each(|a| *a *= turn[0]);
                high.iter_mut().for_each(|b| *b *= turn[3]);
                continue;
            }
            if is_real {
                for (a, b) in low.iter_mut().zip(high) {
                    (*a, *b) = (*a * real[0] + *b * real[1], *a * real[2] + *b * real[3]);
                }
                continue;
            }
            for (a, b) in low.iter_mut().zip(high) {
                (*a, *b) = (turn[0] * *a + turn[1] * *b, turn[2] * *a + turn[3] * *b);
            }
        }
    }

    /// Takes one step.
    pub(super) fn apply(&mut self, act: &Act) {
        let count = self.0.len();
        match act {
            Act::Turn { qubit, turn } => self.turn(*qubit, turn),
            Act::Flip(places) => {
                places.lowest(count).for_each(|lowest| self.0.swap(lowest, lowest | places.targets));
            }
            Act::Swap { places, bits: [a, b] } => {
                places.lowest(count).for_each(|lowest| self.0.swap(lowest | a, lowest | b));
            }
            Act::Phases { places, phases } => {
                for (offset, phase) in phases {
                    places.lowest(count).for_each(|lowest| self.0[lowest | offset] *= phase);
                }
            }
            Act::Matrix { places, matrix, offsets } => {
                places.lowest(count).for_each(|lowest| self.multiply(lowest, matrix, offsets));
            }
            Act::Rotation { places, cos, factor, flips, signs } => {
                let sign =
                    |state: usize| if (state & signs).count_ones() & 1 == 1 { -factor } else { *factor };
                for state in places.lowest(count) {
                    let other = state ^ flips;
                    if other == state {
                        self.0[state] *= cos + sign(state);
                    } else if state < other {
                        let (a, b) = (self.0[state], self.0[other]);
                        self.0[state] = a * cos + b * sign(other);
                        self.0[other] = b * cos + a * sign(state);
                    }
                }
            }
        }
    }

    fn multiply(&mut self, lowest: usize, matrix: &[C64], offsets: &[usize]) {
        let before: SmallVec<[C64; 8]> = offsets.iter().map(|offset| self.0[lowest | offset]).collect();
        for (row, offset) in matrix.chunks_exact(offsets.len()).zip(offsets) {
            self.0[lowest | offset] = row.iter().zip(&before).map(|(m, a)| m * a).sum();
        }
    }
}
