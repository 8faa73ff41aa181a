//! Pauli strings as two bit masks, so that an expectation needs no copy of a state. Called by sums, expressions and the
//! simulator; knows no coefficient.

use super::{Pauli, PauliError};
use crate::C64;

/// A product of Pauli letters on distinct qubits, `P = i^{|x∧z|} X^x Z^z`:
/// `P|j⟩ = i^{|x∧z|} (−1)^{|z∧j|} |j⊕x⟩`. A `Y` sets its bit in both masks.
///
/// ```
/// use ansatz_circuits::{Pauli, PauliString};
/// let string = PauliString::new(&[(0, Pauli::Z), (2, Pauli::X)])?;
/// assert_eq!(string, "Z0 X2".parse()?);
/// assert_eq!((string.letter(2), string.weight(), string.min_qubits()), (Pauli::X, 2, 3));
/// assert!(PauliString::new(&[(0, Pauli::X), (0, Pauli::Z)]).is_err());
/// # Ok::<(), ansatz_circuits::pauli::PauliError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct PauliString {
    x: u64,
    z: u64,
}

impl PauliString {
    /// The identity.
    pub const IDENTITY: PauliString = PauliString { x: 0, z: 0 };

    /// Strings name qubits below this number, as circuits do.
    pub const MAX_QUBITS: usize = crate::circuit::MAX_QUBITS;

    /// The string with these letters on these qubits, `I` elsewhere.
    ///
    /// # Errors
    /// [`PauliError::QubitOutOfRange`], [`PauliError::RepeatedQubit`].
    pub fn new(letters: &[(usize, Pauli)]) -> Result<PauliString, PauliError> {
        let mut named = 0u64;
        letters.iter().try_fold(PauliString::IDENTITY, |string, (qubit, pauli)| {
            let next = string.with(*qubit, *pauli)?;
            if named >> qubit & 1 == 1 {
                return Err(PauliError::RepeatedQubit { qubit: *qubit });
            }
            named |= 1 << qubit;
            Ok(next)
        })
    }

    /// One letter alone.
    ///
    /// # Errors
    /// [`PauliError::QubitOutOfRange`].
    pub fn single(qubit: usize, pauli: Pauli) -> Result<PauliString, PauliError> {
        PauliString::IDENTITY.with(qubit, pauli)
    }

    /// The string with X or Y on the qubits of `x`, and Z or Y on those of `z`.
    ///
    /// # Errors
    /// [`PauliError::QubitOutOfRange`].
    pub fn from_masks(x: u64, z: u64) -> Result<PauliString, PauliError> {
        let string = PauliString { x, z };
        match string.min_qubits() {
            0..=PauliString::MAX_QUBITS => Ok(string),
            beyond => Err(PauliError::QubitOutOfRange { qubit: beyond - 1 }),
        }
    }

    /// This string with the letter on `qubit` replaced.
    ///
    /// # Errors
    /// [`PauliError::QubitOutOfRange`].
    pub fn with(self, qubit: usize, pauli: Pauli) -> Result<PauliString, PauliError> {
        if qubit >= PauliString::MAX_QUBITS {
            return Err(PauliError::QubitOutOfRange { qubit });
        }
        let bit = 1u64 << qubit;
        let (x, z) = (matches!(pauli, Pauli::X | Pauli::Y), matches!(pauli, Pauli::Z | Pauli::Y));
        Ok(PauliString {
            x: self.x & !bit | if x { bit } else { 0 },
            z: self.z & !bit | if z { bit } else { 0 },
        })
    }

    /// The letter on `qubit`; `I` beyond the last.
    pub fn letter(self, qubit: usize) -> Pauli {
        if qubit >= PauliString::MAX_QUBITS {
            return Pauli::I;
        }
        match (self.x >> qubit & 1, self.z >> qubit & 1) {
            (0, 0) => Pauli::I,
            (1, 0) => Pauli::X,
            (0, _) => Pauli::Z,
            _ => Pauli::Y,
        }
    }

    /// Its letters other than `I`, by qubit.
    pub fn letters(self) -> impl Iterator<Item = (usize, Pauli)> {
        (0..self.min_qubits()).map(move |q| (q, self.letter(q))).filter(|(_, pauli)| *pauli != Pauli::I)
    }

    /// The qubits with X or Y, a bit for each.
    pub fn x_mask(self) -> u64 {
        self.x
    }

    /// The qubits with Z or Y, a bit for each.
    pub fn z_mask(self) -> u64 {
        self.z
    }

