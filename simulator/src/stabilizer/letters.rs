//! Products of X and Z on at most two qubits. Called where matrices are recognised and where sign rules are made; knows no
//! tableau.

use ansatz_circuits::{C64, Pauli};
use std::ops::Mul;

const POWERS: [C64; 4] = [C64::new(1.0, 0.0), C64::new(0.0, 1.0), C64::new(-1.0, 0.0), C64::new(0.0, -1.0)];

/// `i^power · X^x Z^z`: bit `j` of `x` and `z` is qubit `j`. As a matrix, `Σ_c entry(c) |c ⊕ x⟩⟨c|`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Letters {
    pub(super) x: u8,
    pub(super) z: u8,
    pub(super) power: u8,
}

impl Letters {
    pub(super) const IDENTITY: Letters = Letters { x: 0, z: 0, power: 0 };

    /// X of qubit `k / 2` for an even `k`, Z for an odd one.
    pub(super) fn generator(k: usize) -> Letters {
        let bit = 1 << (k / 2);
        if k.is_multiple_of(2) {
            Letters { x: bit, ..Letters::IDENTITY }
        } else {
            Letters { z: bit, ..Letters::IDENTITY }
        }
    }

    /// A letter of qubit 0.
    pub(super) fn of(pauli: Pauli) -> Letters {
        match pauli {
            Pauli::I => Letters::IDENTITY,
            Pauli::X => Letters::generator(0),
            Pauli::Y => (Letters::generator(0) * Letters::generator(1)).times_i(1),
            Pauli::Z => Letters::generator(1),
        }
    }

    /// Times `i^power`.
    pub(super) fn times_i(self, power: u8) -> Letters {
        Letters { power: (self.power + power) & 3, ..self }
    }

    /// What stands in a column of the matrix.
    pub(super) fn entry(self, column: usize) -> C64 {
        POWERS[usize::from((self.power + 2 * parity(self.z & column as u8)) & 3)]
    }

    /// The power of i before the letters I, X, Y, Z: each Y is `iXZ`.
    fn phase(self) -> u8 {
        let both = self.x & self.z;
        (self.power + 3 * ((both & 1) + (both >> 1))) & 3
    }

    /// Whether it is letters with a sign, plus or minus.
    pub(super) fn is_hermitian(self) -> bool {
        self.phase() & 1 == 0
    }

    /// Whether that sign is minus.
    pub(super) fn is_negative(self) -> bool {
        self.phase() == 2
    }
}

/// The parity of two bits.
fn parity(bits: u8) -> u8 {
    0b0110 >> bits & 1
}

/// `Z^z X^x' = (−1)^{|z ∧ x'|} X^x' Z^z`.
impl Mul for Letters {
    type Output = Letters;

    fn mul(self, other: Letters) -> Letters {
        let crossing = parity(self.z & other.x);
        Letters {
            x: self.x ^ other.x,
            z: self.z ^ other.z,
            power: (self.power + other.power + 2 * crossing) & 3,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_of_letters_are_those_of_the_pauli_group() {
        let [x, y, z] = [Pauli::X, Pauli::Y, Pauli::Z].map(Letters::of);
        assert_eq!([x * y, y * z, z * x], [z, x, y].map(|letter| letter.times_i(1)));
        assert_eq!([y * x, z * y, x * z], [z, x, y].map(|letter| letter.times_i(3)));
        assert_eq!([x * x, y * y, z * z], [Letters::IDENTITY; 3]);
    }

    #[test]
    fn only_letters_times_a_sign_are_hermitian() {
        let y = Letters::of(Pauli::Y);
        assert_eq!([0, 1, 2, 3].map(|power| y.times_i(power).is_hermitian()), [true, false, true, false]);
        assert_eq!([0, 2].map(|power| y.times_i(power).is_negative()), [false, true]);
    }
}
