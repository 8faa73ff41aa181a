//! Which name means what, and where it was declared.

use super::indices::Indices;
use super::value::Value;
use crate::qasm::lower::Template;
use crate::qasm::names::NameId;
use crate::qasm::source::Span;
use crate::{Composite, Gate};
use std::rc::Rc;
use std::sync::Arc;

/// What a name stands for.
#[derive(Debug, Clone)]
pub(crate) enum Symbol {
    Qubits(Indices),
    Bits(Indices),
    /// A constant, or a parameter of the gate that is being defined.
    Constant(Value),
    /// A parameter of the circuit.
    Input(Value),
    /// A qubit of the gate that is being defined.
    GateQubit(u32),
    Gate(GateSymbol),
    /// Declared without a body.
    Opaque,
    /// About this name an error has been reported.
    Poison,
}

/// A gate that can be called.
#[derive(Debug, Clone)]
pub(crate) enum GateSymbol {
    Row(&'static Gate),
    Composite(Arc<Composite>),
    Template(Rc<Template>),
}

impl Symbol {
    /// What it is, for messages.
    pub(crate) fn describe(&self) -> &'static str {
        match self {
            Symbol::Qubits(_) | Symbol::GateQubit(_) => "a quantum register",
            Symbol::Bits(_) => "a classical register",
            Symbol::Constant(_) => "a constant",
            Symbol::Input(_) => "an input",
            Symbol::Gate(_) => "a gate",
            Symbol::Opaque => "an opaque gate",
            Symbol::Poison => "unknown",
        }
    }
}

/// A declared name.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) symbol: Symbol,
    /// Where it was declared; `None` for a gate of the library.
    pub(crate) span: Option<Span>,
    level: usize,
}

/// The declared names of all open blocks.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    entries: Vec<Option<Entry>>,
    /// For each open block, what its declarations hide.
    hidden: Vec<Vec<(NameId, Option<Entry>)>>,
}

impl Scope {
    pub(crate) fn get(&self, name: NameId) -> Option<&Entry> {
        self.entries.get(name.0 as usize)?.as_ref()
    }

    /// Declares a name in the innermost block; the entry that is already there if there is one.
    pub(crate) fn declare(&mut self, name: NameId, symbol: Symbol, span: Span) -> Result<(), Entry> {
        let level = self.hidden.len();
        if let Some(entry) = self.get(name).filter(|e| e.level == level && e.span.is_some()) {
            return Err(entry.clone());
        }
        let old = self.put(name, Entry { symbol, span: Some(span), level });
        if let Some(block) = self.hidden.last_mut() {
            block.push((name, old));
        }
        Ok(())
    }

    /// Remembers a gate of the library under its name.
    pub(crate) fn remember(&mut self, name: NameId, gate: GateSymbol) {
        self.put(name, Entry { symbol: Symbol::Gate(gate), span: None, level: 0 });
    }

    /// Gives a declared name its meaning.
    pub(crate) fn replace(&mut self, name: NameId, symbol: Symbol) {
        if let Some(Some(entry)) = self.entries.get_mut(name.0 as usize) {
            entry.symbol = symbol;
        }
    }

    pub(crate) fn open(&mut self) {
        self.hidden.push(Vec::new());
    }

    pub(crate) fn close(&mut self) {
        for (name, old) in self.hidden.pop().unwrap_or_default().into_iter().rev() {
            self.entries[name.0 as usize] = old;
        }
    }

    /// Whether no block is open.
    pub(crate) fn is_global(&self) -> bool {
        self.hidden.is_empty()
    }

    fn put(&mut self, name: NameId, entry: Entry) -> Option<Entry> {
        let at = name.0 as usize;
        if at >= self.entries.len() {
            self.entries.resize(at + 1, None);
        }
        self.entries[at].replace(entry)
    }

    /// Every declared name.
    pub(crate) fn names(&self) -> impl Iterator<Item = NameId> + '_ {
        let declared = |(at, entry): (usize, &Option<Entry>)| entry.as_ref().map(|_| NameId(at as u32));
        self.entries.iter().enumerate().filter_map(declared)
    }
}
