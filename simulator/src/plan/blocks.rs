//! Two-qubit blocks: where many constant turns follow each other on one pair of qubits, one 4×4 matrix costs fewer
//! multiply-adds than they do. Called by `Plan` alone.

use super::factor::Factor;
use super::queue::Queue;
use super::simplify::bits;
use super::turn::TurnFactor;
use super::{PlannedDense, PlannedOp};
use ansatz_circuits::C64;
use smallvec::{SmallVec, smallvec};

/// A real turn is 4 multiply-adds for an amplitude, a complex 4×4 matrix 16; phases and flips between the turns cost
/// more sweeps, so that five turns are already dearer than the matrix.
const FEWEST_TURNS: usize = 5;

/// Operations on two qubits at most that follow each other, by their numbers.
struct Block {
    qubits: u64,
    ops: SmallVec<[u32; 16]>,
    turns: usize,
    is_constant: bool,
}

/// Makes a matrix of every crowded pair.
pub(crate) fn fuse_pairs(ops: &mut Queue) {
    if !any_pair_may_be_crowded(ops) {
        return;
    }
    let mut finder = Finder { blocks: Vec::new(), open: [NONE; 64], crowded: Vec::new() };
    ops.iter().enumerate().for_each(|(at, op)| finder.push(at as u32, op));
    (0..64).for_each(|qubit| finder.close(qubit));
    finder.replace(ops);
}

/// Whether the two most turned qubits have enough turns.
fn any_pair_may_be_crowded(ops: &Queue) -> bool {
    let mut turns = [0; 64];
    for op in ops.iter() {
        if let PlannedOp::Turn { qubit, .. } = op {
            turns[*qubit as usize] += 1;
        }
    }
    let (first, second) =
        turns.iter().fold(
            (0, 0),
            |(first, second), count| {
                if *count > first { (*count, first) } else { (first, second.max(*count)) }
            },
        );
    first + second >= FEWEST_TURNS
}

const NONE: usize = usize::MAX;

/// Finds the blocks that are dearer than a matrix.
struct Finder {
    blocks: Vec<Block>,
    /// By qubit: its open block.
    open: [usize; 64],
    /// Blocks that become a matrix.
    crowded: Vec<usize>,
}

impl Finder {
    fn push(&mut self, at: u32, op: &PlannedOp) {
        let qubits = op.qubits();
        if matches!(op, PlannedOp::Dense(_)) || !(1..=2).contains(&qubits.count_ones()) {
            return bits(qubits).for_each(|qubit| self.close(qubit));
        }
        for qubit in bits(qubits) {
            let open = self.open[qubit];
            if open != NONE && (self.blocks[open].qubits | qubits).count_ones() > 2 {
                self.close(qubit);
            }
        }
        let block = self.join(qubits);
        let block = &mut self.blocks[block];
        block.turns += usize::from(matches!(op, PlannedOp::Turn { .. }));
        block.is_constant &= op.is_constant();
        block.ops.push(at);
    }

    /// One open block for these qubits.
    fn join(&mut self, qubits: u64) -> usize {
        let mut ids = bits(qubits).map(|qubit| self.open[qubit]).filter(|id| *id != NONE);
        let id = match (ids.next(), ids.next()) {
            (Some(a), Some(b)) if a != b => {
                let (ops, turns) = (std::mem::take(&mut self.blocks[b].ops), self.blocks[b].turns);
                let is_constant = self.blocks[b].is_constant;
                let block = &mut self.blocks[a];
                block.ops.extend(ops);
                block.turns += turns;
                block.is_constant &= is_constant;
                a
            }
            (Some(a), _) => a,
            _ => {
                self.blocks.push(Block { qubits, ops: SmallVec::new(), turns: 0, is_constant: true });
                self.blocks.len() - 1
            }
        };
        self.blocks[id].qubits |= qubits;
        bits(self.blocks[id].qubits).for_each(|qubit| self.open[qubit] = id);
        id
    }

    fn close(&mut self, qubit: usize) {
        let id = self.open[qubit];
        if id == NONE {
            return;
        }
        let block = &self.blocks[id];
        bits(block.qubits).for_each(|qubit| self.open[qubit] = NONE);
        if block.turns >= FEWEST_TURNS && block.is_constant && block.qubits.count_ones() == 2 {
            self.crowded.push(id);
        }
    }

