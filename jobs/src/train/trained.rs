//! A trained model with everything that is known of it, the files of its folder, and what its training file expected.
//!
//! Made by the training job; shown and written by its caller.

use super::record::{Parts, Record, TrainAnswer, history_csv, weights_sha256};
use super::{Fit, Task, TrainConfig, checkpoint};
use crate::data::{Part, Prepared};
use crate::error::{JobError, Outcome};
use crate::files::{OutputFile, OutputFolder, json};
use crate::model::has_intervals;
use crate::toml_file::TomlFile;
use ansatz::qml::{
    ModelError,
    metrics::{Bootstrap, MetricIntervals},
    models::{Classifier, Epoch, SavedClassifier, VariationalClassifier},
};
use safetensors::{Dtype, SafeTensorError, tensor::TensorView};

/// A trained model. Nothing but checkpoints is written before [`write`](Trained::write).
pub struct Trained {
    task: Task,
    fit: Fit,
    model: VariationalClassifier,
    saved: SavedClassifier,
    metrics: Parts,
    loss: f64,
    weights_sha256: String,
    around: Around,
}

/// Where it was trained, and where its files go.
pub(super) struct Around {
    pub(super) device: String,
    pub(super) folder: OutputFolder,
}

impl Trained {
    pub(super) fn new(
        task: Task,
        fit: Fit,
        model: VariationalClassifier,
        around: Around,
    ) -> Outcome<Trained> {
        let prepared = &task.prepared;
        let measure = |part: &Part| model.evaluate(&part.features, &part.labels);
        let metrics = Parts {
            train: measure(&prepared.train)?,
            test: prepared.test.as_ref().map(measure).transpose()?,
        };
        let loss = model.loss(&prepared.train.features, &prepared.train.labels)?;
        let weights_sha256 = weights_sha256(model.weights());
        let saved = model.save(&prepared.data, &prepared.pipeline)?;
        Ok(Trained { task, fit, model, saved, metrics, loss, weights_sha256, around })
    }

    /// The name of the training file, without its ending.
    pub fn title(&self) -> String {
        self.task.title()
    }

    /// The training file.
    pub fn file(&self) -> &TomlFile {
        &self.task.file
    }

    /// What the training file says.
    pub fn config(&self) -> &TrainConfig {
        &self.task.config
    }

    /// The rows it was trained and tested on.
    pub fn prepared(&self) -> &Prepared {
        &self.task.prepared
    }

    /// The model.
    pub fn model(&self) -> &VariationalClassifier {
        &self.model
    }

    /// Qubits of its circuit.
    pub fn num_qubits(&self) -> usize {
        self.task.qubits
    }

    /// Loss and accuracy of each epoch.
    pub fn epochs(&self) -> &[Epoch] {
        &self.fit.epochs
    }

    /// The device it was trained on.
    pub fn device(&self) -> &str {
        &self.around.device
    }

    /// What the same file gives on every machine of one kind.
    pub fn record(&self) -> Record<'_> {
        Record {
            metrics: &self.metrics,
            classes: &self.task.prepared.data.classes,
            epochs: self.fit.epochs.len(),
            stopped: self.fit.stopped,
            loss: self.loss,
            weights_sha256: &self.weights_sha256,
        }
    }

    /// The rows that intervals are about, by name: the test rows, or the training rows where there are no others.
    pub fn judged(&self) -> (&'static str, &Part) {
        match &self.task.prepared.test {
            Some(test) => ("test", test),
            None => ("training", &self.task.prepared.train),
        }
    }

    /// 95 % intervals of the metrics of the [`judged`](Trained::judged) rows by bootstrap; none of very many rows or classes.
    ///
    /// # Errors
    /// The model cannot be run.
    pub fn intervals(&self) -> Outcome<Option<MetricIntervals>> {
        let (_, part) = self.judged();
        if !has_intervals(part.labels.len(), self.task.prepared.data.classes.len()) {
            return Ok(None);
        }
        let predictions = self.model.predict(&part.features)?;
        let probabilities = self.model.predict_proba(&part.features)?;
        let intervals = Bootstrap::default().of_predictions(&part.labels, &predictions, &probabilities);
        Ok(Some(intervals.map_err(ModelError::from)?))
    }

    /// The files of the folder, in the order of writing: the model is the last one, so that it only appears with its record.
    ///
    /// # Errors
    /// One cannot be put into words.
    pub fn files(&self) -> Outcome<Vec<OutputFile>> {
        let file = &self.task.file;
        let path = file.path().display();
        let copied = format!("# Copied from {path}; paths are relative to its folder.\n{}", file.text());
        let mut files = vec![
            OutputFile::new("metrics.json", json(&self.record())?),
            OutputFile::new("history.csv", history_csv(&self.fit.epochs)),
            OutputFile::new("history.json", json(&self.fit.epochs)?),
            OutputFile::new("config.toml", copied),
            OutputFile::new("weights.safetensors", weights_file(self.model.weights())?),
        ];
        files.extend(self.fit.checkpoint.as_ref().map(checkpoint::output).transpose()?);
        files.push(OutputFile::new("model.json", json(&self.saved)?));
        Ok(files)
    }

    /// Writes these [`files`](Trained::files), and others that belong to them, in this order; the last one is the model.
    ///
    /// # Errors
    /// One cannot be written.
    pub fn write(&self, files: &[OutputFile]) -> Outcome<TrainAnswer> {
        let mut artifacts = self.around.folder.write_all(files)?;
        let model = artifacts.pop().unwrap_or_default();
        artifacts.insert(0, model.clone());
        Ok(TrainAnswer {
            model,
            metrics: self.metrics.clone(),
            epochs: self.fit.epochs.len(),
            loss: self.loss,
            seconds: self.fit.seconds,
            weights_sha256: self.weights_sha256.clone(),
            artifacts,
        })
    }

    /// Whether training came to its end.
    ///
    /// # Errors
    /// It diverged.
    pub fn completed(&self, answer: &TrainAnswer) -> Outcome {
        let Some(reason) = &self.fit.diverged else { return Ok(()) };
        let message = format!("training diverged in epoch {}: {reason}", self.fit.epochs.len() + 1);
        Err(JobError::work(format!("{message}; {} has the last good weights", answer.model)))
    }

    /// Whether training reached what its file expects.
    ///
    /// # Errors
    /// It did not.
    pub fn expected(&self) -> Outcome {
        let metrics = self.metrics.test.as_ref().unwrap_or(&self.metrics.train);
        match self.task.config.expect.accuracy {
            Some(least) if metrics.accuracy < least => {
                Err(JobError::work(format!("accuracy {:.4}, expected at least {least}", metrics.accuracy)))
            }
            _ => Ok(()),
        }
    }
}

/// The weights as the tensor `weights` of a safetensors file.
fn weights_file(weights: &[f64]) -> Outcome<Vec<u8>> {
    let bytes: Vec<u8> = weights.iter().flat_map(|weight| weight.to_le_bytes()).collect();
    let failed = |error: SafeTensorError| JobError::work(format!("cannot write the weights: {error}"));
    let tensor = TensorView::new(Dtype::F64, vec![weights.len()], &bytes).map_err(failed)?;
    safetensors::serialize([("weights", tensor)], None).map_err(failed)
}
