//! Final measurements taken all at once: which classical bits a basis state sets.

use super::bits::Bits;
use super::part::Part;

/// Classical bits after final measurements, by tables of the bytes of a basis state's number.
pub(crate) struct FinalBits {
    start: Bits,
    /// `tables[byte][value]`: the bits that are set.
    tables: Vec<Vec<Bits>>,
}

impl FinalBits {
    /// The bits when the qubits read a basis state.
    pub(crate) fn of(&self, state: u64) -> Bits {
        let mut bits = self.start.clone();
        for (byte, table) in self.tables.iter().enumerate() {
            let set = &table[(state >> (8 * byte)) as usize & 255];
            bits.words.iter_mut().zip(&set.words).for_each(|(word, set)| *word |= set);
        }
        bits
    }
}

impl Part {
    /// The bits after the final measurements, where `reads_one(j)` tells what the `j`-th final qubit reads.
    pub(crate) fn with_finals(&self, mut bits: Bits, reads_one: impl Fn(usize) -> bool) -> Bits {
        for (qubit, bit) in &self.finals {
            let at = self.final_qubits.partition_point(|known| known < qubit);
            bits.set(*bit, reads_one(at));
        }
        bits
    }

    /// The bits after the final measurements, from what they were before.
    pub(crate) fn final_bits(&self, before: &Bits) -> FinalBits {
        let mut start = before.clone();
        let most = self.finals.iter().map(|(_, bit)| bit + 1).max().unwrap_or(0).max(self.num_bits);
        if most > 0 {
            start.set(most - 1, start.get(most - 1));
        }
        let mut tables = vec![vec![Bits::new(most); 256]; self.num_qubits.div_ceil(8)];
        for (at, (qubit, bit)) in self.finals.iter().enumerate() {
            start.set(*bit, false);
            // The last measurement into a bit counts.
            if self.finals[at + 1..].iter().any(|(_, later)| later == bit) {
                continue;
            }
            let place = self.order.place(*qubit as u32) as usize;
            for value in (0..256).filter(|value| value >> (place % 8) & 1 == 1) {
                tables[place / 8][value].set(*bit, true);
            }
        }
        FinalBits { start, tables }
    }
}
