//! A trained model, whatever it is: one that was trained in epochs, or in one go.
//!
//! Made by the training job; asked, measured and saved as one.

use super::learnt::Learnt;
use super::machine::Machine;
use crate::model::{MachineBody, ModelFile, SavedMachine};
use ansatz::qml::{
    ModelError,
    models::{DataNames, SavedModel, TargetScale, Variational},
    preprocess::FittedPipeline,
};
use ndarray::Array2;

/// A trained model.
pub enum Made<T: Learnt> {
    /// A variational model.
    Network(Box<Variational<T>>),
    /// A kernel machine or a classical model.
    Machine(Box<dyn Machine<T>>),
}

/// How large a trained model is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// So many weights.
    Weights(usize),
    /// So many training rows that answers depend on.
    SupportVectors(usize),
}

impl<T: Learnt> Made<T> {
    /// What answers for rows.
    pub fn model(&self) -> &T::Model {
        match self {
            Made::Network(model) => T::of_network(model),
            Made::Machine(machine) => machine.model(),
        }
    }

    /// The mean loss of samples, if it is a loss that was made small.
    pub(super) fn loss(&self, features: &Array2<f64>, known: &[T]) -> Result<Option<f64>, ModelError> {
        match self {
            Made::Network(model) => model.loss(features, known).map(Some),
            Made::Machine(machine) => machine.loss(features, known),
        }
    }

    /// The model as data, with what surrounds it; its numbers are on this scale.
    pub(super) fn save(
        &self,
        names: DataNames,
        pipeline: &FittedPipeline,
        scale: Option<TargetScale>,
    ) -> Result<ModelFile, ModelError> {
        Ok(match self {
            Made::Network(model) => {
                ModelFile::Network(Box::new(SavedModel { target: scale, ..model.save(names, pipeline)? }))
            }
            Made::Machine(machine) => {
                let saved = SavedMachine::new(machine.save()?, names, pipeline.clone());
                ModelFile::Machine(Box::new(saved.on_scale(scale)))
            }
        })
    }
}

impl ModelFile {
    /// How large the model is.
    pub fn size(&self) -> Size {
        match self {
            ModelFile::Network(saved) => Size::Weights(saved.weights.len()),
            ModelFile::Machine(saved) => match saved.machine() {
                MachineBody::KernelClassifier(saved) => Size::SupportVectors(saved.num_support_vectors()),
                MachineBody::KernelRegressor(saved) => Size::SupportVectors(saved.num_support_vectors()),
                MachineBody::DenseClassifier(saved) | MachineBody::DenseRegressor(saved) => {
                    Size::Weights(saved.weights().len())
                }
            },
        }
    }

    /// What training found, as numbers in order.
    pub(super) fn weights(&self) -> Vec<f64> {
        match self {
            ModelFile::Network(saved) => saved.weights.clone(),
            ModelFile::Machine(saved) => saved.machine().weights(),
        }
    }
}
