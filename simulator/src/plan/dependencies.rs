//! Which operations may come next. On one qubit, diagonal actions commute with each other, and so do flips of it;
//! everything else keeps its order. Called by scheduling alone.

use super::PlannedOp;
use super::queue::Queue;
use super::simplify::bits;

const NONE: u32 = u32::MAX;

/// How an operation acts on one of its qubits. Neighbours that act alike along Z or along X commute.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Axis {
    /// Diagonal: phases and controls.
    Z,
    /// A flip's target.
    X,
    /// Anything else.
    Mixing,
}

impl PlannedOp {
    /// How it acts on a qubit; `mixed` are those it mixes.
    pub(super) fn axis(&self, qubit: usize, mixed: u64) -> Axis {
        match self {
            _ if mixed >> qubit & 1 == 0 => Axis::Z,
            PlannedOp::Flip(_) => Axis::X,
            _ => Axis::Mixing,
        }
    }
}

/// An operation's place in the line of one qubit.
#[derive(Clone, Copy)]
struct Touch {
    op: u32,
    /// Neighbours in line that commute share a block.
    block: u32,
    /// The next touch of the same block.
    next: u32,
}

#[derive(Clone, Copy)]
struct Block {
    first: u32,
    last: u32,
    /// Operations of it that are not done.
    left: u32,
    /// The block behind it.
    next: u32,
    is_front: bool,
}

/// The order that operations must keep, and how far they are done.
pub(crate) struct Dependencies {
    touches: Vec<Touch>,
    /// Where each operation's touches begin; one more at the end.
    starts: Vec<u32>,
    blocks: Vec<Block>,
    /// By operation: its touches that are not at the front of their line.
    waiting: Vec<u32>,
}

impl Dependencies {
    /// Lines up the operations. Without `reorder`, each waits for the one before.
    pub(crate) fn new(ops: &Queue, reorder: bool) -> Dependencies {
        let mut all = Dependencies {
            touches: Vec::with_capacity(2 * ops.len()),
            starts: Vec::with_capacity(ops.len() + 1),
            blocks: Vec::with_capacity(2 * ops.len()),
            waiting: vec![0; ops.len()],
        };
        let mut line_ends = [(NONE, Axis::Mixing); 64];
        for (k, op) in ops.iter().enumerate() {
            all.starts.push(all.touches.len() as u32);
            if !reorder {
                all.line_up(k as u32, 0, Axis::Mixing, &mut line_ends);
                continue;
            }
            let mixed = op.mixed_qubits();
            for qubit in bits(op.qubits()) {
                all.line_up(k as u32, qubit, op.axis(qubit, mixed), &mut line_ends);
            }
        }
        all.starts.push(all.touches.len() as u32);
        all
    }

    fn line_up(&mut self, op: u32, qubit: usize, axis: Axis, line_ends: &mut [(u32, Axis); 64]) {
        let (end, known) = line_ends[qubit];
        let touch = self.touches.len() as u32;
        let block = if end != NONE && axis == known && axis != Axis::Mixing {
            let last = self.blocks[end as usize].last;
            self.touches[last as usize].next = touch;
            end
        } else {
            let new = self.blocks.len() as u32;
            self.blocks.push(Block { first: touch, last: touch, left: 0, next: NONE, is_front: end == NONE });
            if end != NONE {
                self.blocks[end as usize].next = new;
            }
            line_ends[qubit] = (new, axis);
            new
        };
        self.touches.push(Touch { op, block, next: NONE });
        let block = &mut self.blocks[block as usize];
        block.last = touch;
        block.left += 1;
        self.waiting[op as usize] += u32::from(!block.is_front);
    }

    /// Operations that wait for nothing, in order.
    pub(crate) fn ready(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.waiting.len() as u32).filter(|op| self.waiting[*op as usize] == 0)
    }

    /// Marks an operation as done and reports those that may come next because of it.
    pub(crate) fn complete(&mut self, op: u32, mut newly_ready: impl FnMut(u32)) {
        for touch in self.starts[op as usize]..self.starts[op as usize + 1] {
            let block = self.touches[touch as usize].block as usize;
            self.blocks[block].left -= 1;
            let next = self.blocks[block].next;
            if self.blocks[block].left > 0 || next == NONE {
                continue;
            }
            self.blocks[next as usize].is_front = true;
            let mut waiting = self.blocks[next as usize].first;
            while waiting != NONE {
                let Touch { op, next, .. } = self.touches[waiting as usize];
                self.waiting[op as usize] -= 1;
                if self.waiting[op as usize] == 0 {
                    newly_ready(op);
                }
                waiting = next;
            }
        }
    }

    /// Takes the last [`complete`](Self::complete) back.
    pub(crate) fn undo(&mut self, op: u32) {
        for touch in (self.starts[op as usize]..self.starts[op as usize + 1]).rev() {
            let block = self.touches[touch as usize].block as usize;
            let next = self.blocks[block].next;
            if self.blocks[block].left == 0 && next != NONE {
                self.blocks[next as usize].is_front = false;
                let mut waiting = self.blocks[next as usize].first;
                while waiting != NONE {
                    let Touch { op, next, .. } = self.touches[waiting as usize];
                    self.waiting[op as usize] += 1;
                    waiting = next;
                }
            }
            self.blocks[block].left += 1;
        }
    }

    /// Whether operations that may come next once all of `done` are done have one among them that is wanted. Everything is as
    /// before in the end.
    pub(crate) fn would_unlock(&mut self, done: &[u32], is_wanted: impl Fn(u32) -> bool) -> bool {
        let (mut is_found, mut count) = (false, 0);
        while count < done.len() && !is_found {
            self.complete(done[count], |next| is_found |= is_wanted(next));
            count += 1;
        }
        done[..count].iter().rev().for_each(|op| self.undo(*op));
        is_found
    }
}
