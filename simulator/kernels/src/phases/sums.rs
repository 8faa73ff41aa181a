//! Going back through a diagonal: bra and ket are multiplied by the inverse, and for every parity
//! `Q = Σ_e (−1)^{parity(e)} Im(conj(bra_e)·ket_e)` is summed. Any number of parities share the products.

use super::super::cube::{Cube, LEAST, Vector};
use super::super::split::Split;
use super::apply::Factors;
use super::{Parity, Phases, Real};
use crate::op;
use crate::simd::{Isa, Kernel, SimdBase, SimdFloat};

/// Which sums are wanted.
#[derive(Debug, Clone)]
pub(in super::super) struct PhaseSums {
    /// Numbers of the masks.
    wanted: Vec<usize>,
    /// Bits inside a chunk whose signed sum every chunk must give.
    cross_bits: Vec<u32>,
    /// Whether some parity has bits inside the chunk only, but for the tile's sign.
    needs_inside: bool,
    hard: Vec<usize>,
}

impl PhaseSums {
    pub(in super::super) fn new<R: Real>(op: &op::Phases<'_>, phases: &Phases<R>) -> PhaseSums {
        let mut wanted: Vec<usize> = op
            .derivatives
            .iter()
            .flat_map(|d| d.derivative.iter().map(|(k, _)| *k as usize))
            .filter(|k| op.masks[*k] != 0)
            .collect();
        wanted.sort_unstable();
        wanted.dedup();
        let parities = || wanted.iter().map(|k| (*k, phases.parities[*k]));
        let mut cross_bits: Vec<u32> = parities()
            .filter(|(_, p)| p.low.count_ones() == 1 && p.high != 0)
            .map(|(_, p)| p.low.trailing_zeros())
            .collect();
        cross_bits.sort_unstable();
        cross_bits.dedup();
        PhaseSums {
            needs_inside: parities().any(|(_, p)| p.low != 0 && p.high == 0),
            hard: parities().filter(|(_, p)| p.low.count_ones() > 1 && p.high != 0).map(|(k, _)| k).collect(),
            cross_bits,
            wanted,
        }
    }

    pub(in super::super) fn is_empty(&self) -> bool {
        self.wanted.is_empty()
    }
}

/// Corresponding tiles, and the sums by mask and lane.
pub(in super::super) struct ReverseSweep<'a, R> {
    /// The inverse diagonal.
    pub(in super::super) inverse: &'a Phases<R>,
    pub(in super::super) sums: &'a PhaseSums,
    pub(in super::super) base: u64,
    pub(in super::super) bra: Split<Cube<'a, R>>,
    pub(in super::super) ket: Split<Cube<'a, R>>,
    /// `q[mask * lanes + lane]`.
    pub(in super::super) q: &'a mut [f64],
}

impl<R: Real> Kernel for ReverseSweep<'_, R> {
    type Output = ();

    #[inline(always)]
    fn run<S: Isa>(mut self, simd: S) {
        let phases = self.inverse;
        let mut factors = Factors::new(phases, self.base);
        let mut sums = ChunkSums::new(phases, self.sums);
        for chunk in 0..phases.chunks() {
            let first = chunk << phases.chunk_bits;
            if !self.sums.is_empty() {
                sums.products::<S>(simd, first, &self.bra, &self.ket);
                sums.add(chunk);
            }
            if phases.is_trivial {
                continue;
            }
            factors.go_to(chunk);
            factors.multiply::<S>(simd, first, &mut self.bra);
            factors.multiply::<S>(simd, first, &mut self.ket);
        }
        sums.finish(self.base, self.q);
    }
}

/// Sums over the chunks of one tile.
struct ChunkSums<'a, R> {
    phases: &'a Phases<R>,
    sums: &'a PhaseSums,
    /// `Im(conj(bra)·ket)` of the chunk's elements.
    products: Vec<R>,
    /// Over the chunks: by element,
    inside: Vec<R>,
    /// by chunk and lane,
    total: Vec<f64>,
    /// by crossing bit, chunk and lane,
    cross: Vec<f64>,
    /// by hard parity, chunk and lane.
    hard: Vec<f64>,
}

