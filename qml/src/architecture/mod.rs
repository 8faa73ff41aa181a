//! Architectures: functions that return a model, one file a kind, and their settings as files hold them.
//!
//! Called by users, classifiers and regressors; no kind trains itself. A new kind is a file here and a line of [`ModelSettings`].

mod circuit_centric;
mod convolutional;
mod dressed;
mod iqp_variational;
mod reuploading;
mod separable;
mod tree_tensor;
mod variational;

pub use circuit_centric::{CircuitCentricSettings, circuit_centric};
pub use convolutional::{ConvolutionalSettings, convolutional};
pub use dressed::{DressedSettings, dressed};
pub use iqp_variational::{IqpVariationalSettings, iqp_variational};
pub use reuploading::{ReuploadingSettings, reuploading};
pub use separable::SeparableSettings;
pub use tree_tensor::{TreeTensorSettings, tree_tensor};
pub use variational::ClassifierSettings;

use crate::registry::registry;
use crate::{Criterion, Model, ModelError, Number};
use ansatz_circuits::PauliSum;
use serde::{Deserialize, Serialize};

registry! {
    /// The kinds of models that are trained by gradients, as files name them.
    pub const MODELS: "kind of model";
    /// What a model is, as text and numbers that a file can hold.
    ///
    /// ```
    /// use ansatz_qml::models::{DataShape, DressedSettings, ModelSettings};
    /// let settings = ModelSettings::from(DressedSettings { qubits: Some(3), layers: 2 });
    /// let model = settings.classifier(DataShape { features: 5, classes: 2 })?;
    /// assert_eq!((settings.kind(), model.circuit().circuit().num_qubits()), ("dressed", 3));
    /// let text = r#"{"kind": "dressed", "qubits": 3, "layers": 2}"#;
    /// assert_eq!(serde_json::from_str::<ModelSettings>(text)?, settings);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(tag = "kind")]
    #[non_exhaustive]
    pub enum ModelSettings: Architecture {
        /// An embedding, an ansatz, a readout and a loss, each by name.
        "variational_classifier" => VariationalClassifier(ClassifierSettings),
        /// Data re-uploading with trainable scales.
        "reuploading" => Reuploading(ReuploadingSettings),
        /// A circuit between classical layers.
        "dressed" => Dressed(DressedSettings),
        /// Copies of the features as amplitudes.
        "circuit_centric" => CircuitCentric(CircuitCentricSettings),
        /// An IQP embedding before a trainable circuit.
        "iqp_variational" => IqpVariational(IqpVariationalSettings),
        /// Convolutions and pooling.
        "convolutional" => Convolutional(ConvolutionalSettings),
        /// A binary tree of gates on amplitudes.
        "tree_tensor" => TreeTensor(TreeTensorSettings),
        /// Another model without its entangling gates.
        "separable" => Separable(SeparableSettings),
    }
}

/// What each kind supplies.
pub(crate) trait Architecture {
    /// Refuses sizes that no circuit has.
    fn check(&self) -> Result<(), ModelError>;

    /// Qubits for so many features.
    fn num_qubits(&self, features: usize) -> usize;

    /// Whether samples are prepared as amplitudes.
    fn prepares_amplitudes(&self) -> bool {
        false
    }

    /// The model, its sizes having been checked.
    fn model(&self, shape: DataShape) -> Result<Model, ModelError>;
}

/// What a model is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DataShape {
    /// Features of a sample.
    pub features: usize,
    /// Classes to tell apart, at least 2.
    pub classes: usize,
}

impl ModelSettings {
    /// The default settings of a kind.
    ///
    /// # Errors
    /// [`ModelError::Unknown`] with the nearest name of [`MODELS`].
    pub fn by_name(kind: &str) -> Result<ModelSettings, ModelError> {
        Ok(kind.parse()?)
    }

    /// Refuses sizes that no circuit has. Whoever makes something of such a size first must ask; `fit` and `load` do.
    ///
    /// # Errors
    /// [`ModelError::Size`] for the first size out of range.
    pub fn check(&self) -> Result<(), ModelError> {
        self.as_dyn().check()
    }

    /// Qubits of the circuit for so many features.
    pub fn num_qubits(&self, features: usize) -> usize {
        self.as_dyn().num_qubits(features)
    }

    /// Whether samples are prepared as amplitudes, which takes memory of their own.
    pub fn prepares_amplitudes(&self) -> bool {
        self.as_dyn().prepares_amplitudes()
    }

    /// The same model without its entangling gates: the control that tells whether they matter.
    #[must_use]
    pub fn separable(&self) -> ModelSettings {
        SeparableSettings { of: Box::new(self.clone()) }.into()
    }

    /// The classifier of these settings.
    ///
    /// # Errors
    /// Sizes and names that are refused, and data that the model does not fit.
    pub fn classifier(&self, shape: DataShape) -> Result<Model, ModelError> {
        self.check()?;
        check_size("features", shape.features, 1..=usize::MAX, "at least 1")?;
        check_size("qubits", self.num_qubits(shape.features), 1..=MOST_QUBITS, "from 1 to 62")?;
        Ok(self.as_dyn().model(shape)?.made_by(self.clone()))
    }

    /// The circuit of these settings as a regressor: a linear layer on Z of every qubit, `y = Σ_q r_q z_q + r`. What is read of classes, and their
    /// loss, is not used.
    ///
    /// # Errors
    /// As [`classifier`](Self::classifier).
    pub fn regressor(
        &self,
        features: usize,
        loss: impl Criterion<f64> + 'static,
    ) -> Result<Model<f64>, ModelError> {
        let model = self.classifier(DataShape { features, classes: 2 })?;
        let qubits = model.circuit().circuit().num_qubits();
        Ok(model.observables((0..qubits).map(PauliSum::z))?.head(Number).loss(loss))
    }
}

impl Default for ModelSettings {
    fn default() -> Self {
        ClassifierSettings::default().into()
    }
}

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
