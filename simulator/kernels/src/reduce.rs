//! Sums over a state: norms, overlaps, measurements of one qubit. Blocks of rows are summed one by one, then in order;
//! within a block as many rows side by side as a slot array holds, so that the order never depends on the machine.

use super::pauli::{Reduction, Shape, TileOf, overlaps, padded, sum_tiles};
use super::split::Split;
use super::{Real, parallel, state::State};
use crate::simd::{Isa, Kernel};
use crate::{C64, Kept};

/// `⟨bra|ket⟩` for each lane.
pub(super) fn inner_product<R: Real>(reduction: Reduction, bra: &State<R>, ket: &State<R>) -> Vec<C64> {
    if let (Some(bra), Some(ket)) = (padded(bra), padded(ket)) {
        return inner_product(reduction, &bra, &ket);
    }
    let shape = Shape::new(reduction, ket);
    let tiles = parallel::map(reduction.threads, shape.tiles, |tile| {
        reduction.simd.launch(TileOverlap { bra, ket, shape: &shape, tile })
    });
    let (re, im): (Vec<_>, Vec<_>) = tiles.into_iter().unzip();
    let (re, im) = (sum_tiles(&shape, &re), sum_tiles(&shape, &im));
    re.into_iter().zip(im).map(|(re, im)| C64::new(re, im)).collect()
}

/// The overlap of two states on a tile of rows.
struct TileOverlap<'a, R: Real> {
    bra: &'a State<R>,
    ket: &'a State<R>,
    shape: &'a Shape,
    tile: usize,
}

impl<R: Real> Kernel for TileOverlap<'_, R> {
    type Output = (Vec<f64>, Vec<f64>);

    #[inline(always)]
    fn run<S: Isa>(self, set: S) -> Self::Output {
        let parts = |state| TileOf::new(state, self.shape, self.tile).parts();
        let Split { re, im } = overlaps(set, self.shape, parts(self.bra), parts(self.ket));
        (re, im)
    }
}

/// `|amplitude|²` of a lane.
pub(super) fn probabilities<R: Real>(reduction: Reduction, state: &State<R>, lane: usize) -> Vec<f64> {
    let mut all = vec![0.0; state.rows()];
    let block = reduction.block_rows.min(state.rows());
    parallel::for_each_piece(reduction.threads, block, &mut all, |k, out| {
        reduction.simd.run(
            #[inline(always)]
            || {
                if state.lanes == 1 {
                    let rows = k * block..(k + 1) * block;
                    for ((p, re), im) in out.iter_mut().zip(&state.re[rows.clone()]).zip(&state.im[rows]) {
                        *p = square(*re, *im);
                    }
                } else {
                    for (row, p) in out.iter_mut().enumerate() {
                        *p = probability(state, k * block + row, lane);
                    }
                }
            },
        );
    });
    all
}

#[inline(always)]
fn square<R: Real>(re: R, im: R) -> f64 {
    let (re, im) = (re.to_f64(), im.to_f64());
    re * re + im * im
}

#[inline(always)]
pub(super) fn probability<R: Real>(state: &State<R>, row: usize, lane: usize) -> f64 {
    let e = row * state.lanes + lane;
    square(state.re[e], state.im[e])
}

/// Rows that are added up side by side.
const SLOTS: usize = 16;

/// Adds the probabilities of lane 0 on some rows, row `j` to slot `j mod 16`.
#[inline(always)]
fn add_probabilities<R: Real>(state: &State<R>, rows: std::ops::Range<usize>, slots: &mut [f64; SLOTS]) {
    if state.lanes > 1 || rows.len() < SLOTS {
        for row in rows {
            slots[row % SLOTS] += probability(state, row, 0);
        }
        return;
    }
    let (re, im) = (state.re[rows.clone()].as_chunks().0, state.im[rows].as_chunks().0);
    for (re, im) in re.iter().zip(im) {
        let (re, im): (&[R; SLOTS], &[R; SLOTS]) = (re, im);
        for k in 0..SLOTS {
            slots[k] += square(re[k], im[k]);
        }
    }
}

/// Sums of lane 0's probabilities over blocks of rows.
pub(super) fn block_sums<R: Real>(reduction: Reduction, state: &State<R>) -> Vec<f64> {
    let block = reduction.block_rows.min(state.rows());
    parallel::map(reduction.threads, state.rows() / block, |k| {
        reduction.simd.run(
            #[inline(always)]
            || {
                let mut slots = [0.0; SLOTS];
                add_probabilities(state, k * block..(k + 1) * block, &mut slots);
                slots.iter().sum()
            },
        )
    })
}

/// The probability that a qubit reads 1.
pub(super) fn probability_of_one<R: Real>(reduction: Reduction, state: &State<R>, qubit: usize) -> f64 {
    let block = reduction.block_rows.min(state.rows());
    let sums = parallel::map(reduction.threads, state.rows() / block, |k| {
        reduction.simd.run(
            #[inline(always)]
            || block_of_values(state, k * block..(k + 1) * block, qubit),
        )
    });
    let (zeros, ones) = sums.iter().fold((0.0, 0.0), |sum, block| (sum.0 + block.0, sum.1 + block.1));
    ones / (zeros + ones)
}

/// The probabilities that the qubit reads 0 and 1, in a block of rows.
#[inline(always)]
fn block_of_values<R: Real>(state: &State<R>, rows: std::ops::Range<usize>, qubit: usize) -> (f64, f64) {
    let mut slots = [[0.0; SLOTS]; 2];
    // Rows that read the same, next to each other; where they are few, slots tell them apart.
    let step = rows.len().min(SLOTS.max(1 << qubit));
    for start in rows.clone().step_by(step) {
        let value = if 1 << qubit < SLOTS { 0 } else { start >> qubit & 1 };
        add_probabilities(state, start..start + step, &mut slots[value]);
    }
    if 1 << qubit >= SLOTS {
        return (slots[0].iter().sum(), slots[1].iter().sum());
    }
    let sum = |value: usize| (0..SLOTS).filter(|k| k >> qubit & 1 == value).map(|k| slots[0][k]).sum();
    (sum(0), sum(1))
}

/// Keeps the rows where `qubit` reads `value`, times `factor`.
pub(super) fn project<R: Real>(reduction: Reduction, state: &mut State<R>, kept: Kept, factor: f64) {
    let Kept { qubit, value } = kept;
    let (block, lanes) = (reduction.block_rows.min(state.rows()), state.lanes);
    let factor = R::from_f64(factor);
    let parts = Split { re: &mut state.re[..], im: &mut state.im[..] };
    parallel::map_chunks(reduction.threads, block * lanes, parts, |k, Split { re, im }| {
        // Rows that read the same, next to each other.
        let span = block.min(1 << qubit);
        let spans = re.chunks_exact_mut(span * lanes).zip(im.chunks_exact_mut(span * lanes));
        for (number, (re, im)) in spans.enumerate() {
            if (k * block + number * span) >> qubit & 1 == usize::from(value) {
                re.iter_mut().chain(im).for_each(|x| *x *= factor);
            } else {
                re.fill(R::ZERO);
                im.fill(R::ZERO);
            }
        }
    });
}
