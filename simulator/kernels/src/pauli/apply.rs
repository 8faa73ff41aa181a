//! `Σ_k w_k P_k|ψ⟩`: every tile of the result is written once for each exchange, by parts that stay in the first-level
//! cache while all groups add to them.

use super::super::{Real, parallel, split::Split, state::State};
use super::groups::{Group, Groups, Part};
use super::kernels::{AsTheyAre, Order, Route, Weighted, add_terms, add_terms_of_one, overlaps};
use super::partner::{Exchanged, Partner};
use super::weights::Weights;
use super::{Parts, Reduction, Shape, TileOf, padded, sum_tiles};
use crate::PauliTerms;
use crate::simd::{Isa, Kernel};

/// Rows of the result that are worked on together: 2 to this power.
const PART_BITS: u32 = 10;

/// `Σ_k w_k P_k|ψ⟩` as a new state.
pub(in super::super) fn apply_terms<R: Real>(
    reduction: Reduction,
    state: &State<R>,
    terms: &PauliTerms,
) -> State<R> {
    apply(reduction, state, terms, Overlap::Omit).0
}

/// `Σ_k w_k P_k|ψ⟩` and `⟨ψ|Σ_k w_k P_k|ψ⟩` for each lane.
pub(in super::super) fn apply_with_expectation<R: Real>(
    reduction: Reduction,
    state: &State<R>,
    terms: &PauliTerms,
) -> (State<R>, Vec<f64>) {
    apply(reduction, state, terms, Overlap::Add)
}

/// Whether the overlap of the state with the result is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Overlap {
    Omit,
    Add,
}

fn apply<R: Real>(
    reduction: Reduction,
    state: &State<R>,
    terms: &PauliTerms,
    overlap: Overlap,
) -> (State<R>, Vec<f64>) {
    if let Some(more) = padded(state) {
        let (mut result, values) = apply(reduction, &more, terms, overlap);
        result.num_qubits = state.num_qubits;
        result.re = result.re.resized(state.re.len());
        result.im = result.im.resized(state.im.len());
        return (result, values);
    }
    let shape = Shape::new(reduction, state);
    let groups = Groups::new(terms, &shape);
    let mut result = state.empty_beside();
    let elements = state.rows() * state.lanes;
    let tiles = parallel::map_chunks(
        reduction.threads,
        shape.tile_len(),
        Split { re: &mut result.re[..elements], im: &mut result.im[..elements] },
        |tile, out| {
            let all = &groups;
            reduction.simd.launch(TileResult { state, shape: &shape, all, tile, out, overlap })
        },
    );
    (result, sum_tiles(&shape, &tiles))
}

/// One tile of the result.
struct TileResult<'a, R: Real> {
    state: &'a State<R>,
    shape: &'a Shape,
    all: &'a Groups,
    tile: usize,
    out: Split<&'a mut [R]>,
    overlap: Overlap,
}

impl<R: Real> Kernel for TileResult<'_, R> {
    /// The overlap's sums over the elements of a block, if wanted.
    type Output = Vec<f64>;

    #[inline(always)]
    fn run<S: Isa>(mut self, set: S) -> Vec<f64> {
        let mut weights = Weights::new(self.shape, self.all.weight_lanes);
        let mut exchanged = Exchanged::new();
        let shape = self.shape;
        let alike = |a: &Group, b: &Group| {
            a.high == b.high && Partner::new(a.x, shape).exchange == Partner::new(b.x, shape).exchange
        };
        for groups in self.all.groups.chunk_by(alike) {
            self.add(set, groups, &mut weights, &mut exchanged);
        }
        match self.overlap {
            Overlap::Omit => Vec::new(),
            Overlap::Add => self.overlap(set),
        }
    }
}

impl<R: Real> TileResult<'_, R> {
    /// Adds groups that read the same exchanged tile.
    #[inline(always)]
    fn add<S: Isa>(
        &mut self,
        set: S,
        groups: &[Group],
        weights: &mut Weights<R>,
        exchanged: &mut Exchanged<R>,
    ) {
        let (shape, all, tile) = (self.shape, self.all, self.tile);
        let with = TileOf::new(self.state, shape, tile ^ groups[0].high);
        let partner = Partner::new(groups[0].x, shape);
        let (other, shuffled) = exchanged.of(set, shape, partner, with);
        let (re, im) = (R::chunks_mut(self.out.re), R::chunks_mut(self.out.im));
        let runs_of_part = 1 << PART_BITS.saturating_sub(shape.run_bits);
        let len = shape.run_chunks();
        for first in (0..shape.runs()).step_by(runs_of_part) {
            for group in groups {
                weights.start(all, group, tile);
                let partner = Partner::new(group.x, shape);
                let (place, run_flip) = (shape.place(partner), partner.block / shape.blocks());
                for run in first..shape.runs().min(first + runs_of_part) {
                    let sign = weights.at(all, group, tile, run);
                    let other = other.part((run ^ run_flip) * len, len);
                    let terms = Weighted { weights: &*weights, sign, other };
                    let chunks = run * len..(run + 1) * len;
                    let out = Split { re: &mut re[chunks.clone()], im: &mut im[chunks] };
                    match (group.part, shuffled) {
                        (Part::Real, None) => {
                            run_terms::<_, _, _, false>(set, Route { place, order: AsTheyAre }, out, terms);
                        }
                        (Part::Imaginary, None) => {
                            run_terms::<_, _, _, true>(set, Route { place, order: AsTheyAre }, out, terms);
                        }
                        (Part::Real, Some(order)) => {
                            run_terms::<_, _, _, false>(set, Route { place, order }, out, terms);
                        }
                        (Part::Imaginary, Some(order)) => {
                            run_terms::<_, _, _, true>(set, Route { place, order }, out, terms);
                        }
                    }
                }
            }
        }
    }

    /// `Re ⟨state|result⟩` on the tile.
    #[inline(always)]
    fn overlap<S: Isa>(&self, set: S) -> Vec<f64> {
        let state = TileOf::new(self.state, self.shape, self.tile).parts();
        let result: Parts<'_, R> = Parts::new(&*self.out.re, &*self.out.im);
        overlaps(set, self.shape, state, result).re
    }
}

/// The kernel for the lanes and blocks of a run.
#[inline(always)]
fn run_terms<S: Isa, R: Real, O: Order<S, R>, const IMAGINARY: bool>(
    set: S,
    route: Route<O>,
    out: Split<&mut [R::Array]>,
    terms: Weighted<'_, R, &Weights<R>>,
) {
    let place = route.place;
    let elements = terms.weights.by_element();
    match (place.chunks, place.blocks) {
        (1, 8) => {
            let terms = terms.with(elements.weights);
            add_terms_of_one::<_, _, _, IMAGINARY, 8>(set, route, out, terms);
        }
        (1, 4) => {
            let terms = terms.with(elements.weights);
            add_terms_of_one::<_, _, _, IMAGINARY, 4>(set, route, out, terms);
        }
        _ => match terms.weights.by_row() {
            Some(rows) => add_terms::<_, _, _, IMAGINARY>(set, place, out, terms.with(rows)),
            None => add_terms::<_, _, _, IMAGINARY>(set, place, out, terms.with(elements)),
        },
    }
}
