//! Vectors in memory: slices whose length is a power of two, read and written a vector at a time.
//! Called by the vector kernels. One of the two files with `unsafe` code.

use super::Real;
use crate::simd::{Isa, SimdBase};

/// No cube is shorter: the widest vector of the smallest numbers.
pub(super) const LEAST: usize = 16;

/// A vector of the machine's width.
pub(super) type Vector<S, R> = <R as crate::simd::SimdFloatElement>::Native<S>;

/// Byte numbers that exchange the elements of a vector whose numbers differ in exactly the bits of `flipped`.
#[inline(always)]
pub(super) fn low_partners<S: Isa, R: Real>(
    simd: S,
    flipped: usize,
) -> <Vector<S, R> as SimdBase<S>>::ByteVector {
    let distance = (size_of::<R>() * flipped) as u8;
    SimdBase::from_fn(
        simd,
        #[inline(always)]
        |b| b as u8 ^ distance,
    )
}

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

/// Which vectors a sweep holds at once: element `e | offsets[row]` for every `e` whose bits in `fixed` agree with `value`.
pub(super) struct Span<const ROWS: usize> {
    fixed: usize,
    value: usize,
    loads: [usize; ROWS],
    stores: [usize; ROWS],
}

impl<const ROWS: usize> Span<ROWS> {
    /// Rows are read at the offsets `loads` and written at `stores`: all of them combinations of bits of `fixed` that
    /// are 0 in `value`.
    #[inline(always)]
    pub(super) fn new(fixed: usize, value: usize, loads: [usize; ROWS], stores: [usize; ROWS]) -> Span<ROWS> {
        let free = fixed & !value;
        assert!(value & !fixed == 0 && loads.iter().chain(&stores).all(|offset| offset & !free == 0));
        Span { fixed, value, loads, stores }
    }

    /// Calls `work` with every group of rows of cubes of one length.
    #[inline(always)]
    pub(super) fn for_each<S: Isa, R: Real, const PARTS: usize>(
        &self,
        _simd: S,
        parts: [&mut Cube<'_, R>; PARTS],
        mut work: impl FnMut(usize, Rows<'_, R, PARTS, ROWS>),
    ) {
        let width = Vector::<S, R>::LEN;
        let len = parts[0].len();
        assert!(self.fixed < len && self.fixed & (width - 1) == 0);
        assert!(parts.iter().all(|part| part.len() == len));
        let parts = parts.map(|part| part.elements.as_mut_ptr());
        let mut e = 0;
        while e < len {
            // SAFETY: `e` is below the length, as `value` is, so `e | value` is inside the cube.
            let starts = parts.map(|part| unsafe { part.add(e | self.value) });
            work(e, Rows { starts, loads: &self.loads, stores: &self.stores });
            // Adding to the number with all fixed bits set carries over them.
            e = ((e | self.fixed) + width) & !self.fixed;
        }
    }
}

/// Vectors of one group, in each of several cubes. Made by [`Span::for_each`] alone.
pub(super) struct Rows<'a, R, const PARTS: usize, const ROWS: usize> {
    starts: [*mut R; PARTS],
    loads: &'a [usize; ROWS],
    stores: &'a [usize; ROWS],
}

impl<R: Real, const PARTS: usize, const ROWS: usize> Rows<'_, R, PARTS, ROWS> {
    /// The vector of a row.
    #[inline(always)]
    pub(super) fn load<S: Isa>(&self, simd: S, part: usize, row: usize) -> Vector<S, R> {
        let width = Vector::<S, R>::LEN;
        // SAFETY: the start is `e | value`, a multiple of the width below the cube's length whose bits in
        // `fixed & !value` are 0, and the offset has bits there only: their sum is again a multiple of the width below
        // the length, which is a power of two. The cube is borrowed while the group is alive.
        let elements = unsafe { std::slice::from_raw_parts(self.starts[part].add(self.loads[row]), width) };
        Vector::<S, R>::from_slice(simd, elements)
    }

    /// Writes a row's vector.
    #[inline(always)]
    pub(super) fn store<S: Isa>(&mut self, part: usize, row: usize, vector: Vector<S, R>) {
        let width = Vector::<S, R>::LEN;
        // SAFETY: as in `load`; the cube is borrowed mutably.
        let elements =
            unsafe { std::slice::from_raw_parts_mut(self.starts[part].add(self.stores[row]), width) };
        vector.store_slice(elements);
    }
}
