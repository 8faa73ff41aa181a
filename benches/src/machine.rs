//! What the machine can do at best: bytes copied and multiply-adds of its widest vectors in a second, by all threads of
//! the pool that the caller is in. Called by the suite, which holds every row against it.

use crate::{Repeats, least_seconds, median_seconds};
use ansatz::simulator::{
    Backend, CpuOptions, SimulatorError,
    machine::{Kernels, cpu_f32, cpu_f64},
};
use fearless_simd::{Level, Simd, SimdBase, SimdFloat, SimdFloatElement, dispatch};
use rayon::prelude::*;
use std::convert::Infallible;
use std::hint::black_box;

/// Numbers of a state vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// 32 bits.
    F32,
    /// 64 bits.
    F64,
}

impl Precision {
    /// Bytes of an amplitude.
    pub fn amplitude_bytes(self) -> usize {
        match self {
            Precision::F32 => 8,
            Precision::F64 => 16,
        }
    }

    /// The processor with these options.
    pub fn cpu(self, options: CpuOptions) -> Box<dyn Backend> {
        match self {
            Precision::F32 => cpu_f32(options),
            Precision::F64 => cpu_f64(options),
        }
    }
}

/// The best rates of a pool of threads.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Machine {
    /// How many threads; `None` on a GPU.
    pub threads: Option<usize>,
    /// Bytes read and written a second when a buffer larger than the caches is copied.
    pub copy_bytes_per_s: f64,
    /// Multiply-adds a second from registers alone, where that is measured.
    pub multiply_adds_per_s: Option<f64>,
}

/// Bytes of the buffer that is copied.
pub const COPIED_BYTES: usize = 64 << 20;
/// Vectors that are computed side by side: more than the latency of a multiply-add times its units.
const CHAINS: usize = 12;
const STEPS: usize = 100_000;

impl Machine {
    /// Measures; it takes about a tenth of a second.
    pub fn measure(precision: Precision) -> Machine {
        Machine {
            threads: Some(rayon::current_num_threads()),
            copy_bytes_per_s: copy_bytes_per_s(),
            multiply_adds_per_s: Some(match precision {
                Precision::F32 => multiply_adds_per_s::<f32>(),
                Precision::F64 => multiply_adds_per_s::<f64>(),
            }),
        }
    }

    /// A machine that is not the processor: bytes that copies of a state of `2^qubits` amplitudes read and write.
    ///
    /// # Errors
    /// Those of the machine.
    pub fn of_kernels<K: Kernels>(
        kernels: &K,
        precision: Precision,
        qubits: usize,
    ) -> Result<Machine, SimulatorError> {
        kernels.check_memory(qubits, 1, 2)?;
        let state = kernels.zero_state(qubits, 1)?;
        let seconds = median_seconds(Repeats { most: 25, seconds: 0.3 }, || {
            black_box(kernels.duplicate(&state)?);
            kernels.wait()
        })?;
        let bytes = 2.0 * precision.amplitude_bytes() as f64 * (qubits as f64).exp2();
        Ok(Machine { threads: None, copy_bytes_per_s: bytes / seconds, multiply_adds_per_s: None })
    }
}

fn seconds(repeats: usize, mut work: impl FnMut()) -> f64 {
    let once = || {
        work();
        Ok::<(), Infallible>(())
    };
    match least_seconds(Repeats { most: repeats, seconds: 0.3 }, once) {
        Ok(seconds) => seconds,
        Err(never) => match never {},
    }
}

fn copy_bytes_per_s() -> f64 {
    let from = vec![1u64; COPIED_BYTES / 8];
    let mut to = vec![0u64; from.len()];
    let piece = from.len().div_ceil(rayon::current_num_threads());
    let once = seconds(5, || {
        to.par_chunks_mut(piece).zip(from.par_chunks(piece)).for_each(|(to, from)| to.copy_from_slice(from));
        black_box(&mut to);
    });
    2.0 * COPIED_BYTES as f64 / once
}

fn multiply_adds_per_s<R: SimdFloatElement + From<f32>>() -> f64 {
    let level = Level::new();
    let mut total = 0.0;
    let once = seconds(5, || {
        total = rayon::broadcast(|_| dispatch!(level, simd => chains::<_, R>(simd))).into_iter().sum();
    });
    total / once
}

/// `x ← a·x + b` in every chain; returns how many multiply-adds of numbers there were.
#[inline(always)]
fn chains<S: Simd, R: SimdFloatElement + From<f32>>(simd: S) -> f64 {
    let vector = |x: f32| R::Native::<S>::splat(simd, black_box(R::from(x)));
    let (a, b) = (vector(0.5), vector(1.0));
    let mut x = [a; CHAINS];
    for _ in 0..STEPS {
        for chain in &mut x {
            *chain = a.mul_add(*chain, b);
        }
    }
    let mut out = [R::from(0.0); 64];
    for chain in x {
        chain.store_slice(&mut out[..R::Native::<S>::LEN]);
        black_box(&mut out);
    }
    (CHAINS * STEPS * R::Native::<S>::LEN) as f64
}
