//! Real 2×2 matrices and flips on a few positions in one sweep: all amplitudes that mix stay in registers. Real
//! matrices act on real and imaginary parts alike, so a sweep sees one part at a time.
//! `x0`, `x1` are the amplitudes with a turn's bit 0 and 1.

use super::Real;
use super::cube::{Cube, LEAST, Span, Vector};
use super::frame::Frame;
use super::simd::{Isa, Kernel, SimdBase, SimdFloat};
use crate::op;
use smallvec::SmallVec;

/// Turns and flips on at most this many element bits above the vectors.
pub(super) const MOST_BITS: usize = 4;
const MOST_ROWS: usize = 1 << MOST_BITS;

/// A turn: patterns of its four entries over the lanes, `m[entry * period + e % period]`.
#[derive(Debug, Clone)]
pub(super) struct Turn<R> {
    pub(super) bit: u32,
    m: SmallVec<[R; 4 * LEAST]>,
}

/// A prepared sweep.
#[derive(Debug, Clone)]
pub(super) struct Turns<R> {
    /// `(control, target)` element bits, all above the vectors; first these,
    before: SmallVec<[(Option<u32>, u32); 4]>,
    /// then these,
    pub(super) turns: SmallVec<[Turn<R>; 4]>,
    /// then these.
    after: SmallVec<[(Option<u32>, u32); 4]>,
    pub(super) period: usize,
}

impl<R: Real> Turn<R> {
    pub(super) fn new(bit: u32, turn: &op::Turn, frame: &Frame) -> Turn<R> {
        let period = frame.period();
        let lane = |e: usize| e & (frame.lanes() - 1);
        let entry = |k: usize| (0..period).map(move |e| (k, lane(e)));
        let m = (0..4).flat_map(entry).map(|(k, lane)| R::from_f64(turn.matrix.at(k, lane))).collect();
        Turn { bit, m }
    }

    fn transposed(&self, period: usize) -> Turn<R> {
        let mut m = self.m.clone();
        for e in 0..period {
            (m[period + e], m[2 * period + e]) = (m[2 * period + e], m[period + e]);
        }
        Turn { bit: self.bit, m }
    }
}

impl<R: Real> Turns<R> {
    pub(super) fn new(
        before: &[(Option<u32>, u32)],
        turns: impl IntoIterator<Item = Turn<R>>,
        after: &[(Option<u32>, u32)],
        period: usize,
    ) -> Turns<R> {
        Turns { before: before.into(), turns: turns.into_iter().collect(), after: after.into(), period }
    }

    /// Whether entries are the same in every vector of so many elements.
    pub(super) fn is_uniform(&self, width: usize) -> bool {
        let same =
            |m: &[R]| m.chunks_exact(self.period).all(|m| m.chunks(width).all(|part| *part == m[..width]));
        self.turns.iter().all(|turn| same(&turn.m))
    }

    /// Whether it does nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.before.is_empty() && self.turns.is_empty() && self.after.is_empty()
    }

    pub(super) fn inverse(&self) -> Turns<R> {
        Turns {
            before: self.after.iter().rev().copied().collect(),
            turns: self.turns.iter().map(|turn| turn.transposed(self.period)).collect(),
            after: self.before.iter().rev().copied().collect(),
            period: self.period,
        }
    }

    /// The element bits above `vector_bits` that the sweep mixes, ascending.
    fn high_bits(&self, vector_bits: u32) -> SmallVec<[u32; 8]> {
        let turned = self.turns.iter().map(|turn| turn.bit);
        let flips = self.before.iter().chain(&self.after);
        let mut bits: SmallVec<[u32; 8]> = flips
            .flat_map(|(control, target)| control.iter().copied().chain([*target]))
            .chain(turned)
            .filter(|bit| *bit >= vector_bits)
            .collect();
        bits.sort_unstable();
        bits.dedup();
        bits
    }
}

/// Where a row of amplitudes lies: bit `j` of its number is element bit `bits[j]`.
fn offset(row: usize, bits: &[u32]) -> usize {
    bits.iter().enumerate().fold(0, |sum, (j, bit)| sum | (row >> j & 1) << bit)
}

