//! Models that are trained by gradients, how they are trained, and the classical ones beside them.
//!
//! Every model implements [`Classifier`] or [`Regressor`]: `fit`, `predict`, `score` on rows of features with a class or a number each.
//! Which circuit a variational model has is said by [`ModelSettings`], how it is trained by [`TrainingSettings`].
//!
//! ```
//! use ansatz_qml::data::moons;
//! use ansatz_qml::models::{Classifier, ReuploadingSettings, TrainingSettings, VariationalClassifier};
//! use ansatz_simulator::Cpu;
//! use std::sync::Arc;
//! let data = moons(60, 0.1, 0)?;
//! let training = TrainingSettings { epochs: 40, learning_rate: Some(0.1), ..Default::default() };
//! let backend = Arc::new(Cpu::<f64>::default());
//! let mut model = VariationalClassifier::new(ReuploadingSettings::default(), training, backend);
//! model.fit(&data.features, &data.labels)?;
//! assert!(model.score(&data.features, &data.labels)? > 0.8);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub use crate::architecture::{
    CircuitCentricSettings, ClassifierSettings, ConvolutionalSettings, DressedSettings,
    IqpVariationalSettings, MODELS, ModelSettings, ReuploadingSettings, SeparableSettings,
    TreeTensorSettings,
};
pub use crate::baseline::{BASELINES, DenseClassifier, DenseSettings, baseline_by_name};
pub use crate::circuit_layer::{CircuitLayer, LayerGradient};
pub use crate::classifier::{Observer, SavedClassifier, VariationalClassifier};
pub use crate::model::{Classifier, Regressor};
pub use crate::readout::{READOUTS, Readout};
pub use crate::regressor::VariationalRegressor;
pub use crate::training::{
    Checkpoint, CheckpointError, EarlyStopping, Epoch, History, Plateau, Progress, StopReason,
    TrainingSettings,
};
