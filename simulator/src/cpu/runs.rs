//! Runs: the pieces of a tile that are contiguous once some bits of the row index are fixed.
//! Every kernel walks a tile this way; its inner loops see plain slices.

use super::index::insert_zeros;
use super::local::Positions;

/// Rows of a tile with some bits fixed, in contiguous runs.
pub(super) struct Runs {
    fixed: Positions,
    value: usize,
    /// Rows of one run, a power of two.
    pub(super) rows: usize,
    count: usize,
}

impl Runs {
    /// Fixes the given positions (any order) to the bits of `value`; `longest` caps a run's rows (a power of two).
    #[inline(always)]
    pub(super) fn new(
        bits: u32,
        positions: impl IntoIterator<Item = u32>,
        value: usize,
        longest: usize,
    ) -> Runs {
        let mut fixed: Positions = positions.into_iter().collect();
        fixed.sort_unstable();
        let free = 1usize << (bits as usize - fixed.len());
        let rows = fixed.first().map_or(free, |lowest| 1 << lowest).min(longest).min(free);
        Runs { fixed, value, rows, count: free / rows }
    }

    /// The first row of each run, ascending.
    #[inline(always)]
    pub(super) fn for_each(&self, mut work: impl FnMut(usize)) {
        for k in 0..self.count {
            work(insert_zeros(k * self.rows, &self.fixed) | self.value);
        }
    }
}

/// Rows are looked at in blocks of this many bits where lanes are too few to fill a vector register.
pub(super) const BLOCK_BITS: u32 = 3;

/// Low row bits that kernels treat like lanes: none where the lanes alone fill a vector register.
#[inline(always)]
pub(super) fn low_bits(bits: u32, lanes: usize) -> u32 {
    if lanes >= 1 << BLOCK_BITS { 0 } else { bits.min(BLOCK_BITS) }
}
