//! Architectures: what a model is made of, by kind. One file a kind; each gives data, no kind trains itself.
//!
//! Called by classifiers and regressors. A new kind is a file here, a variant of [`ModelSettings`] and its name in [`MODELS`].

mod circuit_centric;
mod convolutional;
mod dressed;
mod iqp_variational;
mod reuploading;
mod separable;
mod tree_tensor;
mod variational;

pub use circuit_centric::CircuitCentricSettings;
pub use convolutional::ConvolutionalSettings;
pub use dressed::DressedSettings;
pub use iqp_variational::IqpVariationalSettings;
pub use reuploading::ReuploadingSettings;
pub use separable::SeparableSettings;
pub use tree_tensor::TreeTensorSettings;
pub use variational::ClassifierSettings;

use crate::network::{Body, ClassHead, Measured};
use crate::{Loss, ModelError, Readout};
use ansatz_circuits::PauliSum;
use serde::{Deserialize, Serialize};

/// The kinds of models that are trained by gradients, as files name them.
pub const MODELS: [&str; 8] = [
    "variational_classifier",
    "reuploading",
    "dressed",
    "circuit_centric",
    "iqp_variational",
    "convolutional",
    "tree_tensor",
    "separable",
];

/// What a model is, as text and numbers that a file can hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum ModelSettings {
    /// An embedding, an ansatz, a readout and a loss, each by name.
    VariationalClassifier(ClassifierSettings),
    /// Data re-uploading with trainable scales.
    Reuploading(ReuploadingSettings),
    /// A circuit between classical layers.
    Dressed(DressedSettings),
    /// Copies of the features as amplitudes.
    CircuitCentric(CircuitCentricSettings),
    /// An IQP embedding before a trainable circuit.
    IqpVariational(IqpVariationalSettings),
    /// Convolutions and pooling.
    Convolutional(ConvolutionalSettings),
    /// A binary tree of gates on amplitudes.
    TreeTensor(TreeTensorSettings),
    /// Another model without its entangling gates.
    Separable(SeparableSettings),
}

/// What each kind supplies.
pub(crate) trait Architecture {
    /// Refuses sizes that no circuit has.
    fn check(&self) -> Result<(), ModelError>;

    /// Qubits for so many features.
    fn num_qubits(&self, features: usize) -> usize;

    /// Everything before the measurement.
    fn body(&self, features: usize, classes: usize) -> Result<Body, ModelError>;

    /// What is measured to tell classes apart.
    fn measured(&self, features: usize, classes: usize) -> Result<Measured<usize>, ModelError>;
}

impl ModelSettings {
    fn architecture(&self) -> &dyn Architecture {
        match self {
            ModelSettings::VariationalClassifier(settings) => settings,
            ModelSettings::Reuploading(settings) => settings,
            ModelSettings::Dressed(settings) => settings,
            ModelSettings::CircuitCentric(settings) => settings,
            ModelSettings::IqpVariational(settings) => settings,
            ModelSettings::Convolutional(settings) => settings,
            ModelSettings::TreeTensor(settings) => settings,
            ModelSettings::Separable(settings) => settings,
        }
    }

    /// The settings of a kind with its defaults.
    ///
    /// # Errors
    /// [`ModelError::Unknown`] with the nearest name of [`MODELS`].
    pub fn by_name(kind: &str) -> Result<ModelSettings, ModelError> {
        Ok(match kind {
            "variational_classifier" => ClassifierSettings::default().into(),
            "reuploading" => ReuploadingSettings::default().into(),
            "dressed" => DressedSettings::default().into(),
            "circuit_centric" => CircuitCentricSettings::default().into(),
            "iqp_variational" => IqpVariationalSettings::default().into(),
            "convolutional" => ConvolutionalSettings::default().into(),
            "tree_tensor" => TreeTensorSettings::default().into(),
            "separable" => SeparableSettings::default().into(),
            _ => return Err(crate::UnknownName::new("kind of model", kind, &MODELS).into()),
        })
    }

