//! Passes over tiles, forward and in reverse. All operations of a pass act on a tile while it is in cache.

use super::Real;
use super::apply::apply;
use super::frame::Frame;
use super::opening::open;
use super::parallel::Threads;
use super::phases::Chunks;
use super::prepare::{self, Sweep};
use super::reverse::Back;
use super::state::State;
use super::tile::{Groups, Tiling, for_each_tile};
use crate::simd::Simd;
use crate::{BoundPass, BraKet};

/// How a pass is run.
#[derive(Clone, Copy)]
pub(super) struct Execution {
    pub(super) threads: Threads,
    pub(super) simd: Simd,
    pub(super) chunks: Chunks,
    /// Whether what begins in |0…0⟩ is opened as a product.
    pub(super) opening: bool,
}

/// The adjoint sweep sums gradients over at most this many groups of tiles, then over the groups in order.
const MAX_GROUPS: usize = 256;

/// Runs a pass forward.
pub(super) fn run<R: Real>(execution: Execution, pass: &BoundPass<'_>, state: &mut State<R>) {
    let frame = Frame::new::<R>(pass.local, state.lanes, execution.simd);
    let tiling = Tiling::new(state.num_qubits, pass.local, pass.live);
    let Execution { threads, simd, chunks, opening } = execution;
    if tiling.count() == 1 {
        // Each sweep is for one tile only: it is made, applied and forgotten.
        return for_each_tile(threads, &tiling, state, |mut tile| {
            let opened = if opening && pass.live == 0 { open(&pass.ops, &frame, &mut tile) } else { 0 };
            for op in &pass.ops[opened..] {
                prepare::forward(op, &frame, chunks, |sweep| apply(simd, &sweep, tile.reborrow()));
            }
        });
    }
    let mut sweeps: Vec<Sweep<R>> = Vec::with_capacity(pass.ops.len());
    for op in &pass.ops {
        prepare::forward(op, &frame, chunks, |sweep| sweeps.push(sweep));
    }
    for_each_tile(threads, &tiling, state, |mut tile| {
        for sweep in &sweeps {
            apply(simd, sweep, tile.reborrow());
        }
    });
}

/// Un-applies a pass to both states and adds its slots' gradients.
pub(super) fn reverse<R: Real>(
    execution: Execution,
    pass: &BoundPass<'_>,
    pair: BraKet<'_, R>,
    gradient: &mut [f64],
) {
    let BraKet { bra, ket } = pair;
    let lanes = ket.lanes;
    let frame = Frame::new::<R>(pass.local, lanes, execution.simd);
    let backs: Vec<Back<'_, R>> = pass.ops.iter().map(|op| Back::new(op, &frame, execution.chunks)).collect();
    let sums: usize = backs.iter().map(|back| back.num_sums(lanes)).sum();
    let tiling = Tiling::new(ket.num_qubits, pass.local, pass.live);
    let groups =
        Groups { threads: execution.threads, tiling: &tiling, count: tiling.count().min(MAX_GROUPS) };
    let partials = groups.fold_pairs(
        bra,
        ket,
        || vec![0.0; sums],
        |partial, mut bra, mut ket| {
            let mut end = partial.len();
            for back in backs.iter().rev() {
                let start = end - back.num_sums(lanes);
                back.run(execution.simd, bra.reborrow(), ket.reborrow(), &mut partial[start..end]);
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
