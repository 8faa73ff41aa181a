//! Gate definitions: a composite gate is defined once, before the gates that use it.

use super::{Identifiers, Operands, PrintError, Printer, instruction};
use crate::gate_library::library;
use crate::{Composite, LibraryEntry, LibraryGate};
use std::sync::Arc;

/// Larger gates are compared by identity only: shared parts make comparing them exponential.
const MAX_COMPARED: u64 = 4096;

impl Printer {
    /// The name of a composite gate, defined if need be.
    pub(super) fn definition(&mut self, composite: &Arc<Composite>) -> Result<String, PrintError> {
        let is_it = |entry: &&LibraryEntry| match &entry.gate {
            LibraryGate::Composite(known) => {
                instruction::is_declared(entry.libraries, self.language) && is_same(known, composite)
            }
            LibraryGate::Primitive(_) => false,
        };
        if let Some(entry) = library().entries(composite.name()).find(is_it) {
            return Ok(entry.name.clone());
        }
        let known = self.defined.get(composite.name()).into_iter().flatten();
        if let Some((_, name)) = known.into_iter().find(|(known, _)| is_same(known, composite)) {
            return Ok(name.clone());
        }
        let (body, operands) = self.body(composite)?;
        let name = self.names.fresh(composite.name());
        let parameters = match operands.parameters.as_slice() {
            [] => String::new(),
            list => format!("({})", list.join(", ")),
        };
        let lines = body.lines().map(|line| format!("  {line}\n")).collect::<String>();
        self.definitions +=
            &format!("gate {name}{parameters} {} {{\n{lines}}}\n", operands.qubits.join(", "));
        let entry = (Arc::clone(composite), name.clone());
        self.defined.entry(composite.name().to_string()).or_default().push(entry);
        Ok(name)
    }

    /// The lines between the braces, and the names of the arguments.
    fn body(&mut self, composite: &Composite) -> Result<(String, Operands), PrintError> {
        let body = composite.body();
        let mut names = Identifiers::new(self.language);
        let is_sorted = names.clone().fresh_all(body.parameters()).is_sorted();
        let parameters = match is_sorted {
            true => names.fresh_all(body.parameters()),
            false => names.alphabetical(body.parameters().len()),
        };
        let mut operands = Operands { parameters, ..Operands::default() };
        operands.qubits.extend((0..body.num_qubits()).map(|k| names.fresh(&format!("q{k}"))));
        let mut lines = String::new();
        self.all(body.instructions(), &operands, &mut lines)?;
        Ok((lines, operands))
    }
}

fn is_same(a: &Arc<Composite>, b: &Arc<Composite>) -> bool {
    Arc::ptr_eq(a, b) || (a.num_operations() <= MAX_COMPARED && a == b)
}
