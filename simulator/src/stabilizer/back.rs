//! What Clifford operations make of a Pauli string that comes from their end, `U†PU`: another one with a sign (Gottesman, *The Heisenberg
//! representation of quantum computers*, 1998). Called where observables are taken back through circuits; knows no tableau.

use super::letters::Letters;
use super::operation::{Clifford, Quarters};
use ansatz_circuits::{FlatInstruction, Pauli};
use smallvec::SmallVec;

/// A Clifford operation, seen from its end.
pub(crate) enum Back {
    /// On at most two qubits: what letters come from, by the letters.
    Few { qubits: SmallVec<[u32; 2]>, from: SmallVec<[Origin; 16]> },
    /// `exp(-iθP/2)` with `θ` a number of quarter turns.
    Rotation { word: Vec<Pauli>, qubits: Vec<u32>, quarters: Quarters },
}

/// Letters before an operation. Bit `2j` of the bits is the X of qubit `j`, bit `2j + 1` its Z.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Origin {
    bits: u8,
    is_negative: bool,
}

/// Letters by qubit that can be read and replaced; a missing one is `I`.
pub(crate) trait Lettered {
    fn letter(&self, qubit: u32) -> Pauli;
    fn put(&mut self, qubit: u32, letter: Pauli);
}

impl Back {
    /// `None` where the operation is not recognised as a Clifford one whatever the slots' values.
    pub(crate) fn of(instruction: &FlatInstruction) -> Option<Back> {
        Some(match Clifford::of(instruction)? {
            Clifford::Few(images) => {
                let qubits = instruction.targets.iter().chain(&instruction.controls).copied().collect();
                Back::Few { qubits, from: origins(&images) }
            }
            Clifford::Rotation { word, qubits, quarters } => {
                Back::Rotation { word: word.to_vec(), qubits: qubits.to_vec(), quarters }
            }
        })
    }

    /// Replaces the letters by those before the operation; whether the sign changes.
    pub(crate) fn apply(&self, letters: &mut impl Lettered) -> bool {
        match self {
            Back::Few { qubits, from } => {
                let read = |(j, qubit): (usize, &u32)| bits_of(letters.letter(*qubit)) << (2 * j);
                let there: u8 = qubits.iter().enumerate().map(read).sum();
                let Origin { bits, is_negative } = from[usize::from(there)];
                for (j, qubit) in qubits.iter().enumerate() {
                    letters.put(*qubit, letter_of(bits >> (2 * j) & 3));
                }
                is_negative
            }
            Back::Rotation { word, qubits, quarters } => rotate(letters, word, qubits, *quarters),
        }
    }
}

fn bits_of(letter: Pauli) -> u8 {
    match letter {
        Pauli::I => 0,
        Pauli::X => 1,
        Pauli::Z => 2,
        Pauli::Y => 3,
    }
}

fn letter_of(bits: u8) -> Pauli {
    [Pauli::I, Pauli::X, Pauli::Z, Pauli::Y][usize::from(bits)]
}

/// By letters, what they come from: the images of all letters, turned around.
fn origins(images: &[Letters]) -> SmallVec<[Origin; 16]> {
    let mut products = [Letters::IDENTITY; 16];
    let mut from = SmallVec::from_elem(Origin::default(), 1 << images.len());
    for m in 1..1usize << images.len() {
        let highest = m.ilog2() as usize;
        let is_y = highest % 2 == 1 && m >> (highest - 1) & 1 == 1;
        products[m] = (products[m ^ 1 << highest] * images[highest]).times_i(u8::from(is_y));
        let Letters { x, z, .. } = products[m];
        let there = (0..2).map(|j| (x >> j & 1) << (2 * j) | (z >> j & 1) << (2 * j + 1)).sum::<u8>();
        from[usize::from(there)] = Origin { bits: m as u8, is_negative: products[m].is_negative() };
    }
    from
}

/// `e^{iθP/2} Q e^{−iθP/2} = Q` where they commute, else `(cos θ + i sin θ P) Q`.
fn rotate(letters: &mut impl Lettered, word: &[Pauli], qubits: &[u32], quarters: Quarters) -> bool {
    let of_qubit = |letter: Pauli, other: Pauli| Letters::of(letter) * Letters::of(other);
    let anticommutes = |(own, qubit): (&Pauli, &u32)| {
        let other = letters.letter(*qubit);
        of_qubit(*own, other) != of_qubit(other, *own)
    };
    let crossings = word.iter().zip(qubits).filter(|pair| anticommutes(*pair)).count();
    let quarter = match quarters {
        _ if crossings.is_multiple_of(2) => return false,
        Quarters::Zero => return false,
        Quarters::Two => return true,
        Quarters::One => 1,
        Quarters::Three => 3,
    };
    let mut power = quarter;
    for (own, qubit) in word.iter().zip(qubits) {
        let product = of_qubit(*own, letters.letter(*qubit));
        let letter = letter_of(product.x | product.z << 1);
        // Y is iXZ.
        power += product.power + 3 * u8::from(letter == Pauli::Y);
        letters.put(*qubit, letter);
    }
    power & 3 == 2
}
