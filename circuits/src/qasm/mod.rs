//! OpenQASM 2 and 3: text to circuits and back.
//!
//! [`parse`] reads a program statement by statement: `parser` makes a syntax tree of each, `semantic` says what its
//! names and expressions mean, `machine` runs it, adds what it does to the circuit and forgets it. The front end knows no gate: names are
//! looked up in the gate library. It reads no files either: [`Includes`] does.
//!
//! Where the two versions differ: numbers of OpenQASM 2 are real, the quotient of OpenQASM 3 integers is truncated; the
//! built-in `U` of OpenQASM 3 carries a phase `exp(iθ/2)`, that of OpenQASM 2 has determinant 1.

mod ast;
mod diagnostic;
mod guess;
mod includes;
mod lexer;
mod machine;
mod names;
mod number;
mod options;
mod parser;
mod print;
mod report;
mod semantic;
mod source;
mod token;

pub use diagnostic::{Diagnostic, DiagnosticKind, Severity};
pub use includes::{IncludeError, IncludedFile, Includes, NoIncludes};
pub use names::Language;
pub use options::{MissingInclude, ParseOptions};
pub use print::{PrintError, to_qasm2, to_qasm3};
pub use report::Report;
pub use source::{Location, SourceMap, Span};

pub use machine::{Course, Segment};

pub(crate) use machine::Definition;

use crate::Circuit;
use crate::library::{Library, library};
use std::sync::Arc;

/// A program that was read.
#[derive(Debug, Clone)]
pub struct Program {
    /// What it does, or what it does first.
    pub circuit: Circuit,
    /// What it does then, if that depends on what it has measured in a way that a circuit cannot say.
    pub course: Option<Course>,
    /// The dialect it is written in.
    pub language: Language,
    /// What its author may want to know.
    pub warnings: Vec<Diagnostic>,
    /// The texts it was read from, which the spans point into.
    pub sources: SourceMap,
    /// Where its registers and inputs are declared, in order.
    pub declarations: Vec<Declaration>,
    /// Inputs that took their value from [`ParseOptions::inputs`].
    pub inputs: Vec<String>,
}

/// Where a register or an input is declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: DeclarationKind,
    /// The name where it is declared.
    pub span: Span,
    /// The size where it is written.
    pub size: Option<Span>,
}

/// What a [`Declaration`] declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeclarationKind {
    /// A register of qubits.
    Qubits,
    /// A register of classical bits.
    Bits,
    /// A parameter of the circuit.
    Input,
}

/// Reads an OpenQASM 2 or 3 program; `name` is what messages call it.
///
/// ```
/// use ansatz_circuits::qasm::{NoIncludes, ParseOptions, parse};
/// let text = b"OPENQASM 3.0; include \"stdgates.inc\"; qubit[2] q; h q[0]; cx q[0], q[1];";
/// let program = parse("bell.qasm", text, &NoIncludes, &ParseOptions::default())?;
/// assert_eq!(program.circuit.instructions().len(), 2);
///
/// let report = parse("bad.qasm", b"qubit q;\nrxz(0.1) q;", &NoIncludes, &ParseOptions::default()).unwrap_err();
/// assert!(report.to_string().starts_with("bad.qasm:2:1: error: unknown gate `rxz`"));
/// # Ok::<(), ansatz_circuits::qasm::Report>(())
/// ```
///
/// Errors: a [`Report`] with every message; [`DiagnosticKind::Limit`] marks input that is too large.
pub fn parse(
    name: &str,
    bytes: &[u8],
    includes: &dyn Includes,
    options: &ParseOptions,
) -> Result<Program, Report> {
    machine::Reader::new(options, includes, library()).program(name, bytes)
}

/// Reads a text of gate definitions over the gates of `library`.
pub(crate) fn gate_definitions(
    name: &str,
    text: &str,
    library: &Arc<Library>,
) -> Result<Vec<Definition>, Report> {
    let options = ParseOptions::default();
    machine::Reader::new(&options, &NoIncludes, library).gate_definitions(name, text)
}
