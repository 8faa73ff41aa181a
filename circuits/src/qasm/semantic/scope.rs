//! Which name means what, and where it was declared.

use super::array::View;
use super::indices::Indices;
use super::template::Template;
use super::value::Value;
use crate::qasm::ast::{Node, Subroutine};
use crate::qasm::names::NameId;
use crate::qasm::source::Span;
use crate::{Composite, Gate};
use std::collections::HashMap;
use std::sync::Arc;

/// What a name stands for.
#[derive(Debug, Clone)]
pub(crate) enum Symbol {
    Qubits(Indices),
    /// Bits of the program's memory.
    Bits(Indices),
    /// A constant, or a parameter of the gate that is being defined.
    Constant(Value),
    /// A parameter of the circuit, or an input whose value is given.
    Input(Value),
    /// A variable in a slot of the program's memory.
    Variable(u32),
    /// An array that the caller of a subroutine lends.
    Reference(View, Access),
    /// A qubit of the gate that is being defined.
    GateQubit(u32),
    Gate(GateSymbol),
    /// Declared without a body.
    Opaque,
    /// Defined by a calibration alone.
    Calibrated,
    Subroutine(Arc<Routine>),
    Extern,
    /// About this name an error has been reported.
    Poison,
}

/// What a subroutine may do with an array of its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    ReadOnly,
    Mutable,
}

/// A gate that can be called.
#[derive(Debug, Clone)]
pub(crate) enum GateSymbol {
    Row(&'static Gate),
    Composite(Arc<Composite>),
    Template(Arc<Template>),
}

/// A subroutine and the expressions of its statements.
#[derive(Debug)]
pub(crate) struct Routine {
    pub(crate) definition: Arc<Subroutine>,
    pub(crate) nodes: Arc<[Node]>,
}

impl Symbol {
    /// What it is, for messages.
    pub(crate) fn describe(&self) -> &'static str {
        match self {
            Symbol::Qubits(_) | Symbol::GateQubit(_) => "a quantum register",
            Symbol::Bits(_) => "a classical register",
            Symbol::Constant(_) => "a constant",
            Symbol::Input(_) => "an input",
            Symbol::Variable(_) => "a variable",
            Symbol::Reference(..) => "an array",
            Symbol::Gate(_) => "a gate",
            Symbol::Opaque => "an opaque gate",
            Symbol::Calibrated => "a calibrated gate",
            Symbol::Subroutine(_) => "a subroutine",
            Symbol::Extern => "an external function",
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
}

/// The names of one subroutine or gate body, or of the open blocks of the program.
#[derive(Debug, Clone, Default)]
struct Locals {
    names: Vec<(NameId, Entry)>,
    /// Where each open block starts.
    blocks: Vec<usize>,
    /// Where each name was declared last, and the one of that name which it hides; filled when there are many.
    latest: HashMap<NameId, usize>,
    hidden: Vec<Option<usize>>,
}

/// Up to so many names are looked through; gates of thousands of qubits have an index.
const FEW: usize = 32;

impl Locals {
    /// Where a name was declared last.
    fn find(&self, name: NameId) -> Option<usize> {
        match self.names.len() <= FEW {
            true => self.names.iter().rposition(|(known, _)| *known == name),
            false => self.latest.get(&name).copied(),
        }
    }

    fn push(&mut self, name: NameId, entry: Entry) {
        self.names.push((name, entry));
        if self.names.len() > FEW {
            for at in self.hidden.len()..self.names.len() {
                self.hidden.push(self.latest.insert(self.names[at].0, at));
            }
        }
    }

    fn truncate(&mut self, count: usize) {
        while self.hidden.len() > count {
            let name = self.names[self.hidden.len() - 1].0;
            match self.hidden.pop().flatten() {
                Some(hidden) => self.latest.insert(name, hidden),
                None => self.latest.remove(&name),
            };
        }
        self.names.truncate(count);
    }
}

/// How many bodies and blocks are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Depth {
    bodies: usize,
    blocks: usize,
    names: usize,
}

/// The declared names: those of the whole program, then those of the bodies that are being run, the innermost last.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    globals: Arc<Vec<Option<Entry>>>,
    bodies: Vec<Locals>,
}

impl Default for Scope {
    fn default() -> Self {
        Scope { globals: Arc::default(), bodies: vec![Locals::default()] }
    }
}

