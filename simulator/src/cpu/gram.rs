//! Overlaps of every state of one stack with every state of another: a Hermitian matrix product in cache-sized blocks.
//! Each block is summed in one order, so the numbers do not depend on the threads.

use super::parallel::{self, Threads};
use super::simd::{Simd, SimdLevel};
use ansatz_circuits::C64;

/// States one after the other, real and imaginary parts apart.
pub(crate) struct Stack {
    size: usize,
    re: Vec<f64>,
    im: Vec<f64>,
}

/// States of a block, a side.
const BLOCK: usize = 16;
/// Amplitudes of each state that are read before the next pair of states.
const CHUNK: usize = 1024;
/// Sums side by side.
const WIDTH: usize = 8;

/// `⟨a|b⟩` as running sums.
#[derive(Clone, Copy, Default)]
struct Overlap {
    re: [f64; WIDTH],
    im: [f64; WIDTH],
}

impl Stack {
    /// An empty stack of states of so many amplitudes, at least one.
    pub(crate) fn new(size: usize) -> Stack {
        Stack { size, re: Vec::new(), im: Vec::new() }
    }

    /// Puts a state on the stack.
    pub(crate) fn push(&mut self, amplitudes: &[C64]) {
        self.re.extend(amplitudes.iter().map(|a| a.re));
        self.im.extend(amplitudes.iter().map(|a| a.im));
    }

    fn len(&self) -> usize {
        self.re.len() / self.size
    }

    /// A part of a state's amplitudes.
    #[inline(always)]
    fn part(&self, state: usize, from: usize, to: usize) -> (&[f64], &[f64]) {
        let range = state * self.size + from..state * self.size + to;
        (&self.re[range.clone()], &self.im[range])
    }
}

/// `|⟨ψ_i|φ_j⟩|²` at `i * columns + j`; without columns the states with each other, each pair once.
pub(crate) fn fidelities(rows: &Stack, columns: Option<&Stack>) -> Vec<f64> {
    let others = columns.unwrap_or(rows);
    let (height, width) = (rows.len(), others.len());
    let blocks = |count: usize| count.div_ceil(BLOCK);
    let wanted = |(i, j): &(usize, usize)| columns.is_some() || j >= i;
    let pairs = (0..blocks(height)).flat_map(|i| (0..blocks(width)).map(move |j| (i, j)));
    let pairs: Vec<(usize, usize)> = pairs.filter(wanted).collect();
    let simd = Simd::new(SimdLevel::Best);
    let computed = parallel::map(Threads::All, pairs.len(), |k| {
        simd.run(
            #[inline(always)]
            || block(rows, others, pairs[k]),
        )
    });
    let mut all = vec![0.0; height * width];
    for ((i, j), values) in pairs.iter().zip(computed) {
        for (k, value) in values.into_iter().enumerate() {
            let (row, column) = (i * BLOCK + k / BLOCK, j * BLOCK + k % BLOCK);
            if row < height && column < width {
                all[row * width + column] = value;
                if columns.is_none() {
                    all[column * width + row] = value;
                }
            }
        }
    }
    all
}

/// The fidelities of one block.
#[inline(always)]
fn block(rows: &Stack, columns: &Stack, (i, j): (usize, usize)) -> Vec<f64> {
    let mut sums = vec![(0.0, 0.0); BLOCK * BLOCK];
    let height = BLOCK.min(rows.len() - i * BLOCK);
    let width = BLOCK.min(columns.len() - j * BLOCK);
    for from in (0..rows.size).step_by(CHUNK) {
        let to = rows.size.min(from + CHUNK);
        for r in 0..height {
            let bra = rows.part(i * BLOCK + r, from, to);
            // Two columns at a time, so that each number of the row is read once for both.
            for c in (0..width).step_by(2) {
                let next = (c + 1).min(width - 1);
                let first = columns.part(j * BLOCK + c, from, to);
                let second = columns.part(j * BLOCK + next, from, to);
                let (a, b) = overlaps(bra, first, second);
                add(&mut sums[r * BLOCK + c], a);
                if next > c {
                    add(&mut sums[r * BLOCK + next], b);
                }
            }
        }
    }
    sums.into_iter().map(|(re, im)| re * re + im * im).collect()
}

#[inline(always)]
fn add(sum: &mut (f64, f64), part: (f64, f64)) {
    sum.0 += part.0;
    sum.1 += part.1;
}

type Parts<'a> = (&'a [f64], &'a [f64]);

/// `⟨bra|a⟩` and `⟨bra|b⟩` over a chunk.
#[inline(always)]
fn overlaps(bra: Parts<'_>, a: Parts<'_>, b: Parts<'_>) -> ((f64, f64), (f64, f64)) {
    let (mut of_a, mut of_b) = (Overlap::default(), Overlap::default());
    let whole = bra.0.len() / WIDTH * WIDTH;
    for at in (0..whole).step_by(WIDTH) {
        let range = at..at + WIDTH;
        let (re, im) = (&bra.0[range.clone()], &bra.1[range.clone()]);
        of_a.add((re, im), (&a.0[range.clone()], &a.1[range.clone()]));
        of_b.add((re, im), (&b.0[range.clone()], &b.1[range]));
    }
    let rest = |parts: Parts<'_>| {
        let (mut re, mut im) = (0.0, 0.0);
        for at in whole..bra.0.len() {
            re += bra.0[at] * parts.0[at] + bra.1[at] * parts.1[at];
            im += bra.0[at] * parts.1[at] - bra.1[at] * parts.0[at];
        }
        (re, im)
    };
    let total = |sums: Overlap, rest: (f64, f64)| {
        (sums.re.iter().sum::<f64>() + rest.0, sums.im.iter().sum::<f64>() + rest.1)
    };
    (total(of_a, rest(a)), total(of_b, rest(b)))
}

impl Overlap {
    #[inline(always)]
    fn add(&mut self, bra: Parts<'_>, ket: Parts<'_>) {
        for k in 0..WIDTH {
            self.re[k] += bra.0[k] * ket.0[k] + bra.1[k] * ket.1[k];
            self.im[k] += bra.0[k] * ket.1[k] - bra.1[k] * ket.0[k];
        }
    }
}
