//! Values of classical bits, as outcomes are. Called by programs, the engine and whoever shows outcomes.

use ansatz_circuits::FinalBit;
use smallvec::SmallVec;

/// Values of classical bits; ordered by the highest bit first.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Bits(pub(super) SmallVec<[u64; 2]>);

impl Bits {
    /// `count` zeros.
    pub fn new(count: usize) -> Bits {
        Bits(SmallVec::from_elem(0, count.div_ceil(64)))
    }

    /// The value of one bit; bits that there are not are zero.
    pub fn get(&self, bit: usize) -> bool {
        self.0.get(bit / 64).is_some_and(|word| word >> (bit % 64) & 1 == 1)
    }

    /// Sets one bit, which is added if it is new.
    pub fn set(&mut self, bit: usize, value: bool) {
        if bit / 64 >= self.0.len() {
            self.0.resize(bit / 64 + 1, 0);
        }
        let mask = 1u64 << (bit % 64);
        self.0[bit / 64] = self.0[bit / 64] & !mask | if value { mask } else { 0 };
    }

    /// The values of several bits.
    pub fn read(&self, bits: &[u32]) -> Vec<bool> {
        bits.iter().map(|bit| self.get(*bit as usize)).collect()
    }
}

impl Ord for Bits {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.iter().rev().cmp(other.0.iter().rev())
    }
}

impl PartialOrd for Bits {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Bits {
    /// Whether it is as long as `count` bits need, and no longer.
    pub(crate) fn has_room_for(&self, count: usize) -> bool {
        self.0.len() == count.div_ceil(64)
    }

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
