//! A model file, as training writes it, applied to data.
//!
//! Called by predictions and evaluations. Whatever is wrong with a file is wrong input, with the file's name.

use crate::data::DataFile;
use crate::device;
use crate::error::{JobError, Outcome};
use crate::files::{read_regular, without_mark};
use crate::options::JobOptions;
use crate::place::{At, Mark, Origin, Place};
use ansatz::qml::{
    ModelError,
    data::{FeatureTable, Schema, UnknownText},
    models::{Classifier, ModelSettings, Regressor, SavedModel, VariationalClassifier, VariationalRegressor},
};
use ansatz::simulator::MemoryNeed;
use ndarray::Array2;
use std::path::{Path, PathBuf};

/// A model and the data to apply it to.
#[derive(Debug, Clone)]
pub struct ModelRequest {
    /// A model file, `model.json` in the folder that training wrote.
    pub model: PathBuf,
    /// A table of any format that training takes; the model's feature columns are found by name, others are ignored.
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

/// A model's answers for every row, with what is known of them if it was asked for.
pub struct Answered {
    /// The model as it was saved.
    pub saved: SavedModel,
    /// What it says of each row.
    pub answers: Answers,
    /// The rows of the file that these are, from 0.
    pub rows: Vec<usize>,
    /// Texts that the model was not trained on.
    pub unknown: Vec<UnknownText>,
}

/// What a model says, with what is known if it was asked for.
pub enum Answers {
    /// Class probabilities, rows × classes, and the class of each row.
    Classes(Array2<f64>, Vec<usize>),
    /// A number for each row, and the known one.
    Numbers(Vec<f64>, Vec<f64>),
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
        let table = self.table(&saved, labels)?;
        saved.model.check().map_err(wrong)?;
        let qubits = saved.model.num_qubits(saved.preprocess.output_count());
        check_memory(&saved.model, Size { qubits, samples: table.features.nrows() }, options)?;
        let bits = device::amplitude_bits(qubits, table.features.nrows());
        let backend = device::choose(options, bits)?.backend;
        let transformed = || {
            let features = saved.preprocess.transform(&table.features);
            features.map_err(|error| JobError::input(of_data(), error))
        };
        let answers = if saved.predicts_numbers() {
            let model = VariationalRegressor::load(&saved, backend).map_err(wrong)?;
            let learnt = model.predict(&transformed()?).map_err(wrong)?;
            let numbers = learnt.into_iter().map(|y| saved.target.map_or(y, |scale| scale.learnt(y)));
            Answers::Numbers(numbers.collect(), table.targets.unwrap_or_default())
        } else {
            let model = VariationalClassifier::load(&saved, backend).map_err(wrong)?;
            let probabilities = model.predict_proba(&transformed()?).map_err(wrong)?;
            Answers::Classes(probabilities, table.labels.unwrap_or_default())
        };
        let FeatureTable { rows, unknown, .. } = table;
        if let Some(row) = answers.first_not_finite() {
            let message =
                format!("row {} below the header: values too far from the training data", rows[row] + 1);
            return Err(JobError::input(of_data(), message));
        }
        Ok(Answered { answers, rows, unknown, saved })
    }

    /// The columns of the model.
    fn table(&self, saved: &SavedModel, labels: Labels) -> Outcome<FeatureTable> {
        let of_data = || Place::file(self.data.display());
        let file = DataFile::read(&self.data).map_err(|reason| JobError::input(of_data(), reason))?;
        // Labels that nobody needs are not read, whatever they are.
        let label = if labels == Labels::Required { &saved.label_name } else { "" };
        let schema = Schema { label, ..saved.schema() };
        let table = FeatureTable::new(&file.table(&saved.table, None)?, &schema)?;
        if labels == Labels::Required && table.labels.is_none() && table.targets.is_none() {
            let what = if saved.predicts_numbers() { "known numbers" } else { "true classes" };
            let message = format!("no column is named `{}`, which holds the {what}", saved.label_name);
            return Err(JobError::input(of_data(), message));
        }
        Ok(table)
    }
}

impl Answers {
    fn first_not_finite(&self) -> Option<usize> {
        match self {
            Answers::Classes(probabilities, _) => {
                probabilities.rows().into_iter().position(|row| row.iter().any(|p| !p.is_finite()))
            }
            Answers::Numbers(numbers, _) => numbers.iter().position(|number| !number.is_finite()),
        }
    }
}

/// The model in a file.
pub(crate) fn read(path: &Path) -> Outcome<SavedModel> {
    let name = path.display();
    let bytes = read_regular(path).map_err(|reason| JobError::input(Place::file(name), reason))?;
    serde_json::from_slice(without_mark(&bytes)).map_err(|error| {
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
