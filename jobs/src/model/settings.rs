//! The settings of models that are trained in one go: kernel machines and classical models.
//!
//! Made by the reader of kinds; called by training, studies and whoever describes a model.

use super::kind::MachineKind;
use crate::data::Task;
use ansatz::qml::{
    ModelError,
    kernels::{KernelClassifierSettings, KernelRegressorSettings, KernelSettings},
    models::{ClassWeight, DenseSettings},
};

/// A kernel machine or a classical model, untrained.
#[derive(Debug, Clone, PartialEq)]
pub struct MachineSettings {
    /// What files call it.
    pub kind: MachineKind,
    /// The library's settings of it.
    pub keys: MachineKeys,
    /// How much each class counts; absent: every row the same.
    pub class_weight: Option<ClassWeight>,
}

/// The library's settings of such a model.
#[derive(Debug, Clone, PartialEq)]
pub enum MachineKeys {
    /// Support vectors, for classes.
    KernelClassifier(KernelClassifierSettings),
    /// Support vectors or least squares, for numbers.
    KernelRegressor(KernelRegressorSettings),
    /// Dense layers, or none; for either.
    Dense(DenseSettings),
}

impl MachineSettings {
    /// Its kernel, if it has one.
    pub fn kernel(&self) -> Option<&KernelSettings> {
        match &self.keys {
            MachineKeys::KernelClassifier(settings) => Some(&settings.kernel),
            MachineKeys::KernelRegressor(settings) => Some(&settings.kernel),
            MachineKeys::Dense(_) => None,
        }
    }

    /// Qubits for so many features; none for a model without a circuit.
    pub fn num_qubits(&self, features: usize) -> usize {
        self.kernel().map_or(0, |kernel| kernel.num_qubits(features))
    }

    /// Whether numbers are learnt on the scale of the training rows; dense models have a scale of their own.
    pub fn is_scaled(&self) -> bool {
        !matches!(self.keys, MachineKeys::Dense(_))
    }

    /// The seed of what is drawn for it, if anything is.
    pub fn seed(&self) -> Option<u64> {
        match &self.keys {
            MachineKeys::KernelClassifier(settings) if settings.kernel.trainable => {
                Some(settings.alignment.clone().unwrap_or_default().seed)
            }
            MachineKeys::KernelClassifier(_) | MachineKeys::KernelRegressor(_) => None,
            MachineKeys::Dense(settings) => Some(settings.seed),
        }
    }

    /// The same settings with this seed, where anything is drawn.
    #[must_use]
    pub fn with_seed(mut self, seed: u64) -> MachineSettings {
        match &mut self.keys {
            MachineKeys::KernelClassifier(settings) if settings.kernel.trainable => {
                settings.alignment.get_or_insert_default().seed = seed;
            }
            MachineKeys::KernelClassifier(_) | MachineKeys::KernelRegressor(_) => {}
            MachineKeys::Dense(settings) => settings.seed = seed,
        }
        self
    }

    /// Whether it tells classes apart, so that classes can be weighed.
    pub fn weighs_classes(&self, task: Task) -> bool {
        task == Task::Classification && !matches!(self.keys, MachineKeys::KernelRegressor(_))
    }

    /// Refuses what no such model has.
    ///
    /// # Errors
    /// The setting that is wrong.
    pub fn check(&self) -> Result<(), ModelError> {
        match &self.keys {
            MachineKeys::KernelClassifier(settings) => settings.check(),
            MachineKeys::KernelRegressor(settings) => settings.check(),
            MachineKeys::Dense(settings) => settings.check(),
        }
    }
}
