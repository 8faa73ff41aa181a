//! Pauli sums on state vectors, by masks: `P|j⟩ = i^{|x∧z|} (−1)^{|z∧j|} |j⊕x⟩`. All terms with one X mask share one
//! traversal; no state is copied to take an expectation. Rows are looked at in blocks of eight.

use super::index::sign;
use super::parallel::{self, Threads};
/// Rows of a block, as a power of two.
const BLOCK_BITS: u32 = 3;
use super::simd::Simd;
use super::{Real, state::State};
use crate::{PauliTerms, TermGroup};

/// Rows of a reduction block, threads, instruction set.
#[derive(Clone, Copy)]
pub(super) struct Reduction {
    pub(super) block_rows: usize,
    pub(super) threads: Threads,
    pub(super) simd: Simd,
}

/// The weights `Σ_k w_k · phase_k · (−1)^{|z_k∧j|}` of a block's rows `j`: `re[row * lanes + lane]`.
struct RowWeights {
    lanes: usize,
    re: Vec<f64>,
    im: Vec<f64>,
}

impl RowWeights {
    fn new(rows: usize, lanes: usize) -> RowWeights {
        RowWeights { lanes, re: vec![0.0; rows * lanes], im: vec![0.0; rows * lanes] }
    }

    #[inline(always)]
    fn set(&mut self, group: &TermGroup, base: usize) {
        self.re.fill(0.0);
        self.im.fill(0.0);
        let rows = self.re.len() / self.lanes;
        for term in &group.terms {
            let high = sign(term.z & base as u64);
            let (re, im) = (high * term.phase.re, high * term.phase.im);
            for row in 0..rows {
                let low = sign(term.z & row as u64);
                for (lane, weight) in term.weights.iter().enumerate() {
                    self.re[row * self.lanes + lane] += low * re * weight;
                    self.im[row * self.lanes + lane] += low * im * weight;
                }
            }
        }
    }
}

/// `⟨ψ|Σ_k w_k P_k|ψ⟩` for each lane; the weights are the same in every lane.
pub(super) fn expectation<R: Real>(reduction: Reduction, state: &State<R>, terms: &PauliTerms) -> Vec<f64> {
    let block = reduction.block_rows.min(state.rows());
    let partials = parallel::map(reduction.threads, state.rows() / block, |k| {
        reduction.simd.run(
            #[inline(always)]
            || block_expectation(state, terms, k * block, block),
        )
    });
    let mut total = vec![0.0; state.lanes];
    for partial in partials {
        total.iter_mut().zip(partial).for_each(|(sum, x)| *sum += x);
    }
    total
}

#[inline(always)]
fn block_expectation<R: Real>(state: &State<R>, terms: &PauliTerms, first: usize, rows: usize) -> Vec<f64> {
    let small = rows.min(1 << BLOCK_BITS);
    let lanes = state.lanes;
    let mut weights = RowWeights::new(small, 1);
    let mut sums = vec![0.0; small * lanes];
    for base in (first..first + rows).step_by(small) {
        for group in &terms.groups {
            weights.set(group, base);
            let (x_low, x_high) = (group.x as usize & (small - 1), group.x as usize & !(small - 1));
            for row in 0..small {
                // i = element of row j, p = element of its partner j⊕x.
                let i = (base + row) * lanes;
                let p = ((base ^ x_high) + (row ^ x_low)) * lanes;
                let (wr, wi) = (weights.re[row], weights.im[row]);
                for (lane, sum) in sums[row * lanes..(row + 1) * lanes].iter_mut().enumerate() {
                    let (re, im) = (state.re[i + lane].to_f64(), state.im[i + lane].to_f64());
                    let (pr, pi) = (state.re[p + lane].to_f64(), state.im[p + lane].to_f64());
                    *sum += wr * (pr * re + pi * im) - wi * (pr * im - pi * re);
                }
            }
        }
    }
    (0..lanes).map(|lane| (0..small).map(|row| sums[row * lanes + lane]).sum()).collect()
}

/// `Σ_k w_k P_k|ψ⟩` as a new state.
pub(super) fn apply_terms<R: Real>(reduction: Reduction, state: &State<R>, terms: &PauliTerms) -> State<R> {
    let mut result = State::empty(state.num_qubits, state.lanes);
    let block = reduction.block_rows.min(state.rows());
    parallel::for_each_chunk(
        reduction.threads,
        block * state.lanes,
        (&mut result.re, &mut result.im),
        |k, re, im| {
            reduction.simd.run(
                #[inline(always)]
                || block_apply(state, terms, k * block, (re, im)),
            );
        },
    );
    result
}

#[inline(always)]
fn block_apply<R: Real>(state: &State<R>, terms: &PauliTerms, first: usize, out: (&mut [R], &mut [R])) {
    let lanes = state.lanes;
    let rows = out.0.len() / lanes;
    let small = rows.min(1 << BLOCK_BITS);
    let mut weights = RowWeights::new(small, terms.lanes);
    for start in (0..rows).step_by(small) {
        for group in &terms.groups {
            let (x_low, x_high) = (group.x as usize & (small - 1), group.x as usize & !(small - 1));
            let source = (first + start) ^ x_high;
            weights.set(group, source);
            for row in 0..small {
                let from = row ^ x_low;
                for lane in 0..lanes {
                    let w = from * terms.lanes + if terms.lanes == 1 { 0 } else { lane };
                    let (wr, wi) = (R::from_f64(weights.re[w]), R::from_f64(weights.im[w]));
                    let p = (source + from) * lanes + lane;
                    let (pr, pi) = (state.re[p], state.im[p]);
                    let o = (start + row) * lanes + lane;
                    out.0[o] += wr * pr - wi * pi;
                    out.1[o] += wr * pi + wi * pr;
                }
            }
        }
    }
}
