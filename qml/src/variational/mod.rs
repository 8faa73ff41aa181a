//! Variational classifiers and regressors: models that settings say, trained as settings say, as models of one trait among others.
//!
//! Called by users, studies and the command line; must not know files.

mod saved;
mod scale;

pub use saved::{DataNames, SavedClassifier, SavedModel, SavedRegressor};
pub use scale::TargetScale;

use crate::architecture::DataShape;
use crate::model::{ClassWeight, Model, Target};
use crate::training::{Attempt, Fitted, Observer, Samples};
use crate::{
    Checkpoint, Classifier, History, ModelError, ModelSettings, Predictions, RegressionLoss, Regressor,
    TrainingSettings,
};
use ansatz_circuits::Circuit;
use ansatz_simulator::Backend;
use ndarray::Array2;
use std::ops::ControlFlow;
use std::sync::Arc;

/// A quantum circuit that learns classes (`T = usize`) or numbers (`T = f64`); which circuit, and what is around it, is said by [`ModelSettings`], how
/// it is trained by [`TrainingSettings`]. What neither can say is said by a [`Model`] and a [`Trainer`](crate::models::Trainer).
pub struct Variational<T: Target> {
    settings: ModelSettings,
    make: Arc<MakeModel<T>>,
    training: TrainingSettings,
    /// Weights to start from instead of drawn ones.
    start: Option<Vec<f64>>,
    backend: Arc<dyn Backend>,
    fitted: Option<Fitted<T>>,
}

/// The model of some settings for samples of so many features with these targets.
type MakeModel<T> = dyn Fn(&ModelSettings, usize, &[T]) -> Result<Model<T>, ModelError> + Send + Sync;

/// A quantum circuit that learns to tell classes apart.
///
/// ```
/// use ansatz_qml::data::moons;
/// use ansatz_qml::models::{Classifier, ClassifierSettings, TrainingSettings, VariationalClassifier};
/// use ansatz_simulator::Cpu;
/// use std::sync::Arc;
///
/// let data = moons(60, 0.1, 0)?;
/// let settings = ClassifierSettings { qubits: 2, embedding: "reuploading".into(), layers: 2, ..Default::default() };
/// let training = TrainingSettings { epochs: 20, ..Default::default() };
/// let mut model = VariationalClassifier::new(settings, training, Arc::new(Cpu::<f64>::default()));
/// model.fit(&data.features, &data.labels)?;
/// let epochs = &model.history()?.epochs;
/// assert!(epochs[19].loss < epochs[0].loss);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub type VariationalClassifier = Variational<usize>;

/// A quantum circuit that predicts a number: a linear layer on Z of every qubit, `y = Σ_q r_q z_q + r`.
///
/// ```
/// use ansatz_qml::losses::SquaredError;
/// use ansatz_qml::models::{ClassifierSettings, Regressor, TrainingSettings, VariationalRegressor};
/// use ansatz_qml::optimize::OptimizerSettings;
/// use ansatz_simulator::Cpu;
/// use ndarray::Array2;
/// use std::sync::Arc;
///
/// let x = Array2::from_shape_fn((30, 1), |(row, _)| -1.5 + 0.1 * row as f64);
/// let y: Vec<f64> = x.iter().map(|x| (2.0 * x).sin()).collect();
/// let model = ClassifierSettings { qubits: 2, embedding: "reuploading".into(), layers: 2, ..Default::default() };
/// let optimizer = OptimizerSettings::default().with_learning_rate(0.1);
/// let training = TrainingSettings { epochs: 150, batch_size: 0, optimizer, ..Default::default() };
/// let backend = Arc::new(Cpu::<f64>::default());
/// let mut model = VariationalRegressor::new(model, SquaredError, training, backend);
/// model.fit(&x, &y)?;
/// assert!(model.score(&x, &y)? > 0.95);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub type VariationalRegressor = Variational<f64>;

impl Variational<usize> {
    /// An untrained classifier.
    pub fn new(
        model: impl Into<ModelSettings>,
        training: TrainingSettings,
        backend: Arc<dyn Backend>,
    ) -> VariationalClassifier {
        let make = classifier(training.class_weight.clone(), Vec::new());
        Variational { settings: model.into(), make, training, start: None, backend, fitted: None }
    }

    /// The same classifier of classes with these names, which a `class_weight` of its training may name.
    #[must_use]
    pub fn with_class_names(self, names: Vec<String>) -> VariationalClassifier {
        Variational { make: classifier(self.training.class_weight.clone(), names), ..self }
    }
}

/// Makes classifiers whose loss weighs classes.
fn classifier(weight: Option<ClassWeight>, names: Vec<String>) -> Arc<MakeModel<usize>> {
    Arc::new(move |settings: &ModelSettings, features, labels: &[usize]| {
        let classes = labels.iter().max().map_or(0, |highest| highest + 1).max(2);
        let model = settings.classifier(DataShape { features, classes })?;
        match &weight {
            None => Ok(model),
            Some(weight) => {
                let mut weights = weight.of(labels, &names)?;
                weights.resize(model.num_answers(), 1.0);
                model.class_weights(weights)
            }
        }
    })
}

