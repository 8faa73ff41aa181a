//! A model file: a trained model of any kind with what surrounds it, from raw features on.
//!
//! Written by training; read by predictions, evaluations and whoever starts from earlier weights. Must not know where files are.

use ansatz::qml::{
    ModelError,
    data::{Schema, TableFormat},
    kernels::{KernelSettings, SavedKernelClassifier, SavedKernelRegressor},
    models::{DataNames, SavedDense, SavedModel, TargetScale},
    preprocess::FittedPipeline,
};
use serde::{Deserialize, Serialize};

/// What a file of a kernel machine or a classical model says that it is.
const FORMAT: &str = "ansatz machine";
/// The version of that format; a file of another version is refused.
const VERSION: u32 = 1;

/// A trained model of any kind, as a file holds it. Loaded, it predicts the same bits.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum ModelFile {
    /// A variational model.
    Network(Box<SavedModel>),
    /// A kernel machine or a classical model.
    Machine(Box<SavedMachine>),
}

/// A trained kernel machine or classical model with what surrounds it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedMachine {
    format: String,
    version: u32,
    machine: MachineBody,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    classes: Vec<String>,
    feature_names: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    categories: Vec<Vec<String>>,
    label_name: String,
    #[serde(default, skip_serializing_if = "is_default")]
    table: TableFormat,
    preprocess: FittedPipeline,
    /// The scale on which a number was learnt; its own if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target: Option<TargetScale>,
}

fn is_default(table: &TableFormat) -> bool {
    *table == TableFormat::default()
}

/// A trained kernel machine or classical model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MachineBody {
    /// Support vectors, for classes.
    KernelClassifier(SavedKernelClassifier),
    /// Support vectors or least squares, for numbers.
    KernelRegressor(SavedKernelRegressor),
    /// Dense layers, for classes.
    DenseClassifier(SavedDense),
    /// Dense layers, for numbers.
    DenseRegressor(SavedDense),
}

/// What surrounds a model in its file.
pub struct Surroundings<'a> {
    /// What it takes from a table.
    pub schema: Schema<'a>,
    /// How the training rows were written.
    pub table: &'a TableFormat,
    /// The fitted preprocessing.
    pub preprocess: &'a FittedPipeline,
    /// The scale of its numbers.
    pub target: Option<TargetScale>,
}

/// The file, as far as it says what it is.
#[derive(Deserialize)]
struct Formatted {
    #[serde(default)]
    format: String,
}

impl ModelFile {
    /// The model in the text of a file.
    ///
    /// # Errors
    /// It is no JSON, or has other keys than such a file.
    pub fn from_json(bytes: &[u8]) -> Result<ModelFile, serde_json::Error> {
        match serde_json::from_slice::<Formatted>(bytes) {
            Ok(Formatted { format }) if format == FORMAT => {
                serde_json::from_slice(bytes).map(ModelFile::Machine)
            }
            _ => serde_json::from_slice(bytes).map(ModelFile::Network),
        }
    }

    /// What surrounds the model.
    pub fn surroundings(&self) -> Surroundings<'_> {
        match self {
            ModelFile::Network(saved) => Surroundings {
                schema: saved.schema(),
                table: &saved.table,
                preprocess: &saved.preprocess,
                target: saved.target,
            },
            ModelFile::Machine(saved) => Surroundings {
                schema: Schema {
                    features: &saved.feature_names,
                    categories: &saved.categories,
                    label: &saved.label_name,
                    classes: &saved.classes,
                },
                table: &saved.table,
                preprocess: &saved.preprocess,
                target: saved.target,
            },
        }
    }

    /// Whether it predicts a number, and not a class.
    pub fn predicts_numbers(&self) -> bool {
        match self {
            ModelFile::Network(saved) => saved.predicts_numbers(),
            ModelFile::Machine(saved) => saved.machine.predicts_numbers(),
        }
    }
}

