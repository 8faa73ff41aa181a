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
mod parts;
mod pragma;
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

use super::ast::{Expr, Node};
use super::diagnostic::{Checked, Diagnostic, DiagnosticKind};
use super::options::ParseOptions;
use super::semantic::{Evaluated, Evaluator, Place, Places, Purpose, Value};
use super::source::Span;
use crate::composite::count;
use crate::gate_library::Library;
use crate::{Circuit, CircuitError, Instruction};
use parts::{BitLedger, Data, Flow, GateMaking, Notice, Output, Talk, World};
use std::sync::Arc;

/// Borrows only what evaluation needs, so that the results of the innermost frame can be lent too.
macro_rules! evaluator {
    ($machine:ident, $nodes:expr, $results:expr, $used:expr) => {
        Evaluator {
            nodes: $nodes,
            scope: &$machine.data.scope,
            memory: &$machine.data.memory,
            results: $results,
            names: &$machine.world.names,
            sources: &$machine.world.sources,
            language: $machine.world.language,
            place: $machine.output.sink.place,
            hardware: &$machine.data.hardware,
            purpose: if $machine.flow.checking > 0 { Purpose::Check } else { Purpose::Run },
            stack: &mut $machine.data.stack,
            work: &mut $machine.flow.work,
            used_variable: $used,
        }
    };
}

/// Bytes of one instruction in a list that grows: it is copied when it is full, so that a part of it is there twice.
const BYTES_OF_INSTRUCTION: u64 = 3 * size_of::<Instruction>() as u64;

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

/// The state of a program that is being run. Copies go on by themselves.
#[derive(Debug, Clone)]
pub(crate) struct Machine {
    world: World,
    data: Data,
    flow: Flow,
    output: Output,
    bits: BitLedger,
    gates: GateMaking,
    talk: Talk,
}

impl Machine {
    fn new(options: &ParseOptions, library: &Arc<Library>) -> Machine {
        Machine {
            world: World::new(options, library),
            data: Data::default(),
            flow: Flow::new(options.max_work),
            output: Output::new(),
            bits: BitLedger::default(),
            gates: GateMaking::default(),
            talk: Talk::new(options),
        }
    }

    /// The value of an expression.
    fn evaluate(&mut self, expression: Expr, nodes: &[Node]) -> Evaluated<Value> {
        let value = self.raw(expression, nodes)?;
        if self.flow.checking > 0 && !self.flow.frames.is_empty() {
            return Ok(Value::Poison);
        }
        let value = self.data.memory.read(value);
        self.flow.work.charge_for(&value, expression.span)?;
        Ok(value)
    }

    /// The value of an expression; a register or an array in a variable stays a reference to it.
    fn raw(&mut self, expression: Expr, nodes: &[Node]) -> Evaluated<Value> {
        let mut used_variable = false;
        let results = self.flow.frames.last().map_or(&[][..], |frame| &frame.results);
        let value = evaluator!(self, nodes, results, &mut used_variable).raw(expression);
        if used_variable {
            let message = "a gate sees constants only: this variable counts with the value that it has here";
            self.talk.notice(Notice::GateVariable, expression.span, message);
        }
        value
    }

    /// The same with a value in the place of node `at`.
    fn raw_with(&mut self, expression: Expr, nodes: &[Node], at: u32, value: Value) -> Evaluated<Value> {
        let mut results = self.flow.frames.last().map_or(Vec::new(), |frame| frame.results.clone());
        results.push((at, value));
        evaluator!(self, nodes, &results, &mut false).raw(expression)
    }

    /// Adds an instruction to the innermost block.
    fn emit(&mut self, instruction: Instruction, span: Span) -> Checked<()> {
        let size = count(&instruction);
        if let Some(block) = self.output.sink.blocks.last_mut() {
            block.push(instruction);
            // Loops inside of a block must not outgrow the limit before it is closed.
            if self.flow.steps.saturating_add(block.len() as u64) > self.world.options.max_operations {
                return Err(self.too_many_operations(block_len(&self.output.sink), span));
            }
            return Ok(());
        }
        self.output.sink.num_operations = self.output.sink.num_operations.saturating_add(size);
        if self.output.sink.place == Place::Program
            && self.output.sink.num_operations > self.world.options.max_operations
        {
            return Err(self.too_many_operations(self.output.sink.num_operations, span));
        }
        if self.output.sink.place == Place::Program {
            self.check_bytes(span)?;
        }
        self.output
            .sink
            .circuit
            .push(instruction)
            .map(|_| ())
            .map_err(|error| from_circuit_error(&error, span))
    }

    /// Refuses a circuit that has outgrown the memory, while it still fits.
    fn check_bytes(&self, span: Span) -> Checked<()> {
        let count = self.output.sink.circuit.instructions().len() as u64;
        let (needed, limit) = (count.saturating_mul(BYTES_OF_INSTRUCTION), self.world.options.max_bytes);
        if needed <= limit {
            return Ok(());
        }
        let message = format!("{count} instructions up to here take {needed} bytes, {limit} are available");
        Err(Diagnostic::limit(span, message))
    }

    fn too_many_operations(&self, count: u64, span: Span) -> Box<Diagnostic> {
        let limit = self.world.options.max_operations;
        let message = format!("the circuit expands to {count} operations or more, the limit is {limit}");
        Diagnostic::limit(span, message)
    }

    /// Gives a hardware qubit the next place; when all are known they are put in the order of their numbers.
    fn use_hardware(&mut self, number: u32, span: Span) -> Checked<()> {
        let (place, limit) = (self.output.sink.circuit.num_qubits(), self.world.options.max_qubits);
        if place >= limit {
            let message = format!("hardware qubit {number}: the limit is {limit} qubits");
            return Err(Diagnostic::limit(span, message));
        }
        self.output.sink.circuit.grow(place + 1);
        self.data.hardware.put(number, place as u32);
        Ok(())
    }
}

/// A circuit with its hardware qubits in the order of their numbers, each in a register that has its name.
fn placed(mut circuit: Circuit, places: Option<&Places>) -> Circuit {
    if let Some(Places { places, numbers, count }) = places {
        circuit.renumber(places, *count);
        numbers.iter().for_each(|(number, qubit)| circuit.name_qubit(format!("${number}"), *qubit as usize));
    }
    circuit
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