/// A row after the flips.
fn flipped<'a>(
    row: usize,
    flips: impl Iterator<Item = &'a (Option<u32>, u32)>,
    place: &impl Fn(u32) -> usize,
) -> usize {
    flips.fold(row, |row, (control, target)| {
        let acts = control.is_none_or(|c| row >> place(c) & 1 == 1);
        row ^ usize::from(acts) << place(*target)
    })
}

/// What the inner loop needs.
pub(super) struct Layout {
    /// Rows are gathered from here,
    loads: [usize; MOST_ROWS],
    /// and go back here.
    stores: [usize; MOST_ROWS],
    /// By row bit: the turn on it.
    pub(super) turn_of: [Option<usize>; MOST_BITS],
    mask: usize,
    pub(super) row_bits: usize,
}

impl Layout {
    pub(super) fn new<R: Real>(turns: &Turns<R>, vector_bits: u32) -> Layout {
        let bits = turns.high_bits(vector_bits);
        let place = |bit: u32| bits.iter().position(|b| *b == bit).unwrap_or(0);
        let mut layout = Layout {
            loads: [0; MOST_ROWS],
            stores: [0; MOST_ROWS],
            turn_of: [None; MOST_BITS],
            mask: bits.iter().fold(0, |mask, bit| mask | 1 << bit),
            row_bits: bits.len(),
        };
        for row in 0..1 << bits.len() {
            layout.loads[row] = offset(flipped(row, turns.before.iter().rev(), &place), &bits);
            layout.stores[row] = offset(flipped(row, turns.after.iter(), &place), &bits);
        }
        for (k, turn) in turns.turns.iter().enumerate().filter(|(_, turn)| turn.bit >= vector_bits) {
            layout.turn_of[place(turn.bit)] = Some(k);
        }
        layout
    }
    #[inline(always)]
    pub(super) fn span<const ROWS: usize>(&self) -> Span<ROWS> {
        let (loads, stores) =
            (std::array::from_fn(|k| self.loads[k]), std::array::from_fn(|k| self.stores[k]));
        Span::new(self.mask, 0, loads, stores)
    }
}

/// The four entries of the turns of each row bit, as vectors, where they do not depend on the element.
pub(super) type Entries<S, R> = [Option<[Vector<S, R>; 4]>; MOST_BITS];

/// The entries at a phase of the lanes' period.
#[inline(always)]
pub(super) fn entries<S: Isa, R: Real>(
    simd: S,
    turns: &Turns<R>,
    layout: &Layout,
    phase: usize,
) -> Entries<S, R> {
    layout.turn_of.map(
        #[inline(always)]
        |turn| {
            let turn = &turns.turns[turn?];
            Some(std::array::from_fn(
                #[inline(always)]
                |k| pattern::<S, R>(simd, &turn.m, k * turns.period + phase),
            ))
        },
    )
}

/// A turn inside a vector: `x' = own·x + cross·(x with the bit flipped)`.
pub(super) struct LowTurn<S: Isa, R: Real> {
    pub(super) turn: usize,
    own: Vector<S, R>,
    cross: Vector<S, R>,
    pub(super) partner: <Vector<S, R> as SimdBase<S>>::ByteVector,
    pub(super) bit: u32,
}

/// Byte numbers that exchange the elements whose numbers differ in `bit`.
#[inline(always)]
pub(super) fn partners<S: Isa, R: Real>(simd: S, bit: u32) -> <Vector<S, R> as SimdBase<S>>::ByteVector {
    let size = size_of::<R>();
    let byte = |b: usize| (((b / size) ^ 1 << bit) * size + b % size) as u8;
    SimdBase::from_fn(simd, byte)
}

#[inline(always)]
pub(super) fn low_turns<S: Isa, R: Real>(simd: S, turns: &Turns<R>) -> SmallVec<[LowTurn<S, R>; 4]> {
    let vector_bits = Vector::<S, R>::LEN.trailing_zeros();
    let low = turns.turns.iter().enumerate().filter(|(_, turn)| turn.bit < vector_bits);
    let entry = |turn: &Turn<R>, e: usize, is_cross: usize| {
        let row = e >> turn.bit & 1;
        turn.m[(2 * row + (row ^ is_cross)) * turns.period + e]
    };
    low.map(|(k, turn)| LowTurn {
        turn: k,
        own: Vector::<S, R>::from_fn(simd, |e| entry(turn, e, 0)),
        cross: Vector::<S, R>::from_fn(simd, |e| entry(turn, e, 1)),
        partner: partners::<S, R>(simd, turn.bit),
        bit: turn.bit,
    })
    .collect()
}

