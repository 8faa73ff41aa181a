//! Products of rows with rows, `L Rᵀ`, for long rows: the one matrix product of the Fisher information.
//! Called by it alone; rows are shared among the machine's threads, and every sum is in the same order for any number of them.

use crate::backend::Kernels;

/// Sums that run side by side in an inner product.
const WIDTH: usize = 8;
/// Numbers of a row that are multiplied with all other rows before the next ones: what a first-level cache holds of a few rows.
const STRETCH: usize = 1 << 11;

/// `left · rightᵀ`, row by row.
pub(super) fn product<K: Kernels>(kernels: &K, left: &[Vec<f64>], right: &[Vec<f64>]) -> Vec<Vec<f64>> {
    kernels.map(left.len(), &|i| {
        let mut sums = vec![0.0; right.len()];
        for (number, stretch) in left[i].chunks(STRETCH).enumerate() {
            let at = number * STRETCH..number * STRETCH + stretch.len();
            for (sum, row) in sums.iter_mut().zip(right) {
                *sum += dot(stretch, &row[at.clone()]);
            }
        }
        sums
    })
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; WIDTH];
    let (a, b) = (a.chunks_exact(WIDTH), b.chunks_exact(WIDTH));
    let rest: f64 = a.remainder().iter().zip(b.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a.zip(b) {
        sums.iter_mut().zip(x.iter().zip(y)).for_each(|(sum, (x, y))| *sum += x * y);
    }
    sums.iter().sum::<f64>() + rest
}
