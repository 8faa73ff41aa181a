//! Which qubits of the circuit the hardware qubits `$k` are. Filled by the machine, read by evaluation.

use std::collections::BTreeMap;

/// Places of hardware qubits.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hardware {
    /// Those below this number are at the place of their number.
    plain: u32,
    others: BTreeMap<u32, u32>,
}

impl Hardware {
    /// The qubit of the circuit, if it has been named before.
    pub(crate) fn place(&self, number: u32) -> Option<u32> {
        if number < self.plain { Some(number) } else { self.others.get(&number).copied() }
    }

    /// Those below `number` are at the place of their number.
    pub(crate) fn extend_plain(&mut self, number: u32) {
        self.plain = self.plain.max(number);
    }

    /// Whether every one so far is at the place of its number.
    pub(crate) fn is_plain(&self) -> bool {
        self.others.is_empty()
    }

    pub(crate) fn put(&mut self, number: u32, place: u32) {
        self.others.insert(number, place);
    }
}
