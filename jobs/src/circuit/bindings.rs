//! Values for a program's inputs: single ones, and the rows of a CSV table.
//!
//! Called where a circuit is read with the values it is run at.

use super::declared::report;
use super::source::CircuitInput;
use crate::error::{JobError, Outcome, RequestError};
use crate::files::{read_regular, without_mark};
use crate::place::{At, Column, Origin, Place, Setting};
use ansatz::circuits::nearest;
use ansatz::circuits::qasm::{Declaration, DeclarationKind, DiagnosticKind, Program};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// Where values of a program's inputs come from: single ones, and columns of a table. Names are looked up once, however many rows
/// there are.
pub(super) struct Values<'a> {
    program: &'a Program,
    /// The single ones, in the order of the program's parameters.
    given: Vec<Option<f64>>,
    table: Option<&'a Table>,
    /// Which parameter each column gives; `None` for an input that took its value when the program was read.
    columns: Vec<Option<usize>>,
}

impl<'a> Values<'a> {
    /// Finds the inputs that they are for.
    ///
    /// # Errors
    /// There is no such input, or a second column for one.
    pub(super) fn new(
        program: &'a Program,
        params: &[(String, f64)],
        table: Option<&'a Table>,
    ) -> Outcome<Values<'a>> {
        let inputs = Inputs::of(program);
        let mut given = vec![None; inputs.names.len()];
        // Some inputs took their value when the file was read.
        for (name, value) in params.iter().filter(|(name, _)| !inputs.taken.contains(name.as_str())) {
            let position = inputs.position(name);
            given[position.map_err(|message| JobError::setting(Setting::Parameters, message))?] =
                Some(*value);
        }
        let columns = table.map(|table| table.columns(&inputs)).transpose()?.unwrap_or_default();
        Ok(Values { program, given, table, columns })
    }

    /// Those of a row of the table, from 0 below the header, over the single ones.
    ///
    /// # Errors
    /// An input has no value.
    pub(super) fn of_row(&self, number: usize) -> Outcome<Vec<f64>> {
        let mut values = self.given.clone();
        let row = self.table.map_or(&[][..], |table| &table.rows[number]);
        for (column, value) in self.columns.iter().zip(row) {
            if let Some(column) = column {
                values[*column] = Some(*value);
            }
        }
        complete(self.program, values)
    }

    /// The single ones.
    ///
    /// # Errors
    /// An input has no value.
    pub(super) fn alone(&self) -> Outcome<Vec<f64>> {
        complete(self.program, self.given.clone())
    }
}

/// The inputs of a program by name.
struct Inputs<'a> {
    /// Those that are parameters.
    names: &'a [String],
    positions: HashMap<&'a str, usize>,
    /// Those that took their value when the program was read.
    taken: HashSet<&'a str>,
}

impl<'a> Inputs<'a> {
    fn of(program: &'a Program) -> Inputs<'a> {
        let names = program.circuit.parameters();
        Inputs {
            names,
            positions: names.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect(),
            taken: program.inputs.iter().map(String::as_str).collect(),
        }
    }

    fn position(&self, name: &str) -> Result<usize, String> {
        self.positions.get(name).copied().ok_or_else(|| {
            let near = nearest(name, self.names.iter().map(String::as_str));
            let hint = match (near, self.names.is_empty()) {
                (Some(near), _) => format!("; did you mean `{near}`?"),
                (None, true) => "; the program has no inputs".into(),
                (None, false) => format!("; the inputs are {}", listed(self.names)),
            };
            format!("the program has no input `{}`{hint}", name.escape_debug())
        })
    }
}

/// Names that a message lists.
const MAX_LISTED: usize = 8;

/// The first names, and how many more there are.
fn listed<S: AsRef<str>>(names: &[S]) -> String {
    let shown: Vec<&str> = names.iter().take(MAX_LISTED).map(AsRef::as_ref).collect();
    match names.len() - shown.len() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// A CSV file of bindings.
pub(super) struct Table {
    file: String,
    pub(super) header: Vec<String>,
    pub(super) rows: Vec<Vec<f64>>,
}

impl Table {
    /// Reads it; which columns are inputs is for the program to say.
    pub(super) fn read(input: &CircuitInput) -> Outcome<Table> {
        let (file, bytes) = match input {
            CircuitInput::Text { name, bytes } => (name.clone(), Cow::from(bytes)),
            CircuitInput::File(path) => {
                let file = path.display().to_string();
                let bytes =
                    read_regular(path).map_err(|reason| JobError::input(Place::file(&file), reason))?;
                (file, Cow::from(bytes))
            }
        };
        let bytes = without_mark(&bytes);
        // Rows of another length are reported here, with their line.
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(bytes);
        let header = reader.headers().map_err(|error| JobError::input(Place::file(&file), error))?.clone();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| JobError::input(Place::file(&file), error))?;
            rows.push(numbers(&record, header.len()).map_err(|WrongRow { column, message }| {
                let name = |k: usize| Some(header[k].escape_debug().to_string());
                let column = column.map(|k| Column { number: k + 1, name: name(k) });
                let at = At::Row { line: line(bytes, &record), column };
                JobError::input(Place { origin: Origin::File(file.clone()), at }, message)
            })?);
        }
        if rows.is_empty() {
            let message = "expected a row of values for each binding after the header, found none";
            return Err(JobError::input(Place::file(&file), message));
        }
        Ok(Table { file, header: header.iter().map(str::to_string).collect(), rows })
    }

    /// Single values of inputs that have no column.
    pub(super) fn without_columns(&self, params: &[(String, f64)]) -> Vec<(String, f64)> {
        let columns: HashSet<&String> = self.header.iter().collect();
        params.iter().filter(|(name, _)| !columns.contains(name)).cloned().collect()
    }

    /// Which parameter each column gives; `None` for an input that took its value when the program was read.
    fn columns(&self, inputs: &Inputs<'_>) -> Outcome<Vec<Option<usize>>> {
        let (mut columns, mut known) = (Vec::new(), HashSet::new());
        for (k, name) in self.header.iter().enumerate() {
            let column = Some(Column { number: k + 1, name: None });
            let place = Place { origin: Origin::File(self.file.clone()), at: At::Row { line: 1, column } };
            let wrong = |message: String| JobError::input(place, message);
            if !known.insert(name) {
                return Err(wrong(format!("a second column `{}`", name.escape_debug())));
            }
            columns.push(match inputs.taken.contains(name.as_str()) {
                true => None,
                false => Some(inputs.position(name).map_err(wrong)?),
            });
        }
        Ok(columns)
    }
}

/// Why a row is none.
struct WrongRow {
    /// The column, from 0, if it is one.
    column: Option<usize>,
    message: String,
}

/// The numbers of one row.
fn numbers(record: &csv::StringRecord, expected: usize) -> Result<Vec<f64>, WrongRow> {
    if record.len() != expected {
        let message = format!("expected {expected} values as in the header, found {}", record.len());
        return Err(WrongRow { column: None, message });
    }
    let number = |(k, field): (usize, &str)| {
        let message = || format!("expected a finite number, found `{}`", field.escape_debug());
        let wrong = || WrongRow { column: Some(k), message: message() };
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
    let message = format!("{plural}: {}", listed(&missing));
    let is_it = |d: &&Declaration| d.kind == DeclarationKind::Input && d.name == *first;
    let declaration = program.declarations.iter().find(is_it);
    let report =
        declaration.map(|declared| report(program, declared.span, DiagnosticKind::Semantic, message.clone()));
    let first = (*first).to_string();
    Err(JobError::request(Origin::Nowhere, RequestError::InputsWithoutValues { message, first, report }))
}
