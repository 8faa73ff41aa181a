//! How often each outcome was read. Made by samplers; called by whoever looks at results.

use crate::Bits;
use ansatz_circuits::{PauliString, PauliSum, Register};
use std::collections::{BTreeMap, btree_map};
use std::fmt;
use std::sync::Arc;

/// Outcomes of classical bits with the number of shots that read each of them, in ascending order.
///
/// As a table the highest bit stands leftmost, and registers are separated by a space, the last declared leftmost:
///
/// ```
/// use ansatz_circuits::Circuit;
/// use ansatz_simulator::{Device, Sampler};
/// let mut circuit = Circuit::new(2);
/// circuit.x(1)?;
/// let counts = Sampler::new(&Device::cpu(), &circuit)?.sample(&[], 100, 0)?;
/// assert_eq!(counts.to_string(), "10  100\n");
/// for (bits, count) in &counts {
///     println!("{bits}: {count}");
/// }
/// assert_eq!(counts.marginal(&[1]).get("1"), 100);
/// assert_eq!(counts.expectation(&"Z0 - Z1".parse()?)?, 2.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    counts: BTreeMap<Bits, u64>,
    num_bits: usize,
    registers: Arc<[Register]>,
}

/// Why counts do not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CountsError {
    /// The observable has a letter other than Z.
    #[error(
        "counts of bits tell expectations of products of Z only; measure X or Y after a change of basis, or ask an estimator"
    )]
    NotDiagonal,
    /// The observable acts on a bit that was not read.
    #[error("the observable acts on bit {bit}, the outcomes have {num_bits}")]
    NoBit {
        /// The highest bit that the observable acts on.
        bit: usize,
        /// How many bits an outcome has.
        num_bits: usize,
    },
    /// There are no shots to take a mean of.
    #[error("there are no shots")]
    NoShots,
}

impl Counts {
    /// Outcomes of so many bits, which stand in these registers; without any, in one.
    pub fn new(counts: BTreeMap<Bits, u64>, num_bits: usize, registers: &Arc<[Register]>) -> Counts {
        Counts { counts, num_bits, registers: registers.clone() }
    }

    /// The registers that the bits stand in; without any, they stand in one.
    pub fn registers(&self) -> &[Register] {
        &self.registers
    }

    /// How many shots in all.
    pub fn shots(&self) -> u64 {
        self.counts.values().sum()
    }

    /// How many classical bits an outcome has.
    pub fn num_bits(&self) -> usize {
        self.num_bits
    }

    /// How many different outcomes were read.
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// Whether nothing was read.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// How many shots read this bit string, highest bit leftmost, with or without spaces; 0 for what is none.
    pub fn get(&self, bits: &str) -> u64 {
        bits.parse().ok().and_then(|bits: Bits| self.counts.get(&bits)).copied().unwrap_or(0)
    }

    /// Outcomes in ascending order, with their counts.
    pub fn iter(&self) -> btree_map::Iter<'_, Bits, u64> {
        self.counts.iter()
    }

    /// The outcome that was read most often; the lowest of several.
    pub fn most_frequent(&self) -> Option<&Bits> {
        let most = self.counts.values().max()?;
        self.counts.iter().find(|(_, count)| *count == most).map(|(bits, _)| bits)
    }

    /// Each outcome's share of the shots.
    pub fn probabilities(&self) -> BTreeMap<Bits, f64> {
        let shots = self.shots() as f64;
        self.counts.iter().map(|(bits, count)| (bits.clone(), *count as f64 / shots)).collect()
    }

    /// Counts of some bits, whatever the others read: bit `k` of the answer is bit `bits[k]` of these.
    #[must_use]
    pub fn marginal(&self, bits: &[usize]) -> Counts {
        let mut counts = BTreeMap::new();
        for (outcome, count) in &self.counts {
            *counts.entry(outcome.select(bits)).or_insert(0) += count;
        }
        Counts { counts, num_bits: bits.len(), registers: [].into() }
    }

    /// The mean of a sum of products of Z, where `Z_k` is `1 − 2·(bit k)`.
    ///
    /// # Errors
    /// Letters X and Y, bits that there are not, and no shots.
    pub fn expectation(&self, observable: &PauliSum) -> Result<f64, CountsError> {
        let needed = observable.min_qubits();
        if needed > self.num_bits {
            return Err(CountsError::NoBit { bit: needed - 1, num_bits: self.num_bits });
        }
        if self.is_empty() {
            return Err(CountsError::NoShots);
        }
        if observable.terms().iter().any(|(_, string)| !string.is_diagonal()) {
            return Err(CountsError::NotDiagonal);
        }
        let of_outcome = |bits: &Bits| -> f64 {
            let ones = |string: &PauliString| string.letters().filter(|(bit, _)| bits.get(*bit)).count();
            let sign = |string| if ones(string).is_multiple_of(2) { 1.0 } else { -1.0 };
            observable.terms().iter().map(|(coefficient, string)| coefficient * sign(string)).sum()
        };
        let sum: f64 = self.counts.iter().map(|(bits, count)| of_outcome(bits) * *count as f64).sum();
        Ok(sum / self.shots() as f64)
    }

    /// A bit string as it is shown, registers apart.
    fn shown(&self, bits: &Bits) -> String {
        if self.registers.is_empty() {
            return bits.to_string();
        }
        let of_register = |register: &Register| -> String {
            register.bits().rev().map(|bit| if bits.get(bit) { '1' } else { '0' }).collect()
        };
        self.registers.iter().rev().map(of_register).collect::<Vec<_>>().join(" ")
    }
}

impl<'a> IntoIterator for &'a Counts {
    type Item = (&'a Bits, &'a u64);
    type IntoIter = btree_map::Iter<'a, Bits, u64>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Counts {
    type Item = (Bits, u64);
    type IntoIter = btree_map::IntoIter<Bits, u64>;

    fn into_iter(self) -> Self::IntoIter {
        self.counts.into_iter()
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.counts.values().max().map_or(1, |most| most.to_string().len());
        self.counts.iter().try_for_each(|(bits, count)| writeln!(f, "{}  {count:>width$}", self.shown(bits)))
    }
}
