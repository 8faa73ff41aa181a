//! Kinds of models by name, what each may learn, and which keys each has: read here and nowhere else.
//!
//! Called for `[model]` of a training file, and for models, candidates and baselines of a study.

use super::section::ModelSection;
use super::settings::{MachineKeys, MachineSettings};
use crate::data::Task;
use crate::error::{JobError, Outcome};
use crate::toml_file::TomlFile;
use crate::toml_words::explain;
use ansatz::qml::{
    UnknownName,
    kernels::{KernelClassifierSettings, KernelSettings},
    models::{
        CircuitCentricSettings, ClassifierSettings, ConvolutionalSettings, DenseSettings, DressedSettings,
        IqpVariationalSettings, MODELS, ModelSettings, ReuploadingSettings, SeparableSettings,
        TreeTensorSettings,
    },
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Table;

/// A kind of model that is trained in one go, without epochs: a kernel machine or a classical model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MachineKind {
    /// Support vectors of any kernel.
    KernelClassifier,
    /// Support vectors or least squares of any kernel, for numbers.
    KernelRegressor,
    /// Support vectors of the Gaussian kernel.
    RbfSvm,
    /// Multinomial logistic regression.
    LogisticRegression,
    /// Ridge regression, for numbers.
    Ridge,
    /// A small network of dense layers.
    Mlp,
}

/// All of them, by name.
const MACHINES: [(&str, MachineKind); 6] = [
    ("kernel_classifier", MachineKind::KernelClassifier),
    ("kernel_regressor", MachineKind::KernelRegressor),
    ("rbf_svm", MachineKind::RbfSvm),
    ("logistic_regression", MachineKind::LogisticRegression),
    ("ridge", MachineKind::Ridge),
    ("mlp", MachineKind::Mlp),
];

/// Any kind of model.
pub(crate) enum Kind {
    /// A variational model, with its defaults.
    Network(ModelSettings),
    /// Any other.
    Machine(MachineKind),
}

/// The keys of a model, wherever they stand.
pub(crate) trait ModelKeys {
    /// What is wrong with them.
    type Error;

    /// The keys as settings.
    fn read<S: DeserializeOwned>(&self) -> Result<S, Self::Error>;
}

/// Keys of a table of a file, whose mistakes have a place; the keys `besides` are somebody else's.
pub(crate) struct KeysOfFile<'a> {
    pub(crate) file: &'a TomlFile,
    pub(crate) table: &'a str,
    pub(crate) besides: &'a [&'a str],
}

impl ModelKeys for KeysOfFile<'_> {
    type Error = JobError;

    fn read<S: DeserializeOwned>(&self) -> Outcome<S> {
        self.file.table(self.table, self.besides)
    }
}

/// Keys of a table that stands in no file as it is.
pub(crate) struct LooseKeys(pub(crate) Table);

impl ModelKeys for LooseKeys {
    type Error = String;

    fn read<S: DeserializeOwned>(&self) -> Result<S, String> {
        S::deserialize(self.0.clone()).map_err(|error| explain(error.message(), None))
    }
}

impl MachineKind {
    /// Its name in files.
    pub fn name(self) -> &'static str {
        MACHINES.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }

    /// Whether it has no circuit, whatever its keys say.
    pub fn is_classical(self) -> bool {
        !matches!(self, MachineKind::KernelClassifier | MachineKind::KernelRegressor)
    }

    /// What to use instead where it cannot learn what is to be learnt.
    fn instead(self, task: Task) -> Option<&'static str> {
        match (self, task) {
            (MachineKind::KernelClassifier, Task::Regression) => Some("kernel_regressor"),
            (MachineKind::LogisticRegression, Task::Regression) => Some("ridge"),
            (MachineKind::RbfSvm, Task::Regression) => {
                Some("kernel_regressor` with `kernel = { kind = \"gaussian\" }")
            }
            (MachineKind::KernelRegressor, Task::Classification) => Some("kernel_classifier"),
            (MachineKind::Ridge, Task::Classification) => Some("logistic_regression"),
            _ => None,
        }
    }

    fn settings<K: ModelKeys>(self, keys: &K) -> Result<MachineKeys, K::Error> {
        Ok(match self {
            MachineKind::KernelClassifier => MachineKeys::KernelClassifier(keys.read()?),
            MachineKind::KernelRegressor => MachineKeys::KernelRegressor(keys.read()?),
            MachineKind::RbfSvm => {
                let RbfKeys { penalty, gamma } = keys.read()?;
                let kernel = KernelSettings { kind: "gaussian".into(), gamma, ..KernelSettings::default() };
                let settings = KernelClassifierSettings { kernel, penalty, ..Default::default() };
                MachineKeys::KernelClassifier(settings)
            }
            MachineKind::LogisticRegression | MachineKind::Ridge => {
                MachineKeys::Dense(keys.read::<LinearKeys>()?.settings())
            }
            MachineKind::Mlp => MachineKeys::Dense(keys.read()?),
        })
    }
}

