//! Diagonal matrices and parity phases: every amplitude times a number that its row index and lane decide.

use super::Real;
use super::index::deposit;
use super::local::LocalOp;
use super::runs::{Runs, low_bits};
use super::tile::Tile;
use smallvec::SmallVec;

/// Factors of the elements of one block, or one factor for all.
struct Factors<R> {
    re: SmallVec<[R; 64]>,
    im: SmallVec<[R; 64]>,
}

impl<R: Real> Factors<R> {
    fn is_one(&self) -> bool {
        self.re.iter().all(|x| *x == R::ONE) && self.im.iter().all(|x| *x == R::ZERO)
    }
}

/// The factors where the high bits of the row give entry bits `high`, and `low_entry` the rest.
#[inline(always)]
fn factors<R: Real>(
    op: &LocalOp<R>,
    low: u32,
    lanes: usize,
    entry_of: impl Fn(usize) -> usize,
) -> Factors<R> {
    let low_rows = (1usize << low) - 1;
    let low_controls = op.controls.iter().fold(0usize, |mask, p| mask | 1 << p) & low_rows;
    let wanted = op.control_value & low_rows;
    let factor = |element: usize| {
        let row = element / lanes;
        if row & low_controls == wanted {
            op.matrix.at(entry_of(row), element % lanes)
        } else {
            (R::ONE, R::ZERO)
        }
    };
    let all: SmallVec<[(R, R); 64]> = (0..lanes << low).map(factor).collect();
    let period = if all.iter().all(|f| *f == all[0]) { 1 } else { all.len() };
    Factors {
        re: all[..period].iter().map(|f| f.0).collect(),
        im: all[..period].iter().map(|f| f.1).collect(),
    }
}

/// Multiplies a run of elements by periodic factors.
#[inline(always)]
fn scale<R: Real>(factors: &Factors<R>, re: &mut [R], im: &mut [R]) {
    let period = factors.re.len();
    if period == 1 {
        let (fr, fi) = (factors.re[0], factors.im[0]);
        for (x, y) in re.iter_mut().zip(im) {
            let (r, i) = (*x, *y);
            *x = fr * r - fi * i;
            *y = fr * i + fi * r;
        }
        return;
    }
    for (re, im) in re.chunks_exact_mut(period).zip(im.chunks_exact_mut(period)) {
        for e in 0..period {
            let (r, i) = (re[e], im[e]);
            re[e] = factors.re[e] * r - factors.im[e] * i;
            im[e] = factors.re[e] * i + factors.im[e] * r;
        }
    }
}

/// Applies a diagonal matrix: `inner` are `(position, entry bit)`, `outer_entry` the entry bits from outside the tile.
#[inline(always)]
pub(super) fn apply<R: Real>(op: &LocalOp<R>, inner: &[(u32, u32)], outer_entry: usize, tile: Tile<'_, R>) {
    let low = low_bits(tile.bits, tile.lanes);
    let high: SmallVec<[(u32, u32); 4]> = inner.iter().copied().filter(|(p, _)| *p >= low).collect();
    let positions: SmallVec<[u32; 4]> = high.iter().map(|(p, _)| *p).collect();
    let entry_bits: SmallVec<[u32; 4]> = high.iter().map(|(_, b)| *b).collect();
    let controls: SmallVec<[u32; 4]> = op.controls.iter().copied().filter(|p| *p >= low).collect();
    let low_entry = |row: usize| {
        inner.iter().filter(|(p, _)| *p < low).fold(0, |entry, (p, bit)| entry | (row >> p & 1) << bit)
    };
    for combination in 0..1usize << high.len() {
        let entry = outer_entry | deposit(combination, &entry_bits);
        let factors = factors(op, low, tile.lanes, |row| entry | low_entry(row));
        if factors.is_one() {
            continue;
        }
        let value = deposit(combination, &positions) | op.control_value >> low << low;
        let runs = Runs::new(tile.bits, positions.iter().chain(&controls).copied(), value, usize::MAX);
        let len = runs.rows * tile.lanes;
        runs.for_each(
            #[inline(always)]
            |row| {
                let range = row * tile.lanes..row * tile.lanes + len;
                scale(&factors, &mut tile.re[range.clone()], &mut tile.im[range]);
            },
        );
    }
}

/// Applies a parity phase: `mask` are tile positions, `outer_odd` is 1 if the bits outside the tile are odd.
#[inline(always)]
pub(super) fn apply_parity<R: Real>(op: &LocalOp<R>, mask: usize, outer_odd: usize, tile: Tile<'_, R>) {
    let low = low_bits(tile.bits, tile.lanes);
    let high = mask >> low << low;
    let parity = |row: usize| (row & mask & ((1 << low) - 1)).count_ones() as usize & 1;
    let by_parity = [0, 1].map(|odd| factors(op, low, tile.lanes, |row| parity(row) ^ odd));
    let controls = op.controls.iter().copied().filter(|p| *p >= low);
    let longest = if high == 0 { usize::MAX } else { 1 << high.trailing_zeros() };
    let runs = Runs::new(tile.bits, controls, op.control_value >> low << low, longest);
    let len = runs.rows * tile.lanes;
    runs.for_each(
        #[inline(always)]
        |row| {
            let odd = (row & high).count_ones() as usize & 1 ^ outer_odd;
            let range = row * tile.lanes..row * tile.lanes + len;
            scale(&by_parity[odd], &mut tile.re[range.clone()], &mut tile.im[range]);
        },
    );
}