    /// The kind, as files name it.
    pub fn kind(&self) -> &'static str {
        match self {
            ModelSettings::VariationalClassifier(_) => "variational_classifier",
            ModelSettings::Reuploading(_) => "reuploading",
            ModelSettings::Dressed(_) => "dressed",
            ModelSettings::CircuitCentric(_) => "circuit_centric",
            ModelSettings::IqpVariational(_) => "iqp_variational",
            ModelSettings::Convolutional(_) => "convolutional",
            ModelSettings::TreeTensor(_) => "tree_tensor",
            ModelSettings::Separable(_) => "separable",
        }
    }

    /// Refuses sizes that no circuit has. Whoever makes something of such a size first must ask; `fit` and `load` do.
    ///
    /// # Errors
    /// [`ModelError::Size`] for the first size out of range.
    pub fn check(&self) -> Result<(), ModelError> {
        self.architecture().check()
    }

    /// Qubits of the circuit for so many features.
    pub fn num_qubits(&self, features: usize) -> usize {
        self.architecture().num_qubits(features)
    }

    /// Whether samples are prepared as amplitudes, which takes memory of their own.
    pub fn prepares_amplitudes(&self) -> bool {
        match self {
            ModelSettings::VariationalClassifier(settings) => settings.embedding == "amplitude",
            ModelSettings::Convolutional(settings) => settings.embedding == "amplitude",
            ModelSettings::CircuitCentric(_) | ModelSettings::TreeTensor(_) => true,
            ModelSettings::Separable(settings) => settings.of.prepares_amplitudes(),
            _ => false,
        }
    }

    /// The same model without its entangling gates: the control that tells whether they matter.
    #[must_use]
    pub fn separable(&self) -> ModelSettings {
        SeparableSettings { of: Box::new(self.clone()) }.into()
    }

    pub(crate) fn body(&self, features: usize, classes: usize) -> Result<Body, ModelError> {
        self.check()?;
        check_size("features", features, 1..=usize::MAX, "at least 1")?;
        let qubits = self.num_qubits(features);
        check_size("qubits", qubits, 1..=MOST_QUBITS, "from 1 to 62")?;
        self.architecture().body(features, classes)
    }

    pub(crate) fn measured(&self, features: usize, classes: usize) -> Result<Measured<usize>, ModelError> {
        self.architecture().measured(features, classes)
    }
}

impl Default for ModelSettings {
    fn default() -> Self {
        ClassifierSettings::default().into()
    }
}

macro_rules! kinds {
    ($($variant:ident($settings:ident)),*) => { $(
        impl From<$settings> for ModelSettings {
            fn from(settings: $settings) -> Self {
                ModelSettings::$variant(settings)
            }
        }
    )* };
}

kinds!(
    VariationalClassifier(ClassifierSettings),
    Reuploading(ReuploadingSettings),
    Dressed(DressedSettings),
    CircuitCentric(CircuitCentricSettings),
    IqpVariational(IqpVariationalSettings),
    Convolutional(ConvolutionalSettings),
    TreeTensor(TreeTensorSettings),
    Separable(SeparableSettings)
);

/// The most qubits that a state's index can count.
const MOST_QUBITS: usize = 62;
/// The most layers and repetitions; a circuit of more could not be trained.
const MOST_LAYERS: usize = 1000;

/// Refuses a size out of range.
fn check_size(
    setting: &'static str,
    found: usize,
    range: std::ops::RangeInclusive<usize>,
    expected: &'static str,
) -> Result<(), ModelError> {
    if range.contains(&found) { Ok(()) } else { Err(ModelError::Size { setting, expected, found }) }
}

fn check_layers(setting: &'static str, found: usize) -> Result<(), ModelError> {
    check_size(setting, found, 1..=MOST_LAYERS, "from 1 to 1000")
}

fn check_qubits(qubits: Option<usize>) -> Result<(), ModelError> {
    check_size("qubits", qubits.unwrap_or(1), 1..=MOST_QUBITS, "from 1 to 62")
}

/// Qubits whose amplitudes hold so many numbers; at least 1.
fn amplitude_qubits(features: usize) -> usize {
    features.max(2).next_power_of_two().trailing_zeros() as usize
}

/// A readout of given observables.
fn read(
    readout: Readout,
    observables: Vec<PauliSum>,
    classes: usize,
    loss: Box<dyn Loss>,
) -> Measured<usize> {
    let head = ClassHead { readout, loss, classes, observables: observables.len() };
    Measured { observables, head: Box::new(head) }
}
