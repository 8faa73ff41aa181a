//! Models that tell classes apart, as training sees them.
//!
//! Called through the trait of what is learnt.

use super::TrainConfig;
use super::learnt::{Circumstances, Judged, Learnt, Measure, Merit, OF_TASK, Weight};
use super::machine::Machine;
use super::predictions::Said;
use crate::data::Part;
use crate::error::Outcome;
use crate::model::{MachineBody, MachineKeys, MachineSettings, bootstrap};
use crate::toml_file::TomlFile;
use ansatz::qml::ModelError;
use ansatz::qml::kernels::KernelClassifier;
use ansatz::qml::metrics::{MetricIntervals, Metrics};
use ansatz::qml::models::{
    Classifier, DataShape, DenseClassifier, DenseSettings, ModelSettings, Predictions, SavedDense,
    TargetScale, TrainingSettings, Variational,
};
use ansatz::simulator::Backend;
use std::sync::Arc;

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

    fn on_scale(model: Box<dyn Classifier>) -> Box<dyn Classifier> {
        model
    }

    fn num_weights(model: &ModelSettings, shape: DataShape) -> Result<usize, ModelError> {
        Ok(model.classifier(DataShape { classes: shape.classes.max(2), ..shape })?.num_weights())
    }

    fn machine(settings: &MachineSettings, around: Circumstances<'_>) -> Box<dyn Machine<usize>> {
        let Circumstances { backend, classes } = around;
        let weight = settings.class_weight.clone();
        match &settings.keys {
            MachineKeys::KernelClassifier(settings) => {
                let model = KernelClassifier::new(settings.clone(), backend);
                Box::new(match weight {
                    Some(weight) => model.class_weight(weight, classes.to_vec()),
                    None => model,
                })
            }
            MachineKeys::Dense(settings) => {
                let model = DenseClassifier::new(settings.clone());
                Box::new(match weight {
                    Some(weight) => model.class_weight(weight, classes.to_vec()),
                    None => model,
                })
            }
            MachineKeys::KernelRegressor(_) => unreachable!("{OF_TASK}"),
        }
    }

    fn dense(saved: SavedDense) -> MachineBody {
        MachineBody::DenseClassifier(saved)
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

    fn baseline(train: &Part, weight: Option<Weight<'_>>) -> Result<Box<Measure<usize>>, ModelError> {
        let mut model = DenseClassifier::new(DenseSettings::logistic_regression());
        if let Some(Weight { of, classes }) = weight {
            model = model.class_weight(of.clone(), classes.to_vec());
        }
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
