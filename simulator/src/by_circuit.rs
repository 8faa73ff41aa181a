//! What is made from a circuit, made once: found by the circuit's fingerprint, and compared with what it was made from.
//! Called by the plan cache and by programs that go on with the same circuits again and again.

use ansatz_circuits::Circuit;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// More than any loop has, and not so many that they fill the memory.
const MOST_KEPT: usize = 1 << 12;

/// Circuits of one fingerprint are compared one by one.
const MOST_ALIKE: usize = 1 << 5;

/// Where an entry belongs beside its circuit, the circuit, and what was made.
type Entry<K, T> = (K, Circuit, Arc<T>);

/// Values of `T` by circuit and a key.
#[derive(Debug)]
pub(crate) struct ByCircuit<K, T> {
    known: Mutex<Known<K, T>>,
}

/// Entries by fingerprint, and how many there are.
#[derive(Debug)]
struct Known<K, T> {
    entries: HashMap<u64, Vec<Entry<K, T>>>,
    count: usize,
}

impl<K, T> Default for Known<K, T> {
    fn default() -> Self {
        Known { entries: HashMap::new(), count: 0 }
    }
}

impl<K, T> Default for ByCircuit<K, T> {
    fn default() -> Self {
        ByCircuit { known: Mutex::default() }
    }
}

impl<K: PartialEq, T> ByCircuit<K, T> {
    /// What was made from an equal circuit and key, or what `make` makes now.
    pub(crate) fn get<E>(
        &self,
        circuit: &Circuit,
        key: K,
        make: impl FnOnce() -> Result<T, E>,
    ) -> Result<Arc<T>, E> {
        let fingerprint = circuit.fingerprint();
        // Whatever happened to its last user, the map is whole.
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = |entry: &&Entry<K, T>| entry.0 == key && entry.1 == *circuit;
        if let Some((_, _, made)) = known.entries.get(&fingerprint).and_then(|list| list.iter().find(is_it)) {
            return Ok(Arc::clone(made));
        }
        let made = Arc::new(make()?);
        let is_crowded = known.entries.get(&fingerprint).is_some_and(|list| list.len() >= MOST_ALIKE);
        if known.count >= MOST_KEPT || is_crowded {
            *known = Known::default();
        }
        known.count += 1;
        known.entries.entry(fingerprint).or_default().push((key, circuit.clone(), Arc::clone(&made)));
        Ok(made)
    }
}
