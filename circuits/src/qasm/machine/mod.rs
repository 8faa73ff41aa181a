//! Runs a program as far as it is known: loops are unrolled, subroutines written out, conditions decided, and what is left
//! is a circuit. Where the way on depends on what a measurement reads, the machine stops; a [`Course`] goes on with the
//! outcomes. Called by [`parse`](super::parse) and by the gate library, which is written in the same language.

mod action;
mod assign;
mod branch;
mod call;
mod course;
mod declare;
mod define;
mod finish;
mod frame;
mod include;
mod input;
mod key;
mod lookup;
mod loops;
mod modifier;
mod output;
mod program;
mod reader;
mod register;
mod run;
mod scan;
mod statement;
mod subroutine;
mod types;

pub use course::Course;
pub use program::Program;
pub(crate) use reader::Reader;

use super::ast::{Expr, Name, Node};
use super::declaration::Declaration;
use super::diagnostic::{Checked, Diagnostic, DiagnosticKind, Severity, quoted};
use super::names::{Language, Names};
use super::options::ParseOptions;
use super::semantic::{CellSlot, Evaluated, Evaluator, Hardware, Memory, Place, Purpose, Scope, Value};
use super::source::{SourceMap, Span};
use crate::composite::count;
use crate::library::Library;
use crate::{Circuit, CircuitError, Composite, Instruction};
use frame::Frame;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Borrows only what evaluation needs, so that the results of the innermost frame can be lent too.
macro_rules! evaluator {
    ($machine:ident, $nodes:expr, $results:expr, $used:expr) => {
        Evaluator {
            nodes: $nodes,
            scope: &$machine.scope,
            memory: &$machine.memory,
            results: $results,
            names: &$machine.names,
            sources: &$machine.sources,
            language: $machine.language,
            place: $machine.sink.place,
            hardware: &$machine.hardware,
            purpose: if $machine.checking > 0 { Purpose::Check } else { Purpose::Run },
            stack: &mut $machine.stack,
            used_variable: $used,
        }
    };
}

/// What is said at most once in a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Notice {
    MissingInclude,
    UndeclaredGate,
    Pragma,
    Annotation,
    Timing,
    Phase,
    InputValue,
    Duration,
    NeverTrue,
    Calibration,
    ResultType,
    GateName,
    GateVariable,
    OldDraft,
    Width,
}

/// Where instructions go: the circuit or a gate's body, and in it the open conditional blocks.
#[derive(Debug, Clone)]
struct Sink {
    circuit: Circuit,
    blocks: Vec<Vec<Instruction>>,
    place: Place,
    num_operations: u64,
    /// The body has powers with parameters in the exponent: it is built anew for each call's numbers.
    is_template: bool,
}

impl Sink {
    fn new(circuit: Circuit, place: Place) -> Sink {
        Sink { circuit, blocks: Vec::new(), place, num_operations: 0, is_template: false }
    }
}

/// The program waits for the outcome of a measurement.
#[derive(Debug, Clone, Copy)]
struct Suspended {
    span: Span,
}

/// Gates that were made on the way and may be asked for again; copies of a machine share them.
#[derive(Debug, Default)]
struct Caches {
    powers: HashMap<(usize, u64), (Arc<Composite>, Arc<Composite>)>,
    instances: HashMap<define::InstanceKey, Arc<Composite>>,
}

/// The state of a program that is being run. Copies go on by themselves.
#[derive(Debug, Clone)]
pub(crate) struct Machine {
    options: Arc<ParseOptions>,
    library: Arc<Library>,
    names: Arc<Names>,
    sources: Arc<SourceMap>,
    scope: Scope,
    memory: Memory,
    control: Vec<Frame>,
    language: Language,
    standard: include::StandardFiles,
    sink: Sink,
    diagnostics: Vec<Diagnostic>,
    num_errors: usize,
    noticed: Vec<Notice>,
    stack: Vec<(Value, Span)>,
    declarations: Vec<Declaration>,
    /// `output` variables that are not bits.
    outputs: Vec<Name>,
    /// An included file is being read.
    is_included: bool,
    /// The gate whose body is being read.
    current_gate: Option<super::names::NameId>,
    hardware: Hardware,
    caches: Arc<Mutex<Caches>>,
    /// Gates made from templates in the current call: how deep, how many.
    instance_depth: usize,
    instance_count: usize,
    /// A template is being made for a call of the program: its exponents may stay free.
    is_bound: bool,
    /// How many frames of code that is only checked are open.
    checking: usize,
    /// Blocks that have been checked without being run.
    checked: HashSet<(u32, u32)>,
    /// Subroutines that have been called.
    called: HashSet<usize>,
    /// Statements run in frames.
    steps: u64,
    has_ended: bool,
    /// The size that is being read may be zero.
    may_be_empty: bool,
    /// Registers are made already.
    is_resumed: bool,
    /// Inputs that need a value and have none, and those that got one.
    missing_inputs: Vec<(String, Span)>,
    used_inputs: Vec<String>,
    /// Classical bits of the circuit that belong to no register, and how many of them are in use.
    hidden: Vec<u32>,
    num_hidden: usize,
    /// Classical bits into which something has been measured.
    written: BTreeSet<u32>,
    /// Classical bits that stand for the value of something else than their own register.
    shared: BTreeSet<u32>,
    /// What measurements under open conditions have replaced.
    changes_of_cells: Vec<(u32, CellSlot)>,
}

