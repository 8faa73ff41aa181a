//! What differs between models that learn classes and models that learn numbers: metrics, intervals, and the scale of what is learnt.
//!
//! Called by the training job and by evaluations.

use super::TrainConfig;
use super::machine::Machine;
use super::predictions::Said;
use crate::data::{Label, Part};
use crate::error::Outcome;
use crate::model::{MachineKeys, MachineSettings, bootstrap};
use crate::toml_file::TomlFile;
use ansatz::qml::ModelError;
use ansatz::qml::kernels::{KernelClassifier, KernelRegressor};
use ansatz::qml::losses::SquaredError;
use ansatz::qml::metrics::{MetricIntervals, Metrics, RegressionIntervals, RegressionMetrics};
use ansatz::qml::models::{
    Classifier, DataShape, DenseClassifier, DenseRegressor, DenseSettings, ModelSettings, Predictions,
    Regressor, Target, TargetScale, TrainingSettings, Variational,
};
use ansatz::simulator::Backend;
use serde::Serialize;
use std::sync::Arc;

/// A class (`usize`) or a number (`f64`), with what a trained model of it is judged by.
pub trait Learnt: Label + Target {
    /// How good a model is.
    type Metrics: Clone + std::fmt::Debug + Serialize + Send + Sync;
    /// How sure that is.
    type Intervals;
    /// What answers for rows: a `dyn Classifier` or a `dyn Regressor`.
    type Model: ?Sized;

    /// Refuses keys that mean nothing for such labels.
    ///
    /// # Errors
    /// There is such a key.
    fn check_keys(config: &TrainConfig, file: &TomlFile) -> Outcome;

    /// An untrained variational model.
    fn network(
        model: &ModelSettings,
        training: &TrainingSettings,
        backend: Arc<dyn Backend>,
    ) -> Variational<Self>;

    /// The same model, whose training may name these classes, if there are some.
    #[must_use]
    fn named(network: Variational<Self>, classes: &[String]) -> Variational<Self>;

    /// A variational model as what answers.
    fn of_network(network: &Variational<Self>) -> &Self::Model;

    /// A variational model as what answers, owned.
    fn boxed(network: Variational<Self>) -> Box<Self::Model>;

    /// The weights of a variational model for such data.
    ///
    /// # Errors
    /// It does not fit the data.
    fn num_weights(model: &ModelSettings, shape: DataShape) -> Result<usize, ModelError>;

    /// An untrained model that is trained in one go.
    ///
    /// # Panics
    /// It learns other labels, which whoever reads its kind refuses.
    fn machine(settings: &MachineSettings, backend: Arc<dyn Backend>) -> Box<dyn Machine<Self>>;

    /// The scale on which these labels are learnt; none of classes.
    fn scale(known: &[Self]) -> Option<TargetScale>;

    /// A label on a scale.
    fn scaled(self, scale: Option<TargetScale>) -> Self;

    /// The metrics of rows.
    ///
    /// # Errors
    /// The model cannot be run.
    fn measure(trained: &Judged<'_, Self>, part: &Part<Self>) -> Result<Self::Metrics, ModelError>;

    /// 95 % intervals by bootstrap; none of so many rows that they would take long.
    ///
    /// # Errors
    /// The model cannot be run.
    fn intervals(
        trained: &Judged<'_, Self>,
        part: &Part<Self>,
    ) -> Result<Option<Self::Intervals>, ModelError>;

    /// What people call the score of an epoch.
    const SCORE: &'static str;

    /// The classical model that it is compared with.
    const BASELINE: &'static str;

    /// Trains that model; what is given measures it.
    ///
    /// # Errors
    /// It cannot be trained.
    fn baseline(train: &Part<Self>) -> Result<Box<Measure<Self>>, ModelError>;

    /// What a model says of rows, as text.
    ///
    /// # Errors
    /// The model cannot be run.
    fn said(trained: &Judged<'_, Self>, part: &Part<Self>, classes: &[String]) -> Result<Said, ModelError>;

    /// The metric that a training file may expect something of.
    fn verdict(metrics: &Self::Metrics) -> Merit;
}

/// Measures a model on rows.
pub type Measure<T> = dyn Fn(&Part<T>) -> Result<<T as Learnt>::Metrics, ModelError>;

/// A model with what its answers mean.
pub struct Judged<'a, T: Learnt> {
    /// The model.
    pub model: &'a T::Model,
    /// The scale of its answers.
    pub scale: Option<TargetScale>,
    /// Number of classes.
    pub classes: usize,
}

/// The metric that counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Merit {
    /// Its key in `[expect]`.
    pub key: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// Its value.
    pub value: f64,
}

