//! Statements to instructions: reads a program statement by statement and keeps only the circuit.
//! Called by [`parse`](super::parse) and by the gate library, which is written in the same language.

mod action;
mod branch;
mod call;
mod declare;
mod define;
mod include;
mod lookup;
mod modifier;
mod statement;

pub(crate) use define::Template;

use super::ast::{Expr, Node};
use super::diagnostic::{Checked, Diagnostic, DiagnosticKind, Severity, quoted};
use super::includes::Includes;
use super::names::{Language, Names};
use super::options::ParseOptions;
use super::parser::Parser;
use super::semantic::{Evaluator, Place, Scope, Value};
use super::source::{SourceMap, Span};
use super::{Declaration, Program};
use crate::composite::count;
use crate::library::Library;
use crate::{Circuit, CircuitError, Composite, Instruction};
use std::collections::HashMap;
use std::sync::Arc;

/// What is said at most once in a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Notice {
    MissingInclude,
    UndeclaredGate,
    Pragma,
    Annotation,
    Timing,
    NeverTrue,
}

/// Whether one program may define a gate twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Redefinition {
    Refused,
    /// The prelude has a gate of one name for each dialect.
    Allowed,
}

/// Where instructions go: the circuit or a gate's body, and in it the open conditional blocks.
#[derive(Debug)]
struct Sink {
    circuit: Circuit,
    blocks: Vec<Vec<Instruction>>,
    place: Place,
    num_operations: u64,
    /// The body depends on the parameters in a way that is not affine: it is built anew for each call's numbers.
    is_template: bool,
}

impl Sink {
    fn new(circuit: Circuit, place: Place) -> Sink {
        Sink { circuit, blocks: Vec::new(), place, num_operations: 0, is_template: false }
    }
}

/// A gate definition of a file, with the lines of its annotations.
#[derive(Debug)]
pub(crate) struct Definition {
    pub(crate) composite: Arc<Composite>,
    pub(crate) annotations: Vec<String>,
}

/// The state of reading one program.
pub(crate) struct Lowerer<'a> {
    options: &'a ParseOptions,
    includes: &'a dyn Includes,
    library: &'a Library,
    names: Names,
    sources: SourceMap,
    scope: Scope,
    language: Language,
    standard: include::StandardFiles,
    sink: Sink,
    diagnostics: Vec<Diagnostic>,
    num_errors: usize,
    noticed: Vec<Notice>,
    stack: Vec<(Value, Span)>,
    open_files: Vec<String>,
    declarations: Vec<Declaration>,
    /// The gate whose body is being read.
    current_gate: Option<super::names::NameId>,
    /// The first hardware qubit.
    hardware: Option<Span>,
    powers: HashMap<(usize, u64), (Arc<Composite>, Arc<Composite>)>,
    instances: HashMap<define::InstanceKey, Arc<Composite>>,
    /// Gates made from templates in the current call: how deep, how many.
    instance_depth: usize,
    instance_count: usize,
    definitions: Vec<Definition>,
    redefinition: Redefinition,
}

