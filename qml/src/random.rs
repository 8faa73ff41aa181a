//! Random numbers keyed by (seed, purpose, index), so that each draw is the same whatever the order or the number of threads.
//!
//! Called by the data generators, the splits, the batches, the bootstrap and SPSA. Must not know what the numbers are used for.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What a stream is for. Two purposes never share numbers; the discriminants are part of the format and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub(crate) enum Purpose {
    /// One stream a class: the order in which its rows go to the test part.
    Split = 1,
    /// One stream an epoch: the order of the rows in the mini-batches.
    Batches = 2,
    /// One stream for a generated set: the order of its rows.
    SyntheticOrder = 3,
    /// One stream a generated row: its noise.
    SyntheticNoise = 4,
    /// One stream a generated cluster: its centre.
    SyntheticCenter = 5,
    /// One stream a step: the direction in which SPSA probes.
    Perturbation = 6,
}

/// The stream of (seed, purpose, index): ChaCha with 8 rounds, seed and purpose in the key, index in the nonce.
pub(crate) fn stream(seed: u64, purpose: Purpose, index: u64) -> ChaCha8Rng {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..16].copy_from_slice(&(purpose as u64).to_le_bytes());
    let mut generator = ChaCha8Rng::from_seed(key);
    generator.set_stream(index);
    generator
}

/// Uniform in [0, 1): the top 53 bits of one 64-bit word.
pub(crate) fn uniform(generator: &mut ChaCha8Rng) -> f64 {
    (generator.next_u64() >> 11) as f64 * (0.5_f64).powi(53)
}

/// Standard normal by the Box–Muller transform: `sqrt(-2 ln(1 - u)) · cos(2πv)`; two words a number.
pub(crate) fn normal(generator: &mut ChaCha8Rng) -> f64 {
    let radius = (-2.0 * (1.0 - uniform(generator)).ln()).sqrt();
    radius * (std::f64::consts::TAU * uniform(generator)).cos()
}

/// +1 or -1 with equal probability.
pub(crate) fn sign(generator: &mut ChaCha8Rng) -> f64 {
    if generator.next_u32() & 1 == 0 { 1.0 } else { -1.0 }
}

/// Uniform in `0..bound` without bias: the high half of a 128-bit product, rejecting the uneven remainder. `bound` 0 gives 0.
///
/// Source: D. Lemire, "Fast random integer generation in an interval", ACM TOMACS 29(1), 3 (2019).
pub(crate) fn below(generator: &mut ChaCha8Rng, bound: usize) -> usize {
    let bound = bound as u64;
    let uneven = bound.wrapping_neg().checked_rem(bound).unwrap_or(0);
    loop {
        let product = u128::from(generator.next_u64()) * u128::from(bound);
        if product as u64 >= uneven {
            return (product >> 64) as usize;
        }
    }
}

/// Fisher–Yates, from the last element down.
pub(crate) fn shuffle<T>(generator: &mut ChaCha8Rng, items: &mut [T]) {
    for last in (1..items.len()).rev() {
        items.swap(last, below(generator, last + 1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_the_key_changes_the_stream() {
        let first = |seed, purpose, index| stream(seed, purpose, index).next_u64();
        let base = first(1, Purpose::Split, 0);
        assert_eq!(base, first(1, Purpose::Split, 0));
        assert_ne!(base, first(2, Purpose::Split, 0));
        assert_ne!(base, first(1, Purpose::Batches, 0));
        assert_ne!(base, first(1, Purpose::Split, 1));
    }

    #[test]
    fn the_stream_has_a_fixed_value() {
        // Written down once: a change here changes every seeded result.
        assert_eq!(stream(0, Purpose::Split, 0).next_u64(), 4_606_029_925_845_525_861);
    }

    #[test]
    fn moments_are_those_of_the_distributions() {
        let mut generator = stream(7, Purpose::SyntheticNoise, 0);
        let count = 100_000;
        let (mut mean, mut normal_mean, mut square) = (0.0, 0.0, 0.0);
        for _ in 0..count {
            mean += uniform(&mut generator);
            let value = normal(&mut generator);
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
        let mut generator = stream(3, Purpose::Batches, 0);
        let mut counts = [0_i32; 7];
        for _ in 0..70_000 {
            counts[below(&mut generator, 7)] += 1;
        }
        assert!(counts.iter().all(|&count| (count - 10_000).abs() < 500), "{counts:?}");
    }

    #[test]
    fn shuffle_permutes() {
        let mut items: Vec<usize> = (0..50).collect();
        shuffle(&mut stream(3, Purpose::Batches, 0), &mut items);
        assert_ne!(items, (0..50).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..50).collect::<Vec<_>>());
    }
}
