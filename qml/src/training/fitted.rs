//! A model that has been trained, or loaded: with weights and a backend.
//!
//! Made by trainers. Must not know how it was trained.

use super::{Checkpoint, History, Samples};
use crate::model::{Model, Target};
use crate::network::Network;
use crate::place::RunsOn;
use crate::{Metrics, ModelError, RegressionMetrics};
use ansatz_circuits::Circuit;
use ansatz_simulator::Backend;
use ndarray::Array2;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A trained model: predictions, scores, its weights as data, and the run's end.
///
/// ```
/// use ansatz_qml::data::moons;
/// use ansatz_qml::models::{Fitted, Trainer, reuploading};
/// use ansatz_qml::optimize::Adam;
/// use ansatz_simulator::Device;
/// let device = Device::cpu();
/// let (data, model) = (moons(20, 0.1, 0)?, reuploading(2, 2, 1)?);
/// let trainer = Trainer::new(Adam::default()).epochs(3);
/// let fitted = trainer.fit(&device, model.clone(), &data)?;
/// let text = serde_json::to_string(&fitted.save())?;
/// // Elsewhere: the same model, with the weights that were saved.
/// let loaded = Fitted::load(&device, model, &serde_json::from_str(&text)?)?;
/// assert_eq!(loaded.predict(&data.features)?, fitted.predict(&data.features)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Fitted<T: Target = usize> {
    network: Network<T>,
    backend: Arc<dyn Backend>,
    weights: Vec<f64>,
    /// Of a loaded one none.
    checkpoint: Option<Checkpoint>,
    history: Option<History>,
}

/// The weights of a model, as data that any format can hold; numbers must be written so that they are read as they were.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedWeights {
    /// The [fingerprint](Model::fingerprint) of the model.
    pub model: String,
    /// Those of a front layer first, then the circuit's, then the head's.
    pub weights: Vec<f64>,
}

impl<T: Target> Fitted<T> {
    /// At the end of a run.
    pub(super) fn trained(
        network: Network<T>,
        backend: Arc<dyn Backend>,
        checkpoint: Checkpoint,
    ) -> Fitted<T> {
        let (weights, history) = (checkpoint.weights.clone(), Some(checkpoint.history()));
        Fitted { network, backend, weights, checkpoint: Some(checkpoint), history }
    }

    /// This model at these weights.
    ///
    /// # Errors
    /// [`ModelError::Saved`] for weights that are not finite or of another number than the model has, and whatever is wrong with its circuit.
    pub fn at(place: &impl RunsOn, model: Model<T>, weights: Vec<f64>) -> Result<Fitted<T>, ModelError> {
        let (expected, found) = (model.num_weights(), weights.len());
        if expected != found {
            return Err(ModelError::Saved(format!("{expected} weights expected, {found} found")));
        }
        if !weights.iter().all(|w| w.is_finite()) {
            return Err(ModelError::Saved("a weight is not finite".into()));
        }
        let backend = place.backend_for(model.circuit().circuit().num_qubits())?;
        let network = Network::new(model, &backend.plan_options())?;
        Ok(Fitted { network, backend, weights, checkpoint: None, history: None })
    }

    /// The weights as data.
    pub fn save(&self) -> SavedWeights {
        SavedWeights { model: self.model().fingerprint(), weights: self.weights.clone() }
    }

    /// The model whose weights were saved, made again as it was made then.
    ///
    /// # Errors
    /// [`ModelError::Saved`] for the weights of another model, and as [`at`](Self::at).
    pub fn load(place: &impl RunsOn, model: Model<T>, saved: &SavedWeights) -> Result<Fitted<T>, ModelError> {
        if saved.model != model.fingerprint() {
            return Err(ModelError::Saved("the weights are those of another model".into()));
        }
        Fitted::at(place, model, saved.weights.clone())
    }

    /// What was trained.
    pub fn model(&self) -> &Model<T> {
        &self.network.model
    }

    /// The trained weights, those of a front layer first, then the circuit's, then the head's.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// The circuit, with features and weights as parameters.
    pub fn circuit(&self) -> &Circuit {
        self.network.data_circuit().circuit()
    }

    /// What happened in training; none of a loaded model.
    pub fn history(&self) -> Option<&History> {
        self.history.as_ref()
    }

    /// The run's end, to be gone on with; none of a loaded model.
    pub fn checkpoint(&self) -> Option<&Checkpoint> {
        self.checkpoint.as_ref()
    }

    /// Answers, one row for each sample: class probabilities, or one number.
    ///
    /// # Errors
    /// [`ModelError::FeatureCount`], or what the backend refuses.
    pub fn answers(&self, features: &Array2<f64>) -> Result<Array2<f64>, ModelError> {
        self.network.answers(&*self.backend, &self.weights, features)
    }

    /// The most probable class of each sample, the first one on ties; or its number.
    ///
    /// # Errors
    /// As [`answers`](Self::answers).
    pub fn predict(&self, features: &Array2<f64>) -> Result<Vec<T>, ModelError> {
        let answers = self.answers(features)?;
        Ok(answers.rows().into_iter().map(|row| T::decide(&row.to_vec())).collect())
    }

    /// The accuracy of a classifier, R² of a regressor.
    ///
    /// # Errors
    /// As [`answers`](Self::answers); no samples, or targets in another number.
    pub fn score<'d>(&self, data: impl Into<Samples<'d, T>>) -> Result<f64, ModelError> {
        let Samples { features, known } = data.into().checked()?;
        Ok(T::score(&self.predict(features)?, known))
    }

    /// The mean loss.
    ///
    /// # Errors
    /// As [`score`](Self::score), and classes that the model does not know.
    pub fn loss<'d>(&self, data: impl Into<Samples<'d, T>>) -> Result<f64, ModelError> {
        let samples: Samples<'d, T> = data.into().checked()?;
        T::check(samples.known, self.model().num_answers())?;
        Ok(self.network.evaluate(&*self.backend, &self.weights, samples)?.loss)
    }
}

impl Fitted {
    /// Class probabilities, one row for each sample; a row sums to 1.
    ///
    /// # Errors
    /// As [`answers`](Self::answers).
    pub fn probabilities(&self, features: &Array2<f64>) -> Result<Array2<f64>, ModelError> {
        self.answers(features)
    }

    /// Every metric of classes.
    ///
    /// # Errors
    /// As [`score`](Self::score).
    pub fn evaluate<'d>(&self, data: impl Into<Samples<'d>>) -> Result<Metrics, ModelError> {
        let Samples { features, known } = data.into().checked()?;
        Ok(Metrics::new(known, &self.answers(features)?)?)
    }
}

impl Fitted<f64> {
    /// Every metric of numbers.
    ///
    /// # Errors
    /// As [`score`](Self::score).
    pub fn evaluate<'d>(&self, data: impl Into<Samples<'d, f64>>) -> Result<RegressionMetrics, ModelError> {
        let Samples { features, known } = data.into().checked()?;
        Ok(RegressionMetrics::new(known, &self.predict(features)?)?)
    }
}
