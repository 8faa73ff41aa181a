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
use super::frame::Frame;
use super::simd::Simd;
use crate::op;
use ansatz_circuits::C64;
use product::Product;
use smallvec::SmallVec;
use tables::Tables;

/// One number for all lanes, or one for each.
type PerLane = SmallVec<[C64; 1]>;

/// A parity, by where its bits are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Parity {
    /// Element bits inside a chunk,
    low: usize,
    /// bits of the chunk's number,
    high: usize,
    /// and qubits outside the tile.
    outer: u64,
}

/// `e^{i a (−1)^parity}` for the parity's bits outside the chunk.
#[derive(Debug, Clone)]
struct Term {
    high: usize,
    outer: u64,
    /// `e^{ia}`.
    factor: PerLane,
}

/// Parities with one bit inside the chunk and others outside.
#[derive(Debug, Clone)]
struct Cross {
    bit: u32,
    terms: Vec<Term>,
}

/// Real and imaginary parts of a table over a chunk.
#[derive(Debug, Clone, Default)]
struct Table<R> {
    re: Vec<R>,
    im: Vec<R>,
}

/// A prepared diagonal.
#[derive(Debug, Clone)]
pub(super) struct Phases<R> {
    parities: Vec<Parity>,
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
    pub(super) fn new(
        op: &op::Phases<'_>,
        frame: &Frame,
        chunk_bits: usize,
        direction: Direction,
    ) -> Phases<R> {
        let least = super::cube::LEAST.trailing_zeros().max(frame.lane_bits);
        let chunk_bits = frame.bits.min((chunk_bits as u32).max(least));
        let inside = (1usize << chunk_bits) - 1;
        let parity = |mask: &u64| {
            let (inner, outer) = frame.split(*mask);
            Parity { low: inner & inside, high: inner >> chunk_bits, outer }
        };
        let mut phases = Phases {
            parities: op.masks.iter().map(parity).collect(),
            lane_bits: frame.lane_bits,
            bits: frame.bits,
            chunk_bits,
            angle_lanes: op.angles.lanes,
            outside: Vec::new(),
            cross: Vec::new(),
            hard: Vec::new(),
            inside: Table::default(),
            tables: None,
            is_trivial: true,
            simd: frame.simd,
        };
        phases.sort_terms(op, direction);
        let fixed = phases.all_terms().all(|term| term.outer == 0);
        phases.tables = fixed.then(|| Tables::new(&phases, 0));
        phases
    }

    fn sort_terms(&mut self, op: &op::Phases<'_>, direction: Direction) {
        let sign = if direction == Direction::Forward { 1.0 } else { -1.0 };
        let mut inside: Vec<(usize, PerLane)> = Vec::new();
        for (k, parity) in self.parities.iter().enumerate() {
            let angle = |lane: usize| sign * op.angles.at(k, lane);
            if (0..self.angle_lanes).all(|lane| angle(lane) == 0.0) {
                continue;
            }
            self.is_trivial = false;
            let factor: PerLane = (0..self.angle_lanes).map(|lane| C64::cis(angle(lane))).collect();
            let term = Term { high: parity.high, outer: parity.outer, factor };
            match parity.low.count_ones() {
                0 => self.outside.push(term),
                _ if term.high == 0 && term.outer == 0 => inside.push((parity.low, term.factor)),
                1 => {
                    let bit = parity.low.trailing_zeros();
                    match self.cross.iter_mut().find(|cross| cross.bit == bit) {
                        Some(cross) => cross.terms.push(term),
                        None => self.cross.push(Cross { bit, terms: vec![term] }),
                    }
                }
                _ => {
                    let table = self.table(&[(parity.low, term.factor.clone())]);
                    self.hard.push((term, table));
                }
            }
        }
        if !inside.is_empty() {
            self.inside = self.table(&inside);
        }
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

    /// `∏ e^{ia(−1)^{|e ∧ low|}}` for every element `e` of a chunk.
    fn table(&self, terms: &[(usize, PerLane)]) -> Table<R> {
        let rows: Vec<(usize, &[C64])> =
            terms.iter().map(|(low, factor)| (low >> self.lane_bits, &factor[..])).collect();
        let bits = self.chunk_bits - self.lane_bits;
        let product = Product::new(self.simd, &rows, bits, self.angle_lanes);
        let repeat = self.lanes() / self.angle_lanes;
        let part = |from: &[f64]| -> Vec<R> {
            if repeat == 1 {
                return from.iter().map(|x| R::from_f64(*x)).collect();
            }
            from.iter().flat_map(|x| std::iter::repeat_n(R::from_f64(*x), repeat)).collect()
        };
        Table { re: part(&product.re), im: part(&product.im) }
    }
}
