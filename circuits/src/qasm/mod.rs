//! OpenQASM 2 and 3: text to circuits and back.
//!
//! [`parse`] reads a program statement by statement: `parser` makes a syntax tree of each, `semantic` says what its
//! names and expressions mean, `machine` runs it, adds what it does to the circuit and forgets it. The front end knows no gate: names are
//! looked up in the gate library. It reads no files either: [`Includes`] does.
//!
//! Where the two versions differ: numbers of OpenQASM 2 are real, the quotient of OpenQASM 3 integers is truncated; the
//! built-in `U` of OpenQASM 3 carries a phase `exp(iθ/2)`, that of OpenQASM 2 has determinant 1.

mod ast;
mod declaration;
mod diagnostic;
mod expression;
mod guess;
mod hint;
mod includes;
mod lexer;
mod limits;
mod machine;
mod names;
mod number;
mod options;
mod output;
mod parser;
mod print;
mod report;
mod semantic;
mod source;
mod token;

pub use declaration::{Declaration, DeclarationKind};
pub use diagnostic::{Diagnostic, DiagnosticKind, Severity};
pub use expression::constant_value;
pub use hint::{Hint, Inputs};
pub use includes::{IncludeError, IncludedFile, Includes, NoIncludes};
pub use limits::{LIMITS, Limit};
pub use names::Language;
pub use options::{MissingInclude, ParseOptions};
pub use output::OutputValue;
pub use print::{PrintError, to_qasm2, to_qasm3};
pub use report::Report;
pub use source::{Location, SourceMap, Span};

pub use machine::{Course, Program};

use crate::Circuit;
use crate::gate_library::library;
use std::str::FromStr;

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
/// # Errors
/// A [`Report`] with every message; [`DiagnosticKind::Limit`] marks input that is too large.
pub fn parse(
    name: &str,
    bytes: &[u8],
    includes: &dyn Includes,
    options: &ParseOptions,
) -> Result<Program, Report> {
    machine::Reader::new(options, includes, library()).program(name, bytes)
}

/// A circuit from the text of an OpenQASM 2 or 3 program that includes no files but the standard ones.
///
/// ```
/// use ansatz_circuits::Circuit;
/// let bell: Circuit = "OPENQASM 3.0; include \"stdgates.inc\"; qubit[2] q; h q[0]; cx q[0], q[1];".parse()?;
/// assert_eq!(bell.to_qasm3()?.parse::<Circuit>()?, bell);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl FromStr for Circuit {
    type Err = Report;

    /// # Errors
    /// A [`Report`]; also for a program whose way on depends on what it measures in a way that a circuit cannot say: [`parse`]
    /// reads those.
    fn from_str(text: &str) -> Result<Circuit, Report> {
        let program = parse("circuit", text.as_bytes(), &NoIncludes, &ParseOptions::default())?;
        let Some(course) = program.course else { return Ok(program.circuit) };
        let message = "what comes now depends on a measurement in a way that a circuit cannot say";
        let error = Diagnostic::new(DiagnosticKind::Unsupported, course.span(), message);
        Err(Report { diagnostics: vec![*error], sources: program.sources })
    }
}

impl Circuit {
    /// The circuit as OpenQASM 3: [`to_qasm3`].
    ///
    /// # Errors
    /// As [`to_qasm3`].
    pub fn to_qasm3(&self) -> Result<String, PrintError> {
        to_qasm3(self)
    }

    /// The circuit as OpenQASM 2: [`to_qasm2`].
    ///
    /// # Errors
    /// As [`to_qasm2`].
    pub fn to_qasm2(&self) -> Result<String, PrintError> {
        to_qasm2(self)
    }
}

/// Where the tokens of a text are, up to the first that cannot be read: the lexer alone, for its fuzz target.
#[cfg(fuzzing)]
pub fn token_spans(bytes: &[u8]) -> Vec<Span> {
    let mut names = names::Names::new();
    let mut lexer = lexer::Lexer::new(bytes, 0);
    let mut spans = Vec::new();
    while let Ok(token) = lexer.next(&mut names) {
        spans.push(Span { file: 0, start: token.start, end: token.end });
        if token.kind == token::TokenKind::End {
            break;
        }
    }
    spans
}
