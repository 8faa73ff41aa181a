//! Turns applied to one part of a tile.

use super::super::Real;
use super::super::cube::{Cube, Vector};
use super::Turns;
use super::low::{low_turns, turn_low};
use super::rows::{row_turns, turn_high};
use crate::simd::{Isa, Kernel};

/// Both parts of a tile, one after the other.
pub(in super::super) struct Sweep<'a, R> {
    pub(in super::super) turns: &'a Turns<R>,
    pub(in super::super) parts: [Cube<'a, R>; 2],
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
        let low = low_turns::<S, R>(simd, &turns.turns);
        let shared = row_turns::<S, R>(simd, &turns.turns, turns.layout.turn_of, 0);
        let span = turns.layout.span::<ROWS>();
        for part in &mut self.parts {
            span.for_each(
                simd,
                [part],
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
                        let own = row_turns::<S, R>(
                            simd,
                            &turns.turns,
                            turns.layout.turn_of,
                            e & (turns.period - 1),
                        );
                        turn_high::<S, R, ROWS>(&own, &mut x);
                    }
                    for (row, amplitudes) in x.into_iter().enumerate() {
                        rows.store::<S>(0, row, amplitudes);
                    }
                },
            );
        }
    }
}
