//! Dense matrices on up to three positions, with any controls: `out_r = Σ_{r', m} C[r][r'][m] · (x_{r'} with lanes ⊕ m)`,
//! where rows are the targets above the vectors and `m` runs over those inside.

use super::Real;
use super::cube::{Cube, LEAST, Span, Vector, low_partners};
use super::frame::{Fixed, Frame};
use super::scratch::Pair;
use crate::C64;
use crate::op::Dense;
use crate::simd::{Isa, Kernel, SimdBase, SimdFloat};
use smallvec::SmallVec;

/// Matrices on more targets take the general path.
pub(super) const MOST_TARGETS: usize = 3;

/// A prepared matrix.
#[derive(Debug)]
pub(super) struct Mix<R> {
    /// It acts on tiles with `base & outer_mask == outer_value`.
    pub(super) outer_mask: u64,
    pub(super) outer_value: u64,
    /// Element bits of the targets above the vectors, and inside, and where they are in the matrix index.
    high: SmallVec<[(u32, usize); 4]>,
    low: SmallVec<[(u32, usize); 4]>,
    /// Element bits of the controls above the vectors, and their values.
    fixed: usize,
    value: usize,
    /// Patterns over the lanes: `c[((r · rows + r') · masks + m) · period + e % period]`; of period 1 where all
    /// elements share the matrix.
    entries: Pair<R>,
    is_real: bool,
    period: usize,
}

impl<R: Real> Mix<R> {
    pub(super) fn new(op: &Dense, frame: &Frame) -> Mix<R> {
        let (inner, outer_mask) = frame.split(op.control_mask);
        let (inner_value, outer_value) = frame.split(op.control_value & op.control_mask);
        let vectors = (1usize << frame.vector_bits) - 1;
        let mut mix = Mix {
            outer_mask,
            outer_value,
            high: SmallVec::new(),
            low: SmallVec::new(),
            fixed: inner & !vectors,
            value: inner_value & !vectors,
            entries: Pair::new(0),
            is_real: true,
            period: frame.period(),
        };
        let vectors_agree = inner & vectors == 0 && op.matrix.lanes == 1;
        for (k, target) in op.targets.iter().enumerate() {
            let bit = frame.target(*target);
            if bit < frame.vector_bits { mix.low.push((bit, k)) } else { mix.high.push((bit, k)) }
        }
        if vectors_agree && mix.low.is_empty() {
            mix.period = 1;
        }
        mix.fill(op, frame, Fixed { bits: inner & vectors, value: inner_value & vectors });
        mix
    }

    fn fill(&mut self, op: &Dense, frame: &Frame, low_controls: Fixed) {
        let dim = 1usize << op.targets.len();
        let (rows, masks) = (1 << self.high.len(), 1 << self.low.len());
        self.entries = Pair::new(rows * rows * masks * self.period);
        let index = |bits: &[(u32, usize)], value: usize| {
            bits.iter().enumerate().fold(0, |sum, (j, (_, k))| sum | (value >> j & 1) << k)
        };
        let own_of = |e: usize| self.low.iter().fold(0, |sum, (bit, k)| sum | (e >> bit & 1) << k);
        let own: SmallVec<[usize; LEAST]> = (0..self.period).map(own_of).collect();
        let (high, low): (SmallVec<[usize; 8]>, SmallVec<[usize; 8]>) = (
            (0..rows).map(|row| index(&self.high, row)).collect(),
            (0..masks).map(|mask| index(&self.low, mask)).collect(),
        );
        let (re, im) = self.entries.parts_mut();
        let patterns = re.chunks_exact_mut(self.period).zip(im.chunks_exact_mut(self.period));
        let places = high
            .iter()
            .flat_map(|out| high.iter().flat_map(|from| low.iter().map(|mask| (*out, *from, *mask))));
        for ((re, im), (out, from, mask)) in patterns.zip(places) {
            for (e, own) in own.iter().enumerate() {
                let (row, column) = (out | own, from | own ^ mask);
                let z = if e & low_controls.bits == low_controls.value {
                    op.matrix.at(row * dim + column, e & (frame.lanes() - 1))
                } else {
                    C64::from(f64::from(row == column))
                };
                (re[e], im[e]) = (R::from_f64(z.re), R::from_f64(z.im));
                self.is_real &= z.im == 0.0;
            }
        }
    }

    /// Whether the tile's base row satisfies the controls outside the tile.
    pub(super) fn acts_on(&self, base: u64) -> bool {
        base & self.outer_mask == self.outer_value
    }
}

