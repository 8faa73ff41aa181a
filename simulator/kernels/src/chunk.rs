//! Chunks: as many numbers of one precision as 64 bytes hold, the unit of the sums over a state. A chunk is one vector
//! register of the widest instruction set and several of the others, so that the order in which numbers are added up
//! is the same on all of them. Called by the Pauli sums and the reductions.

use crate::simd::{Isa, SimdBase, f32x16, f64x8};

/// Numbers that come in chunks.
pub trait Chunked: Sized + Copy {
    /// A chunk in memory.
    type Array: Copy + Send + Sync + AsRef<[Self]> + AsMut<[Self]>;
    /// A chunk in registers.
    type Vector<S: Isa>: SimdBase<S, Element = Self, Array = Self::Array>;
    /// Numbers of a chunk: 2 to this power.
    const CHUNK_BITS: u32;

    /// The whole chunks of a slice.
    fn chunks(slice: &[Self]) -> &[Self::Array];
    /// The whole chunks of a slice, to write.
    fn chunks_mut(slice: &mut [Self]) -> &mut [Self::Array];
    /// `to[c][k] = from[c][k ⊕ x]`, for `x` below the numbers of a chunk.
    fn exchange(x: usize, from: &[Self::Array], to: &mut [Self::Array]);
}

macro_rules! chunked {
    ($real:ty, $vector:ident, $bits:literal, [$($x:literal)*]) => {
        impl Chunked for $real {
            type Array = [$real; 1 << $bits];
            type Vector<S: Isa> = $vector<S>;
            const CHUNK_BITS: u32 = $bits;

            #[inline(always)]
            fn chunks(slice: &[Self]) -> &[Self::Array] {
                slice.as_chunks().0
            }

            #[inline(always)]
            fn chunks_mut(slice: &mut [Self]) -> &mut [Self::Array] {
                slice.as_chunks_mut().0
            }

            #[inline(always)]
            fn exchange(x: usize, from: &[Self::Array], to: &mut [Self::Array]) {
                match x {
                    $($x => exchange::<$x, _, { 1 << $bits }>(from, to),)*
                    _ => to.copy_from_slice(from),
                }
            }
        }
    };
}

chunked!(f64, f64x8, 3, [1 2 3 4 5 6 7]);
chunked!(f32, f32x16, 4, [1 2 3 4 5 6 7 8 9 10 11 12 13 14 15]);

/// With `X` known, a shuffle of registers.
#[inline(always)]
fn exchange<const X: usize, T: Copy, const K: usize>(from: &[[T; K]], to: &mut [[T; K]]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to = std::array::from_fn(
            #[inline(always)]
            |k| from[k ^ X],
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchanges<T: Chunked + PartialEq + std::fmt::Debug + From<u8>>() {
        let len = 1 << T::CHUNK_BITS;
        let from: Vec<T> = (0..2 * len as u8 + 1).map(T::from).collect();
        assert_eq!(T::chunks(&from).len(), 2, "whole chunks only");
        for x in 0..len {
            let mut to = vec![T::from(0); 2 * len];
            T::exchange(x, T::chunks(&from), T::chunks_mut(&mut to));
            assert!((0..2 * len).all(|e| to[e] == from[e ^ x]), "{x}: {to:?}");
        }
    }

    #[test]
    fn every_exchange_of_a_chunk_is_its_permutation() {
        exchanges::<f64>();
        exchanges::<f32>();
    }
}
