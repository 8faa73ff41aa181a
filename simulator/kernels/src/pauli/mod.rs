//! Pauli sums on state vectors, by masks: `P|j⟩ = i^{|x∧z|} (−1)^{|z∧j|} |j⊕x⟩`. A tile of rows and the tile of their
//! partners stay in the cache while all groups of terms that connect the two are worked on; no state is copied.
//!
//! Sums run over lanes and a chunk of rows side by side, run by run, group by group, tile by tile: an order that
//! depends neither on threads nor on the lanes beside a lane.

mod apply;
mod expectation;
mod groups;
mod kernels;
mod partner;
mod shape;
mod weights;

use super::parallel::Threads;
use super::{Real, state::State};
use crate::simd::Simd;

pub(super) use apply::{apply_terms, apply_with_expectation};
pub(super) use expectation::expectation;
pub(super) use kernels::overlaps;
pub(super) use shape::Shape;

/// Rows of a reduction block, threads, instruction set.
#[derive(Clone, Copy)]
pub(super) struct Reduction {
    pub(super) block_rows: usize,
    pub(super) threads: Threads,
    pub(super) simd: Simd,
}

/// Real and imaginary parts in chunks.
#[derive(Clone, Copy)]
pub(super) struct Parts<'a, R: Real> {
    pub(super) re: &'a [R::Array],
    pub(super) im: &'a [R::Array],
}

impl<'a, R: Real> Parts<'a, R> {
    #[inline(always)]
    pub(super) fn new(re: &'a [R], im: &'a [R]) -> Parts<'a, R> {
        Parts { re: R::chunks(re), im: R::chunks(im) }
    }

    /// Some of the chunks.
    #[inline(always)]
    pub(super) fn part(self, start: usize, len: usize) -> Parts<'a, R> {
        Parts { re: &self.re[start..][..len], im: &self.im[start..][..len] }
    }
}

/// A state with at least a chunk of rows: `None` if it has them, else a copy with rows of zeros at its end.
pub(super) fn padded<R: Real>(state: &State<R>) -> Option<State<R>> {
    let least = R::CHUNK_BITS as usize;
    (state.num_qubits < least).then(|| {
        let mut more = State { num_qubits: least, ..state.clone() };
        more.re = state.re.resized(state.lanes << least);
        more.im = state.im.resized(state.lanes << least);
        more
    })
}

/// The sums of all tiles, in order, then of the rows of a block.
pub(super) fn sum_tiles(shape: &Shape, tiles: &[Vec<f64>]) -> Vec<f64> {
    let mut sums = vec![0.0; shape.block_len()];
    for tile in tiles {
        sums.iter_mut().zip(tile).for_each(|(sum, x)| *sum += x);
    }
    let (totals, rows) = sums.split_at_mut(shape.lanes);
    for row in rows.chunks_exact(shape.lanes) {
        totals.iter_mut().zip(row).for_each(|(total, x)| *total += x);
    }
    totals.to_vec()
}

/// A tile's amplitudes, and its number.
#[derive(Clone, Copy)]
pub(super) struct TileOf<'a, R> {
    number: usize,
    re: &'a [R],
    im: &'a [R],
}

impl<'a, R: Real> TileOf<'a, R> {
    #[inline(always)]
    pub(super) fn new(state: &'a State<R>, shape: &Shape, number: usize) -> TileOf<'a, R> {
        let len = shape.tile_len();
        TileOf { number, re: &state.re[number * len..][..len], im: &state.im[number * len..][..len] }
    }

    #[inline(always)]
    pub(super) fn parts(self) -> Parts<'a, R> {
        Parts::new(self.re, self.im)
    }
}
