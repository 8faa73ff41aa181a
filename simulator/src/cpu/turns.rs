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

/// A turn on an element bit.
#[derive(Debug, Clone)]
pub(super) struct Turn<R> {
    pub(super) bit: u32,
    m: Entries<R>,
}

/// The four entries.
#[derive(Debug, Clone)]
enum Entries<R> {
    Shared([R; 4]),
    /// Patterns over the lanes, `[entry * period + e % period]`.
    PerLane {
        patterns: Vec<R>,
        period: usize,
    },
}

impl<R: Real> Entries<R> {
    #[inline(always)]
    fn at(&self, k: usize, e: usize) -> R {
        match self {
            Entries::Shared(m) => m[k],
            Entries::PerLane { patterns, period } => patterns[k * period + (e & (period - 1))],
        }
    }

    /// As vectors from element `phase` on.
    #[inline(always)]
    fn vectors<S: Isa>(&self, simd: S, phase: usize) -> [Vector<S, R>; 4] {
        match self {
            Entries::Shared(m) => m.map(
                #[inline(always)]
                |x| Vector::<S, R>::splat(simd, x),
            ),
            Entries::PerLane { patterns, period } => std::array::from_fn(
                #[inline(always)]
                |k| Vector::<S, R>::from_slice(simd, &patterns[k * period + phase..][..Vector::<S, R>::LEN]),
            ),
        }
    }
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
    /// Whether every vector is turned alike.
    pub(super) is_uniform: bool,
    pub(super) layout: Layout,
    pub(super) low: Vec<LowTurn<R>>,
}

impl<R: Real> Turn<R> {
    pub(super) fn new(bit: u32, turn: &op::Turn, frame: &Frame) -> Turn<R> {
        let entry = |k: usize, lane: usize| R::from_f64(turn.matrix.at(k, lane));
        if turn.matrix.lanes == 1 {
            return Turn { bit, m: Entries::Shared(std::array::from_fn(|k| entry(k, 0))) };
        }
        let period = frame.period();
        let row = |k: usize| (0..period).map(move |e| entry(k, e & (frame.lanes() - 1)));
        Turn { bit, m: Entries::PerLane { patterns: (0..4).flat_map(row).collect(), period } }
    }

    fn transposed(&self) -> Turn<R> {
        let m = match &self.m {
            Entries::Shared([a, b, c, d]) => Entries::Shared([*a, *c, *b, *d]),
            Entries::PerLane { patterns, period } => {
                let row = |k: usize| patterns[k * period..(k + 1) * period].iter().copied();
                let patterns = [0, 2, 1, 3].into_iter().flat_map(row).collect();
                Entries::PerLane { patterns, period: *period }
            }
        };
        Turn { bit: self.bit, m }
    }
}

impl<R: Real> Turns<R> {
    pub(super) fn new(
        before: &[(Option<u32>, u32)],
        turns: impl IntoIterator<Item = Turn<R>>,
        after: &[(Option<u32>, u32)],
        frame: &Frame,
    ) -> Turns<R> {
        let turns: SmallVec<[Turn<R>; 4]> = turns.into_iter().collect();
        Turns::arrange(before.into(), turns, after.into(), (frame.period(), frame.vector_bits))
    }

    fn arrange(
        before: SmallVec<[(Option<u32>, u32); 4]>,
        turns: SmallVec<[Turn<R>; 4]>,
        after: SmallVec<[(Option<u32>, u32); 4]>,
        (period, vector_bits): (usize, u32),
    ) -> Turns<R> {
        let width = 1 << vector_bits;
        let is_uniform = |turn: &Turn<R>| {
            (0..4).all(|k| (width..period).all(|e| turn.m.at(k, e) == turn.m.at(k, e & (width - 1))))
        };
        Turns {
            is_uniform: turns.iter().all(|t| matches!(t.m, Entries::Shared(_)) || is_uniform(t)),
            layout: Layout::new(&before, &turns, &after, vector_bits),
            low: LowTurn::of(&turns, vector_bits),
            before,
            turns,
            after,
            period,
        }
    }

    pub(super) fn inverse(&self) -> Turns<R> {
        let before = self.after.iter().rev().copied().collect();
        let after = self.before.iter().rev().copied().collect();
        let turns = self.turns.iter().map(Turn::transposed).collect();
        Turns::arrange(before, turns, after, (self.period, self.layout.vector_bits))
    }

    /// Whether it does nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.before.is_empty() && self.turns.is_empty() && self.after.is_empty()
    }
}

