//! Models that predict a number, as training sees them.
//!
//! Called through the trait of what is learnt.

use super::TrainConfig;
use super::learnt::{Circumstances, Judged, Learnt, Measure, Merit, OF_TASK, Weight};
use super::machine::Machine;
use super::predictions::Said;
use crate::data::Part;
use crate::error::Outcome;
use crate::model::{MachineBody, MachineKeys, MachineSettings, OF_CLASSES, OnScale, bootstrap};
use crate::toml_file::TomlFile;
use ansatz::qml::ModelError;
use ansatz::qml::kernels::KernelRegressor;
use ansatz::qml::losses::SquaredError;
use ansatz::qml::metrics::{RegressionIntervals, RegressionMetrics};
use ansatz::qml::models::{
    DataShape, DenseRegressor, DenseSettings, ModelSettings, Regressor, SavedDense, TargetScale,
    TrainingSettings, Variational,
};
use ansatz::simulator::Backend;
use serde::Serialize;
use std::sync::Arc;

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
            ("expect.accuracy", "`accuracy` is of classes; of numbers expect `r2`"),
            ("training.class_weight", "numbers have no classes to weigh; remove `class_weight`"),
        ];
        let of_model = OF_CLASSES.map(|(key, message)| (format!("model.{key}"), message));
        let others = of_classes.map(|(key, message)| (key.to_string(), message));
        match of_model.into_iter().chain(others).find(|(key, _)| file.has(key)) {
            Some((key, message)) => Err(file.at(&[&key], message)),
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

    fn on_scale(model: Box<dyn Regressor>) -> Box<dyn Regressor> {
        Box::new(OnScale::new(model))
    }

    fn num_weights(model: &ModelSettings, shape: DataShape) -> Result<usize, ModelError> {
        Ok(model.regressor(shape.features, SquaredError)?.num_weights())
    }

    fn machine(settings: &MachineSettings, around: Circumstances<'_>) -> Box<dyn Machine<f64>> {
        match &settings.keys {
            MachineKeys::KernelRegressor(settings) => {
                Box::new(KernelRegressor::new(settings.clone(), around.backend))
            }
            MachineKeys::Dense(settings) => Box::new(DenseRegressor::new(settings.clone())),
            MachineKeys::KernelClassifier(_) => unreachable!("{OF_TASK}"),
        }
    }

    fn dense(saved: SavedDense) -> MachineBody {
        MachineBody::DenseRegressor(saved)
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

    fn baseline(train: &Part<f64>, _: Option<Weight<'_>>) -> Result<Box<Measure<f64>>, ModelError> {
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
