//! Applying a diagonal to a tile, chunk by chunk.

use super::super::cube::{Cube, LEAST, Vector};
use super::super::split::Split;
use super::tables::Tables;
use super::{Phases, Real, Table};
use crate::C64;
use crate::simd::{Isa, Kernel, SimdBase, SimdFloat};
use smallvec::SmallVec;
use std::borrow::Cow;

/// A tile and a diagonal.
pub(in super::super) struct PhaseSweep<'a, R> {
    pub(in super::super) phases: &'a Phases<R>,
    pub(in super::super) base: u64,
    pub(in super::super) tile: Split<Cube<'a, R>>,
}

impl<R: Real> Kernel for PhaseSweep<'_, R> {
    type Output = ();

    #[inline(always)]
    fn run<S: Isa>(mut self, simd: S) {
        if self.phases.is_trivial {
            return;
        }
        let mut factors = Factors::new(self.phases, self.base);
        for chunk in 0..self.phases.chunks() {
            factors.go_to(chunk);
            let first = chunk << self.phases.chunk_bits;
            factors.multiply::<S>(simd, first, &mut self.tile);
        }
    }
}

/// The factors of one chunk after another.
pub(super) struct Factors<'a, R> {
    phases: &'a Phases<R>,
    base: u64,
    tables: Cow<'a, Tables>,
    /// The chunk's own factor: patterns over the lanes.
    own: [SmallVec<[R; LEAST]>; 2],
    is_one: bool,
    /// Where bits cross: the factor of every element.
    full: Table<R>,
}

