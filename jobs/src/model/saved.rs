//! A model file, as training writes it, applied to data.
//!
//! Called by predictions and evaluations. Whatever is wrong with a file is wrong input, with the file's name.

use super::file::{MachineBody, ModelFile, SavedMachine};
use super::need::{KernelSize, NetworkSize, check_kernel, check_network};
use crate::data::DataFile;
use crate::device;
use crate::error::{JobError, Outcome};
use crate::files::{read_regular, without_mark};
use crate::options::JobOptions;
use crate::place::{At, Mark, Origin, Place};
use ansatz::qml::{
    ModelError,
    data::{FeatureTable, Schema, UnknownText},
    kernels::{KernelClassifier, KernelRegressor},
    models::{
        Classifier, DenseClassifier, DenseRegressor, Predictions, Regressor, SavedModel,
        VariationalClassifier, VariationalRegressor,
    },
};
use ansatz::simulator::{Backend, TableNeed};
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
    pub saved: ModelFile,
    /// What it says of each row.
    pub answers: Answers,
    /// The rows of the file that these are, from 0.
    pub rows: Vec<usize>,
    /// Texts that the model was not trained on.
    pub unknown: Vec<UnknownText>,
}

/// What a model says, with what is known if it was asked for.
pub enum Answers {
    /// Classes and their probabilities.
    Classes {
        /// What the model says of each row.
        said: Predictions,
        /// The class of each row.
        known: Vec<usize>,
    },
    /// Numbers in the unit of the label.
    Numbers {
        /// What the model says of each row.
        said: Vec<f64>,
        /// The number of each row.
        known: Vec<f64>,
    },
}

/// A loaded model.
enum Loaded {
    /// It tells classes apart.
    Classes(Box<dyn Classifier>),
    /// It predicts numbers.
    Numbers(Box<dyn Regressor>),
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
        let model = Loading { rows: table.features.nrows(), options, wrong: &wrong }.load(&saved)?;
        let around = saved.surroundings();
        let transformed = around.preprocess.transform(&table.features);
        let features = transformed.map_err(|error| JobError::input(of_data(), error))?;
        let FeatureTable { rows, unknown, labels, targets, .. } = table;
        let answers = match model {
            Loaded::Classes(model) => {
                let said = model.predictions(&features).map_err(wrong)?;
                Answers::Classes { said, known: labels.unwrap_or_default() }
            }
            Loaded::Numbers(model) => {
                let learnt = model.predict(&features).map_err(wrong)?;
                let said = learnt.into_iter().map(|y| around.target.map_or(y, |scale| scale.learnt(y)));
                Answers::Numbers { said: said.collect(), known: targets.unwrap_or_default() }
            }
        };
        if let Some(row) = answers.first_not_finite() {
            let message =
                format!("row {} below the header: values too far from the training data", rows[row] + 1);
            return Err(JobError::input(of_data(), message));
        }
        Ok(Answered { answers, rows, unknown, saved })
    }

    /// The columns of the model.
    fn table(&self, saved: &ModelFile, labels: Labels) -> Outcome<FeatureTable> {
        let of_data = || Place::file(self.data.display());
        let file = DataFile::read(&self.data).map_err(|reason| JobError::input(of_data(), reason))?;
        // Labels that nobody needs are not read, whatever they are.
        let around = saved.surroundings();
        let label = if labels == Labels::Required { around.schema.label } else { "" };
        let schema = Schema { label, ..around.schema };
        let table = FeatureTable::new(&file.table(around.table, None)?, &schema)?;
        if labels == Labels::Required && table.labels.is_none() && table.targets.is_none() {
            let what = if saved.predicts_numbers() { "known numbers" } else { "true classes" };
            let message = format!("no column is named `{label}`, which holds the {what}");
            return Err(JobError::input(of_data(), message));
        }
        Ok(table)
    }
}

/// How a model is loaded.
#[derive(Clone, Copy)]
struct Loading<'a> {
    /// Rows that it will be asked for.
    rows: usize,
    options: &'a JobOptions,
    /// What is wrong with a model is wrong with its file.
    wrong: &'a dyn Fn(ModelError) -> JobError,
}

