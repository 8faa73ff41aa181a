//! The variational classifier: embedding, ansatz, readout, loss; `fit`, `predict`, `predict_proba`, `score`.
//! Called by users and the command line; must not know files.

mod fit;
mod network;
mod objective;
mod saved;
mod settings;

pub use fit::{EarlyStopping, Epoch, History, StopReason, TrainingSettings};
pub(crate) use network::EncodedBatch;
pub use saved::SavedClassifier;
pub use settings::ClassifierSettings;

use crate::metrics::most_probable;
use crate::{Metrics, ModelError};
use ansatz_circuits::Circuit;
use ansatz_simulator::Backend;
use ndarray::Array2;
use network::Network;
use std::sync::Arc;

/// A quantum circuit that learns to tell classes apart.
///
/// Outputs are made of expectations by the readout, probabilities of outputs by the loss. Weights are trained by
/// gradients of the mean loss through the circuit.
///
/// ```
/// use ansatz_qml::{ClassifierSettings, TrainingSettings, VariationalClassifier, moons};
/// use ansatz_simulator::Cpu;
/// use std::sync::Arc;
///
/// let data = moons(60, 0.1, 0)?;
/// let settings = ClassifierSettings { qubits: 2, embedding: "reuploading".into(), layers: 2, ..Default::default() };
/// let mut model = VariationalClassifier::new(settings, Arc::new(Cpu::<f64>::default()));
/// let history = model.fit(&data.features, &data.labels, &TrainingSettings { epochs: 20, ..Default::default() })?;
/// assert!(history.epochs[19].loss < history.epochs[0].loss);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct VariationalClassifier {
    settings: ClassifierSettings,
    backend: Arc<dyn Backend>,
    trained: Option<Trained>,
}

/// A network with its weights.
pub(crate) struct Trained {
    pub(crate) network: Network,
    pub(crate) weights: Vec<f64>,
}

impl VariationalClassifier {
    /// An untrained model.
    pub fn new(settings: ClassifierSettings, backend: Arc<dyn Backend>) -> VariationalClassifier {
        VariationalClassifier { settings, backend, trained: None }
    }

    /// Its settings.
    pub fn settings(&self) -> &ClassifierSettings {
        &self.settings
    }

    /// The trained weights, the circuit's first, then the readout's; empty before training.
    pub fn weights(&self) -> &[f64] {
        self.trained.as_ref().map_or(&[], |trained| &trained.weights)
    }

    /// The circuit, once the number of features and classes is known.
    ///
    /// # Errors
    /// [`ModelError::NotTrained`].
    pub fn circuit(&self) -> Result<&Circuit, ModelError> {
        Ok(self.trained()?.network.data_circuit.circuit())
    }

    /// Class probabilities, one row for each sample.
    ///
    /// # Errors
    /// [`ModelError::NotTrained`], [`ModelError::FeatureCount`], or what the backend refuses.
    pub fn predict_proba(&self, features: &Array2<f64>) -> Result<Array2<f64>, ModelError> {
        let Trained { network, weights } = self.trained()?;
        network.probabilities(&*self.backend, weights, features)
    }

    /// The most probable class of each sample.
    ///
    /// # Errors
    /// As [`predict_proba`](Self::predict_proba).
    pub fn predict(&self, features: &Array2<f64>) -> Result<Vec<usize>, ModelError> {
        let probabilities = self.predict_proba(features)?;
        Ok(probabilities.rows().into_iter().map(|row| most_probable(row.iter().copied())).collect())
    }

    /// The accuracy.
    ///
    /// # Errors
    /// As [`predict_proba`](Self::predict_proba).
    pub fn score(&self, features: &Array2<f64>, labels: &[usize]) -> Result<f64, ModelError> {
        let right = self.predict(features)?.iter().zip(labels).filter(|(a, b)| a == b).count();
        Ok(right as f64 / labels.len().max(1) as f64)
    }

    /// The mean loss; `labels` are class indices below the number of classes.
    ///
    /// # Errors
    /// As [`predict_proba`](Self::predict_proba); [`ModelError::NoSamples`] if there are none or one has no label.
    ///
    /// # Panics
    /// If a label is not below the number of classes, as indexing a slice does.
    pub fn loss(&self, features: &Array2<f64>, labels: &[usize]) -> Result<f64, ModelError> {
        let Trained { network, weights } = self.trained()?;
        network.mean_loss(&*self.backend, weights, (features, labels))
    }

    /// Every metric.
    ///
    /// # Errors
    /// As [`predict_proba`](Self::predict_proba).
    pub fn evaluate(&self, features: &Array2<f64>, labels: &[usize]) -> Result<Metrics, ModelError> {
        Ok(Metrics::new(labels, &self.predict_proba(features)?)?)
    }

    fn trained(&self) -> Result<&Trained, ModelError> {
        self.trained.as_ref().ok_or(ModelError::NotTrained)
    }
}
