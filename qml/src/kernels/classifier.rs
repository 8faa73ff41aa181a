//! A classifier of support vector machines on a kernel, one for each pair of classes.
//!
//! Called by users, studies and the command line.

use super::duel::Duels;
use super::training::AlignmentSettings;
use super::{Kernel, KernelSettings, QuantumKernel};
use crate::{Classifier, Metrics, ModelError};
use ansatz_simulator::Backend;
use ndarray::{Array2, Axis};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The settings of a [`KernelClassifier`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KernelClassifierSettings {
    /// The kernel.
    pub kernel: KernelSettings,
    /// C, the price of a sample on the wrong side, more than 0. Default 1.
    pub penalty: f64,
    /// How a trainable kernel is trained first. Absent: as [`AlignmentSettings`] are by default.
    pub alignment: Option<AlignmentSettings>,
}

impl Default for KernelClassifierSettings {
    fn default() -> Self {
        KernelClassifierSettings { kernel: KernelSettings::default(), penalty: 1.0, alignment: None }
    }
}

impl KernelClassifierSettings {
    /// Refuses what no classifier has.
    ///
    /// # Errors
    /// The setting that is wrong.
    pub fn check(&self) -> Result<(), ModelError> {
        if !(self.penalty.is_finite() && self.penalty > 0.0) {
            let (setting, expected) = ("penalty", "finite and more than 0");
            return Err(ModelError::Number { setting, expected, found: self.penalty });
        }
        if self.alignment.is_some() && !self.kernel.trainable {
            let reason = "the kernel has no weights; set `trainable`";
            return Err(ModelError::NoEffect { setting: "alignment", reason });
        }
        self.kernel.check()
    }
}

/// A support vector classifier with any kernel; `gaussian` is the usual RBF machine.
///
/// Its `predict` counts the duels that a class wins, which is what support vector machines decide; `predict_proba` calibrates their
/// decisions by [Platt scaling](https://doi.org/10.1007/s10994-007-5018-6) on five parts and couples the pairs (Wu, Lin and Weng, JMLR
/// 5, 975 (2004)). Near a boundary the two may name different classes; `score` and [`evaluate`](Classifier::evaluate) count what
/// `predict` says, while the latter's log loss and ROC-AUC are of the probabilities.
///
/// ```
/// use ansatz_qml::{Classifier, KernelClassifier, KernelClassifierSettings, moons};
/// use ansatz_simulator::Cpu;
/// use std::sync::Arc;
/// let data = moons(60, 0.05, 0)?;
/// let settings = KernelClassifierSettings { penalty: 10.0, ..Default::default() };
/// let mut model = KernelClassifier::new(settings, Arc::new(Cpu::<f64>::default()));
/// model.fit(&data.features, &data.labels)?;
/// assert!(model.score(&data.features, &data.labels)? > 0.8);
/// let probabilities = model.predict_proba(&data.features)?;
/// assert!((probabilities.row(0).sum() - 1.0).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct KernelClassifier {
    pub(super) settings: KernelClassifierSettings,
    pub(super) backend: Arc<dyn Backend>,
    pub(super) fitted: Option<Fitted>,
}

/// What training leaves.
pub(super) struct Fitted {
    pub(super) kernel: Box<dyn Kernel>,
    /// Training samples.
    pub(super) count: usize,
    /// Which of them are support vectors.
    pub(super) support: Vec<usize>,
    /// The support vectors.
    pub(super) samples: Array2<f64>,
    pub(super) duels: Duels,
}

impl KernelClassifier {
    /// An untrained classifier.
    pub fn new(settings: KernelClassifierSettings, backend: Arc<dyn Backend>) -> KernelClassifier {
        KernelClassifier { settings, backend, fitted: None }
    }

    /// Its settings.
    pub fn settings(&self) -> &KernelClassifierSettings {
        &self.settings
    }

    /// Trains where kernel and Gram matrix of the samples are known already.
    ///
    /// # Errors
    /// A penalty that is refused, no samples, samples, labels and matrix of different sizes.
    pub fn fit_gram(
        &mut self,
        kernel: Box<dyn Kernel>,
        (features, labels): (&Array2<f64>, &[usize]),
        gram: &Array2<f64>,
    ) -> Result<(), ModelError> {
        self.settings.check()?;
        check_samples(features, labels.len())?;
        if gram.dim() != (labels.len(), labels.len()) {
            let (setting, expected) = ("gram", "as large as there are samples");
            return Err(ModelError::Size { setting, expected, found: gram.nrows() });
        }
        let duels = Duels::fit(gram, labels, self.settings.penalty)?;
        let support = duels.support();
        // Prediction needs the support vectors alone.
        let samples = features.select(Axis(0), &support);
        let duels = duels.keep(&support);
        self.fitted = Some(Fitted { kernel, count: labels.len(), support, samples, duels });
        Ok(())
    }

