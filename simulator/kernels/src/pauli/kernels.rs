//! The inner loops over the chunks of a run. Products and sums are kept apart, without fused operations: the loops
//! wait for memory, and the bits are the same on every instruction set.

use super::super::Real;
use super::super::chunk::Chunked;
use super::super::split::Split;
use super::{Parts, Shape};
use crate::simd::{Isa, SimdBase, SimdFrom};

/// The chunks of a run, and where those of their partners are in the partner's run.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// Blocks (of `2^chunk_bits` rows) of a run.
    pub(super) blocks: usize,
    /// Chunks of a block: the lanes.
    pub(super) chunks: usize,
    /// Flipped in a block's number.
    pub(super) block_flip: usize,
    /// Flipped in a chunk's number inside a block.
    pub(super) chunk_flip: usize,
    /// Blocks with this bit are partners of others, and left out; 0: all are read.
    pub(super) skipped: usize,
}

/// The way to a chunk's partner: where it is, and how its rows come to the places of the chunk's own.
#[derive(Clone, Copy)]
pub(super) struct Route<O> {
    pub(super) place: Place,
    pub(super) order: O,
}

/// The chunks of a run, and of its partner.
#[derive(Clone, Copy)]
pub(super) struct Sides<'a, R: Real> {
    pub(super) own: Parts<'a, R>,
    pub(super) other: Parts<'a, R>,
}

/// What products are added to: one sum for each element of a block, with the weights of the run's rows and a factor.
pub(super) struct Total<'a, L> {
    pub(super) weights: L,
    pub(super) factor: f64,
    pub(super) sums: &'a mut [f64],
}

impl<'a, L> Total<'a, L> {
    /// The same with its weights in another layout.
    #[inline(always)]
    pub(super) fn with<M>(self, weights: M) -> Total<'a, M> {
        Total { weights, factor: self.factor, sums: self.sums }
    }
}

/// Weights of the run's rows, their sign, and the amplitudes that they multiply.
#[derive(Clone, Copy)]
pub(super) struct Weighted<'a, R: Real, L> {
    pub(super) weights: L,
    pub(super) sign: f64,
    pub(super) other: Parts<'a, R>,
}

impl<'a, R: Real, L> Weighted<'a, R, L> {
    /// The same with its weights in another layout.
    #[inline(always)]
    pub(super) fn with<M>(self, weights: M) -> Weighted<'a, R, M> {
        Weighted { weights, sign: self.sign, other: self.other }
    }
}

/// Weights in one of the layouts: reads the chunk of weights of an element.
pub(super) trait Lay<R: Real>: Copy {
    fn chunk<S: Isa>(self, set: S, block: usize, chunk: usize) -> <R as Chunked>::Vector<S>;
}

/// One weight for each row; `2^row_bits` chunks are one row.
#[derive(Clone, Copy)]
pub(super) struct ByRow<'a, R> {
    pub(super) weights: &'a [R],
    pub(super) row_bits: u32,
}

impl<R: Real> Lay<R> for ByRow<'_, R> {
    #[inline(always)]
    fn chunk<S: Isa>(self, set: S, block: usize, chunk: usize) -> R::Vector<S> {
        splat(set, self.weights[(block << R::CHUNK_BITS) + (chunk >> self.row_bits)])
    }
}

/// One weight for each element; `chunks` chunks are one block.
#[derive(Clone, Copy)]
pub(super) struct ByElement<'a, R: Real> {
    pub(super) weights: &'a [R::Array],
    pub(super) chunks: usize,
}

impl<R: Real> Lay<R> for ByElement<'_, R> {
    #[inline(always)]
    fn chunk<S: Isa>(self, set: S, block: usize, chunk: usize) -> R::Vector<S> {
        load::<S, R>(set, self.weights, block * self.chunks + chunk)
    }
}

#[inline(always)]
fn load<S: Isa, R: Real>(set: S, from: &[R::Array], at: usize) -> R::Vector<S> {
    R::Vector::<S>::load_array_ref(set, &from[at])
}

#[inline(always)]
fn splat<S: Isa, R: Real>(set: S, x: R) -> R::Vector<S> {
    R::Vector::<S>::simd_from(set, x)
}

/// How the rows of a partner's chunk are brought to the places of a chunk's own.
pub(super) trait Order<S: Isa, R: Real>: Copy {
    fn arrange(self, chunk: R::Vector<S>) -> R::Vector<S>;
}

/// They are there.
#[derive(Clone, Copy)]
pub(super) struct AsTheyAre;

impl<S: Isa, R: Real> Order<S, R> for AsTheyAre {
    #[inline(always)]
    fn arrange(self, chunk: R::Vector<S>) -> R::Vector<S> {
        chunk
    }
}

