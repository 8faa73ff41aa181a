//! Which qubits of the circuit the hardware qubits `$k` are. Filled by the machine, read by evaluation. While a program is read
//! they get places as they come; when all are known, [`Places`] puts them behind the declared qubits in the order of their numbers.

use std::collections::BTreeMap;

/// Places of hardware qubits by number.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hardware {
    places: BTreeMap<u32, u32>,
}

impl Hardware {
    /// The qubit of the circuit, if it has been named before.
    pub(crate) fn place(&self, number: u32) -> Option<u32> {
        self.places.get(&number).copied()
    }

    /// The number of the hardware qubit that is at a place.
    pub(crate) fn number(&self, place: u32) -> Option<u32> {
        self.places.iter().find(|(_, at)| **at == place).map(|(number, _)| *number)
    }

    pub(crate) fn put(&mut self, number: u32, place: u32) {
        self.places.insert(number, place);
    }

    /// The final places of `count` qubits; `None` where there are no hardware qubits. Those that a program names and does not use, as in
    /// statements that are never reached, have none.
    pub(crate) fn final_places(&self, count: usize, is_used: impl Fn(u32) -> bool) -> Option<Places> {
        if self.places.is_empty() {
            return None;
        }
        let is_hardware = |place: &u32| self.places.values().any(|at| at == place);
        let used = self.places.iter().filter(|(_, place)| is_used(**place));
        let declared = (0..count as u32).filter(|place| !is_hardware(place));
        let order: Vec<u32> = declared.chain(used.clone().map(|(_, place)| *place)).collect();
        let mut places = vec![u32::MAX; count];
        order.iter().enumerate().for_each(|(at, place)| places[*place as usize] = at as u32);
        let numbers = used.map(|(number, place)| (*number, places[*place as usize])).collect();
        Some(Places { places, numbers, count: order.len() })
    }
}

/// Where each qubit comes to be, and which of them are hardware qubits.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    /// `places[q]` is the new place of qubit `q`.
    pub(crate) places: Vec<u32>,
    /// Hardware qubits by number, at their new places.
    pub(crate) numbers: BTreeMap<u32, u32>,
    /// How many qubits are left.
    pub(crate) count: usize,
}
