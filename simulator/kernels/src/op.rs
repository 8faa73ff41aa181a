//! What a backend sees of a circuit: four kinds of operations on numbered qubits, with their numbers, grouped in
//! passes. No gate name gets here.

use crate::C64;
use smallvec::SmallVec;

/// Entries of a matrix, one number for the whole batch or one for each lane: `values[entry * lanes + lane]`. Up to
/// `INLINE` of them take no allocation.
#[derive(Debug, Clone, PartialEq)]
pub struct Coefficients<T, const INLINE: usize = 4> {
    /// 1, or the number of lanes of the batch.
    pub lanes: usize,
    /// The entries.
    pub values: SmallVec<[T; INLINE]>,
}

impl<T: Copy, const INLINE: usize> Coefficients<T, INLINE> {
    /// An entry in a lane.
    #[inline]
    pub fn at(&self, entry: usize, lane: usize) -> T {
        self.values[entry * self.lanes + if self.lanes == 1 { 0 } else { lane }]
    }
}

impl<const INLINE: usize> Coefficients<C64, INLINE> {
    /// The adjoint of a square matrix, in every lane.
    pub fn adjoint(&self) -> Self {
        let dim = (self.values.len() / self.lanes).isqrt();
        let transposed = |k: usize| k % dim * dim + k / dim;
        let at = |k: usize| self.values[transposed(k / self.lanes) * self.lanes + k % self.lanes].conj();
        Coefficients { lanes: self.lanes, values: (0..self.values.len()).map(at).collect() }
    }
}

/// `D = (∂U/∂θ)·U⁻¹` of one slot. The slot's gradient is `2 Re ⟨λ|D|ψ⟩`, both states taken after the operation.
#[derive(Debug, Clone, PartialEq)]
pub struct SlotDerivative<D> {
    /// The slot.
    pub slot: usize,
    /// `D`, in a form that depends on the kind of the operation.
    pub derivative: D,
}

/// Any matrix on a few targets: `2^k · 2^k` entries, row-major, `targets[0]` the least significant bit.
#[derive(Debug, Clone, PartialEq)]
pub struct Dense {
    /// The targets; always local to the pass.
    pub targets: SmallVec<[u32; 4]>,
    /// It acts where `index & control_mask == control_value`.
    pub control_mask: u64,
    /// See `control_mask`.
    pub control_value: u64,
    /// `U`. Up to two targets take no allocation.
    pub matrix: Coefficients<C64, 16>,
    /// Derivatives of its slots, as matrices; empty where no gradient was asked for.
    pub derivatives: Vec<SlotDerivative<Coefficients<C64>>>,
}

/// A diagonal matrix as a sum of parities, `exp(i Σ_k a_k (−1)^{|b ∧ m_k|})` at basis state `b`.
/// Its qubits never need to be local.
#[derive(Debug, Clone, PartialEq)]
pub struct Phases<'a> {
    /// `m_k`, distinct.
    pub masks: &'a [u64],
    /// `a_k`. As many as most small circuits have take no allocation.
    pub angles: Coefficients<f64, 32>,
    /// `∂a_k/∂θ` of its slots, as `(k, slope)`; empty where no gradient was asked for.
    pub derivatives: Vec<SlotDerivative<&'a [(u32, f64)]>>,
}

/// X on a target, where the control (if any) is 1: amplitudes change places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flip {
    /// The control.
    pub control: Option<u32>,
    /// The target.
    pub target: u32,
}

/// A real orthogonal 2×2 matrix on one qubit, row-major.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// The qubit.
    pub qubit: u32,
    /// The matrix.
    pub matrix: Coefficients<f64>,
    /// Derivatives of its slots: `D` is antisymmetric, the entry in row 1, column 0.
    pub derivatives: Vec<SlotDerivative<Coefficients<f64>>>,
}

/// Flips, then turns of distinct qubits, then flips: all on a few local qubits, one sweep over the tile.
#[derive(Debug, Clone, PartialEq)]
pub struct Turns<'a> {
    /// First these, in order.
    pub before: &'a [Flip],
    /// Then these.
    pub turns: SmallVec<[Turn; 4]>,
    /// Then these, in order.
    pub after: &'a [Flip],
}

/// Turns, a diagonal and turns again on two qubits, all constant: `T₂ D T₁`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Butterfly {
    /// The qubits, ascending; always local to the pass.
    pub qubits: [u32; 2],
    /// `T₁`: a real orthogonal 2×2 matrix for each qubit, row-major.
    pub first: [[f64; 4]; 2],
    /// `D`, by the qubits' values, that of `qubits[0]` the least significant bit.
    pub diagonal: [C64; 4],
    /// `T₂`, as `first`.
    pub second: [[f64; 4]; 2],
}

