//! Gates by name: the rows of the table and the composite gates of the prelude.

use crate::gates::TABLE;
use crate::{CircuitError, Composite, Gate, nearest};
use std::sync::Arc;

/// A gate that a circuit file can call without defining it.
#[derive(Debug, Clone)]
pub enum LibraryGate {
    /// A row of the gate table.
    Primitive(&'static Gate),
    /// A gate of the prelude, defined by others.
    Composite(Arc<Composite>),
}

/// The gate of that name or alias.
///
/// Errors: [`CircuitError::UnknownGate`] with the nearest known name.
pub fn find_gate(name: &str) -> Result<LibraryGate, CircuitError> {
    let by_name = |gate: &&&'static Gate| gate.name == name || gate.aliases.contains(&name);
    TABLE.iter().find(by_name).map(|gate| LibraryGate::Primitive(gate)).ok_or_else(|| {
        CircuitError::UnknownGate {
            name: name.to_string(),
            nearest: nearest(name, gate_names()).map(str::to_string),
        }
    })
}

/// Every name that [`find_gate`] knows.
pub fn gate_names() -> impl Iterator<Item = &'static str> {
    TABLE.iter().flat_map(|gate| std::iter::once(gate.name).chain(gate.aliases.iter().copied()))
}
