//! Dense matrices on tile positions. One target has fast paths; more targets share one general loop.
//! `a0`, `a1` are the amplitudes with the target bit 0 and 1.

use super::Real;
use super::index::deposit;
use super::local::{LocalOp, Positions};
use super::runs::{Runs, low_bits};
use super::tile::Tile;
use smallvec::SmallVec;

/// A complex 2×2 matrix, `m[2 * row + column]`.
#[derive(Clone, Copy)]
struct Two<R> {
    re: [R; 4],
    im: [R; 4],
}

/// Applies a dense operation to a tile.
#[inline(always)]
pub(super) fn apply<R: Real>(op: &LocalOp<R>, targets: &Positions, tile: Tile<'_, R>) {
    if let [target] = targets[..] {
        let low = low_bits(tile.bits, tile.lanes);
        let plain = op.matrix.lanes == 1 && op.controls.iter().all(|p| *p >= low);
        match (target >= low, plain) {
            (true, true) => uniform(op, target, tile),
            (true, false) => patterned(op, target, low, tile),
            (false, _) => low_target(op, target, low, tile),
        }
    } else {
        many_targets(op, targets, tile);
    }
}

/// The matrix is the same everywhere: two slices, four numbers.
#[inline(always)]
fn uniform<R: Real>(op: &LocalOp<R>, target: u32, tile: Tile<'_, R>) {
    let mut m = Two { re: [R::ZERO; 4], im: [R::ZERO; 4] };
    for k in 0..4 {
        (m.re[k], m.im[k]) = op.matrix.at(k, 0);
    }
    let is_real = m.im.iter().all(|x| *x == R::ZERO);
    let is_flip = is_real && m.re == [R::ZERO, R::ONE, R::ONE, R::ZERO];
    pairs(
        op,
        target,
        0,
        tile,
        #[inline(always)]
        |lo_re, lo_im, hi_re, hi_im| {
            if is_flip {
                lo_re.swap_with_slice(hi_re);
                lo_im.swap_with_slice(hi_im);
            } else if is_real {
                mix_real(m.re, lo_re, hi_re);
                mix_real(m.re, lo_im, hi_im);
            } else {
                mix(&m, lo_re, lo_im, hi_re, hi_im);
            }
        },
    );
}

/// Calls `work(lo_re, lo_im, hi_re, hi_im)` with the runs of both halves.
#[inline(always)]
fn pairs<R: Real>(
    op: &LocalOp<R>,
    target: u32,
    low: u32,
    tile: Tile<'_, R>,
    work: impl Fn(&mut [R], &mut [R], &mut [R], &mut [R]),
) {
    let controls = op.controls.iter().copied().filter(|p| *p >= low);
    let value = op.control_value >> low << low;
    let runs = Runs::new(tile.bits, controls.chain([target]), value, usize::MAX);
    let (len, gap) = (runs.rows * tile.lanes, tile.lanes << target);
    runs.for_each(
        #[inline(always)]
        |row| {
            // i0 = first element of a run with the target 0 and all controls satisfied; its partner is `gap` further.
            let i0 = row * tile.lanes;
            let (lo_re, hi_re) = tile.re[i0..i0 + gap + len].split_at_mut(gap);
            let (lo_im, hi_im) = tile.im[i0..i0 + gap + len].split_at_mut(gap);
            work(&mut lo_re[..len], &mut lo_im[..len], hi_re, hi_im);
        },
    );
}

#[inline(always)]
fn mix_real<R: Real>(m: [R; 4], lo: &mut [R], hi: &mut [R]) {
    for (x0, x1) in lo.iter_mut().zip(hi) {
        let (a0, a1) = (*x0, *x1);
        *x0 = m[0] * a0 + m[1] * a1;
        *x1 = m[2] * a0 + m[3] * a1;
    }
}

#[inline(always)]
fn mix<R: Real>(m: &Two<R>, lo_re: &mut [R], lo_im: &mut [R], hi_re: &mut [R], hi_im: &mut [R]) {
    let len = lo_re.len();
    let (lo_im, hi_re, hi_im) = (&mut lo_im[..len], &mut hi_re[..len], &mut hi_im[..len]);
    for i in 0..len {
        let (r0, i0, r1, i1) = (lo_re[i], lo_im[i], hi_re[i], hi_im[i]);
        lo_re[i] = (m.re[0] * r0 - m.im[0] * i0) + (m.re[1] * r1 - m.im[1] * i1);
        lo_im[i] = (m.re[0] * i0 + m.im[0] * r0) + (m.re[1] * i1 + m.im[1] * r1);
        hi_re[i] = (m.re[2] * r0 - m.im[2] * i0) + (m.re[3] * r1 - m.im[3] * i1);
        hi_im[i] = (m.re[2] * i0 + m.im[2] * r0) + (m.re[3] * i1 + m.im[3] * r1);
    }
}

