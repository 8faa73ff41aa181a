//! Options that name a circuit file and say how it is read, and values of its inputs.
//!
//! Called by every command that is about a circuit.

use crate::options::Common;
use crate::standard_input::{MAX_TEXT, NAME, standard_input};
use ansatz::circuits::qasm::{LIMITS, Limit, MissingInclude, ParseOptions, constant_value};
use ansatz_jobs::circuit::{CircuitInput, CircuitSource};
use ansatz_jobs::{JobError, Place};
use clap::Args;
use std::path::{Path, PathBuf};

/// The circuit file and how it is read.
#[derive(Args, Debug, Clone)]
pub struct CircuitFile {
    /// An OpenQASM 2 or 3 file, or `-` for standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Also read included files from this folder (and below)
    #[arg(long, value_name = "DIR")]
    pub include: Vec<PathBuf>,
    /// Refuse what is forgiven by default: a forgotten `include` of the standard gates
    #[arg(long)]
    pub strict: bool,
    /// The value of an input, such as `theta=0.5` or `theta=pi/2`
    #[arg(long = "param", value_name = "NAME=X", value_parser = assignment)]
    pub params: Vec<(String, f64)>,
    /// Another limit than the default; the names are listed below
    #[arg(long = "limit", value_name = "NAME=N", value_parser = limit)]
    pub limits: Vec<(Limit, u64)>,
}

/// Where input values come from.
#[derive(Args, Debug, Clone)]
pub struct BindingOptions {
    /// A CSV file, or `-` for standard input: a header of input names, then a row for each binding
    #[arg(long, value_name = "CSV")]
    pub bindings: Option<PathBuf>,
}

impl BindingOptions {
    /// The table for jobs; standard input is read here.
    pub fn table(&self) -> Result<Option<CircuitInput>, JobError> {
        let Some(path) = &self.bindings else { return Ok(None) };
        if path != Path::new("-") {
            return Ok(Some(CircuitInput::File(path.clone())));
        }
        let bytes = standard_input(MAX_TEXT)?;
        Ok(Some(CircuitInput::Text { name: NAME.into(), bytes }))
    }
}

/// Reads `NAME=X`.
fn assignment(text: &str) -> Result<(String, f64), String> {
    let (name, value) =
        text.split_once('=').ok_or_else(|| format!("expected NAME=X, found `{}`", text.escape_debug()))?;
    let number = value.trim().parse::<f64>().ok().or_else(|| constant_value(value));
    let number = number.ok_or_else(|| {
        format!("`{}` is not a number, nor an expression such as `pi/2` or `sqrt(2)`", value.escape_debug())
    })?;
    if !number.is_finite() {
        return Err(format!("`{}` is {number}, which is not finite", name.escape_debug()));
    }
    Ok((name.trim().to_string(), number))
}

/// Reads `NAME=N`.
fn limit(text: &str) -> Result<(Limit, u64), String> {
    let (name, value) =
        text.split_once('=').ok_or_else(|| format!("expected NAME=N, found `{}`", text.escape_debug()))?;
    let Some(limit) = LIMITS.iter().find(|limit| limit.name == name.trim()) else {
        let names: Vec<&str> = LIMITS.iter().map(|limit| limit.name).collect();
        let name = name.escape_debug();
        return Err(format!("there is no limit `{name}`; there are {}", names.join(", ")));
    };
    let value = value.trim().parse().ok().filter(|value| (1..=limit.most).contains(value));
    let value = value.ok_or_else(|| format!("`{name}` is a whole number from 1 to {}", limit.most))?;
    Ok((*limit, value))
}

impl CircuitFile {
    /// The circuit for jobs; standard input is read here.
    pub fn source(&self, common: &Common) -> Result<CircuitSource, JobError> {
        let mut source = CircuitSource::file(self.file.clone());
        source.memory_limit = common.memory_limit;
        source.include.clone_from(&self.include);
        source.parameters.clone_from(&self.params);
        source.limits.clone_from(&self.limits);
        if self.strict {
            source.missing_include = MissingInclude::Refuse;
        }
        from_standard_input(source)
    }
}

/// An observable; `@-` is one on standard input.
pub fn observable(text: &str) -> Result<String, JobError> {
    if text != "@-" {
        return Ok(text.to_string());
    }
    let bytes = standard_input(MAX_TEXT)?;
    String::from_utf8(bytes).map_err(|_| JobError::input(Place::file("standard input"), "is not UTF-8 text"))
}

/// A circuit whose file is `-` with the text from standard input in its place.
pub fn from_standard_input(mut source: CircuitSource) -> Result<CircuitSource, JobError> {
    if source.input == CircuitInput::File(Path::new("-").into()) {
        let most = source.options(ParseOptions::default()).max_file_size as u64;
        source.input = CircuitInput::Text { name: NAME.into(), bytes: standard_input(most)? };
    }
    Ok(source)
}
