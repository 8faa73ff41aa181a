//! Logistic regression and small networks, for classes and for numbers.
//!
//! Called by users and studies.

use super::dense::{Dense, Penalised, Taught};
use crate::purposes;
use crate::{
    Classifier, IntoOptimizer, ModelError, Objective, ObjectiveError, OptimizerSettings, Regressor, Samples,
};
use ansatz_simulator::{RandomStream, TableNeed};
use ndarray::{Array2, ArrayView1, Axis};
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

/// The settings of a [`DenseClassifier`] or a [`DenseRegressor`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DenseSettings {
    /// Numbers of the hidden layers; none: multinomial logistic regression, or ridge regression. Default one layer of 32.
    pub hidden: Vec<usize>,
    /// λ of `½ λ Σ w²`, offsets left out. Default 1e-4.
    pub penalty: f64,
    /// A name of [`crate::optimize::OPTIMIZERS`] for whole batches. Default `lbfgs`.
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

    /// No hidden layers, and λ = 0.01: what ridge regression minimises, in units of the targets' standard deviation.
    pub fn ridge() -> DenseSettings {
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

/// Dense layers with `tanh` between them, trained on all samples at once by exact gradients. Features are standardised by the training samples.
pub struct DenseModel<T> {
    settings: DenseSettings,
    fitted: Option<Fitted>,
    target: PhantomData<fn() -> T>,
}

/// A [`DenseModel`] with a softmax at the end and the cross-entropy: a small multilayer perceptron, or multinomial logistic regression if there are
/// no hidden layers.
///
/// ```
/// use ansatz_qml::data::moons;
/// use ansatz_qml::models::{Classifier, DenseClassifier, DenseSettings};
/// let data = moons(80, 0.05, 0)?;
/// let mut network = DenseClassifier::new(DenseSettings { hidden: vec![8], ..Default::default() });
/// network.fit(&data.features, &data.labels)?;
/// assert!(network.score(&data.features, &data.labels)? > 0.98);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub type DenseClassifier = DenseModel<usize>;

/// A [`DenseModel`] of one number and half its squared error, in units of the training targets' standard deviation.
///
/// ```
/// use ansatz_qml::models::{DenseRegressor, DenseSettings, Regressor};
/// let x = ndarray::Array2::from_shape_fn((30, 1), |(i, _)| 0.2 * i as f64 - 3.0);
/// let y: Vec<f64> = x.column(0).iter().map(|x| 40.0 + 5.0 * x.sin()).collect();
/// let mut network = DenseRegressor::new(DenseSettings { hidden: vec![8], ..Default::default() });
/// network.fit(&x, &y)?;
/// assert!(network.score(&x, &y)? > 0.99);
/// # Ok::<(), ansatz_qml::ModelError>(())
/// ```
pub type DenseRegressor = DenseModel<f64>;

struct Fitted {
    network: Dense,
    weights: Vec<f64>,
    scales: Vec<Scale>,
    /// Of a regressor's targets.
    target: Scale,
}

/// How numbers are standardised.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Scale {
    mean: f64,
    deviation: f64,
}

impl<T: Taught> DenseModel<T> {
    /// An untrained model.
    pub fn new(settings: DenseSettings) -> DenseModel<T> {
        DenseModel { settings, fitted: None, target: PhantomData }
    }

    /// Trains on targets that have been standardised like this.
    fn train(&mut self, data: Samples<'_, T>, target: Scale) -> Result<(), ModelError> {
        let DenseSettings { hidden, penalty, optimizer, learning_rate, steps, seed } = &self.settings;
        let Samples { features, known } = data.checked()?;
        let widths = [&[features.ncols()][..], hidden, &[T::outputs(known)]].concat();
        check_layers(&widths)?;
        let network = Dense::new(widths);
        let scales = scales_of(features);
        let mut stream = RandomStream::new(*seed, purposes::WEIGHTS, 0);
        let mut weights = network.start(|| stream.normal());
        if hidden.is_empty() {
            // The problem is convex: where it starts does not matter.
            weights.fill(0.0);
        }
        let named = OptimizerSettings::from(optimizer.as_str());
        let named = OptimizerSettings { learning_rate: *learning_rate, seed: *seed, ..named };
        let mut optimizer = named.into_optimizer()?;
        let samples = scaled(features, &scales);
        let mut objective = Loss { network: &network, penalty: *penalty, samples, known };
        for _ in 0..*steps {
            if optimizer.step(&mut objective, &mut weights)?.stop.is_some() {
                break;
            }
        }
        self.fitted = Some(Fitted { network, weights, scales, target });
        Ok(())
    }

