//! An operation prepared for the tiles of one pass: qubits become tile positions, what lies outside the tile becomes
//! masks on the tile's base row, numbers are rounded to the state's precision. Done once for each pass and block of lanes.

use super::Real;
use super::tile::Tiling;
use crate::{Action, Coefficients, Op};
use smallvec::SmallVec;

/// Tile positions.
pub(super) type Positions = SmallVec<[u32; 4]>;

/// Complex numbers, parts apart: `re[entry * lanes + lane]`.
#[derive(Debug, Clone)]
pub(super) struct Split<R> {
    pub(super) lanes: usize,
    pub(super) re: Vec<R>,
    pub(super) im: Vec<R>,
}

impl<R: Real> Split<R> {
    fn new(coefficients: &Coefficients) -> Split<R> {
        Split {
            lanes: coefficients.lanes,
            re: coefficients.values.iter().map(|z| R::from_f64(z.re)).collect(),
            im: coefficients.values.iter().map(|z| R::from_f64(z.im)).collect(),
        }
    }

    /// An entry in a lane.
    #[inline(always)]
    pub(super) fn at(&self, entry: usize, lane: usize) -> (R, R) {
        let k = entry * self.lanes + if self.lanes == 1 { 0 } else { lane };
        (self.re[k], self.im[k])
    }
}

/// The shape of a prepared operation.
#[derive(Debug, Clone)]
pub(super) enum LocalShape {
    /// Mixes the tile rows that differ at these positions.
    Dense { targets: Positions },
    /// Entry bits from tile positions `(position, entry bit)` and from the base row `(qubit, entry bit)`.
    Diagonal { inner: SmallVec<[(u32, u32); 4]>, outer: SmallVec<[(u32, u32); 4]> },
    /// Parity of tile positions and of base-row bits.
    Parity { inner: usize, outer: u64 },
}

/// A prepared operation.
#[derive(Debug, Clone)]
pub(super) struct LocalOp<R> {
    pub(super) shape: LocalShape,
    /// It acts on tiles with `base & outer_mask == outer_value`.
    pub(super) outer_mask: u64,
    pub(super) outer_value: u64,
    /// Control positions inside the tile, ascending, and the row bits they must have.
    pub(super) controls: Positions,
    pub(super) control_value: usize,
    pub(super) matrix: Split<R>,
}

impl<R: Real> LocalOp<R> {
    pub(super) fn new(op: &Op, local: &[u32]) -> LocalOp<R> {
        let position = |qubit: u32| local.iter().position(|l| *l == qubit).map(|p| p as u32);
        let shape = match &op.action {
            Action::Dense { targets } => {
                // A pass's local qubits include every target of its dense operations.
                LocalShape::Dense { targets: targets.iter().filter_map(|q| position(*q)).collect() }
            }
            Action::Diagonal { targets } => {
                let (mut inner, mut outer) = (SmallVec::new(), SmallVec::new());
                for (bit, qubit) in targets.iter().enumerate() {
                    match position(*qubit) {
                        Some(p) => inner.push((p, bit as u32)),
                        None => outer.push((*qubit, bit as u32)),
                    }
                }
                LocalShape::Diagonal { inner, outer }
            }
            Action::Parity { mask } => {
                let inner =
                    local.iter().enumerate().fold(0, |sum, (p, q)| sum | ((mask >> q & 1) as usize) << p);
                let local_mask = local.iter().fold(0u64, |sum, q| sum | 1 << q);
                LocalShape::Parity { inner, outer: mask & !local_mask }
            }
        };
        let local_mask = local.iter().fold(0u64, |sum, q| sum | 1 << q);
        let is_control = |(p, q): (usize, &u32)| (op.control_mask >> q & 1 == 1).then_some((p as u32, *q));
        let inner_controls: Vec<(u32, u32)> = local.iter().enumerate().filter_map(is_control).collect();
        LocalOp {
            shape,
            outer_mask: op.control_mask & !local_mask,
            outer_value: op.control_value & !local_mask,
            controls: inner_controls.iter().map(|(p, _)| *p).collect(),
            control_value: inner_controls
                .iter()
                .fold(0, |v, (p, q)| v | ((op.control_value >> q & 1) as usize) << p),
            matrix: Split::new(&op.matrix),
        }
    }

    /// Whether the tile's base row satisfies the controls outside the tile.
    #[inline(always)]
    pub(super) fn acts_on(&self, base: u64) -> bool {
        base & self.outer_mask == self.outer_value
    }
}

/// The prepared operations of a pass.
pub(super) fn prepare<R: Real>(ops: &[Op], local: &[u32]) -> Vec<LocalOp<R>> {
    ops.iter().map(|op| LocalOp::new(op, local)).collect()
}

/// The tiling of a pass.
pub(super) fn tiling(num_qubits: usize, local: &[u32]) -> Tiling {
    Tiling::new(num_qubits, local)
}
