//! A classifier of support vector machines on a kernel, one for each pair of classes.
//!
//! Called by users, studies and the command line.

use super::duel::Duels;
use super::source::KernelSource;
use super::training::AlignmentSettings;
use super::{Kernel, KernelSettings};
use crate::model::{ClassWeight, NamedClassWeight};
use crate::{Classifier, ModelError, Predictions, Samples};
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
/// `predict` says, while the latter's log loss and ROC-AUC are of the probabilities. [Class weights](KernelClassifier::class_weight) move the
/// decisions; the probabilities stay those of the training samples as they are.
///
/// ```
/// use ansatz_qml::data::moons;
/// use ansatz_qml::kernels::{KernelClassifier, KernelClassifierSettings};
/// use ansatz_qml::models::Classifier;
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
    pub(super) source: KernelSource,
    pub(super) class_weight: Option<NamedClassWeight>,
    pub(super) fitted: Option<Fitted>,
}

/// What training leaves.
pub(super) struct Fitted {
    pub(super) kernel: Arc<dyn Kernel>,
    /// Training samples.
    pub(super) count: usize,
    /// Which of them are support vectors.
    pub(super) support: Vec<usize>,
    /// The support vectors.
    pub(super) samples: Array2<f64>,
    pub(super) duels: Duels,
}

impl KernelClassifier {
    /// An untrained classifier whose kernel is what the settings say.
    pub fn new(settings: KernelClassifierSettings, backend: Arc<dyn Backend>) -> KernelClassifier {
        KernelClassifier { settings, source: KernelSource::Made(backend), class_weight: None, fitted: None }
    }

