//! Diagonals as sums of parities, in one sweep whatever their number. A tile is walked in chunks of `2^chunk_bits`
//! elements; a parity of bits inside the chunk goes into a table, one of bits outside it is a number for each chunk, and
//! one that crosses the border by a single bit makes the chunk's factors a product over its bits.

mod apply;
mod product;
mod sums;
mod tables;

pub(super) use apply::PhaseSweep;
pub(super) use sums::{PhaseSums, ReverseSweep};

use super::Real;
use super::angles::cis_of_each;
use super::frame::Frame;
use super::scratch::{Pair, Piece};
use crate::C64;
use crate::op;
use crate::simd::Simd;
use product::product;
use smallvec::SmallVec;
use tables::Tables;

/// A parity, by where its bits are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, bytemuck::Zeroable, bytemuck::Pod)]
#[repr(C)]
struct Parity {
    /// Element bits inside a chunk,
    low: usize,
    /// bits of the chunk's number,
    high: usize,
    /// and qubits outside the tile.
    outer: u64,
}

/// `e^{i a (−1)^parity}` for the parity's bits outside the chunk.
#[derive(Debug, Clone, Copy)]
struct Term {
    /// Its number among the factors.
    number: usize,
    high: usize,
    outer: u64,
}

/// Parities with one bit inside the chunk and others outside.
#[derive(Debug, Clone)]
struct Cross {
    bit: u32,
    terms: Vec<Term>,
}

/// Real and imaginary parts of a table: element `e` of a chunk is at `e` modulo its length.
type Table<R> = Pair<R>;

/// How tiles are cut.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chunks {
    /// Bits of an element number inside a chunk,
    pub(super) bits: usize,
    /// but a tile of at most so many is one chunk.
    pub(super) whole_bits: usize,
}

impl Chunks {
    fn bits_in(self, frame: &Frame) -> u32 {
        if frame.bits as usize <= self.whole_bits {
            return frame.bits;
        }
        let least = super::cube::LEAST.trailing_zeros().max(frame.lane_bits);
        frame.bits.min((self.bits as u32).max(least))
    }
}

/// A prepared diagonal.
#[derive(Debug)]
pub(super) struct Phases<R> {
    parities: Piece<Parity>,
    /// `e^{ia}` of each parity, `[number * angle_lanes + lane]`.
    factors: Piece<C64>,
    lane_bits: u32,
    /// Bits of an element number, and those inside a chunk.
    bits: u32,
    chunk_bits: u32,
    /// 1, or the number of lanes.
    angle_lanes: usize,
    /// No bit inside a chunk.
    outside: Vec<Term>,
    cross: Vec<Cross>,
    /// More than one bit inside, and others outside: `(term, table of e^{ia(−1)^{|e ∧ low|}})`.
    hard: Vec<(Term, Table<R>)>,
    /// The product of those with bits inside only; empty if there are none.
    inside: Table<R>,
    /// What chunks need, if it is the same for all tiles.
    tables: Option<Tables>,
    is_trivial: bool,
    simd: Simd,
}

/// Which way.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Forward,
    Inverse,
}

impl<R: Real> Phases<R> {
    pub(super) fn new(op: &op::Phases<'_>, frame: &Frame, chunks: Chunks, direction: Direction) -> Phases<R> {
        let chunk_bits = chunks.bits_in(frame);
        let inside = (1usize << chunk_bits) - 1;
        let parity = |mask: &u64| {
            let (inner, outer) = frame.split(*mask);
            Parity { low: inner & inside, high: inner >> chunk_bits, outer }
        };
        let sign = if direction == Direction::Forward { 1.0 } else { -1.0 };
        let mut phases = Phases {
            parities: Piece::of(op.masks.iter().map(parity)),
            factors: Piece::new(op.angles.values.len()),
            lane_bits: frame.lane_bits,
            bits: frame.bits,
            chunk_bits,
            angle_lanes: op.angles.lanes,
            outside: Vec::new(),
            cross: Vec::new(),
            hard: Vec::new(),
            inside: Table::new(0),
            tables: None,
            is_trivial: true,
            simd: frame.simd,
        };
        cis_of_each(frame.simd, sign, &op.angles.values, &mut phases.factors);
        phases.sort_terms(op);
        let fixed = phases.all_terms().all(|term| term.outer == 0);
        phases.tables = fixed.then(|| Tables::new(&phases, 0));
        phases
    }

    fn sort_terms(&mut self, op: &op::Phases<'_>) {
        let mut inside: SmallVec<[(usize, usize); 64]> = SmallVec::new();
        let mut fixed: SmallVec<[Term; 1]> = SmallVec::new();
        for (number, angles) in op.angles.values.chunks_exact(self.angle_lanes).enumerate() {
            if angles.iter().all(|angle| *angle == 0.0) {
                continue;
            }
            self.is_trivial = false;
            let Parity { low, high, outer } = self.parities[number];
            let term = Term { number, high, outer };
            match low.count_ones() {
                0 if high == 0 && outer == 0 => fixed.push(term),
                0 => self.outside.push(term),
                _ if high == 0 && outer == 0 => inside.push((low, number)),
                1 => self.add_cross(low.trailing_zeros(), term),
                _ => self.hard.push((term, self.table(&[(low, number)]))),
            }
        }
        if inside.is_empty() {
            self.outside.extend(fixed);
        } else {
            // What is the same everywhere goes along.
            inside.extend(fixed.iter().map(|term| (0, term.number)));
            self.inside = self.table(&inside);
        }
    }

    fn add_cross(&mut self, bit: u32, term: Term) {
        match self.cross.iter_mut().find(|cross| cross.bit == bit) {
            Some(cross) => cross.terms.push(term),
            None => self.cross.push(Cross { bit, terms: vec![term] }),
        }
    }

    /// `e^{ia}` in every lane.
    fn factor(&self, number: usize) -> &[C64] {
        &self.factors[number * self.angle_lanes..][..self.angle_lanes]
    }

    fn all_terms(&self) -> impl Iterator<Item = &Term> {
        let cross = self.cross.iter().flat_map(|cross| &cross.terms);
        self.outside.iter().chain(cross).chain(self.hard.iter().map(|(term, _)| term))
    }

    /// Chunks of a tile.
    fn chunks(&self) -> usize {
        1 << (self.bits - self.chunk_bits)
    }

    fn lanes(&self) -> usize {
        1 << self.lane_bits
    }

    /// `∏ e^{ia(−1)^{|e ∧ low|}}` for the elements of a chunk, as far as it does not repeat; by `(low, number)`.
    fn table(&self, terms: &[(usize, usize)]) -> Table<R> {
        let rows: SmallVec<[(usize, &[C64]); 64]> =
            terms.iter().map(|(low, number)| (low >> self.lane_bits, self.factor(*number))).collect();
        let all = terms.iter().fold(super::cube::LEAST - 1, |all, (low, _)| all | low);
        let bits = (usize::BITS - all.leading_zeros()).max(self.lane_bits) - self.lane_bits;
        let product = product(self.simd, &rows, bits, self.angle_lanes);
        let repeat = self.lanes() / self.angle_lanes;
        if repeat == 1 {
            return product.rounded();
        }
        let mut table = Table::new(self.lanes() << bits);
        let fill = |into: &mut [R], from: &[f64]| {
            into.chunks_exact_mut(repeat).zip(from).for_each(|(x, y)| x.fill(R::from_f64(*y)));
        };
        let (re, im) = table.parts_mut();
        fill(re, product.parts().0);
        fill(im, product.parts().1);
        table
    }
}
