//! Logistic regression and small networks, for classes and for numbers.
//!
//! Called by users and studies.

use super::dense::{Counted, Dense, Penalised, Taught};
use super::scale::{Scale, scale_of, scaled, scales_of};
use super::settings::DenseSettings;
use crate::model::{ClassWeight, NamedClassWeight};
use crate::optimize::Stop;
use crate::purposes;
use crate::{
    Classifier, IntoOptimizer, ModelError, Objective, ObjectiveError, Predictions, Regressor, Samples,
};
use ansatz_simulator::{RandomStream, TableNeed};
use ndarray::{Array2, ArrayView1};
use std::marker::PhantomData;

/// Dense layers with `tanh` between them, trained on all samples at once by exact gradients. Features are standardised by the training samples.
pub struct DenseModel<T> {
    pub(super) settings: DenseSettings,
    /// Of a classifier.
    pub(super) class_weight: Option<NamedClassWeight>,
    pub(super) fitted: Option<Fitted>,
    pub(super) target: PhantomData<fn() -> T>,
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

/// What training leaves.
pub(super) struct Fitted {
    pub(super) network: Dense,
    pub(super) weights: Vec<f64>,
    pub(super) scales: Vec<Scale>,
    /// Of a regressor's targets.
    pub(super) target: Scale,
    /// Why training ended; unknown of a loaded model.
    pub(super) stop: Option<Stop>,
}

impl<T: Taught> DenseModel<T> {
    /// An untrained model.
    pub fn new(settings: DenseSettings) -> DenseModel<T> {
        DenseModel { settings, class_weight: None, fitted: None, target: PhantomData }
    }

    /// Its settings.
    pub fn settings(&self) -> &DenseSettings {
        &self.settings
    }

    /// Trains on targets that have been standardised like this.
    fn train(&mut self, data: Counted<'_, T>, target: Scale) -> Result<(), ModelError> {
        let DenseSettings { hidden, penalty, steps, seed, .. } = &self.settings;
        let Counted { samples, counts } = data;
        let Samples { features, known } = samples.checked()?;
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
        let mut optimizer = self.settings.named_optimizer().into_optimizer()?;
        let samples = scaled(features, &scales);
        let mut objective = Loss { network: &network, penalty: *penalty, samples, known, counts };
        let mut stop = Stop::Limit;
        for _ in 0..*steps {
            if let Some(reason) = optimizer.step(&mut objective, &mut weights)?.stop {
                stop = reason;
                break;
            }
        }
        self.fitted = Some(Fitted { network, weights, scales, target, stop: Some(stop) });
        Ok(())
    }

    /// Why training ended; none of a loaded model.
    ///
    /// # Errors
    /// [`ModelError::NotTrained`].
    pub fn stop(&self) -> Result<Option<Stop>, ModelError> {
        Ok(self.fitted()?.stop)
    }

    /// The trained weights, layer by layer; empty before training.
    pub fn weights(&self) -> &[f64] {
        self.fitted.as_ref().map_or(&[], |fitted| &fitted.weights)
    }

    /// The mean loss of samples without the penalty, each counted once: the cross-entropy, or half the squared error in units of the training targets'
    /// standard deviation.
    ///
    /// # Errors
    /// [`ModelError::NotTrained`], and samples or targets that do not fit the model.
    pub fn loss<'d>(&self, data: impl Into<Samples<'d, T>>) -> Result<f64, ModelError> {
        let fitted = self.fitted()?;
        let Samples { features, known } = data.into().checked()?;
        let outputs = fitted.network.outputs(&fitted.weights, &fitted.seen(features)?);
        T::check(known, outputs.ncols())?;
        let Scale { mean, deviation } = fitted.target;
        let losses = outputs.rows().into_iter().zip(known);
        let losses =
            losses.map(|(row, known)| T::loss(row.to_owned().view_mut(), known.scaled(mean, deviation)));
        Ok(losses.sum::<f64>() / known.len() as f64)
    }

    pub(super) fn fitted(&self) -> Result<&Fitted, ModelError> {
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

impl DenseClassifier {
    /// The same classifier, untrained, in whose loss a sample counts as much as the weight of its class; the weights may name classes by
    /// these names.
    ///
    /// ```
    /// use ansatz_qml::data::moons;
    /// use ansatz_qml::models::{ClassWeight, Classifier, DenseClassifier, DenseSettings};
    /// let data = moons(80, 0.4, 0)?;
    /// let found = |weight: f64| {
    ///     let weight = ClassWeight::Classes([("rare".to_string(), weight)].into());
    ///     let names = vec!["usual".to_string(), "rare".to_string()];
    ///     let mut model = DenseClassifier::new(DenseSettings::logistic_regression()).class_weight(weight, names);
    ///     model.fit(&data.features, &data.labels)?;
    ///     Ok::<_, ansatz_qml::ModelError>(model.predict(&data.features)?.iter().sum::<usize>())
    /// };
    /// assert!(found(5.0)? > found(1.0)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn class_weight(self, weight: ClassWeight, names: Vec<String>) -> DenseClassifier {
        DenseModel { class_weight: Some(NamedClassWeight { weight, names }), fitted: None, ..self }
    }
}

impl Classifier for DenseClassifier {
    fn fit(&mut self, features: &Array2<f64>, labels: &[usize]) -> Result<(), ModelError> {
        self.settings.check()?;
        let samples = Samples::new(features, labels)?;
        let of_classes = self.class_weight.as_ref().map(|weight| weight.of(labels)).transpose()?;
        let counts = of_classes.map(|of| labels.iter().map(|label| of[*label]).collect::<Vec<f64>>());
        self.train(Counted { samples, counts: counts.as_deref() }, Scale::NONE)
    }

    fn predict_proba(&self, features: &Array2<f64>) -> Result<Array2<f64>, ModelError> {
        let fitted = self.fitted()?;
        Ok(fitted.network.probabilities(&fitted.weights, &fitted.seen(features)?))
    }

    fn predictions(&self, features: &Array2<f64>) -> Result<Predictions, ModelError> {
        Ok(Predictions::most_probable(self.predict_proba(features)?))
    }
}

impl Regressor for DenseRegressor {
    fn fit(&mut self, features: &Array2<f64>, targets: &[f64]) -> Result<(), ModelError> {
        self.settings.check()?;
        Samples::new(features, targets)?;
        crate::Target::check(targets, 1)?;
        let scale = scale_of(ArrayView1::from(targets));
        let known: Vec<f64> = targets.iter().map(|y| (y - scale.mean) / scale.deviation).collect();
        self.train(Counted { samples: Samples::new(features, &known)?, counts: None }, scale)
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
    counts: Option<&'a [f64]>,
}

impl<T: Taught> Objective for Loss<'_, T> {
    fn value(&mut self, params: &[f64]) -> Result<f64, ObjectiveError> {
        self.value_and_gradient(params, &mut vec![0.0; params.len()])
    }

    fn value_and_gradient(&mut self, params: &[f64], gradient: &mut [f64]) -> Result<f64, ObjectiveError> {
        let at = Penalised { weights: params, penalty: self.penalty };
        let samples = Samples { features: &self.samples, known: self.known };
        Ok(self.network.loss(at, Counted { samples, counts: self.counts }, gradient))
    }
}
