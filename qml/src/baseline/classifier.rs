//! Logistic regression and small networks as classifiers.
//!
//! Called by users and studies.

use super::dense::Dense;
use crate::{Classifier, IntoOptimizer, ModelError, Objective, ObjectiveError, OptimizerSettings};
use ansatz_simulator::{Purpose, RandomStream};
use ndarray::{Array2, Axis};
use serde::{Deserialize, Serialize};

/// The settings of a [`DenseClassifier`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DenseSettings {
    /// Numbers of the hidden layers; none: multinomial logistic regression. Default one layer of 32.
    pub hidden: Vec<usize>,
    /// λ of `½ λ Σ w²`, offsets left out. Default 1e-4.
    pub penalty: f64,
    /// A name of [`crate::OPTIMIZERS`] for whole batches. Default `lbfgs`.
    pub optimizer: String,
    /// Absent: the optimizer's own.
    pub learning_rate: Option<f64>,
    /// The most steps. Default 200.
    pub steps: usize,
    /// Of the starting weights. Default 0.
    pub seed: u64,
}

impl Default for DenseSettings {
    fn default() -> Self {
        DenseSettings {
            hidden: vec![32],
            penalty: 1e-4,
            optimizer: "lbfgs".into(),
            learning_rate: None,
            steps: 200,
            seed: 0,
        }
    }
}

impl DenseSettings {
    /// No hidden layers, and λ = 0.01.
    pub fn logistic_regression() -> DenseSettings {
        DenseSettings { hidden: Vec::new(), penalty: 1e-2, ..DenseSettings::default() }
    }

    fn check(&self) -> Result<(), ModelError> {
        if !(self.penalty.is_finite() && self.penalty >= 0.0) {
            let (setting, expected) = ("penalty", "finite and not negative");
            return Err(ModelError::Number { setting, expected, found: self.penalty });
        }
        let sizes = self.hidden.iter().map(|width| ("hidden", *width)).chain([("steps", self.steps)]);
        match sizes.into_iter().find(|(_, found)| !(1..=1_000_000).contains(found)) {
            Some((setting, found)) => Err(ModelError::Size { setting, expected: "from 1 to 1000000", found }),
            None => Ok(()),
        }
    }
}

/// Dense layers with `tanh` between them and a softmax at the end, trained on all samples at once by exact gradients: a small multilayer
/// perceptron, or multinomial logistic regression if there are no hidden layers. Features are standardised by the training samples.
///
/// ```
/// use ansatz_qml::{Classifier, DenseClassifier, DenseSettings, moons};
/// let data = moons(80, 0.05, 0)?;
/// let mut network = DenseClassifier::new(DenseSettings { hidden: vec![8], ..Default::default() });
/// network.fit(&data.features, &data.labels)?;
/// assert!(network.score(&data.features, &data.labels)? > 0.98);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct DenseClassifier {
    settings: DenseSettings,
    fitted: Option<Fitted>,
}

struct Fitted {
    network: Dense,
    weights: Vec<f64>,
    /// Mean and standard deviation of each feature.
    scales: Vec<(f64, f64)>,
}

impl DenseClassifier {
    /// An untrained classifier.
    pub fn new(settings: DenseSettings) -> DenseClassifier {
        DenseClassifier { settings, fitted: None }
    }
}

impl Classifier for DenseClassifier {
    fn fit(&mut self, features: &Array2<f64>, labels: &[usize]) -> Result<(), ModelError> {
        self.settings.check()?;
        if labels.is_empty() {
            return Err(ModelError::NoSamples);
        }
        if labels.len() != features.nrows() {
            let (setting, expected) = ("labels", "as many as there are samples");
            return Err(ModelError::Size { setting, expected, found: labels.len() });
        }
        let DenseSettings { hidden, penalty, optimizer, learning_rate, steps, seed } = &self.settings;
        let classes = labels.iter().max().map_or(0, |class| class + 1).max(2);
        let widths = [&[features.ncols()][..], hidden, &[classes]].concat();
        let network = Dense::new(widths);
        let scales = scales_of(features);
        let mut stream = RandomStream::new(*seed, Purpose::Weights, 0);
        let mut weights = network.start(|| stream.normal());
        if hidden.is_empty() {
            // The problem is convex: where it starts does not matter.
            weights.fill(0.0);
        }
        let named = OptimizerSettings::from(optimizer.as_str());
        let named = OptimizerSettings { learning_rate: *learning_rate, seed: *seed, ..named };
        let mut optimizer = named.into_optimizer()?;
        let samples = scaled(features, &scales);
        let mut objective = Loss { network: &network, penalty: *penalty, samples, labels };
        for _ in 0..*steps {
            if optimizer.step(&mut objective, &mut weights)?.converged {
                break;
            }
        }
        self.fitted = Some(Fitted { network, weights, scales });
        Ok(())
    }

    fn predict_proba(&self, features: &Array2<f64>) -> Result<Array2<f64>, ModelError> {
        let Fitted { network, weights, scales } = self.fitted.as_ref().ok_or(ModelError::NotTrained)?;
        let (expected, found) = (scales.len(), features.ncols());
        if expected != found {
            return Err(ModelError::FeatureCount { expected, found });
        }
        Ok(network.probabilities(weights, &scaled(features, scales)))
    }
}

struct Loss<'a> {
    network: &'a Dense,
    penalty: f64,
    samples: Array2<f64>,
    labels: &'a [usize],
}

impl Objective for Loss<'_> {
    fn value(&mut self, params: &[f64]) -> Result<f64, ObjectiveError> {
        self.value_and_gradient(params, &mut vec![0.0; params.len()])
    }

    fn value_and_gradient(&mut self, params: &[f64], gradient: &mut [f64]) -> Result<f64, ObjectiveError> {
        Ok(self.network.loss((params, self.penalty), (&self.samples, self.labels), gradient))
    }
}

/// A feature that never changes has the deviation 1, so that it becomes 0.
fn scales_of(features: &Array2<f64>) -> Vec<(f64, f64)> {
    let count = features.nrows().max(1) as f64;
    let scale = |column: ndarray::ArrayView1<'_, f64>| {
        let mean = column.sum() / count;
        let deviation = (column.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / count).sqrt();
        (mean, if deviation > 0.0 { deviation } else { 1.0 })
    };
    features.axis_iter(Axis(1)).map(scale).collect()
}

fn scaled(features: &Array2<f64>, scales: &[(f64, f64)]) -> Array2<f64> {
    Array2::from_shape_fn(features.dim(), |(i, j)| (features[[i, j]] - scales[j].0) / scales[j].1)
}
