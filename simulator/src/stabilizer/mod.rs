//! Clifford circuits of any width, without amplitudes: what measuring every qubit in the end can give, and what becomes of Pauli strings
//! on their way back. Called where a program or an observable is taken apart; knows no gate by name, no plan and no classical bit.
//!
//! The state is held by the generators of its stabilizer group (Gottesman, *The Heisenberg representation of quantum
//! computers*, 1998; Aaronson and Gottesman, quant-ph/0406196), `n²/4` bytes for `n` qubits. Its outcomes are an affine
//! space, all equally likely (Dehaene and De Moor, quant-ph/0304125).

mod back;
mod conjugation;
mod diagonal;
mod elimination;
mod known;
mod letters;
mod operation;
mod rotation;
mod small;
mod tableau;
#[cfg(test)]
mod tests;

pub(crate) use back::{Back, Lettered};

use ansatz_circuits::FlatInstruction;
use known::Known;
#[cfg(test)]
use operation::Clifford;
use tableau::Tableau;

/// What measuring all qubits of a stabilizer state can give: uniform over `base ⊕ span(directions)`.
///
/// Bit `q % 64` of word `q / 64` is qubit `q`. The highest bit of a direction is in no other direction and not in the
/// base, and directions ascend by it: an affine space has one such form, and its elements ascend with the number whose
/// bits say which directions are in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Support {
    pub(crate) base: Vec<u64>,
    pub(crate) directions: Vec<Vec<u64>>,
}

/// Whether an instruction is a Clifford operation whatever the slots' values, as far as that is recognised: rotations by
/// multiples of π/2 of Pauli words of any length, and constants on at most two qubits, controls included.
#[cfg(test)]
pub(crate) fn is_clifford(instruction: &FlatInstruction) -> bool {
    Clifford::of(instruction).is_some()
}

/// The support of the state that Clifford instructions make of |0…0⟩; `None` if one of them is not recognised as
/// one: rotations by multiples of π/2 of Pauli words of any length are, and constants on at most two qubits, controls included.
pub(crate) fn support(num_qubits: usize, instructions: &[FlatInstruction]) -> Option<Support> {
    let (mut tableau, mut known) = (Tableau::of_zeros(num_qubits), Known::default());
    for instruction in instructions {
        known.apply(instruction, &mut tableau)?;
    }
    Some(elimination::support(tableau))
}