/// The element bits above `vector_bits` that a sweep mixes, ascending.
fn high_bits<R>(
    before: &[(Option<u32>, u32)],
    turns: &[Turn<R>],
    after: &[(Option<u32>, u32)],
    vector_bits: u32,
) -> SmallVec<[u32; 16]> {
    let turned = turns.iter().map(|turn| turn.bit);
    let flips = before.iter().chain(after);
    let mut bits: SmallVec<[u32; 16]> = flips
        .flat_map(|(control, target)| control.iter().copied().chain([*target]))
        .chain(turned)
        .filter(|bit| *bit >= vector_bits)
        .collect();
    bits.sort_unstable();
    bits.dedup();
    bits
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
#[derive(Debug, Clone)]
pub(super) struct Layout {
    /// Rows are gathered from here,
    loads: [usize; MOST_ROWS],
    /// and go back here.
    stores: [usize; MOST_ROWS],
    /// By row bit: the turn on it.
    pub(super) turn_of: [Option<usize>; MOST_BITS],
    mask: usize,
    pub(super) row_bits: usize,
    vector_bits: u32,
}

impl Layout {
    fn new<R>(
        before: &[(Option<u32>, u32)],
        turns: &[Turn<R>],
        after: &[(Option<u32>, u32)],
        vector_bits: u32,
    ) -> Layout {
        let bits = high_bits(before, turns, after, vector_bits);
        let place = |bit: u32| bits.iter().position(|b| *b == bit).unwrap_or(0);
        let mut layout = Layout {
            loads: [0; MOST_ROWS],
            stores: [0; MOST_ROWS],
            turn_of: [None; MOST_BITS],
            mask: bits.iter().fold(0, |mask, bit| mask | 1 << bit),
            row_bits: bits.len(),
            vector_bits,
        };
        for row in 0..1 << bits.len() {
            layout.loads[row] = offset(flipped(row, before.iter().rev(), &place), &bits);
            layout.stores[row] = offset(flipped(row, after.iter(), &place), &bits);
        }
        for (k, turn) in turns.iter().enumerate().filter(|(_, turn)| turn.bit >= vector_bits) {
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

/// The four entries of the turn of each row bit.
pub(super) type RowEntries<S, R> = [Option<[Vector<S, R>; 4]>; MOST_BITS];

/// The entries at a phase of the lanes' period.
#[inline(always)]
pub(super) fn entries<S: Isa, R: Real>(simd: S, turns: &Turns<R>, phase: usize) -> RowEntries<S, R> {
    turns.layout.turn_of.map(
        #[inline(always)]
        |turn| Some(turns.turns[turn?].m.vectors(simd, phase)),
    )
}

/// A turn inside a vector: `x' = own·x + cross·(x with the bit flipped)`.
#[derive(Debug, Clone)]
pub(super) struct LowTurn<R> {
    pub(super) turn: usize,
    pub(super) bit: u32,
    own: [R; LEAST],
    cross: [R; LEAST],
}

impl<R: Real> LowTurn<R> {
    fn of(turns: &[Turn<R>], vector_bits: u32) -> Vec<LowTurn<R>> {
        let low = turns.iter().enumerate().filter(|(_, turn)| turn.bit < vector_bits);
        let entry = |turn: &Turn<R>, e: usize, is_cross: usize| {
            let row = e >> turn.bit & 1;
            turn.m.at(2 * row + (row ^ is_cross), e)
        };
        low.map(|(k, turn)| LowTurn {
            turn: k,
            bit: turn.bit,
            own: std::array::from_fn(|e| entry(turn, e, 0)),
            cross: std::array::from_fn(|e| entry(turn, e, 1)),
        })
        .collect()
    }

    #[inline(always)]
    pub(super) fn vectors<S: Isa>(&self, simd: S) -> LowVectors<S, R> {
        LowVectors {
            own: Vector::<S, R>::from_slice(simd, &self.own[..Vector::<S, R>::LEN]),
            cross: Vector::<S, R>::from_slice(simd, &self.cross[..Vector::<S, R>::LEN]),
            partner: partners::<S, R>(simd, self.bit),
        }
    }
}

/// The same as vectors.
pub(super) struct LowVectors<S: Isa, R: Real> {
    own: Vector<S, R>,
    cross: Vector<S, R>,
    pub(super) partner: <Vector<S, R> as SimdBase<S>>::ByteVector,
}

/// Byte numbers that exchange the elements whose numbers differ in `bit`.
#[inline(always)]
pub(super) fn partners<S: Isa, R: Real>(simd: S, bit: u32) -> <Vector<S, R> as SimdBase<S>>::ByteVector {
    let distance = (size_of::<R>() << bit) as u8;
    SimdBase::from_fn(
        simd,
        #[inline(always)]
        |b| b as u8 ^ distance,
    )
}

/// Turns inside vectors, on all rows. They are there only where all lanes fit into one vector.
#[inline(always)]
pub(super) fn turn_low<S: Isa, R: Real, const ROWS: usize>(
    low: &[LowVectors<S, R>],
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
    entries: &RowEntries<S, R>,
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
    entries: &RowEntries<S, R>,
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
        match self.turns.layout.row_bits {
            0 => self.sweep::<S, 1>(simd),
            1 => self.sweep::<S, 2>(simd),
            2 => self.sweep::<S, 4>(simd),
            3 => self.sweep::<S, 8>(simd),
            _ => self.sweep::<S, 16>(simd),
        }
    }
}

impl<R: Real> Sweep<'_, R> {
    #[inline(always)]
    fn sweep<S: Isa, const ROWS: usize>(&mut self, simd: S) {
        let turns = self.turns;
        let low: SmallVec<[LowVectors<S, R>; 4]> = turns.low.iter().map(|turn| turn.vectors(simd)).collect();
        let shared = entries::<S, R>(simd, turns, 0);
        turns.layout.span::<ROWS>().for_each(
            simd,
            [&mut self.part],
            #[inline(always)]
            |e, mut rows| {
                let mut x: [Vector<S, R>; ROWS] = std::array::from_fn(
                    #[inline(always)]
                    |row| rows.load(simd, 0, row),
                );
                turn_low::<S, R, ROWS>(&low, &mut x);
                if turns.is_uniform {
                    turn_high::<S, R, ROWS>(&shared, &mut x);
                } else {
                    let own = entries::<S, R>(simd, turns, e & (turns.period - 1));
                    turn_high::<S, R, ROWS>(&own, &mut x);
                }
                for (row, amplitudes) in x.into_iter().enumerate() {
                    rows.store::<S>(0, row, amplitudes);
                }
            },
        );
    }
}
