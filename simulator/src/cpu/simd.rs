//! Instruction sets: the only file that names one. Kernels are plain loops, compiled once for each set and chosen when
//! the program runs. Every kernel body is `#[inline(always)]`, so that it is compiled inside the chosen set.

use fearless_simd::{Level, dispatch};

pub(super) use fearless_simd::{Simd as InstructionSet, SimdBase, SimdFrom, f32x16, f64x8};

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
pub(super) struct Simd(Level);

/// Work on vectors, written once for all instruction sets; its `perform` is `#[inline(always)]`.
pub(super) trait Task {
    type Output;
    fn perform<S: InstructionSet>(self, set: S) -> Self::Output;
}

impl Simd {
    pub(super) fn new(level: SimdLevel) -> Simd {
        let best = Level::new();
        Simd(match level {
            SimdLevel::Best => best,
            SimdLevel::Baseline => Level::baseline(),
            SimdLevel::Avx2 => avx2(best),
        })
    }

    /// Runs a task that names vectors, compiled for the instruction set.
    #[inline(always)]
    pub(super) fn perform<T: Task>(self, task: T) -> T::Output {
        dispatch!(self.0, set => task.perform(set))
    }

    /// Runs `work` compiled for the instruction set.
    #[inline(always)]
    pub(super) fn run<T>(self, work: impl FnOnce() -> T) -> T {
        dispatch!(self.0, _simd => work())
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
