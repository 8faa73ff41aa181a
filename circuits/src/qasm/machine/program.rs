//! A program that was read: what the reader hands out.

use super::Course;
use crate::Circuit;
use crate::qasm::declaration::Declaration;
use crate::qasm::diagnostic::Diagnostic;
use crate::qasm::names::Language;
use crate::qasm::output::OutputValue;
use crate::qasm::source::SourceMap;
use std::collections::BTreeMap;

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
    /// Inputs that took their value from [`ParseOptions::inputs`](crate::qasm::ParseOptions::inputs).
    pub inputs: Vec<String>,
    /// The `output` variables that are not bits, with the values that they end with. One whose value depends on what is
    /// measured is not among them, and a warning says so.
    pub outputs: Vec<(String, OutputValue)>,
    /// The qubit that each hardware qubit `$k` is, by its number k: those that the program names, behind the declared ones, in
    /// the order of their numbers. Each has a register of its own, whose name is `$k`.
    pub hardware: BTreeMap<u32, u32>,
}