    fn fitted(&self) -> Result<&Fitted, ModelError> {
        self.fitted.as_ref().ok_or(ModelError::NotTrained)
    }
}

/// Vectors of the length of the weights that training holds: the optimizer's memory, gradients, trial points.
const VECTORS: usize = 24;

/// Refuses layers that the machine has no room for, before they are made.
fn check_layers(widths: &[usize]) -> Result<(), ModelError> {
    let layers = widths.windows(2).map(|pair| pair[0].saturating_add(1).saturating_mul(pair[1]));
    let weights = layers.fold(0, usize::saturating_add);
    Ok(TableNeed { rows: weights, columns: 1, copies: VECTORS }.check("dense layers", None)?)
}

impl Fitted {
    /// Samples as the network sees them.
    fn seen(&self, features: &Array2<f64>) -> Result<Array2<f64>, ModelError> {
        let (expected, found) = (self.scales.len(), features.ncols());
        if expected != found {
            return Err(ModelError::FeatureCount { expected, found });
        }
        Ok(scaled(features, &self.scales))
    }
}

impl Classifier for DenseClassifier {
    fn fit(&mut self, features: &Array2<f64>, labels: &[usize]) -> Result<(), ModelError> {
        self.settings.check()?;
        self.train(Samples::new(features, labels)?, Scale { mean: 0.0, deviation: 1.0 })
    }

    fn predict_proba(&self, features: &Array2<f64>) -> Result<Array2<f64>, ModelError> {
        let fitted = self.fitted()?;
        Ok(fitted.network.probabilities(&fitted.weights, &fitted.seen(features)?))
    }
}

impl Regressor for DenseRegressor {
    fn fit(&mut self, features: &Array2<f64>, targets: &[f64]) -> Result<(), ModelError> {
        self.settings.check()?;
        Samples::new(features, targets)?;
        crate::Target::check(targets, 1)?;
        let scale = scale_of(ArrayView1::from(targets));
        let known: Vec<f64> = targets.iter().map(|y| (y - scale.mean) / scale.deviation).collect();
        self.train(Samples::new(features, &known)?, scale)
    }

    fn predict(&self, features: &Array2<f64>) -> Result<Vec<f64>, ModelError> {
        let fitted = self.fitted()?;
        let outputs = fitted.network.outputs(&fitted.weights, &fitted.seen(features)?);
        let Scale { mean, deviation } = fitted.target;
        Ok(outputs.column(0).iter().map(|output| mean + deviation * output).collect())
    }
}

struct Loss<'a, T> {
    network: &'a Dense,
    penalty: f64,
    samples: Array2<f64>,
    known: &'a [T],
}

impl<T: Taught> Objective for Loss<'_, T> {
    fn value(&mut self, params: &[f64]) -> Result<f64, ObjectiveError> {
        self.value_and_gradient(params, &mut vec![0.0; params.len()])
    }

    fn value_and_gradient(&mut self, params: &[f64], gradient: &mut [f64]) -> Result<f64, ObjectiveError> {
        let at = Penalised { weights: params, penalty: self.penalty };
        Ok(self.network.loss(at, Samples { features: &self.samples, known: self.known }, gradient))
    }
}

fn scales_of(features: &Array2<f64>) -> Vec<Scale> {
    features.axis_iter(Axis(1)).map(scale_of).collect()
}

/// Numbers that never change have the deviation 1, so that they become 0.
fn scale_of(numbers: ArrayView1<'_, f64>) -> Scale {
    let count = numbers.len().max(1) as f64;
    let mean = numbers.sum() / count;
    let deviation = (numbers.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / count).sqrt();
    Scale { mean, deviation: if deviation > 0.0 { deviation } else { 1.0 } }
}

fn scaled(features: &Array2<f64>, scales: &[Scale]) -> Array2<f64> {
    Array2::from_shape_fn(features.dim(), |(i, j)| (features[[i, j]] - scales[j].mean) / scales[j].deviation)
}
