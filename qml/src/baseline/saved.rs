//! Trained dense models as data that any format can hold: layers, weights, how features and targets are standardised.
//!
//! Called by whoever writes models to files. Must not know files.

use super::dense::{Dense, Taught};
use super::model::{DenseModel, Fitted};
use super::scale::Scale;
use super::settings::DenseSettings;
use crate::ModelError;
use serde::{Deserialize, Serialize};

/// The version of the format; data of another version are refused.
const VERSION: u32 = 1;

/// A trained [`DenseModel`]. Loaded, it predicts the same bits; numbers must be written so that they are read as they were.
///
/// ```
/// use ansatz_qml::data::moons;
/// use ansatz_qml::models::{Classifier, DenseClassifier, DenseSettings, SavedDense};
/// let data = moons(60, 0.1, 0)?;
/// let mut model = DenseClassifier::new(DenseSettings { hidden: vec![4], ..Default::default() });
/// model.fit(&data.features, &data.labels)?;
/// let text = serde_json::to_string(&model.save()?)?;
/// let loaded = DenseClassifier::load(&serde_json::from_str::<SavedDense>(&text)?)?;
/// assert_eq!(loaded.predict_proba(&data.features)?, model.predict_proba(&data.features)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedDense {
    version: u32,
    settings: DenseSettings,
    /// Numbers of each layer, features first.
    widths: Vec<usize>,
    weights: Vec<f64>,
    /// Of each feature.
    scales: Vec<Scale>,
    /// Of a regressor's targets; absent of classes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target: Option<Scale>,
}

impl<T: Taught> DenseModel<T> {
    /// The model as data.
    ///
    /// # Errors
    /// [`ModelError::NotTrained`].
    pub fn save(&self) -> Result<SavedDense, ModelError> {
        let Fitted { network, weights, scales, target, .. } = self.fitted()?;
        Ok(SavedDense {
            version: VERSION,
            settings: self.settings.clone(),
            widths: network.widths().to_vec(),
            weights: weights.clone(),
            scales: scales.clone(),
            target: (*target != Scale::NONE).then_some(*target),
        })
    }

    /// The model from data.
    ///
    /// # Errors
    /// [`ModelError::Saved`] if version, sizes or numbers do not fit together, or it has the outputs of another kind of target.
    pub fn load(saved: &SavedDense) -> Result<DenseModel<T>, ModelError> {
        saved.check().map_err(ModelError::Saved)?;
        let outputs = saved.outputs();
        if (T::PREDICTOR == "regressor") != (outputs == 1) {
            return Err(ModelError::Saved(format!("a {} has other outputs than {outputs}", T::PREDICTOR)));
        }
        let fitted = Fitted {
            network: Dense::new(saved.widths.clone()),
            weights: saved.weights.clone(),
            scales: saved.scales.clone(),
            target: saved.target.unwrap_or(Scale::NONE),
            stop: None,
        };
        Ok(DenseModel { fitted: Some(fitted), ..DenseModel::new(saved.settings.clone()) })
    }
}

impl SavedDense {
    /// Features of a sample.
    pub fn num_features(&self) -> usize {
        self.widths.first().copied().unwrap_or(0)
    }

    /// Classes, or 1 number.
    pub fn outputs(&self) -> usize {
        self.widths.last().copied().unwrap_or(0)
    }

    /// The numbers of the widest layer, samples included.
    pub fn widest(&self) -> usize {
        self.widths.iter().copied().max().unwrap_or(0)
    }

    /// The weights, layer by layer.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// Says what does not fit.
    fn check(&self) -> Result<(), String> {
        if self.version != VERSION {
            return Err(format!("version {}; expected {VERSION}", self.version));
        }
        let layer = |pair: &[usize]| pair[0].checked_add(1)?.checked_mul(pair[1]);
        let layers = self.widths.windows(2).map(layer);
        let count = layers.into_iter().try_fold(0, |sum: usize, layer| sum.checked_add(layer?));
        if self.widths.len() < 2 || self.widths.contains(&0) || count != Some(self.weights.len()) {
            return Err("the weights are not as many as its layers have".into());
        }
        let sound = self.scales.iter().chain(&self.target).all(Scale::is_sound);
        if self.scales.len() != self.num_features() || !sound {
            return Err("it does not say how each feature is standardised".into());
        }
        match self.weights.iter().all(|weight| weight.is_finite()) {
            true => Ok(()),
            false => Err("a weight is not finite".into()),
        }
    }
}
