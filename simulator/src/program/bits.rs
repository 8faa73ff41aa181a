//! Values of classical bits, as outcomes are. Called by programs, the engine and whoever shows outcomes.

use ansatz_circuits::FinalBit;
use smallvec::SmallVec;
use std::fmt;
use std::str::FromStr;

/// Values of classical bits, so many of them; ordered by the highest bit first.
///
/// As text the highest index stands leftmost:
///
/// ```
/// use ansatz_simulator::Bits;
/// let mut bits = Bits::new(3);
/// bits.set(0, true);
/// assert_eq!(bits.to_string(), "001");
/// assert_eq!("001".parse(), Ok(bits));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Bits {
    pub(super) words: SmallVec<[u64; 2]>,
    len: usize,
}

/// Text that is no bit string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a bit string of `0` and `1`, found `{}`", .found.escape_default())]
pub struct BitsError {
    /// The first character that is neither.
    pub found: char,
}

impl Bits {
    /// `count` zeros.
    pub fn new(count: usize) -> Bits {
        Bits { words: SmallVec::from_elem(0, count.div_ceil(64)), len: count }
    }

    /// Of a number: bit `k` is that of `2^k`.
    pub fn of_number(number: u64, count: usize) -> Bits {
        let mut bits = Bits::new(count);
        if let Some(word) = bits.words.first_mut() {
            *word = if count < 64 { number & ((1 << count) - 1) } else { number };
        }
        bits
    }

    /// How many bits.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The value of one bit; bits that there are not are zero.
    pub fn get(&self, bit: usize) -> bool {
        self.words.get(bit / 64).is_some_and(|word| word >> (bit % 64) & 1 == 1)
    }

    /// Sets one bit; if it is beyond the end, zeros are added up to it.
    pub fn set(&mut self, bit: usize, value: bool) {
        self.len = self.len.max(bit + 1);
        if bit / 64 >= self.words.len() {
            self.words.resize(bit / 64 + 1, 0);
        }
        let mask = 1u64 << (bit % 64);
        self.words[bit / 64] = self.words[bit / 64] & !mask | if value { mask } else { 0 };
    }

    /// The bits from bit 0 on.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = bool> + ExactSizeIterator + '_ {
        (0..self.len).map(|bit| self.get(bit))
    }

    /// The values of several bits: bit `k` of the answer is bit `bits[k]` of these.
    pub fn select(&self, bits: &[usize]) -> Bits {
        let mut selected = Bits::new(bits.len());
        bits.iter().enumerate().filter(|(_, bit)| self.get(**bit)).for_each(|(k, _)| selected.set(k, true));
        selected
    }

    /// Adds other bits, of no greater number, without carrying: where both read 1 is 0.
    pub(crate) fn add(&mut self, other: &Bits) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word ^= other);
    }

    /// These bits and others that read 1 elsewhere.
    pub(crate) fn united(&self, other: &Bits) -> Bits {
        let mut bits = self.clone();
        bits.add(other);
        bits
    }

    /// The highest bit that reads 1.
    pub(crate) fn highest(&self) -> Option<usize> {
        let (at, word) = self.words.iter().enumerate().rev().find(|(_, word)| **word != 0)?;
        Some(64 * at + 63 - word.leading_zeros() as usize)
    }

    /// The values of several bits.
    pub(crate) fn read(&self, bits: &[u32]) -> Vec<bool> {
        bits.iter().map(|bit| self.get(*bit as usize)).collect()
    }
}

impl fmt::Display for Bits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text: String = self.iter().rev().map(|bit| if bit { '1' } else { '0' }).collect();
        f.pad(&text)
    }
}

impl FromStr for Bits {
    type Err = BitsError;

    /// Spaces between registers do not count.
    fn from_str(text: &str) -> Result<Bits, BitsError> {
        let digits: Vec<char> = text.chars().filter(|c| *c != ' ').collect();
        let mut bits = Bits::new(digits.len());
        for (bit, digit) in digits.into_iter().rev().enumerate() {
            match digit {
                '0' => {}
                '1' => bits.set(bit, true),
                found => return Err(BitsError { found }),
            }
        }
        Ok(bits)
    }
}

impl Ord for Bits {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let words = self.words.iter().rev().cmp(other.words.iter().rev());
        words.then(self.len.cmp(&other.len))
    }
}

impl PartialOrd for Bits {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Bits {
    /// The first `count` bits as they are shown after the end of a circuit.
    pub(crate) fn shown(&self, count: usize, final_bits: &[(u32, FinalBit)]) -> Bits {
        let mut shown = Bits::new(count);
        (0..count).filter(|bit| self.get(*bit)).for_each(|bit| shown.set(bit, true));
        for (bit, what) in final_bits.iter().filter(|(bit, _)| (*bit as usize) < count) {
            let value = match what {
                FinalBit::Constant(value) => *value,
                FinalBit::Copy(other) => self.get(*other as usize),
            };
            shown.set(*bit as usize, value);
        }
        shown
    }
}
