//! State vectors in memory: real and imaginary parts apart, the lane index innermost,
//! element `row * lanes + lane`. Row `j` is the amplitude of basis state `j`. What is left up to the smallest cube is 0.

use super::Real;
use super::buffer::{Buffer, FreeMaps};
use super::cube::LEAST;
use crate::C64;
use std::sync::Arc;

/// `lanes` state vectors of `num_qubits` qubits.
#[derive(Debug)]
pub struct State<R> {
    pub(super) num_qubits: usize,
    pub(super) lanes: usize,
    pub(super) re: Buffer<R>,
    pub(super) im: Buffer<R>,
}

impl<R: Real> Clone for State<R> {
    fn clone(&self) -> Self {
        State { num_qubits: self.num_qubits, lanes: self.lanes, re: self.re.clone(), im: self.im.clone() }
    }
}

impl<R: Real> State<R> {
    /// All amplitudes zero.
    fn empty(free: &Arc<FreeMaps>, num_qubits: usize, lanes: usize) -> State<R> {
        let len = (lanes << num_qubits).max(LEAST);
        State { num_qubits, lanes, re: Buffer::zeroed(len, free), im: Buffer::zeroed(len, free) }
    }

    /// All amplitudes zero, as many as this state has.
    pub(super) fn empty_beside(&self) -> State<R> {
        let len = self.re.len();
        let (re, im) = (self.re.zeroed_beside(len), self.im.zeroed_beside(len));
        State { num_qubits: self.num_qubits, lanes: self.lanes, re, im }
    }

    /// |0…0⟩ in every lane.
    pub(super) fn zero(free: &Arc<FreeMaps>, num_qubits: usize, lanes: usize) -> State<R> {
        let mut state = State::empty(free, num_qubits, lanes);
        state.re[..lanes].fill(R::ONE);
        state
    }

    /// Amplitudes lane after lane, or one vector for all lanes.
    pub(super) fn load(
        free: &Arc<FreeMaps>,
        num_qubits: usize,
        lanes: usize,
        amplitudes: &[C64],
    ) -> State<R> {
        let mut state = State::empty(free, num_qubits, lanes);
        let rows = 1usize << num_qubits;
        for lane in 0..lanes {
            let from = if amplitudes.len() == rows {
                amplitudes
            } else {
                &amplitudes[lane * rows..(lane + 1) * rows]
            };
            for (row, amplitude) in from.iter().enumerate() {
                state.re[row * lanes + lane] = R::from_f64(amplitude.re);
                state.im[row * lanes + lane] = R::from_f64(amplitude.im);
            }
        }
        state
    }

    pub(super) fn rows(&self) -> usize {
        1 << self.num_qubits
    }

    /// The amplitudes of one lane, in order.
    pub(super) fn lane(&self, lane: usize) -> impl Iterator<Item = C64> + '_ {
        let at = move |row: usize| row * self.lanes + lane;
        (0..self.rows()).map(move |row| C64::new(self.re[at(row)].to_f64(), self.im[at(row)].to_f64()))
    }
}
