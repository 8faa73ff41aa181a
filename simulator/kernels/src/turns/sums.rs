//! Going back through turns: bra and ket are turned back, and for every turn
//! `Q = Σ (bra_1·ket_0 − bra_0·ket_1)` is summed over the pairs of its bit, for real and imaginary parts alike.

use super::super::Real;
use super::super::cube::{Cube, LEAST, Vector};
use super::Turns;
use super::layout::Layout;
use super::low::{low_turns, turn_low};
use super::rows::{row_turns, turn_high};
use crate::simd::{Isa, Kernel, SimdBase, SimdFloat};
use smallvec::SmallVec;

/// One part of corresponding tiles, and the sums by turn and lane.
pub(in super::super) struct ReverseTurns<'a, R> {
    pub(in super::super) inverse: &'a Turns<R>,
    pub(in super::super) bra: Cube<'a, R>,
    pub(in super::super) ket: Cube<'a, R>,
    pub(in super::super) lanes: usize,
    /// `q[turn * lanes + lane]`.
    pub(in super::super) q: &'a mut [f64],
}

impl<R: Real> Kernel for ReverseTurns<'_, R> {
    type Output = ();

    #[inline(always)]
    fn run<S: Isa>(mut self, simd: S) {
        let mut sums: SmallVec<[R; 4 * LEAST]> =
            SmallVec::from_elem(R::ZERO, self.inverse.turns.len() * self.inverse.period);
        match self.inverse.layout.row_bits {
            0 => self.sweep::<S, 1>(simd, &mut sums),
            1 => self.sweep::<S, 2>(simd, &mut sums),
            2 => self.sweep::<S, 4>(simd, &mut sums),
            3 => self.sweep::<S, 8>(simd, &mut sums),
            _ => self.sweep::<S, 16>(simd, &mut sums),
        }
        for (turn, sums) in sums.chunks_exact(self.inverse.period).enumerate() {
            for (e, sum) in sums.iter().enumerate() {
                self.q[turn * self.lanes + (e & (self.lanes - 1))] += sum.to_f64();
            }
        }
    }
}

impl<R: Real> ReverseTurns<'_, R> {
    #[inline(always)]
    fn sweep<S: Isa, const ROWS: usize>(&mut self, simd: S, sums: &mut [R]) {
        let ReverseTurns { inverse: turns, bra, ket, .. } = self;
        let (width, period, layout) = (Vector::<S, R>::LEN, turns.period, &turns.layout);
        let low = low_turns::<S, R>(simd, &turns.turns);
        // −1 where the bit of a turn inside the vector is 0.
        let signs: SmallVec<[Vector<S, R>; 3]> = low
            .iter()
            .map(|low| {
                let bit = turns.turns[low.turn].bit;
                Vector::<S, R>::from_fn(simd, |e| if e >> bit & 1 == 1 { R::ONE } else { -R::ONE })
            })
            .collect();
        let shared = row_turns::<S, R>(simd, &turns.turns, turns.layout.turn_of, 0);
        layout.span::<ROWS>().for_each(
            simd,
            [bra, ket],
            #[inline(always)]
            |e, mut rows| {
                let phase = e & (period - 1);
                let mut b: [Vector<S, R>; ROWS] = std::array::from_fn(
                    #[inline(always)]
                    |row| rows.load(simd, 0, row),
                );
                let mut k: [Vector<S, R>; ROWS] = std::array::from_fn(
                    #[inline(always)]
                    |row| rows.load(simd, 1, row),
                );
                for (turn, sign) in low.iter().zip(&signs) {
                    let into = &mut sums[turn.turn * period + phase..][..width];
                    let mut sum = Vector::<S, R>::from_slice(simd, into);
                    for row in 0..ROWS {
                        sum = (b[row] * *sign).mul_add(k[row].swizzle_dyn(turn.partner), sum);
                    }
                    sum.store_slice(into);
                }
                let pair = Loaded { bra: &b, ket: &k };
                let mut of_turns = TurnSums { sums: &mut *sums, period, phase };
                add_bit::<S, R, 0, ROWS>(simd, layout, pair, &mut of_turns);
                add_bit::<S, R, 1, ROWS>(simd, layout, pair, &mut of_turns);
                add_bit::<S, R, 2, ROWS>(simd, layout, pair, &mut of_turns);
                add_bit::<S, R, 3, ROWS>(simd, layout, pair, &mut of_turns);
                let own;
                let rotations = if turns.is_uniform {
                    &shared
                } else {
                    own = row_turns::<S, R>(simd, &turns.turns, turns.layout.turn_of, phase);
                    &own
                };
                for (part, x) in [&mut b, &mut k].into_iter().enumerate() {
                    turn_low::<S, R, ROWS>(&low, x);
                    turn_high::<S, R, ROWS>(rotations, x);
                    for (row, amplitudes) in x.iter().enumerate() {
                        rows.store::<S>(part, row, *amplitudes);
                    }
                }
            },
        );
    }
}

/// The vectors of a group of rows.
type TileRows<S, R, const ROWS: usize> = [Vector<S, R>; ROWS];

/// A group of rows of bra and ket.
#[derive(Clone, Copy)]
struct Loaded<'a, S: Isa, R: Real, const ROWS: usize> {
    bra: &'a TileRows<S, R, ROWS>,
    ket: &'a TileRows<S, R, ROWS>,
}

/// All turns' sums, `[turn * period + e % period]`, for the vectors that begin at `phase`.
struct TurnSums<'a, R> {
    sums: &'a mut [R],
    period: usize,
    phase: usize,
}

/// Adds the products of row bit `J`'s turn, if there is one.
#[inline(always)]
fn add_bit<S: Isa, R: Real, const J: usize, const ROWS: usize>(
    simd: S,
    layout: &Layout,
    pair: Loaded<'_, S, R, ROWS>,
    all: &mut TurnSums<'_, R>,
) {
    let Loaded { bra: b, ket: k } = pair;
    if 1 << J >= ROWS {
        return;
    }
    let Some(turn) = layout.turn_of[J] else { return };
    let into = &mut all.sums[usize::from(turn) * all.period + all.phase..][..Vector::<S, R>::LEN];
    let mut plus = Vector::<S, R>::from_slice(simd, into);
    let mut minus = Vector::<S, R>::splat(simd, R::ZERO);
    for zero in 0..ROWS {
        if zero >> J & 1 == 0 {
            let one = zero | 1 << J;
            plus = b[one].mul_add(k[zero], plus);
            minus = b[zero].mul_add(k[one], minus);
        }
    }
    (plus - minus).store_slice(into);
}