    /// Classes from `k(x, x_i)` with every training sample, a row for each sample, where it is known already.
    ///
    /// # Errors
    /// [`ModelError::NotTrained`], and a matrix of another width.
    pub fn predict_gram(&self, kernel: &Array2<f64>) -> Result<Vec<usize>, ModelError> {
        let fitted = self.fitted()?;
        let (expected, found) = (fitted.count, kernel.ncols());
        if expected != found {
            return Err(ModelError::FeatureCount { expected, found });
        }
        Ok(fitted.duels.winners(&kernel.select(Axis(1), &fitted.support)))
    }

    /// Training samples that some machine's decision depends on, ascending.
    pub fn support_vectors(&self) -> &[usize] {
        self.fitted.as_ref().map_or(&[], |fitted| &fitted.support)
    }

    /// The trained kernel.
    ///
    /// # Errors
    /// [`ModelError::NotTrained`].
    pub fn kernel(&self) -> Result<&dyn Kernel, ModelError> {
        Ok(&*self.fitted()?.kernel)
    }

    pub(super) fn fitted(&self) -> Result<&Fitted, ModelError> {
        self.fitted.as_ref().ok_or(ModelError::NotTrained)
    }

    /// `k(x, x_i)` with the support vectors.
    fn table(&self, features: &Array2<f64>) -> Result<(&Fitted, Array2<f64>), ModelError> {
        let fitted = self.fitted()?;
        Ok((fitted, fitted.kernel.cross(features, &fitted.samples)?))
    }
}

impl Classifier for KernelClassifier {
    fn fit(&mut self, features: &Array2<f64>, labels: &[usize]) -> Result<(), ModelError> {
        self.settings.check()?;
        check_samples(features, labels.len())?;
        let kernel = trained_kernel(
            (&self.settings.kernel, self.settings.alignment.as_ref()),
            (features, labels),
            &self.backend,
        )?;
        let gram = kernel.gram(features)?;
        self.fit_gram(kernel, (features, labels), &gram)
    }

    fn predict_proba(&self, features: &Array2<f64>) -> Result<Array2<f64>, ModelError> {
        let (fitted, table) = self.table(features)?;
        Ok(fitted.duels.probabilities(&table))
    }

    /// The class of each sample: the one that wins most duels; of equal ones the one with the larger decisions.
    fn predict(&self, features: &Array2<f64>) -> Result<Vec<usize>, ModelError> {
        let (fitted, table) = self.table(features)?;
        Ok(fitted.duels.winners(&table))
    }

    fn evaluate(&self, features: &Array2<f64>, labels: &[usize]) -> Result<Metrics, ModelError> {
        let (fitted, table) = self.table(features)?;
        let (classes, probabilities) = (fitted.duels.winners(&table), fitted.duels.probabilities(&table));
        Ok(Metrics::of_predictions(labels, &classes, &probabilities)?)
    }
}

/// The kernel of the settings, its weights trained if it has any.
pub(super) fn trained_kernel(
    (settings, alignment): (&KernelSettings, Option<&AlignmentSettings>),
    (features, labels): (&Array2<f64>, &[usize]),
    backend: &Arc<dyn Backend>,
) -> Result<Box<dyn Kernel>, ModelError> {
    if !settings.trainable {
        return settings.build(features, Arc::clone(backend));
    }
    let mut kernel = QuantumKernel::new(settings, features.ncols(), Arc::clone(backend))?;
    kernel.train((features, labels), alignment.unwrap_or(&AlignmentSettings::default()))?;
    Ok(Box::new(kernel))
}

pub(super) fn check_samples(features: &Array2<f64>, count: usize) -> Result<(), ModelError> {
    if features.nrows() == 0 {
        return Err(ModelError::NoSamples);
    }
    if features.nrows() != count {
        let (setting, expected) = ("labels", "as many as there are samples");
        return Err(ModelError::Size { setting, expected, found: count });
    }
    Ok(())
}
