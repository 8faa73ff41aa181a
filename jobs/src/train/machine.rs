//! Models that are trained in one go, as training sees them: fitted, asked, and put into words.
//!
//! Made by what is learnt from the settings of a kind; called by the training job. Must not know files.

use super::ending::Ending;
use super::learnt::Learnt;
use crate::model::MachineBody;
use ansatz::qml::{
    ModelError,
    kernels::{KernelClassifier, KernelRegressor},
    models::{Classifier, DenseModel, Regressor, Samples, Taught},
};
use ndarray::Array2;

/// A model of classes (`usize`) or numbers (`f64`) that can be trained and asked, whatever else it is.
pub trait Trainable<T: Learnt>: Send + Sync {
    /// Trains it from the start.
    ///
    /// # Errors
    /// Settings that do not fit the data, or a solver that refuses.
    fn train(&mut self, features: &Array2<f64>, known: &[T]) -> Result<(), ModelError>;

    /// What answers.
    fn model(&self) -> &T::Model;

    /// It as what answers alone.
    fn into_model(self: Box<Self>) -> Box<T::Model>;
}

impl<M: Classifier + 'static> Trainable<usize> for M {
    fn train(&mut self, features: &Array2<f64>, known: &[usize]) -> Result<(), ModelError> {
        self.fit(features, known)
    }

    fn model(&self) -> &(dyn Classifier + 'static) {
        self
    }

    fn into_model(self: Box<Self>) -> Box<dyn Classifier> {
        self
    }
}

impl<M: Regressor + 'static> Trainable<f64> for M {
    fn train(&mut self, features: &Array2<f64>, known: &[f64]) -> Result<(), ModelError> {
        self.fit(features, known)
    }

    fn model(&self) -> &(dyn Regressor + 'static) {
        self
    }

    fn into_model(self: Box<Self>) -> Box<dyn Regressor> {
        self
    }
}

/// A kernel machine or a classical model.
pub trait Machine<T: Learnt>: Trainable<T> {
    /// The mean loss of samples; none of models that minimise something else.
    ///
    /// # Errors
    /// It has not been trained.
    fn loss(&self, _features: &Array2<f64>, _known: &[T]) -> Result<Option<f64>, ModelError> {
        Ok(None)
    }

    /// Why training ended.
    fn ending(&self) -> Ending {
        Ending::Solved
    }

    /// The trained model as data.
    ///
    /// # Errors
    /// It has not been trained.
    fn save(&self) -> Result<MachineBody, ModelError>;
}

impl Machine<usize> for KernelClassifier {
    fn save(&self) -> Result<MachineBody, ModelError> {
        KernelClassifier::save(self).map(MachineBody::KernelClassifier)
    }
}

impl Machine<f64> for KernelRegressor {
    fn save(&self) -> Result<MachineBody, ModelError> {
        KernelRegressor::save(self).map(MachineBody::KernelRegressor)
    }
}

impl<T: Learnt + Taught> Machine<T> for DenseModel<T>
where
    DenseModel<T>: Trainable<T>,
{
    fn loss(&self, features: &Array2<f64>, known: &[T]) -> Result<Option<f64>, ModelError> {
        DenseModel::loss(self, Samples::new(features, known)?).map(Some)
    }

    fn ending(&self) -> Ending {
        Ending::of_steps(self.stop())
    }

    fn save(&self) -> Result<MachineBody, ModelError> {
        DenseModel::save(self).map(T::dense)
    }
}
