//! A trained classifier as data that any format can hold: settings, classes, preprocessing, weights.

use super::{Trained, VariationalClassifier, network};
use crate::{FittedPipeline, ModelError, ModelSettings, TrainingSettings};
use ansatz_simulator::Backend;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The version of the format; a file of another version is refused.
const VERSION: u32 = 2;

/// Everything that prediction needs, from raw features on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedClassifier {
    /// `ansatz variational classifier`.
    pub format: String,
    /// The version of the format.
    pub version: u32,
    /// What the model is.
    pub model: ModelSettings,
    /// Class names, in the order of the probabilities.
    pub classes: Vec<String>,
    /// Names of the raw features, in order.
    pub feature_names: Vec<String>,
    /// Name of the label column.
    pub label_name: String,
    /// The fitted preprocessing.
    pub preprocess: FittedPipeline,
    /// Weights of circuit and readout.
    pub weights: Vec<f64>,
}

const FORMAT: &str = "ansatz variational classifier";

impl VariationalClassifier {
    /// The model as data, with what surrounds it.
    ///
    /// # Errors
    /// [`ModelError::NotTrained`].
    pub fn save(
        &self,
        data: &crate::Dataset,
        preprocess: &FittedPipeline,
    ) -> Result<SavedClassifier, ModelError> {
        Ok(SavedClassifier {
            format: FORMAT.into(),
            version: VERSION,
            model: self.model.clone(),
            classes: data.classes.clone(),
            feature_names: data.feature_names.clone(),
            label_name: data.label_name.clone(),
            preprocess: preprocess.clone(),
            weights: self.trained()?.weights.clone(),
        })
    }

    /// The model from data.
    ///
    /// # Errors
    /// [`ModelError::Saved`] if format, version or sizes do not fit.
    pub fn load(
        saved: &SavedClassifier,
        backend: Arc<dyn Backend>,
    ) -> Result<VariationalClassifier, ModelError> {
        if saved.format != FORMAT || saved.version != VERSION {
            let found = format!(
                "format `{}`, version {}; expected `{FORMAT}`, version {VERSION}",
                saved.format, saved.version
            );
            return Err(ModelError::Saved(found));
        }
        if saved.classes.len() < 2 {
            return Err(ModelError::Saved("it names fewer than two classes".into()));
        }
        if saved.preprocess.input_count() != saved.feature_names.len() {
            return Err(ModelError::Saved(
                "the preprocessing takes another number of features than there are names".into(),
            ));
        }
        let sizes = (saved.preprocess.output_count(), saved.classes.len());
        let network = network(&saved.model, sizes, &*backend)?;
        if network.num_weights() != saved.weights.len() {
            let (expected, found) = (network.num_weights(), saved.weights.len());
            return Err(ModelError::Saved(format!("{expected} weights expected, {found} found")));
        }
        if !saved.weights.iter().all(|w| w.is_finite()) {
            return Err(ModelError::Saved("a weight is not finite".into()));
        }
        let trained = Some(Trained { network, weights: saved.weights.clone(), history: None });
        let training = TrainingSettings::default();
        Ok(VariationalClassifier { model: saved.model.clone(), training, backend, trained })
    }
}