/// Why a machine can always be made.
const OF_TASK: &str = "the kind of a machine was checked against the task";

impl Learnt for usize {
    type Metrics = Metrics;
    type Intervals = MetricIntervals;
    type Model = dyn Classifier;

    fn check_keys(_: &TrainConfig, file: &TomlFile) -> Outcome {
        match file.has("expect.r2") {
            true => Err(file.at(&["expect.r2"], "`r2` is of numbers; of classes expect `accuracy`")),
            false => Ok(()),
        }
    }

    fn network(
        model: &ModelSettings,
        training: &TrainingSettings,
        backend: Arc<dyn Backend>,
    ) -> Variational<usize> {
        Variational::<usize>::new(model.clone(), training.clone(), backend)
    }

    fn named(network: Variational<usize>, classes: &[String]) -> Variational<usize> {
        network.with_class_names(classes.to_vec())
    }

    fn of_network(network: &Variational<usize>) -> &(dyn Classifier + 'static) {
        network
    }

    fn boxed(network: Variational<usize>) -> Box<dyn Classifier> {
        Box::new(network)
    }

    fn num_weights(model: &ModelSettings, shape: DataShape) -> Result<usize, ModelError> {
        Ok(model.classifier(DataShape { classes: shape.classes.max(2), ..shape })?.num_weights())
    }

    fn machine(settings: &MachineSettings, backend: Arc<dyn Backend>) -> Box<dyn Machine<usize>> {
        match &settings.keys {
            MachineKeys::KernelClassifier(settings) => {
                Box::new(KernelClassifier::new(settings.clone(), backend))
            }
            MachineKeys::Dense(settings) => Box::new(DenseClassifier::new(settings.clone())),
            MachineKeys::KernelRegressor(_) => unreachable!("{OF_TASK}"),
        }
    }

    fn scale(_: &[usize]) -> Option<TargetScale> {
        None
    }

    fn scaled(self, _: Option<TargetScale>) -> usize {
        self
    }

    fn measure(trained: &Judged<'_, usize>, part: &Part) -> Result<Metrics, ModelError> {
        trained.model.evaluate(&part.features, &part.labels)
    }

    fn intervals(trained: &Judged<'_, usize>, part: &Part) -> Result<Option<MetricIntervals>, ModelError> {
        let Some(bootstrap) = bootstrap(part.labels.len(), trained.classes) else { return Ok(None) };
        let Predictions { classes, probabilities } = trained.model.predictions(&part.features)?;
        Ok(Some(bootstrap.of_predictions(&part.labels, &classes, &probabilities)?))
    }

    const SCORE: &'static str = "accuracy";
    const BASELINE: &'static str = "logistic_regression";

    fn baseline(train: &Part) -> Result<Box<Measure<usize>>, ModelError> {
        let mut model = DenseClassifier::new(DenseSettings::logistic_regression());
        model.fit(&train.features, &train.labels)?;
        Ok(Box::new(move |part| model.evaluate(&part.features, &part.labels)))
    }

    fn said(trained: &Judged<'_, usize>, part: &Part, classes: &[String]) -> Result<Said, ModelError> {
        let Predictions { classes: predicted, probabilities } = trained.model.predictions(&part.features)?;
        let rows = probabilities.rows().into_iter().zip(&part.labels).zip(predicted);
        let lines = rows.map(|((row, label), predicted)| {
            let names = [*label, predicted].map(|class| classes[class].clone());
            names.into_iter().chain(row.iter().map(|p| format!("{p:?}"))).collect()
        });
        Ok(Said { columns: classes.to_vec(), lines: lines.collect() })
    }

    fn verdict(metrics: &Metrics) -> Merit {
        Merit { key: "accuracy", name: "accuracy", value: metrics.accuracy }
    }
}

/// The metrics of predicted numbers; the keys are the contract of programs that read them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct NumberMetrics {
    /// Rows.
    pub rows: usize,
    /// Share of the variance that is explained: 1 is perfect, 0 as good as the mean.
    pub r2: f64,
    /// Root of the mean squared error, in the unit of the label.
    pub rmse: f64,
    /// Mean absolute error, in the unit of the label.
    pub mae: f64,
}

