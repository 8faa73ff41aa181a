//! A model behind a preprocessing of its own: fitted on the rows that it is trained on, and no others.
//!
//! Called by studies, so that no test row has a say in the preprocessing of any split.

use super::{FittedPipeline, Pipeline};
use crate::{Classifier, ModelError, Predictions, Regressor};
use ndarray::Array2;

/// `model(pipeline(x))` as one model.
///
/// ```
/// use ansatz_qml::data::moons;
/// use ansatz_qml::models::{Classifier, baseline_by_name};
/// use ansatz_qml::preprocess::{Pipeline, Preprocessed};
/// use ansatz_simulator::Cpu;
/// use std::sync::Arc;
/// let data = moons(80, 0.1, 0)?;
/// let model = baseline_by_name("rbf_svm", 0, Arc::new(Cpu::<f64>::default()))?;
/// let mut model = Preprocessed::new(Pipeline::parse(&["standardize"])?, model);
/// model.fit(&data.features, &data.labels)?;
/// assert!(model.score(&data.features, &data.labels)? > 0.9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A `Preprocessed<dyn Regressor>` is the same of numbers.
pub struct Preprocessed<M: ?Sized = dyn Classifier> {
    pipeline: Pipeline,
    model: Box<M>,
    fitted: Option<FittedPipeline>,
}

impl<M: ?Sized> Preprocessed<M> {
    /// Both untrained.
    pub fn new(pipeline: Pipeline, model: Box<M>) -> Preprocessed<M> {
        Preprocessed { pipeline, model, fitted: None }
    }

    fn transformed(&self, features: &Array2<f64>) -> Result<Array2<f64>, ModelError> {
        let fitted = self.fitted.as_ref().ok_or(ModelError::NotTrained)?;
        Ok(fitted.transform(features)?)
    }
}

impl Classifier for Preprocessed {
    fn fit(&mut self, features: &Array2<f64>, labels: &[usize]) -> Result<(), ModelError> {
        let fitted = self.pipeline.fit(features)?;
        self.model.fit(&fitted.transform(features)?, labels)?;
        self.fitted = Some(fitted);
        Ok(())
    }

    fn predict_proba(&self, features: &Array2<f64>) -> Result<Array2<f64>, ModelError> {
        self.model.predict_proba(&self.transformed(features)?)
    }

    fn predict(&self, features: &Array2<f64>) -> Result<Vec<usize>, ModelError> {
        self.model.predict(&self.transformed(features)?)
    }

    fn predictions(&self, features: &Array2<f64>) -> Result<Predictions, ModelError> {
        self.model.predictions(&self.transformed(features)?)
    }
}

impl Regressor for Preprocessed<dyn Regressor> {
    fn fit(&mut self, features: &Array2<f64>, targets: &[f64]) -> Result<(), ModelError> {
        let fitted = self.pipeline.fit(features)?;
        self.model.fit(&fitted.transform(features)?, targets)?;
        self.fitted = Some(fitted);
        Ok(())
    }

    fn predict(&self, features: &Array2<f64>) -> Result<Vec<f64>, ModelError> {
        self.model.predict(&self.transformed(features)?)
    }
}
