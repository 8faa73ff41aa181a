//! A prepared sweep applied to a tile: which kernel runs. Called by passes, forward and in reverse.

use super::cube::Cube;
use super::flip::FlipSweep;
use super::mix::MixSweep;
use super::phases::PhaseSweep;
use super::prepare::Sweep;
use super::split::Split;
use super::tile::Tile;
use super::{Real, turns};
use crate::simd::Simd;

/// Applies a sweep to a tile.
#[inline(always)]
pub(super) fn apply<R: Real>(simd: Simd, sweep: &Sweep<R>, tile: Tile<'_, R>) {
    match sweep {
        Sweep::Turns(turns) => {
            simd.launch(turns::Sweep { turns, parts: [Cube::new(tile.re), Cube::new(tile.im)] });
        }
        Sweep::Flip { bits, outer } if tile.base & outer == *outer => {
            simd.launch(FlipSweep { flip: *bits, part: Cube::new(tile.re) });
            simd.launch(FlipSweep { flip: *bits, part: Cube::new(tile.im) });
        }
        Sweep::Flip { .. } => {}
        Sweep::Phases(phases) => {
            let parts = Split { re: Cube::new(tile.re), im: Cube::new(tile.im) };
            simd.launch(PhaseSweep { phases, base: tile.base, tile: parts });
        }
        Sweep::Butterfly(butterfly) => {
            let (re, im) = (Cube::new(tile.re), Cube::new(tile.im));
            simd.launch(turns::ButterflySweep { butterfly, re, im });
        }
        Sweep::Mix(mix) if mix.acts_on(tile.base) => {
            simd.launch(MixSweep { mix, re: Cube::new(tile.re), im: Cube::new(tile.im) });
        }
        Sweep::Wide(wide) if wide.acts_on(tile.base) => simd.run(
            #[inline(always)]
            || wide.apply(tile),
        ),
        Sweep::Mix(_) | Sweep::Wide(_) => {}
    }
}
