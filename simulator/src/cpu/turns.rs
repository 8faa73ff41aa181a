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
    kind: Kind,
}

/// What a matrix is, exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Rotation,
    Reflection,
    /// `[[1, −t], [t, 1]]`, a rotation but for its length.
    Tangent,
    /// `[[u, −1], [1, u]]`, a rotation but for its length.
    Cotangent,
    /// `[[1, t], [t, −1]]`, a reflection but for its length.
    TangentReflection,
    Matrix,
}

/// The four entries.
#[derive(Debug, Clone)]
enum Entries<R> {
    Shared([f64; 4]),
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
            Entries::Shared(m) => R::from_f64(m[k]),
            Entries::PerLane { patterns, period } => patterns[k * period + (e & (period - 1))],
        }
    }

    /// As vectors from element `phase` on.
    #[inline(always)]
    fn vectors<S: Isa>(&self, simd: S, phase: usize) -> [Vector<S, R>; 4] {
        match self {
            Entries::Shared(m) => m.map(
                #[inline(always)]
                |x| Vector::<S, R>::splat(simd, R::from_f64(x)),
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
    /// The turns as they are carried out: all but one leave out their length, `cos` or `sin`, which saves half of the
    /// multiply-adds, and the one makes up for it.
    carried: SmallVec<[Turn<R>; 4]>,
}

impl<R: Real> Turn<R> {
    pub(super) fn new(bit: u32, turn: &op::Turn, frame: &Frame) -> Turn<R> {
        let entry = |k: usize, lane: usize| R::from_f64(turn.matrix.at(k, lane));
        let all = |sign: R| {
            let fits = |lane| entry(3, lane) == sign * entry(0, lane) && entry(1, lane) == -sign * entry(2, lane);
            (0..turn.matrix.lanes).all(fits)
        };
        let kind = match (all(R::ONE), all(-R::ONE)) {
            (true, _) => Kind::Rotation,
            (_, true) => Kind::Reflection,
            _ => Kind::Matrix,
        };
        if turn.matrix.lanes == 1 {
            return Turn { bit, m: Entries::Shared(std::array::from_fn(|k| turn.matrix.at(k, 0))), kind };
        }
        let period = frame.period();
        let row = |k: usize| (0..period).map(move |e| entry(k, e & (frame.lanes() - 1)));
        let m = Entries::PerLane { patterns: (0..4).flat_map(row).collect(), period };
        Turn { bit, m, kind }
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
        Turn { bit: self.bit, m, kind: self.kind }
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
        let carried = without_lengths(&turns, vector_bits);
        Turns {
            is_uniform: turns.iter().all(|t| matches!(t.m, Entries::Shared(_)) || is_uniform(t)),
            layout: Layout::new(&before, &turns, &after, vector_bits),
            low: LowTurn::of(&carried, vector_bits),
            carried,
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

/// Rotations and reflections divided by `cos` or `sin`, whichever is larger, and the last turn between vectors multiplied
/// by them all. Lengths that differ from lane to lane stay.
fn without_lengths<R: Real>(turns: &[Turn<R>], vector_bits: u32) -> SmallVec<[Turn<R>; 4]> {
    let mut all: SmallVec<[Turn<R>; 4]> = turns.iter().cloned().collect();
    let is_shared = |turn: &Turn<R>| matches!(turn.m, Entries::Shared(_));
    let Some(last) = all.iter().rposition(|turn| turn.bit >= vector_bits) else { return all };
    if !all.iter().all(is_shared) {
        return all;
    }
    let mut length = 1.0;
    for (k, turn) in all.iter_mut().enumerate().filter(|(k, _)| *k != last) {
        let (Entries::Shared(m), true) = (&mut turn.m, k < turns.len()) else { continue };
        let is_low = turn.bit < vector_bits;
        let (cos, sin) = (m[0], m[2]);
        let (kind, own) = match turn.kind {
            Kind::Rotation if cos.abs() >= sin.abs() => (Kind::Tangent, cos),
            Kind::Rotation if !is_low => (Kind::Cotangent, sin),
            Kind::Reflection if cos.abs() >= sin.abs() && !is_low => (Kind::TangentReflection, cos),
            _ => continue,
        };
        turn.kind = kind;
        m.iter_mut().for_each(|x| *x /= own);
        length *= own;
    }
    if let Entries::Shared(m) = &mut all[last].m {
        m.iter_mut().for_each(|x| *x *= length);
    }
    all
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

/// The turn of a row bit, as vectors. Rotations and reflections have two numbers only, which stay in registers.
#[derive(Clone, Copy)]
pub(super) enum RowTurn<V> {
    /// None.
    Nothing,
    /// `[[c, −s], [s, c]]`.
    Rotation(V, V),
    /// `[[c, s], [s, −c]]`.
    Reflection(V, V),
    /// `[[1, −t], [t, 1]]`.
    Tangent(V),
    /// `[[u, −1], [1, u]]`.
    Cotangent(V),
    /// `[[1, t], [t, −1]]`.
    TangentReflection(V),
    /// Any other.
    Matrix([V; 4]),
}

/// The turns of all row bits.
pub(super) type RowTurns<S, R> = [RowTurn<Vector<S, R>>; MOST_BITS];

/// The turns at a phase of the lanes' period.
#[inline(always)]
pub(super) fn row_turns<S: Isa, R: Real>(simd: S, turns: &Turns<R>, phase: usize) -> RowTurns<S, R> {
    turns.layout.turn_of.map(
        #[inline(always)]
        |turn| {
            let Some(k) = turn else { return RowTurn::Nothing };
            let Turn { m, kind, .. } = &turns.carried[k];
            let [m00, m01, m10, m11] = m.vectors(simd, phase);
            match kind {
                Kind::Rotation => RowTurn::Rotation(m00, m10),
                Kind::Reflection => RowTurn::Reflection(m00, m10),
                Kind::Tangent => RowTurn::Tangent(m10),
                Kind::Cotangent => RowTurn::Cotangent(m00),
                Kind::TangentReflection => RowTurn::TangentReflection(m10),
                Kind::Matrix => RowTurn::Matrix([m00, m01, m10, m11]),
            }
        },
    )
}

/// A turn inside a vector: `x' = own·x + cross·(x with the bit flipped)`.
#[derive(Debug, Clone)]
pub(super) struct LowTurn<R> {
    pub(super) turn: usize,
    pub(super) bit: u32,
    own: [R; LEAST],
    cross: [R; LEAST],
    /// Whether `own` is 1.
    is_shear: bool,
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
            is_shear: turn.kind == Kind::Tangent,
        })
        .collect()
    }

    #[inline(always)]
    pub(super) fn vectors<S: Isa>(&self, simd: S) -> LowVectors<S, R> {
        LowVectors {
            own: Vector::<S, R>::from_slice(simd, &self.own[..Vector::<S, R>::LEN]),
            cross: Vector::<S, R>::from_slice(simd, &self.cross[..Vector::<S, R>::LEN]),
            partner: partners::<S, R>(simd, self.bit),
            is_shear: self.is_shear,
        }
    }
}

/// The same as vectors.
pub(super) struct LowVectors<S: Isa, R: Real> {
    own: Vector<S, R>,
    cross: Vector<S, R>,
    is_shear: bool,
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
        if turn.is_shear {
            for row in x.iter_mut() {
                *row = turn.cross.mul_add(row.swizzle_dyn(turn.partner), *row);
            }
        } else {
            for row in x.iter_mut() {
                *row = turn.cross.mul_add(row.swizzle_dyn(turn.partner), turn.own * *row);
            }
        }
    }
}

/// Turns between rows, bit by bit.
#[inline(always)]
pub(super) fn turn_high<S: Isa, R: Real, const ROWS: usize>(
    turns: &RowTurns<S, R>,
    x: &mut [Vector<S, R>; ROWS],
) {
    turn_bit::<S, R, 0, ROWS>(turns, x);
    turn_bit::<S, R, 1, ROWS>(turns, x);
    turn_bit::<S, R, 2, ROWS>(turns, x);
    turn_bit::<S, R, 3, ROWS>(turns, x);
}

/// The turn of row bit `J`. A constant, so that rows stay in registers.
#[inline(always)]
fn turn_bit<S: Isa, R: Real, const J: usize, const ROWS: usize>(
    turns: &RowTurns<S, R>,
    x: &mut [Vector<S, R>; ROWS],
) {
    if 1 << J >= ROWS {
        return;
    }
    match turns[J] {
        RowTurn::Nothing => {}
        RowTurn::Rotation(c, s) => pairs::<_, J, ROWS>(
            x,
            #[inline(always)]
            |x0, x1| ((-s).mul_add(x1, c * x0), s.mul_add(x0, c * x1)),
        ),
        RowTurn::Reflection(c, s) => pairs::<_, J, ROWS>(
            x,
            #[inline(always)]
            |x0, x1| (s.mul_add(x1, c * x0), s.mul_add(x0, (-c) * x1)),
        ),
        RowTurn::Tangent(t) => pairs::<_, J, ROWS>(
            x,
            #[inline(always)]
            |x0, x1| ((-t).mul_add(x1, x0), t.mul_add(x0, x1)),
        ),
        RowTurn::Cotangent(u) => pairs::<_, J, ROWS>(
            x,
            #[inline(always)]
            |x0, x1| (u.mul_sub(x0, x1), u.mul_add(x1, x0)),
        ),
        RowTurn::TangentReflection(t) => pairs::<_, J, ROWS>(
            x,
            #[inline(always)]
            |x0, x1| (t.mul_add(x1, x0), t.mul_sub(x0, x1)),
        ),
        RowTurn::Matrix([m00, m01, m10, m11]) => pairs::<_, J, ROWS>(
            x,
            #[inline(always)]
            |x0, x1| (m01.mul_add(x1, m00 * x0), m10.mul_add(x0, m11 * x1)),
        ),
    }
}

/// Replaces the pairs of rows that differ in bit `J`.
#[inline(always)]
fn pairs<V: Copy, const J: usize, const ROWS: usize>(x: &mut [V; ROWS], turn: impl Fn(V, V) -> (V, V)) {
    for low in 0..ROWS {
        if low >> J & 1 == 0 {
            (x[low], x[low | 1 << J]) = turn(x[low], x[low | 1 << J]);
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
        let shared = row_turns::<S, R>(simd, turns, 0);
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
                    let own = row_turns::<S, R>(simd, turns, e & (turns.period - 1));
                    turn_high::<S, R, ROWS>(&own, &mut x);
                }
                for (row, amplitudes) in x.into_iter().enumerate() {
                    rows.store::<S>(0, row, amplitudes);
                }
            },
        );
    }
}
