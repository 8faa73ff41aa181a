//! Instruction sets: the only file that names one. Kernels are written once over vectors of the machine's width, or as
//! plain loops, compiled for each set and chosen when the program runs. Every kernel body is `#[inline(always)]`, so
//! that it is compiled inside the chosen set. Called by the CPU backend, and by planning where it multiplies matrices.

use fearless_simd::Level;

pub(crate) use fearless_simd::{Simd as Isa, SimdBase, SimdFloat, SimdFloatElement, SimdFrom, f32x16, f64x8};

/// Does the work in the best of the sets that there is code for: AVX-512, AVX2, and what every machine has. SSE4.2, between the
/// last two, would make this crate a quarter longer to build, for processors that few people still have.
#[cfg(target_arch = "x86_64")]
macro_rules! in_set {
    ($level:expr, $simd:pat => $work:expr) => {
        if let Some(avx512) = $level.as_avx512() {
            in_set!(@avx512, $simd => $work)
        } else if let Some(avx2) = $level.as_avx2() {
            in_set!(@avx2, $simd => $work)
        } else {
            let sse2 = $level.as_sse2().expect("every x86-64 processor has SSE2");
            in_set!(@sse2, $simd => $work)
        }
    };
    (@$set:ident, $simd:pat => $work:expr) => {{
        let $simd = $set;
        once(
            $set,
            #[inline(always)]
            || $work,
        )
    }};
}

#[cfg(not(target_arch = "x86_64"))]
use fearless_simd::dispatch as in_set;

/// Work compiled for an instruction set, once: `vectorize` is for inlining, which puts a copy of a kernel of 50 KB into
/// every unit of code that calls it.
#[cfg(target_arch = "x86_64")]
#[inline(never)]
fn once<S: Isa, T>(simd: S, work: impl FnOnce() -> T) -> T {
    simd.vectorize(work)
}

/// Which instruction set the kernels use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SimdLevel {
    /// The best the machine has.
    #[default]
    Best,
    /// AVX2 with fused multiply-add, or less where the machine has less.
    Avx2,
    /// What every machine of this architecture has.
    Baseline,
}

/// A detected instruction set.
#[derive(Debug, Clone, Copy)]
pub struct Simd(Level);

/// A computation written over vectors.
pub(crate) trait Kernel {
    /// What it computes.
    type Output;
    /// The computation in the instruction set `S`; implementations are `#[inline(always)]`.
    fn run<S: Isa>(self, simd: S) -> Self::Output;
}

impl Simd {
    /// The instruction set that is asked for, or less where the machine has less.
    pub fn new(level: SimdLevel) -> Simd {
        let best = Level::new();
        Simd(match level {
            SimdLevel::Best => best,
            SimdLevel::Baseline => Level::baseline(),
            SimdLevel::Avx2 => avx2(best),
        })
    }

    /// Runs plain loops compiled for the instruction set.
    #[inline(always)]
    pub fn run<T>(self, work: impl FnOnce() -> T) -> T {
        in_set!(self.0, _simd => work())
    }

    /// Runs a kernel in the instruction set.
    #[inline(always)]
    pub(crate) fn launch<K: Kernel>(self, kernel: K) -> K::Output {
        in_set!(self.0, simd => kernel.run(simd))
    }

    /// Elements of one vector.
    pub(crate) fn width<R: crate::Real>(self) -> usize {
        struct Width<R>(std::marker::PhantomData<R>);
        impl<R: crate::Real> Kernel for Width<R> {
            type Output = usize;
            #[inline(always)]
            fn run<S: Isa>(self, _: S) -> usize {
                R::Native::<S>::LEN
            }
        }
        self.launch(Width::<R>(std::marker::PhantomData))
    }
}

#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
fn avx2(best: Level) -> Level {
    best.as_avx2().map_or(best, Level::Avx2)
}

#[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
fn avx2(best: Level) -> Level {
    best
}
