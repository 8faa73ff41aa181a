//! Sampling: from numbers in [0, 1) to basis states, by block sums and a walk inside the blocks that are hit. Holds
//! one number for each block, and none for each basis state.

use super::pauli::Reduction;
use super::reduce::{block_sums, probability};
use super::{Real, parallel, state::State};

/// The rows at which the running sum of probabilities, divided by the total, first exceeds each of the ascending
/// numbers: block sums first, then a walk inside the blocks that are hit.
pub(super) fn locate<R: Real>(reduction: Reduction, state: &State<R>, ascending: &[f64]) -> Vec<u64> {
    let block = reduction.block_rows.min(state.rows());
    let sums = block_sums(reduction, state);
    let total: f64 = sums.iter().sum();
    let mut hits: Vec<(std::ops::Range<usize>, Draws<'_>)> = Vec::new();
    let (mut before, mut start) = (0.0, 0);
    for (k, sum) in sums.iter().enumerate() {
        let is_last = k + 1 == sums.len();
        let inside = ascending[start..].partition_point(|u| is_last || u * total < before + sum);
        if inside > 0 {
            let ascending = &ascending[start..start + inside];
            hits.push((k * block..(k + 1) * block, Draws { ascending, before, total }));
        }
        start += inside;
        before += sum;
    }
    let walk = |h: usize| walk_block(state, hits[h].0.clone(), &hits[h].1);
    parallel::map(reduction.threads, hits.len(), walk).concat()
}

/// The numbers that hit a block.
struct Draws<'a> {
    ascending: &'a [f64],
    /// The running sum where the block begins, and over all blocks.
    before: f64,
    total: f64,
}

/// Rows whose sum is taken before one looks at them.
const STEP: usize = 16;

/// A draw past the end, by rounding, is the last row that has a probability.
fn walk_block<R: Real>(state: &State<R>, rows: std::ops::Range<usize>, draws: &Draws<'_>) -> Vec<u64> {
    let Draws { ascending, before, total } = *draws;
    let mut running = before;
    let mut located = Vec::with_capacity(ascending.len());
    let mut last = rows.start;
    let mut draws = ascending.iter().peekable();
    for first in rows.clone().step_by(STEP) {
        let step = first..rows.end.min(first + STEP);
        let sum: f64 = step.clone().map(|row| probability(state, row, 0)).sum();
        let after = running + sum;
        if draws.peek().is_some_and(|u| **u * total < after) {
            for row in step {
                let p = probability(state, row, 0);
                if p == 0.0 {
                    continue;
                }
                running += p;
                last = row;
                while draws.next_if(|u| **u * total < running).is_some() {
                    located.push(row as u64);
                }
            }
            // What rounding has left below the sum of the step.
            while draws.next_if(|u| **u * total < after).is_some() {
                located.push(last as u64);
            }
            if draws.peek().is_none() {
                break;
            }
        } else if sum > 0.0 {
            last = step.rev().find(|row| probability(state, *row, 0) > 0.0).unwrap_or(last);
        }
        running = after;
    }
    located.extend(draws.map(|_| last as u64));
    located
}
