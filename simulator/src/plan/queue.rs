//! The operations while they are planned, by number; one that is taken leaves a hole. The memory is kept by the thread:
//! asking the system for it costs as much as planning a small circuit. Called by `Plan` alone.

use super::PlannedOp;
use std::cell::Cell;

/// A thread keeps room for at most so many operations.
const MOST_KEPT: usize = 1 << 13;

thread_local! {
    static KEPT: Cell<Vec<Option<PlannedOp>>> = const { Cell::new(Vec::new()) };
}

/// Operations in order.
#[derive(Debug, Clone)]
pub(crate) struct Queue(Vec<Option<PlannedOp>>);

impl Queue {
    /// For at least so many operations.
    pub(crate) fn with_capacity(capacity: usize) -> Queue {
        let mut ops = KEPT.take();
        ops.reserve(capacity);
        Queue(ops)
    }

    /// How many there are, holes included.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn push(&mut self, op: PlannedOp) {
        self.0.push(Some(op));
    }

    /// An operation; `None` for a hole, and beyond the end.
    pub(crate) fn get(&self, number: usize) -> Option<&PlannedOp> {
        self.0.get(number)?.as_ref()
    }

    pub(crate) fn get_mut(&mut self, number: usize) -> Option<&mut PlannedOp> {
        self.0.get_mut(number)?.as_mut()
    }

    /// Takes an operation out.
    pub(crate) fn take(&mut self, number: usize) -> Option<PlannedOp> {
        self.0.get_mut(number)?.take()
    }

    /// Puts an operation in the place of another.
    pub(crate) fn replace(&mut self, number: usize, op: PlannedOp) {
        self.0[number] = Some(op);
    }

    /// Numbers the operations anew, without holes.
    pub(crate) fn close_holes(&mut self) {
        self.0.retain(Option::is_some);
    }

    /// What is there from a number on.
    pub(crate) fn iter_mut_from(&mut self, number: usize) -> impl DoubleEndedIterator<Item = &mut PlannedOp> {
        self.0[number..].iter_mut().flatten()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &PlannedOp> {
        self.0.iter().flatten()
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        let mut ops = std::mem::take(&mut self.0);
        if ops.capacity() <= MOST_KEPT {
            ops.clear();
            // A thread that ends keeps nothing.
            let _ = KEPT.try_with(|kept| kept.set(ops));
        }
    }
}