impl Kind {
    /// The names of all kinds.
    pub(crate) fn names() -> Vec<&'static str> {
        MODELS.into_iter().chain(MACHINES.map(|(name, _)| name)).collect()
    }

    /// The kind of a name.
    ///
    /// # Errors
    /// No kind has it; one that is near is offered.
    pub(crate) fn by_name(name: &str) -> Result<Kind, UnknownName> {
        let machine = MACHINES.iter().find(|(known, _)| *known == name).map(|(_, kind)| Kind::Machine(*kind));
        let network = || ModelSettings::by_name(name).ok().map(Kind::Network);
        machine.or_else(network).ok_or_else(|| UnknownName::new("kind of model", name, &Kind::names()))
    }

    /// Whether it is a classical model.
    pub(crate) fn is_classical(&self) -> bool {
        matches!(self, Kind::Machine(kind) if kind.is_classical())
    }

    /// Refuses what it cannot learn, in words.
    ///
    /// # Errors
    /// Classes where it predicts numbers, or the other way round.
    pub(crate) fn check_task(&self, task: Task) -> Result<(), String> {
        let Kind::Machine(kind) = self else { return Ok(()) };
        let Some(instead) = kind.instead(task) else { return Ok(()) };
        let what = match task {
            Task::Regression => "tells classes apart, and these are numbers",
            Task::Classification => {
                "predicts numbers, and these are classes: say `task = \"regression\"` in [data]"
            }
        };
        Err(format!("`{}` {what}; or use `{instead}`", kind.name()))
    }

    /// A model of this kind.
    ///
    /// # Errors
    /// A key is unknown or has no such value.
    pub(crate) fn read<K: ModelKeys>(&self, keys: &K) -> Result<ModelSection, K::Error> {
        match self {
            Kind::Network(defaults) => Ok(ModelSection::Network(network(defaults, keys)?)),
            Kind::Machine(kind) => Ok(ModelSection::Machine(MachineSettings {
                kind: *kind,
                keys: kind.settings(keys)?,
                class_weight: None,
            })),
        }
    }
}

/// A variational model.
fn network<K: ModelKeys>(defaults: &ModelSettings, keys: &K) -> Result<ModelSettings, K::Error> {
    Ok(match defaults {
        ModelSettings::Reuploading(_) => keys.read::<ReuploadingSettings>()?.into(),
        ModelSettings::Dressed(_) => keys.read::<DressedSettings>()?.into(),
        ModelSettings::CircuitCentric(_) => keys.read::<CircuitCentricSettings>()?.into(),
        ModelSettings::IqpVariational(_) => keys.read::<IqpVariationalSettings>()?.into(),
        ModelSettings::Convolutional(_) => keys.read::<ConvolutionalSettings>()?.into(),
        ModelSettings::TreeTensor(_) => keys.read::<TreeTensorSettings>()?.into(),
        ModelSettings::Separable(_) => keys.read::<SeparableSettings>()?.into(),
        _ => keys.read::<ClassifierSettings>()?.into(),
    })
}

/// The keys of a support vector machine with the Gaussian kernel.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RbfKeys {
    penalty: f64,
    gamma: Option<f64>,
}

impl Default for RbfKeys {
    fn default() -> Self {
        RbfKeys { penalty: KernelClassifierSettings::default().penalty, gamma: None }
    }
}

/// The keys of a model without hidden layers.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct LinearKeys {
    penalty: f64,
    optimizer: String,
    learning_rate: Option<f64>,
    steps: usize,
    seed: u64,
}

impl Default for LinearKeys {
    fn default() -> Self {
        let DenseSettings { penalty, optimizer, learning_rate, steps, seed, .. } =
            DenseSettings::logistic_regression();
        LinearKeys { penalty, optimizer, learning_rate, steps, seed }
    }
}

impl LinearKeys {
    fn settings(self) -> DenseSettings {
        let LinearKeys { penalty, optimizer, learning_rate, steps, seed } = self;
        DenseSettings { hidden: Vec::new(), penalty, optimizer, learning_rate, steps, seed }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use ansatz::qml::models::BASELINES;

    #[test]
    fn every_baseline_of_the_library_is_a_kind_with_its_defaults() {
        for name in BASELINES {
            let Kind::Machine(kind) = Kind::by_name(name).unwrap() else { panic!("{name} is a network") };
            assert_eq!(kind.name(), name);
            assert!(kind.is_classical());
            let read = kind.settings(&LooseKeys(Table::new())).unwrap();
            let defaults = match name {
                "logistic_regression" => MachineKeys::Dense(DenseSettings::logistic_regression()),
                "mlp" => MachineKeys::Dense(DenseSettings::default()),
                _ => continue,
            };
            assert_eq!(read, defaults);
        }
        let ridge = MachineKind::Ridge.settings(&LooseKeys(Table::new())).unwrap();
        assert_eq!(ridge, MachineKeys::Dense(DenseSettings::ridge()));
    }

    #[test]
    fn a_kind_that_cannot_learn_the_task_names_one_that_can() {
        for name in Kind::names() {
            let kind = Kind::by_name(name).unwrap();
            let refused = [Task::Classification, Task::Regression].map(|task| kind.check_task(task).err());
            for message in refused.iter().flatten() {
                let other = message.split('`').rev().nth(1).unwrap();
                assert!(message.starts_with(&format!("`{name}`")), "{message}");
                assert!(other.starts_with("kernel = ") || Kind::by_name(other).is_ok(), "{message}");
            }
            assert!(refused.iter().any(Option::is_none), "{name} learns something");
        }
    }
}