    /// The qubits with a letter other than `I`, a bit for each.
    pub fn support(self) -> u64 {
        self.x | self.z
    }

    /// How many letters other than `I` it has.
    pub fn weight(self) -> usize {
        self.support().count_ones() as usize
    }

    /// How many qubits a state needs to hold it: one more than the highest letter.
    pub fn min_qubits(self) -> usize {
        64 - self.support().leading_zeros() as usize
    }

    /// Whether `PQ = QP`; else `PQ = −QP`.
    ///
    /// ```
    /// # use ansatz_circuits::PauliString;
    /// let string = |text: &str| text.parse::<PauliString>();
    /// assert!(string("X0 X1")?.commutes_with(string("Z0 Z1")?));
    /// assert!(!string("X0")?.commutes_with(string("Z0 Z1")?));
    /// # Ok::<(), ansatz_circuits::ObservableError>(())
    /// ```
    pub fn commutes_with(self, other: PauliString) -> bool {
        ((self.x & other.z).count_ones() + (self.z & other.x).count_ones()).is_multiple_of(2)
    }

    /// `PQ = phase · R` with a phase among 1, i, −1, −i; `R` is the exclusive or of the masks.
    ///
    /// ```
    /// # use ansatz_circuits::{C64, PauliString};
    /// let string = |text: &str| text.parse::<PauliString>();
    /// assert_eq!(string("X0")?.product(string("Y0")?), (C64::i(), string("Z0")?));
    /// # Ok::<(), ansatz_circuits::ObservableError>(())
    /// ```
    pub fn product(self, other: PauliString) -> (C64, PauliString) {
        let product = PauliString { x: self.x ^ other.x, z: self.z ^ other.z };
        let ys = |string: PauliString| (string.x & string.z).count_ones();
        let power = ys(self) + ys(other) + 3 * ys(product) + 2 * (self.z & other.x).count_ones();
        (POWERS_OF_I[power as usize % 4], product)
    }
}

const POWERS_OF_I: [C64; 4] =
    [C64::new(1.0, 0.0), C64::new(0.0, 1.0), C64::new(-1.0, 0.0), C64::new(0.0, -1.0)];

#[cfg(test)]
mod tests {
    use super::*;
    use Pauli::{I, X, Y, Z};

    #[test]
    fn qubits_out_of_range_and_qubits_named_twice_are_errors() {
        for qubit in [62, 63, 64, 70, usize::MAX] {
            let error = Err(PauliError::QubitOutOfRange { qubit });
            assert_eq!(PauliString::new(&[(qubit, X)]), error);
            assert_eq!(PauliString::IDENTITY.with(qubit, Z), error);
        }
        assert_eq!(PauliString::from_masks(0, 1 << 62), Err(PauliError::QubitOutOfRange { qubit: 62 }));
        for letters in [[(0, X), (0, Z)], [(3, X), (3, X)], [(1, I), (1, I)]] {
            assert_eq!(
                PauliString::new(&letters),
                Err(PauliError::RepeatedQubit { qubit: letters[0].0 }),
                "{letters:?}"
            );
        }
    }

    /// The 2 by 2 matrix of a letter, row by row.
    fn matrix(letter: Pauli) -> [C64; 4] {
        let (zero, one, i) = (C64::new(0.0, 0.0), C64::new(1.0, 0.0), C64::i());
        match letter {
            I => [one, zero, zero, one],
            X => [zero, one, one, zero],
            Y => [zero, -i, i, zero],
            Z => [one, zero, zero, -one],
        }
    }

    fn product_of_matrices(a: [C64; 4], b: [C64; 4]) -> [C64; 4] {
        let entry = |row: usize, column: usize| a[2 * row] * b[column] + a[2 * row + 1] * b[2 + column];
        [entry(0, 0), entry(0, 1), entry(1, 0), entry(1, 1)]
    }

    #[test]
    fn products_and_commutation_are_those_of_the_matrices() -> Result<(), PauliError> {
        for a in [I, X, Y, Z] {
            for b in [I, X, Y, Z] {
                let (first, second) = (PauliString::single(5, a)?, PauliString::single(5, b)?);
                let (phase, product) = first.product(second);
                let expected = product_of_matrices(matrix(a), matrix(b));
                assert_eq!(matrix(product.letter(5)).map(|entry| phase * entry), expected, "{a:?} {b:?}");
                let commute = expected == product_of_matrices(matrix(b), matrix(a));
                assert_eq!(first.commutes_with(second), commute, "{a:?} {b:?}");
            }
        }
        Ok(())
    }
}
