//! Circuit files in another dialect.

use crate::circuit::CircuitSource;
use crate::error::{JobError, Outcome};
use crate::observer::Observer;
use crate::place::Place;
use ansatz::circuits::qasm::{to_qasm2, to_qasm3};

/// A dialect to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// OpenQASM 2.0.
    Qasm2,
    /// OpenQASM 3.0.
    Qasm3,
}

/// The text of a circuit in a dialect, which means the same.
///
/// # Errors
/// The circuit is wrong, is more than one, or has what the dialect cannot say.
pub fn convert(source: &CircuitSource, to: Dialect, observer: &dyn Observer) -> Outcome<String> {
    let circuit = source.read_circuit(observer, "translate")?.circuit;
    let text = match to {
        Dialect::Qasm2 => to_qasm2(&circuit),
        Dialect::Qasm3 => to_qasm3(&circuit),
    };
    text.map_err(|error| JobError::input(Place::file(&source.title), error))
}
