//! Turns whose bit is inside a vector.

use super::super::Real;
use super::super::cube::{LEAST, Vector, low_partners};
use super::super::simd::{Isa, SimdBase, SimdFloat};
use super::{Kind, Turn};
use smallvec::SmallVec;

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

/// A vector has few bits.
pub(super) type LowTurns<R> = SmallVec<[LowTurn<R>; 3]>;

impl<R: Real> LowTurn<R> {
    pub(super) fn of(turns: &[Turn<R>], vector_bits: u32) -> LowTurns<R> {
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
            partner: low_partners::<S, R>(simd, 1 << self.bit),
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
