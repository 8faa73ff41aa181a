//! Vectors in memory: slices whose length is a power of two, read and written a vector at a time.
//! Called by the vector kernels. One of the two files with `unsafe` code.

use super::Real;
use super::simd::{Isa, SimdBase};

/// No cube is shorter: the widest vector of the smallest numbers.
pub(super) const LEAST: usize = 16;

/// A vector of the machine's width.
pub(super) type Vector<S, R> = <R as super::simd::SimdFloatElement>::Native<S>;

/// A slice of `2^bits ≥ 16` elements. Addresses wrap around at its length, so that every address is inside.
pub(super) struct Cube<'a, R> {
    elements: &'a mut [R],
}

impl<'a, R: Real> Cube<'a, R> {
    /// Refuses other lengths by a panic: they are a mistake of this crate.
    pub(super) fn new(elements: &'a mut [R]) -> Cube<'a, R> {
        assert!(elements.len().is_power_of_two() && elements.len() >= LEAST);
        Cube { elements }
    }

    #[inline(always)]
    pub(super) fn len(&self) -> usize {
        self.elements.len()
    }

    /// `at`, a multiple of the vector's width, wrapped to the cube.
    #[inline(always)]
    fn wrapped(&self, at: usize, width: usize) -> usize {
        debug_assert!(at < self.elements.len() && at.is_multiple_of(width));
        at & (self.elements.len() - width)
    }

    /// The vector at element `at`.
    #[inline(always)]
    pub(super) fn load<S: Isa>(&self, simd: S, at: usize) -> Vector<S, R> {
        let width = Vector::<S, R>::LEN;
        let at = self.wrapped(at, width);
        // SAFETY: the length is a power of two and at least `LEAST ≥ width`, so `at & (len − width)` is at most
        // `len − width`.
        Vector::<S, R>::from_slice(simd, unsafe { self.elements.get_unchecked(at..at + width) })
    }

    /// Writes a vector at element `at`.
    #[inline(always)]
    pub(super) fn store<S: Isa>(&mut self, at: usize, vector: Vector<S, R>) {
        let width = Vector::<S, R>::LEN;
        let at = self.wrapped(at, width);
        // SAFETY: as in `load`.
        vector.store_slice(unsafe { self.elements.get_unchecked_mut(at..at + width) });
    }
}
