//! Random numbers by counter: a stream is named by (seed, purpose, index), so that what one shot or one epoch draws
//! never depends on the thread that draws it or on what was drawn before.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What a stream of random numbers is for: streams of different purposes never share numbers. The numbers are part of every seeded
/// result and never change. A purpose is a constant of the crate that owns it: this crate has those below 1000 that are listed here,
/// `ansatz-qml` has its own; numbers from `2^32` on are free for everybody else.
///
/// ```
/// use ansatz_simulator::{Purpose, RandomStream};
/// const DROPOUT: Purpose = Purpose::new(1 << 32);
/// let drawn = RandomStream::new(7, DROPOUT, 0).uniform();
/// assert_eq!(drawn, RandomStream::new(7, DROPOUT, 0).uniform());
/// assert_ne!(drawn, RandomStream::new(7, Purpose::SHOTS, 0).uniform());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Purpose(u64);

impl Purpose {
    /// The directions in which SPSA probes: one stream for each step.
    pub const PERTURBATION: Purpose = Purpose::new(6);
    /// Shots of a final measurement.
    pub const SHOTS: Purpose = Purpose::new(8);
    /// Mid-circuit measurements: one stream for each shot.
    pub const MEASUREMENT: Purpose = Purpose::new(9);
    /// Shot-based estimates: one stream for each evaluation.
    pub const ESTIMATE: Purpose = Purpose::new(10);
    /// Random circuits and states in tests and benchmarks.
    pub const TEST: Purpose = Purpose::new(11);
    /// How shots are shared among an observable's terms: one stream for each circuit.
    pub const TERM_SHOTS: Purpose = Purpose::new(46);
    /// Seeds of the pieces of a program that never meet: one number for each piece but the first.
    pub const PIECES: Purpose = Purpose::new(48);
    /// Vectors that tell what a definition means.
    pub const MEANING: Purpose = Purpose::new(49);

    /// The purpose of that number.
    pub const fn new(number: u64) -> Purpose {
        Purpose(number)
    }

    /// Its number.
    pub const fn number(self) -> u64 {
        self.0
    }
}

/// A stream of random numbers (ChaCha with 8 rounds; Bernstein 2008), read in order or by position.
///
/// ```
/// use ansatz_simulator::{Purpose, RandomStream};
/// let mut all = RandomStream::new(7, Purpose::SHOTS, 0);
/// let third = { all.uniform(); all.uniform(); all.uniform() };
/// let mut at = RandomStream::new(7, Purpose::SHOTS, 0);
/// at.seek(2);
/// assert_eq!(at.uniform(), third);
/// ```
#[derive(Debug, Clone)]
pub struct RandomStream(ChaCha8Rng);

impl RandomStream {
    /// The stream of that name: seed and purpose are in the cipher's key, the index in its nonce.
    pub fn new(seed: u64, purpose: Purpose, index: u64) -> RandomStream {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&(purpose.number()).to_le_bytes());
        let mut rng = ChaCha8Rng::from_seed(key);
        rng.set_stream(index);
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

    /// +1 or −1 with equal probability.
    pub fn sign(&mut self) -> f64 {
        if self.bits() & 1 == 0 { 1.0 } else { -1.0 }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_the_key_changes_the_stream() {
        let first = |seed, purpose, index| RandomStream::new(seed, purpose, index).bits();
        let base = first(1, Purpose::new(1), 0);
        assert_eq!(base, first(1, Purpose::new(1), 0));
        assert_ne!(base, first(2, Purpose::new(1), 0));
        assert_ne!(base, first(1, Purpose::new(2), 0));
        assert_ne!(base, first(1, Purpose::new(1), 1));
    }

    #[test]
    fn the_stream_has_a_fixed_value() {
        // Written down once: a change here changes every seeded result.
        assert_eq!(RandomStream::new(0, Purpose::new(1), 0).bits(), 4_606_029_925_845_525_861);
    }

    #[test]
    fn moments_are_those_of_the_distributions() {
        let mut generator = RandomStream::new(7, Purpose::new(4), 0);
        let count = 100_000;
        let (mut mean, mut normal_mean, mut square) = (0.0, 0.0, 0.0);
        for _ in 0..count {
            mean += generator.uniform();
            let value = generator.normal();
            normal_mean += value;
            square += value * value;
        }
        let scale = 1.0 / f64::from(count);
        assert!((mean * scale - 0.5).abs() < 0.005);
        assert!((normal_mean * scale).abs() < 0.015);
        assert!((square * scale - 1.0).abs() < 0.02);
    }

    #[test]
    fn below_reaches_every_value_equally_often() {
        let mut generator = RandomStream::new(3, Purpose::new(2), 0);
        let mut counts = [0_i32; 7];
        for _ in 0..70_000 {
            counts[generator.below(7) as usize] += 1;
        }
        assert!(counts.iter().all(|&count| (count - 10_000).abs() < 500), "{counts:?}");
    }

    #[test]
    fn shuffle_permutes() {
        let mut items: Vec<usize> = (0..50).collect();
        RandomStream::new(3, Purpose::new(2), 0).shuffle(&mut items);
        assert_ne!(items, (0..50).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..50).collect::<Vec<_>>());
    }
}