/// The matrix of every element of a block of `2^low` rows: the identity where a low control is not satisfied.
struct Pattern<R> {
    re: [SmallVec<[R; 64]>; 4],
    im: [SmallVec<[R; 64]>; 4],
}

#[inline(always)]
fn pattern<R: Real>(op: &LocalOp<R>, low: u32, lanes: usize) -> Pattern<R> {
    let period = lanes << low;
    let mut pattern = Pattern { re: Default::default(), im: Default::default() };
    let low_rows = (1usize << low) - 1;
    let low_controls = op.controls.iter().fold(0usize, |mask, p| mask | 1 << p) & low_rows;
    let wanted = op.control_value & low_rows;
    for entry in 0..4 {
        for element in 0..period {
            let acts = (element / lanes) & low_controls == wanted;
            let identity = if entry == 0 || entry == 3 { R::ONE } else { R::ZERO };
            let (re, im) = if acts { op.matrix.at(entry, element % lanes) } else { (identity, R::ZERO) };
            pattern.re[entry].push(re);
            pattern.im[entry].push(im);
        }
    }
    pattern
}

/// The matrix differs from lane to lane, or low controls choose among the rows of a block.
#[inline(always)]
fn patterned<R: Real>(op: &LocalOp<R>, target: u32, low: u32, tile: Tile<'_, R>) {
    let Pattern { re, im } = pattern(op, low, tile.lanes);
    let period = re[0].len();
    pairs(
        op,
        target,
        low,
        tile,
        #[inline(always)]
        |lo_re, lo_im, hi_re, hi_im| {
            let lo = lo_re.chunks_exact_mut(period).zip(lo_im.chunks_exact_mut(period));
            let hi = hi_re.chunks_exact_mut(period).zip(hi_im.chunks_exact_mut(period));
            for ((lo_re, lo_im), (hi_re, hi_im)) in lo.zip(hi) {
                for i in 0..period {
                    let (r0, i0, r1, i1) = (lo_re[i], lo_im[i], hi_re[i], hi_im[i]);
                    lo_re[i] = (re[0][i] * r0 - im[0][i] * i0) + (re[1][i] * r1 - im[1][i] * i1);
                    lo_im[i] = (re[0][i] * i0 + im[0][i] * r0) + (re[1][i] * i1 + im[1][i] * r1);
                    hi_re[i] = (re[2][i] * r0 - im[2][i] * i0) + (re[3][i] * r1 - im[3][i] * i1);
                    hi_im[i] = (re[2][i] * i0 + im[2][i] * r0) + (re[3][i] * i1 + im[3][i] * r1);
                }
            }
        },
    );
}

/// The target is among the low bits: within each block, `new[e] = own[e]·old[e] + cross[e]·old[partner(e)]`.
#[inline(always)]
fn low_target<R: Real>(op: &LocalOp<R>, target: u32, low: u32, tile: Tile<'_, R>) {
    let lanes = tile.lanes;
    let Pattern { re, im } = pattern(op, low, lanes);
    let period = re[0].len();
    let bit_of = |element: usize| (element / lanes) >> target & 1;
    let own = |parts: &[SmallVec<[R; 64]>; 4]| {
        (0..period).map(|e| parts[3 * bit_of(e)][e]).collect::<SmallVec<[R; 64]>>()
    };
    let cross = |parts: &[SmallVec<[R; 64]>; 4]| {
        (0..period).map(|e| parts[1 + bit_of(e)][e]).collect::<SmallVec<[R; 64]>>()
    };
    let coefficients = [own(&re), own(&im), cross(&re), cross(&im)];
    let controls = op.controls.iter().copied().filter(|p| *p >= low);
    let runs = Runs::new(tile.bits, controls, op.control_value >> low << low, usize::MAX);
    let len = runs.rows * lanes;
    let stride = lanes << target;
    runs.for_each(
        #[inline(always)]
        |row| {
            let range = row * lanes..row * lanes + len;
            let blocks =
                tile.re[range.clone()].chunks_exact_mut(period).zip(tile.im[range].chunks_exact_mut(period));
            match (period, stride) {
                (8, 1) => blocks.for_each(
                    #[inline(always)]
                    |(re, im)| block_of_8::<R, 1>(&coefficients, re, im),
                ),
                (8, 2) => blocks.for_each(
                    #[inline(always)]
                    |(re, im)| block_of_8::<R, 2>(&coefficients, re, im),
                ),
                (8, 4) => blocks.for_each(
                    #[inline(always)]
                    |(re, im)| block_of_8::<R, 4>(&coefficients, re, im),
                ),
                _ => blocks.for_each(
                    #[inline(always)]
                    |(re, im)| any_block(&coefficients, stride, re, im),
                ),
            }
        },
    );
}