impl Loading<'_> {
    fn load(self, file: &ModelFile) -> Outcome<Loaded> {
        match file {
            ModelFile::Network(saved) => self.network(saved),
            ModelFile::Machine(saved) => self.machine(saved),
        }
    }

    fn network(self, saved: &SavedModel) -> Outcome<Loaded> {
        let Loading { rows, options, wrong } = self;
        saved.model.check().map_err(wrong)?;
        let qubits = saved.model.num_qubits(saved.preprocess.output_count());
        check_network(&saved.model, NetworkSize { qubits, samples: rows }, options)?;
        let backend = device::choose(options, device::amplitude_bits(qubits, rows))?.backend;
        Ok(match saved.predicts_numbers() {
            true => Loaded::Numbers(Box::new(VariationalRegressor::load(saved, backend).map_err(wrong)?)),
            false => Loaded::Classes(Box::new(VariationalClassifier::load(saved, backend).map_err(wrong)?)),
        })
    }

    fn machine(self, saved: &SavedMachine) -> Outcome<Loaded> {
        saved.check().map_err(self.wrong)?;
        let backend = self.machine_backend(saved.machine())?;
        let loaded = match saved.machine() {
            MachineBody::KernelClassifier(saved) => {
                KernelClassifier::load(saved, backend).map(|model| Loaded::Classes(Box::new(model)))
            }
            MachineBody::KernelRegressor(saved) => {
                KernelRegressor::load(saved, backend).map(|model| Loaded::Numbers(Box::new(model)))
            }
            MachineBody::DenseClassifier(saved) => {
                DenseClassifier::load(saved).map(|model| Loaded::Classes(Box::new(model)))
            }
            MachineBody::DenseRegressor(saved) => {
                DenseRegressor::load(saved).map(|model| Loaded::Numbers(Box::new(model)))
            }
        };
        loaded.map_err(self.wrong)
    }

    /// Memory for what a machine makes of the rows, and the backend of its kernel.
    fn machine_backend(self, body: &MachineBody) -> Outcome<Arc<dyn Backend>> {
        let Loading { rows, options, wrong } = self;
        let (features, columns) = (body.num_features(), body.width());
        let Some(kernel) = body.kernel() else {
            TableNeed { rows, columns, copies: 2 }.check("a layer of all rows", options.memory_limit)?;
            device::kind(&options.device)?;
            return Ok(device::cpu(options));
        };
        kernel.check().map_err(wrong)?;
        let states = rows.saturating_add(columns);
        check_kernel(kernel, KernelSize { features, states, rows, columns, copies: 2 }, options)?;
        let bits = device::amplitude_bits(kernel.num_qubits(features), states);
        Ok(device::choose(options, bits)?.backend)
    }
}

impl Answers {
    fn first_not_finite(&self) -> Option<usize> {
        match self {
            Answers::Classes { said, .. } => {
                said.probabilities.rows().into_iter().position(|row| row.iter().any(|p| !p.is_finite()))
            }
            Answers::Numbers { said, .. } => said.iter().position(|number| !number.is_finite()),
        }
    }
}

/// The model in a file.
pub(crate) fn read(path: &Path) -> Outcome<ModelFile> {
    let name = path.display();
    let bytes = read_regular(path).map_err(|reason| JobError::input(Place::file(name), reason))?;
    ModelFile::from_json(without_mark(&bytes)).map_err(|error| {
        // The line of a machine's file helps nobody.
        let mark = Mark { line: error.line(), column: error.column(), text: String::new(), bytes: 0..0 };
        let place = Place { origin: Origin::File(path.display().to_string()), at: At::Line(mark) };
        let text = error.to_string();
        let reason = text.rsplit_once(" at line ").map_or(text.as_str(), |(reason, _)| reason);
        JobError::input(place, format!("not a model file of `ansatz train`: {reason}"))
    })
}
