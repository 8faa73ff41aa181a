//! Overlaps of every state of one stack with every state of another: a Hermitian matrix product in cache-sized blocks.
//! Fidelities are their squares, the Fisher information is made of their real parts. Each block is summed in one order, so
//! the numbers do not depend on the threads.

use super::parallel::{self, Threads};
use crate::C64;
use crate::simd::{Simd, SimdLevel};

/// States one after the other, real and imaginary parts apart.
pub struct Stack {
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
    pub fn new(size: usize) -> Stack {
        Stack { size, re: Vec::new(), im: Vec::new() }
    }

    /// So many vectors of zeros.
    pub fn zeros(size: usize, count: usize) -> Stack {
        Stack { size, re: vec![0.0; size * count], im: vec![0.0; size * count] }
    }

    /// Adds a multiple of a state to one of the stack's.
    pub fn add(&mut self, state: usize, factor: C64, amplitudes: &[C64]) {
        let range = state * self.size..(state + 1) * self.size;
        let parts = self.re[range.clone()].iter_mut().zip(&mut self.im[range]);
        for ((re, im), amplitude) in parts.zip(amplitudes) {
            let part = factor * amplitude;
            *re += part.re;
            *im += part.im;
        }
    }

    /// The amplitudes of one of its states.
    pub fn amplitudes(&self, state: usize) -> impl Iterator<Item = C64> + '_ {
        let (re, im) = self.part(state, 0, self.size);
        re.iter().zip(im).map(|(re, im)| C64::new(*re, *im))
    }

    /// Puts a state on the stack.
    pub fn push(&mut self, amplitudes: &[C64]) {
        self.re.extend(amplitudes.iter().map(|a| a.re));
        self.im.extend(amplitudes.iter().map(|a| a.im));
    }

    /// How many states it has.
    pub fn len(&self) -> usize {
        self.re.len() / self.size
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.re.is_empty()
    }

    /// A part of a state's amplitudes.
    #[inline(always)]
    fn part(&self, state: usize, from: usize, to: usize) -> (&[f64], &[f64]) {
        let range = state * self.size + from..state * self.size + to;
        (&self.re[range.clone()], &self.im[range])
    }
}

/// `⟨ψ_i|φ_j⟩` at `i * columns + j`; without columns the states with each other, each pair once.
pub fn overlaps(rows: &Stack, columns: Option<&Stack>) -> Vec<C64> {
    let others = columns.unwrap_or(rows);
    let (height, width) = (rows.len(), others.len());
    let blocks = |count: usize| count.div_ceil(BLOCK);
    let wanted = |pair: &BlockPair| columns.is_some() || pair.column >= pair.row;
    let pairs =
        (0..blocks(height)).flat_map(|row| (0..blocks(width)).map(move |column| BlockPair { row, column }));
    let pairs: Vec<BlockPair> = pairs.filter(wanted).collect();
    let simd = Simd::new(SimdLevel::Best);
    let computed = parallel::map(Threads::All, pairs.len(), |k| {
        simd.run(
            #[inline(always)]
            || block(rows, others, pairs[k]),
        )
    });
    let mut all = vec![C64::default(); height * width];
    for (pair, values) in pairs.iter().zip(computed) {
        for (k, value) in values.into_iter().enumerate() {
            let (row, column) = (pair.row * BLOCK + k / BLOCK, pair.column * BLOCK + k % BLOCK);
            if row < height && column < width {
                all[row * width + column] = value;
                if columns.is_none() {
                    all[column * width + row] = value.conj();
                }
            }
        }
    }
    all
}

/// The numbers of a block of rows and of a block of columns.
#[derive(Clone, Copy)]
struct BlockPair {
    row: usize,
    column: usize,
}

/// The overlaps of one block with another.
#[inline(always)]
fn block(rows: &Stack, columns: &Stack, pair: BlockPair) -> Vec<C64> {
    let (top, left) = (pair.row * BLOCK, pair.column * BLOCK);
    let mut sums = vec![C64::default(); BLOCK * BLOCK];
    let height = BLOCK.min(rows.len() - top);
    let width = BLOCK.min(columns.len() - left);
    for from in (0..rows.size).step_by(CHUNK) {
        let to = rows.size.min(from + CHUNK);
        for r in 0..height {
            let bra = rows.part(top + r, from, to);
            // Two columns at a time, so that each number of the row is read once for both.
            for c in (0..width).step_by(2) {
                let next = (c + 1).min(width - 1);
                let first = columns.part(left + c, from, to);
                let second = columns.part(left + next, from, to);
                let (a, b) = of_parts(bra, first, second);
                sums[r * BLOCK + c] += a;
                if next > c {
                    sums[r * BLOCK + next] += b;
                }
            }
        }
    }
    sums
}

type Parts<'a> = (&'a [f64], &'a [f64]);

/// `⟨bra|a⟩` and `⟨bra|b⟩` over a chunk.
#[inline(always)]
fn of_parts(bra: Parts<'_>, a: Parts<'_>, b: Parts<'_>) -> (C64, C64) {
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
        C64::new(sums.re.iter().sum::<f64>() + rest.0, sums.im.iter().sum::<f64>() + rest.1)
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
