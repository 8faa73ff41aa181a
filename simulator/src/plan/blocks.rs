//! Two-qubit blocks: where many constant turns follow each other on one pair of qubits, one 4×4 matrix costs fewer
//! multiply-adds than they do. Called by `Plan` alone.

use super::PlannedOp;
use super::matrix4::{Matrix4, Pair};
use super::queue::Queue;
use super::simplify::bits;
use super::turn::TurnFactor;
use smallvec::SmallVec;

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
            // Crowded blocks are on two qubits.
            let Some(pair) = Pair::of(*qubits) else { continue };
            let mut matrix = Matrix4::identity(pair);
            for at in numbers {
                if let Some(op) = ops.take(*at as usize) {
                    matrix.apply(&op);
                }
            }
            if let Some(last) = numbers.iter().max() {
                ops.replace(*last as usize, PlannedOp::Dense(matrix.planned()));
            }
        }
        ops.close_holes();
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
