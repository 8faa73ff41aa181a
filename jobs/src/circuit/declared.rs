//! Errors about a program as a whole, shown where it declares or does what is at fault.
//!
//! Called by jobs that run circuits.

use crate::error::{JobError, Outcome, RequestError};
use crate::place::Origin;
use ansatz::circuits::qasm::{
    Declaration, DeclarationKind, Diagnostic, DiagnosticKind, Program, Report, Severity, Span,
};
use ansatz::simulator::SimulatorError;

/// An error at a place of the program.
pub(super) fn report(program: &Program, span: Span, kind: DiagnosticKind, message: String) -> Report {
    let labels = Vec::new();
    let diagnostic = Diagnostic { severity: Severity::Error, kind, message, span, labels, hint: None };
    Report { diagnostics: vec![diagnostic], sources: program.sources.clone() }
}

/// Refuses a program that is more than one circuit.
pub(crate) fn check_one_circuit(program: &Program, what: &str) -> Outcome {
    let Some(course) = &program.course else { return Ok(()) };
    let message = format!(
        "what the program does from here on depends on what it has measured, so that it is not one circuit to {what}"
    );
    let report = report(program, course.span(), DiagnosticKind::Unsupported, message);
    Err(JobError::request(Origin::Nowhere, RequestError::NotOneCircuit { report }))
}

/// A run that needs too much memory is shown at the largest register.
pub(crate) fn too_large(program: &Program, error: &SimulatorError) -> Option<JobError> {
    use ansatz::circuits::CircuitError::TooManyQubits;
    let (SimulatorError::Memory { .. } | SimulatorError::Circuit(TooManyQubits { .. })) = error else {
        return None;
    };
    let registers = program.circuit.qubit_registers().iter();
    let largest = registers.max_by_key(|register| register.size)?;
    let is_it = |d: &&Declaration| d.kind == DeclarationKind::Qubits && d.name == largest.name;
    let declaration = program.declarations.iter().find(is_it)?;
    let span = declaration.size.unwrap_or(declaration.span);
    Some(report(program, span, DiagnosticKind::Limit, error.to_string()).into())
}