impl Machine {
    fn new(options: &ParseOptions, library: &Arc<Library>) -> Machine {
        Machine {
            options: Arc::new(options.clone()),
            library: Arc::clone(library),
            names: Arc::new(Names::new()),
            sources: Arc::default(),
            scope: Scope::default(),
            memory: Memory::default(),
            control: Vec::new(),
            language: Language::Three,
            standard: include::StandardFiles::default(),
            sink: Sink::new(Circuit::new(0), Place::Program),
            diagnostics: Vec::new(),
            num_errors: 0,
            noticed: Vec::new(),
            stack: Vec::new(),
            declarations: Vec::new(),
            outputs: Vec::new(),
            is_included: false,
            current_gate: None,
            hardware: Hardware::default(),
            caches: Arc::default(),
            instance_depth: 0,
            instance_count: 0,
            is_bound: false,
            checking: 0,
            checked: HashSet::new(),
            called: HashSet::new(),
            steps: 0,
            has_ended: false,
            may_be_empty: false,
            is_resumed: false,
            missing_inputs: Vec::new(),
            used_inputs: Vec::new(),
            hidden: Vec::new(),
            num_hidden: 0,
            written: BTreeSet::new(),
            shared: BTreeSet::new(),
            changes_of_cells: Vec::new(),
        }
    }

    /// The value of an expression.
    fn evaluate(&mut self, expression: Expr, nodes: &[Node]) -> Evaluated<Value> {
        let value = self.raw(expression, nodes)?;
        if self.checking > 0 && !self.control.is_empty() {
            return Ok(Value::Poison);
        }
        Ok(self.memory.read(value))
    }

    /// The value of an expression; a register or an array in a variable stays a reference to it.
    fn raw(&mut self, expression: Expr, nodes: &[Node]) -> Evaluated<Value> {
        let mut used_variable = false;
        let results = self.control.last().map_or(&[][..], |frame| &frame.results);
        let value = evaluator!(self, nodes, results, &mut used_variable).raw(expression);
        if used_variable {
            let message = "a gate sees constants only: this variable counts with the value that it has here";
            self.notice(Notice::GateVariable, expression.span, message);
        }
        value
    }

    /// The same with a value in the place of one node.
    fn raw_with(&mut self, expression: Expr, nodes: &[Node], known: (u32, Value)) -> Evaluated<Value> {
        let mut results = self.control.last().map_or(Vec::new(), |frame| frame.results.clone());
        results.push(known);
        evaluator!(self, nodes, &results, &mut false).raw(expression)
    }

    /// Adds an instruction to the innermost block.
    fn emit(&mut self, instruction: Instruction, span: Span) -> Checked<()> {
        let size = count(&instruction);
        if let Some(block) = self.sink.blocks.last_mut() {
            block.push(instruction);
            // Loops inside of a block must not outgrow the limit before it is closed.
            if self.steps.saturating_add(block.len() as u64) > self.options.max_operations {
                return Err(self.too_many_operations(block_len(&self.sink), span));
            }
            return Ok(());
        }
        self.sink.num_operations = self.sink.num_operations.saturating_add(size);
        if self.sink.place == Place::Program && self.sink.num_operations > self.options.max_operations {
            return Err(self.too_many_operations(self.sink.num_operations, span));
        }
        self.sink.circuit.push(instruction).map(|_| ()).map_err(|error| from_circuit_error(&error, span))
    }

    fn too_many_operations(&self, count: u64, span: Span) -> Box<Diagnostic> {
        let limit = self.options.max_operations;
        let message = format!("the circuit expands to {count} operations or more, the limit is {limit}");
        Diagnostic::limit(span, message)
    }

    fn caches(&self) -> MutexGuard<'_, Caches> {
        // A cache is whole whatever happened to its last user.
        self.caches.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether enough errors have been reported.
    fn is_full(&self) -> bool {
        self.num_errors >= self.options.max_errors.max(1)
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        // A loop says a thing once.
        if self.is_full() || self.diagnostics.contains(&diagnostic) {
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

    /// Gives a hardware qubit a place: that of its number in a program that declares no qubits before it, or else the
    /// next one.
    fn use_hardware(&mut self, number: u32, span: Span) -> Checked<()> {
        let (count, limit) = (self.sink.circuit.num_qubits(), self.options.max_qubits);
        let is_plain = self.sink.circuit.qubit_registers().is_empty()
            && self.hardware.is_plain()
            && (number as usize) < limit;
        let place = if is_plain { number as usize } else { count };
        if place >= limit {
            let message = format!("hardware qubit {number}: the limit is {limit} qubits");
            return Err(Diagnostic::limit(span, message));
        }
        self.sink.circuit.grow(place + 1);
        match is_plain {
            true => self.hardware.extend_plain(number + 1),
            false => self.hardware.put(number, place as u32),
        }
        Ok(())
    }

    fn quoted_text(&self, span: Span) -> String {
        quoted(&self.sources.text(span))
    }
}

fn block_len(sink: &Sink) -> u64 {
    sink.blocks.iter().map(|block| block.len() as u64).sum()
}

/// What the circuit refused, at the place that asked for it.
fn from_circuit_error(error: &CircuitError, span: Span) -> Box<Diagnostic> {
    let kind = match error {
        CircuitError::TooManyOperations { .. } | CircuitError::TooManyQubits { .. } => DiagnosticKind::Limit,
        CircuitError::Power { .. } | CircuitError::FreePower { .. } => DiagnosticKind::Unsupported,
        _ => DiagnosticKind::Semantic,
    };
    Diagnostic::new(kind, span, error.to_string())
}
