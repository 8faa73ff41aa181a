//! Real 2×2 matrices and flips on a few positions in one sweep: all amplitudes that mix stay in registers. Real
//! matrices act on real and imaginary parts alike, so a sweep sees one part at a time.
//! `x0`, `x1` are the amplitudes with a turn's bit 0 and 1.

mod butterfly;
mod layout;
mod low;
mod rows;
mod sums;
mod sweep;

pub(super) use butterfly::{Butterfly, ButterflySweep};
pub(super) use sums::ReverseTurns;
pub(super) use sweep::Sweep;

use super::Real;
use super::cube::Vector;
use super::frame::{Bits, Frame};
use super::phases::Direction;
use crate::op;
use crate::simd::{Isa, SimdBase};
use layout::Layout;
use smallvec::SmallVec;

/// Turns and flips on at most this many element bits above the vectors.
const MOST_BITS: usize = 4;
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
    /// As they are carried out: all but one leave out their length, `cos` or `sin`, which saves half of the
    /// multiply-adds, and the one makes up for it.
    pub(super) turns: SmallVec<[Turn<R>; 4]>,
    period: usize,
    /// Whether every vector is turned alike.
    is_uniform: bool,
    is_empty: bool,
    layout: Layout,
}

impl<R: Real> Turn<R> {
    pub(super) fn new(bit: u32, turn: &op::Turn, frame: &Frame, direction: Direction) -> Turn<R> {
        let from = match direction {
            Direction::Forward => [0, 1, 2, 3],
            Direction::Inverse => [0, 2, 1, 3],
        };
        let entry = |k: usize, lane: usize| turn.matrix.at(from[k], lane);
        if turn.matrix.lanes == 1 {
            return Turn::shared(bit, std::array::from_fn(|k| entry(k, 0)));
        }
        let kinds = (0..turn.matrix.lanes).map(|lane| Kind::of(std::array::from_fn(|k| entry(k, lane))));
        let kind = kinds.reduce(|all, kind| if all == kind { all } else { Kind::Matrix });
        let period = frame.period();
        let row = |k: usize| (0..period).map(move |e| R::from_f64(entry(k, e & (frame.lanes() - 1))));
        let m = Entries::PerLane { patterns: (0..4).flat_map(row).collect(), period };
        Turn { bit, m, kind: kind.unwrap_or(Kind::Matrix) }
    }

    /// The same in all lanes.
    fn shared(bit: u32, m: [f64; 4]) -> Turn<R> {
        Turn { bit, m: Entries::Shared(m), kind: Kind::of(m) }
    }
}

impl Kind {
    fn of(m: [f64; 4]) -> Kind {
        if m[3] == m[0] && m[1] == -m[2] {
            Kind::Rotation
        } else if m[3] == -m[0] && m[1] == m[2] {
            Kind::Reflection
        } else {
            Kind::Matrix
        }
    }
}

impl<R: Real> Turns<R> {
    pub(super) fn new(
        before: SmallVec<[Bits; 4]>,
        turns: impl IntoIterator<Item = Turn<R>>,
        after: SmallVec<[Bits; 4]>,
        frame: &Frame,
    ) -> Turns<R> {
        let mut turns: SmallVec<[Turn<R>; 4]> = turns.into_iter().collect();
        let (period, width) = (frame.period(), 1 << frame.vector_bits);
        let is_uniform = |turn: &Turn<R>| {
            let repeats =
                |k: usize| (width..period).all(|e| turn.m.at(k, e) == turn.m.at(k, e & (width - 1)));
            matches!(turn.m, Entries::Shared(_)) || (0..4).all(repeats)
        };
        let is_uniform = turns.iter().all(is_uniform);
        let layout = Layout::new(&before, &turns, &after, frame.vector_bits.max(frame.lane_bits)..frame.bits);
        let is_empty = turns.is_empty() && before.is_empty() && after.is_empty();
        leave_out_lengths(&mut turns, frame.vector_bits);
        Turns { turns, period, is_uniform, is_empty, layout }
    }

    /// Whether it does nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.is_empty
    }
}

/// Rotations and reflections divided by `cos` or `sin`, whichever is larger, and the last turn between vectors multiplied
/// by them all. Lengths that differ from lane to lane stay.
fn leave_out_lengths<R: Real>(all: &mut [Turn<R>], vector_bits: u32) {
    let is_shared = |turn: &Turn<R>| matches!(turn.m, Entries::Shared(_));
    let Some(last) = all.iter().rposition(|turn| turn.bit >= vector_bits) else { return };
    if !all.iter().all(is_shared) {
        return;
    }
    let mut length = 1.0;
    for (_, turn) in all.iter_mut().enumerate().filter(|(k, _)| *k != last) {
        length *= leave_out_length(turn, turn.bit < vector_bits);
    }
    if let Entries::Shared(m) = &mut all[last].m {
        m.iter_mut().for_each(|x| *x *= length);
    }
}

/// Divides a rotation or reflection that all lanes share by `cos` or `sin`, and returns what it was divided by.
fn leave_out_length<R>(turn: &mut Turn<R>, is_low: bool) -> f64 {
    let Entries::Shared(m) = &mut turn.m else { return 1.0 };
    let (cos, sin) = (m[0], m[2]);
    let (kind, length) = match turn.kind {
        Kind::Rotation if cos.abs() >= sin.abs() => (Kind::Tangent, cos),
        Kind::Rotation if !is_low => (Kind::Cotangent, sin),
        Kind::Reflection if cos.abs() >= sin.abs() && !is_low => (Kind::TangentReflection, cos),
        _ => return 1.0,
    };
    turn.kind = kind;
    m.iter_mut().for_each(|x| *x /= length);
    length
}
