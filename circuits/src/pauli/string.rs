//! Pauli strings as bit masks, so that an expectation needs no copy of a state. Called by sums, expressions and the
//! simulator; knows no coefficient.

use super::{Pauli, PauliError};
use crate::C64;
use smallvec::SmallVec;

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
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct PauliString {
    /// In their order; none without a letter, so that equal strings have equal words.
    words: SmallVec<[Word; 1]>,
}

/// The letters on qubits `64 · index` to `64 · index + 63`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
struct Word {
    index: u32,
    x: u64,
    z: u64,
}

impl Word {
    fn letter(self, bit: u32) -> Pauli {
        match (self.x >> bit & 1, self.z >> bit & 1) {
            (0, 0) => Pauli::I,
            (1, 0) => Pauli::X,
            (0, _) => Pauli::Z,
            _ => Pauli::Y,
        }
    }

    fn support(self) -> u64 {
        self.x | self.z
    }

    fn qubits(self) -> impl Iterator<Item = usize> {
        let bits = (0..64).filter(move |bit| self.support() >> bit & 1 == 1);
        bits.map(move |bit| self.index as usize * 64 + bit)
    }
}

const NARROW: &str = "the string names qubits below 64 only, as those of a state are";

impl PauliString {
    /// The identity.
    pub const IDENTITY: PauliString = PauliString { words: SmallVec::new_const() };

    /// Strings name qubits below this number, as circuits do.
    pub const MAX_QUBITS: usize = crate::circuit::MAX_WIDE_QUBITS;

