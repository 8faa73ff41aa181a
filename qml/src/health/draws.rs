//! Random parameters, uniform in `[0, 2π)`.
//!
//! Called by every measure of health.

use crate::ModelError;
use crate::purposes;
use ansatz_simulator::RandomStream;
use ndarray::Array2;
use std::f64::consts::TAU;

/// Parameters of the draw of that number: the random stream (seed, health, draw).
pub(super) fn parameters(count: usize, seed: u64, draw: usize) -> Vec<f64> {
    let mut stream = RandomStream::new(seed, purposes::HEALTH, draw as u64);
    (0..count).map(|_| TAU * stream.uniform()).collect()
}

/// The parameters of some draws, a row each.
pub(super) fn rows(count: usize, seed: u64, draws: std::ops::Range<usize>) -> Array2<f64> {
    let shape = (draws.len(), count);
    let all = draws.flat_map(|draw| parameters(count, seed, draw)).collect();
    Array2::from_shape_vec(shape, all).expect("as many parameters in each row")
}

/// Refuses fewer draws than a statistic needs.
pub(super) fn at_least_two(draws: usize) -> Result<(), ModelError> {
    match draws {
        0 | 1 => Err(ModelError::Size { setting: "draws", expected: "at least 2", found: draws }),
        _ => Ok(()),
    }
}

/// Mean and standard deviation (of the sample, `n − 1`).
pub(super) fn mean_and_deviation(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let square = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>();
    (mean, (square / (count - 1.0).max(1.0)).sqrt())
}
