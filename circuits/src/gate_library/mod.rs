//! Gates by name: the rows of the gate table and those of the table of composite gates.
//! Called by the builder, the front end and the printer; knows no text format.

mod composites;
mod decompositions;
mod definition;

pub(crate) use decompositions::decomposition;

use crate::form::{Alias, Libraries};
use crate::gates::TABLE;
use crate::{CircuitError, Composite, Gate, nearest};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// Gates under any number of controls, which programs call without a definition, and what they do to the last qubit.
pub(crate) const MANY_CONTROLS: &[(&str, &str)] =
    &[("mcx", "x"), ("mcz", "z"), ("mcp", "p"), ("mcphase", "p")];

/// A gate that a circuit file can call without defining it.
#[derive(Debug, Clone)]
pub enum LibraryGate {
    /// A row of the gate table.
    Primitive(&'static Gate),
    /// A gate that is made of others.
    Composite(Arc<Composite>),
}

/// A name of a gate.
#[derive(Debug, Clone)]
pub struct LibraryEntry {
    /// The name.
    pub name: String,
    /// The gate.
    pub gate: LibraryGate,
    /// Where this name is declared.
    pub libraries: Libraries,
    /// One sentence.
    pub doc: String,
    /// Whether it is another name of an entry before it.
    pub is_alias: bool,
}

/// Names and their gates. A name may have two: the `U` of OpenQASM 2 is not that of OpenQASM 3.
#[derive(Debug, Default)]
pub(crate) struct Library {
    entries: Vec<LibraryEntry>,
    by_name: HashMap<String, Vec<usize>>,
}

/// Every gate there is.
pub(crate) fn library() -> &'static Arc<Library> {
    static LIBRARY: OnceLock<Arc<Library>> = OnceLock::new();
    LIBRARY.get_or_init(|| Arc::new(Library::new()))
}

impl Library {
    fn new() -> Library {
        let mut library = Library::default();
        for gate in TABLE {
            let found = LibraryGate::Primitive(gate);
            library.add_with_aliases(gate.aliases, entry(gate.name, found, gate.libraries, gate.doc));
        }
        for row in composites::DEFINITIONS {
            let found = LibraryGate::Composite(Arc::clone(row.composite()));
            library.add_with_aliases(row.aliases, entry(row.name, found, row.libraries, row.doc));
        }
        library
    }

    /// The gate by its other names, then by its own.
    fn add_with_aliases(&mut self, aliases: &[Alias], entry: LibraryEntry) {
        for Alias { name, libraries } in aliases {
            let (name, libraries) = (name.to_string(), *libraries);
            self.add(LibraryEntry { name, libraries, is_alias: true, ..entry.clone() });
        }
        self.add(entry);
    }

    fn add(&mut self, entry: LibraryEntry) {
        self.by_name.entry(entry.name.clone()).or_default().push(self.entries.len());
        self.entries.push(entry);
    }

    /// The gates of that name.
    pub(crate) fn entries(&self, name: &str) -> impl Iterator<Item = &LibraryEntry> {
        self.by_name.get(name).into_iter().flatten().map(|at| &self.entries[*at])
    }

    /// Every name.
    pub(crate) fn all(&self) -> impl Iterator<Item = &LibraryEntry> {
        self.entries.iter()
    }
}

fn entry(name: &str, gate: LibraryGate, libraries: Libraries, doc: &str) -> LibraryEntry {
    LibraryEntry { name: name.to_string(), gate, libraries, doc: doc.trim().to_string(), is_alias: false }
}

/// The gate of that name or alias; of two, the one that OpenQASM 3 means.
///
/// ```
/// use ansatz_circuits::{LibraryGate, find_gate};
/// assert!(matches!(find_gate("cnot")?, LibraryGate::Primitive(gate) if gate.name == "cx"));
/// assert!(matches!(find_gate("u3")?, LibraryGate::Composite(_)));
/// assert!(find_gate("rxz").is_err());
/// # Ok::<(), ansatz_circuits::CircuitError>(())
/// ```
///
/// # Errors
/// [`CircuitError::UnknownGate`] with the nearest known name.
pub fn find_gate(name: &str) -> Result<LibraryGate, CircuitError> {
    let entries = || library().entries(name);
    let found = entries().find(|entry| entry.libraries.openqasm3).or_else(|| entries().next());
    found.map(|entry| entry.gate.clone()).ok_or_else(|| CircuitError::UnknownGate {
        name: name.to_string(),
        nearest: nearest(name, gate_names()).map(str::to_string),
    })
}

/// Every name that [`find_gate`] knows.
pub fn gate_names() -> impl Iterator<Item = &'static str> {
    library().all().map(|entry| entry.name.as_str())
}

/// Every gate by each of its names: the table's, then the composite ones.
///
/// ```
/// use ansatz_circuits::library_gates;
/// let swap = library_gates().find(|entry| entry.name == "swap").expect("it is in the table");
/// assert!(!swap.doc.is_empty() && !swap.is_alias);
/// ```
pub fn library_gates() -> impl Iterator<Item = &'static LibraryEntry> {
    library().all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_gate_of_the_library_has_a_sentence_and_every_definition_is_a_gate() {
        assert!(library_gates().all(|entry| !entry.doc.is_empty()));
        let composites = library_gates().filter(|entry| matches!(entry.gate, LibraryGate::Composite(_)));
        assert!(composites.count() > 20);
        decompositions::DEFINITIONS.iter().for_each(|row| assert!(row.composite().num_operations() > 0));
    }
}
