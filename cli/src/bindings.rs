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
    /// Whether results come in rows.
    pub fn is_table(&self) -> bool {
        self.bindings.is_some()
    }
}

/// The values of one binding in the order of the program's parameters, those of a table's row over those of `--param`.
pub fn values(
    program: &Program,
    params: &[(String, f64)],
    row: Option<(&Table, usize)>,
) -> Outcome<Vec<f64>> {
    let names = program.circuit.parameters();
    let mut values: Vec<Option<f64>> = vec![None; names.len()];
    // Some inputs took their value when the file was read.
    for (name, value) in params.iter().filter(|(name, _)| !program.inputs.contains(name)) {
        values[position(names, name).map_err(|message| Failure::option("--param", message))?] = Some(*value);
    }
    if let Some((table, row)) = row {
        for (column, value) in table.columns(program)?.into_iter().zip(&table.rows[row]) {
            if let Some(column) = column {
                values[column] = Some(*value);
            }
        }
    }
    complete(program, values)
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

/// A CSV file of bindings.
pub struct Table {
    file: String,
    pub header: Vec<String>,
    pub rows: Vec<Vec<f64>>,
}

impl Table {
    /// Reads it; which columns are inputs is for the program to say.
    pub fn read(path: &Path) -> Outcome<Table> {
        let file = path.display().to_string();
        let bytes = read_regular(path).map_err(|reason| Failure::input(&file, reason))?;
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
        // Rows of another length are reported here, with their line.
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(bytes);
        let header = reader.headers().map_err(|error| Failure::input(&file, error))?.clone();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| Failure::input(&file, error))?;
            rows.push(numbers(&record, header.len()).map_err(|(column, message)| {
                let line = line(bytes, &record);
                let column = column.map_or_else(String::new, |k| {
                    format!(": column {} ({})", k + 1, header[k].escape_debug())
                });
                Failure::input(format!("{file}:{line}{column}"), message)
            })?);
        }
        if rows.is_empty() {
            let message = "expected a row of values for each binding after the header, found none";
            return Err(Failure::input(&file, message));
        }
        Ok(Table { file, header: header.iter().map(str::to_string).collect(), rows })
    }

    /// Which parameter each column gives; `None` for an input that took its value when the program was read.
    fn columns(&self, program: &Program) -> Outcome<Vec<Option<usize>>> {
        let names = program.circuit.parameters();
        let mut columns = Vec::new();
        for (k, name) in self.header.iter().enumerate() {
            let wrong =
                |message: String| Failure::input(format!("{}:1: column {}", self.file, k + 1), message);
            if self.header[..k].contains(name) {
                return Err(wrong(format!("a second column `{}`", name.escape_debug())));
            }
            columns.push(match program.inputs.contains(name) {
                true => None,
                false => Some(position(names, name).map_err(wrong)?),
            });
        }
        Ok(columns)
    }
}

/// The numbers of one row, or which column is wrong, if it is one, and why.
fn numbers(record: &csv::StringRecord, expected: usize) -> Result<Vec<f64>, (Option<usize>, String)> {
    if record.len() != expected {
        return Err((None, format!("expected {expected} values as in the header, found {}", record.len())));
    }
    let number = |(k, field): (usize, &str)| {
        let wrong = || (Some(k), format!("expected a finite number, found `{}`", field.escape_debug()));
        field.parse::<f64>().ok().filter(|x| x.is_finite()).ok_or_else(wrong)
    };
    record.iter().enumerate().map(number).collect()
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
