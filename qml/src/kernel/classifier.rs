//! A classifier of support vector machines on a quantum kernel, one for each pair of classes.
//!
//! Called by users and the command line. Takes the same data as the variational classifier.

use super::machine::SupportVectorMachine;
use super::{KernelSettings, QuantumKernel};
use crate::{Confusion, ModelError};
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
}

impl Default for KernelClassifierSettings {
    fn default() -> Self {
        KernelClassifierSettings { kernel: KernelSettings::default(), penalty: 1.0 }
    }
}

/// A machine for two classes, and what it was trained on.
struct Duel {
    classes: (usize, usize),
    rows: Vec<usize>,
    machine: SupportVectorMachine,
}

/// A support vector classifier with a quantum kernel.
///
/// ```
/// use ansatz_qml::{KernelClassifier, KernelClassifierSettings, moons};
/// use ansatz_simulator::Cpu;
/// use std::sync::Arc;
/// let data = moons(60, 0.05, 0)?;
/// let settings = KernelClassifierSettings { penalty: 10.0, ..Default::default() };
/// let mut model = KernelClassifier::new(settings, Arc::new(Cpu::<f64>::default()));
/// model.fit(&data.features, &data.labels)?;
/// assert!(model.score(&data.features, &data.labels)? > 0.8);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct KernelClassifier {
    settings: KernelClassifierSettings,
    backend: Arc<dyn Backend>,
    fitted: Option<Fitted>,
}

struct Fitted {
    kernel: QuantumKernel,
    samples: Array2<f64>,
    classes: usize,
    duels: Vec<Duel>,
}

impl KernelClassifier {
    /// An untrained classifier.
    pub fn new(settings: KernelClassifierSettings, backend: Arc<dyn Backend>) -> KernelClassifier {
        KernelClassifier { settings, backend, fitted: None }
    }

    /// Trains on samples (rows) and their class numbers.
    ///
    /// # Errors
    /// Settings that are refused, no samples, samples and labels in different numbers.
    pub fn fit(&mut self, features: &Array2<f64>, labels: &[usize]) -> Result<(), ModelError> {
        let kernel = QuantumKernel::new(&self.settings.kernel, features.ncols(), Arc::clone(&self.backend))?;
        let gram = kernel.gram(features)?;
        self.fit_gram(kernel, (features, labels), &gram)
    }

    /// Trains where the Gram matrix of the samples is known already.
    ///
    /// # Errors
    /// As [`fit`](Self::fit).
    pub fn fit_gram(
        &mut self,
        kernel: QuantumKernel,
        (features, labels): (&Array2<f64>, &[usize]),
        gram: &Array2<f64>,
    ) -> Result<(), ModelError> {
        let penalty = self.settings.penalty;
        if !(penalty.is_finite() && penalty > 0.0) {
            let (setting, expected) = ("penalty", "finite and more than 0");
            return Err(ModelError::Number { setting, expected, found: penalty });
        }
        if labels.is_empty() {
            return Err(ModelError::NoSamples);
        }
        if (features.nrows(), gram.dim()) != (labels.len(), (labels.len(), labels.len())) {
            let (setting, expected) = ("labels", "as many as there are samples");
            return Err(ModelError::Size { setting, expected, found: labels.len() });
        }
        let classes = labels.iter().max().map_or(0, |class| class + 1);
        let mut duels = Vec::new();
        for first in 0..classes {
            for second in first + 1..classes {
                duels.extend(duel((first, second), labels, (gram, penalty))?);
            }
        }
        self.fitted = Some(Fitted { kernel, samples: features.clone(), classes, duels });
        Ok(())
    }

    /// The class of each sample: the one that wins most duels; of equal ones the one with the larger decisions.
    ///
    /// # Errors
    /// [`ModelError::NotTrained`], and samples of another width.
    pub fn predict(&self, features: &Array2<f64>) -> Result<Vec<usize>, ModelError> {
        let fitted = self.fitted.as_ref().ok_or(ModelError::NotTrained)?;
        let kernel = fitted.kernel.cross(features, &fitted.samples)?;
        Ok(fitted.winners(&kernel))
    }

    /// Classes from `k(x, x_i)`, a row for each sample, where it is known already.
    ///
    /// # Errors
    /// [`ModelError::NotTrained`], and a matrix of another width.
    pub fn predict_gram(&self, kernel: &Array2<f64>) -> Result<Vec<usize>, ModelError> {
        let fitted = self.fitted.as_ref().ok_or(ModelError::NotTrained)?;
        let (expected, found) = (fitted.samples.nrows(), kernel.ncols());
        if expected != found {
            return Err(ModelError::FeatureCount { expected, found });
        }
        Ok(fitted.winners(kernel))
    }

    /// The share of samples whose class is predicted.
    ///
    /// # Errors
    /// As [`predict`](Self::predict), and labels in another number.
    pub fn score(&self, features: &Array2<f64>, labels: &[usize]) -> Result<f64, ModelError> {
        let predicted = self.predict(features)?;
        let most = predicted.iter().chain(labels).max().map_or(1, |class| class + 1);
        Ok(Confusion::new(labels, &predicted, most)?.accuracy())
    }

    /// Training samples that some machine's decision depends on.
    pub fn support_vectors(&self) -> Vec<usize> {
        let duels = self.fitted.iter().flat_map(|fitted| &fitted.duels);
        let support = duels.flat_map(|duel| {
            let used = duel.rows.iter().zip(&duel.machine.coefficients);
            used.filter(|(_, coefficient)| coefficient.abs() > 1e-12).map(|(row, _)| *row)
        });
        let mut all: Vec<usize> = support.collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// The machine of two classes; none where one of them has no sample.
fn duel(
    classes: (usize, usize),
    labels: &[usize],
    (gram, penalty): (&Array2<f64>, f64),
) -> Result<Option<Duel>, ModelError> {
    let rows: Vec<usize> =
        (0..labels.len()).filter(|row| labels[*row] == classes.0 || labels[*row] == classes.1).collect();
    let second: Vec<bool> = rows.iter().map(|row| labels[*row] == classes.1).collect();
    if second.iter().all(|is| *is) || !second.iter().any(|is| *is) {
        return Ok(None);
    }
    let part = gram.select(Axis(0), &rows).select(Axis(1), &rows);
    let machine = SupportVectorMachine::fit(&part, &second, penalty)?;
    Ok(Some(Duel { classes, rows, machine }))
}

impl Fitted {
    fn winners(&self, kernel: &Array2<f64>) -> Vec<usize> {
        let mut votes = Array2::<f64>::zeros((kernel.nrows(), self.classes));
        let mut margins = votes.clone();
        for Duel { classes: (first, second), rows, machine } in &self.duels {
            for (sample, decision) in machine.decisions(&kernel.select(Axis(1), rows)).into_iter().enumerate()
            {
                votes[[sample, if decision > 0.0 { *second } else { *first }]] += 1.0;
                margins[[sample, *second]] += decision;
                margins[[sample, *first]] -= decision;
            }
        }
        let better = |sample: usize, a: usize, b: usize| {
            let of = |class| (votes[[sample, class]], margins[[sample, class]]);
            if of(b) > of(a) { b } else { a }
        };
        let winner = |sample| (0..self.classes).fold(0, |best, class| better(sample, best, class));
        (0..kernel.nrows()).map(winner).collect()
    }
}
