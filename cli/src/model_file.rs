//! A model file, as `train` writes it and `predict` and `evaluate` read it.
//!
//! Whatever is wrong with a file is wrong input, with the file's name.

use crate::backend;
use crate::circuit_file::read_regular;
use crate::config::data_failure;
use crate::failure::{Failure, Outcome};
use crate::options::Common;
use ansatz::qml::{
    Classifier, FeatureTable, ModelError, ModelSettings, SavedClassifier, Schema, VariationalClassifier,
};
use ansatz::simulator::MemoryNeed;
use clap::Args;
use ndarray::Array2;
use std::path::{Path, PathBuf};

/// A model and the data to apply it to.
#[derive(Args, Debug, Clone)]
pub struct ModelAndData {
    /// A model file, `model.json` in the folder that `train` wrote
    #[arg(value_name = "MODEL")]
    pub model: PathBuf,
    /// A CSV file with a header line; the model's feature columns are found by name, others are ignored
    #[arg(value_name = "DATA.csv")]
    pub data: PathBuf,
}

/// Whether the data must have the label column.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Labels {
    Required,
    Ignored,
}

/// Class probabilities of every row, with the true classes if they were asked for.
pub struct Answered {
    pub saved: SavedClassifier,
    pub probabilities: Array2<f64>,
    pub labels: Vec<usize>,
}

impl ModelAndData {
    /// Applies the model to the data.
    pub fn answer(&self, common: &Common, labels: Labels) -> Outcome<Answered> {
        let (name, data_name) = (self.model.display(), self.data.display().to_string());
        let saved = read(&self.model)?;
        let wrong = |error: ModelError| match Failure::from(error) {
            Failure::Input(text) => Failure::input(&name, text.trim_start_matches("error: ")),
            other => other,
        };
        let bytes = read_regular(&self.data).map_err(|reason| Failure::input(&data_name, reason))?;
        // No column has an empty name, so labels that nobody needs are not read, whatever they are.
        let label = if labels == Labels::Required { &saved.label_name } else { "" };
        let schema = Schema { features: &saved.feature_names, label, classes: &saved.classes };
        let table =
            FeatureTable::from_csv(&bytes[..], &data_name, &schema).map_err(|error| data_failure(&error))?;
        if labels == Labels::Required && table.labels.is_none() {
            let message = format!("no column is named `{}`, which holds the true classes", saved.label_name);
            return Err(Failure::input(&data_name, message));
        }
        saved.model.check().map_err(wrong)?;
        let qubits = saved.model.num_qubits(saved.preprocess.output_count());
        check_memory((&saved.model, qubits), table.features.nrows(), common)?;
        let bits = backend::amplitude_bits(qubits, table.features.nrows());
        let model = VariationalClassifier::load(&saved, backend::choose(common, bits)?).map_err(wrong)?;
        let features =
            saved.preprocess.transform(&table.features).map_err(|error| Failure::input(&data_name, error))?;
        let probabilities = model.predict_proba(&features).map_err(wrong)?;
        if let Some(row) = probabilities.rows().into_iter().position(|row| row.iter().any(|p| !p.is_finite()))
        {
            let message = format!("row {} below the header: values too far from the training data", row + 1);
            return Err(Failure::input(&data_name, message));
        }
        Ok(Answered { probabilities, labels: table.labels.unwrap_or_default(), saved })
    }
}

/// The first of the largest numbers, as metrics count it.
pub fn most_probable(row: &[f64]) -> usize {
    let better = |best: usize, (class, p): (usize, &f64)| if *p > row[best] { class } else { best };
    row.iter().enumerate().fold(0, better)
}

fn read(path: &Path) -> Outcome<SavedClassifier> {
    let name = path.display();
    let bytes = read_regular(path).map_err(|reason| Failure::input(&name, reason))?;
    serde_json::from_slice(&bytes).map_err(|error| {
        let place = format!("{name}:{}:{}", error.line(), error.column());
        let text = error.to_string();
        let reason = text.rsplit_once(" at line ").map_or(text.as_str(), |(reason, _)| reason);
        Failure::input(place, format!("not a model file of `ansatz train`: {reason}"))
    })
}

/// Samples that amplitude embedding prepares at once; predictions come in batches of this size.
const BATCH: usize = 1024;

/// Refuses states that do not fit before anything of their size is made.
pub fn check_memory((model, qubits): (&ModelSettings, usize), samples: usize, common: &Common) -> Outcome {
    let real_bytes = (common.precision.amplitude_bytes() / 2) as usize;
    // The state, and for amplitudes the prepared ones of a batch in 64 bits.
    let prepared = if model.prepares_amplitudes() { 8 * samples.min(BATCH) } else { 0 };
    let need = MemoryNeed { num_qubits: qubits, lanes: 1, states: 1, real_bytes: real_bytes + prepared };
    Ok(need.check(common.memory_limit)?)
}