impl Scope {
    /// The names of the whole program alone.
    pub(crate) fn top_level_of(scope: &Scope) -> Scope {
        Scope { globals: Arc::clone(&scope.globals), ..Scope::default() }
    }

    pub(crate) fn get(&self, name: NameId) -> Option<&Entry> {
        let local = self.bodies.last().and_then(|body| body.find(name).map(|at| &body.names[at].1));
        match local {
            Some(entry) => Some(entry),
            None => self.globals.get(name.0 as usize)?.as_ref(),
        }
    }

    /// Declares a name in the innermost block; the entry that is already there if there is one.
    pub(crate) fn declare(&mut self, name: NameId, symbol: Symbol, span: Span) -> Result<(), Entry> {
        let entry = Entry { symbol, span: Some(span) };
        if self.is_global() {
            if let Some(known) = self.get(name).filter(|known| known.span.is_some()) {
                return Err(known.clone());
            }
            self.put(name, entry);
            return Ok(());
        }
        if let Some(body) = self.bodies.last_mut() {
            let start = body.blocks.last().copied().unwrap_or(0);
            if let Some(known) = body.find(name).filter(|at| *at >= start) {
                return Err(body.names[known].1.clone());
            }
            body.push(name, entry);
        }
        Ok(())
    }

    /// Remembers a gate of the library under its name.
    pub(crate) fn remember(&mut self, name: NameId, gate: GateSymbol) {
        self.put(name, Entry { symbol: Symbol::Gate(gate), span: None });
    }

    /// Gives a declared name its meaning.
    pub(crate) fn replace(&mut self, name: NameId, symbol: Symbol) {
        if let Some(body) = self.bodies.last_mut()
            && let Some(at) = body.find(name)
        {
            body.names[at].1.symbol = symbol;
        } else if let Some(Some(entry)) = Arc::make_mut(&mut self.globals).get_mut(name.0 as usize) {
            entry.symbol = symbol;
        }
    }

    /// Opens a block, which sees the names around it.
    pub(crate) fn open_block(&mut self) {
        if let Some(body) = self.bodies.last_mut() {
            body.blocks.push(body.names.len());
        }
    }

    /// Opens the body of a gate or subroutine, which sees the names of the program but not those of its caller.
    pub(crate) fn open_body(&mut self) {
        self.bodies.push(Locals { blocks: vec![0], ..Locals::default() });
    }

    /// What to close later.
    pub(crate) fn depth(&self) -> Depth {
        let inner = self.bodies.last();
        Depth {
            bodies: self.bodies.len(),
            blocks: inner.map_or(0, |body| body.blocks.len()),
            names: inner.map_or(0, |body| body.names.len()),
        }
    }

    /// Closes everything that was opened since.
    pub(crate) fn close(&mut self, depth: Depth) {
        self.bodies.truncate(depth.bodies);
        if let Some(body) = self.bodies.last_mut() {
            body.blocks.truncate(depth.blocks);
            body.truncate(depth.names);
        }
    }

    /// Whether a name belongs to the body that is being run.
    pub(crate) fn is_local(&self, name: NameId) -> bool {
        self.bodies.last().is_some_and(|body| body.find(name).is_some())
    }

    /// The names of the bodies that are being run.
    pub(crate) fn locals(&self) -> impl std::fmt::Debug + '_ {
        // The index says nothing that the names do not.
        self.bodies.iter().map(|body| (&body.names, &body.blocks)).collect::<Vec<_>>()
    }

    /// Whether no block is open.
    pub(crate) fn is_global(&self) -> bool {
        self.bodies.len() == 1 && self.bodies[0].blocks.is_empty()
    }

    fn put(&mut self, name: NameId, entry: Entry) {
        let (at, globals) = (name.0 as usize, Arc::make_mut(&mut self.globals));
        if at >= globals.len() {
            globals.resize(at + 1, None);
        }
        globals[at] = Some(entry);
    }

    /// Every declared name.
    pub(crate) fn names(&self) -> impl Iterator<Item = NameId> + '_ {
        let declared = |(at, entry): (usize, &Option<Entry>)| entry.as_ref().map(|_| NameId(at as u32));
        let locals = self.bodies.last().into_iter().flat_map(|body| body.names.iter().map(|(name, _)| *name));
        locals.chain(self.globals.iter().enumerate().filter_map(declared))
    }
}