impl Butterfly {
    /// `T₁ᵀ D* T₂ᵀ`.
    pub fn inverse(&self) -> Butterfly {
        let transposed = |[a, b, c, d]: [f64; 4]| [a, c, b, d];
        Butterfly {
            qubits: self.qubits,
            first: self.second.map(transposed),
            diagonal: self.diagonal.map(|z| z.conj()),
            second: self.first.map(transposed),
        }
    }

    /// The same as a 4×4 matrix.
    pub fn dense(&self) -> Dense {
        let turned = |turns: &[[f64; 4]; 2], row: usize, column: usize| {
            turns[0][2 * (row & 1) + (column & 1)] * turns[1][(row & 2) + (column >> 1)]
        };
        let entry = |k: usize| -> C64 {
            let through = |middle: usize| {
                let real = turned(&self.second, k / 4, middle) * turned(&self.first, middle, k % 4);
                self.diagonal[middle] * real
            };
            (0..4).map(through).sum()
        };
        Dense {
            targets: SmallVec::from_slice(&self.qubits),
            control_mask: 0,
            control_value: 0,
            matrix: Coefficients { lanes: 1, values: (0..16).map(entry).collect() },
            derivatives: Vec::new(),
        }
    }
}

/// One operation with its numbers.
// In a box, turns would cost an allocation each, which is as much as running them on a small state.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Clone, PartialEq)]
pub enum Op<'a> {
    /// A matrix.
    Dense(Dense),
    /// A diagonal.
    Phases(Phases<'a>),
    /// Real matrices and flips.
    Turns(Turns<'a>),
    /// Real matrices with a diagonal between them.
    Butterfly(&'a Butterfly),
}

impl Op<'_> {
    /// Whether some slot's derivative is taken at it.
    pub fn has_derivatives(&self) -> bool {
        match self {
            Op::Butterfly(_) => false,
            Op::Dense(dense) => !dense.derivatives.is_empty(),
            Op::Phases(phases) => !phases.derivatives.is_empty(),
            Op::Turns(turns) => turns.turns.iter().any(|turn| !turn.derivatives.is_empty()),
        }
    }
}

/// Operations that touch memory once: everything they mix is among the local qubits.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundPass<'a> {
    /// The qubits of a tile, ascending.
    pub local: &'a [u32],
    /// Qubits that may read 1 when the pass starts: where another qubit reads 1, all amplitudes are 0.
    pub live: u64,
    /// The operations, in order.
    pub ops: Vec<Op<'a>>,
}

impl BoundPass<'_> {
    /// Qubits that may read 1 after some of its operations, which mix local qubits: a backend with smaller tiles than the
    /// plan's may begin there.
    pub fn live_inside(&self) -> u64 {
        self.local.iter().fold(self.live, |live, qubit| live | 1 << qubit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_butterfly_is_its_product_and_undone_by_its_inverse() {
        let turn = |angle: f64| [angle.cos(), -angle.sin(), angle.sin(), angle.cos()];
        let butterfly = Butterfly {
            qubits: [1, 3],
            first: [turn(0.3), turn(1.1)],
            diagonal: [0.1, -0.7, 2.0, 0.4].map(C64::cis),
            second: [turn(-0.9), turn(0.2)],
        };
        let (forward, back) = (butterfly.dense().matrix, butterfly.inverse().dense().matrix);
        for (row, column) in (0..16).map(|k| (k / 4, k % 4)) {
            let product: C64 = (0..4).map(|k| back.at(4 * row + k, 0) * forward.at(4 * k + column, 0)).sum();
            assert!((product - f64::from(row == column)).norm() < 1e-15);
        }
        // Column 0: each qubit starts in 0.
        let middle = |k: usize| turn(0.3)[2 * (k & 1)] * turn(1.1)[2 * (k >> 1)] * butterfly.diagonal[k];
        let last =
            |row: usize, k: usize| turn(-0.9)[2 * (row & 1) + (k & 1)] * turn(0.2)[2 * (row >> 1) + (k >> 1)];
        for row in 0..4 {
            let expected: C64 = (0..4).map(|k| middle(k) * last(row, k)).sum();
            assert!((forward.at(4 * row, 0) - expected).norm() < 1e-15);
        }
    }
}