    /// The string with these letters on these qubits, `I` elsewhere.
    ///
    /// # Errors
    /// [`PauliError::QubitOutOfRange`], [`PauliError::RepeatedQubit`].
    pub fn new(letters: &[(usize, Pauli)]) -> Result<PauliString, PauliError> {
        let mut named: Vec<usize> = letters.iter().map(|(qubit, _)| *qubit).collect();
        named.sort_unstable();
        if let Some(twice) = named.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(PauliError::RepeatedQubit { qubit: twice[0] });
        }
        letters.iter().try_fold(PauliString::IDENTITY, |string, (qubit, pauli)| string.with(*qubit, *pauli))
    }

    /// One letter alone.
    ///
    /// # Errors
    /// [`PauliError::QubitOutOfRange`].
    pub fn single(qubit: usize, pauli: Pauli) -> Result<PauliString, PauliError> {
        PauliString::IDENTITY.with(qubit, pauli)
    }

    /// The string with X or Y on the qubits of `x`, and Z or Y on those of `z`.
    pub fn from_masks(x: u64, z: u64) -> PauliString {
        let mut string = PauliString::IDENTITY;
        string.push(Word { index: 0, x, z });
        string
    }

    /// Puts a word after those that are there, unless it says nothing.
    fn push(&mut self, word: Word) {
        if word.support() != 0 {
            self.words.push(word);
        }
    }

    /// This string with the letter on `qubit` replaced.
    ///
    /// # Errors
    /// [`PauliError::QubitOutOfRange`].
    pub fn with(mut self, qubit: usize, pauli: Pauli) -> Result<PauliString, PauliError> {
        if qubit >= PauliString::MAX_QUBITS {
            return Err(PauliError::QubitOutOfRange { qubit });
        }
        let (index, bit) = ((qubit / 64) as u32, 1u64 << (qubit % 64));
        let found = self.words.binary_search_by_key(&index, |word| word.index);
        let at = found.unwrap_or_else(|at| {
            self.words.insert(at, Word { index, ..Word::default() });
            at
        });
        let word = &mut self.words[at];
        let set = |mask: u64, has: bool| mask & !bit | if has { bit } else { 0 };
        word.x = set(word.x, matches!(pauli, Pauli::X | Pauli::Y));
        word.z = set(word.z, matches!(pauli, Pauli::Z | Pauli::Y));
        if word.support() == 0 {
            self.words.remove(at);
        }
        Ok(self)
    }

    /// The letter on `qubit`; `I` beyond the last.
    pub fn letter(&self, qubit: usize) -> Pauli {
        let found = self.words.binary_search_by_key(&(qubit / 64), |word| word.index as usize);
        found.map_or(Pauli::I, |at| self.words[at].letter((qubit % 64) as u32))
    }

    /// Its letters other than `I`, by qubit.
    pub fn letters(&self) -> impl Iterator<Item = (usize, Pauli)> {
        let of_word = |word: &Word| {
            let word = *word;
            word.qubits().map(move |qubit| (qubit, word.letter((qubit % 64) as u32)))
        };
        self.words.iter().flat_map(of_word)
    }

    /// The qubits with X or Y, a bit for each, of a string on qubits below 64; wider ones have [`letters`](Self::letters).
    ///
    /// # Panics
    /// If the string names a qubit beyond.
    pub fn x_mask(&self) -> u64 {
        self.narrow().x
    }

    /// The qubits with Z or Y, a bit for each, of a string on qubits below 64; wider ones have [`letters`](Self::letters).
    ///
    /// # Panics
    /// If the string names a qubit beyond.
    pub fn z_mask(&self) -> u64 {
        self.narrow().z
    }

    /// The qubits with a letter other than `I`, a bit for each, of a string on qubits below 64; wider ones have
    /// [`letters`](Self::letters).
    ///
    /// # Panics
    /// If the string names a qubit beyond.
    pub fn support(&self) -> u64 {
        self.narrow().support()
    }

    fn narrow(&self) -> Word {
        assert!(self.min_qubits() <= 64, "{NARROW}");
        self.words.first().copied().unwrap_or_default()
    }

    /// Whether it has no X and no Y, so that its matrix is diagonal.
    pub fn is_diagonal(&self) -> bool {
        self.words.iter().all(|word| word.x == 0)
    }

    /// How many letters other than `I` it has.
    pub fn weight(&self) -> usize {
        self.words.iter().map(|word| word.support().count_ones() as usize).sum()
    }

    /// How many qubits a state needs to hold it: one more than the highest letter.
    pub fn min_qubits(&self) -> usize {
        let past = |word: &Word| (word.index as usize + 1) * 64 - word.support().leading_zeros() as usize;
        self.words.last().map_or(0, past)
    }

    /// Whether `PQ = QP`; else `PQ = −QP`.
    ///
    /// ```
    /// # use ansatz_circuits::PauliString;
    /// let string = |text: &str| text.parse::<PauliString>();
    /// assert!(string("X0 X1")?.commutes_with(&string("Z0 Z1")?));
    /// assert!(!string("X0")?.commutes_with(&string("Z0 Z1")?));
    /// # Ok::<(), ansatz_circuits::ObservableError>(())
    /// ```
    pub fn commutes_with(&self, other: &PauliString) -> bool {
        let differ = |[a, b]: [Word; 2]| (a.x & b.z).count_ones() + (a.z & b.x).count_ones();
        self.beside(other).map(differ).sum::<u32>().is_multiple_of(2)
    }

    /// `PQ = phase · R` with a phase among 1, i, −1, −i; `R` is the exclusive or of the masks.
    ///
    /// ```
    /// # use ansatz_circuits::{C64, PauliString};
    /// let string = |text: &str| text.parse::<PauliString>();
    /// assert_eq!(string("X0")?.product(&string("Y0")?), (C64::i(), string("Z0")?));
    /// # Ok::<(), ansatz_circuits::ObservableError>(())
    /// ```
    pub fn product(&self, other: &PauliString) -> (C64, PauliString) {
        let ys = |word: Word| (word.x & word.z).count_ones();
        let (mut power, mut product) = (0, PauliString::IDENTITY);
        for [a, b] in self.beside(other) {
            let both = Word { index: a.index, x: a.x ^ b.x, z: a.z ^ b.z };
            power += ys(a) + ys(b) + 3 * ys(both) + 2 * (a.z & b.x).count_ones();
            product.push(both);
        }
        (POWERS_OF_I[power as usize % 4], product)
    }

    /// The words of two strings side by side, in their order.
    fn beside<'a>(&'a self, other: &'a PauliString) -> impl Iterator<Item = [Word; 2]> + 'a {
        let (mut own, mut others) = (self.words.iter().peekable(), other.words.iter().peekable());
        std::iter::from_fn(move || {
            let indices = own.peek().into_iter().chain(others.peek()).map(|word| word.index);
            let index = indices.min()?;
            let none = Word { index, ..Word::default() };
            Some(
                [&mut own, &mut others]
                    .map(|words| words.next_if(|word| word.index == index).copied().unwrap_or(none)),
            )
        })
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
        for qubit in [1 << 16, 1 << 20, usize::MAX] {
            let error = Err(PauliError::QubitOutOfRange { qubit });
            assert_eq!(PauliString::new(&[(qubit, X)]), error);
            assert_eq!(PauliString::IDENTITY.with(qubit, Z), error);
        }
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
    fn wide_strings_are_products_of_their_words() -> Result<(), PauliError> {
        let wide = PauliString::new(&[(300, Y), (3, X), (64, Z), (63, Z)])?;
        let letters = [(3, X), (63, Z), (64, Z), (300, Y)];
        assert_eq!(wide.letters().collect::<Vec<_>>(), letters);
        assert_eq!((wide.weight(), wide.min_qubits(), wide.letter(64)), (4, 301, Z));
        assert_eq!(wide.to_string().parse(), Ok(wide.clone()));
        let other = PauliString::new(&[(64, X), (65, Y), (300, Y)])?;
        assert!(!wide.commutes_with(&other));
        let (phase, product) = wide.product(&other);
        assert_eq!((phase, product.to_string().as_str()), (C64::i(), "X3 Z63 Y64 Y65"));
        assert_eq!(wide.product(&wide), (C64::from(1.0), PauliString::IDENTITY));
        assert_eq!(wide.clone().with(300, I)?.with(3, I)?.with(64, I)?, PauliString::from_masks(0, 1 << 63));
        assert!(PauliString::new(&[(64, Z), (63, Z)])?.is_diagonal() && !wide.is_diagonal());
        Ok(())
    }

    #[test]
    #[should_panic(expected = "below 64")]
    fn a_wide_string_has_no_mask_of_one_word() {
        PauliString::single(64, Z).expect("a qubit").z_mask();
    }

    #[test]
    fn products_and_commutation_are_those_of_the_matrices() -> Result<(), PauliError> {
        for a in [I, X, Y, Z] {
            for b in [I, X, Y, Z] {
                let (first, second) = (PauliString::single(5, a)?, PauliString::single(5, b)?);
                let (phase, product) = first.product(&second);
                let expected = product_of_matrices(matrix(a), matrix(b));
                assert_eq!(matrix(product.letter(5)).map(|entry| phase * entry), expected, "{a:?} {b:?}");
                let commute = expected == product_of_matrices(matrix(b), matrix(a));
                assert_eq!(first.commutes_with(&second), commute, "{a:?} {b:?}");
            }
        }
        Ok(())
    }
}
