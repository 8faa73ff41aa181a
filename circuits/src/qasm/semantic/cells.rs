//! Bits as a program holds them: values that are known, and outcomes of measurements that are not known yet.

use super::predicate::Predicate;
use std::sync::Arc;

/// One bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cell {
    Known(bool),
    /// What classical bit `k` of the circuit reads.
    Measured(u32),
}

/// Several bits, index 0 first, or a single one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bits {
    pub(crate) cells: Arc<[Cell]>,
    /// Of type `bit`, which has no index.
    pub(crate) is_single: bool,
}

impl Bits {
    pub(crate) fn single(cell: Cell) -> Bits {
        Bits { cells: Arc::new([cell]), is_single: true }
    }

    pub(crate) fn known(bits: impl IntoIterator<Item = bool>) -> Bits {
        Bits { cells: bits.into_iter().map(Cell::Known).collect(), is_single: false }
    }

    pub(crate) fn len(&self) -> usize {
        self.cells.len()
    }

    /// The values, if all are known.
    pub(crate) fn values(&self) -> Option<Vec<bool>> {
        values(&self.cells)
    }

    /// Whether any is 1.
    pub(crate) fn any(&self) -> Predicate {
        equal(self.cells.iter().map(|cell| (*cell, false))).not()
    }
}

/// The values, if all are known.
pub(crate) fn values(cells: &[Cell]) -> Option<Vec<bool>> {
    cells.iter().map(|cell| if let Cell::Known(value) = cell { Some(*value) } else { None }).collect()
}

/// The number that known bits make, index 0 the least significant; `None` if it has more than 127 bits.
pub(crate) fn number(values: &[bool]) -> Option<i128> {
    let top = values.iter().rposition(|bit| *bit).map_or(0, |at| at + 1);
    (top <= 127).then(|| values[..top].iter().rev().fold(0, |sum, bit| sum << 1 | i128::from(*bit)))
}

/// That every cell has its value.
pub(crate) fn equal(wanted: impl Iterator<Item = (Cell, bool)>) -> Predicate {
    let mut all: Vec<(u32, bool)> = Vec::new();
    for (cell, value) in wanted {
        match cell {
            Cell::Known(known) if known == value => {}
            Cell::Known(_) => return Predicate::NEVER,
            Cell::Measured(bit) => match all.iter().find(|(known, _)| *known == bit) {
                Some((_, known)) if *known != value => return Predicate::NEVER,
                Some(_) => {}
                None => all.push((bit, value)),
            },
        }
    }
    Predicate::All(all)
}
