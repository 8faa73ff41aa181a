//! Trained kernel models as data that any format can hold: kernel, support vectors, coefficients.
//!
//! Called by whoever writes models to files. Must not know files.

use super::SupportVectorMachine;
use super::classifier::{Fitted, KernelClassifier, KernelClassifierSettings};
use super::definition::SavedKernel;
use super::duel::{Duel, Duels};
use super::sigmoid::Sigmoid;
use super::source::KernelSource;
use crate::ModelError;
use ansatz_simulator::Backend;
use ndarray::Array2;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The version of the format; data of another version are refused.
const VERSION: u32 = 1;

/// A trained [`KernelClassifier`]. Loaded, it predicts the same bits; numbers must be written so that they are read as they were.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedKernelClassifier {
    version: u32,
    settings: KernelClassifierSettings,
    kernel: SavedKernel,
    /// Training samples, and which of them are support vectors.
    samples: usize,
    support: Vec<usize>,
    /// The features of the support vectors.
    support_vectors: Vec<Vec<f64>>,
    classes: usize,
    present: Vec<usize>,
    duels: Vec<SavedDuel>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedDuel {
    classes: (usize, usize),
    support: Vec<usize>,
    coefficients: Vec<f64>,
    bias: f64,
    sigmoid: Sigmoid,
}

impl KernelClassifier {
    /// The model as data.
    ///
    /// # Errors
    /// [`ModelError::NotTrained`], and [`ModelError::Saved`] where no settings say what the kernel is.
    pub fn save(&self) -> Result<SavedKernelClassifier, ModelError> {
        let Fitted { kernel, count, support, samples, duels } = self.fitted()?;
        let duel = |duel: &Duel| SavedDuel {
            classes: duel.classes,
            support: duel.rows.clone(),
            coefficients: duel.machine.coefficients.to_vec(),
            bias: duel.machine.bias,
            sigmoid: duel.sigmoid,
        };
        Ok(SavedKernelClassifier {
            version: VERSION,
            settings: self.settings.clone(),
            kernel: kernel.save().ok_or_else(unknown_kernel)?,
            samples: *count,
            support: support.clone(),
            support_vectors: samples.rows().into_iter().map(|row| row.to_vec()).collect(),
            classes: duels.classes,
            present: duels.present.clone(),
            duels: duels.all.iter().map(duel).collect(),
        })
    }

    /// The model from data.
    ///
    /// # Errors
    /// [`ModelError::Saved`] if version, sizes or numbers do not fit together.
    pub fn load(
        saved: &SavedKernelClassifier,
        backend: Arc<dyn Backend>,
    ) -> Result<KernelClassifier, ModelError> {
        saved.check().map_err(ModelError::Saved)?;
        let kernel = saved.kernel.load(Arc::clone(&backend))?;
        let width = saved.kernel.num_features;
        let rows = &saved.support_vectors;
        let fitted = Fitted {
            kernel,
            count: saved.samples,
            support: saved.support.clone(),
            samples: Array2::from_shape_fn((rows.len(), width), |(i, j)| rows[i][j]),
            duels: Duels {
                classes: saved.classes,
                present: saved.present.clone(),
                all: saved.duels.iter().map(SavedDuel::load).collect(),
            },
        };
        let source = KernelSource::Made(backend);
        Ok(KernelClassifier {
            settings: saved.settings.clone(),
            source,
            class_weight: None,
            fitted: Some(fitted),
        })
    }
}

/// A kernel that cannot be saved.
pub(super) fn unknown_kernel() -> ModelError {
    ModelError::Saved("its kernel was handed over, and no settings say what it is".into())
}

impl SavedDuel {
    fn load(&self) -> Duel {
        let machine = SupportVectorMachine {
            coefficients: self.coefficients.iter().copied().collect(),
            bias: self.bias,
        };
        Duel { classes: self.classes, rows: self.support.clone(), machine, sigmoid: self.sigmoid }
    }

    fn is_finite(&self) -> bool {
        self.bias.is_finite() && self.sigmoid.is_finite() && self.coefficients.iter().all(|c| c.is_finite())
    }
}

impl SavedKernelClassifier {
    /// The kernel.
    pub fn kernel(&self) -> &SavedKernel {
        &self.kernel
    }

    /// How many training samples are support vectors.
    pub fn num_support_vectors(&self) -> usize {
        self.support_vectors.len()
    }

    /// Number of classes.
    pub fn num_classes(&self) -> usize {
        self.classes
    }

    /// What training found: the kernel's weights, then coefficients and bias of the machine of each pair of classes.
    pub fn weights(&self) -> Vec<f64> {
        let of_duels = self.duels.iter().flat_map(|duel| duel.coefficients.iter().chain([&duel.bias]));
        self.kernel.weights.iter().chain(of_duels).copied().collect()
    }

    /// Says what does not fit.
    fn check(&self) -> Result<(), String> {
        if self.version != VERSION {
            return Err(format!("version {}; expected {VERSION}", self.version));
        }
        let vectors = &self.support_vectors;
        let is_wide =
            |row: &Vec<f64>| row.len() == self.kernel.num_features && row.iter().all(|x| x.is_finite());
        if vectors.len() != self.support.len() || !vectors.iter().all(is_wide) {
            return Err("the support vectors are not as many, as long or as finite as they should be".into());
        }
        let ascending = |list: &[usize], below: usize| {
            list.windows(2).all(|pair| pair[0] < pair[1]) && list.last().is_none_or(|last| *last < below)
        };
        if !ascending(&self.support, self.samples) {
            return Err("the numbers of the support vectors are not ascending and those of samples".into());
        }
        if self.classes < 2 || self.present.is_empty() || !ascending(&self.present, self.classes) {
            return Err("the classes are not ascending and below their number".into());
        }
        let pairs = self.present.iter().enumerate();
        let pairs = pairs.flat_map(|(k, first)| self.present[k + 1..].iter().map(|second| (*first, *second)));
        if !pairs.eq(self.duels.iter().map(|duel| duel.classes)) {
            return Err("there is not one machine for each pair of classes".into());
        }
        let fits = |duel: &SavedDuel| {
            duel.coefficients.len() == duel.support.len()
                && ascending(&duel.support, vectors.len())
                && duel.is_finite()
        };
        if self.duels.iter().all(fits) {
            Ok(())
        } else {
            Err("a machine does not fit its support vectors".into())
        }
    }
}
