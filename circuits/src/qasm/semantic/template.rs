//! A gate that is kept as written: it has powers whose exponents are its parameters, and becomes a gate for each set of
//! numbers that it is called with. Named by the scope, made into gates by the machine.

use crate::qasm::ast::{GateDefinition, Node};
use std::sync::Arc;

/// A definition and the expressions of its statements.
#[derive(Debug)]
pub(crate) struct Template {
    pub(crate) definition: Arc<GateDefinition>,
    pub(crate) nodes: Arc<[Node]>,
}

impl Template {
    /// How many angles and qubits it takes.
    pub(crate) fn shape(&self) -> (usize, usize) {
        (self.definition.parameters.len(), self.definition.qubits.len())
    }
}