/// Numbers of the bytes to take.
type Bytes<S, R> = <<R as Chunked>::Vector<S> as SimdBase<S>>::ByteVector;

/// Rows `j ⊕ x`, by one shuffle of a register.
#[derive(Clone, Copy)]
pub(super) struct Shuffled<S: Isa, R: Real>(Bytes<S, R>);

impl<S: Isa, R: Real> Shuffled<S, R> {
    /// Whether a chunk is one register, so that this is cheaper than a copy of the tile.
    pub(super) const IS_CHEAP: bool = <S::f64s as SimdBase<S>>::LEN == 8;

    #[inline(always)]
    pub(super) fn new(set: S, x: usize) -> Shuffled<S, R> {
        Shuffled(Bytes::<S, R>::from_fn(
            set,
            #[inline(always)]
            |byte| (byte ^ (x * size_of::<R>())) as u8,
        ))
    }
}

impl<S: Isa, R: Real> Order<S, R> for Shuffled<S, R> {
    #[inline(always)]
    fn arrange(self, chunk: R::Vector<S>) -> R::Vector<S> {
        chunk.swizzle_dyn(self.0)
    }
}

/// Adds `factor · Σ_j w_j · part(conj(ψ_{j⊕x}) ψ_j)` over the rows of a run to `sums`, one for each element of a block.
/// The run is added up in the state's precision.
#[inline(always)]
pub(super) fn add_products<S: Isa, R: Real, L: Lay<R>, const IMAGINARY: bool>(
    set: S,
    place: Place,
    sides: Sides<'_, R>,
    total: Total<'_, L>,
) {
    let (Sides { own, other }, Total { weights, factor, sums }) = (sides, total);
    let Place { blocks, chunks, block_flip, chunk_flip, skipped } = place;
    let size = 1 << R::CHUNK_BITS;
    for (chunk, totals) in sums.chunks_exact_mut(size).enumerate() {
        let mut sum = splat(set, R::ZERO);
        for block in 0..blocks {
            if block & skipped != 0 {
                continue;
            }
            let at = block * chunks + chunk;
            let with = (block ^ block_flip) * chunks + (chunk ^ chunk_flip);
            let product = product::<S, R, IMAGINARY>(own.load(set, at), other.load(set, with));
            sum += weights.chunk(set, block, chunk) * product;
        }
        add_scaled::<S, R>(totals, factor, sum);
    }
}

/// `add_products` for one lane and runs of `N` blocks, so that the loop is unrolled.
#[inline(always)]
pub(super) fn add_products_of_one<S: Isa, R: Real, O: Order<S, R>, const IMAGINARY: bool, const N: usize>(
    set: S,
    route: Route<O>,
    sides: Sides<'_, R>,
    total: Total<'_, &[R::Array]>,
) {
    let Route { place, order } = route;
    // Slices of known length need no checks.
    let (own, other) = (sides.own.part(0, N), sides.other.part(0, N));
    let weights = &total.weights[..N];
    let mut sum = splat(set, R::ZERO);
    if place.skipped == 0 {
        for block in 0..N {
            let with = (block ^ place.block_flip) % N;
            let partner = arranged::<S, R, O>(order, other.load(set, with));
            let product = product::<S, R, IMAGINARY>(own.load(set, block), partner);
            sum += load::<S, R>(set, weights, block) * product;
        }
    } else {
        let low = place.skipped - 1;
        for k in 0..N / 2 {
            // The blocks whose bit `skipped` is zero.
            let block = (k & low | (k & !low) << 1) % N;
            let with = (block ^ place.block_flip) % N;
            let partner = arranged::<S, R, O>(order, other.load(set, with));
            let product = product::<S, R, IMAGINARY>(own.load(set, block), partner);
            sum += load::<S, R>(set, weights, block) * product;
        }
    }
    add_scaled::<S, R>(total.sums, total.factor, sum);
}

/// A chunk of amplitudes in registers.
type Loaded<S, R> = Split<<R as Chunked>::Vector<S>>;

impl<R: Real> Parts<'_, R> {
    #[inline(always)]
    fn load<S: Isa>(self, set: S, at: usize) -> Loaded<S, R> {
        Split { re: load::<S, R>(set, self.re, at), im: load::<S, R>(set, self.im, at) }
    }
}

#[inline(always)]
fn arranged<S: Isa, R: Real, O: Order<S, R>>(order: O, chunk: Loaded<S, R>) -> Loaded<S, R> {
    Split { re: order.arrange(chunk.re), im: order.arrange(chunk.im) }
}

