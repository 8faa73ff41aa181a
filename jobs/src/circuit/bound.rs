//! A circuit file with the values it is run at. Values of inputs may decide what the program does: rows of bindings for
//! which it does the same share a circuit. Called by `run` and `grad`.

use super::bindings::{Table, Values};
use super::source::{CircuitInput, CircuitSource, CircuitText, warn_about};
use crate::device;
use crate::error::Outcome;
use crate::observer::Observer;
use ansatz::circuits::qasm::{ParseOptions, Program};

/// A program and the rows of values that it is run at.
pub(crate) struct Bound {
    pub(crate) program: Program,
    /// Values of its parameters.
    pub(crate) rows: Vec<Vec<f64>>,
    /// Which binding each row is.
    pub(crate) places: Vec<usize>,
}

/// Amplitudes of the largest of them, as a power of two, its rows side by side.
pub(crate) fn amplitude_bits(bounds: &[Bound]) -> usize {
    let bits = |bound: &Bound| device::amplitude_bits(bound.program.circuit.num_qubits(), bound.rows.len());
    bounds.iter().map(bits).max().unwrap_or(0)
}

/// Reads the file: one program, or with bindings one for each way that they decide.
pub(crate) fn read(
    source: &CircuitSource,
    bindings: Option<&CircuitInput>,
    limits: ParseOptions,
    observer: &dyn Observer,
) -> Outcome<Vec<Bound>> {
    let text = source.text(limits)?;
    let Some(table) = bindings else {
        let program = text.parse(source.parameters.clone())?;
        warn_about(&program, observer);
        let rows = vec![Values::new(&program, &source.parameters, None)?.alone()?];
        return Ok(vec![Bound { program, rows, places: vec![0] }]);
    };
    let table = Table::read(table)?;
    let params = table.without_columns(&source.parameters);
    // What a program does after a measurement may depend on values, too: then each row is a program of its own.
    if let Some(program) = text.parse(params.clone()).ok().filter(|program| program.course.is_none()) {
        warn_about(&program, observer);
        let values = Values::new(&program, &source.parameters, Some(&table))?;
        let rows = (0..table.rows.len()).map(|row| values.of_row(row));
        let (rows, places) = (rows.collect::<Outcome<_>>()?, (0..table.rows.len()).collect());
        return Ok(vec![Bound { program, rows, places }]);
    }
    by_row(&text, &table, &source.parameters, observer)
}

/// Reads the file for each row, as the way on depends on its values.
fn by_row(
    text: &CircuitText<'_>,
    table: &Table,
    params: &[(String, f64)],
    observer: &dyn Observer,
) -> Outcome<Vec<Bound>> {
    let mut groups: Vec<Bound> = Vec::new();
    let others = table.without_columns(params);
    for (place, row) in table.rows.iter().enumerate() {
        let mut inputs = others.clone();
        inputs.extend(table.header.iter().cloned().zip(row.iter().copied()));
        let program = text.parse(inputs)?;
        if place == 0 {
            warn_about(&program, observer);
        }
        let row = Values::new(&program, params, Some(table))?.of_row(place)?;
        let is_it = |group: &&mut Bound| is_same(&group.program, &program);
        match groups.iter_mut().find(is_it) {
            Some(group) => {
                group.rows.push(row);
                group.places.push(place);
            }
            None => groups.push(Bound { program, rows: vec![row], places: vec![place] }),
        }
    }
    Ok(groups)
}

fn is_same(a: &Program, b: &Program) -> bool {
    let is_static = a.course.is_none() && b.course.is_none();
    is_static && a.circuit.fingerprint() == b.circuit.fingerprint() && a.circuit == b.circuit
}
