//! The variational classifier: an architecture that learns to tell classes apart.
//! Called by users and the command line; must not know files.

mod saved;

pub use saved::SavedClassifier;

use crate::network::Network;
use crate::training::{Fit, Samples, fingerprint};
use crate::{Checkpoint, Classifier, History, ModelError, ModelSettings, Progress, TrainingSettings};
use ansatz_circuits::Circuit;
use ansatz_simulator::Backend;
use ndarray::Array2;
use std::ops::ControlFlow;
use std::sync::Arc;

/// A quantum circuit that learns to tell classes apart; which circuit, and what is around it, is said by [`ModelSettings`].
///
/// Weights are trained by gradients of the mean loss through everything.
///
/// ```
/// use ansatz_qml::{Classifier, ClassifierSettings, TrainingSettings, VariationalClassifier, moons};
/// use ansatz_simulator::Cpu;
/// use std::sync::Arc;
///
/// let data = moons(60, 0.1, 0)?;
/// let settings = ClassifierSettings { qubits: 2, embedding: "reuploading".into(), layers: 2, ..Default::default() };
/// let training = TrainingSettings { epochs: 20, ..Default::default() };
/// let mut model = VariationalClassifier::new(settings, training, Arc::new(Cpu::<f64>::default()));
/// model.fit(&data.features, &data.labels)?;
/// let epochs = &model.history()?.epochs;
/// assert!(epochs[19].loss < epochs[0].loss);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct VariationalClassifier {
    model: ModelSettings,
    training: TrainingSettings,
    backend: Arc<dyn Backend>,
    trained: Option<Trained>,
}

/// A network with its weights.
struct Trained {
    network: Network<usize>,
    weights: Vec<f64>,
    history: Option<History>,
}

/// What an observer of training may do at its start and after each epoch: look, and stop it.
pub type Observer<'a> = dyn FnMut(&Progress<'_>) -> ControlFlow<()> + 'a;

impl VariationalClassifier {
    /// An untrained model.
    pub fn new(
        model: impl Into<ModelSettings>,
        training: TrainingSettings,
        backend: Arc<dyn Backend>,
    ) -> VariationalClassifier {
        VariationalClassifier { model: model.into(), training, backend, trained: None }
    }

    /// [`fit`](Classifier::fit) with a look at the start and at every epoch, from the start or from a checkpoint of the same run. Whatever happens, the
    /// model has the last good weights afterwards.
    ///
    /// # Errors
    /// Settings that do not fit the data, a checkpoint of another run, or [`ModelError::Optimize`] if training diverges.
    pub fn fit_observed(
        &mut self,
        (features, labels): (&Array2<f64>, &[usize]),
        from: Option<Checkpoint>,
        observe: &mut Observer<'_>,
    ) -> Result<Checkpoint, ModelError> {
        if labels.is_empty() || features.nrows() != labels.len() {
            return Err(ModelError::NoSamples);
        }
        let classes = labels.iter().max().map_or(0, |highest| highest + 1).max(2);
        let network = network(&self.model, (features.ncols(), classes), &*self.backend)?;
        let fingerprint = fingerprint(features, labels);
        let samples = Samples { features, known: labels, fingerprint: &fingerprint };
        let (outcome, weights, checkpoint) = {
            let model = (&self.model, &network);
            let mut fit = Fit::new(model, &*self.backend, samples, &self.training)?;
            if let Some(checkpoint) = from {
                fit.resume(checkpoint)?;
            }
            let outcome = fit.run(observe);
            (outcome, fit.weights.clone(), fit.checkpoint())
        };
        let history = Some(checkpoint.history());
        self.trained = Some(Trained { network, weights, history });
        outcome.map(|()| checkpoint)
    }

    /// What the model is.
    pub fn model(&self) -> &ModelSettings {
        &self.model
    }

    /// How it is trained.
    pub fn training(&self) -> &TrainingSettings {
        &self.training
    }

    /// What happened in training.
    ///
    /// # Errors
    /// [`ModelError::NotTrained`], of a loaded model too.
    pub fn history(&self) -> Result<&History, ModelError> {
        self.trained()?.history.as_ref().ok_or(ModelError::NotTrained)
    }

    /// The trained weights, those of a classical layer first, then the circuit's, then the readout's; empty before training.
    pub fn weights(&self) -> &[f64] {
        self.trained.as_ref().map_or(&[], |trained| &trained.weights)
    }

    /// The circuit, once the number of features and classes is known.
    ///
    /// # Errors
    /// [`ModelError::NotTrained`].
    pub fn circuit(&self) -> Result<&Circuit, ModelError> {
        Ok(self.trained()?.network.data_circuit().circuit())
    }

    /// The mean loss; `labels` are class indices below the number of classes.
    ///
    /// # Errors
    /// As [`predict_proba`](Classifier::predict_proba); [`ModelError::NoSamples`] if there are none or one has no label.
    ///
    /// # Panics
    /// If a label is not below the number of classes, as indexing a slice does.
    pub fn loss(&self, features: &Array2<f64>, labels: &[usize]) -> Result<f64, ModelError> {
        let Trained { network, weights, .. } = self.trained()?;
        network.mean_loss(&*self.backend, weights, (features, labels))
    }

    fn trained(&self) -> Result<&Trained, ModelError> {
        self.trained.as_ref().ok_or(ModelError::NotTrained)
    }
}

/// The model made real for a number of features and classes.
fn network(
    model: &ModelSettings,
    (features, classes): (usize, usize),
    backend: &dyn Backend,
) -> Result<Network<usize>, ModelError> {
    let body = model.body(features, classes)?;
    Network::new(body, model.measured(features, classes)?, &backend.plan_options())
}

impl Classifier for VariationalClassifier {
    fn fit(&mut self, features: &Array2<f64>, labels: &[usize]) -> Result<(), ModelError> {
        self.fit_observed((features, labels), None, &mut |_| ControlFlow::Continue(())).map(|_| ())
    }

    fn predict_proba(&self, features: &Array2<f64>) -> Result<Array2<f64>, ModelError> {
        let Trained { network, weights, .. } = self.trained()?;
        network.answers(&*self.backend, weights, features)
    }
}
