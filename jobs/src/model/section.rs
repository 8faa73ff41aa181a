//! `[model]`: a kind, and the keys of that kind.
//!
//! Called by training and studies. The keys are the library's own, so they grow with it.

use super::kind::{KeysOfFile, Kind, LooseKeys};
use super::settings::MachineSettings;
use crate::data::Task;
use crate::error::Outcome;
use crate::toml_file::TomlFile;
use ansatz::qml::{
    ModelError,
    models::{ClassWeight, ModelSettings, TrainingSettings},
};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use toml::Table;

/// What is trained.
#[derive(Debug, Clone, PartialEq)]
pub enum ModelSection {
    /// A variational model, in epochs.
    Network(ModelSettings),
    /// A kernel machine or a classical model, in one go.
    Machine(MachineSettings),
}

impl ModelSection {
    /// What files call it.
    pub fn kind(&self) -> &'static str {
        match self {
            ModelSection::Network(model) => model.kind(),
            ModelSection::Machine(settings) => settings.kind.name(),
        }
    }

    /// Qubits for so many features; none for a model without a circuit.
    pub fn num_qubits(&self, features: usize) -> usize {
        match self {
            ModelSection::Network(model) => model.num_qubits(features),
            ModelSection::Machine(settings) => settings.num_qubits(features),
        }
    }

    /// Whether numbers are learnt on the scale of the training rows; dense models have a scale of their own.
    pub fn is_scaled(&self) -> bool {
        match self {
            ModelSection::Network(_) => true,
            ModelSection::Machine(settings) => settings.is_scaled(),
        }
    }

    /// Refuses what no model has.
    ///
    /// # Errors
    /// The setting that is wrong.
    pub fn check(&self) -> Result<(), ModelError> {
        match self {
            ModelSection::Network(model) => model.check(),
            ModelSection::Machine(settings) => settings.check(),
        }
    }
}

/// Keys of `[model]` that mean something for classes only, and what to do instead.
pub(crate) const OF_CLASSES: [(&str, &str); 2] = [
    ("loss", "a number is learnt by its squared error; remove `loss`"),
    ("readout", "a number is read by a linear layer; remove `readout`"),
];

/// The file, as far as it names a kind.
#[derive(Deserialize)]
struct Kinded {
    #[serde(default)]
    model: Named,
}

#[derive(Deserialize)]
struct Named {
    #[serde(default = "variational")]
    kind: String,
    #[serde(flatten)]
    _others: std::collections::BTreeMap<String, IgnoredAny>,
}

impl Default for Named {
    fn default() -> Self {
        Named { kind: variational(), _others: Default::default() }
    }
}

fn variational() -> String {
    ModelSettings::default().kind().into()
}

/// The model that the file describes, for this task.
pub(crate) fn read(file: &TomlFile, task: Task) -> Outcome<ModelSection> {
    let name = file.parse::<Kinded>()?.model.kind;
    let kind = Kind::by_name(&name).map_err(|error| file.at(&["model.kind"], error))?;
    kind.check_task(task).map_err(|message| file.at(&["model.kind"], message))?;
    kind.read(&KeysOfFile { file, table: "model", besides: &["kind"] })
}

/// A model with how it is trained.
#[derive(Debug, Clone)]
pub enum AnySettings {
    /// A variational model.
    Network(ModelSettings, Box<TrainingSettings>),
    /// A kernel machine or a classical model.
    Machine(MachineSettings),
}

impl AnySettings {
    /// The settings of a kind from its own keys and those of training.
    pub(crate) fn read(kind: &Kind, own: Table, training: Table) -> Result<AnySettings, String> {
        let section = kind.read(&LooseKeys(own))?;
        section.check().map_err(|error| error.to_string())?;
        match section {
            ModelSection::Machine(settings) => {
                let class_weight = loose::<Weighed>(training)?.class_weight;
                Ok(AnySettings::Machine(MachineSettings { class_weight, ..settings }))
            }
            ModelSection::Network(model) => {
                let training = loose(training)?;
                check_epochs(&training)?;
                Ok(AnySettings::Network(model, Box::new(training)))
            }
        }
    }

    /// How much each class counts, where that is said.
    pub fn class_weight(&self) -> Option<&ClassWeight> {
        match self {
            AnySettings::Network(_, training) => training.class_weight.as_ref(),
            AnySettings::Machine(settings) => settings.class_weight.as_ref(),
        }
    }

    /// Qubits for so many features; none for a model without a circuit.
    pub fn num_qubits(&self, features: usize) -> usize {
        match self {
            AnySettings::Network(model, _) => model.num_qubits(features),
            AnySettings::Machine(settings) => settings.num_qubits(features),
        }
    }

    /// Whether numbers are learnt on the scale of the training rows.
    pub(crate) fn is_scaled(&self) -> bool {
        match self {
            AnySettings::Network(..) => true,
            AnySettings::Machine(settings) => settings.is_scaled(),
        }
    }

    /// Whether it makes a Gram matrix of its samples.
    pub fn has_gram(&self) -> bool {
        matches!(self, AnySettings::Machine(settings) if settings.kernel().is_some())
    }
}

/// Keys of training, as far as a model that is trained in one go has them; others are for networks.
#[derive(Deserialize)]
pub(crate) struct Weighed {
    class_weight: Option<ClassWeight>,
}

fn loose<S: DeserializeOwned>(table: Table) -> Result<S, String> {
    super::kind::ModelKeys::read(&LooseKeys(table))
}

/// More epochs than anyone would wait for.
const MAX_EPOCHS: usize = 1_000_000_000;

/// Refuses more epochs than that.
pub(crate) fn check_epochs(training: &TrainingSettings) -> Result<(), String> {
    let found = training.epochs;
    match found <= MAX_EPOCHS {
        true => Ok(()),
        false => Err(format!("expected `epochs` to be at most {MAX_EPOCHS}, found {found}")),
    }
}