type LowCoefficients<R> = [SmallVec<[R; 64]>; 4];

/// Eight elements whose partners are `STRIDE` apart: shuffles in registers.
#[inline(always)]
fn block_of_8<R: Real, const STRIDE: usize>(c: &LowCoefficients<R>, re: &mut [R], im: &mut [R]) {
    let (mut old_re, mut old_im) = ([R::ZERO; 8], [R::ZERO; 8]);
    old_re.copy_from_slice(re);
    old_im.copy_from_slice(im);
    let [own_re, own_im, cross_re, cross_im] = [&c[0][..8], &c[1][..8], &c[2][..8], &c[3][..8]];
    for e in 0..8 {
        let (r, i, pr, pi) = (old_re[e], old_im[e], old_re[e ^ STRIDE], old_im[e ^ STRIDE]);
        re[e] = (own_re[e] * r - own_im[e] * i) + (cross_re[e] * pr - cross_im[e] * pi);
        im[e] = (own_re[e] * i + own_im[e] * r) + (cross_re[e] * pi + cross_im[e] * pr);
    }
}

#[inline(always)]
fn any_block<R: Real>(c: &LowCoefficients<R>, stride: usize, re: &mut [R], im: &mut [R]) {
    for e0 in (0..re.len()).filter(|e| (e / stride) & 1 == 0) {
        let e1 = e0 + stride;
        let (r0, i0, r1, i1) = (re[e0], im[e0], re[e1], im[e1]);
        re[e0] = (c[0][e0] * r0 - c[1][e0] * i0) + (c[2][e0] * r1 - c[3][e0] * i1);
        im[e0] = (c[0][e0] * i0 + c[1][e0] * r0) + (c[2][e0] * i1 + c[3][e0] * r1);
        re[e1] = (c[0][e1] * r1 - c[1][e1] * i1) + (c[2][e1] * r0 - c[3][e1] * i0);
        im[e1] = (c[0][e1] * i1 + c[1][e1] * r1) + (c[2][e1] * i0 + c[3][e1] * r0);
    }
}

/// Any number of targets: gathers 2^k amplitudes, multiplies, scatters; neighbouring elements side by side.
#[inline(always)]
fn many_targets<R: Real>(op: &LocalOp<R>, targets: &Positions, tile: Tile<'_, R>) {
    const WIDTH: usize = 8;
    let dim = 1usize << targets.len();
    let lanes = tile.lanes;
    let offsets: SmallVec<[usize; 16]> = (0..dim).map(|k| deposit(k, targets) * lanes).collect();
    let runs =
        Runs::new(tile.bits, targets.iter().chain(&op.controls).copied(), op.control_value, usize::MAX);
    let len = runs.rows * lanes;
    let mut old = vec![([R::ZERO; WIDTH], [R::ZERO; WIDTH]); dim];
    runs.for_each(
        #[inline(always)]
        |row| {
            let mut start = row * lanes;
            let end = start + len;
            while start < end {
                let width = WIDTH.min(end - start);
                for (amplitude, offset) in old.iter_mut().zip(&offsets) {
                    amplitude.0[..width].copy_from_slice(&tile.re[start + offset..][..width]);
                    amplitude.1[..width].copy_from_slice(&tile.im[start + offset..][..width]);
                }
                for (k, offset) in offsets.iter().enumerate() {
                    let (mut sum_re, mut sum_im) = ([R::ZERO; WIDTH], [R::ZERO; WIDTH]);
                    for (column, (re, im)) in old.iter().enumerate() {
                        for e in 0..width {
                            let (mr, mi) = op.matrix.at(k * dim + column, (start + e) % lanes);
                            sum_re[e] += mr * re[e] - mi * im[e];
                            sum_im[e] += mr * im[e] + mi * re[e];
                        }
                    }
                    tile.re[start + offset..][..width].copy_from_slice(&sum_re[..width]);
                    tile.im[start + offset..][..width].copy_from_slice(&sum_im[..width]);
                }
                start += width;
            }
        },
    );
}