impl SavedMachine {
    /// A trained model with what surrounds it.
    pub fn new(machine: MachineBody, names: DataNames, preprocess: FittedPipeline) -> SavedMachine {
        let DataNames { classes, feature_names, categories, label_name, table } = names;
        SavedMachine {
            format: FORMAT.into(),
            version: VERSION,
            machine,
            classes,
            feature_names,
            categories,
            label_name,
            table,
            preprocess,
            target: None,
        }
    }

    /// The same model, whose numbers are on this scale.
    #[must_use]
    pub fn on_scale(self, target: Option<TargetScale>) -> SavedMachine {
        SavedMachine { target, ..self }
    }

    /// The model alone.
    pub fn machine(&self) -> &MachineBody {
        &self.machine
    }

    /// Refuses another version, and parts that do not fit each other.
    ///
    /// # Errors
    /// [`ModelError::Saved`].
    pub fn check(&self) -> Result<(), ModelError> {
        let wrong = |reason: &str| Err(ModelError::Saved(reason.into()));
        if self.version != VERSION {
            let found = format!("format `{}`, version {}", self.format, self.version);
            return Err(ModelError::Saved(format!("{found}; expected version {VERSION}")));
        }
        if self.preprocess.input_count() != self.feature_names.len() {
            return wrong("the preprocessing takes another number of features than there are names");
        }
        if !self.categories.is_empty() && self.categories.len() != self.feature_names.len() {
            return wrong("it has texts of another number of features than there are names");
        }
        if self.preprocess.output_count() != self.machine.num_features() {
            return wrong("the preprocessing gives another number of features than the model takes");
        }
        let classes = self.machine.num_classes();
        if classes.is_some_and(|classes| self.classes.len() < classes) {
            return wrong("it names fewer classes than it tells apart");
        }
        match self.target.is_some_and(|scale| !scale.mean.is_finite() || !scale.deviation.is_finite()) {
            true => wrong("the scale of its numbers is not finite"),
            false => Ok(()),
        }
    }
}

impl MachineBody {
    /// Whether it predicts a number, and not a class.
    pub fn predicts_numbers(&self) -> bool {
        matches!(self, MachineBody::KernelRegressor(_) | MachineBody::DenseRegressor(_))
    }

    /// The settings of its kernel, if it has one.
    pub fn kernel(&self) -> Option<&KernelSettings> {
        match self {
            MachineBody::KernelClassifier(saved) => Some(&saved.kernel().settings),
            MachineBody::KernelRegressor(saved) => Some(&saved.kernel().settings),
            MachineBody::DenseClassifier(_) | MachineBody::DenseRegressor(_) => None,
        }
    }

    /// Features of a preprocessed row.
    pub fn num_features(&self) -> usize {
        match self {
            MachineBody::KernelClassifier(saved) => saved.kernel().num_features,
            MachineBody::KernelRegressor(saved) => saved.kernel().num_features,
            MachineBody::DenseClassifier(saved) | MachineBody::DenseRegressor(saved) => saved.num_features(),
        }
    }

    /// Classes, if it tells some apart.
    pub fn num_classes(&self) -> Option<usize> {
        match self {
            MachineBody::KernelClassifier(saved) => Some(saved.num_classes()),
            MachineBody::DenseClassifier(saved) => Some(saved.outputs()),
            MachineBody::KernelRegressor(_) | MachineBody::DenseRegressor(_) => None,
        }
    }

    /// Numbers that each row becomes on the way: kernel values with support vectors, or the widest layer.
    pub fn width(&self) -> usize {
        match self {
            MachineBody::KernelClassifier(saved) => saved.num_support_vectors(),
            MachineBody::KernelRegressor(saved) => saved.num_support_vectors(),
            MachineBody::DenseClassifier(saved) | MachineBody::DenseRegressor(saved) => saved.widest(),
        }
    }

    /// What training found: coefficients of support vectors with their biases, or weights of layers.
    pub fn weights(&self) -> Vec<f64> {
        match self {
            MachineBody::KernelClassifier(saved) => saved.weights(),
            MachineBody::KernelRegressor(saved) => saved.weights(),
            MachineBody::DenseClassifier(saved) | MachineBody::DenseRegressor(saved) => {
                saved.weights().to_vec()
            }
        }
    }
}
