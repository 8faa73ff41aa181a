//! Going back through turns: bra and ket are turned back, and for every turn
//! `Q = Σ (bra_1·ket_0 − bra_0·ket_1)` is summed over the pairs of its bit, for real and imaginary parts alike.

use super::Real;
use super::cube::{Cube, LEAST, Vector};
use super::frame::for_each_fixed;
use super::simd::{Isa, Kernel, SimdBase, SimdFloat};
use super::turns::{Layout, LowTurn, Turns, low_turns, turn_high, turn_low};
use smallvec::SmallVec;

/// One part of corresponding tiles, and the sums by turn and lane.
pub(super) struct ReverseTurns<'a, R> {
    pub(super) inverse: &'a Turns<R>,
    pub(super) bra: Cube<'a, R>,
    pub(super) ket: Cube<'a, R>,
    pub(super) lanes: usize,
    /// `q[turn * lanes + lane]`.
    pub(super) q: &'a mut [f64],
}

impl<R: Real> Kernel for ReverseTurns<'_, R> {
    type Output = ();

    #[inline(always)]
    fn run<S: Isa>(mut self, simd: S) {
        let layout = Layout::new(self.inverse, Vector::<S, R>::LEN.trailing_zeros());
        let low = low_turns::<S, R>(simd, self.inverse);
        let mut sums: SmallVec<[R; 4 * LEAST]> =
            SmallVec::from_elem(R::ZERO, self.inverse.turns.len() * self.inverse.period);
        match layout.rows_bits {
            0 => self.sweep::<S, 0, 1>(simd, &layout, &low, &mut sums),
            1 => self.sweep::<S, 1, 2>(simd, &layout, &low, &mut sums),
            2 => self.sweep::<S, 2, 4>(simd, &layout, &low, &mut sums),
            3 => self.sweep::<S, 3, 8>(simd, &layout, &low, &mut sums),
            _ => self.sweep::<S, 4, 16>(simd, &layout, &low, &mut sums),
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
    fn sweep<S: Isa, const BITS: usize, const ROWS: usize>(
        &mut self,
        simd: S,
        layout: &Layout,
        low: &[LowTurn<S, R>],
        sums: &mut [R],
    ) {
        let ReverseTurns { inverse: turns, bra, ket, .. } = self;
        let (width, period) = (Vector::<S, R>::LEN, turns.period);
        // −1 where the bit of a turn inside the vector is 0.
        let signs: SmallVec<[Vector<S, R>; 4]> = low
            .iter()
            .map(|turn| {
                Vector::<S, R>::from_fn(simd, |e| if e >> turn.bit & 1 == 1 { R::ONE } else { -R::ONE })
            })
            .collect();
        for_each_fixed(
            ket.len(),
            width,
            layout.mask,
            0,
            #[inline(always)]
            |e| {
                let phase = e & (period - 1);
                let mut b: [Vector<S, R>; ROWS] =
                    std::array::from_fn(#[inline(always)] |row| bra.load(simd, e | layout.loads[row]));
                let mut k: [Vector<S, R>; ROWS] =
                    std::array::from_fn(#[inline(always)] |row| ket.load(simd, e | layout.loads[row]));
                for (turn, sign) in low.iter().zip(&signs) {
                    let into = &mut sums[turn.turn * period + phase..][..width];
                    let mut sum = Vector::<S, R>::from_slice(simd, into);
                    for row in 0..ROWS {
                        sum = (b[row] * *sign).mul_add(k[row].swizzle_dyn(turn.partner), sum);
                    }
                    sum.store_slice(into);
                }
                for j in 0..BITS {
                    let Some(turn) = layout.turn_of[j] else { continue };
                    let into = &mut sums[turn * period + phase..][..width];
                    let mut sum = Vector::<S, R>::from_slice(simd, into);
                    let mut minus = Vector::<S, R>::splat(simd, R::ZERO);
                    for zero in 0..ROWS {
                        if zero >> j & 1 == 0 {
                            let one = zero | 1 << j;
                            sum = b[one].mul_add(k[zero], sum);
                            minus = b[zero].mul_add(k[one], minus);
                        }
                    }
                    (sum - minus).store_slice(into);
                }
                turn_low::<S, R, ROWS>(simd, low, &mut b);
                turn_low::<S, R, ROWS>(simd, low, &mut k);
                turn_high::<S, R, BITS, ROWS>(simd, turns, layout, phase, &mut b);
                turn_high::<S, R, BITS, ROWS>(simd, turns, layout, phase, &mut k);
                for row in 0..ROWS {
                    bra.store::<S>(e | layout.stores[row], b[row]);
                    ket.store::<S>(e | layout.stores[row], k[row]);
                }
            },
        );
    }
}