impl Variational<f64> {
    /// An untrained regressor; readout and loss of classes in `model` are not used.
    pub fn new(
        model: impl Into<ModelSettings>,
        loss: impl RegressionLoss + 'static,
        training: TrainingSettings,
        backend: Arc<dyn Backend>,
    ) -> VariationalRegressor {
        let loss: Arc<dyn RegressionLoss> = Arc::new(loss);
        let make = move |settings: &ModelSettings, features, _: &[f64]| {
            settings.regressor(features, Arc::clone(&loss))
        };
        let make = Arc::new(make);
        Variational { settings: model.into(), make, training, start: None, backend, fitted: None }
    }
}

impl<T: Target> Variational<T> {
    /// The same model, whose training starts from these weights: those of such a model that was trained on other data, or in another way.
    #[must_use]
    pub fn starting_from(self, weights: Vec<f64>) -> Variational<T> {
        Variational { start: Some(weights), ..self }
    }

    /// Trains with a look at the start and at every epoch, from the start or from a checkpoint of the same run. Whatever happens on the way,
    /// the model has the last good weights afterwards.
    ///
    /// # Errors
    /// Settings that do not fit the data, a checkpoint of another run, or [`ModelError::Optimize`] if training diverges.
    pub fn fit_observed<'d>(
        &mut self,
        data: impl Into<Samples<'d, T>>,
        from: Option<Checkpoint>,
        observe: &mut Observer<'_>,
    ) -> Result<Checkpoint, ModelError> {
        let samples: Samples<'d, T> = data.into().checked()?;
        let model = (self.make)(&self.settings, samples.features.ncols(), samples.known)?;
        let mut trainer = self.training.trainer()?.observe(observe);
        if let Some(weights) = &self.start {
            trainer = trainer.start(weights.clone());
        }
        if let Some(checkpoint) = from {
            trainer = trainer.resume(checkpoint);
        }
        let Attempt { fitted, failure } = trainer.attempt(&self.backend, model, samples)?;
        let checkpoint = fitted.checkpoint().cloned();
        self.fitted = Some(fitted);
        match failure {
            Some(error) => Err(error),
            None => checkpoint.ok_or(ModelError::NotTrained),
        }
    }

    /// What the model is.
    pub fn model(&self) -> &ModelSettings {
        &self.settings
    }

    /// How it is trained.
    pub fn training(&self) -> &TrainingSettings {
        &self.training
    }

    /// The trained model.
    ///
    /// # Errors
    /// [`ModelError::NotTrained`].
    pub fn fitted(&self) -> Result<&Fitted<T>, ModelError> {
        self.fitted.as_ref().ok_or(ModelError::NotTrained)
    }

    /// What happened in training.
    ///
    /// # Errors
    /// [`ModelError::NotTrained`], of a loaded model too.
    pub fn history(&self) -> Result<&History, ModelError> {
        self.fitted()?.history().ok_or(ModelError::NotTrained)
    }

    /// The trained weights, those of a classical layer first, then the circuit's, then the head's; empty before training.
    pub fn weights(&self) -> &[f64] {
        self.fitted.as_ref().map_or(&[], Fitted::weights)
    }

    /// The circuit, once the number of features and classes is known.
    ///
    /// # Errors
    /// [`ModelError::NotTrained`].
    pub fn circuit(&self) -> Result<&Circuit, ModelError> {
        Ok(self.fitted()?.circuit())
    }

    /// The mean loss.
    ///
    /// # Errors
    /// [`ModelError::NotTrained`], and as [`Fitted::loss`].
    pub fn loss(&self, features: &Array2<f64>, known: &[T]) -> Result<f64, ModelError> {
        self.fitted()?.loss(Samples { features, known })
    }
}

impl Classifier for VariationalClassifier {
    fn fit(&mut self, features: &Array2<f64>, labels: &[usize]) -> Result<(), ModelError> {
        let unobserved = &mut |_: &crate::Progress<'_>| ControlFlow::Continue(());
        self.fit_observed(Samples { features, known: labels }, None, unobserved).map(|_| ())
    }

    fn predict_proba(&self, features: &Array2<f64>) -> Result<Array2<f64>, ModelError> {
        self.fitted()?.answers(features)
    }

    fn predictions(&self, features: &Array2<f64>) -> Result<Predictions, ModelError> {
        Ok(Predictions::most_probable(self.predict_proba(features)?))
    }
}

impl Regressor for VariationalRegressor {
    fn fit(&mut self, features: &Array2<f64>, targets: &[f64]) -> Result<(), ModelError> {
        let unobserved = &mut |_: &crate::Progress<'_>| ControlFlow::Continue(());
        self.fit_observed(Samples { features, known: targets }, None, unobserved).map(|_| ())
    }

    fn predict(&self, features: &Array2<f64>) -> Result<Vec<f64>, ModelError> {
        self.fitted()?.predict(features)
    }
}
