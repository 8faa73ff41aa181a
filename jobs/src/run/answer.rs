//! What a run answers.
//!
//! Made by the job; worded by its caller.

use crate::circuit::BIT_ORDER;
use crate::options::JobOptions;
use ansatz::circuits::qasm::{OutputValue, Program};
use ansatz::simulator::Program as Compiled;
use ansatz::simulator::machine::{MeasuredPiece, Method};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// The answer; the keys are the contract of programs that read it.
#[derive(Debug, Clone, Serialize)]
pub struct RunAnswer {
    /// Qubits of the circuit.
    pub qubits: usize,
    /// The exact distribution of the classical bits.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_map")]
    pub outcomes: Option<Vec<(String, f64)>>,
    /// How often each outcome was drawn.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_map")]
    pub counts: Option<Vec<(String, u64)>>,
    /// Probabilities of basis states.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probabilities: Option<Probabilities>,
    /// Expectation values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expectations: Option<Expectations>,
    /// The standard error of each expectation value that was estimated from shots.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standard_errors: Option<Expectations>,
    /// The outcomes of the shots, in order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<Vec<String>>,
    /// Chosen amplitudes, real and imaginary part.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_map")]
    pub amplitudes: Option<Vec<(String, [f64; 2])>>,
    /// The numbers of the hardware qubits, where a program has no others: qubit 0 is the first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hardware_qubits: Vec<u32>,
    /// The pieces that never meet, and how each was read; absent where all of it was one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pieces: Vec<PieceAnswer>,
    /// Values that the program declares as outputs.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "as_outputs")]
    pub outputs: Vec<(String, OutputValue)>,
    /// The seed.
    pub seed: u64,
    /// Precision of the state vector.
    pub precision: &'static str,
    /// Where it ran.
    pub device: String,
    /// What bit strings mean.
    pub bit_order: &'static str,
    /// Seconds.
    pub timings: Timings,
    /// The most probable basis states, for people who asked for nothing.
    #[serde(skip)]
    pub preview: Option<Probabilities>,
    /// The text of each observable.
    #[serde(skip)]
    pub labels: Vec<String>,
}

/// A piece of a program that was read by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PieceAnswer {
    /// Its qubits.
    pub qubits: usize,
    /// `eager`, `sparse`, `stabilizer` or `planned`.
    pub method: &'static str,
}

impl PieceAnswer {
    /// The pieces of a program, where they are not all of it in one state.
    pub(crate) fn of(program: &Compiled) -> Vec<PieceAnswer> {
        let pieces = program.measured_pieces();
        let is_one_state =
            |piece: &MeasuredPiece| piece.qubits == program.num_qubits() && piece.method == Method::Eager;
        if pieces.iter().any(is_one_state) {
            return Vec::new();
        }
        pieces.iter().map(|piece| PieceAnswer { qubits: piece.qubits, method: piece.method.name() }).collect()
    }
}

/// Seconds.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Timings {
    /// Reading the file.
    pub parse_s: f64,
    /// Planning.
    pub plan_s: f64,
    /// Each repetition.
    pub execute_s: Vec<f64>,
}

/// One number for each observable, or one row of them for each binding.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum Expectations {
    /// One number for each observable.
    One(Vec<f64>),
    /// A row for each binding.
    Rows(Vec<Vec<f64>>),
}

/// Bit strings and their probabilities, in the order to print.
#[derive(Debug, Clone)]
pub struct Probabilities(pub Vec<(String, f64)>);

impl Serialize for Probabilities {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        pairs(&self.0, serializer)
    }
}

fn as_map<V: Serialize, S: Serializer>(
    value: &Option<Vec<(String, V)>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    pairs(value.as_deref().unwrap_or_default(), serializer)
}

fn pairs<V: Serialize, S: Serializer>(pairs: &[(String, V)], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(pairs.len()))?;
    for (key, value) in pairs {
        map.serialize_entry(key, value)?;
    }
    map.end()
}

fn as_outputs<S: Serializer>(outputs: &[(String, OutputValue)], serializer: S) -> Result<S::Ok, S::Error> {
    let values: Vec<(String, serde_json::Value)> =
        outputs.iter().map(|(name, value)| (name.clone(), json(value))).collect();
    pairs(&values, serializer)
}

/// A value as JSON; a complex number is a list of two.
pub fn json(value: &OutputValue) -> serde_json::Value {
    match value {
        // Integers of more than 64 bits are numbers with a fraction in JSON.
        OutputValue::Integer(value) => {
            i64::try_from(*value).map_or_else(|_| (*value as f64).into(), Into::into)
        }
        OutputValue::Real(value) => (*value).into(),
        OutputValue::Boolean(value) => (*value).into(),
        OutputValue::Complex(re, im) => vec![*re, *im].into(),
        OutputValue::List(values) => values.iter().map(json).collect(),
    }
}

impl RunAnswer {
    pub(super) fn new(program: &Program, options: &JobOptions, device: String) -> RunAnswer {
        let is_hardware = program.hardware.len() == program.circuit.num_qubits();
        RunAnswer {
            qubits: program.circuit.num_qubits(),
            standard_errors: None,
            memory: None,
            amplitudes: None,
            hardware_qubits: program.hardware.keys().copied().filter(|_| is_hardware).collect(),
            labels: Vec::new(),
            outcomes: None,
            counts: None,
            probabilities: None,
            expectations: None,
            pieces: Vec::new(),
            outputs: Vec::new(),
            seed: options.seed(),
            precision: options.precision.name(),
            device,
            bit_order: BIT_ORDER,
            timings: Timings::default(),
            preview: None,
        }
    }
}
