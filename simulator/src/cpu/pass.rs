//! Passes over tiles, forward and in reverse. All operations of a pass act on a tile while it is in cache.

use super::cube::Cube;
use super::flip::FlipSweep;
use super::frame::Frame;
use super::mix::MixSweep;
use super::parallel::Threads;
use super::phases::PhaseSweep;
use super::prepare::{self, Sweep};
use super::reverse::Back;
use super::simd::Simd;
use super::state::State;
use super::tile::{Groups, Tile, Tiling, for_each_tile};
use super::{Real, turns};
use crate::BoundPass;

/// How a pass is run.
#[derive(Clone, Copy)]
pub(super) struct Execution {
    pub(super) threads: Threads,
    pub(super) simd: Simd,
    pub(super) chunk_bits: usize,
}

/// The adjoint sweep sums gradients over at most this many groups of tiles, then over the groups in order.
const MAX_GROUPS: usize = 256;

/// Applies a sweep to a tile.
#[inline(always)]
pub(super) fn apply<R: Real>(simd: Simd, sweep: &Sweep<R>, tile: Tile<'_, R>) {
    match sweep {
        Sweep::Turns(turns) => {
            simd.launch(turns::Sweep { turns, part: Cube::new(tile.re) });
            simd.launch(turns::Sweep { turns, part: Cube::new(tile.im) });
        }
        Sweep::Flip { bits, outer } if tile.base & outer == *outer => {
            simd.launch(FlipSweep { flip: *bits, part: Cube::new(tile.re) });
            simd.launch(FlipSweep { flip: *bits, part: Cube::new(tile.im) });
        }
        Sweep::Flip { .. } => {}
        Sweep::Phases(phases) => {
            let (re, im) = (Cube::new(tile.re), Cube::new(tile.im));
            simd.launch(PhaseSweep { phases, base: tile.base, re, im });
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

/// Runs a pass forward.
pub(super) fn run<R: Real>(execution: Execution, pass: &BoundPass<'_>, state: &mut State<R>) {
    let frame = Frame::new::<R>(pass.local, state.lanes, execution.simd);
    let mut sweeps: Vec<Sweep<R>> = Vec::with_capacity(pass.ops.len());
    pass.ops.iter().for_each(|op| prepare::forward(op, &frame, execution.chunk_bits, &mut sweeps));
    let tiling = Tiling::new(state.num_qubits, pass.local, pass.live);
    for_each_tile(execution.threads, &tiling, state, |mut tile| {
        for sweep in &sweeps {
            apply(execution.simd, sweep, tile.reborrow());
        }
    });
}

/// Un-applies a pass to both states and adds its slots' gradients.
pub(super) fn reverse<R: Real>(
    execution: Execution,
    pass: &BoundPass<'_>,
    states: (&mut State<R>, &mut State<R>),
    gradient: &mut [f64],
) {
    let (bra, ket) = states;
    let lanes = ket.lanes;
    let frame = Frame::new::<R>(pass.local, lanes, execution.simd);
    let backs: Vec<Back<'_, R>> =
        pass.ops.iter().map(|op| Back::new(op, &frame, execution.chunk_bits)).collect();
    let sums: usize = backs.iter().map(|back| back.num_sums(lanes)).sum();
    let tiling = Tiling::new(ket.num_qubits, pass.local, pass.live);
    let groups =
        Groups { threads: execution.threads, tiling: &tiling, count: tiling.count().min(MAX_GROUPS) };
    let partials = groups.fold_pairs(
        (bra, ket),
        || vec![0.0; sums],
        |partial, mut bra, mut ket| {
            let mut end = partial.len();
            for back in backs.iter().rev() {
                let start = end - back.num_sums(lanes);
                back.run(execution.simd, (bra.reborrow(), ket.reborrow()), &mut partial[start..end]);
                end = start;
            }
        },
    );
    let mut total = vec![0.0; sums];
    for partial in partials {
        total.iter_mut().zip(partial).for_each(|(sum, x)| *sum += x);
    }
    let mut rest = &total[..];
    for back in &backs {
        let (own, others) = rest.split_at(back.num_sums(lanes));
        back.contract(own, lanes, gradient);
        rest = others;
    }
}
