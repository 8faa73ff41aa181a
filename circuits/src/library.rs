//! Gates by name: the rows of the table and the composite gates of `prelude.qasm`.
//! Called by the builder, the front end and the printer.

use crate::form::Libraries;
use crate::gates::{ALIASES, TABLE};
use crate::{CircuitError, Composite, Gate, nearest, qasm};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// A gate that a circuit file can call without defining it.
#[derive(Debug, Clone)]
pub enum LibraryGate {
    /// A row of the gate table.
    Primitive(&'static Gate),
    /// A gate of the prelude, defined by others.
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

const PRELUDE: &str = include_str!("prelude.qasm");

/// Every gate there is.
pub(crate) fn library() -> &'static Arc<Library> {
    static LIBRARY: OnceLock<Arc<Library>> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        let table = Arc::new(Library::of_table());
        // The prelude is part of this crate, and a test reads it: there is no error to report.
        let definitions = qasm::gate_definitions("prelude.qasm", PRELUDE, &table).unwrap_or_default();
        let mut library = Library::of_table();
        definitions.iter().for_each(|definition| library.add_definition(definition));
        Arc::new(library)
    })
}

impl Library {
    /// The rows of the gate table alone.
    pub(crate) fn of_table() -> Library {
        let mut library = Library::default();
        for gate in TABLE {
            let entry = LibraryEntry {
                name: gate.name.to_string(),
                gate: LibraryGate::Primitive(gate),
                libraries: gate.libraries,
                doc: gate.doc.trim().to_string(),
                is_alias: false,
            };
            for alias in gate.aliases {
                let known = ALIASES.iter().find(|(name, _)| name == alias);
                let libraries = known.map_or(gate.libraries, |(_, libraries)| *libraries);
                library.add(LibraryEntry {
                    name: alias.to_string(),
                    libraries,
                    is_alias: true,
                    ..entry.clone()
                });
            }
            library.add(entry);
        }
        library
    }

    /// A gate of the prelude: `@declared` says where, `@doc` what it is, `@alias` what else it is called.
    fn add_definition(&mut self, definition: &qasm::Definition) {
        let annotation = |word: &str| {
            definition
                .annotations
                .iter()
                .find_map(|line| line.strip_prefix(word).map(|rest| rest.trim().to_string()))
        };
        let declared = annotation("@declared").unwrap_or_default();
        let is_in = |place: &str| declared.split_whitespace().any(|word| word == place);
        let libraries = Libraries {
            openqasm2: is_in("openqasm2"),
            openqasm3: is_in("openqasm3"),
            qelib1: is_in("qelib1"),
            stdgates: is_in("stdgates"),
        };
        let entry = LibraryEntry {
            name: definition.composite.name().to_string(),
            gate: LibraryGate::Composite(Arc::clone(&definition.composite)),
            libraries,
            doc: annotation("@doc").unwrap_or_default(),
            is_alias: false,
        };
        if let Some(name) = annotation("@alias") {
            self.add(LibraryEntry { name, libraries: Libraries::default(), is_alias: true, ..entry.clone() });
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

/// The gate of that name or alias; of two, the one that OpenQASM 3 means.
///
/// Errors: [`CircuitError::UnknownGate`] with the nearest known name.
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

/// Every gate by each of its names: the table's, then the prelude's.
pub fn library_gates() -> impl Iterator<Item = &'static LibraryEntry> {
    library().all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prelude_is_read_without_errors_or_warnings() {
        match qasm::gate_definitions("prelude.qasm", PRELUDE, &Arc::new(Library::of_table())) {
            Ok(definitions) => assert!(definitions.len() > 10),
            Err(report) => panic!("{report}"),
        }
        assert!(library_gates().all(|entry| !entry.doc.is_empty()));
    }
}
