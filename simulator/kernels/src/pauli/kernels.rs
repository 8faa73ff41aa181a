//! The inner loops over the chunks of a run. Products and sums are kept apart, without fused operations: the loops
//! wait for memory, and the bits are the same on every instruction set.

use super::super::Real;
use super::super::chunk::Chunked;
use super::Parts;
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
    (own, other): (Parts<'_, R>, Parts<'_, R>),
    (weights, factor, sums): (L, f64, &mut [f64]),
) {
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
            let product = product::<S, R, AsTheyAre, IMAGINARY>(set, (own, at), (other, with, AsTheyAre));
            sum += weights.chunk(set, block, chunk) * product;
        }
        add_scaled::<S, R>(totals, factor, sum);
    }
}

/// `add_products` for one lane and runs of `N` blocks, so that the loop is unrolled.
#[inline(always)]
pub(super) fn add_products_of_one<S: Isa, R: Real, O: Order<S, R>, const IMAGINARY: bool, const N: usize>(
    set: S,
    (place, order): (Place, O),
    (own, other): (Parts<'_, R>, Parts<'_, R>),
    (weights, factor, sums): (&[R::Array], f64, &mut [f64]),
) {
    // Slices of known length need no checks.
    let (own, other) = (own.part(0, N), other.part(0, N));
    let weights = &weights[..N];
    let mut sum = splat(set, R::ZERO);
    if place.skipped == 0 {
        for block in 0..N {
            let with = (block ^ place.block_flip) % N;
            let product = product::<S, R, O, IMAGINARY>(set, (own, block), (other, with, order));
            sum += load::<S, R>(set, weights, block) * product;
        }
    } else {
        let low = place.skipped - 1;
        for k in 0..N / 2 {
            // The blocks whose bit `skipped` is zero.
            let block = (k & low | (k & !low) << 1) % N;
            let with = (block ^ place.block_flip) % N;
            let product = product::<S, R, O, IMAGINARY>(set, (own, block), (other, with, order));
            sum += load::<S, R>(set, weights, block) * product;
        }
    }
    add_scaled::<S, R>(sums, factor, sum);
}

/// The wanted part of `conj(ψ_{j⊕x}) ψ_j`.
#[inline(always)]
fn product<S: Isa, R: Real, O: Order<S, R>, const IMAGINARY: bool>(
    set: S,
    (own, at): (Parts<'_, R>, usize),
    (other, with, order): (Parts<'_, R>, usize, O),
) -> R::Vector<S> {
    let (re, im) = (load::<S, R>(set, own.re, at), load::<S, R>(set, own.im, at));
    let (pr, pi) = (load::<S, R>(set, other.re, with), load::<S, R>(set, other.im, with));
    let (pr, pi) = (order.arrange(pr), order.arrange(pi));
    if IMAGINARY { pr * im - pi * re } else { pr * re + pi * im }
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
    (out_re, out_im): (&mut [R::Array], &mut [R::Array]),
    (weights, sign, other): (L, f64, Parts<'_, R>),
) {
    let Place { blocks, chunks, block_flip, chunk_flip, .. } = place;
    let sign = splat(set, R::from_f64(sign));
    for block in 0..blocks {
        let start = (block ^ block_flip) * chunks;
        for chunk in 0..chunks {
            let weight = sign * weights.chunk(set, block, chunk);
            let (pr, pi) = turned::<S, R, AsTheyAre, IMAGINARY>(
                set,
                weight,
                (other, start + (chunk ^ chunk_flip), AsTheyAre),
            );
            let at = block * chunks + chunk;
            (load::<S, R>(set, out_re, at) + pr).store_array(&mut out_re[at]);
            (load::<S, R>(set, out_im, at) + pi).store_array(&mut out_im[at]);
        }
    }
}

/// `add_terms` for one lane and runs of `N` blocks, so that the loop is unrolled.
#[inline(always)]
pub(super) fn add_terms_of_one<S: Isa, R: Real, O: Order<S, R>, const IMAGINARY: bool, const N: usize>(
    set: S,
    (place, order): (Place, O),
    (out_re, out_im): (&mut [R::Array], &mut [R::Array]),
    (weights, sign, other): (&[R::Array], f64, Parts<'_, R>),
) {
    let (weights, other) = (&weights[..N], other.part(0, N));
    let (out_re, out_im) = (&mut out_re[..N], &mut out_im[..N]);
    let sign = splat(set, R::from_f64(sign));
    for block in 0..N {
        let with = (block ^ place.block_flip) % N;
        let weight = sign * load::<S, R>(set, weights, block);
        let (pr, pi) = turned::<S, R, O, IMAGINARY>(set, weight, (other, with, order));
        (load::<S, R>(set, out_re, block) + pr).store_array(&mut out_re[block]);
        (load::<S, R>(set, out_im, block) + pi).store_array(&mut out_im[block]);
    }
}

/// `w · (1 or i) · ψ`.
#[inline(always)]
fn turned<S: Isa, R: Real, O: Order<S, R>, const IMAGINARY: bool>(
    set: S,
    weight: R::Vector<S>,
    (other, with, order): (Parts<'_, R>, usize, O),
) -> (R::Vector<S>, R::Vector<S>) {
    let (pr, pi) = (load::<S, R>(set, other.re, with), load::<S, R>(set, other.im, with));
    let (pr, pi) = (order.arrange(pr), order.arrange(pi));
    if IMAGINARY { (splat(set, R::ZERO) - weight * pi, weight * pr) } else { (weight * pr, weight * pi) }
}

/// Adds `conj(a) b` over a run of blocks to the sums of its real and imaginary parts, one for each element of a block.
#[inline(always)]
pub(in super::super) fn add_overlaps<S: Isa, R: Real>(
    set: S,
    (first, blocks, chunks): (usize, usize, usize),
    (a, b): (Parts<'_, R>, Parts<'_, R>),
    sums: (&mut [f64], &mut [f64]),
) {
    let size = 1 << R::CHUNK_BITS;
    for chunk in 0..chunks {
        let (mut re, mut im) = (splat(set, R::ZERO), splat(set, R::ZERO));
        for block in first..first + blocks {
            let at = block * chunks + chunk;
            let (ar, ai) = (load::<S, R>(set, a.re, at), load::<S, R>(set, a.im, at));
            let (br, bi) = (load::<S, R>(set, b.re, at), load::<S, R>(set, b.im, at));
            re += ar * br + ai * bi;
            im += ar * bi - ai * br;
        }
        for k in 0..size {
            sums.0[chunk * size + k] += re[k].to_f64();
            sums.1[chunk * size + k] += im[k].to_f64();
        }
    }
}
