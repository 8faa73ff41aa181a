//! How a state is cut for sums over it. Knows no amplitude and no term.

use super::super::{Real, state::State};
use super::Reduction;
use super::kernels::Place;
use super::partner::Partner;

/// Rows that share a table of weights: 2 to this power.
const RUN_BITS: u32 = 6;

/// How a state is cut: rows into tiles, tiles into runs, runs into blocks of as many rows as a chunk has numbers.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Shape {
    pub(in super::super) lanes: usize,
    pub(in super::super) tiles: usize,
    pub(in super::super) tile_bits: u32,
    pub(in super::super) run_bits: u32,
    pub(in super::super) chunk_bits: u32,
}

impl Shape {
    /// Of a state with at least a chunk of rows.
    pub(in super::super) fn new<R: Real>(reduction: Reduction, state: &State<R>) -> Shape {
        let row_bits = state.rows().trailing_zeros();
        let tile_bits = reduction.block_rows.trailing_zeros().clamp(R::CHUNK_BITS, row_bits);
        Shape {
            lanes: state.lanes,
            tiles: state.rows() >> tile_bits,
            tile_bits,
            run_bits: RUN_BITS.min(tile_bits),
            chunk_bits: R::CHUNK_BITS,
        }
    }

    pub(super) fn tile_mask(&self) -> usize {
        (1 << self.tile_bits) - 1
    }

    pub(in super::super) fn tile_len(&self) -> usize {
        self.lanes << self.tile_bits
    }

    pub(in super::super) fn runs(&self) -> usize {
        1 << (self.tile_bits - self.run_bits)
    }

    /// Blocks of a run.
    pub(in super::super) fn blocks(&self) -> usize {
        1 << (self.run_bits - self.chunk_bits)
    }

    /// Elements of a block.
    pub(in super::super) fn block_len(&self) -> usize {
        self.lanes << self.chunk_bits
    }

    /// How the chunks of any run pair with those of its partner.
    pub(super) fn place(&self, partner: Partner) -> Place {
        let blocks = self.blocks();
        Place {
            blocks,
            chunks: self.lanes,
            block_flip: partner.block & (blocks - 1),
            chunk_flip: partner.chunk,
            skipped: 0,
        }
    }

    /// Chunks of a run.
    pub(super) fn run_chunks(&self) -> usize {
        self.blocks() * self.lanes
    }
}
