//! Reads files statement by statement and runs each at once. When the machine has to wait for the outcome of a
//! measurement, the rest is read, checked and kept for whoever knows the outcome.

use super::Program;
use super::course::Course;
use super::frame::{Frame, Role};
use super::{Machine, Suspended, placed};
use crate::gate_library::Library;
use crate::qasm::ast::{Block, Node, StatementKind};
use crate::qasm::diagnostic::{Checked, Diagnostic};
use crate::qasm::includes::Includes;
use crate::qasm::options::ParseOptions;
use crate::qasm::parser::Parser;
use crate::qasm::report::Report;
use crate::qasm::source::Span;
use crate::{Circuit, Instruction};
use std::sync::Arc;

/// A statement that is run later, and its expressions.
pub(super) type Item = (Block, Arc<[Node]>);

/// Reads one program.
pub(crate) struct Reader<'a> {
    pub(super) machine: Machine,
    pub(super) includes: &'a dyn Includes,
    pub(super) open_files: Vec<String>,
    rest: Option<Box<Rest>>,
}

/// What waits for an outcome.
struct Rest {
    machine: Machine,
    instructions: Vec<Instruction>,
    items: Vec<Item>,
    at: Suspended,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(
        options: &ParseOptions,
        includes: &'a dyn Includes,
        library: &Arc<Library>,
    ) -> Reader<'a> {
        Reader { machine: Machine::new(options, library), includes, open_files: Vec::new(), rest: None }
    }

    /// Reads the program file.
    pub(crate) fn program(mut self, name: &str, bytes: &[u8]) -> Result<Program, Report> {
        let file = Arc::make_mut(&mut self.machine.world.sources).add(name, bytes, None);
        let start = Span { file, start: 0, end: 0 };
        if bytes.len() > self.machine.world.options.max_file_size {
            let error = self.too_large(start, bytes.len());
            self.machine.talk.report(*error);
        } else {
            self.machine.world.language = crate::qasm::guess::language(bytes);
            self.open_files.push(name.to_string());
            self.file(file);
        }
        self.machine.check_uncalled();
        self.machine.report_missing_inputs();
        if self.machine.talk.num_errors > 0 {
            let sources = Arc::unwrap_or_clone(self.machine.world.sources);
            return Err(Report { diagnostics: self.machine.talk.diagnostics, sources });
        }
        Ok(self.finished())
    }

    fn finished(mut self) -> Program {
        let is_whole = self.rest.is_none();
        let outputs = self.machine.output_values(is_whole);
        let (circuit, course) = match self.rest.take() {
            None => (self.machine.finished_circuit(), None),
            Some(rest) => self.course(*rest),
        };
        // What a program does later is not known yet.
        let used = is_whole.then(|| circuit.used_qubits());
        let is_used = |qubit: u32| used.as_ref().is_none_or(|used| used[qubit as usize]);
        let places = self.machine.data.hardware.final_places(circuit.num_qubits(), is_used);
        let machine = self.machine;
        Program {
            circuit: placed(circuit, places.as_ref()),
            course,
            language: machine.world.language,
            warnings: machine.talk.diagnostics,
            sources: Arc::unwrap_or_clone(machine.world.sources),
            declarations: machine.output.declarations,
            inputs: machine.output.used_inputs,
            outputs,
            hardware: places.map(|places| places.numbers).unwrap_or_default(),
        }
    }

    /// The circuit up to the point that waits, and what comes after it.
    fn course(&mut self, rest: Rest) -> (Circuit, Option<Course>) {
        let Rest { mut machine, instructions, items, at } = rest;
        // Registers of the whole program are there from the start.
        let registers = self.machine.output.sink.circuit.clone();
        machine.world.names = Arc::clone(&self.machine.world.names);
        machine.world.sources = Arc::clone(&self.machine.world.sources);
        machine.world.standard = self.machine.world.standard;
        machine.data.hardware = self.machine.data.hardware.clone();
        machine.output.sink.circuit = registers.clone();
        machine.flow.frames.insert(
            0,
            Frame {
                block: Arc::new([]),
                nodes: Arc::new([]),
                position: 0,
                role: Role::File { items: items.into(), next: 0 },
                results: Vec::new(),
                results_of: 0,
                span: at.span,
                ..machine.outermost_frame()
            },
        );
        (registers.with_own_instructions(instructions), Some(Course::new(machine, at.span)))
    }

    pub(super) fn too_large(&self, span: Span, size: usize) -> Box<Diagnostic> {
        let limit = self.machine.world.options.max_file_size;
        Diagnostic::limit(span, format!("this file has {size} bytes, the limit is {limit}"))
    }

    /// Reads the statements of one file.
    pub(super) fn file(&mut self, file: u32) {
        let bytes = self.machine.world.sources.bytes(file);
        let outer = self.machine.world.language;
        let mut parser = Parser::new(&bytes, file, outer, &self.machine.world.options);
        while !self.machine.talk.is_full() {
            self.machine.flow.is_included = self.open_files.len() > 1;
            let statement = parser.next(Arc::make_mut(&mut self.machine.world.names));
            for error in parser.errors.drain(..) {
                self.machine.talk.report(error);
            }
            match statement {
                None => return,
                Some(Err(error)) => self.machine.talk.report(*error),
                // An included file may say again which dialect it is in.
                Some(Ok(statement))
                    if self.machine.flow.is_included
                        && matches!(statement.kind, StatementKind::Version)
                        && parser.language == outer => {}
                Some(Ok(statement)) => {
                    self.machine.world.language = parser.language;
                    if let Err(error) = self.take(statement, &parser.arena) {
                        self.machine.talk.report(*error);
                    }
                }
            }
        }
    }

    /// Runs a statement, or keeps it for later.
    fn take(&mut self, statement: crate::qasm::ast::Statement, nodes: &[Node]) -> Checked<()> {
        if let StatementKind::Include(path) = statement.kind {
            return self.include(path);
        }
        if let Some(rest) = &mut self.rest {
            rest.items.push((Arc::new([statement.clone()]), Arc::from(nodes)));
        }
        if let Err(at) = self.machine.top(statement, nodes) {
            self.wait(at);
        }
        if self.machine.flow.has_ended && self.machine.flow.checking == 0 {
            // What follows is read for its errors.
            self.machine.flow.checking = 1;
        }
        Ok(())
    }

    /// From here on statements are checked and kept.
    fn wait(&mut self, at: Suspended) {
        let registers = self.machine.output.sink.circuit.with_own_instructions(Vec::new());
        let instructions =
            std::mem::replace(&mut self.machine.output.sink.circuit, registers).into_instructions();
        let mut checker = self.machine.clone();
        checker.start_checking();
        let machine = std::mem::replace(&mut self.machine, checker);
        // What the waiting statement declares is known to those after it.
        let waiting =
            machine.flow.frames.first().map(|frame| (Arc::clone(&frame.block), Arc::clone(&frame.nodes)));
        if let Some((block, nodes)) = waiting {
            for statement in block.iter() {
                // Checking waits for nothing.
                let _ = self.machine.top(statement.clone(), &nodes);
            }
        }
        self.rest = Some(Box::new(Rest { machine, instructions, items: Vec::new(), at }));
    }
}
