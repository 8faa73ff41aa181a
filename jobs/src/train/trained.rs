//! A trained model with everything that is known of it, the files of its folder, and what its training file expected.
//!
//! Made by the training job; shown and written by its caller.

use super::baseline::{Baseline, baseline};
use super::learnt::{Judged, Learnt, Merit};
use super::made::{Made, Size};
use super::record::{Parts, Record, TrainAnswer, history_csv, weights_sha256};
use super::{Fit, Task, TrainConfig, checkpoint, predictions};
use crate::advice::of_optimizers;
use crate::data::{Part, Prepared};
use crate::error::{JobError, Outcome};
use crate::files::{OutputFile, OutputFolder, json};
use crate::model::{ModelFile, ModelSection};
use crate::toml_file::TomlFile;
use ansatz::circuits::Circuit;
use ansatz::qml::models::{DataNames, Epoch, Variational};
use safetensors::{Dtype, SafeTensorError, tensor::TensorView};

/// A trained model of classes or of numbers.
pub enum AnyTrained {
    /// It tells classes apart.
    Classes(Box<Trained<usize>>),
    /// It predicts a number.
    Numbers(Box<Trained<f64>>),
}

/// A trained model. Nothing but checkpoints is written before [`write`](Trained::write).
pub struct Trained<T: Learnt = usize> {
    task: Task<T>,
    fit: Fit,
    made: Made<T>,
    saved: ModelFile,
    metrics: Parts<T::Metrics>,
    baseline: Option<Baseline<T::Metrics>>,
    loss: Option<f64>,
    weights_sha256: String,
    around: Around,
}

/// Where it was trained, and where its files go.
pub(super) struct Around {
    pub(super) device: String,
    pub(super) folder: OutputFolder,
}

impl<T: Learnt> Trained<T> {
    pub(super) fn new(task: Task<T>, fit: Fit, made: Made<T>, around: Around) -> Outcome<Trained<T>> {
        let prepared = &task.prepared;
        let judged = task.judged(made.model());
        let measure = |part: &Part<T>| T::measure(&judged, part);
        let metrics = Parts {
            train: measure(&prepared.train)?,
            test: prepared.test.as_ref().map(measure).transpose()?,
        };
        // A model is not compared with itself.
        let compared = task.config.model.kind() != T::BASELINE;
        let baseline =
            if compared { baseline(prepared, task.config.training.class_weight.as_ref())? } else { None };
        let loss = made.loss(&prepared.train.features, &task.known)?;
        let names = DataNames::from(&prepared.data).written(task.config.data.format());
        let saved = made.save(names, &prepared.pipeline, task.scale)?;
        let weights_sha256 = weights_sha256(&saved.weights());
        Ok(Trained { task, fit, made, saved, metrics, baseline, loss, weights_sha256, around })
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
    pub fn prepared(&self) -> &Prepared<T> {
        &self.task.prepared
    }

    /// What answers for rows.
    pub fn model(&self) -> &T::Model {
        self.made.model()
    }

    /// The model, if it was trained in epochs.
    pub fn network(&self) -> Option<&Variational<T>> {
        match &self.made {
            Made::Network(model) => Some(model),
            Made::Machine(_) => None,
        }
    }

    /// How large the trained model is.
    pub fn size(&self) -> Size {
        self.saved.size()
    }

    /// Qubits of its circuit; none without a circuit.
    pub fn num_qubits(&self) -> usize {
        self.task.qubits
    }

    /// Its circuit, or the one that embeds samples for its kernel, if it has one.
    ///
    /// # Errors
    /// The circuit cannot be built.
    pub fn circuit(&self) -> Outcome<Option<Circuit>> {
        match (&self.made, &self.task.config.model) {
            (Made::Network(model), _) => Ok(Some(model.circuit()?.clone())),
            (_, ModelSection::Machine(settings)) => {
                let features = self.task.prepared.train.features.ncols();
                let circuit = settings.kernel().map(|kernel| kernel.circuit(features)).transpose()?;
                Ok(circuit.flatten())
            }
            (_, ModelSection::Network(_)) => Ok(None),
        }
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
    pub fn record(&self) -> Record<'_, T::Metrics> {
        Record {
            metrics: &self.metrics,
            baseline: self.baseline.as_ref(),
            classes: &self.task.prepared.data.classes,
            epochs: self.fit.epochs.len(),
            stopped: self.fit.ending.words(),
            loss: self.loss,
            weights_sha256: &self.weights_sha256,
        }
    }

    /// The rows that intervals are about, by name: the test rows, or the training rows where there are no others.
    pub fn judged(&self) -> (&'static str, &Part<T>) {
        match &self.task.prepared.test {
            Some(test) => ("test", test),
            None => ("training", &self.task.prepared.train),
        }
    }

    /// 95 % intervals of the metrics of the [`judged`](Trained::judged) rows by bootstrap; none of very many rows or classes.
    ///
    /// # Errors
    /// The model cannot be run.
    pub fn intervals(&self) -> Outcome<Option<T::Intervals>> {
        let (_, part) = self.judged();
        Ok(T::intervals(&self.judge(), part)?)
    }

    /// The model with what its answers mean.
    pub fn judge(&self) -> Judged<'_, T> {
        self.task.judged(self.made.model())
    }

