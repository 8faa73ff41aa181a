//! Expectation values: every pair of rows `j`, `j⊕x` is read once for each group.

use super::super::{Real, parallel, state::State};
use super::groups::{Group, Groups, Part};
use super::kernels::{AsTheyAre, Order, Place, Route, Sides, Total, add_products, add_products_of_one};
use super::partner::{Exchanged, Partner};
use super::weights::Weights;
use super::{Reduction, Shape, TileOf, padded, sum_tiles};
use crate::PauliTerms;
use crate::simd::{Isa, Kernel};

/// `⟨ψ|Σ_k w_k P_k|ψ⟩` for each lane; the weights are the same in every lane.
pub(in super::super) fn expectation<R: Real>(
    reduction: Reduction,
    state: &State<R>,
    terms: &PauliTerms,
) -> Vec<f64> {
    if let Some(state) = padded(state) {
        return expectation(reduction, &state, terms);
    }
    let shape = Shape::new(reduction, state);
    let groups = Groups::new(terms, &shape);
    let tiles = parallel::map(reduction.threads, shape.tiles, |tile| {
        reduction.simd.launch(TileExpectation { state, shape: &shape, all: &groups, tile })
    });
    sum_tiles(&shape, &tiles)
}

/// The part of the expectation whose pairs belong to a tile.
struct TileExpectation<'a, R: Real> {
    state: &'a State<R>,
    shape: &'a Shape,
    all: &'a Groups,
    tile: usize,
}

impl<R: Real> Kernel for TileExpectation<'_, R> {
    type Output = Vec<f64>;

    #[inline(always)]
    fn run<S: Isa>(self, set: S) -> Vec<f64> {
        let mut weights = Weights::new(self.shape, 1);
        let mut exchanged = Exchanged::new();
        let mut sums = vec![0.0; self.shape.block_len()];
        for group in &self.all.groups {
            if owns(self.tile, group.high) {
                let shared = Shared { weights: &mut weights, exchanged: &mut exchanged };
                self.group(set, group, shared, &mut sums);
            }
        }
        sums
    }
}

/// What the groups of a tile share.
struct Shared<'a, R> {
    weights: &'a mut Weights<R>,
    exchanged: &'a mut Exchanged<R>,
}

/// Whether the pairs between tile `tile` and tile `tile ⊕ high` are this tile's work: one of the two, by turns.
#[inline(always)]
fn owns(tile: usize, high: usize) -> bool {
    let lowest = high & high.wrapping_neg();
    high == 0 || (tile & lowest != 0) == high.count_ones().is_multiple_of(2)
}

impl<R: Real> TileExpectation<'_, R> {
    #[inline(always)]
    fn group<S: Isa>(&self, set: S, group: &Group, shared: Shared<'_, R>, sums: &mut [f64]) {
        let (shape, all, tile) = (self.shape, self.all, self.tile);
        let Shared { weights, exchanged } = shared;
        let partner = Partner::new(group.x, shape);
        let own = TileOf::new(self.state, shape, tile).parts();
        let with = TileOf::new(self.state, shape, tile ^ group.high);
        let (other, shuffled) = exchanged.of(set, shape, partner, with);
        // Of two rows that are partners one is read. Pairs inside a block are read twice.
        let highest = (group.x >> shape.chunk_bits).checked_ilog2().map_or(0, |bit| 1 << bit);
        let (skipped_blocks, skipped_runs) = match group.high {
            0 => (highest & (shape.blocks() - 1), highest / shape.blocks()),
            _ => (0, 0),
        };
        let factor = if group.high | highest == 0 { 1.0 } else { 2.0 };
        weights.start(all, group, tile);
        let place = Place { skipped: skipped_blocks, ..shape.place(partner) };
        let (len, run_flip) = (shape.run_chunks(), partner.block / shape.blocks());
        for run in 0..shape.runs() {
            if run & skipped_runs != 0 {
                continue;
            }
            let factor = factor * weights.at(all, group, tile, run);
            let sides =
                Sides { own: own.part(run * len, len), other: other.part((run ^ run_flip) * len, len) };
            let total = Total { weights: &*weights, factor, sums };
            match (group.part, shuffled) {
                (Part::Real, None) => {
                    run_products::<_, _, _, false>(set, Route { place, order: AsTheyAre }, sides, total);
                }
                (Part::Imaginary, None) => {
                    run_products::<_, _, _, true>(set, Route { place, order: AsTheyAre }, sides, total);
                }
                (Part::Real, Some(order)) => {
                    run_products::<_, _, _, false>(set, Route { place, order }, sides, total);
                }
                (Part::Imaginary, Some(order)) => {
                    run_products::<_, _, _, true>(set, Route { place, order }, sides, total);
                }
            }
        }
    }
}

/// The kernel for the lanes and blocks of a run.
#[inline(always)]
fn run_products<S: Isa, R: Real, O: Order<S, R>, const IMAGINARY: bool>(
    set: S,
    route: Route<O>,
    sides: Sides<'_, R>,
    total: Total<'_, &Weights<R>>,
) {
    let place = route.place;
    let elements = total.weights.by_element();
    match (place.chunks, place.blocks) {
        (1, 8) => {
            let total = total.with(elements.weights);
            add_products_of_one::<_, _, _, IMAGINARY, 8>(set, route, sides, total);
        }
        (1, 4) => {
            let total = total.with(elements.weights);
            add_products_of_one::<_, _, _, IMAGINARY, 4>(set, route, sides, total);
        }
        _ => match total.weights.by_row() {
            Some(rows) => add_products::<_, _, _, IMAGINARY>(set, place, sides, total.with(rows)),
            None => add_products::<_, _, _, IMAGINARY>(set, place, sides, total.with(elements)),
        },
    }
}
