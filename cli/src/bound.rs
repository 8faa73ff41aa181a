//! A circuit file with the values it is run at. Values of inputs may decide what the program does: rows of bindings for
//! which it does the same share a circuit. Called by `run` and `grad`.

use crate::backend;
use crate::bindings::{BindingOptions, Table, values};
use crate::circuit_file::{CircuitFile, CircuitText, warn_about};
use crate::failure::Outcome;
use crate::options::Common;
use ansatz::circuits::qasm::{ParseOptions, Program};

/// A program and the rows of values that it is run at.
pub struct Bound {
    pub program: Program,
    /// Values of its parameters.
    pub rows: Vec<Vec<f64>>,
    /// Which binding each row is.
    pub places: Vec<usize>,
}

/// Amplitudes of the largest of them, as a power of two, its rows side by side.
pub fn amplitude_bits(bounds: &[Bound]) -> usize {
    let bits = |bound: &Bound| backend::amplitude_bits(bound.program.circuit.num_qubits(), bound.rows.len());
    bounds.iter().map(bits).max().unwrap_or(0)
}

/// Reads the file: one program, or with bindings one for each way that they decide.
pub fn read(
    file: &CircuitFile,
    bindings: &BindingOptions,
    common: &Common,
    limits: ParseOptions,
) -> Outcome<Vec<Bound>> {
    let text = file.text(limits)?;
    let Some(path) = &bindings.bindings else {
        let program = text.parse(file.params.clone())?;
        warn_about(&program, common);
        let rows = vec![values(&program, &file.params, None)?];
        return Ok(vec![Bound { program, rows, places: vec![0] }]);
    };
    let table = Table::read(path)?;
    let mut params = file.params.clone();
    params.retain(|(name, _)| !table.header.contains(name));
    if let Ok(program) = text.parse(params.clone()) {
        warn_about(&program, common);
        let rows = (0..table.rows.len()).map(|row| values(&program, &file.params, Some((&table, row))));
        let (rows, places) = (rows.collect::<Outcome<_>>()?, (0..table.rows.len()).collect());
        return Ok(vec![Bound { program, rows, places }]);
    }
    by_row(&text, &table, &file.params, common)
}

/// Reads the file for each row, as the way on depends on its values.
fn by_row(
    text: &CircuitText<'_>,
    table: &Table,
    params: &[(String, f64)],
    common: &Common,
) -> Outcome<Vec<Bound>> {
    let mut groups: Vec<Bound> = Vec::new();
    for (place, row) in table.rows.iter().enumerate() {
        let mut inputs = params.to_vec();
        inputs.retain(|(name, _)| !table.header.contains(name));
        inputs.extend(table.header.iter().cloned().zip(row.iter().copied()));
        let program = text.parse(inputs)?;
        if place == 0 {
            warn_about(&program, common);
        }
        let row = values(&program, params, Some((table, place)))?;
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
