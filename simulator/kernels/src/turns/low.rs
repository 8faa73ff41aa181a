//! Turns whose bit is inside a vector.

use super::super::Real;
use super::super::cube::{LEAST, Vector, low_partners};
use super::{Kind, Turn};
use crate::simd::{Isa, SimdBase, SimdFloat};
use smallvec::SmallVec;

/// A turn inside a vector: `x' = own·x + cross·(x with the bit flipped)`.
pub(super) struct LowTurn<S: Isa, R: Real> {
    /// Its number among the sweep's turns.
    pub(super) turn: usize,
    own: Vector<S, R>,
    cross: Vector<S, R>,
    /// Whether `own` is 1.
    is_shear: bool,
    pub(super) partner: <Vector<S, R> as SimdBase<S>>::ByteVector,
}

/// A vector has few bits.
pub(super) type LowTurns<S, R> = SmallVec<[LowTurn<S, R>; 3]>;

/// The turns whose bit is inside a vector.
#[inline(always)]
pub(super) fn low_turns<S: Isa, R: Real>(simd: S, turns: &[Turn<R>]) -> LowTurns<S, R> {
    let mut low = LowTurns::new();
    for (k, turn) in turns.iter().enumerate() {
        if 1 << turn.bit >= Vector::<S, R>::LEN {
            continue;
        }
        let entry = |e: usize, is_cross: usize| {
            let row = e >> turn.bit & 1;
            turn.m.at(2 * row + (row ^ is_cross), e)
        };
        let (mut own, mut cross) = ([R::ZERO; LEAST], [R::ZERO; LEAST]);
        for e in 0..Vector::<S, R>::LEN {
            (own[e], cross[e]) = (entry(e, 0), entry(e, 1));
        }
        low.push(LowTurn {
            turn: k,
            own: Vector::<S, R>::from_slice(simd, &own[..Vector::<S, R>::LEN]),
            cross: Vector::<S, R>::from_slice(simd, &cross[..Vector::<S, R>::LEN]),
            is_shear: turn.kind == Kind::Tangent,
            partner: low_partners::<S, R>(simd, 1 << turn.bit),
        });
    }
    low
}

/// Turns inside vectors, on all rows. They are there only where all lanes fit into one vector.
#[inline(always)]
pub(super) fn turn_low<S: Isa, R: Real, const ROWS: usize>(
    low: &[LowTurn<S, R>],
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