    /// The matrix stands where the block's last operation stood: what came between is on other qubits.
    fn replace(self, ops: &mut Queue) {
        for id in self.crowded {
            let Block { qubits, ops: numbers, .. } = &self.blocks[id];
            let pair: SmallVec<[u32; 2]> = bits(*qubits).map(|q| q as u32).collect();
            let mut matrix = Matrix4::identity();
            for at in numbers {
                if let Some(op) = ops.take(*at as usize) {
                    matrix.apply(&op, &pair);
                }
            }
            if let Some(last) = numbers.iter().max() {
                ops.replace(*last as usize, matrix_on(&pair, &matrix));
            }
        }
        ops.close_holes();
    }
}

fn matrix_on(pair: &[u32], matrix: &Matrix4) -> PlannedOp {
    PlannedOp::Dense(PlannedDense {
        targets: smallvec![pair[0], pair[1]],
        control_mask: 0,
        control_value: 0,
        factors: vec![Factor::Fixed(matrix.entries())],
    })
}

/// Row by row, real and imaginary parts apart: a row is a vector.
struct Matrix4 {
    re: [[f64; 4]; 4],
    im: [[f64; 4]; 4],
}

impl Matrix4 {
    fn identity() -> Matrix4 {
        let one = std::array::from_fn(|row| std::array::from_fn(|column| f64::from(row == column)));
        Matrix4 { re: one, im: [[0.0; 4]; 4] }
    }

    fn entries(&self) -> Vec<C64> {
        let parts = self.re.as_flattened().iter().zip(self.im.as_flattened());
        parts.map(|(re, im)| C64::new(*re, *im)).collect()
    }

    /// Multiplies from the left.
    fn apply(&mut self, op: &PlannedOp, qubits: &[u32]) {
        let bit = |qubit: u32| usize::from(qubit == qubits[1]);
        match op {
            PlannedOp::Turn { qubit, factors } => {
                for factor in factors {
                    let TurnFactor::Fixed(m) = factor else { continue };
                    turn_rows(&mut self.re, 1 << bit(*qubit), m);
                    turn_rows(&mut self.im, 1 << bit(*qubit), m);
                }
            }
            PlannedOp::Phases(part) => {
                // A sine and a cosine for each parity, not one for each row.
                let place =
                    |mask: u64| qubits.iter().enumerate().fold(0, |b, (j, q)| b | (mask >> q & 1) << j);
                let mut factors = [C64::ONE; 4];
                for (mask, angle) in &part.terms {
                    let (mask, phase) = (place(*mask), C64::cis(*angle));
                    for (row, factor) in (0u64..).zip(&mut factors) {
                        let is_even = (mask & row).count_ones() & 1 == 0;
                        *factor *= if is_even { phase } else { phase.conj() };
                    }
                }
                for (row, factor) in factors.into_iter().enumerate() {
                    let (re, im) = (self.re[row], self.im[row]);
                    self.re[row] = std::array::from_fn(|k| re[k] * factor.re - im[k] * factor.im);
                    self.im[row] = std::array::from_fn(|k| re[k] * factor.im + im[k] * factor.re);
                }
            }
            PlannedOp::Flip(flip) => {
                let stride = 1 << bit(flip.target);
                let control = flip.control.map_or(0, |q| 1 << bit(q));
                for low in (0..4).filter(|row| row & stride == 0 && row & control == control) {
                    self.re.swap(low, low | stride);
                    self.im.swap(low, low | stride);
                }
            }
            // Neither is put into a block.
            PlannedOp::Dense(_) | PlannedOp::Swap(..) => {}
        }
    }
}

fn turn_rows(rows: &mut [[f64; 4]; 4], stride: usize, m: &[f64; 4]) {
    for low in (0..4).filter(|row| row & stride == 0) {
        let (a, b) = (rows[low], rows[low | stride]);
        rows[low] = std::array::from_fn(|k| a[k] * m[0] + b[k] * m[1]);
        rows[low | stride] = std::array::from_fn(|k| a[k] * m[2] + b[k] * m[3]);
    }
}

impl PlannedOp {
    /// Whether no slot feeds it.
    fn is_constant(&self) -> bool {
        match self {
            PlannedOp::Turn { factors, .. } => factors.iter().all(|f| matches!(f, TurnFactor::Fixed(_))),
            PlannedOp::Phases(part) => part.slot.is_none(),
            PlannedOp::Dense(dense) => dense.factors.iter().all(|f| f.slot().is_none()),
            PlannedOp::Flip(_) | PlannedOp::Swap(..) => true,
        }
    }
}
