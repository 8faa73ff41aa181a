//! What all models have in common: `fit`, `predict`, `score` on the same data, rows of features with a class or a number each.
//!
//! Implemented by every model and every classical baseline; called by studies and the command line. Must not know any model.

use crate::metrics::most_probable;
use crate::{Metrics, ModelError};
use ndarray::{Array2, ArrayView1};

/// A model that tells classes apart. Classes are numbers from 0; there are as many as the largest label says, and at least 2.
pub trait Classifier: Send + Sync {
    /// Trains from the start, whatever was learnt before; the same data and settings give the same bits.
    ///
    /// # Errors
    /// Settings that do not fit the data, no samples, or training that fails.
    fn fit(&mut self, features: &Array2<f64>, labels: &[usize]) -> Result<(), ModelError>;

    /// Class probabilities, one row for each sample; a row sums to 1.
    ///
    /// # Errors
    /// [`ModelError::NotTrained`], [`ModelError::FeatureCount`], or what the backend refuses.
    fn predict_proba(&self, features: &Array2<f64>) -> Result<Array2<f64>, ModelError>;

    /// The most probable class of each sample, the first one on ties.
    ///
    /// # Errors
    /// As [`predict_proba`](Self::predict_proba).
    fn predict(&self, features: &Array2<f64>) -> Result<Vec<usize>, ModelError> {
        Ok(Predictions::most_probable(self.predict_proba(features)?).classes)
    }

    /// [`predict`](Self::predict) and [`predict_proba`](Self::predict_proba) together; models that can, look at the samples once.
    ///
    /// # Errors
    /// As these.
    fn predictions(&self, features: &Array2<f64>) -> Result<Predictions, ModelError> {
        Ok(Predictions { classes: self.predict(features)?, probabilities: self.predict_proba(features)? })
    }

    /// The share of samples whose class is predicted.
    ///
    /// # Errors
    /// As [`predict_proba`](Self::predict_proba), and labels in another number.
    fn score(&self, features: &Array2<f64>, labels: &[usize]) -> Result<f64, ModelError> {
        if labels.len() != features.nrows() {
            let (setting, expected) = ("labels", "as many as there are samples");
            return Err(ModelError::Size { setting, expected, found: labels.len() });
        }
        let right = self.predict(features)?.iter().zip(labels).filter(|(a, b)| a == b).count();
        Ok(right as f64 / labels.len().max(1) as f64)
    }

    /// Every metric.
    ///
    /// # Errors
    /// As [`predict_proba`](Self::predict_proba), and labels in another number.
    fn evaluate(&self, features: &Array2<f64>, labels: &[usize]) -> Result<Metrics, ModelError> {
        let Predictions { classes, probabilities } = self.predictions(features)?;
        Ok(Metrics::of_predictions(labels, &classes, &probabilities)?)
    }
}

/// What a classifier says of samples.
#[derive(Debug, Clone, PartialEq)]
pub struct Predictions {
    /// The class of each sample.
    pub classes: Vec<usize>,
    /// Class probabilities, a row for each sample; the most probable class need not be the predicted one, see
    /// [`KernelClassifier`](crate::KernelClassifier).
    pub probabilities: Array2<f64>,
}

impl Predictions {
    /// Of models that predict the most probable class, the first one on ties.
    pub fn most_probable(probabilities: Array2<f64>) -> Predictions {
        let class = |row: ArrayView1<'_, f64>| most_probable(row.iter().copied());
        Predictions { classes: probabilities.rows().into_iter().map(class).collect(), probabilities }
    }
}

/// A model that predicts a number.
pub trait Regressor: Send + Sync {
    /// Trains from the start, whatever was learnt before; the same data and settings give the same bits.
    ///
    /// # Errors
    /// Settings that do not fit the data, no samples, or training that fails.
    fn fit(&mut self, features: &Array2<f64>, targets: &[f64]) -> Result<(), ModelError>;

    /// The number of each sample.
    ///
    /// # Errors
    /// [`ModelError::NotTrained`], [`ModelError::FeatureCount`], or what the backend refuses.
    fn predict(&self, features: &Array2<f64>) -> Result<Vec<f64>, ModelError>;

    /// The coefficient of determination, `R² = 1 − Σ (y − ŷ)² / Σ (y − mean y)²`: 1 is perfect, 0 as good as the mean.
    /// Where all targets are equal, 1 if they are predicted and 0 if not.
    ///
    /// # Errors
    /// As [`predict`](Self::predict), and targets in another number.
    fn score(&self, features: &Array2<f64>, targets: &[f64]) -> Result<f64, ModelError> {
        if targets.len() != features.nrows() {
            let (setting, expected) = ("targets", "as many as there are samples");
            return Err(ModelError::Size { setting, expected, found: targets.len() });
        }
        let predicted = self.predict(features)?;
        let mean = targets.iter().sum::<f64>() / targets.len().max(1) as f64;
        let left: f64 = predicted.iter().zip(targets).map(|(p, t)| (t - p).powi(2)).sum();
        let total: f64 = targets.iter().map(|t| (t - mean).powi(2)).sum();
        Ok(if total > 0.0 { 1.0 - left / total } else { f64::from(u8::from(left == 0.0)) })
    }
}

/// What studies need of a model, whatever it learns: every [`Classifier`] is one of classes, every [`Regressor`] one of numbers.
pub trait Supervised<T>: Send + Sync {
    /// As [`Classifier::fit`] or [`Regressor::fit`].
    ///
    /// # Errors
    /// As these.
    fn fit(&mut self, features: &Array2<f64>, known: &[T]) -> Result<(), ModelError>;

    /// The accuracy, or R².
    ///
    /// # Errors
    /// As [`Classifier::score`] or [`Regressor::score`].
    fn score(&self, features: &Array2<f64>, known: &[T]) -> Result<f64, ModelError>;
}

impl<M: Classifier + ?Sized> Supervised<usize> for M {
    fn fit(&mut self, features: &Array2<f64>, known: &[usize]) -> Result<(), ModelError> {
        Classifier::fit(self, features, known)
    }

    fn score(&self, features: &Array2<f64>, known: &[usize]) -> Result<f64, ModelError> {
        Classifier::score(self, features, known)
    }
}

impl<M: Regressor + ?Sized> Supervised<f64> for M {
    fn fit(&mut self, features: &Array2<f64>, known: &[f64]) -> Result<(), ModelError> {
        Regressor::fit(self, features, known)
    }

    fn score(&self, features: &Array2<f64>, known: &[f64]) -> Result<f64, ModelError> {
        Regressor::score(self, features, known)
    }
}