    /// The files of the folder, in the order of writing: the model is the last one, so that it only appears with its record.
    ///
    /// # Errors
    /// One cannot be put into words.
    pub fn files(&self) -> Outcome<Vec<OutputFile>> {
        let file = &self.task.file;
        let path = file.path().display();
        let copied = format!("# Copied from {path}; paths are relative to its folder.\n{}", file.text());
        let mut files = vec![OutputFile::new("metrics.json", json(&self.record())?)];
        if self.network().is_some() {
            let history = history_csv(&self.fit.epochs, T::verdict(&self.metrics.train).key);
            files.push(OutputFile::new("history.csv", history));
            files.push(OutputFile::new("history.json", json(&self.fit.epochs)?));
        }
        files.push(OutputFile::new("config.toml", copied));
        if let Some(model) = self.network() {
            files.push(OutputFile::new("weights.safetensors", weights_file(model.weights())?));
        }
        let predictions = predictions::csv(self)?;
        files.extend(predictions.map(|csv| OutputFile::new("predictions.csv", csv)));
        files.extend(self.fit.checkpoint.as_ref().map(checkpoint::output).transpose()?);
        files.push(OutputFile::new("model.json", json(&self.saved)?));
        Ok(files)
    }

    /// Writes these [`files`](Trained::files), and others that belong to them, in this order; the last one is the model.
    ///
    /// # Errors
    /// One cannot be written.
    pub fn write(&self, files: &[OutputFile]) -> Outcome<TrainAnswer<T::Metrics>> {
        let mut artifacts = self.around.folder.write_all(files)?;
        let model = artifacts.pop().unwrap_or_default();
        artifacts.insert(0, model.clone());
        Ok(TrainAnswer {
            model,
            metrics: self.metrics.clone(),
            baseline: self.baseline.clone(),
            epochs: self.fit.epochs.len(),
            stop: self.fit.ending.name(),
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
    pub fn completed(&self, answer: &TrainAnswer<T::Metrics>) -> Outcome {
        let Some(reason) = &self.fit.diverged else { return Ok(()) };
        let mut message = format!("training diverged in epoch {}: {reason}", self.fit.epochs.len() + 1);
        if let Some(advice) = of_optimizers(reason) {
            message += &format!(", {advice}");
        }
        Err(JobError::work(format!("{message}; {} has the last good weights", answer.model)))
    }

    /// Whether training reached what its file expects.
    ///
    /// # Errors
    /// It did not.
    pub fn expected(&self) -> Outcome {
        let Merit { key, name, value } = self.merit();
        let expect = &self.task.config.expect;
        let least = if key == "r2" { expect.r2 } else { expect.accuracy };
        match least {
            Some(least) if value.is_nan() || value < least => {
                Err(JobError::work(format!("{name} {value:.4}, expected at least {least}")))
            }
            _ => Ok(()),
        }
    }

    /// The metric that counts, of the test rows, or of the training rows where there are no others.
    pub fn merit(&self) -> Merit {
        T::verdict(self.metrics.test.as_ref().unwrap_or(&self.metrics.train))
    }
}

/// The weights as the tensor `weights` of a safetensors file.
fn weights_file(weights: &[f64]) -> Outcome<Vec<u8>> {
    let bytes: Vec<u8> = weights.iter().flat_map(|weight| weight.to_le_bytes()).collect();
    let failed = |error: SafeTensorError| JobError::work(format!("cannot write the weights: {error}"));
    let tensor = TensorView::new(Dtype::F64, vec![weights.len()], &bytes).map_err(failed)?;
    safetensors::serialize([("weights", tensor)], None).map_err(failed)
}
