//! Random numbers for tests: SplitMix64 (Steele, Lea and Flood 2014), independent of the streams under test.
//! Called by strategies and by tests that loop over fixed cases; knows no circuit.

use crate::oracle::Mat;
use num_complex::Complex;
use std::f64::consts::{PI, TAU};

/// A seeded source of numbers.
#[derive(Debug, Clone)]
pub struct Draws(u64);

impl Draws {
    /// The source of that seed.
    pub fn new(seed: u64) -> Draws {
        Draws(seed)
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform in [0, 1).
    pub fn uniform(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// An integer in `0..bound`; the bias of 2⁻⁵⁰ does not matter to a test.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.uniform() * bound as f64) as usize
    }

    /// An angle in [-π, π).
    pub fn angle(&mut self) -> f64 {
        (2.0 * self.uniform() - 1.0) * PI
    }

    /// `count` angles.
    pub fn angles(&mut self, count: usize) -> Vec<f64> {
        (0..count).map(|_| self.angle()).collect()
    }

    /// One of the items.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// `count` distinct numbers below `bound`, in random order.
    pub fn distinct(&mut self, count: usize, bound: usize) -> Vec<usize> {
        let mut all: Vec<usize> = (0..bound).collect();
        for k in 0..count {
            let other = k + self.below(bound - k);
            all.swap(k, other);
        }
        all.truncate(count);
        all
    }

    fn normal(&mut self) -> Complex<f64> {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        Complex::from_polar(radius, TAU * self.uniform())
    }

    /// A random normalised vector of `2^num_qubits` amplitudes.
    pub fn state(&mut self, num_qubits: usize) -> Vec<Complex<f64>> {
        let raw: Vec<Complex<f64>> = (0..1usize << num_qubits).map(|_| self.normal()).collect();
        let norm = raw.iter().map(|a| a.norm_sqr()).sum::<f64>().sqrt();
        raw.into_iter().map(|a| a / norm).collect()
    }

    /// A random unitary: Gram–Schmidt on random columns, twice for orthogonality to rounding.
    pub fn unitary(&mut self, num_qubits: usize) -> Mat {
        let dim = 1usize << num_qubits;
        let mut columns: Vec<Vec<Complex<f64>>> = Vec::new();
        for _ in 0..dim {
            let mut column = self.state(num_qubits);
            for _ in 0..2 {
                for known in &columns {
                    let overlap: Complex<f64> = known.iter().zip(&column).map(|(a, b)| a.conj() * b).sum();
                    column.iter_mut().zip(known).for_each(|(x, k)| *x -= overlap * k);
                }
                let norm = column.iter().map(|a| a.norm_sqr()).sum::<f64>().sqrt();
                column.iter_mut().for_each(|a| *a /= norm);
            }
            columns.push(column);
        }
        Mat::from_fn(dim, |row, column| columns[column][row])
    }
}
