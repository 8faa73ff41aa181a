//! The inner loops over the chunks of a run. Products and sums are kept apart, without fused operations: the loops
//! wait for memory, and the bits are the same on every instruction set.

use super::super::Real;
use super::super::chunk::Chunked;
use super::super::simd::{InstructionSet, SimdBase, SimdFrom};
use super::Parts;
use super::partner::Partner;

/// Which chunks are read, and with which partners.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// The first block (of `2^chunk_bits` rows) of the run in its tile, and how many.
    pub(super) first: usize,
    pub(super) blocks: usize,
    /// Chunks of a block: the lanes.
    pub(super) chunks: usize,
    pub(super) partner: Partner,
    /// Blocks with this bit are partners of others, and left out; 0: all are read.
    pub(super) skipped: usize,
}

/// Weights in one of the layouts: reads the chunk of weights of an element.
pub(super) trait Lay<R: Real>: Copy {
    fn chunk<S: InstructionSet>(self, set: S, block: usize, chunk: usize) -> <R as Chunked>::Vector<S>;
}

/// One weight for each row; `chunks_of_row` chunks are one row.
#[derive(Clone, Copy)]
pub(super) struct ByRow<'a, R> {
    pub(super) weights: &'a [R],
    pub(super) chunks_of_row: usize,
}

impl<R: Real> Lay<R> for ByRow<'_, R> {
    #[inline(always)]
    fn chunk<S: InstructionSet>(self, set: S, block: usize, chunk: usize) -> R::Vector<S> {
        splat(set, self.weights[(block << R::CHUNK_BITS) + chunk / self.chunks_of_row])
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
    fn chunk<S: InstructionSet>(self, set: S, block: usize, chunk: usize) -> R::Vector<S> {
        load::<S, R>(set, self.weights, block * self.chunks + chunk)
    }
}

#[inline(always)]
fn load<S: InstructionSet, R: Real>(set: S, from: &[R::Array], at: usize) -> R::Vector<S> {
    R::Vector::<S>::load_array_ref(set, &from[at])
}

#[inline(always)]
fn splat<S: InstructionSet, R: Real>(set: S, x: R) -> R::Vector<S> {
    R::Vector::<S>::simd_from(set, x)
}

/// Adds `factor · Σ_j w_j · part(conj(ψ_{j⊕x}) ψ_j)` over the rows of a run to `sums`, one for each element of a block.
/// The run is added up in the state's precision.
#[inline(always)]
pub(super) fn add_products<S: InstructionSet, R: Real, L: Lay<R>, const IMAGINARY: bool>(
    set: S,
    place: Place,
    (own, other): (Parts<'_, R>, Parts<'_, R>),
    (weights, factor, sums): (L, f64, &mut [f64]),
) {
    let Place { first, blocks, chunks, partner, skipped } = place;
    for chunk in 0..chunks {
        let mut sum = splat(set, R::ZERO);
        for block in 0..blocks {
            if block & skipped != 0 {
                continue;
            }
            let at = (first + block) * chunks + chunk;
            let with = ((first + block) ^ partner.block) * chunks + (chunk ^ partner.chunk);
            let (re, im) = (load::<S, R>(set, own.re, at), load::<S, R>(set, own.im, at));
            let (pr, pi) = (load::<S, R>(set, other.re, with), load::<S, R>(set, other.im, with));
            let product = if IMAGINARY { pr * im - pi * re } else { pr * re + pi * im };
            sum += weights.chunk(set, block, chunk) * product;
        }
        let size = 1 << R::CHUNK_BITS;
        for (total, x) in sums[chunk * size..][..size].iter_mut().zip(sum.as_slice()) {
            *total += factor * x.to_f64();
        }
    }
}

/// `out_j += sign · w_j · (1 or i) · ψ_{j⊕x}` over the rows of a run; `out` starts at the run.
#[inline(always)]
pub(super) fn add_terms<S: InstructionSet, R: Real, L: Lay<R>, const IMAGINARY: bool>(
    set: S,
    place: Place,
    (out_re, out_im): (&mut [R::Array], &mut [R::Array]),
    (weights, sign, other): (L, f64, Parts<'_, R>),
) {
    let Place { first, blocks, chunks, partner, .. } = place;
    let sign = splat(set, R::from_f64(sign));
    for block in 0..blocks {
        let start = ((first + block) ^ partner.block) * chunks;
        for chunk in 0..chunks {
            let with = start + (chunk ^ partner.chunk);
            let (pr, pi) = (load::<S, R>(set, other.re, with), load::<S, R>(set, other.im, with));
            let weight = sign * weights.chunk(set, block, chunk);
            let at = block * chunks + chunk;
            let (re, im) = (load::<S, R>(set, out_re, at), load::<S, R>(set, out_im, at));
            let (re, im) = if IMAGINARY {
                (re - weight * pi, im + weight * pr)
            } else {
                (re + weight * pr, im + weight * pi)
            };
            re.store_array(&mut out_re[at]);
            im.store_array(&mut out_im[at]);
        }
    }
}

/// Adds `conj(a) b` over a run of blocks to the sums of its real and imaginary parts, one for each element of a block.
#[inline(always)]
pub(in super::super) fn add_overlaps<S: InstructionSet, R: Real>(
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