/// The wanted part of `conj(ψ_{j⊕x}) ψ_j`.
#[inline(always)]
fn product<S: Isa, R: Real, const IMAGINARY: bool>(own: Loaded<S, R>, other: Loaded<S, R>) -> R::Vector<S> {
    if IMAGINARY { other.re * own.im - other.im * own.re } else { other.re * own.re + other.im * own.im }
}

#[inline(always)]
fn add_scaled<S: Isa, R: Real>(totals: &mut [f64], factor: f64, sum: R::Vector<S>) {
    for (total, x) in totals.iter_mut().zip(sum.as_slice()) {
        *total += factor * x.to_f64();
    }
}

/// `out_j += sign · w_j · (1 or i) · ψ_{j⊕x}` over the rows of a run.
#[inline(always)]
pub(super) fn add_terms<S: Isa, R: Real, L: Lay<R>, const IMAGINARY: bool>(
    set: S,
    place: Place,
    out: Split<&mut [R::Array]>,
    terms: Weighted<'_, R, L>,
) {
    let Place { blocks, chunks, block_flip, chunk_flip, .. } = place;
    let sign = splat(set, R::from_f64(terms.sign));
    for block in 0..blocks {
        let start = (block ^ block_flip) * chunks;
        for chunk in 0..chunks {
            let weight = sign * terms.weights.chunk(set, block, chunk);
            let partner = terms.other.load(set, start + (chunk ^ chunk_flip));
            let turned = turned::<S, R, IMAGINARY>(set, weight, partner);
            let at = block * chunks + chunk;
            (load::<S, R>(set, out.re, at) + turned.re).store_array(&mut out.re[at]);
            (load::<S, R>(set, out.im, at) + turned.im).store_array(&mut out.im[at]);
        }
    }
}

/// `add_terms` for one lane and runs of `N` blocks, so that the loop is unrolled.
#[inline(always)]
pub(super) fn add_terms_of_one<S: Isa, R: Real, O: Order<S, R>, const IMAGINARY: bool, const N: usize>(
    set: S,
    route: Route<O>,
    out: Split<&mut [R::Array]>,
    terms: Weighted<'_, R, &[R::Array]>,
) {
    let (weights, other) = (&terms.weights[..N], terms.other.part(0, N));
    let (out_re, out_im) = (&mut out.re[..N], &mut out.im[..N]);
    let sign = splat(set, R::from_f64(terms.sign));
    for block in 0..N {
        let with = (block ^ route.place.block_flip) % N;
        let weight = sign * load::<S, R>(set, weights, block);
        let partner = arranged::<S, R, O>(route.order, other.load(set, with));
        let turned = turned::<S, R, IMAGINARY>(set, weight, partner);
        (load::<S, R>(set, out_re, block) + turned.re).store_array(&mut out_re[block]);
        (load::<S, R>(set, out_im, block) + turned.im).store_array(&mut out_im[block]);
    }
}

/// `w · (1 or i) · ψ`.
#[inline(always)]
fn turned<S: Isa, R: Real, const IMAGINARY: bool>(
    set: S,
    weight: R::Vector<S>,
    partner: Loaded<S, R>,
) -> Loaded<S, R> {
    if IMAGINARY {
        Split { re: splat(set, R::ZERO) - weight * partner.im, im: weight * partner.re }
    } else {
        Split { re: weight * partner.re, im: weight * partner.im }
    }
}

/// `conj(a) b` over a tile, run by run: sums of its real and imaginary parts, one for each element of a block.
#[inline(always)]
pub(in super::super) fn overlaps<S: Isa, R: Real>(
    set: S,
    shape: &Shape,
    a: Parts<'_, R>,
    b: Parts<'_, R>,
) -> Split<Vec<f64>> {
    let mut sums = Split { re: vec![0.0; shape.block_len()], im: vec![0.0; shape.block_len()] };
    for run in 0..shape.runs() {
        let blocks = run * shape.blocks()..(run + 1) * shape.blocks();
        for chunk in 0..shape.lanes {
            let (mut re, mut im) = (splat(set, R::ZERO), splat(set, R::ZERO));
            for block in blocks.clone() {
                let at = block * shape.lanes + chunk;
                let (a, b) = (a.load(set, at), b.load(set, at));
                re += a.re * b.re + a.im * b.im;
                im += a.re * b.im - a.im * b.re;
            }
            for k in 0..1 << R::CHUNK_BITS {
                sums.re[(chunk << R::CHUNK_BITS) + k] += re[k].to_f64();
                sums.im[(chunk << R::CHUNK_BITS) + k] += im[k].to_f64();
            }
        }
    }
    sums
}