impl<'a> Lowerer<'a> {
    pub(crate) fn new(
        options: &'a ParseOptions,
        includes: &'a dyn Includes,
        library: &'a Library,
    ) -> Lowerer<'a> {
        Lowerer {
            options,
            includes,
            library,
            names: Names::new(),
            sources: SourceMap::default(),
            scope: Scope::default(),
            language: Language::Three,
            standard: include::StandardFiles::default(),
            sink: Sink::new(Circuit::new(0), Place::Program),
            diagnostics: Vec::new(),
            num_errors: 0,
            noticed: Vec::new(),
            stack: Vec::new(),
            open_files: Vec::new(),
            declarations: Vec::new(),
            current_gate: None,
            hardware: None,
            powers: HashMap::new(),
            instances: HashMap::new(),
            instance_depth: 0,
            instance_count: 0,
            definitions: Vec::new(),
            redefinition: Redefinition::Refused,
        }
    }

    /// Reads the program file.
    pub(crate) fn program(mut self, name: &str, bytes: &[u8]) -> Result<Program, super::Report> {
        let file = self.sources.add(name, bytes, None);
        let start = Span { file, start: 0, end: 0 };
        if bytes.len() > self.options.max_file_size {
            self.report(*self.too_large(start, bytes.len()));
        } else {
            self.language = super::guess::language(bytes);
            self.open_files.push(name.to_string());
            self.file(file);
        }
        if self.num_errors > 0 {
            return Err(super::Report { diagnostics: self.diagnostics, sources: self.sources });
        }
        Ok(Program {
            circuit: self.sink.circuit,
            language: self.language,
            warnings: self.diagnostics,
            sources: self.sources,
            declarations: self.declarations,
        })
    }

    /// Reads a file of gate definitions; what is wrong with it, if anything is.
    pub(crate) fn gate_definitions(
        mut self,
        name: &str,
        text: &str,
    ) -> Result<Vec<Definition>, super::Report> {
        let file = self.sources.add(name, text.as_bytes(), None);
        self.redefinition = Redefinition::Allowed;
        self.file(file);
        if self.num_errors > 0 {
            return Err(super::Report { diagnostics: self.diagnostics, sources: self.sources });
        }
        Ok(self.definitions)
    }

    fn too_large(&self, span: Span, size: usize) -> Box<Diagnostic> {
        let limit = self.options.max_file_size;
        Diagnostic::limit(span, format!("this file has {size} bytes, the limit is {limit}"))
    }

    /// Reads the statements of one file.
    fn file(&mut self, file: u32) {
        let bytes = self.sources.bytes(file);
        let mut parser = Parser::new(&bytes, file, self.language, self.options);
        while !self.is_full() {
            let statement = parser.next(&mut self.names);
            parser.errors.drain(..).for_each(|error| self.report(error));
            match statement {
                None => return,
                Some(Err(error)) => self.report(*error),
                Some(Ok(statement)) => {
                    self.language = parser.language;
                    self.statement(&statement, &parser.arena);
                }
            }
        }
    }

    fn evaluate(&mut self, expression: Expr, nodes: &[Node]) -> Checked<Value> {
        let mut evaluator = Evaluator {
            nodes,
            scope: &self.scope,
            names: &self.names,
            sources: &self.sources,
            language: self.language,
            place: self.sink.place,
            stack: &mut self.stack,
        };
        evaluator.value(expression)
    }

    /// Adds an instruction to the innermost block.
    fn emit(&mut self, instruction: Instruction, span: Span) -> Checked<()> {
        if let Some(block) = self.sink.blocks.last_mut() {
            block.push(instruction);
            return Ok(());
        }
        self.sink.num_operations = self.sink.num_operations.saturating_add(count(&instruction));
        if self.sink.place == Place::Program && self.sink.num_operations > self.options.max_operations {
            let (count, limit) = (self.sink.num_operations, self.options.max_operations);
            let message = format!("the circuit expands to {count} operations or more, the limit is {limit}");
            return Err(Diagnostic::limit(span, message));
        }
        self.sink.circuit.push(instruction).map(|_| ()).map_err(|error| from_circuit_error(&error, span))
    }

    /// Whether enough errors have been reported.
    fn is_full(&self) -> bool {
        self.num_errors >= self.options.max_errors.max(1)
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        if self.is_full() {
            return;
        }
        self.num_errors += usize::from(diagnostic.severity == Severity::Error);
        self.diagnostics.push(diagnostic);
    }

    fn notice(&mut self, notice: Notice, span: Span, message: &str) {
        if !self.noticed.contains(&notice) {
            self.noticed.push(notice);
            self.report(*Diagnostic::warning(span, message));
        }
    }

    fn quoted_text(&self, span: Span) -> String {
        quoted(&self.sources.text(span))
    }
}

/// What the circuit refused, at the place that asked for it.
fn from_circuit_error(error: &CircuitError, span: Span) -> Box<Diagnostic> {
    let kind = match error {
        CircuitError::TooManyOperations { .. } | CircuitError::TooManyQubits { .. } => DiagnosticKind::Limit,
        CircuitError::Power { .. } => DiagnosticKind::Unsupported,
        _ => DiagnosticKind::Semantic,
    };
    Diagnostic::new(kind, span, error.to_string())
}