#[inline(always)]
pub(super) fn pattern<S: Isa, R: Real>(simd: S, from: &[R], at: usize) -> Vector<S, R> {
    Vector::<S, R>::from_slice(simd, &from[at..at + Vector::<S, R>::LEN])
}

/// Turns inside vectors, on all rows. They are there only where all lanes fit into one vector.
#[inline(always)]
pub(super) fn turn_low<S: Isa, R: Real, const ROWS: usize>(
    low: &[LowTurn<S, R>],
    x: &mut [Vector<S, R>; ROWS],
) {
    for turn in low {
        for row in x.iter_mut() {
            let partner = row.swizzle_dyn(turn.partner);
            *row = turn.cross.mul_add(partner, turn.own * *row);
        }
    }
}

/// Turns between rows, bit by bit.
#[inline(always)]
pub(super) fn turn_high<S: Isa, R: Real, const ROWS: usize>(
    entries: &Entries<S, R>,
    x: &mut [Vector<S, R>; ROWS],
) {
    turn_bit::<S, R, 0, ROWS>(entries, x);
    turn_bit::<S, R, 1, ROWS>(entries, x);
    turn_bit::<S, R, 2, ROWS>(entries, x);
    turn_bit::<S, R, 3, ROWS>(entries, x);
}

/// The turn of row bit `J`. A constant, so that rows stay in registers.
#[inline(always)]
fn turn_bit<S: Isa, R: Real, const J: usize, const ROWS: usize>(
    entries: &Entries<S, R>,
    x: &mut [Vector<S, R>; ROWS],
) {
    if 1 << J >= ROWS {
        return;
    }
    let Some([m00, m01, m10, m11]) = entries[J] else { return };
    for low in 0..ROWS {
        if low >> J & 1 == 0 {
            let (x0, x1) = (x[low], x[low | 1 << J]);
            x[low] = m01.mul_add(x1, m00 * x0);
            x[low | 1 << J] = m10.mul_add(x0, m11 * x1);
        }
    }
}

/// One part of a tile.
pub(super) struct Sweep<'a, R> {
    pub(super) turns: &'a Turns<R>,
    pub(super) part: Cube<'a, R>,
}

impl<R: Real> Kernel for Sweep<'_, R> {
    type Output = ();

    #[inline(always)]
    fn run<S: Isa>(mut self, simd: S) {
        let layout = Layout::new(self.turns, Vector::<S, R>::LEN.trailing_zeros());
        let low = low_turns::<S, R>(simd, self.turns);
        match layout.row_bits {
            0 => self.sweep::<S, 1>(simd, &layout, &low),
            1 => self.sweep::<S, 2>(simd, &layout, &low),
            2 => self.sweep::<S, 4>(simd, &layout, &low),
            3 => self.sweep::<S, 8>(simd, &layout, &low),
            _ => self.sweep::<S, 16>(simd, &layout, &low),
        }
    }
}

impl<R: Real> Sweep<'_, R> {
    #[inline(always)]
    fn sweep<S: Isa, const ROWS: usize>(&mut self, simd: S, layout: &Layout, low: &[LowTurn<S, R>]) {
        let turns = self.turns;
        let shared = entries::<S, R>(simd, turns, layout, 0);
        let is_uniform = turns.is_uniform(Vector::<S, R>::LEN);
        layout.span::<ROWS>().for_each(
            simd,
            [&mut self.part],
            #[inline(always)]
            |e, mut rows| {
                let mut x: [Vector<S, R>; ROWS] = std::array::from_fn(
                    #[inline(always)]
                    |row| rows.load(simd, 0, row),
                );
                turn_low::<S, R, ROWS>(low, &mut x);
                if is_uniform {
                    turn_high::<S, R, ROWS>(&shared, &mut x);
                } else {
                    let own = entries::<S, R>(simd, turns, layout, e & (turns.period - 1));
                    turn_high::<S, R, ROWS>(&own, &mut x);
                }
                for (row, amplitudes) in x.into_iter().enumerate() {
                    rows.store::<S>(0, row, amplitudes);
                }
            },
        );
    }
}