impl NumberMetrics {
    /// The metrics of predictions.
    ///
    /// # Errors
    /// No rows, or predictions in another number.
    pub fn new(known: &[f64], predicted: &[f64]) -> Result<NumberMetrics, ModelError> {
        let RegressionMetrics { r2, mean_absolute_error: mae, root_mean_square_error: rmse } =
            RegressionMetrics::new(known, predicted)?;
        Ok(NumberMetrics { rows: known.len(), r2, rmse, mae })
    }
}

impl Learnt for f64 {
    type Metrics = NumberMetrics;
    type Intervals = RegressionIntervals;
    type Model = dyn Regressor;

    fn check_keys(_: &TrainConfig, file: &TomlFile) -> Outcome {
        let of_classes = [
            ("model.loss", "a number is learnt by its squared error; remove `loss`"),
            ("model.readout", "a number is read by a linear layer; remove `readout`"),
            ("expect.accuracy", "`accuracy` is of classes; of numbers expect `r2`"),
            ("training.class_weight", "numbers have no classes to weigh; remove `class_weight`"),
        ];
        match of_classes.into_iter().find(|(key, _)| file.has(key)) {
            Some((key, message)) => Err(file.at(&[key], message)),
            None => Ok(()),
        }
    }

    fn network(
        model: &ModelSettings,
        training: &TrainingSettings,
        backend: Arc<dyn Backend>,
    ) -> Variational<f64> {
        Variational::<f64>::new(model.clone(), SquaredError, training.clone(), backend)
    }

    fn named(network: Variational<f64>, _: &[String]) -> Variational<f64> {
        network
    }

    fn of_network(network: &Variational<f64>) -> &(dyn Regressor + 'static) {
        network
    }

    fn boxed(network: Variational<f64>) -> Box<dyn Regressor> {
        Box::new(network)
    }

    fn num_weights(model: &ModelSettings, shape: DataShape) -> Result<usize, ModelError> {
        Ok(model.regressor(shape.features, SquaredError)?.num_weights())
    }

    fn machine(settings: &MachineSettings, backend: Arc<dyn Backend>) -> Box<dyn Machine<f64>> {
        match &settings.keys {
            MachineKeys::KernelRegressor(settings) => {
                Box::new(KernelRegressor::new(settings.clone(), backend))
            }
            MachineKeys::Dense(settings) => Box::new(DenseRegressor::new(settings.clone())),
            MachineKeys::KernelClassifier(_) => unreachable!("{OF_TASK}"),
        }
    }

    fn scale(known: &[f64]) -> Option<TargetScale> {
        Some(TargetScale::of(known))
    }

    fn scaled(self, scale: Option<TargetScale>) -> f64 {
        scale.map_or(self, |scale| scale.to_learn(self))
    }

    fn measure(trained: &Judged<'_, f64>, part: &Part<f64>) -> Result<NumberMetrics, ModelError> {
        NumberMetrics::new(&part.labels, &trained.predict(part)?)
    }

    fn intervals(
        trained: &Judged<'_, f64>,
        part: &Part<f64>,
    ) -> Result<Option<RegressionIntervals>, ModelError> {
        let Some(bootstrap) = bootstrap(part.labels.len(), 1) else { return Ok(None) };
        Ok(Some(bootstrap.of_numbers(&part.labels, &trained.predict(part)?)?))
    }

    const SCORE: &'static str = "R²";
    const BASELINE: &'static str = "ridge";

    fn baseline(train: &Part<f64>) -> Result<Box<Measure<f64>>, ModelError> {
        let mut model = DenseRegressor::new(DenseSettings::ridge());
        model.fit(&train.features, &train.labels)?;
        Ok(Box::new(move |part| NumberMetrics::new(&part.labels, &model.predict(&part.features)?)))
    }

    fn said(trained: &Judged<'_, f64>, part: &Part<f64>, _: &[String]) -> Result<Said, ModelError> {
        let predicted = trained.predict(part)?;
        let lines = part.labels.iter().zip(predicted);
        let lines = lines.map(|(known, found)| vec![format!("{known:?}"), format!("{found:?}")]);
        Ok(Said { columns: Vec::new(), lines: lines.collect() })
    }

    fn verdict(metrics: &NumberMetrics) -> Merit {
        Merit { key: "r2", name: "R²", value: metrics.r2 }
    }
}

impl Judged<'_, f64> {
    /// Numbers in the unit of the label.
    ///
    /// # Errors
    /// The model cannot be run.
    pub fn predict(&self, part: &Part<f64>) -> Result<Vec<f64>, ModelError> {
        let learnt = self.model.predict(&part.features)?;
        Ok(learnt.into_iter().map(|y| self.scale.map_or(y, |scale| scale.learnt(y))).collect())
    }
}
