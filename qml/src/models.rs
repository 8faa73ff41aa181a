//! Models that are trained by gradients, how they are trained, and the classical ones beside them.
//!
//! A [`Model`] is a value: a circuit that reads data, observables, a [head](Head) and a loss, of classes or of numbers. Shipped models are functions
//! that return one ([`reuploading`], [`dressed`], …). A [`Trainer`] trains it and gives a [`Fitted`] model:
//!
//! ```
//! use ansatz_circuits::Circuit;
//! use ansatz_qml::data::moons;
//! use ansatz_qml::embeddings::DataCircuit;
//! use ansatz_qml::losses::CrossEntropy;
//! use ansatz_qml::models::{Model, Scaled, Trainer};
//! use ansatz_qml::optimize::Adam;
//! use ansatz_simulator::Device;
//!
//! // A circuit of one's own that reads both features three times.
//! let mut circuit = Circuit::new(2);
//! let (x, w) = (circuit.parameter_vector("x", 2), circuit.parameter_vector("w", 18));
//! for layer in w.chunks(6) {
//!     for q in 0..2 {
//!         circuit.ry(x[q], q)?.rz(layer[3 * q], q)?.ry(layer[3 * q + 1], q)?.rz(layer[3 * q + 2], q)?;
//!     }
//!     circuit.cz(0, 1)?;
//! }
//! let model = Model::new(DataCircuit::new(&circuit, &x, &w)?).observables(["Z0", "Z1"])?.head(Scaled).loss(CrossEntropy);
//! let data = moons(80, 0.1, 0)?;
//! let optimizer = Adam { learning_rate: 0.1, ..Adam::default() };
//! let fitted = Trainer::new(optimizer).epochs(40).seed(1).fit(&Device::cpu(), model, &data)?;
//! assert!(fitted.score(&data)? > 0.8);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What files say is settings: [`ModelSettings`] and [`TrainingSettings`] make a [`VariationalClassifier`], which is a [`Classifier`] among others.

pub use crate::architecture::{
    CircuitCentricSettings, ClassifierSettings, ConvolutionalSettings, DataShape, DressedSettings,
    IqpVariationalSettings, MODELS, ModelSettings, ReuploadingSettings, SeparableSettings,
    TreeTensorSettings, circuit_centric, convolutional, dressed, iqp_variational, reuploading, tree_tensor,
};
pub use crate::baseline::{
    BASELINES, DenseClassifier, DenseModel, DenseRegressor, DenseSettings, SavedDense, Taught,
    baseline_by_name,
};
pub use crate::circuit_layer::{CircuitLayer, LayerGradient};
pub use crate::heads::{
    Biased, Head, HeadPoint, Linear, Margin, Number, Scaled, WeightedFidelities, WeightedFidelity,
};
pub use crate::model::{ClassWeight, Criterion, Model, Target, WeightStart};
pub use crate::place::RunsOn;
pub use crate::readout::{READOUTS, Readout};
pub use crate::supervised::{Classifier, Predictions, Regressor, Supervised};
pub use crate::training::{
    Attempt, Checkpoint, CheckpointError, EarlyStopping, Epoch, Fitted, History, Observer, Plateau, Progress,
    Samples, SavedWeights, StopReason, Trainer, TrainingSettings, Validation, Verdict,
};
pub use crate::variational::{
    DataNames, SavedClassifier, SavedModel, SavedRegressor, TargetScale, Variational, VariationalClassifier,
    VariationalRegressor,
};