impl<'a, R: Real> ChunkSums<'a, R> {
    #[inline(always)]
    fn new(phases: &'a Phases<R>, sums: &'a PhaseSums) -> ChunkSums<'a, R> {
        let len = if sums.is_empty() { 0 } else { 1 << phases.chunk_bits };
        let size = phases.chunks() * phases.lanes();
        ChunkSums {
            phases,
            sums,
            products: vec![R::ZERO; len],
            inside: vec![R::ZERO; if sums.needs_inside { len } else { 0 }],
            total: vec![0.0; if len == 0 { 0 } else { size }],
            cross: vec![0.0; size * sums.cross_bits.len()],
            hard: vec![0.0; size * sums.hard.len()],
        }
    }

    #[inline(always)]
    fn products<S: Isa>(
        &mut self,
        simd: S,
        first: usize,
        bra: &Split<Cube<'_, R>>,
        ket: &Split<Cube<'_, R>>,
    ) {
        let width = Vector::<S, R>::LEN;
        for (at, out) in self.products.chunks_exact_mut(width).enumerate() {
            let e = first + at * width;
            let (br, bi): (Vector<S, R>, Vector<S, R>) = (bra.re.load(simd, e), bra.im.load(simd, e));
            let (kr, ki): (Vector<S, R>, Vector<S, R>) = (ket.re.load(simd, e), ket.im.load(simd, e));
            (-bi).mul_add(kr, br * ki).store_slice(out);
        }
    }

    #[inline(always)]
    fn add(&mut self, chunk: usize) {
        if self.sums.needs_inside {
            self.inside.iter_mut().zip(&self.products).for_each(|(sum, q)| *sum += *q);
        }
        let lanes = self.phases.lanes();
        let chunks = self.phases.chunks();
        for (h, k) in self.sums.hard.iter().enumerate() {
            let low = self.phases.parities[*k].low;
            let into = &mut self.hard[(h * chunks + chunk) * lanes..][..lanes];
            for (e, q) in self.products.iter().enumerate() {
                into[e & (lanes - 1)] += signed(q.to_f64(), (e & low).count_ones());
            }
        }
        for bit in (self.phases.lane_bits..self.phases.chunk_bits).rev() {
            let half = 1usize << bit;
            let (zeros, ones) = self.products[..2 * half].split_at_mut(half);
            if let Ok(c) = self.sums.cross_bits.binary_search(&bit) {
                let into = &mut self.cross[(c * chunks + chunk) * lanes..][..lanes];
                sum_differences(zeros, ones, into);
            }
            zeros.iter_mut().zip(ones).for_each(|(zero, one)| *zero += *one);
        }
        let totals = &mut self.total[chunk * lanes..(chunk + 1) * lanes];
        totals.iter_mut().zip(&self.products).for_each(|(total, q)| *total = q.to_f64());
    }

    /// Adds the tile's sums.
    #[inline(always)]
    fn finish(&self, base: u64, q: &mut [f64]) {
        let lanes = self.phases.lanes();
        let singles = self.single_sums();
        for k in &self.sums.wanted {
            let parity = self.phases.parities[*k];
            let into = &mut q[k * lanes..(k + 1) * lanes];
            let flip = (parity.outer & base).count_ones();
            for (lane, sum) in into.iter_mut().enumerate() {
                *sum += signed(self.tile_sum(*k, parity, lane, &singles), flip);
            }
        }
    }

    /// The sum of one parity over the tile, but for the sign of the tile.
    #[inline(always)]
    fn tile_sum(&self, k: usize, parity: Parity, lane: usize, singles: &[f64]) -> f64 {
        let (lanes, chunks) = (self.phases.lanes(), self.phases.chunks());
        let over_chunks = |from: &[f64]| -> f64 {
            (0..chunks).map(|c| signed(from[c * lanes + lane], (c & parity.high).count_ones())).sum()
        };
        match (parity.low.count_ones(), parity.high) {
            (0, _) => over_chunks(&self.total),
            (1, 0) => singles[parity.low.trailing_zeros() as usize * lanes + lane],
            (_, 0) => (lane..self.inside.len())
                .step_by(lanes)
                .map(|e| signed(self.inside[e].to_f64(), (e & parity.low).count_ones()))
                .sum(),
            (1, _) => {
                let bit = parity.low.trailing_zeros();
                let c = self.sums.cross_bits.iter().position(|b| *b == bit).expect("its bit was collected");
                over_chunks(&self.cross[c * chunks * lanes..])
            }
            _ => {
                let h = self.sums.hard.iter().position(|hard| *hard == k).expect("it was collected");
                over_chunks(&self.hard[h * chunks * lanes..])
            }
        }
    }

    /// By element bit and lane: the signed sum over the elements of all chunks, by halving.
    #[inline(always)]
    fn single_sums(&self) -> Vec<f64> {
        let lanes = self.phases.lanes();
        let mut singles =
            vec![0.0; if self.inside.is_empty() { 0 } else { self.phases.chunk_bits as usize * lanes }];
        let mut folded = self.inside.clone();
        for bit in (self.phases.lane_bits..self.phases.chunk_bits).rev() {
            if folded.is_empty() {
                break;
            }
            let half = 1usize << bit;
            let (zeros, ones) = folded[..2 * half].split_at_mut(half);
            sum_differences(zeros, ones, &mut singles[bit as usize * lanes..][..lanes]);
            zeros.iter_mut().zip(ones).for_each(|(zero, one)| *zero += *one);
        }
        singles
    }
}

/// `Σ (zeros − ones)` in every lane: partial sums by element mod 16, or mod the lanes.
#[inline(always)]
fn sum_differences<R: Real>(zeros: &[R], ones: &[R], into: &mut [f64]) {
    let lanes = into.len();
    let width = lanes.max(LEAST);
    if zeros.len() < width {
        for (e, (zero, one)) in zeros.iter().zip(ones).enumerate() {
            into[e & (lanes - 1)] += (*zero - *one).to_f64();
        }
        return;
    }
    let mut sums: smallvec::SmallVec<[R; LEAST]> = smallvec::SmallVec::from_elem(R::ZERO, width);
    for (zeros, ones) in zeros.chunks_exact(width).zip(ones.chunks_exact(width)) {
        for e in 0..width {
            sums[e] += zeros[e] - ones[e];
        }
    }
    sums.iter().enumerate().for_each(|(e, sum)| into[e & (lanes - 1)] += sum.to_f64());
}

#[inline(always)]
fn signed(value: f64, ones: u32) -> f64 {
    if ones & 1 == 0 { value } else { -value }
}
