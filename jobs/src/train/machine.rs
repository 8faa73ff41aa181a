//! Models that are trained in one go, as training sees them: fitted, asked, and put into words.
//!
//! Made by what is learnt from the settings of a kind; called by the training job. Must not know files.

use super::ending::Ending;
use super::learnt::Learnt;
use crate::model::MachineBody;
use ansatz::qml::{
    ModelError,
    kernels::{KernelClassifier, KernelRegressor},
    models::{Classifier, DenseClassifier, DenseRegressor, Regressor, Samples},
};
use ndarray::Array2;

/// A kernel machine or a classical model that learns classes (`usize`) or numbers (`f64`).
pub trait Machine<T: Learnt>: Send + Sync {
    /// Trains it from the start.
    ///
    /// # Errors
    /// Settings that do not fit the data, or a solver that refuses.
    fn train(&mut self, features: &Array2<f64>, known: &[T]) -> Result<(), ModelError>;

    /// What answers.
    fn model(&self) -> &T::Model;

    /// It as what answers alone.
    fn into_model(self: Box<Self>) -> Box<T::Model>;

    /// The mean loss of samples; none of models that minimise something else.
    ///
    /// # Errors
    /// It has not been trained.
    fn loss(&self, features: &Array2<f64>, known: &[T]) -> Result<Option<f64>, ModelError>;

    /// Why training ended.
    fn ending(&self) -> Ending;

    /// The trained model as data.
    ///
    /// # Errors
    /// It has not been trained.
    fn save(&self) -> Result<MachineBody, ModelError>;
}

impl Machine<usize> for KernelClassifier {
    fn train(&mut self, features: &Array2<f64>, known: &[usize]) -> Result<(), ModelError> {
        Classifier::fit(self, features, known)
    }

    fn model(&self) -> &(dyn Classifier + 'static) {
        self
    }

    fn into_model(self: Box<Self>) -> Box<dyn Classifier> {
        self
    }

    fn loss(&self, _: &Array2<f64>, _: &[usize]) -> Result<Option<f64>, ModelError> {
        Ok(None)
    }

    fn ending(&self) -> Ending {
        Ending::Solved
    }

    fn save(&self) -> Result<MachineBody, ModelError> {
        KernelClassifier::save(self).map(MachineBody::KernelClassifier)
    }
}

impl Machine<f64> for KernelRegressor {
    fn train(&mut self, features: &Array2<f64>, known: &[f64]) -> Result<(), ModelError> {
        Regressor::fit(self, features, known)
    }

    fn model(&self) -> &(dyn Regressor + 'static) {
        self
    }

    fn into_model(self: Box<Self>) -> Box<dyn Regressor> {
        self
    }

    fn loss(&self, _: &Array2<f64>, _: &[f64]) -> Result<Option<f64>, ModelError> {
        Ok(None)
    }

    fn ending(&self) -> Ending {
        Ending::Solved
    }

    fn save(&self) -> Result<MachineBody, ModelError> {
        KernelRegressor::save(self).map(MachineBody::KernelRegressor)
    }
}

impl Machine<usize> for DenseClassifier {
    fn train(&mut self, features: &Array2<f64>, known: &[usize]) -> Result<(), ModelError> {
        Classifier::fit(self, features, known)
    }

    fn model(&self) -> &(dyn Classifier + 'static) {
        self
    }

    fn into_model(self: Box<Self>) -> Box<dyn Classifier> {
        self
    }

    fn loss(&self, features: &Array2<f64>, known: &[usize]) -> Result<Option<f64>, ModelError> {
        DenseClassifier::loss(self, Samples::new(features, known)?).map(Some)
    }

    fn ending(&self) -> Ending {
        Ending::of_steps(self.stop())
    }

    fn save(&self) -> Result<MachineBody, ModelError> {
        DenseClassifier::save(self).map(MachineBody::DenseClassifier)
    }
}

impl Machine<f64> for DenseRegressor {
    fn train(&mut self, features: &Array2<f64>, known: &[f64]) -> Result<(), ModelError> {
        Regressor::fit(self, features, known)
    }

    fn model(&self) -> &(dyn Regressor + 'static) {
        self
    }

    fn into_model(self: Box<Self>) -> Box<dyn Regressor> {
        self
    }

    fn loss(&self, features: &Array2<f64>, known: &[f64]) -> Result<Option<f64>, ModelError> {
        DenseRegressor::loss(self, Samples::new(features, known)?).map(Some)
    }

    fn ending(&self) -> Ending {
        Ending::of_steps(self.stop())
    }

    fn save(&self) -> Result<MachineBody, ModelError> {
        DenseRegressor::save(self).map(MachineBody::DenseRegressor)
    }
}
