//! A flip alone in its sweep: amplitudes change places, no arithmetic. Flips inside a vector, or controlled from inside
//! one, are here; the others mostly ride along with turns.

use super::Real;
use super::cube::{Cube, Vector};
use super::frame::{Bits, Fixed, for_each_fixed};
use crate::simd::{Isa, Kernel, SimdBase};

/// One part of a tile, and a flip's element bits.
pub(super) struct FlipSweep<'a, R> {
    pub(super) flip: Bits,
    pub(super) part: Cube<'a, R>,
}

impl<R: Real> Kernel for FlipSweep<'_, R> {
    type Output = ();

    #[inline(always)]
    fn run<S: Isa>(mut self, simd: S) {
        let width = Vector::<S, R>::LEN;
        let is_low = |bit: u32| 1 << bit < width;
        let Bits { control, target } = self.flip;
        // Vectors that the control leaves alone are not visited.
        let fixed = control.filter(|c| !is_low(*c)).map_or(0, |c| 1usize << c);
        let low_control = control.filter(|c| is_low(*c)).map_or(0, |c| 1usize << c);
        if is_low(target) {
            self.within_vectors(simd, fixed, low_control);
        } else {
            self.between_vectors(simd, fixed, low_control);
        }
    }
}

impl<R: Real> FlipSweep<'_, R> {
    #[inline(always)]
    fn within_vectors<S: Isa>(&mut self, simd: S, fixed: usize, low_control: usize) {
        let size = size_of::<R>();
        let moved = |e: usize| if e & low_control == low_control { e ^ 1 << self.flip.target } else { e };
        let byte = |b: usize| (moved(b / size) * size + b % size) as u8;
        let source: <Vector<S, R> as SimdBase<S>>::ByteVector = SimdBase::from_fn(simd, byte);
        let part = &mut self.part;
        for_each_fixed(
            part.len(),
            Vector::<S, R>::LEN,
            Fixed { bits: fixed, value: fixed },
            #[inline(always)]
            |e| part.store::<S>(e, part.load(simd, e).swizzle_dyn(source)),
        );
    }

    #[inline(always)]
    fn between_vectors<S: Isa>(&mut self, simd: S, fixed: usize, low_control: usize) {
        let (size, width) = (size_of::<R>(), Vector::<S, R>::LEN);
        let stride = 1usize << self.flip.target;
        // From a vector and its partner: the partner's element where the control inside the vector is 1.
        let byte = |b: usize| {
            let e = b / size;
            (b + if e & low_control == low_control { width * size } else { 0 }) as u8
        };
        let source: <Vector<S, R> as SimdBase<S>>::ByteVector = SimdBase::from_fn(simd, byte);
        let part = &mut self.part;
        for_each_fixed(
            part.len(),
            width,
            Fixed { bits: fixed | stride, value: fixed },
            #[inline(always)]
            |e| {
                let (a, b): (Vector<S, R>, Vector<S, R>) = (part.load(simd, e), part.load(simd, e | stride));
                if low_control == 0 {
                    part.store::<S>(e, b);
                    part.store::<S>(e | stride, a);
                } else {
                    part.store::<S>(e, a.concat_swizzle_dyn(b, source));
                    part.store::<S>(e | stride, b.concat_swizzle_dyn(a, source));
                }
            },
        );
    }
}