/// Both parts of a tile.
pub(super) struct MixSweep<'a, R> {
    pub(super) mix: &'a Mix<R>,
    pub(super) re: Cube<'a, R>,
    pub(super) im: Cube<'a, R>,
}

impl<R: Real> Kernel for MixSweep<'_, R> {
    type Output = ();

    #[inline(always)]
    fn run<S: Isa>(mut self, simd: S) {
        let mix = self.mix;
        let mut partners: SmallVec<[_; 8]> = SmallVec::new();
        for mask in 0..1usize << mix.low.len() {
            let flipped = mix.low.iter().enumerate().fold(0, |m, (j, (bit, _))| m | (mask >> j & 1) << bit);
            partners.push(low_partners::<S, R>(simd, flipped));
        }
        match (mix.high.len(), mix.is_real) {
            (0, false) => self.sweep_rows::<S, 1, false>(simd, &partners),
            (1, false) => self.sweep_rows::<S, 2, false>(simd, &partners),
            (2, false) => self.sweep_rows::<S, 4, false>(simd, &partners),
            (_, false) => self.sweep_rows::<S, 8, false>(simd, &partners),
            (0, true) => self.sweep_rows::<S, 1, true>(simd, &partners),
            (1, true) => self.sweep_rows::<S, 2, true>(simd, &partners),
            (2, true) => self.sweep_rows::<S, 4, true>(simd, &partners),
            (_, true) => self.sweep_rows::<S, 8, true>(simd, &partners),
        }
    }
}

/// An entry as a vector: one number, or a pattern.
#[inline(always)]
fn entry<S: Isa, R: Real, const UNIFORM: bool>(simd: S, from: &[R], at: usize) -> Vector<S, R> {
    if UNIFORM {
        Vector::<S, R>::splat(simd, from[at])
    } else {
        Vector::<S, R>::from_slice(simd, &from[at..at + Vector::<S, R>::LEN])
    }
}

impl<R: Real> MixSweep<'_, R> {
    #[inline(always)]
    fn sweep_rows<S: Isa, const ROWS: usize, const REAL: bool>(
        &mut self,
        simd: S,
        partners: &[<Vector<S, R> as SimdBase<S>>::ByteVector],
    ) {
        if self.mix.period == 1 {
            self.sweep::<S, ROWS, REAL, true>(simd, partners);
        } else {
            self.sweep::<S, ROWS, REAL, false>(simd, partners);
        }
    }

    #[inline(always)]
    fn sweep<S: Isa, const ROWS: usize, const REAL: bool, const UNIFORM: bool>(
        &mut self,
        simd: S,
        partners: &[<Vector<S, R> as SimdBase<S>>::ByteVector],
    ) {
        let MixSweep { mix, re, im } = self;
        let within = mix.period - 1;
        let (entries_re, entries_im) = mix.entries.parts();
        let offset = |row: usize| {
            mix.high.iter().enumerate().fold(0, |sum, (j, (bit, _))| sum | (row >> j & 1) << bit)
        };
        let offsets: [usize; ROWS] = std::array::from_fn(offset);
        let fixed = mix.fixed | offsets[ROWS - 1];
        let zero = Vector::<S, R>::splat(simd, R::ZERO);
        Span::new(fixed, mix.value, offsets, offsets).for_each(
            simd,
            [re, im],
            #[inline(always)]
            |e, mut rows| {
                let phase = e & within;
                let (mut out_re, mut out_im) = ([zero; ROWS], [zero; ROWS]);
                for from in 0..ROWS {
                    let (x, y): (Vector<S, R>, Vector<S, R>) =
                        (rows.load(simd, 0, from), rows.load(simd, 1, from));
                    for (m, partner) in partners.iter().enumerate() {
                        let (x, y) =
                            if m == 0 { (x, y) } else { (x.swizzle_dyn(*partner), y.swizzle_dyn(*partner)) };
                        for row in 0..ROWS {
                            let at = ((row * ROWS + from) * partners.len() + m) * mix.period + phase;
                            let c = entry::<S, R, UNIFORM>(simd, entries_re, at);
                            out_re[row] = c.mul_add(x, out_re[row]);
                            out_im[row] = c.mul_add(y, out_im[row]);
                            if !REAL {
                                let s = entry::<S, R, UNIFORM>(simd, entries_im, at);
                                out_re[row] = (-s).mul_add(y, out_re[row]);
                                out_im[row] = s.mul_add(x, out_im[row]);
                            }
                        }
                    }
                }
                for row in 0..ROWS {
                    rows.store::<S>(0, row, out_re[row]);
                    rows.store::<S>(1, row, out_im[row]);
                }
            },
        );
    }
}
