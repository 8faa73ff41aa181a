//! The circuit that is examined: of a file, or a named ansatz.
//!
//! Called by the health of a circuit.

use crate::circuit::CircuitSource;
use crate::error::{JobError, Outcome};
use crate::observer::Observer;
use crate::place::Setting;
use ansatz::circuits::{Circuit, nearest};
use ansatz::qml::{
    ModelError,
    ansatz::{ANSATZE, ansatz_by_name},
    health::random_layers,
};

/// What is examined.
#[derive(Debug, Clone)]
pub enum Subject {
    /// A circuit file, whose inputs are the parameters.
    File(CircuitSource),
    /// An ansatz.
    Ansatz(NamedAnsatz),
}

/// An ansatz by its name.
#[derive(Debug, Clone)]
pub struct NamedAnsatz {
    /// One of the library's names, or `random`: rotations about random axes and lines of CZ.
    pub name: String,
    /// Its qubits.
    pub qubits: usize,
    /// Its layers.
    pub layers: usize,
}

/// A circuit with what people call it.
pub(super) struct Examined {
    pub(super) name: String,
    pub(super) circuit: Circuit,
    pub(super) layers: Option<usize>,
}

impl Subject {
    pub(super) fn read(&self, seed: u64, observer: &dyn Observer) -> Outcome<Examined> {
        match self {
            Subject::File(source) => {
                let circuit = source.read_circuit(observer, "its health")?.circuit;
                Ok(Examined { name: source.title.clone(), circuit, layers: None })
            }
            Subject::Ansatz(ansatz) => {
                let circuit = ansatz.build(ansatz.qubits, seed)?;
                Ok(Examined { name: ansatz.name.clone(), circuit, layers: Some(ansatz.layers) })
            }
        }
    }
}

impl NamedAnsatz {
    /// The ansatz of so many qubits.
    pub(super) fn build(&self, qubits: usize, seed: u64) -> Outcome<Circuit> {
        match self.name.as_str() {
            "random" => Ok(random_layers(qubits, self.layers, seed, 0)?),
            name => ansatz_by_name(name, qubits, self.layers).map_err(|error| match error {
                ModelError::Unknown(_) => JobError::setting(Setting::Ansatz, unknown(name)),
                error => error.into(),
            }),
        }
    }
}

fn unknown(name: &str) -> String {
    let known: Vec<&str> = ANSATZE.iter().copied().chain(["random"]).collect();
    let hint = nearest(name, known.iter().copied())
        .map_or_else(|| format!("known: {}", known.join(", ")), |near| format!("did you mean `{near}`?"));
    format!("unknown ansatz `{}`; {hint}", name.escape_debug())
}
