//! The answer of `run`, as JSON and as text.

use crate::bits::BIT_ORDER;
use crate::options::Common;
use ansatz::circuits::Circuit;
use ansatz::circuits::qasm::OutputValue;
use comfy_table::{CellAlignment, Table, presets};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// What `run` prints; the keys are the command line's contract.
#[derive(Serialize)]
pub struct Answer {
    pub qubits: usize,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_map")]
    pub outcomes: Option<Vec<(String, f64)>>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_map")]
    pub counts: Option<Vec<(String, u64)>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probabilities: Option<Probabilities>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expectations: Option<Expectations>,
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "as_outputs")]
    pub outputs: Vec<(String, OutputValue)>,
    pub seed: u64,
    pub precision: &'static str,
    pub device: String,
    pub bit_order: &'static str,
    pub timings: Timings,
    /// The most probable basis states, for people who asked for nothing.
    #[serde(skip)]
    pub preview: Option<Probabilities>,
}

/// Seconds.
#[derive(Serialize, Default)]
pub struct Timings {
    pub parse_s: f64,
    pub plan_s: f64,
    pub execute_s: Vec<f64>,
}

/// One number for each observable, or one row of them for each binding.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Expectations {
    One(Vec<f64>),
    Rows(Vec<Vec<f64>>),
}

/// Bit strings and their probabilities, in the order to print.
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

/// A complex number is a list of two.
fn json(value: &OutputValue) -> serde_json::Value {
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

/// Rows of a text table.
const MAX_ROWS: usize = 32;

impl Answer {
    pub fn new(circuit: &Circuit, common: &Common, device: String) -> Answer {
        Answer {
            qubits: circuit.num_qubits(),
            outcomes: None,
            counts: None,
            probabilities: None,
            expectations: None,
            outputs: Vec::new(),
            seed: common.seed(),
            precision: common.precision.name(),
            device,
            bit_order: BIT_ORDER,
            timings: Timings::default(),
            preview: None,
        }
    }

    pub fn text(&self) -> String {
        let mut parts = Vec::new();
        if let Some(expectations) = &self.expectations {
            parts.push(expectations.text());
        }
        if let Some(Probabilities(rows)) = &self.probabilities {
            parts.push(bars(["basis state", "probability"], rows.iter().map(|(b, p)| probability(b, *p))));
        }
        if let Some(rows) = &self.outcomes {
            let rows = sorted(rows).into_iter().map(|(b, p)| probability(b, p));
            parts.push(bars(["outcome", "probability"], rows));
        }
        if let Some(rows) = &self.counts {
            let shots = rows.iter().map(|(_, count)| *count).sum::<u64>() as f64;
            let rows =
                sorted(rows).into_iter().map(|(b, count)| (b, count.to_string(), count as f64 / shots));
            parts.push(bars(["outcome", "count"], rows));
        }
        if let Some(Probabilities(rows)) = &self.preview {
            parts.push(bars(["basis state", "probability"], rows.iter().map(|(b, p)| probability(b, *p))));
            parts.push("nothing is measured: these are the most probable basis states; ask for --shots, --observable or --probabilities".into());
        }
        parts.extend(self.outputs.iter().map(|(name, value)| format!("{name} = {}", json(value))));
        let seconds = self.timings.execute_s.iter().copied().fold(f64::INFINITY, f64::min);
        parts.push(format!("{} qubits on {} in {seconds:.6} s", self.qubits, self.device));
        parts.join("\n")
    }
}

impl Expectations {
    fn text(&self) -> String {
        let line =
            |values: &Vec<f64>| values.iter().map(|v| format!("{v:.12}")).collect::<Vec<_>>().join("  ");
        match self {
            Expectations::One(values) => format!("⟨O⟩ = {}", line(values)),
            Expectations::Rows(rows) => rows.iter().map(line).collect::<Vec<_>>().join("\n"),
        }
    }
}

/// By falling value, equal ones by bit string.
fn sorted<V: PartialOrd + Copy>(rows: &[(String, V)]) -> Vec<(&str, V)> {
    let mut sorted: Vec<(&str, V)> = rows.iter().map(|(bits, value)| (bits.as_str(), *value)).collect();
    sorted.sort_by(|a, b| b.1.partial_cmp(&a.1).unwrap_or(std::cmp::Ordering::Equal).then(a.0.cmp(b.0)));
    sorted
}

/// A row of a table of probabilities.
fn probability(bits: &str, p: f64) -> (&str, String, f64) {
    (bits, format!("{p:.10}"), p)
}

/// A table of `(bits, value, share)` with a bar for each share.
fn bars<'a>(titles: [&str; 2], rows: impl Iterator<Item = (&'a str, String, f64)>) -> String {
    let rows: Vec<_> = rows.collect();
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_header([titles[0], titles[1], ""]);
    for (bits, number, share) in rows.iter().take(MAX_ROWS) {
        table.add_row([(*bits).to_string(), number.clone(), "█".repeat((share * 40.0).round() as usize)]);
    }
    if let Some(column) = table.column_mut(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let more = rows.len().saturating_sub(MAX_ROWS);
    if more == 0 {
        table.to_string()
    } else {
        format!("{table}\nand {more} more; --format json and --format csv list them all")
    }
}
