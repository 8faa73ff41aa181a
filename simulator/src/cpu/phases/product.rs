//! Products of parity phases over all values of some bits, by doubling: `∏_k f_k^{(−1)^{|b ∧ m_k|}}`.

use super::super::simd::Simd;
use ansatz_circuits::C64;

/// The product at `b` in a lane: `re[b * lanes + lane]`.
#[derive(Debug, Clone)]
pub(super) struct Product {
    pub(super) re: Vec<f64>,
    pub(super) im: Vec<f64>,
}

impl Product {
    /// From `(m_k, f_k in every lane)`. Each bit doubles the table: where it is 1, the factors of the masks with it as
    /// the highest bit are conjugated, and these factors are a product over the lower bits.
    pub(super) fn new(simd: Simd, terms: &[(usize, &[C64])], bits: u32, lanes: usize) -> Product {
        let mut product = Product { re: vec![1.0; lanes], im: vec![0.0; lanes] };
        product.re.reserve_exact((lanes << bits) - lanes);
        product.im.reserve_exact((lanes << bits) - lanes);
        for (_, factors) in terms.iter().filter(|(mask, _)| *mask == 0) {
            for (lane, f) in factors.iter().enumerate() {
                let (x, y) = (product.re[lane], product.im[lane]);
                (product.re[lane], product.im[lane]) = (x * f.re - y * f.im, x * f.im + y * f.re);
            }
        }
        let mut own: Vec<(usize, &[C64])> = Vec::new();
        for bit in 0..bits {
            own.clear();
            own.extend(terms.iter().filter(|(m, _)| *m >> bit == 1).map(|(m, f)| (*m ^ 1 << bit, *f)));
            match &own[..] {
                [] => product.repeat(),
                [(0, factors)] if lanes == 1 => simd.run(
                    #[inline(always)]
                    || product.double_by(factors[0]),
                ),
                own => {
                    let factors = Product::new(simd, own, bit, lanes);
                    simd.run(
                        #[inline(always)]
                        || product.double(&factors),
                    );
                }
            }
        }
        product
    }

    fn repeat(&mut self) {
        self.re.extend_from_within(..);
        self.im.extend_from_within(..);
    }

    /// One factor for all.
    #[inline(always)]
    fn double_by(&mut self, f: C64) {
        let half = self.re.len();
        self.repeat();
        let (re0, re1) = self.re.split_at_mut(half);
        let (im0, im1) = self.im.split_at_mut(half);
        for e in 0..half {
            let (x, y) = (re0[e], im0[e]);
            let (a, b, c, d) = (x * f.re, y * f.im, x * f.im, y * f.re);
            (re0[e], im0[e], re1[e], im1[e]) = (a - b, c + d, a + b, d - c);
        }
    }

    /// A factor for every entry.
    #[inline(always)]
    fn double(&mut self, factors: &Product) {
        let half = self.re.len();
        self.repeat();
        let (re0, re1) = self.re.split_at_mut(half);
        let (im0, im1) = self.im.split_at_mut(half);
        let (fr, fi) = (&factors.re[..half], &factors.im[..half]);
        for e in 0..half {
            let (x, y) = (re0[e], im0[e]);
            let (a, b, c, d) = (x * fr[e], y * fi[e], x * fi[e], y * fr[e]);
            (re0[e], im0[e], re1[e], im1[e]) = (a - b, c + d, a + b, d - c);
        }
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
        let product = Product::new(Simd::new(crate::SimdLevel::Best), &terms, 4, 1);
        for b in 0..16usize {
            let sign = |mask: usize| if (b & mask).count_ones().is_multiple_of(2) { 1.0 } else { -1.0 };
            let angle: f64 = terms.iter().map(|(mask, f)| sign(*mask) * f[0].arg()).sum();
            assert!((C64::new(product.re[b], product.im[b]) - C64::cis(angle)).norm() < 1e-14);
        }
    }
}
