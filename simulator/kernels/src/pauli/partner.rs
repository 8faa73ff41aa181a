//! The partners `j⊕x` of a tile's rows, laid out so that the kernels read whole chunks: bits of `x` above a chunk
//! choose the chunk, bits inside it need an exchange, done once for all groups of a tile that share it.

use super::super::Real;
use super::kernels::Shuffled;
use super::{Parts, Shape, TileOf};
use crate::simd::Isa;

/// Where the partners of a group's chunks are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Partner {
    /// Rows are exchanged within chunks by this mask, or row by row where lanes do not fit chunks.
    pub(super) exchange: usize,
    /// Flipped in the number of a block of `2^chunk_bits` rows.
    pub(super) block: usize,
    /// Flipped in the number of a chunk inside such a block.
    pub(super) chunk: usize,
}

impl Partner {
    #[inline(always)]
    pub(super) fn new(x: usize, shape: &Shape) -> Partner {
        let low = x & ((1 << shape.chunk_bits) - 1);
        let block = x >> shape.chunk_bits;
        if shape.lanes.is_power_of_two() {
            // An element's number is `row * lanes + lane`: the exchange of rows is one of elements.
            let mask = low * shape.lanes;
            let exchange = mask & ((1 << shape.chunk_bits) - 1);
            return Partner { exchange, block, chunk: mask >> shape.chunk_bits };
        }
        Partner { exchange: low, block, chunk: 0 }
    }
}

/// The last exchanged tile: groups that share it follow each other.
pub(super) struct Exchanged<R> {
    key: Option<(usize, usize)>,
    re: Vec<R>,
    im: Vec<R>,
}

impl<R: Real> Exchanged<R> {
    pub(super) fn new() -> Exchanged<R> {
        Exchanged { key: None, re: Vec::new(), im: Vec::new() }
    }

    /// The tile's parts with the exchange done, or with what does it on the way.
    #[inline(always)]
    pub(super) fn of<'a, S: Isa>(
        &'a mut self,
        set: S,
        shape: &Shape,
        partner: Partner,
        tile: TileOf<'a, R>,
    ) -> (Parts<'a, R>, Option<Shuffled<S, R>>) {
        if partner.exchange == 0 {
            return (tile.parts(), None);
        }
        let is_unrolled = shape.lanes == 1 && [4, 8].contains(&shape.blocks());
        if is_unrolled && Shuffled::<S, R>::IS_CHEAP {
            return (tile.parts(), Some(Shuffled::new(set, partner.exchange)));
        }
        let key = Some((tile.number, partner.exchange));
        if self.key != key {
            self.key = key;
            for (to, from) in [(&mut self.re, tile.re), (&mut self.im, tile.im)] {
                to.resize(from.len(), R::ZERO);
                if shape.lanes.is_power_of_two() {
                    R::exchange(partner.exchange, R::chunks(from), R::chunks_mut(to));
                } else {
                    exchange_rows(shape, partner.exchange, from, to);
                }
            }
        }
        (Parts::new(&self.re, &self.im), None)
    }
}

/// `to[row] = from[row ⊕ x]`, all lanes of a row together.
#[inline(always)]
fn exchange_rows<R: Real>(shape: &Shape, x: usize, from: &[R], to: &mut [R]) {
    let lanes = shape.lanes;
    for (row, to) in to.chunks_exact_mut(lanes).enumerate() {
        let from = &from[(row ^ x) * lanes..][..lanes];
        to.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
    }
}