impl<'a, R: Real> Factors<'a, R> {
    #[inline(always)]
    pub(super) fn new(phases: &'a Phases<R>, base: u64) -> Factors<'a, R> {
        let tables = match &phases.tables {
            Some(tables) => Cow::Borrowed(tables),
            None => Cow::Owned(Tables::new(phases, base)),
        };
        let crosses = !phases.cross.is_empty() || !phases.hard.is_empty();
        let len = if crosses { 1 << phases.chunk_bits } else { 0 };
        let period = phases.lanes().max(LEAST);
        Factors {
            phases,
            base,
            tables,
            own: [SmallVec::from_elem(R::ZERO, period), SmallVec::from_elem(R::ZERO, period)],
            is_one: false,
            full: Table::new(len),
        }
    }

    /// Computes the factors of a chunk.
    #[inline(always)]
    pub(super) fn go_to(&mut self, chunk: usize) {
        let (lanes, angles) = (self.phases.lanes(), self.phases.angle_lanes);
        if self.full.is_empty() {
            let factors = &self.tables.chunk[chunk * angles..(chunk + 1) * angles];
            self.is_one = factors.iter().all(|z| *z == C64::ONE);
            let [re, im] = &mut self.own;
            for e in 0..re.len() {
                let z = factors[e & (lanes - 1) & (angles - 1)];
                (re[e], im[e]) = (R::from_f64(z.re), R::from_f64(z.im));
            }
            return;
        }
        self.double(chunk);
        for (term, table) in &self.phases.hard {
            let odd = (term.high & chunk).count_ones() + (term.outer & self.base).count_ones();
            multiply_tables(&mut self.full, table, if odd & 1 == 0 { R::ONE } else { -R::ONE });
        }
        if !self.phases.inside.is_empty() {
            multiply_tables(&mut self.full, &self.phases.inside, R::ONE);
        }
    }

    /// The product over the chunk's bits: from the lanes' numbers, each bit doubles the table.
    #[inline(always)]
    fn double(&mut self, chunk: usize) {
        let Phases { cross, angle_lanes: angles, lane_bits, chunk_bits, .. } = self.phases;
        let at = |table: &[C64], lane: usize| table[chunk * angles + (lane & (angles - 1))];
        let lanes = 1usize << lane_bits;
        let (full_re, full_im) = self.full.parts_mut();
        for lane in 0..lanes {
            let own = at(&self.tables.chunk, lane);
            let z = self.tables.cross.iter().fold(own, |z, table| z * at(table, lane));
            (full_re[lane], full_im[lane]) = (R::from_f64(z.re), R::from_f64(z.im));
        }
        for bit in *lane_bits..*chunk_bits {
            let half = 1usize << bit;
            let (re, next_re) = full_re[..2 * half].split_at_mut(half);
            let (im, next_im) = full_im[..2 * half].split_at_mut(half);
            let Some(k) = cross.iter().position(|cross| cross.bit == bit) else {
                next_re.copy_from_slice(re);
                next_im.copy_from_slice(im);
                continue;
            };
            for lane in 0..*angles {
                // From the factor where the bit is 0 to its conjugate.
                let z = at(&self.tables.cross[k], lane).conj();
                let (fr, fi) = (R::from_f64((z * z).re), R::from_f64((z * z).im));
                if *angles == 1 {
                    for e in 0..half {
                        next_re[e] = re[e] * fr - im[e] * fi;
                        next_im[e] = re[e] * fi + im[e] * fr;
                    }
                } else {
                    for e in (lane..half).step_by(lanes) {
                        next_re[e] = re[e] * fr - im[e] * fi;
                        next_im[e] = re[e] * fi + im[e] * fr;
                    }
                }
            }
        }
    }

    /// Multiplies the chunk that begins at element `first`.
    #[inline(always)]
    pub(super) fn multiply<S: Isa>(&self, simd: S, first: usize, tile: &mut Split<Cube<'_, R>>) {
        let inside = &self.phases.inside;
        if !self.full.is_empty() {
            let (c, s) = self.full.parts();
            self.multiply_by::<S>(simd, first, Split { re: c, im: s }, tile);
        } else if inside.is_empty() {
            if !self.is_one {
                let [c, s] = &self.own;
                self.multiply_by::<S>(simd, first, Split { re: c, im: s }, tile);
            }
        } else if self.is_one {
            let (c, s) = inside.parts();
            self.multiply_by::<S>(simd, first, Split { re: c, im: s }, tile);
        } else {
            let [own_re, own_im] = &self.own;
            let (width, within) = (Vector::<S, R>::LEN, own_re.len() - 1);
            let vector = |from: &[R], e: usize| Vector::<S, R>::from_slice(simd, &from[e..e + width]);
            let (inside_re, inside_im) = inside.parts();
            let repeat = inside.len() - 1;
            for e in (0..1usize << self.phases.chunk_bits).step_by(width) {
                let (a, b) = (vector(own_re, e & within), vector(own_im, e & within));
                let (x, y) = (vector(inside_re, e & repeat), vector(inside_im, e & repeat));
                let factor = Split { re: (-b).mul_add(y, a * x), im: b.mul_add(x, a * y) };
                rotate::<S, R>(simd, first + e, factor, tile);
            }
        }
    }

    /// Multiplies the chunk by factors that repeat.
    #[inline(always)]
    fn multiply_by<S: Isa>(
        &self,
        simd: S,
        first: usize,
        factors: Split<&[R]>,
        tile: &mut Split<Cube<'_, R>>,
    ) {
        let width = Vector::<S, R>::LEN;
        for start in (0..1usize << self.phases.chunk_bits).step_by(factors.re.len()) {
            let vectors = factors.re.chunks_exact(width).zip(factors.im.chunks_exact(width));
            for (at, (c, s)) in vectors.enumerate() {
                let (re, im) = (Vector::<S, R>::from_slice(simd, c), Vector::<S, R>::from_slice(simd, s));
                rotate::<S, R>(simd, first + start + at * width, Split { re, im }, tile);
            }
        }
    }
}

/// `tile[at] *= factor`.
#[inline(always)]
fn rotate<S: Isa, R: Real>(simd: S, at: usize, factor: Split<Vector<S, R>>, tile: &mut Split<Cube<'_, R>>) {
    let Split { re: c, im: s } = factor;
    let (x, y): (Vector<S, R>, Vector<S, R>) = (tile.re.load(simd, at), tile.im.load(simd, at));
    tile.re.store::<S>(at, (-s).mul_add(y, c * x));
    tile.im.store::<S>(at, s.mul_add(x, c * y));
}

/// `table *= factors`, or its conjugate with `sign` −1.
#[inline(always)]
fn multiply_tables<R: Real>(table: &mut Table<R>, factors: &Table<R>, sign: R) {
    let (re, im) = table.parts_mut();
    let (fr, fi) = factors.parts();
    for (re, im) in re.chunks_exact_mut(fr.len()).zip(im.chunks_exact_mut(fr.len())) {
        for e in 0..fr.len() {
            let (x, y, fi) = (re[e], im[e], sign * fi[e]);
            re[e] = x * fr[e] - y * fi;
            im[e] = x * fi + y * fr[e];
        }
    }
}
