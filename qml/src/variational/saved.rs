//! A trained variational model as data that any format can hold: settings, classes, preprocessing, weights.

use super::scale::TargetScale;
use super::{Variational, VariationalClassifier, VariationalRegressor};
use crate::data::{Schema, TableFormat};
use crate::model::{Model, Target};
use crate::training::Fitted;
use crate::{DataShape, Dataset, FittedPipeline, ModelError, ModelSettings, SquaredError, TrainingSettings};
use ansatz_simulator::Backend;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The version of the format; a file of another version is refused.
const VERSION: u32 = 2;

/// Everything that prediction needs, from raw features on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedModel {
    /// `ansatz variational classifier` or `ansatz variational regressor`.
    pub format: String,
    /// The version of the format.
    pub version: u32,
    /// What the model is.
    pub model: ModelSettings,
    /// Class names, in the order of the probabilities; a regressor has none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<String>,
    /// Names of the raw features, in order.
    pub feature_names: Vec<String>,
    /// For each feature the texts that its numbers count, none of one that holds numbers; empty if all do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<Vec<String>>,
    /// Name of the label column.
    pub label_name: String,
    /// How the training rows were written, as rows to predict are.
    #[serde(default, skip_serializing_if = "is_default")]
    pub table: TableFormat,
    /// The fitted preprocessing.
    pub preprocess: FittedPipeline,
    /// The scale on which a number was learnt; its own if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<TargetScale>,
    /// Weights of front layer, circuit and head.
    pub weights: Vec<f64>,
}

/// A saved classifier.
pub type SavedClassifier = SavedModel;
/// A saved regressor.
pub type SavedRegressor = SavedModel;

/// What the columns of the data were called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DataNames {
    /// Class names, in the order of the probabilities; none where numbers are predicted.
    pub classes: Vec<String>,
    /// Names of the raw features, in order.
    pub feature_names: Vec<String>,
    /// For each feature the texts that its numbers count; empty if all are numbers.
    pub categories: Vec<Vec<String>>,
    /// Name of the label column.
    pub label_name: String,
    /// How the table was written.
    pub table: TableFormat,
}

impl<T> From<&Dataset<T>> for DataNames {
    fn from(data: &Dataset<T>) -> Self {
        DataNames {
            classes: data.classes.clone(),
            feature_names: data.feature_names.clone(),
            categories: data.categories.clone(),
            label_name: data.label_name.clone(),
            table: TableFormat::default(),
        }
    }
}

impl DataNames {
    /// The same names of a table that was written like this.
    #[must_use]
    pub fn written(self, table: TableFormat) -> Self {
        DataNames { table, ..self }
    }
}

fn is_default(table: &TableFormat) -> bool {
    *table == TableFormat::default()
}

fn format<T: Target>() -> String {
    format!("ansatz variational {}", T::PREDICTOR)
}

impl<T: Target> Variational<T> {
    /// The model as data, with what surrounds it; the names are often those of a [`Dataset`].
    ///
    /// # Errors
    /// [`ModelError::NotTrained`].
    pub fn save(
        &self,
        names: impl Into<DataNames>,
        preprocess: &FittedPipeline,
    ) -> Result<SavedModel, ModelError> {
        let DataNames { classes, feature_names, categories, label_name, table } = names.into();
        Ok(SavedModel {
            format: format::<T>(),
            version: VERSION,
            model: self.settings.clone(),
            classes,
            feature_names,
            categories,
            label_name,
            table,
            preprocess: preprocess.clone(),
            target: None,
            weights: self.fitted()?.weights().to_vec(),
        })
    }

    /// This untrained model with the weights of `model`.
    fn loaded(self, saved: &SavedModel, model: Model<T>) -> Result<Variational<T>, ModelError> {
        let fitted = Some(Fitted::at(&self.backend, model, saved.weights.clone())?);
        Ok(Variational { fitted, ..self })
    }
}

impl VariationalClassifier {
    /// The model from data.
    ///
    /// # Errors
    /// [`ModelError::Saved`] if format, version or sizes do not fit.
    pub fn load(saved: &SavedModel, backend: Arc<dyn Backend>) -> Result<VariationalClassifier, ModelError> {
        saved.check::<usize>()?;
        if saved.classes.len() < 2 {
            return Err(ModelError::Saved("it names fewer than two classes".into()));
        }
        let shape = DataShape { features: saved.preprocess.output_count(), classes: saved.classes.len() };
        let model = saved.model.classifier(shape)?;
        let untrained = Variational::<usize>::new(saved.model.clone(), TrainingSettings::default(), backend);
        untrained.loaded(saved, model)
    }
}

impl VariationalRegressor {
    /// The model from data; its loss, which prediction has no use for, is the squared error.
    ///
    /// # Errors
    /// [`ModelError::Saved`] if format, version or sizes do not fit.
    pub fn load(saved: &SavedModel, backend: Arc<dyn Backend>) -> Result<VariationalRegressor, ModelError> {
        saved.check::<f64>()?;
        let model = saved.model.regressor(saved.preprocess.output_count(), SquaredError)?;
        let training = TrainingSettings::default();
        let untrained = Variational::<f64>::new(saved.model.clone(), SquaredError, training, backend);
        untrained.loaded(saved, model)
    }
}

impl SavedModel {
    /// What the model takes from a table.
    pub fn schema(&self) -> Schema<'_> {
        let SavedModel { feature_names, categories, label_name, classes, .. } = self;
        Schema { features: feature_names, categories, label: label_name, classes }
    }

    /// Whether it predicts a number, and not a class.
    pub fn predicts_numbers(&self) -> bool {
        self.format == format::<f64>()
    }

    /// Refuses another format, another version, and names that do not fit the preprocessing.
    fn check<T: Target>(&self) -> Result<(), ModelError> {
        let expected = format::<T>();
        if self.format != expected || self.version != VERSION {
            let found = format!("format `{}`, version {}", self.format, self.version);
            return Err(ModelError::Saved(format!("{found}; expected `{expected}`, version {VERSION}")));
        }
        if self.preprocess.input_count() != self.feature_names.len() {
            let reason = "the preprocessing takes another number of features than there are names";
            return Err(ModelError::Saved(reason.into()));
        }
        if !self.categories.is_empty() && self.categories.len() != self.feature_names.len() {
            return Err(ModelError::Saved(
                "it has texts of another number of features than there are names".into(),
            ));
        }
        Ok(())
    }
}
