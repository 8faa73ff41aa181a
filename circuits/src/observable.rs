//! Observables as sums of Pauli strings, each two bit masks, so that an expectation needs no copy of a state.

use std::collections::BTreeMap;
use std::ops::{Add, Mul};

/// One Pauli letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pauli {
    /// Identity.
    I,
    /// Bit flip.
    X,
    /// `iXZ`.
    Y,
    /// Phase flip.
    Z,
}

impl Pauli {
    /// The letter of that name, upper or lower case.
    pub fn from_letter(letter: char) -> Option<Pauli> {
        Some(match letter.to_ascii_uppercase() {
            'I' => Pauli::I,
            'X' => Pauli::X,
            'Y' => Pauli::Y,
            'Z' => Pauli::Z,
            _ => return None,
        })
    }

    /// Its name.
    pub fn letter(self) -> char {
        match self {
            Pauli::I => 'I',
            Pauli::X => 'X',
            Pauli::Y => 'Y',
            Pauli::Z => 'Z',
        }
    }
}

/// A product of Pauli letters on distinct qubits, `P = i^{|x∧z|} X^x Z^z`:
/// `P|j⟩ = i^{|x∧z|} (−1)^{|z∧j|} |j⊕x⟩`. A `Y` sets its bit in both masks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct PauliString {
    /// Qubits with X or Y.
    pub x: u64,
    /// Qubits with Z or Y.
    pub z: u64,
}

impl PauliString {
    /// The identity.
    pub const IDENTITY: PauliString = PauliString { x: 0, z: 0 };

    /// The string with these letters on these qubits (each below 64, named once).
    pub fn new(letters: &[(usize, Pauli)]) -> PauliString {
        letters.iter().fold(PauliString::IDENTITY, |string, (qubit, pauli)| string.with(*qubit, *pauli))
    }

    /// This string with the letter on `qubit` replaced.
    pub fn with(self, qubit: usize, pauli: Pauli) -> PauliString {
        let bit = 1u64 << qubit;
        let (x, z) = (matches!(pauli, Pauli::X | Pauli::Y), matches!(pauli, Pauli::Z | Pauli::Y));
        PauliString { x: self.x & !bit | if x { bit } else { 0 }, z: self.z & !bit | if z { bit } else { 0 } }
    }

    /// The letter on `qubit`.
    pub fn letter(self, qubit: usize) -> Pauli {
        match (self.x >> qubit & 1, self.z >> qubit & 1) {
            (0, 0) => Pauli::I,
            (1, 0) => Pauli::X,
            (0, _) => Pauli::Z,
            _ => Pauli::Y,
        }
    }

    /// The qubits with a letter other than `I`.
    pub fn support(self) -> u64 {
        self.x | self.z
    }

    /// How many qubits a state needs to hold it: one more than the highest letter.
    pub fn min_qubits(self) -> usize {
        64 - self.support().leading_zeros() as usize
    }
}

/// `O = Σ_k c_k P_k` with real coefficients: Hermitian by construction.
///
/// ```
/// use ansatz_circuits::PauliSum;
/// let tfim: PauliSum = "1.0 * Z0 Z1 + 0.5 * X3".parse()?;
/// assert_eq!(tfim.terms().len(), 2);
/// assert_eq!(tfim.to_string(), "1 * Z0 Z1 + 0.5 * X3");
/// # Ok::<(), ansatz_circuits::ObservableError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PauliSum {
    terms: Vec<(f64, PauliString)>,
}

impl PauliSum {
    /// A sum of these terms; equal strings are added up, in the order of their first occurrence.
    pub fn new(terms: impl IntoIterator<Item = (f64, PauliString)>) -> PauliSum {
        let mut positions: BTreeMap<PauliString, usize> = BTreeMap::new();
        let mut sum: Vec<(f64, PauliString)> = Vec::new();
        for (coefficient, string) in terms {
            let at = *positions.entry(string).or_insert(sum.len());
            match sum.get_mut(at) {
                Some(known) => known.0 += coefficient,
                None => sum.push((coefficient, string)),
            }
        }
        PauliSum { terms: sum }
    }

    /// `Z` on one qubit.
    pub fn z(qubit: usize) -> PauliSum {
        PauliSum::new([(1.0, PauliString::IDENTITY.with(qubit, Pauli::Z))])
    }

    /// The terms `(coefficient, string)`.
    pub fn terms(&self) -> &[(f64, PauliString)] {
        &self.terms
    }

    /// How many qubits a state needs to hold it.
    pub fn min_qubits(&self) -> usize {
        self.terms.iter().map(|(_, string)| string.min_qubits()).max().unwrap_or(0)
    }

    /// Whether every coefficient is finite.
    pub fn is_finite(&self) -> bool {
        self.terms.iter().all(|(coefficient, _)| coefficient.is_finite())
    }
}

impl Add for PauliSum {
    type Output = PauliSum;
    fn add(self, other: PauliSum) -> PauliSum {
        PauliSum::new(self.terms.into_iter().chain(other.terms))
    }
}

impl Mul<PauliSum> for f64 {
    type Output = PauliSum;
    fn mul(self, mut sum: PauliSum) -> PauliSum {
        sum.terms.iter_mut().for_each(|term| term.0 *= self);
        sum
    }
}
