//! The opening of a run: on |0…0⟩ a diagonal is one number, and turns make a product of states of one qubit. It is
//! written by doubling, qubit by qubit, instead of sweep by sweep. Called by passes, where nothing has been mixed yet.

use super::Real;
use super::frame::Frame;
use super::tile::Tile;
use crate::C64;
use crate::op::{self, Op};
use smallvec::SmallVec;

/// Carries out the first operations on a tile that is 0 but for its row 0; returns how many these are.
pub(super) fn open<R: Real>(ops: &[Op<'_>], frame: &Frame, tile: &mut Tile<'_, R>) -> usize {
    let diagonals = ops.iter().take_while(|op| matches!(op, Op::Phases(_))).count();
    ops[..diagonals].iter().for_each(|op| {
        if let Op::Phases(phases) = op {
            turn_all(phases, frame.lanes(), tile);
        }
    });
    let mut columns = Columns::new(frame);
    let turned = ops[diagonals..].iter().take_while(|op| columns.take(op, frame)).count();
    if turned > 0 {
        let is_real = tile.im[..frame.lanes()].iter().all(|im| *im == R::ZERO);
        frame.simd.run(
            #[inline(always)]
            || {
                columns.double(tile.re);
                if !is_real {
                    columns.double(tile.im);
                }
            },
        );
    }
    diagonals + turned
}

/// A diagonal at row 0, where all parities are even.
fn turn_all<R: Real>(phases: &op::Phases<'_>, lanes: usize, tile: &mut Tile<'_, R>) {
    for lane in 0..lanes {
        let angle: f64 = (0..phases.masks.len()).map(|k| phases.angles.at(k, lane)).sum();
        let amplitude = C64::new(tile.re[lane].to_f64(), tile.im[lane].to_f64()) * C64::cis(angle);
        (tile.re[lane], tile.im[lane]) = (R::from_f64(amplitude.re), R::from_f64(amplitude.im));
    }
}

/// The state of each qubit of the tile, `[qubit * lanes + lane]`: what turns have made of |0⟩.
struct Columns {
    states: SmallVec<[[f64; 2]; 16]>,
    lanes: usize,
    /// Element bits that are turned.
    turned: usize,
}

impl Columns {
    fn new(frame: &Frame) -> Columns {
        let lanes = frame.lanes();
        let qubits = frame.num_qubits();
        Columns { states: SmallVec::from_elem([1.0, 0.0], qubits * lanes), lanes, turned: 0 }
    }

    /// Takes an operation that consists of turns alone. Whether it is one.
    fn take(&mut self, op: &Op<'_>, frame: &Frame) -> bool {
        let Op::Turns(turns) = op else { return false };
        if !turns.before.is_empty() || !turns.after.is_empty() {
            return false;
        }
        for turn in &turns.turns {
            let bit = frame.target(turn.qubit);
            self.turned |= 1 << bit;
            let first = (bit - frame.lane_bits) as usize * self.lanes;
            for (lane, state) in self.states[first..first + self.lanes].iter_mut().enumerate() {
                let ([a, b], m) = (*state, |k: usize| turn.matrix.at(k, lane));
                *state = [m(0) * a + m(1) * b, m(2) * a + m(3) * b];
            }
        }
        true
    }

    /// From the numbers of the lanes at row 0 to the product.
    #[inline(always)]
    fn double<R: Real>(&self, part: &mut [R]) {
        let mut half = self.lanes;
        for states in self.states.chunks_exact(self.lanes) {
            let (low, high) = part[..2 * half].split_at_mut(half);
            match *states {
                _ if self.turned & half == 0 => {}
                [state] => scale(low, high, state.map(R::from_f64)),
                _ => {
                    for (low, high) in low.chunks_exact_mut(self.lanes).zip(high.chunks_exact_mut(self.lanes))
                    {
                        for ((low, high), [a, b]) in low.iter_mut().zip(high).zip(states) {
                            (*low, *high) = (*low * R::from_f64(*a), *low * R::from_f64(*b));
                        }
                    }
                }
            }
            half *= 2;
        }
    }
}

/// `(low, high) = (a·low, b·low)`.
#[inline(always)]
fn scale<R: Real>(low: &mut [R], high: &mut [R], [a, b]: [R; 2]) {
    for (low, high) in low.iter_mut().zip(high) {
        (*low, *high) = (*low * a, *low * b);
    }
}
