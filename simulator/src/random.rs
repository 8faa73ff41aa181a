//! Random numbers by counter: a stream is named by (seed, purpose, index), so that what one shot or one epoch draws
//! never depends on the thread that draws it or on what was drawn before.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What a stream of random numbers is for: streams of different purposes never overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Purpose {
    /// Shots of a final measurement.
    Shots = 1,
    /// Mid-circuit measurements, one stream for each shot.
    Measurement = 2,
    /// Starting weights of a model.
    Weights = 3,
    /// The order of training samples, one stream for each epoch.
    Shuffle = 4,
    /// Splitting data sets.
    Split = 5,
    /// Generated data sets.
    Data = 6,
    /// Directions of stochastic optimizers, one stream for each step.
    Optimizer = 7,
    /// Shot-based estimates, one stream for each evaluation.
    Estimate = 8,
    /// Bootstrap resampling of metrics.
    Bootstrap = 9,
    /// Random circuits and states in tests and benchmarks.
    Test = 10,
}

/// A stream of random numbers (ChaCha with 8 rounds; Bernstein 2008), read in order or by position.
///
/// ```
/// use ansatz_simulator::{Purpose, RandomStream};
/// let mut all = RandomStream::new(7, Purpose::Shots, 0);
/// let third = { all.uniform(); all.uniform(); all.uniform() };
/// let mut at = RandomStream::new(7, Purpose::Shots, 0);
/// at.seek(2);
/// assert_eq!(at.uniform(), third);
/// ```
#[derive(Debug, Clone)]
pub struct RandomStream(ChaCha8Rng);

impl RandomStream {
    /// The stream of that name. `index` is below 2^56.
    pub fn new(seed: u64, purpose: Purpose, index: u64) -> RandomStream {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream((purpose as u64) << 56 | index & ((1 << 56) - 1));
        RandomStream(rng)
    }

    /// Moves to the `position`-th 64-bit number of the stream.
    pub fn seek(&mut self, position: u64) {
        self.0.set_word_pos(u128::from(position) * 2);
    }

    /// The next 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Uniform in `[0, 1)`, a multiple of 2⁻⁵³.
    pub fn uniform(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
    }

    /// Standard normal (Box and Muller 1958); draws two uniforms.
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }

    /// Uniform in `0..bound` without bias (Lemire 2019, arXiv:1805.10941). `bound` is at least 1.
    pub fn below(&mut self, bound: u64) -> u64 {
        loop {
            let product = u128::from(self.bits()) * u128::from(bound);
            let low = product as u64;
            if low >= bound || low >= bound.wrapping_neg() % bound {
                return (product >> 64) as u64;
            }
        }
    }

    /// Permutes a slice uniformly (Fisher–Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last as u64 + 1) as usize);
        }
    }
}
