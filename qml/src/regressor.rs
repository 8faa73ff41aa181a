//! The variational regressor: an architecture that learns to predict a number.
//! Called by users; must not know files.

use crate::network::{Measured, Network, NumberHead};
use crate::training::{Fit, Samples, fingerprint};
use crate::{History, ModelError, ModelSettings, Readout, RegressionLoss, Regressor, TrainingSettings};
use ansatz_simulator::Backend;
use ndarray::Array2;
use std::ops::ControlFlow;
use std::sync::Arc;

/// A quantum circuit that predicts a number: the body of any [`ModelSettings`], and a linear layer on Z of every qubit,
/// `y = Σ_q r_q z_q + r`.
///
/// ```
/// use ansatz_qml::{ClassifierSettings, OptimizerSettings, Regressor, SquaredError, TrainingSettings, VariationalRegressor};
/// use ansatz_simulator::Cpu;
/// use ndarray::Array2;
/// use std::sync::Arc;
///
/// let x = Array2::from_shape_fn((30, 1), |(row, _)| -1.5 + 0.1 * row as f64);
/// let y: Vec<f64> = x.iter().map(|x| (2.0 * x).sin()).collect();
/// let model = ClassifierSettings { qubits: 2, embedding: "reuploading".into(), layers: 2, ..Default::default() };
/// let training = TrainingSettings { epochs: 150, batch_size: 0, optimizer: OptimizerSettings::default().with_learning_rate(0.1), ..Default::default() };
/// let backend = Arc::new(Cpu::<f64>::default());
/// let mut model = VariationalRegressor::new(model, SquaredError, training, backend);
/// model.fit(&x, &y)?;
/// assert!(model.score(&x, &y)? > 0.95);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct VariationalRegressor {
    model: ModelSettings,
    loss: Arc<dyn RegressionLoss>,
    training: TrainingSettings,
    backend: Arc<dyn Backend>,
    trained: Option<Trained>,
}

struct Trained {
    network: Network<f64>,
    weights: Vec<f64>,
    history: History,
}

impl VariationalRegressor {
    /// An untrained model; readout and loss of classes in `model` are not used.
    pub fn new(
        model: impl Into<ModelSettings>,
        loss: impl RegressionLoss + 'static,
        training: TrainingSettings,
        backend: Arc<dyn Backend>,
    ) -> VariationalRegressor {
        VariationalRegressor { model: model.into(), loss: Arc::new(loss), training, backend, trained: None }
    }

    /// What happened in training.
    ///
    /// # Errors
    /// [`ModelError::NotTrained`].
    pub fn history(&self) -> Result<&History, ModelError> {
        Ok(&self.trained.as_ref().ok_or(ModelError::NotTrained)?.history)
    }

    /// The trained weights; empty before training.
    pub fn weights(&self) -> &[f64] {
        self.trained.as_ref().map_or(&[], |trained| &trained.weights)
    }

    fn network(&self, features: usize, targets: &[f64]) -> Result<Network<f64>, ModelError> {
        let body = self.model.body(features, 2)?;
        let observables = Readout::Linear.observables(2, self.model.num_qubits(features))?;
        let mean = targets.iter().sum::<f64>() / targets.len() as f64;
        let variance = targets.iter().map(|t| (t - mean).powi(2)).sum::<f64>() / targets.len() as f64;
        let head = NumberHead { observables: observables.len(), loss: self.loss.clone(), mean, variance };
        Network::new(body, Measured { observables, head: Box::new(head) }, &self.backend.plan_options())
    }
}

impl Regressor for VariationalRegressor {
    fn fit(&mut self, features: &Array2<f64>, targets: &[f64]) -> Result<(), ModelError> {
        if targets.is_empty() || features.nrows() != targets.len() {
            return Err(ModelError::NoSamples);
        }
        if let Some(found) = targets.iter().copied().find(|target| !target.is_finite()) {
            return Err(ModelError::Number { setting: "targets", expected: "finite", found });
        }
        let network = self.network(features.ncols(), targets)?;
        let fingerprint = fingerprint(features, targets);
        let samples = Samples { features, known: targets, fingerprint: &fingerprint };
        let (outcome, weights, history) = {
            let mut fit = Fit::new((&self.model, &network), &*self.backend, samples, &self.training)?;
            let outcome = fit.run(&mut |_| ControlFlow::Continue(()));
            (outcome, fit.weights.clone(), fit.history())
        };
        self.trained = Some(Trained { network, weights, history });
        outcome
    }

    fn predict(&self, features: &Array2<f64>) -> Result<Vec<f64>, ModelError> {
        let Trained { network, weights, .. } = self.trained.as_ref().ok_or(ModelError::NotTrained)?;
        Ok(network.answers(&*self.backend, weights, features)?.into_raw_vec_and_offset().0)
    }
}
