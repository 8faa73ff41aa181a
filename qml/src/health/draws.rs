//! Random parameters, uniform in `[0, 2π)`, as angles of a plan.
//!
//! Called by every measure of health.

use crate::ModelError;
use crate::purposes;
use ansatz_simulator::{Plan, RandomStream};
use std::f64::consts::TAU;

/// Parameters of the draw of that number: the random stream (seed, health, draw).
pub(super) fn parameters(count: usize, seed: u64, draw: usize) -> Vec<f64> {
    let mut stream = RandomStream::new(seed, purposes::HEALTH, draw as u64);
    (0..count).map(|_| TAU * stream.uniform()).collect()
}

/// `angles[k * num_slots ..]` of the `k`-th draw of a range.
pub(super) fn angles(plan: &Plan, seed: u64, draws: std::ops::Range<usize>) -> Result<Vec<f64>, ModelError> {
    let map = plan.parameter_map();
    let mut angles = vec![0.0; draws.len() * plan.num_slots()];
    if plan.num_slots() > 0 {
        for (draw, angles) in draws.zip(angles.chunks_mut(plan.num_slots())) {
            map.angles_into(&parameters(map.num_parameters(), seed, draw), angles)?;
        }
    }
    Ok(angles)
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
