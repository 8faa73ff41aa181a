//! Values for a program's inputs: `--param NAME=X` and `--bindings CSV`.

use crate::circuit_file::{at_declaration, read_regular};
use crate::failure::{Failure, Outcome};
use ansatz::circuits::nearest;
use ansatz::circuits::qasm::{DeclarationKind, DiagnosticKind, Program};
use clap::Args;
use std::path::{Path, PathBuf};

/// Where input values come from.
#[derive(Args, Debug, Clone)]
pub struct BindingOptions {
    /// A CSV file: a header of input names, then a row for each binding
    #[arg(long, value_name = "CSV")]
    pub bindings: Option<PathBuf>,
}

/// Reads `NAME=X`.
pub fn assignment(text: &str) -> Result<(String, f64), String> {
    let (name, value) =
        text.split_once('=').ok_or_else(|| format!("expected NAME=X, found `{}`", text.escape_debug()))?;
    let number =
        value.trim().parse::<f64>().map_err(|_| format!("`{}` is not a number", value.escape_debug()))?;
    if !number.is_finite() {
        return Err(format!("`{}` is {number}, which is not finite", name.escape_debug()));
    }
    Ok((name.trim().to_string(), number))
}

impl BindingOptions {
    /// One row of parameter values for each binding, in the order of the program's inputs; one row without `--bindings`.
    pub fn rows(&self, program: &Program, params: &[(String, f64)]) -> Outcome<Vec<Vec<f64>>> {
        let names = program.circuit.parameters();
        let mut base: Vec<Option<f64>> = vec![None; names.len()];
        // Some inputs took their value when the file was read.
        for (name, value) in params.iter().filter(|(name, _)| !program.inputs.contains(name)) {
            base[position(names, name).map_err(|message| Failure::option("--param", message))?] =
                Some(*value);
        }
        let rows = match &self.bindings {
            None => vec![base],
            Some(path) => table(path, names, &base)?,
        };
        rows.into_iter().map(|row| complete(program, row)).collect()
    }

    /// Whether results come in rows.
    pub fn is_table(&self) -> bool {
        self.bindings.is_some()
    }
}

fn position(names: &[String], name: &str) -> Result<usize, String> {
    names.iter().position(|known| known == name).ok_or_else(|| {
        let near = nearest(name, names.iter().map(String::as_str));
        let hint = match (near, names.is_empty()) {
            (Some(near), _) => format!("; did you mean `{near}`?"),
            (None, true) => "; the program has no inputs".into(),
            (None, false) => format!("; the inputs are {}", names.join(", ")),
        };
        format!("the program has no input `{}`{hint}", name.escape_debug())
    })
}

/// Reads the CSV over the values of `--param`.
fn table(path: &Path, names: &[String], base: &[Option<f64>]) -> Outcome<Vec<Vec<Option<f64>>>> {
    let file = &path.display();
    let bytes = read_regular(path).map_err(|reason| Failure::input(file, reason))?;
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    // Rows of another length are reported here, with their line.
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(bytes);
    let header = reader.headers().map_err(|error| Failure::input(file, error))?.clone();
    let columns = columns(&header, names)
        .map_err(|(k, message)| Failure::input(format!("{file}:1: column {}", k + 1), message))?;
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| Failure::input(file, error))?;
        let mut row = base.to_vec();
        fill(&mut row, &record, &columns).map_err(|(column, message)| {
            let line = line(bytes, &record);
            let column = column
                .map_or_else(String::new, |k| format!(": column {} ({})", k + 1, header[k].escape_debug()));
            Failure::input(format!("{file}:{line}{column}"), message)
        })?;
        rows.push(row);
    }
    if rows.is_empty() {
        return Err(Failure::input(
            file,
            "expected a row of values for each binding after the header, found none",
        ));
    }
    Ok(rows)
}

/// Which input each column gives, or the column that is wrong and why.
fn columns(header: &csv::StringRecord, names: &[String]) -> Result<Vec<usize>, (usize, String)> {
    let mut columns = Vec::new();
    for (k, name) in header.iter().enumerate() {
        let input = position(names, name).map_err(|message| (k, message))?;
        if columns.contains(&input) {
            return Err((k, format!("a second column `{}`", name.escape_debug())));
        }
        columns.push(input);
    }
    Ok(columns)
}

/// Sets the values of one row, or says which column is wrong, if it is one, and why.
fn fill(
    row: &mut [Option<f64>],
    record: &csv::StringRecord,
    columns: &[usize],
) -> Result<(), (Option<usize>, String)> {
    if record.len() != columns.len() {
        let message = format!("expected {} values as in the header, found {}", columns.len(), record.len());
        return Err((None, message));
    }
    for (k, (field, column)) in record.iter().zip(columns).enumerate() {
        let number = field.parse::<f64>().ok().filter(|x| x.is_finite());
        let wrong = || (Some(k), format!("expected a finite number, found `{}`", field.escape_debug()));
        row[*column] = Some(number.ok_or_else(wrong)?);
    }
    Ok(())
}

/// The line of a record: its recorded place is before the empty lines that precede it.
fn line(bytes: &[u8], record: &csv::StringRecord) -> usize {
    let start = record.position().map_or(0, |place| place.byte() as usize).min(bytes.len());
    let empty = bytes[start..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    1 + bytes[..start + empty].iter().filter(|byte| **byte == b'\n').count()
}

/// All inputs have values, or an error where the first missing one is declared.
fn complete(program: &Program, row: Vec<Option<f64>>) -> Outcome<Vec<f64>> {
    let names = program.circuit.parameters();
    let missing: Vec<&str> =
        names.iter().zip(&row).filter(|(_, v)| v.is_none()).map(|(name, _)| name.as_str()).collect();
    let Some(first) = missing.first() else { return Ok(row.into_iter().flatten().collect()) };
    let plural = if missing.len() == 1 { "input without a value" } else { "inputs without values" };
    let message = format!("{plural}: {}", missing.join(", "));
    let hint = format!("give it with --param {first}=X, or many with --bindings FILE.csv");
    let is_it =
        |d: &&ansatz::circuits::qasm::Declaration| d.kind == DeclarationKind::Input && d.name == *first;
    Err(match program.declarations.iter().find(is_it) {
        Some(declaration) => {
            at_declaration(program, declaration.span, DiagnosticKind::Semantic, message, Some(hint))
        }
        None => Failure::Input(format!("error: {message}\nhint: {hint}")),
    })
}
