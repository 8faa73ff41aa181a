//! A model file, as training writes it, applied to data.
//!
//! Called by predictions and evaluations. Whatever is wrong with a file is wrong input, with the file's name.

use crate::device;
use crate::error::{JobError, Outcome};
use crate::files::read_regular;
use crate::options::JobOptions;
use crate::place::{At, Mark, Origin, Place};
use ansatz::qml::{
    ModelError,
    data::{FeatureTable, Schema},
    models::{Classifier, ModelSettings, SavedClassifier, VariationalClassifier},
};
use ansatz::simulator::MemoryNeed;
use ndarray::Array2;
use std::path::{Path, PathBuf};

/// A model and the data to apply it to.
#[derive(Debug, Clone)]
pub struct ModelRequest {
    /// A model file, `model.json` in the folder that training wrote.
    pub model: PathBuf,
    /// A CSV file with a header line; the model's feature columns are found by name, others are ignored.
    pub data: PathBuf,
}

/// Whether the data must have the label column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Labels {
    /// It must.
    Required,
    /// It is not looked at.
    Ignored,
}

/// Class probabilities of every row, with the true classes if they were asked for.
pub struct Answered {
    /// The model as it was saved.
    pub saved: SavedClassifier,
    /// Rows × classes.
    pub probabilities: Array2<f64>,
    /// The class of each row, if they were asked for.
    pub labels: Vec<usize>,
}

impl ModelRequest {
    /// Applies the model to the data.
    ///
    /// # Errors
    /// A file is wrong, or they do not fit; there is no room or no such device.
    pub fn answer(&self, options: &JobOptions, labels: Labels) -> Outcome<Answered> {
        let (name, data_name) = (self.model.display().to_string(), self.data.display().to_string());
        let saved = read(&self.model)?;
        let wrong = |error: ModelError| JobError::from(error).of_file(&name);
        let of_data = || Place::file(&data_name);
        let bytes = read_regular(&self.data).map_err(|reason| JobError::input(of_data(), reason))?;
        // No column has an empty name, so labels that nobody needs are not read, whatever they are.
        let label = if labels == Labels::Required { &saved.label_name } else { "" };
        let schema = Schema { features: &saved.feature_names, label, classes: &saved.classes };
        let table = FeatureTable::from_csv(&bytes[..], &data_name, &schema)?;
        if labels == Labels::Required && table.labels.is_none() {
            let message = format!("no column is named `{}`, which holds the true classes", saved.label_name);
            return Err(JobError::input(of_data(), message));
        }
        saved.model.check().map_err(wrong)?;
        let qubits = saved.model.num_qubits(saved.preprocess.output_count());
        check_memory(&saved.model, Size { qubits, samples: table.features.nrows() }, options)?;
        let bits = device::amplitude_bits(qubits, table.features.nrows());
        let model =
            VariationalClassifier::load(&saved, device::choose(options, bits)?.backend).map_err(wrong)?;
        let features =
            saved.preprocess.transform(&table.features).map_err(|error| JobError::input(of_data(), error))?;
        let probabilities = model.predict_proba(&features).map_err(wrong)?;
        if let Some(row) = probabilities.rows().into_iter().position(|row| row.iter().any(|p| !p.is_finite()))
        {
            let message = format!("row {} below the header: values too far from the training data", row + 1);
            return Err(JobError::input(of_data(), message));
        }
        Ok(Answered { probabilities, labels: table.labels.unwrap_or_default(), saved })
    }
}

fn read(path: &Path) -> Outcome<SavedClassifier> {
    let name = path.display();
    let bytes = read_regular(path).map_err(|reason| JobError::input(Place::file(name), reason))?;
    serde_json::from_slice(&bytes).map_err(|error| {
        // The line of a machine's file helps nobody.
        let mark = Mark { line: error.line(), column: error.column(), text: String::new(), bytes: 0..0 };
        let place = Place { origin: Origin::File(path.display().to_string()), at: At::Line(mark) };
        let text = error.to_string();
        let reason = text.rsplit_once(" at line ").map_or(text.as_str(), |(reason, _)| reason);
        JobError::input(place, format!("not a model file of `ansatz train`: {reason}"))
    })
}

/// Samples that amplitude embedding prepares at once; predictions come in batches of this size.
const BATCH: usize = 1024;

/// How large a model's work is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) qubits: usize,
    pub(crate) samples: usize,
}

/// Refuses states that do not fit before anything of their size is made.
pub(crate) fn check_memory(model: &ModelSettings, size: Size, options: &JobOptions) -> Outcome {
    let real_bytes = options.precision.real_bytes();
    // The state, and for amplitudes the prepared ones of a batch in 64 bits.
    let prepared = if model.prepares_amplitudes() { 8 * size.samples.min(BATCH) } else { 0 };
    let need = MemoryNeed { num_qubits: size.qubits, lanes: 1, states: 1, real_bytes: real_bytes + prepared };
    Ok(need.check(options.memory_limit)?)
}
