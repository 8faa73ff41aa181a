//! Sums over a state: norms, overlaps, sampling. Blocks of rows are summed one by one, then in order.

use super::pauli::Reduction;
use super::{Real, parallel, state::State};
use ansatz_circuits::C64;

/// `⟨bra|ket⟩` for each lane.
pub(super) fn inner_product<R: Real>(reduction: Reduction, bra: &State<R>, ket: &State<R>) -> Vec<C64> {
    let (block, lanes) = (reduction.block_rows.min(ket.rows()), ket.lanes);
    let partials = parallel::map(reduction.threads, ket.rows() / block, |k| {
        let mut sums = vec![C64::ZERO; lanes];
        for e in k * block * lanes..(k + 1) * block * lanes {
            let (br, bi, kr, ki) =
                (bra.re[e].to_f64(), bra.im[e].to_f64(), ket.re[e].to_f64(), ket.im[e].to_f64());
            sums[e % lanes] += C64::new(br * kr + bi * ki, br * ki - bi * kr);
        }
        sums
    });
    let mut total = vec![C64::ZERO; lanes];
    for partial in partials {
        total.iter_mut().zip(partial).for_each(|(sum, x)| *sum += x);
    }
    total
}

/// `|amplitude|²` of a lane.
pub(super) fn probabilities<R: Real>(state: &State<R>, lane: usize) -> Vec<f64> {
    (0..state.rows()).map(|row| probability(state, row, lane)).collect()
}

fn probability<R: Real>(state: &State<R>, row: usize, lane: usize) -> f64 {
    let e = row * state.lanes + lane;
    let (re, im) = (state.re[e].to_f64(), state.im[e].to_f64());
    re * re + im * im
}

/// Sums of lane 0's probabilities over blocks of rows, where `counts(row)`.
fn block_sums<R: Real>(
    reduction: Reduction,
    state: &State<R>,
    counts: impl Fn(usize) -> bool + Sync + Send,
) -> Vec<f64> {
    let block = reduction.block_rows.min(state.rows());
    parallel::map(reduction.threads, state.rows() / block, |k| {
        (k * block..(k + 1) * block).filter(|row| counts(*row)).map(|row| probability(state, row, 0)).sum()
    })
}

/// The probability that a qubit reads 1.
pub(super) fn probability_of_one<R: Real>(reduction: Reduction, state: &State<R>, qubit: usize) -> f64 {
    let ones: f64 = block_sums(reduction, state, |row| row >> qubit & 1 == 1).iter().sum();
    let all: f64 = block_sums(reduction, state, |_| true).iter().sum();
    ones / all
}

/// Keeps the rows where `qubit` reads `value`, times `factor`.
pub(super) fn project<R: Real>(reduction: Reduction, state: &mut State<R>, keep: (usize, u8), factor: f64) {
    let (qubit, value) = keep;
    let (block, lanes) = (reduction.block_rows.min(state.rows()), state.lanes);
    let factor = R::from_f64(factor);
    parallel::for_each_chunk(
        reduction.threads,
        block * lanes,
        (&mut state.re, &mut state.im),
        |k, re, im| {
            for (e, (x, y)) in re.iter_mut().zip(im).enumerate() {
                let row = k * block + e / lanes;
                let f = if row >> qubit & 1 == usize::from(value) { factor } else { R::ZERO };
                *x *= f;
                *y *= f;
            }
        },
    );
}

/// The rows at which the running sum of probabilities, divided by the total, first exceeds each of the ascending
/// numbers: block sums first, then a walk inside the blocks that are hit.
pub(super) fn locate<R: Real>(reduction: Reduction, state: &State<R>, ascending: &[f64]) -> Vec<u64> {
    let block = reduction.block_rows.min(state.rows());
    let sums = block_sums(reduction, state, |_| true);
    let total: f64 = sums.iter().sum();
    let mut hits: Vec<(usize, f64, std::ops::Range<usize>)> = Vec::new();
    let (mut before, mut start) = (0.0, 0);
    for (k, sum) in sums.iter().enumerate() {
        let is_last = k + 1 == sums.len();
        let inside = ascending[start..].partition_point(|u| is_last || u * total < before + sum);
        if inside > 0 {
            hits.push((k, before, start..start + inside));
        }
        start += inside;
        before += sum;
    }
    let walk = |h: usize| {
        let (k, before, draws) = &hits[h];
        walk_block(state, k * block..(k + 1) * block, *before, &ascending[draws.clone()], total)
    };
    parallel::map(reduction.threads, hits.len(), walk).concat()
}

/// A draw past the end, by rounding, is the last row that has a probability.
fn walk_block<R: Real>(
    state: &State<R>,
    rows: std::ops::Range<usize>,
    before: f64,
    ascending: &[f64],
    total: f64,
) -> Vec<u64> {
    let mut running = before;
    let mut located = Vec::with_capacity(ascending.len());
    let mut last = rows.start;
    let mut draws = ascending.iter().peekable();
    for row in rows {
        let p = probability(state, row, 0);
        if p == 0.0 {
            continue;
        }
        running += p;
        last = row;
        while draws.next_if(|u| **u * total < running).is_some() {
            located.push(row as u64);
        }
        if draws.peek().is_none() {
            break;
        }
    }
    located.extend(draws.map(|_| last as u64));
    located
}
