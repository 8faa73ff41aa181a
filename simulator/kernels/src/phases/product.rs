//! Products of parity phases over all values of some bits, by doubling: `∏_k f_k^{(−1)^{|b ∧ m_k|}}`.

use super::super::scratch::Pair;
use super::super::split::Split;
use crate::C64;
use crate::simd::Simd;
use smallvec::SmallVec;

/// A mask `m_k` and its `f_k` in every lane.
type Term<'a> = (usize, &'a [C64]);

/// The product at `b` in a lane, `[b * lanes + lane]`. Each bit doubles the table: where it is 1, the factors of the masks
/// with it as the highest bit are conjugated, and these factors are a product over the lower bits.
pub(super) fn product(simd: Simd, terms: &[Term<'_>], bits: u32, lanes: usize) -> Pair<f64> {
    let mut table = Pair::new(lanes << bits);
    let (re, im) = table.parts_mut();
    simd.run(
        #[inline(always)]
        || fill(simd, terms, lanes, Split { re, im }),
    );
    table
}

#[inline(always)]
fn fill(simd: Simd, terms: &[Term<'_>], lanes: usize, table: Split<&mut [f64]>) {
    let Split { re, im } = table;
    for lane in 0..lanes {
        let of_lane = terms.iter().filter(|(mask, _)| *mask == 0).map(|(_, factors)| factors[lane]);
        let fixed = of_lane.fold(C64::ONE, |product, f| product * f);
        (re[lane], im[lane]) = (fixed.re, fixed.im);
    }
    let mut own: SmallVec<[Term<'_>; 64]> = SmallVec::new();
    for bit in 0..(re.len() / lanes).trailing_zeros() {
        own.clear();
        own.extend(terms.iter().filter(|(m, _)| *m >> bit == 1).map(|(m, f)| (*m ^ 1 << bit, *f)));
        let half = lanes << bit;
        let (re, im) = (Halves::new(&mut re[..2 * half]), Halves::new(&mut im[..2 * half]));
        match &own[..] {
            [] => {
                re.high.copy_from_slice(re.low);
                im.high.copy_from_slice(im.low);
            }
            [(0, factors)] if lanes == 1 => double_by(factors[0], re, im),
            own => {
                let factors = product(simd, own, bit, lanes);
                let (fr, fi) = factors.parts();
                double(Split { re: fr, im: fi }, re, im);
            }
        }
    }
}

/// The lower half of a table, and the upper.
struct Halves<'a> {
    low: &'a mut [f64],
    high: &'a mut [f64],
}

impl<'a> Halves<'a> {
    #[inline(always)]
    fn new(table: &'a mut [f64]) -> Halves<'a> {
        let (low, high) = table.split_at_mut(table.len() / 2);
        Halves { low, high }
    }
}

/// One factor for all.
#[inline(always)]
fn double_by(f: C64, re: Halves<'_>, im: Halves<'_>) {
    let half = re.low.len();
    let (re0, re1) = (re.low, &mut re.high[..half]);
    let (im0, im1) = (&mut im.low[..half], &mut im.high[..half]);
    for e in 0..half {
        let (x, y) = (re0[e], im0[e]);
        let (a, b, c, d) = (x * f.re, y * f.im, x * f.im, y * f.re);
        (re0[e], im0[e], re1[e], im1[e]) = (a - b, c + d, a + b, d - c);
    }
}

/// A factor for every entry.
#[inline(always)]
fn double(factors: Split<&[f64]>, re: Halves<'_>, im: Halves<'_>) {
    let half = re.low.len();
    let (fr, fi) = (&factors.re[..half], &factors.im[..half]);
    let (re0, re1) = (re.low, &mut re.high[..half]);
    let (im0, im1) = (&mut im.low[..half], &mut im.high[..half]);
    for e in 0..half {
        let (x, y) = (re0[e], im0[e]);
        let (a, b, c, d) = (x * fr[e], y * fi[e], x * fi[e], y * fr[e]);
        (re0[e], im0[e], re1[e], im1[e]) = (a - b, c + d, a + b, d - c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_is_the_product_of_its_terms() {
        let f = [C64::cis(0.3), C64::cis(-1.1), C64::cis(0.7), C64::cis(2.0), C64::cis(0.05)];
        let masks = [0b0001, 0b1010, 0b0000, 0b1111, 0b1000];
        let terms: Vec<(usize, &[C64])> = masks.iter().copied().zip(f.chunks(1)).collect();
        let table = product(Simd::new(crate::SimdLevel::Best), &terms, 4, 1);
        let (re, im) = table.parts();
        for b in 0..16usize {
            let sign = |mask: usize| if (b & mask).count_ones().is_multiple_of(2) { 1.0 } else { -1.0 };
            let angle: f64 = terms.iter().map(|(mask, f)| sign(*mask) * f[0].arg()).sum();
            assert!((C64::new(re[b], im[b]) - C64::cis(angle)).norm() < 1e-14);
        }
    }
}
