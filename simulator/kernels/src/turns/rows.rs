//! Turns between the rows that a sweep holds in registers.

use super::super::Real;
use super::super::cube::Vector;
use super::{Kind, MOST_BITS, Turn};
use crate::simd::{Isa, SimdFloat};

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
pub(super) fn row_turns<S: Isa, R: Real>(
    simd: S,
    turns: &[Turn<R>],
    turn_of: [Option<u8>; MOST_BITS],
    phase: usize,
) -> RowTurns<S, R> {
    let mut all = [RowTurn::Nothing; MOST_BITS];
    for (row_turn, turn) in all.iter_mut().zip(turn_of) {
        let Some(k) = turn else { continue };
        let Turn { m, kind, .. } = &turns[usize::from(k)];
        let [m00, m01, m10, m11] = m.vectors(simd, phase);
        *row_turn = match kind {
            Kind::Rotation => RowTurn::Rotation(m00, m10),
            Kind::Reflection => RowTurn::Reflection(m00, m10),
            Kind::Tangent => RowTurn::Tangent(m10),
            Kind::Cotangent => RowTurn::Cotangent(m00),
            Kind::TangentReflection => RowTurn::TangentReflection(m10),
            Kind::Matrix => RowTurn::Matrix([m00, m01, m10, m11]),
        };
    }
    all
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
