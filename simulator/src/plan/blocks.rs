//! Two-qubit blocks: where many constant turns follow each other on one pair of qubits, one 4×4 matrix costs fewer
//! multiply-adds than they do. Called by `Plan` alone.

use super::PlannedOp;
use super::matrix4::Matrix4;
use super::queue::Queue;
use super::simplify::bits;
use super::turn::TurnFactor;
use crate::SimdLevel;
use ansatz_kernels::Simd;

/// A real turn is 4 multiply-adds for an amplitude, a complex 4×4 matrix 16; phases and flips between the turns cost
/// more sweeps, so that five turns are already dearer than the matrix.
const FEWEST_TURNS: u32 = 5;

/// Operations on two qubits at most that follow each other: a list by their numbers.
#[derive(Clone, Copy)]
struct Block {
    qubits: u64,
    first: u32,
    last: u32,
    turns: u32,
    is_constant: bool,
}

/// Makes a matrix of every crowded pair.
pub(crate) fn fuse_pairs(ops: &mut Queue) {
    if !any_pair_may_be_crowded(ops) {
        return;
    }
    let mut finder = Finder::new(ops.len());
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

const NONE: u32 = u32::MAX;

/// Finds the blocks that are dearer than a matrix.
struct Finder {
    blocks: Vec<Block>,
    /// By operation: the next of its block.
    next: Vec<u32>,
    /// By qubit: its open block.
    open: [u32; 64],
    /// Blocks that become a matrix.
    crowded: Vec<u32>,
}

impl Finder {
    fn new(num_ops: usize) -> Finder {
        Finder {
            blocks: Vec::with_capacity(num_ops / 4),
            next: vec![NONE; num_ops],
            open: [NONE; 64],
            crowded: Vec::new(),
        }
    }

    fn push(&mut self, at: u32, op: &PlannedOp) {
        let qubits = op.qubits();
        if matches!(op, PlannedOp::Dense(_)) || qubits == 0 || !is_at_most_a_pair(qubits) {
            return bits(qubits).for_each(|qubit| self.close(qubit));
        }
        for qubit in bits(qubits) {
            let open = self.open[qubit];
            if open != NONE && !is_at_most_a_pair(self.blocks[open as usize].qubits | qubits) {
                self.close(qubit);
            }
        }
        let alone = Block {
            qubits,
            first: at,
            last: at,
            turns: u32::from(matches!(op, PlannedOp::Turn { .. })),
            is_constant: op.is_constant(),
        };
        let mut open = bits(qubits).map(|qubit| self.open[qubit]).filter(|id| *id != NONE);
        match (open.next(), open.next()) {
            (Some(id), other) => {
                if let Some(other) = other.filter(|other| *other != id) {
                    self.append(id, self.blocks[other as usize]);
                }
                self.append(id, alone);
            }
            _ => {
                let id = self.blocks.len() as u32;
                bits(qubits).for_each(|qubit| self.open[qubit] = id);
                self.blocks.push(alone);
            }
        }
    }

    /// Puts one block behind another.
    fn append(&mut self, id: u32, other: Block) {
        let block = &mut self.blocks[id as usize];
        self.next[block.last as usize] = other.first;
        block.last = other.last;
        block.qubits |= other.qubits;
        block.turns += other.turns;
        block.is_constant &= other.is_constant;
        bits(other.qubits).for_each(|qubit| self.open[qubit] = id);
    }

    fn close(&mut self, qubit: usize) {
        let id = self.open[qubit];
        if id == NONE {
            return;
        }
        let block = &self.blocks[id as usize];
        bits(block.qubits).for_each(|qubit| self.open[qubit] = NONE);
        if block.turns >= FEWEST_TURNS && block.is_constant && !block.qubits.is_power_of_two() {
            self.crowded.push(id);
        }
    }

    /// The matrix stands where the block's last operation stood: what came between is on other qubits.
    fn replace(self, ops: &mut Queue) {
        if self.crowded.is_empty() {
            return;
        }
        let simd = Simd::new(SimdLevel::Best);
        for id in &self.crowded {
            let block = self.blocks[*id as usize];
            // Compiled for the machine's vectors; the bits are the same for all of them.
            let matrix = simd.run(
                #[inline(always)]
                || self.product(&block, ops),
            );
            ops.replace(block.last as usize, PlannedOp::Dense(matrix.planned()));
        }
        ops.close_holes();
    }

    /// Takes the operations of a block and multiplies them.
    #[inline(always)]
    fn product(&self, block: &Block, ops: &mut Queue) -> Matrix4 {
        let qubits = [block.qubits.trailing_zeros(), 63 - block.qubits.leading_zeros()];
        let mut matrix = Matrix4::identity(qubits);
        let mut at = block.first;
        while at != NONE {
            if let Some(op) = ops.take(at as usize) {
                matrix.apply(&op);
            }
            at = self.next[at as usize];
        }
        matrix
    }
}

/// Whether a mask has two bits at most: without counting, which is slow on processors that have no instruction for it.
fn is_at_most_a_pair(qubits: u64) -> bool {
    let but_lowest = qubits & qubits.wrapping_sub(1);
    but_lowest & but_lowest.wrapping_sub(1) == 0
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
