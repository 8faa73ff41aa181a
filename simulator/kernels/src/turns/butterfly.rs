//! Butterflies in one sweep: real turns of two element bits, a diagonal of the same bits, and turns again. Here real and
//! imaginary parts meet, so both are in registers.

use super::super::Real;
use super::super::cube::{Cube, LEAST, Span, Vector};
use super::super::frame::Frame;
use super::low::{LowTurns, low_turns, turn_low};
use super::rows::{RowTurns, row_turns, turn_high};
use super::{MOST_BITS, Turn, leave_out_length};
use crate::C64;
use crate::op;
use crate::simd::{Isa, Kernel, SimdBase, SimdFloat};
use smallvec::SmallVec;
use std::ops::Range;

/// A prepared butterfly.
#[derive(Debug)]
pub(in super::super) struct Butterfly<R> {
    /// The element bits, ascending.
    bits: [u32; 2],
    /// Turns without their lengths,
    first: Half<R>,
    /// which are in the diagonal.
    diagonal: [C64; 4],
    second: Half<R>,
    /// Element bits of rows: those of the two that are between vectors, and others where the tile has them.
    rows: SmallVec<[u32; 2]>,
}

/// Turns of the two bits, those that do something.
#[derive(Debug)]
struct Half<R> {
    turns: SmallVec<[Turn<R>; 2]>,
    /// By row bit: the turn on it.
    turn_of: [Option<u8>; MOST_BITS],
}

impl<R: Real> Half<R> {
    /// The turns, and the lengths that they leave out.
    fn new(matrices: &[[f64; 4]; 2], bits: [u32; 2], vector_bits: u32) -> (Half<R>, f64) {
        let mut half = Half { turns: SmallVec::new(), turn_of: [None; MOST_BITS] };
        let (mut length, mut row_bit) = (1.0, 0);
        for (matrix, bit) in matrices.iter().zip(bits) {
            if *matrix != [1.0, 0.0, 0.0, 1.0] {
                let mut turn = Turn::shared(bit, *matrix);
                length *= leave_out_length(&mut turn, bit < vector_bits);
                if bit >= vector_bits {
                    half.turn_of[row_bit] = Some(half.turns.len() as u8);
                }
                half.turns.push(turn);
            }
            row_bit += usize::from(bit >= vector_bits);
        }
        (half, length)
    }
}

impl<R: Real> Butterfly<R> {
    pub(in super::super) fn new(op: &op::Butterfly, frame: &Frame) -> Butterfly<R> {
        let bits = op.qubits.map(|qubit| frame.target(qubit));
        let vector_bits = frame.vector_bits;
        let (first, before) = Half::new(&op.first, bits, vector_bits);
        let (second, after) = Half::new(&op.second, bits, vector_bits);
        let diagonal = op.diagonal.map(|z| z * (before * after));
        Butterfly { bits, first, diagonal, second, rows: row_bits(bits, vector_bits..frame.bits) }
    }
}

/// The element bits among these two that lie between vectors, filled up to two with others.
fn row_bits(bits: [u32; 2], vectors: Range<u32>) -> SmallVec<[u32; 2]> {
    let mut rows: SmallVec<[u32; 2]> = bits.into_iter().filter(|bit| vectors.contains(bit)).collect();
    let others = vectors.filter(|bit| !bits.contains(bit));
    rows.extend(others.take(2 - rows.len()));
    rows
}

/// Both parts of a tile.
pub(in super::super) struct ButterflySweep<'a, R> {
    pub(in super::super) butterfly: &'a Butterfly<R>,
    pub(in super::super) re: Cube<'a, R>,
    pub(in super::super) im: Cube<'a, R>,
}

impl<R: Real> Kernel for ButterflySweep<'_, R> {
    type Output = ();

    #[inline(always)]
    fn run<S: Isa>(mut self, simd: S) {
        match self.butterfly.rows.len() {
            0 => self.sweep::<S, 1>(simd),
            1 => self.sweep::<S, 2>(simd),
            _ => self.sweep::<S, 4>(simd),
        }
    }
}

/// A half in registers.
struct HalfVectors<S: Isa, R: Real> {
    low: LowTurns<S, R>,
    rows: RowTurns<S, R>,
}

impl<S: Isa, R: Real> HalfVectors<S, R> {
    #[inline(always)]
    fn new(simd: S, half: &Half<R>) -> HalfVectors<S, R> {
        HalfVectors { low: low_turns(simd, &half.turns), rows: row_turns(simd, &half.turns, half.turn_of, 0) }
    }

    #[inline(always)]
    fn turn<const ROWS: usize>(&self, x: &mut [Vector<S, R>; ROWS]) {
        turn_low::<S, R, ROWS>(&self.low, x);
        turn_high::<S, R, ROWS>(&self.rows, x);
    }
}

impl<R: Real> ButterflySweep<'_, R> {
    #[inline(always)]
    fn sweep<S: Isa, const ROWS: usize>(&mut self, simd: S) {
        let ButterflySweep { butterfly, re, im } = self;
        let (first, second) = (
            HalfVectors::<S, R>::new(simd, &butterfly.first),
            HalfVectors::<S, R>::new(simd, &butterfly.second),
        );
        let offset = |row: usize| {
            butterfly.rows.iter().enumerate().fold(0, |sum, (j, bit)| sum | (row >> j & 1) << bit)
        };
        let offsets: [usize; ROWS] = std::array::from_fn(offset);
        let factors: [_; ROWS] = std::array::from_fn(
            #[inline(always)]
            |row| factors::<S, R>(simd, butterfly, offsets[row]),
        );
        Span::new(offsets[ROWS - 1], 0, offsets, offsets).for_each(
            simd,
            [re, im],
            #[inline(always)]
            |_, mut rows| {
                let mut x: [Vector<S, R>; ROWS] = std::array::from_fn(
                    #[inline(always)]
                    |row| rows.load(simd, 0, row),
                );
                let mut y: [Vector<S, R>; ROWS] = std::array::from_fn(
                    #[inline(always)]
                    |row| rows.load(simd, 1, row),
                );
                first.turn(&mut x);
                first.turn(&mut y);
                for row in 0..ROWS {
                    let (c, s) = factors[row];
                    let (a, b) = (x[row], y[row]);
                    x[row] = (-s).mul_add(b, c * a);
                    y[row] = s.mul_add(a, c * b);
                }
                second.turn(&mut x);
                second.turn(&mut y);
                for row in 0..ROWS {
                    rows.store::<S>(0, row, x[row]);
                    rows.store::<S>(1, row, y[row]);
                }
            },
        );
    }
}

/// The diagonal's factors of the vector that begins at an element, real and imaginary parts.
#[inline(always)]
fn factors<S: Isa, R: Real>(simd: S, butterfly: &Butterfly<R>, start: usize) -> (Vector<S, R>, Vector<S, R>) {
    let [low, high] = butterfly.bits;
    let at = |e: usize| butterfly.diagonal[(e >> low & 1) | (e >> high & 1) << 1];
    let (mut re, mut im) = ([R::ZERO; LEAST], [R::ZERO; LEAST]);
    for e in 0..Vector::<S, R>::LEN {
        let z = at(start | e);
        (re[e], im[e]) = (R::from_f64(z.re), R::from_f64(z.im));
    }
    let vector = |part: &[R; LEAST]| Vector::<S, R>::from_slice(simd, &part[..Vector::<S, R>::LEN]);
    (vector(&re), vector(&im))
}
