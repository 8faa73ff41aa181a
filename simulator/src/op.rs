//! What a backend sees of a circuit: small matrices on numbered qubits, grouped in passes. No gate name gets here.

use ansatz_circuits::C64;
use smallvec::SmallVec;

/// The shape of an operation's matrix on its targets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Any matrix: `2^k · 2^k` entries, row-major, `targets[0]` the least significant bit.
    Dense {
        /// The targets.
        targets: SmallVec<[u32; 4]>,
    },
    /// A diagonal matrix: `2^k` entries. Its targets never need to be local to a tile.
    Diagonal {
        /// The targets.
        targets: SmallVec<[u32; 4]>,
    },
    /// A diagonal matrix that depends on the parity of the masked qubits only: 2 entries, even and odd.
    Parity {
        /// The qubits.
        mask: u64,
    },
}

impl Action {
    /// How many matrix entries it has.
    pub fn num_entries(&self) -> usize {
        match self {
            Action::Dense { targets } => 1 << (2 * targets.len()),
            Action::Diagonal { targets } => 1 << targets.len(),
            Action::Parity { .. } => 2,
        }
    }
}

/// Matrix entries, one number for the whole batch or one for each lane: `values[entry * lanes + lane]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Coefficients {
    /// 1, or the number of lanes of the batch.
    pub lanes: usize,
    /// The entries.
    pub values: Vec<C64>,
}

/// `D = (∂U/∂θ)·U⁻¹` of one slot, in the shape of the operation's matrix. The slot's gradient is
/// `2 Re ⟨λ|D|ψ⟩`, both states taken after the operation.
#[derive(Debug, Clone, PartialEq)]
pub struct SlotDerivative {
    /// The slot.
    pub slot: usize,
    /// The entries of `D`.
    pub matrix: Coefficients,
}

/// One operation with its numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Op {
    /// Shape and targets.
    pub action: Action,
    /// It acts where `index & control_mask == control_value`.
    pub control_mask: u64,
    /// See `control_mask`.
    pub control_value: u64,
    /// `U`.
    pub matrix: Coefficients,
    /// Derivatives of its slots; empty where no gradient was asked for.
    pub derivatives: Vec<SlotDerivative>,
}

/// Operations that touch memory once: everything they mix is among the local qubits.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundPass<'a> {
    /// The qubits of a tile, ascending.
    pub local: &'a [u32],
    /// The operations, in order.
    pub ops: Vec<Op>,
}
