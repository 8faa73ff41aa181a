//! Passes over tiles, forward and in reverse. All operations of a pass act on a tile while it is in cache.

use super::index::gather;
use super::local::{LocalOp, LocalShape, prepare, tiling};
use super::overlap::Overlap;
use super::parallel::Threads;
use super::simd::Simd;
use super::state::State;
use super::tile::{Groups, Tile, for_each_tile};
use super::{Real, dense, diagonal};
use crate::{BoundPass, Op};
use ansatz_circuits::C64;

/// How a pass is run.
#[derive(Clone, Copy)]
pub(super) struct Execution {
    pub(super) threads: Threads,
    pub(super) simd: Simd,
}

/// The adjoint sweep sums gradients over at most this many groups of tiles, then over the groups in order.
const MAX_GROUPS: usize = 256;

/// Applies an operation to a tile.
#[inline(always)]
fn apply<R: Real>(simd: Simd, op: &LocalOp<R>, tile: Tile<'_, R>) {
    if !op.acts_on(tile.base) {
        return;
    }
    simd.run(
        #[inline(always)]
        || match &op.shape {
            LocalShape::Dense { targets } => dense::apply(op, targets, tile),
            LocalShape::Diagonal { inner, outer } => {
                let entry =
                    outer.iter().fold(0, |sum, (q, bit)| sum | gather(tile.base as usize, &[*q]) << bit);
                diagonal::apply(op, inner, entry, tile);
            }
            LocalShape::Parity { inner, outer } => {
                let odd = (tile.base & outer).count_ones() as usize & 1;
                diagonal::apply_parity(op, *inner, odd, tile);
            }
        },
    );
}

/// Runs a pass forward.
pub(super) fn run<R: Real>(execution: Execution, pass: &BoundPass<'_>, state: &mut State<R>) {
    let ops: Vec<LocalOp<R>> = prepare(&pass.ops, pass.local);
    let tiling = tiling(state.num_qubits, pass.local);
    for_each_tile(execution.threads, &tiling, state, |mut tile| {
        for op in &ops {
            apply(execution.simd, op, tile.reborrow());
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
    let tiling = tiling(ket.num_qubits, pass.local);
    let inverses: Vec<Op> = pass.ops.iter().map(Op::inverse).collect();
    let inverses: Vec<LocalOp<R>> = prepare(&inverses, pass.local);
    let slots: Vec<usize> = pass.ops.iter().flat_map(|op| op.derivatives.iter().map(|d| d.slot)).collect();
    let groups =
        Groups { threads: execution.threads, tiling: &tiling, count: tiling.count().min(MAX_GROUPS) };
    let partials = groups.fold_pairs(
        (bra, ket),
        || vec![0.0; slots.len() * lanes],
        |partial, bra, ket| reverse_tile(execution.simd, &pass.ops, &inverses, (bra, ket), partial),
    );
    for partial in partials {
        for (k, slot) in slots.iter().enumerate() {
            let sums = &mut gradient[slot * lanes..(slot + 1) * lanes];
            sums.iter_mut().zip(&partial[k * lanes..]).for_each(|(sum, x)| *sum += x);
        }
    }
}

/// Operations from last to first: the overlap is taken after the operation, then both tiles go back before it.
fn reverse_tile<R: Real>(
    simd: Simd,
    ops: &[Op],
    inverses: &[LocalOp<R>],
    tiles: (Tile<'_, R>, Tile<'_, R>),
    partial: &mut [f64],
) {
    let (mut bra, mut ket) = tiles;
    let lanes = ket.lanes;
    let mut end = partial.len() / lanes;
    for (op, inverse) in ops.iter().zip(inverses).rev() {
        let start = end - op.derivatives.len();
        if !op.derivatives.is_empty() && inverse.acts_on(ket.base) {
            let overlap = Overlap { op: inverse, bra: &bra, ket: &ket };
            let entries = op.action.num_entries();
            let overlaps = simd.run(
                #[inline(always)]
                || overlap.compute(entries),
            );
            contract(op, &overlaps, lanes, &mut partial[start * lanes..end * lanes]);
        }
        end = start;
        apply(simd, inverse, bra.reborrow());
        apply(simd, inverse, ket.reborrow());
    }
}

/// Adds `2 Re Σ_e D_e M_e` of every slot and lane.
fn contract(op: &Op, overlaps: &[C64], lanes: usize, gradient: &mut [f64]) {
    for (derivative, gradient) in op.derivatives.iter().zip(gradient.chunks_exact_mut(lanes)) {
        let matrix = &derivative.matrix;
        for (lane, sum) in gradient.iter_mut().enumerate() {
            let own = if matrix.lanes == 1 { 0 } else { lane };
            let product: f64 = (0..op.action.num_entries())
                .map(|e| (matrix.values[e * matrix.lanes + own] * overlaps[e * lanes + lane]).re)
                .sum();
            *sum += 2.0 * product;
        }
    }
}