    /// An untrained classifier with this kernel and the penalty 1.
    ///
    /// ```
    /// use ansatz_qml::data::moons;
    /// use ansatz_qml::embeddings::{EmbeddingShape, reuploading};
    /// use ansatz_qml::kernels::{KernelClassifier, QuantumKernel};
    /// use ansatz_qml::models::{Classifier, Samples};
    /// use ansatz_simulator::Device;
    /// let embedding = reuploading(EmbeddingShape { num_qubits: 2, num_features: 2, repeats: 2 })?;
    /// let mut kernel = QuantumKernel::fidelity(&Device::cpu(), embedding)?;
    /// let data = moons(40, 0.05, 0)?;
    /// let alignment = kernel.train(Samples::from(&data), &Default::default())?;
    /// assert!(alignment[alignment.len() - 1] > alignment[0]);
    /// let mut machine = KernelClassifier::with_kernel(kernel).penalty(10.0);
    /// machine.fit(&data.features, &data.labels)?;
    /// assert!(machine.score(&data.features, &data.labels)? > 0.8);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_kernel(kernel: impl Kernel + 'static) -> KernelClassifier {
        let (settings, source) = (KernelClassifierSettings::default(), KernelSource::Given(Arc::new(kernel)));
        KernelClassifier { settings, source, class_weight: None, fitted: None }
    }

    /// The same classifier, untrained, with another price C of a sample on the wrong side.
    #[must_use]
    pub fn penalty(self, penalty: f64) -> KernelClassifier {
        let settings = KernelClassifierSettings { penalty, ..self.settings };
        KernelClassifier { settings, fitted: None, ..self }
    }

    /// The same classifier, untrained, for which a sample of class c on the wrong side costs C times the weight of c; the weights may name
    /// classes by these names.
    ///
    /// ```
    /// use ansatz_qml::data::moons;
    /// use ansatz_qml::kernels::{KernelClassifier, KernelClassifierSettings, KernelSettings};
    /// use ansatz_qml::models::{ClassWeight, Classifier};
    /// use ansatz_simulator::Cpu;
    /// use std::sync::Arc;
    /// // 60 samples of one moon, 6 of the other, which cross.
    /// let all = moons(120, 0.4, 0)?;
    /// let labels = &all.labels;
    /// let of = |class| (0..120).filter(move |row: &usize| labels[*row] == class);
    /// let rows: Vec<usize> = of(0).chain(of(1).take(6)).collect();
    /// let data = all.select(&rows);
    /// let kernel = KernelSettings { kind: "gaussian".into(), ..Default::default() };
    /// let settings = KernelClassifierSettings { kernel, ..Default::default() };
    /// let found = |weight: Option<ClassWeight>| {
    ///     let mut model = KernelClassifier::new(settings.clone(), Arc::new(Cpu::<f64>::default()));
    ///     if let Some(weight) = weight {
    ///         model = model.class_weight(weight, Vec::new());
    ///     }
    ///     model.fit(&data.features, &data.labels)?;
    ///     Ok::<_, Box<dyn std::error::Error>>(model.predict(&data.features)?[60..].iter().sum::<usize>())
    /// };
    /// assert!(found(Some(ClassWeight::Balanced))? > found(None)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn class_weight(self, weight: ClassWeight, names: Vec<String>) -> KernelClassifier {
        KernelClassifier { class_weight: Some(NamedClassWeight { weight, names }), fitted: None, ..self }
    }

    /// Its settings; those of a kernel that was handed over say nothing.
    pub fn settings(&self) -> &KernelClassifierSettings {
        &self.settings
    }

    /// Trains where kernel and Gram matrix of the samples are known already. The kernel stays: [`fit`](Classifier::fit) uses it too from then on.
    ///
    /// # Errors
    /// A penalty that is refused, no samples, samples, labels and matrix of different sizes.
    pub fn fit_gram<'d>(
        &mut self,
        kernel: impl Into<Arc<dyn Kernel>>,
        samples: impl Into<Samples<'d>>,
        gram: &Array2<f64>,
    ) -> Result<(), ModelError> {
        self.settings.check()?;
        let (kernel, samples) = (kernel.into(), samples.into().checked()?);
        self.solve(Arc::clone(&kernel), samples, gram)?;
        self.source = KernelSource::Given(kernel);
        Ok(())
    }

    /// Trains the machines.
    fn solve(
        &mut self,
        kernel: Arc<dyn Kernel>,
        samples: Samples<'_>,
        gram: &Array2<f64>,
    ) -> Result<(), ModelError> {
        let Samples { features, known: labels } = samples;
        if gram.dim() != (labels.len(), labels.len()) {
            let (setting, expected) = ("gram", "as large as there are samples");
            return Err(ModelError::Size { setting, expected, found: gram.nrows() });
        }
        let duels = Duels::fit(gram, labels, &self.penalties(labels)?)?;
        let support = duels.support();
        // Prediction needs the support vectors alone.
        let samples = features.select(Axis(0), &support);
        let duels = duels.keep(&support);
        self.fitted = Some(Fitted { kernel, count: labels.len(), support, samples, duels });
        Ok(())
    }

    /// C of each class.
    fn penalties(&self, labels: &[usize]) -> Result<Vec<f64>, ModelError> {
        let penalty = self.settings.penalty;
        let classes = labels.iter().max().map_or(0, |class| class + 1);
        match &self.class_weight {
            None => Ok(vec![penalty; classes]),
            Some(weight) => Ok(weight.of(labels)?.into_iter().map(|weight| penalty * weight).collect()),
        }
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
        let samples = Samples::new(features, labels)?;
        let KernelClassifierSettings { kernel, alignment, .. } = &self.settings;
        let kernel = self.source.aligned(kernel, alignment.as_ref(), samples)?;
        let gram = kernel.gram(features)?;
        self.solve(kernel, samples, &gram)
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

    fn predictions(&self, features: &Array2<f64>) -> Result<Predictions, ModelError> {
        let (fitted, table) = self.table(features)?;
        Ok(Predictions {
            classes: fitted.duels.winners(&table),
            probabilities: fitted.duels.probabilities(&table),
        })
    }
}
