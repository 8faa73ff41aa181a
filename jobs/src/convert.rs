//! Circuit files in another dialect.

use crate::circuit::CircuitSource;
use crate::error::{JobError, Outcome};
use crate::observer::Observer;
use crate::place::{Place, Setting};
use ansatz::circuits::qasm::{to_qasm2, to_qasm3};

/// A dialect to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// OpenQASM 2.0.
    Qasm2,
    /// OpenQASM 3.0.
    Qasm3,
}

/// The text of a circuit in a dialect, which means the same; inputs with a value are that value.
///
/// # Errors
/// The circuit is wrong, is more than one, or has what the dialect cannot say.
pub fn convert(source: &CircuitSource, to: Dialect, observer: &dyn Observer) -> Outcome<String> {
    let program = source.read_wide_circuit(observer, "translate")?;
    let is_left = |name: &&(String, f64)| program.circuit.parameters().contains(&name.0);
    let unknown = source
        .parameters
        .iter()
        .find(|(name, _)| !program.circuit.parameters().contains(name) && !program.inputs.contains(name));
    if let Some((name, _)) = unknown {
        let message = format!("the program has no input `{}`", name.escape_debug());
        return Err(JobError::setting(Setting::Parameters, message));
    }
    let given = source.parameters.iter().filter(is_left).map(|(name, value)| (name.as_str(), *value));
    let circuit = program.circuit.bind_by_name(given)?;
    let text = match to {
        Dialect::Qasm2 => to_qasm2(&circuit),
        Dialect::Qasm3 => to_qasm3(&circuit),
    };
    text.map_err(|error| JobError::input(Place::file(&source.title), error))
}
